"""Adoptions: who uses a case or a solution of somebody else, since when, and what it brought.

Whoever adopts confirms it themselves; who owns the item cannot do it for them. What is confirmed stands on the item's
page and counts as proven reuse.
"""
