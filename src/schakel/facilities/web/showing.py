"""Lines of a timeline, of a basket and of lists, as the pages show them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from schakel.accounts.public import Person
from schakel.facilities.due import cancelling_of
from schakel.facilities.models import Booking, BookingQuerySet, Resource
from schakel.facilities.pricing import Quote
from schakel.facilities.queries import basket_of, number_sent_with
from schakel.facilities.rules import State
from schakel.facilities.times import DAY, Known, Why, free_periods, free_unit, open_in, open_on
from schakel.facilities.web.asking import now, today
from schakel.facilities.wording import (
    TONES,
    cancelling_text,
    lines_text,
    period_text,
    price_text,
    state_of,
    why_text,
)
from schakel.kernel.periods import Period
from schakel.library import public as library

HOUR = timedelta(hours=1)
WEEK = 7


def status_at(known: Known, slot: Period, *, now: datetime) -> Why | None:
    """What a part of the day is: free, or why not, whatever the shortest and longest booking are."""
    zone = timezone.get_default_timezone()
    if known.is_paused:
        return Why.PAUSED
    if slot.ends_at <= now:
        return Why.PAST
    if not any(one.covers(slot) for one in open_in(known, slot, zone=zone)):
        return Why.CLOSED
    if slot.starts_at < now + timedelta(hours=known.terms.notice_hours):
        return Why.TOO_SOON
    if slot.starts_at > now + timedelta(days=known.terms.furthest_days):
        return Why.TOO_FAR
    held = known.terms.held(slot)
    if any(one.overlaps(held) for one in known.blocked):
        return Why.BLOCKED
    return Why.TAKEN if free_unit(known, slot) is None else None


def hours_shown(knowns: Iterable[Known], days: Sequence[date]) -> range:
    """From the first hour at which something is open on these days to the last; office hours where nothing is."""
    zone = timezone.get_default_timezone()
    begins, ends = [], []
    for known in knowns:
        for day in days:
            for one in open_on(day, known.hours, known.specials, zone=zone):
                begin, end = one.starts_at.astimezone(zone), one.ends_at.astimezone(zone)
                begins.append(begin.hour)
                ends.append(24 if end.date() > day else end.hour + bool(end.minute))
    return range(min(begins), max(ends)) if begins else range(9, 17)


def timeline_of(
    resources: Sequence[Resource], knowns: Mapping[int, Known], days: Sequence[date], *, now: datetime
) -> list[dict[str, object]]:
    """A row for each hour: a cell for each resource of one day, or for each day of one resource."""
    zone = timezone.get_default_timezone()
    free = {one.pk: _free_on(knowns[one.pk], days, now=now) for one in resources}
    rows: list[dict[str, object]] = []
    for hour in hours_shown(knowns.values(), days):
        cells = []
        for day in days:
            begin = datetime.combine(day, time(hour), tzinfo=zone)
            last = datetime.combine(day + DAY if hour == 23 else day, time((hour + 1) % 24), tzinfo=zone)  # noqa: PLR2004
            for resource in resources:
                try:
                    slot = Period(begin, last)
                except ValueError:
                    cells.append(
                        {"text": why_text(Why.CLOSED), "url": "", "tone": "neutral"}
                    )  # the clock skips it
                    continue
                why = status_at(knowns[resource.pk], slot, now=now)
                cells.append(_cell(resource, slot, why, free[resource.pk]))
        rows.append({"hour": f"{hour}:00", "cells": cells})
    return rows


def _free_on(known: Known, days: Sequence[date], *, now: datetime) -> list[Period]:
    """What is free of these days, with the night after them: what begins late can end then."""
    zone = timezone.get_default_timezone()
    first = datetime.combine(days[0], time(0), tzinfo=zone)
    return free_periods(
        known, Period(first, datetime.combine(days[-1] + 2 * DAY, time(0), tzinfo=zone)), now=now, zone=zone
    )


def _cell(resource: Resource, slot: Period, why: Why | None, free: Sequence[Period]) -> dict[str, str]:
    """What an hour is, with a link to the form in which a time that can be booked is filled in.

    That begins in this hour, or before it where it would be too short else. An hour of which a part is free says so;
    one that is taken leads to where one can wait for it.
    """
    shortest = timedelta(minutes=resource.shortest_minutes)
    stretch = next((one for one in free if one.overlaps(slot)), None)
    if stretch is None or why in (Why.PAUSED, Why.PAST, Why.TOO_FAR):
        if why is Why.TAKEN:
            wanted = Period(slot.starts_at, slot.starts_at + max(shortest, HOUR))
            text = gettext("%(state)s: wait for %(resource)s, %(when)s")
            return _linked(resource, wanted, why_text(why), text) | {"tone": "ended"}
        return {"text": why_text(why or Why.TOO_SHORT), "url": "", "tone": "neutral"}
    begin = min(max(stretch.starts_at, slot.starts_at), stretch.ends_at - shortest)
    end = max(min(slot.ends_at, stretch.ends_at), begin + shortest)
    state = gettext("free") if why is None else gettext("partly free")
    text = gettext("%(state)s: choose %(resource)s, %(when)s")
    return _linked(resource, Period(begin, end), state, text) | {"tone": "good"}


def _linked(resource: Resource, wanted: Period, text: str, label: str) -> dict[str, str]:
    begin, end = timezone.localtime(wanted.starts_at), timezone.localtime(wanted.ends_at)
    chosen = {
        "day": begin.date().isoformat(),
        "resource": resource.code,
        "begin": begin.strftime("%H:%M"),
        "end": end.strftime("%H:%M"),
    }
    if end.date() > begin.date() and end.time() != time(0):
        chosen |= {"last": end.date().isoformat(), "span": "on-end"}
    said = {"state": text, "resource": resource.name, "when": period_text(wanted)}
    return {"text": text, "url": f"?{urlencode(chosen)}#choose", "label": label % said}


def number_in_basket(person: Person | None) -> int:
    """How many times lie in somebody's basket."""
    return len(basket_of(person)[1]) if person is not None else 0


def price_of(quote: Quote | None) -> dict[str, str]:
    """What it costs and what that is made of."""
    if quote is None:
        return {"text": price_text(None, None), "lines": ""}
    lines = [{"per": one.per.value, "number": one.number, "cents": one.cents} for one in quote.lines]
    return {"text": price_text(quote.cents, quote.vat_points), "lines": lines_text(lines)}


def cost_of_cancelling(booking: Booking) -> str:
    """What cancelling costs now; empty for what is not confirmed, or costs nothing at all."""
    if booking.state != State.CONFIRMED:
        return ""
    return cancelling_text(
        cancelling_of(booking, now()),
        free_until=booking.free_until,
        cents=booking.price_cents,
        vat_points=booking.vat_points,
    )


def booking_lines(
    bookings: Sequence[Booking], among: BookingQuerySet, *, language: str, is_own: bool = True
) -> list[dict[str, object]]:
    """Bookings in a list, with how many of those that one sees here were sent together."""
    numbers = number_sent_with(bookings, among)
    return [
        booking_line(one, language=language, is_own=is_own)
        | {"number_together": numbers.get(one.together, 0)}
        for one in bookings
    ]


def standing_lines(bookings: Iterable[Booking]) -> list[dict[str, str]]:
    """Bookings that stand in the way of something, for who runs the place."""
    return [
        {
            "resource": one.resource.name,
            "organisation": one.organisation.name,
            "when": period_text(one.period),
            "url": one.get_absolute_url(),
        }
        for one in bookings
    ]


def booking_line(one: Booking, *, language: str, is_own: bool = True) -> dict[str, object]:
    """A booking in a list; ``is_own``: of who booked."""
    state = State(one.state)
    item = one.resource.facility.item
    return {
        "about": one,
        "facility": library.value_of(item, today=today()).title(language),
        "facility_url": reverse("facility_times", args=[item.slug]),
        "when": period_text(one.asked_period),
        "state": state_of(state, was_never_answered=one.was_never_answered, is_own=is_own),
        "tone": TONES[state],
        "price": price_text(one.price_cents, one.vat_points),
        "url": one.get_absolute_url(),
    }
