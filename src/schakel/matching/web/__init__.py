"""The answer page."""
