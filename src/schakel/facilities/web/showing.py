"""Lines of a timeline, of a basket and of lists, as the pages show them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from schakel.facilities.due import cancelling_of
from schakel.facilities.models import Booking, BookingQuerySet, Resource
from schakel.facilities.pricing import Quote
from schakel.facilities.queries import number_sent_with
from schakel.facilities.rules import State
from schakel.facilities.times import DAY, Known, Why, free_unit, open_in, open_on
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
    rows: list[dict[str, object]] = []
    for hour in hours_shown(knowns.values(), days):
        cells = []
        for day in days:
            begin = datetime.combine(day, time(hour), tzinfo=zone)
            last = datetime.combine(day + DAY if hour == 23 else day, time((hour + 1) % 24), tzinfo=zone)  # noqa: PLR2004
            for resource in resources:
                known = knowns[resource.pk]
                try:
                    why = status_at(known, Period(begin, last), now=now)
                except ValueError:
                    why = Why.CLOSED  # the clock skips this hour
                cells.append(_cell(resource, day, hour, why))
        rows.append({"hour": f"{hour}:00", "cells": cells})
    return rows


def _cell(resource: Resource, day: date, hour: int, why: Why | None) -> dict[str, str]:
    if why is not None:
        return {"text": why_text(why), "url": "", "tone": "ended" if why is Why.TAKEN else "neutral"}
    chosen = {
        "day": day.isoformat(),
        "resource": resource.code,
        "begin": f"{hour:02}:00",
        "end": f"{(hour + 1) % 24:02}:00",
    }
    said = {"day": date_format(day, "l j F"), "hour": f"{hour}:00", "resource": resource.name}
    return {
        "text": gettext("free"),
        "url": f"?{urlencode(chosen)}#choose",
        "label": gettext("free: choose %(resource)s, %(day)s from %(hour)s") % said,
        "tone": "good",
    }


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
