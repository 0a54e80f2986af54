"""When a resource is open, taken and free; plain Python over periods in UTC.

Opening hours are those of a clock on the wall. They become periods day by day, so that the hour that is skipped in
spring cannot be booked, and the one that comes twice in autumn belongs to whoever booked it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from schakel.facilities.rules import MINUTE, Terms
from schakel.kernel.periods import Period, gaps, joined, period_on
from schakel.kernel.refusal import Refusal

DAY = timedelta(days=1)


class Why(StrEnum):
    """Why a time cannot be booked; never by whom it is taken."""

    PAUSED = "paused"
    PAST = "past"
    TOO_SOON = "too-soon"
    TOO_FAR = "too-far"
    TOO_SHORT = "too-short"
    TOO_LONG = "too-long"
    CLOSED = "closed"
    BLOCKED = "blocked"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class Season:
    """From the first day on and up to and with the last; without them always."""

    first: date | None = None
    last: date | None = None

    @property
    def key(self) -> str:
        """How a form and an address name it."""
        return "/".join(day.isoformat() if day else "" for day in (self.first, self.last))

    def covers(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Hours:
    """Open on this day of the week (0 is Monday), from the first day on and up to and with the last."""

    weekday: int
    opens: time
    closes: time
    first: date | None = None
    last: date | None = None

    @property
    def season(self) -> Season:
        return Season(self.first, self.last)


@dataclass(frozen=True, slots=True)
class Special:
    """One day that is otherwise than the week says: other hours, or closed without any."""

    day: date
    opens: time | None = None
    closes: time | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """That one unit is taken, with what comes before and after."""

    unit: int
    held: Period


@dataclass(frozen=True, slots=True)
class Known:
    """Everything about one resource by which a time is free or not, in the stretch that was looked at."""

    terms: Terms
    hours: Sequence[Hours] = ()
    specials: Sequence[Special] = ()
    blocked: Sequence[Period] = ()
    """What the operator closed, and when its own calendar elsewhere is busy."""
    taken: Sequence[Taken] = ()
    is_paused: bool = False
    opened: Mapping[date, Sequence[Period]] = field(default_factory=dict)


def season_on(hours: Collection[Hours], day: date) -> Season | None:
    """The season that counts on a day: of several the one that began last, of these the one that ends first.

    So the hours of a summer take the place of those of the whole year, which count again after it.
    """
    there = {one.season for one in hours if one.season.covers(day)}
    return max(
        there, key=lambda one: (one.first or date.min, date.max - (one.last or date.max)), default=None
    )


def season_to_show(hours: Collection[Hours], *, today: date) -> Season:
    """The season that counts today, else the next one."""
    coming = {one.first: one.season for one in hours if one.first is not None and one.first > today}
    return season_on(hours, today) or (coming[min(coming)] if coming else Season())


def with_season(
    hours: Iterable[Hours], week: Sequence[Hours], *, season: Season, shown: Season
) -> list[Hours]:
    """The hours with this week in that season; other seasons stay as they are.

    ``shown``: the season that was looked at. Where it has a last day it is this one, moved to other days; where it has
    none it goes on beside this one. Raises a Refusal for a season without any hours, in which the others would count.
    """
    gone = {season, shown} if shown.last is not None else {season}
    kept = [one for one in hours if one.season not in gone]
    if kept and not week and season != Season():
        raise Refusal("season-without-hours")
    return [*kept, *week]


def open_on(
    day: date, hours: Collection[Hours], specials: Iterable[Special], *, zone: tzinfo
) -> list[Period]:
    """When it is open on a day of this clock. A special day counts instead of the week."""
    otherwise = [one for one in specials if one.day == day]
    spans: list[tuple[time, time]]
    if otherwise:
        spans = [
            (one.opens, one.closes) for one in otherwise if one.opens is not None and one.closes is not None
        ]
    else:
        season = season_on(hours, day)
        own = [one for one in hours if one.season == season and one.weekday == day.weekday()]
        spans = [(one.opens, one.closes) for one in own]
    found = []
    for opens, closes in spans:
        try:
            found.append(period_on(day, opens, closes, zone=zone))
        except ValueError:
            continue  # the whole of it falls in the hour that the clock skips
    return joined(found)


def days_of(period: Period, zone: tzinfo) -> list[date]:
    """The days on the clock of which a period takes some part."""
    first = period.starts_at.astimezone(zone).date()
    last = (period.ends_at - timedelta(microseconds=1)).astimezone(zone).date()
    return [first + DAY * number for number in range((last - first).days + 1)]


def open_in(known: Known, period: Period, *, zone: tzinfo) -> list[Period]:
    """When it is open around a period: the days that it touches, those that touch each other made one."""
    days = days_of(period, zone)
    return joined(one for day in days for one in open_on(day, known.hours, known.specials, zone=zone))


def free_unit(known: Known, period: Period) -> int | None:
    """The unit that a booking of this period takes: of those that are free the one that was used last before.

    So long stretches stay free elsewhere. None where all are taken for some part of it.
    """
    held = known.terms.held(period)
    best: tuple[datetime, int] | None = None
    for unit in range(1, known.terms.capacity + 1):
        own = [one.held for one in known.taken if one.unit == unit]
        if any(one.overlaps(held) for one in own):
            continue
        before = max((one.ends_at for one in own if one.ends_at <= held.starts_at), default=None)
        if before is None:
            if best is None:
                best = (datetime.min.replace(tzinfo=held.starts_at.tzinfo), unit)
        elif best is None or before > best[0]:
            best = (before, unit)
    return best[1] if best else None


def why_not(known: Known, period: Period, *, now: datetime, zone: tzinfo) -> Why | None:
    """The first reason why this cannot be booked; None where it can."""
    terms = known.terms
    if period.starts_at < now:
        return Why.PAST
    if known.is_paused:
        return Why.PAUSED
    if period.lasts < MINUTE * terms.shortest_minutes:
        return Why.TOO_SHORT
    if period.lasts > MINUTE * terms.longest_minutes:
        return Why.TOO_LONG
    if not any(one.covers(period) for one in open_in(known, period, zone=zone)):
        return Why.CLOSED
    if period.starts_at < now + timedelta(hours=terms.notice_hours):
        return Why.TOO_SOON
    if period.starts_at > now + timedelta(days=terms.furthest_days):
        return Why.TOO_FAR
    held = terms.held(period)
    if any(one.overlaps(held) for one in known.blocked):
        return Why.BLOCKED
    return Why.TAKEN if free_unit(known, period) is None else None


def free_periods(known: Known, within: Period, *, now: datetime, zone: tzinfo) -> list[Period]:
    """The longest stretches of which every part that is long enough can be booked, in the order of time."""
    if known.is_paused:
        return []
    terms = known.terms
    soonest = now + timedelta(hours=terms.notice_hours)
    furthest = now + timedelta(days=terms.furthest_days)
    shortest = MINUTE * terms.shortest_minutes
    found: set[Period] = set()
    busy = [_around(known, unit) for unit in range(1, terms.capacity + 1)]
    for opened in open_in(known, within, zone=zone):
        begin, end = (
            max(opened.starts_at, within.starts_at, _whole(soonest)),
            min(opened.ends_at, within.ends_at),
        )
        if begin >= end:
            continue
        stretch = Period(begin, end)
        for around in busy:
            first = bisect_right(around, stretch.starts_at, key=lambda one: one.ends_at)
            last = bisect_left(around, stretch.ends_at, key=lambda one: one.starts_at)
            left = gaps(stretch, around[first:last])
            found |= {one for one in left if one.lasts >= shortest and one.starts_at <= furthest}
    return _longest(found)


def _around(known: Known, unit: int) -> list[Period]:
    """What stands in the way of a booking of a unit, in the order of time and without overlaps.

    Each is as much longer as the booking beside it has to prepare and to clear up.
    """
    terms = known.terms
    kept = [*known.blocked, *(one.held for one in known.taken if one.unit == unit)]
    return joined(one.widened(before=terms.after, after=terms.before) for one in kept)


def _whole(moment: datetime) -> datetime:
    """The next whole minute."""
    return (
        moment
        if not (moment.second or moment.microsecond)
        else moment.replace(second=0, microsecond=0) + MINUTE
    )


def _longest(periods: Collection[Period]) -> list[Period]:
    """Without those that lie within another: with several units much the same is free more than once."""
    kept: list[Period] = []
    for one in sorted(periods, key=lambda one: (one.starts_at, -one.ends_at.timestamp())):
        if not kept or one.ends_at > kept[-1].ends_at:  # each that is kept ends later than the one before it
            kept.append(one)
    return kept


def weekly(period: Period, until: date, *, zone: tzinfo, most: int) -> list[Period]:
    """The same hours of the clock each week, up to and with a day: at most so many.

    Between winter and summer time the moment in UTC moves by an hour, the clock on the wall does not.
    """
    begin, end = period.starts_at.astimezone(zone), period.ends_at.astimezone(zone)
    found = []
    for number in range(most):
        shift = timedelta(weeks=number)
        day = begin.date() + shift
        if day > until:
            break
        starts = datetime.combine(day, begin.time(), tzinfo=zone)
        ends = datetime.combine(end.date() + shift, end.time(), tzinfo=zone)
        try:
            found.append(Period(starts, ends))
        except ValueError:
            continue  # it falls in the hour that the clock skips
    return found


def at_hours(days: Iterable[date], begin: time, end: time, *, zone: tzinfo) -> list[Period]:
    """From one hour to another on each of these days; an end before the begin, or at it, gives none."""
    if end != time(0) and end <= begin:
        return []
    found = []
    for day in days:
        try:
            found.append(period_on(day, begin, end, zone=zone))
        except ValueError:
            continue
    return found
