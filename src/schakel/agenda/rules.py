"""What stands in the agenda, what somebody wants of it, and the feed of their own; plain Python."""

import hashlib
import re
import secrets
from calendar import Calendar
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from schakel.kernel.points import Point, Reach

FOLLOW = "agenda.follow"
KEPT_AFTER_CANCELLING = timedelta(days=30)
"""For so long what was cancelled is still told, so that every calendar that takes it over strikes it."""
LONGEST_WORDS = 80
"""Characters of the words that are looked for in titles."""
FREE, PAID = "free", "paid"
PRICES = (FREE, PAID)
ON_SITE, ONLINE, HYBRID = "onsite", "online", "hybrid"
FORMATS = (ON_SITE, ONLINE, HYBRID)
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_FIRST_YEAR, _LAST_YEAR = 2000, 2200


@dataclass(frozen=True, slots=True)
class Day:
    """Something that takes place on one day or several, as far as somebody may see it, in their language.

    ``key`` is the same as long as it is the same thing, and unique in the hub. ``title_language`` is empty where the
    title is in the language of the reader. ``about`` says what happens where it is not simply held. ``place`` is what
    people read, ``places`` the codes and slugs of the municipality and the province it is in. A price of None is not
    known. Without ``starts_at`` it takes whole days.
    """

    key: str
    kind: str
    title: str
    path: str
    first_on: date
    last_on: date
    changed_at: datetime
    sequence: int = 0
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    title_language: str = ""
    full_title: str = ""
    """With what happens in it, for where nothing stands beside it; empty where that is the title."""
    about: str = ""
    text: str = ""
    place: str = ""
    point: Point | None = None
    """Where it is on the map; None where that is not known."""
    is_anywhere: bool = False
    """Whether nobody goes anywhere for it, as with a last day to apply."""
    places: frozenset[str] = frozenset()
    themes: frozenset[str] = frozenset()
    """Notations, of the widest themes too."""
    languages: frozenset[str] = frozenset()
    format: str = ""
    price_cents: int | None = None
    organiser: str = ""
    """The slug of the organisation."""
    organiser_name: str = ""
    cancelled_on: date | None = None
    is_certain: bool = True
    keeps_free: bool = False
    """Whether others can still make appointments at that time, as with a deadline."""

    @property
    def order(self) -> tuple[date, str, str]:
        """By which days stand one after the other: whole days come before what begins at an hour."""
        return (self.first_on, self.starts_at.isoformat() if self.starts_at else "", self.key)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which days somebody wants to see. An empty field leaves everything in; values of one are alternatives."""

    kinds: frozenset[str] = frozenset()
    themes: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    formats: frozenset[str] = frozenset()
    price: str = ""
    organisers: frozenset[str] = frozenset()
    words: str = ""
    reach: Reach | None = None


def is_shown(day: Day, *, today: date) -> bool:
    """Whether it is still told: what was cancelled long ago is not."""
    return day.cancelled_on is None or today <= day.cancelled_on + KEPT_AFTER_CANCELLING


def is_told_by_sessions(
    first_on: date,
    last_on: date,
    *,
    held_on: Collection[date],
    off_on: Collection[date],
    is_only_one: bool,
    today: date,
    is_off: bool = False,
) -> bool:
    """Whether the sessions of editions say already what an item says of itself, from the one day to the other.

    They do where one of them is on its days, whatever became of it. What is held once (``is_only_one``) and has
    sessions to come is held then. A day of which no session tells anything is never lost. What was cancelled
    (``is_off``) is told by sessions that were, and never stands behind one that is held.
    """
    is_held_then = _is_any_within(held_on, first_on, last_on)
    is_off_then = _is_any_within(off_on, first_on, last_on)
    if is_off:
        return is_off_then and not is_held_then
    return is_held_then or is_off_then or (is_only_one and any(day >= today for day in held_on))


def _is_any_within(days: Collection[date], first_on: date, last_on: date) -> bool:
    return any(first_on <= day <= last_on for day in days)


LONGEST_EVENT = timedelta(days=366)


def days_of_event(
    said: tuple[date, date] | None, *, held_on: Collection[date], off_on: Collection[date], today: date
) -> list[date]:
    """The days from today on at which an event is held, at most a year of them.

    ``said``: the first and the last day of which the event itself says that it is held then. So it is, unless sessions
    on these days were called off or moved away and none is held then; and it is on the days of all that are held.
    """
    days = {day for day in held_on if day >= today}
    if said is not None:
        first_on, last_on = said
        if not _is_any_within(off_on, first_on, last_on) or _is_any_within(held_on, first_on, last_on):
            begins = max(first_on, today)
            lasts = min(last_on - begins, LONGEST_EVENT).days
            days |= {begins + timedelta(days=number) for number in range(lasts + 1)}
    return sorted(days)


def fits(day: Day, wanted: Wanted) -> bool:
    """Whether somebody who wants this wants to see that day; what is not known fits no wish about it."""
    return all(
        (
            not wanted.kinds or day.kind in wanted.kinds,
            _meets(wanted.themes, day.themes),
            _meets(wanted.places, day.places),
            _meets(wanted.languages, day.languages),
            not wanted.formats or _has_format(day.format, wanted.formats),
            _has_price(day.price_cents, wanted.price),
            not wanted.organisers or day.organiser in wanted.organisers,
            has_words(day.title, wanted.words),
            _is_near(day, wanted.reach),
        )
    )


def _meets(wanted: frozenset[str], there: frozenset[str]) -> bool:
    return not wanted or not wanted.isdisjoint(there)


def _has_format(there: str, wanted: frozenset[str]) -> bool:
    """Who wants to come, or to stay at home, can do so at what is held both ways."""
    return there in wanted or (there == HYBRID and bool(wanted))


def _is_near(day: Day, reach: Reach | None) -> bool:
    """What one goes to has to be within reach; what is online too, or asks nobody to come, is near everybody."""
    return reach is None or day.is_anywhere or day.format in (ONLINE, HYBRID) or reach.has(day.point)


def _has_price(cents: int | None, wanted: str) -> bool:
    if wanted == FREE:
        return cents == 0
    return wanted != PAID or bool(cents)


def has_words(title: str, words: str) -> bool:
    """Whether each of the words is part of the title, in whatever letters."""
    folded = title.casefold()
    return all(word in folded for word in words.casefold().split())


def with_broader(themes: Iterable[str], parents: Mapping[str, str]) -> frozenset[str]:
    """The themes with everything they are part of. ``parents``: the broader theme of every theme that has one."""
    found: set[str] = set()
    for theme in themes:
        step = theme
        while step and step not in found:
            found.add(step)
            step = parents.get(step, "")
    return frozenset(found)


# ---------------------------------------------------------------------- months


def day_asked(text: str) -> date | None:
    """The day that is asked for as "2026-12-31", cut at what anybody counts with; None for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return min(max(day, date(_FIRST_YEAR, 1, 1)), date(_LAST_YEAR - 1, 12, 31))


def month_asked(text: str, *, today: date) -> date:
    """The first day of the month that is asked for as "2026-12"; of this one for anything else."""
    found = _MONTH.fullmatch(text)
    if found is not None:
        year, month = int(found[1]), int(found[2])
        if _FIRST_YEAR <= year < _LAST_YEAR and 1 <= month <= 12:  # noqa: PLR2004 - months of a year
            return date(year, month, 1)
    return today.replace(day=1)


def month_after(first: date, *, number: int = 1) -> date:
    """The first day of a later month; of an earlier one with a negative number."""
    months = first.year * 12 + first.month - 1 + number
    return date(months // 12, months % 12 + 1, 1)


def last_of_month(first: date) -> date:
    return month_after(first) - timedelta(days=1)


def weeks_of(first: date) -> Sequence[Sequence[date]]:
    """The weeks that this month is in, from Monday to Sunday, with the days of its neighbours around it."""
    return Calendar().monthdatescalendar(first.year, first.month)


def days_on(days: Iterable[Day], on: date) -> list[Day]:
    """What takes place on this day, also what began before."""
    return [day for day in days if day.first_on <= on <= day.last_on]


# ---------------------------------------------------------------------- somebody's own feed

KEY_BYTES = 32


def new_key() -> str:
    """The secret word in the address of somebody's own feed: 256 bits."""
    return secrets.token_urlsafe(KEY_BYTES)


def key_hash(key: str) -> str:
    """What is kept of it. It is random and long: a fast hash is as good as a slow one."""
    return hashlib.sha256(f"feed {key}".encode("utf-8", "replace")).hexdigest()


def in_order(days: Collection[Day], *, today: date) -> list[Day]:
    """Those that are still told, in the order of time."""
    return sorted((day for day in days if is_shown(day, today=today)), key=lambda day: day.order)
