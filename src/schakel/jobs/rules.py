"""When work is tried again, given up and repeated; plain Python."""

from datetime import UTC, datetime, timedelta

MOST_ATTEMPTS = 8
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)
KEPT_FOR = timedelta(days=30)
"""How long a job that is done stays to be looked at."""
MOST_AHEAD = timedelta(hours=1)
"""Two clocks differ by less. What lies further ahead was written by a clock that was wrong, and holds nobody up."""


def pause_after(attempt: int) -> timedelta:
    """How long to wait after this failed attempt (1 is the first): four times as long each time, an hour at most."""
    # The exponent is held down: no timedelta holds what a large one gives.
    pauses: int = 4 ** min(attempt - 1, 10)
    return min(FIRST_PAUSE * pauses, LONGEST_PAUSE)


def is_hopeless(*, attempt: int, forgiven: int, most: int = MOST_ATTEMPTS) -> bool:
    """Whether this attempt was the last. Those that a worker gave back because it was stopped are forgiven."""
    return attempt - forgiven >= most


def is_due_again(occurrence: datetime, *, queued_until: datetime) -> bool:
    """Whether repeated work that was queued until this moment has to be queued for its last occurrence."""
    return queued_until < occurrence or queued_until > occurrence + MOST_AHEAD


def last_occurrence(now: datetime, *, every: timedelta) -> datetime:
    """The last moment at which work that is repeated was due: whole periods counted from 1970 in UTC."""
    beginning = datetime(1970, 1, 1, tzinfo=UTC)
    return beginning + (now - beginning) // every * every
