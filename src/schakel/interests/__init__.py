"""Interests: who has a personal stake in which organisation, so that nobody decides about their own.

Somebody declares an interest once; it is never changed, and ends by a row of its own. Whoever belongs to an
organisation has an interest in it without saying so. Everything that lets somebody choose between organisations asks
this door first.
"""
