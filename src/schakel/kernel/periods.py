"""A stretch of time between two moments; plain Python."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """From one moment up to another, which itself is not part of it: 9:00-10:00 and 10:00-11:00 do not overlap.

    Both moments are kept in UTC: on the clock of a place an hour can come twice. Raises ValueError where one has no
    time zone, or the end is not after the begin.
    """

    starts_at: datetime
    ends_at: datetime

    def __post_init__(self) -> None:
        if self.starts_at.tzinfo is None or self.ends_at.tzinfo is None:
            raise ValueError("a period needs moments with a time zone")
        object.__setattr__(self, "starts_at", self.starts_at.astimezone(UTC))
        object.__setattr__(self, "ends_at", self.ends_at.astimezone(UTC))
        if self.ends_at <= self.starts_at:
            raise ValueError("a period ends after it begins")

    @property
    def lasts(self) -> timedelta:
        """How long it really takes, also where the clock is changed in it."""
        return self.ends_at - self.starts_at

    def overlaps(self, other: "Period") -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def covers(self, other: "Period") -> bool:
        return self.starts_at <= other.starts_at and other.ends_at <= self.ends_at

    def widened(self, *, before: timedelta = timedelta(0), after: timedelta = timedelta(0)) -> "Period":
        """With time to prepare in front of it and to clear up behind it."""
        return Period(self.starts_at - before, self.ends_at + after)


def period_on(day: date, begin: time, end: time, *, zone: tzinfo) -> Period:
    """From one hour of the clock to another on a day; an end of 0:00 is the end of that day.

    What the clock skips in spring is the moment of the change; of an hour that comes twice in autumn the first one
    counts. Raises ValueError where nothing is left between the two.
    """
    last_day = day + timedelta(days=1) if end == time(0) else day
    return Period(_moment(day, begin, zone), _moment(last_day, end, zone))


def _moment(day: date, clock: time, zone: tzinfo) -> datetime:
    wall = datetime.combine(day, clock.replace(fold=0), tzinfo=zone)
    moment = wall.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return moment
    # Python counts on from before the change; the change itself is the first minute with the offset of after it.
    before = wall.utcoffset()
    return next(
        earlier
        for minutes in range(24 * 60, -1, -1)
        if (earlier := moment - timedelta(minutes=minutes)).astimezone(zone).utcoffset() != before
    )


def joined(periods: Iterable[Period]) -> list[Period]:
    """The same time without overlaps, in the order of time; those that touch become one."""
    found: list[Period] = []
    for period in sorted(periods):
        if found and period.starts_at <= found[-1].ends_at:
            found[-1] = Period(found[-1].starts_at, max(found[-1].ends_at, period.ends_at))
        else:
            found.append(period)
    return found


def gaps(within: Period, taken: Iterable[Period]) -> list[Period]:
    """What is left of a stretch of time when others are taken out of it, in the order of time."""
    left: list[Period] = []
    begins = within.starts_at
    for period in joined(taken):
        if period.starts_at > begins and begins < within.ends_at:
            left.append(Period(begins, min(period.starts_at, within.ends_at)))
        begins = max(begins, period.ends_at)
    if begins < within.ends_at:
        left.append(Period(begins, within.ends_at))
    return left
