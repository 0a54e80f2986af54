"""The door of alerts."""

from schakel.alerts.queries import longest_overdue

__all__ = ["longest_overdue"]
