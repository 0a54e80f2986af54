"""Credentials: what somebody followed or attended, in a form that others can check without asking us.

A credential is one statement about one holder, frozen when it is given. It comes as a page, as a certificate on paper
(PDF/UA) and as an Open Badge 3.0 that carries the signature of the hub. What is certified comes in by the door: this
capability knows nothing of trainings or events.
"""
