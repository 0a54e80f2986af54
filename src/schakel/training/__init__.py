"""Editions of trainings and events: one takes part, waits in a fair line for a seat, comes, and gets credit for it.

An *edition* is one run of a training or an event, with *sessions* on certain days. Whoever takes part holds a *seat*;
there are exactly as many as the edition has, so that the database itself cannot let in one more.
"""
