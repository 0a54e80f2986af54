"""What stands in a calendar; plain values."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum


class Status(StrEnum):
    """How certain an appointment is, in the words of RFC 5545, 3.8.1.11."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


class Method(StrEnum):
    """What a calendar program is to do with a file (RFC 5546): show it, take it up as an appointment, or strike it."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody in an appointment. ``address``: a mail address."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Appointment:
    """One appointment, or one whole day.

    ``key`` is the same as long as it is the same appointment, and unique in the hub: by it a calendar program knows
    that a later file is about the same. ``sequence`` grows whenever the time, the place or the certainty changes.
    """

    key: str
    title: str
    starts: datetime | date
    """A moment with a time zone; or a day, for what takes the whole day."""
    changed_at: datetime
    ends: datetime | date | None = None
    """The moment, or the last day; None: a day takes that day, and a moment has no length."""
    sequence: int = 0
    text: str = ""
    path: str = ""
    """The page of the hub about it, beginning with a slash."""
    place: str = ""
    subjects: tuple[str, ...] = ()
    status: Status = Status.CONFIRMED
    keeps_free: bool = False
    """Whether others can still make appointments at that time, as with a deadline."""
    remind_before: timedelta | None = None

    @property
    def takes_whole_days(self) -> bool:
        return not isinstance(self.starts, datetime)
