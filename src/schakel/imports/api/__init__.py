"""Importing by programs, with a token for it."""
