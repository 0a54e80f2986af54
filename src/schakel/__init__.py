"""Schakel: matching people, knowledge and means in a societal innovation hub, and the record of what came of it."""

__version__ = "0.1.0"
