"""Keeping people posted: a question that was asked once goes on being asked, and what is new in its answer is told.

Anybody can have an answer as an alert, with an account or without, and as a feed. Whoever brought or follows a
challenge has one for it without asking.
"""
