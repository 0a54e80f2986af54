"""Accounts: the people who sign in, and what the hub lets each role do."""
