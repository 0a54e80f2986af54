"""What can be had at a certain time, and within reach: a condition of the person who asks.

Only what one goes to has a time and a place of this kind: facilities, trainings, events. Cases, solutions and the like
are in the answer all the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from schakel.accounts.public import Person
from schakel.facilities import public as facilities
from schakel.kernel.periods import Period, period_on
from schakel.kernel.points import Point, Reach
from schakel.library import public as library
from schakel.library.public import Kind, Situated
from schakel.matching.indexing import index_key
from schakel.organisations.public import point_of
from schakel.training import public as training
from schakel.training.public import NextEdition

KINDS = (Kind.FACILITY, Kind.TRAINING, Kind.EVENT)
LONGEST = timedelta(days=366)
USUAL = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Wish:
    """When somebody can, both days included, and how far they would go; None for what does not matter to them."""

    first: date | None = None
    last: date | None = None
    within: int | None = None
    """Kilometres, as the crow flies."""

    @property
    def is_empty(self) -> bool:
        return self.first is None and self.last is None and self.within is None

    def days(self, today: date) -> tuple[date, date] | None:
        """The first and the last day, where somebody named one of them; a stretch of a year at the most."""
        if self.first is None and self.last is None:
            return None
        first = max(self.first or today, today)
        last = self.last or first + USUAL
        return first, min(max(last, first), first + LONGEST)


NO_WISH = Wish()


def out_of_reach(wish: Wish, *, near: Point | None, person: Person | None, now: datetime) -> frozenset[str]:
    """The keys in the index of what this person may see and could not have so: full, closed, past, or too far.

    What is not known to be free, or where it is, counts as what is not. Without a place to count from (``near``) a
    distance leaves nothing out. Of what has editions one and the same has to be in time and near.
    """
    days = wish.days(timezone.localdate(now))
    reach = Reach(near, wish.within) if wish.within is not None and near is not None else None
    if days is None and reach is None:
        return frozenset()
    situated = library.situated_items(person, KINDS)
    within = period_of(wish, now)
    if days is not None and within is None:
        return frozenset(index_key(one.item_pk) for one in situated)
    look = _Look(
        days=days,
        reach=reach,
        free=facilities.free_between(None, within, person=person, now=now) if within else None,
        coming=training.next_editions(person, None, now=now, within=within),
        planned=training.items_with_editions(person),
    )
    return frozenset(index_key(one.item_pk) for one in situated if not look.has(one, within))


@dataclass(frozen=True, slots=True)
class _Look:
    """What is known of everything at once. ``days`` and ``free``: None where it does not matter when."""

    days: tuple[date, date] | None
    reach: Reach | None
    free: set[int] | None
    coming: Mapping[int, Sequence[NextEdition]]
    planned: set[int]

    def has(self, one: Situated, within: Period | None) -> bool:
        """Whoever has editions is free by these alone: the days in the text may be full."""
        coming = self.coming.get(one.item_pk, ())
        if one.kind is Kind.FACILITY:
            return (self.free is None or one.item_pk in self.free) and self._is_near(one)
        if one.item_pk in self.planned and (within is not None or coming):
            return any(_fits(edition, within) and self._is_edition_near(edition, one) for edition in coming)
        is_then = self.days is None or any(self.days[0] <= day <= self.days[1] for day in one.days)
        return is_then and self._is_near(one)

    def _is_near(self, one: Situated) -> bool:
        return self.reach is None or one.is_online or self.reach.has(one.whereabouts)

    def _is_edition_near(self, one: NextEdition, item: Situated) -> bool:
        """Online everybody is near; else where it is itself, or its item where it says nothing."""
        if self.reach is None or one.edition.format in ("online", "hybrid"):
            return True
        return self.reach.has(point_of(one.edition.municipality) or item.whereabouts)


def _fits(one: NextEdition, within: Period | None) -> bool:
    """Whether somebody can come then: there is a seat, or it does not matter when."""
    if within is None:
        return True
    return not one.room.is_full and within.starts_at <= one.starts_at < within.ends_at


def period_of(wish: Wish, now: datetime) -> Period | None:
    """From the first moment to come of the days of a wish; None without days, and where they are over."""
    days = wish.days(timezone.localdate(now))
    if days is None:
        return None
    whole = period_on(days[0], time(0), time(0), zone=timezone.get_default_timezone())
    end = period_on(days[1], time(0), time(0), zone=timezone.get_default_timezone()).ends_at
    begins = max(whole.starts_at, now)
    return Period(begins, end) if begins < end else None
