"""The moment at which tests take place."""

from datetime import UTC, datetime

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TODAY = NOW.date()
