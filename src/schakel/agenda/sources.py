"""What the agenda shows, and what stands in somebody's own calendar: each capability says it here.

A module ``agenda_days.py`` of a capability is found by its name; docs/develop/agenda.md shows how.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise

from schakel.accounts.public import Person
from schakel.agenda.rules import Day
from schakel.calendars.public import Appointment


@dataclass(frozen=True, slots=True)
class Look:
    """Who looks at which days: from ``begin`` up to and with ``end``; without an end at all that come.

    ``most``: they need no more than the first so many; ``held_only``: without what was cancelled. Titles are in
    ``language`` where they are there.
    """

    person: Person | None
    begin: date
    end: date | None
    today: date
    language: str
    most: int | None = None
    held_only: bool = False


Find = Callable[[Look], Iterable[Day]]
"""The days of a source that this person may see, and no others: what they may not see has no influence on it."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where days come from. ``kinds``: what they can be, with the name of several of them on the screen."""

    name: str
    kinds: tuple[tuple[str, str | Promise], ...]
    find: Find


FindOwn = Callable[[Person, datetime], Iterable[Appointment]]
"""What of a capability belongs in this person's own calendar at this moment, in the language that is active."""
_SOURCES: dict[str, Source] = {}
_OWN: dict[str, FindOwn] = {}


def register_days(source: Source) -> None:
    """Show these days in the agenda. Raises ValueError for a name in use."""
    if source.name in _SOURCES:
        raise ValueError(f"two sources of days are called {source.name}")
    _SOURCES[source.name] = source


def register_own_days(name: str, find: FindOwn) -> None:
    """Show these in the calendar of whom they belong to. Raises ValueError for a name in use."""
    if name in _OWN:
        raise ValueError(f"two sources of own days are called {name}")
    _OWN[name] = find


def days_seen(look: Look) -> Collection[Day]:
    """All days that this person may see, of every source."""
    return [day for name in sorted(_SOURCES) for day in _SOURCES[name].find(look)]


def kinds_of_days() -> dict[str, str]:
    """What a day can be, by its code, with the name of several of them."""
    return {kind: str(label) for name in sorted(_SOURCES) for kind, label in _SOURCES[name].kinds}


def own_appointments(person: Person, *, now: datetime) -> list[Appointment]:
    """Everything of this person's own, capability by capability."""
    return [one for name in sorted(_OWN) for one in _OWN[name](person, now)]
