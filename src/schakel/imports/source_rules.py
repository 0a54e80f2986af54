"""When a scheduled source is read, how it is doing, and when somebody has to be told; plain Python."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

FIRST_PAUSE = timedelta(hours=1)
"""After a first failure; it doubles with each, up to the source's own term."""
LEEWAY = timedelta(hours=1)
"""Between the moment at which a source is due and the one at which somebody may wonder."""
SHORTEST_TERM = timedelta(hours=1)


class SourceStatus(StrEnum):
    WAITING = "waiting"
    FRESH = "fresh"
    STALE = "stale"
    FAILING = "failing"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Timing:
    """All that decides about a source. ``fresh_at``: when the hub last had what the source says."""

    every: timedelta
    added_at: datetime
    is_paused: bool = False
    tried_at: datetime | None = None
    fresh_at: datetime | None = None
    failing_since: datetime | None = None
    failures: int = 0
    nudged_at: datetime | None = None


def due_at(timing: Timing) -> datetime:
    """When the source is read again: after its term, sooner when it failed."""
    if timing.tried_at is None:
        return timing.added_at
    if not timing.failures:
        return timing.tried_at + timing.every
    pause: timedelta = FIRST_PAUSE * 2 ** min(timing.failures - 1, 10)
    return timing.tried_at + min(timing.every, pause)


def is_due(timing: Timing, now: datetime) -> bool:
    return not timing.is_paused and due_at(timing) <= now


def stale_since(timing: Timing) -> datetime:
    """From when what the hub has of the source is older than its term allows."""
    return (timing.fresh_at or timing.added_at) + timing.every + LEEWAY


def status_of(timing: Timing, now: datetime) -> SourceStatus:
    if timing.is_paused:
        return SourceStatus.PAUSED
    if timing.failing_since is not None:
        return SourceStatus.FAILING
    if stale_since(timing) <= now:
        return SourceStatus.STALE
    return SourceStatus.FRESH if timing.fresh_at else SourceStatus.WAITING


def is_to_be_told(timing: Timing, now: datetime) -> bool:
    """Whether it has been stale or failing for as long as its term, and nobody was told of it."""
    if timing.nudged_at is not None:
        return False
    status = status_of(timing, now)
    if status is SourceStatus.FAILING and timing.failing_since is not None:
        return timing.failing_since + timing.every <= now
    return status is SourceStatus.STALE and stale_since(timing) + timing.every <= now
