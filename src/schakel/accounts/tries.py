"""Counting tries, in the database that all processes share, so that a limit is the same however many there are."""

from datetime import datetime, timedelta
from hashlib import sha256

from django.core.cache import cache


def may_try(what: str, *, caller: str, most: int, within: timedelta, now: datetime) -> bool:
    """Whether this caller tries this for at most the `most`-th time in this stretch of time; this time is counted.

    Each try takes a place that can be taken once: of two at the same moment both count.
    """
    stretch = int(now.timestamp() // within.total_seconds())
    who = sha256(f"{what}\n{caller}\n{stretch}".encode()).hexdigest()
    lasts = int(within.total_seconds())
    return any(cache.add(f"tries:{who}:{place}", 1, lasts) for place in range(most))
