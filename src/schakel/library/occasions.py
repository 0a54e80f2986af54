"""The days on which something happens with an item: it is held, starts, opens or closes; plain Python."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from schakel.library.kinds import Kind

KINDS_WITH_DAYS = (Kind.EVENT, Kind.TRAINING, Kind.FUNDING)


class Happening(StrEnum):
    HELD = "held"
    STARTS = "starts"
    OPENS = "opens"
    CLOSES = "closes"


@dataclass(frozen=True, slots=True)
class Occasion:
    """What happens when. Without a time it is about whole days.

    ``until``: the last day of what takes several; None for one day. ``starts_at`` is on the first of them, ``ends_at``
    on the last.
    """

    on: date
    happening: Happening
    starts_at: time | None = None
    ends_at: time | None = None
    until: date | None = None
    cancelled_on: date | None = None

    @property
    def last_on(self) -> date:
        return self.until or self.on


class Opening(StrEnum):
    OPEN = "open"
    LATER = "later"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Window:
    """A period in which one can apply, both days included."""

    opens_on: date
    closes_on: date

    def at(self, today: date) -> Opening:
        if today < self.opens_on:
            return Opening.LATER
        return Opening.OPEN if today <= self.closes_on else Opening.CLOSED


def windows_of(facts: Mapping[str, object]) -> list[Window]:
    """The periods in which one can apply, the first one first."""
    written = facts.get("windows")
    windows = [
        Window(date.fromisoformat(window["opens_on"]), date.fromisoformat(window["closes_on"]))
        for window in (written if isinstance(written, list) else ())
    ]
    return sorted(windows, key=lambda window: (window.opens_on, window.closes_on))


def telling_window(windows: Iterable[Window], *, today: date) -> Window | None:
    """The window that says whether one can apply: the open one, else the next, else the last that was."""
    ordered = sorted(windows, key=lambda window: window.opens_on)
    for opening in (Opening.OPEN, Opening.LATER):
        for window in ordered:
            if window.at(today) is opening:
                return window
    return ordered[-1] if ordered else None


def occasions_of(kind: Kind, facts: Mapping[str, object]) -> list[Occasion]:
    """Everything that happens with an item of this kind, in the order of time."""
    if kind is Kind.FUNDING:
        opens = [Occasion(window.opens_on, Happening.OPENS) for window in windows_of(facts)]
        closes = [Occasion(window.closes_on, Happening.CLOSES) for window in windows_of(facts)]
        return sorted([*opens, *closes], key=lambda occasion: occasion.on)
    starts = facts.get("starts_on")
    days = starts if isinstance(starts, list) else [starts] if isinstance(starts, str) else []
    happening = Happening.HELD if kind is Kind.EVENT else Happening.STARTS
    starts_at, ends_at = _time(facts.get("starts_at")), _time(facts.get("ends_at"))
    cancelled_on, last = _day(facts.get("cancelled_on")), _day(facts.get("ends_on"))
    found = []
    for on in sorted(date.fromisoformat(day) for day in days):
        until = last if last is not None and last > on else None
        ends = ends_at if starts_at is None or ends_at is None or until or ends_at > starts_at else None
        found.append(Occasion(on, happening, starts_at, ends, until, cancelled_on))
    return found


def coming(occasions: Iterable[Occasion], *, today: date) -> list[Occasion]:
    """Those of today and later, also what is under way. A day on which something opened is over the next day."""
    return [occasion for occasion in occasions if occasion.last_on >= today]


def _day(written: object) -> date | None:
    return date.fromisoformat(written) if isinstance(written, str) else None


def _time(written: object) -> time | None:
    return time.fromisoformat(written) if isinstance(written, str) else None
