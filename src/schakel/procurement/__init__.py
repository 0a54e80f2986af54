"""Procurement routes: which ways there are to come from a challenge to something that works, as a talk with the buyer.

A few questions lead to a route that may fit, with what it asks and where that stands in the law. It is no legal
advice, and always ends with the buyer of the organisation. What came out can be written down with a challenge.
"""
