"""What can be had at a certain time, and within reach: a condition of the person who asks.

Only what one goes to has a time and a place of this kind: facilities, trainings, events. Cases, solutions and the like
are in the answer all the same.
"""

from collections.abc import Iterable
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
from schakel.training import public as training

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
    distance leaves nothing out.
    """
    if wish.is_empty:
        return frozenset()
    situated = library.situated_items(person, KINDS)
    left_out: set[int] = set()
    if days := wish.days(timezone.localdate(now)):
        left_out |= _busy(situated, days, person, now)
    if wish.within is not None and near is not None:
        reach = Reach(near, wish.within)
        left_out |= {one.item_pk for one in situated if not _is_near(one, reach)}
    return frozenset(index_key(pk) for pk in left_out)


def _busy(
    situated: Iterable[Situated], days: tuple[date, date], person: Person | None, now: datetime
) -> set[int]:
    first, last = days
    within = _period(first, last, now)
    if within is None:
        return {one.item_pk for one in situated}
    free = facilities.free_between(None, within, person=person, now=now)
    seats, planned = training.items_with_seats(person, within, now=now)
    return {one.item_pk for one in situated if not _is_free(one, first, last, free, seats, planned)}


def _is_free(
    one: Situated, first: date, last: date, free: set[int], seats: set[int], planned: set[int]
) -> bool:
    """Whoever has editions is free by these alone: the days in the text may be full."""
    if one.kind is Kind.FACILITY:
        return one.item_pk in free
    if one.item_pk in planned:
        return one.item_pk in seats
    return any(first <= day <= last for day in one.days)


def _period(first: date, last: date, now: datetime) -> Period | None:
    whole = period_on(first, time(0), time(0), zone=timezone.get_default_timezone())
    end = period_on(last, time(0), time(0), zone=timezone.get_default_timezone()).ends_at
    begins = max(whole.starts_at, now)
    return Period(begins, end) if begins < end else None


def _is_near(one: Situated, reach: Reach) -> bool:
    return one.is_online or reach.has(one.whereabouts)
