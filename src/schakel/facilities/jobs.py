"""What the worker does for facilities: asking again, reminding, releasing, offering, reading calendars."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from schakel.calendars.public import busy_periods
from schakel.facilities import actions, operating, queries
from schakel.facilities.calendars import KEY_OF_A_BOOKING
from schakel.facilities.operating import READ
from schakel.facilities.rules import FURTHEST_DAYS, LONGEST_DAYS
from schakel.jobs import public as jobs
from schakel.jobs.public import Work, handles
from schakel.kernel.periods import Period
from schakel.kernel.refusal import Refusal
from schakel.outbound.public import Limits, fetch

SETTLE, OFFER = "booking.settle", "booking.offer"
LOOKS_AHEAD = timedelta(days=FURTHEST_DAYS + LONGEST_DAYS + 1)
"""To the end of the longest booking that begins as far ahead as any resource lets one book."""
LIMITS = Limits(size=1_000_000, unpacked_size=2_000_000, seconds=20.0)


@handles("booking.look", every=timedelta(minutes=15))
def look_for_due(work: Work) -> None:
    """Each that is due gets work of its own: one that fails keeps no other waiting."""
    for booking in queries.bookings_due(now=work.now()):
        with transaction.atomic():
            jobs.queue(SETTLE, key=booking.reference, due_at=work.now(), payload={"booking": booking.pk})
    for resource in queries.resources_waited_for(now=work.now()):
        with transaction.atomic():
            jobs.queue(OFFER, key=resource.reference, due_at=work.now(), payload={"resource": resource.pk})


@handles(SETTLE, longest=timedelta(minutes=5))
def settle(work: Work) -> None:
    """Ask again, remind, or release; done twice it is done once."""
    number = work.payload["booking"]
    booking = queries.booking_with(number) if isinstance(number, int) else None
    if booking is not None:
        actions.ask_booking_again(booking=booking, now=work.now())
        actions.remind_booking(booking=booking, now=work.now())
        actions.remind_operator(booking=booking, now=work.now())
        actions.release_booking(booking=booking, now=work.now())


@handles(OFFER, longest=timedelta(minutes=5))
def offer(work: Work) -> None:
    """What came free by itself is offered too: as hours of opening changed, or a day came near enough."""
    number = work.payload["resource"]
    resource = queries.resource_with(number) if isinstance(number, int) else None
    if resource is not None:
        actions.offer_waits(resource=resource, now=work.now())


@handles("facility.look-at-calendars", every=timedelta(hours=1))
def look_at_calendars(work: Work) -> None:
    """Read every calendar elsewhere, each by itself."""
    for resource in queries.resources_with_calendar():
        with transaction.atomic():
            jobs.queue(READ, key=resource.calendar_key, due_at=work.now(), payload={"resource": resource.pk})


@handles(READ, longest=timedelta(minutes=5))
def read_calendar(work: Work) -> None:
    """Read one calendar. What fails is said to the operator, and what was read before goes on to count."""
    number = work.payload["resource"]
    resource = queries.resource_with(number) if isinstance(number, int) else None
    if resource is None or not resource.calendar_url:
        return
    now = work.now()
    try:
        periods = busy_in(resource.calendar_url, now)
    except Refusal as refusal:
        operating.mark_calendar(resource=resource, problem=refusal.code, now=now)
        return
    operating.store_busy_times(resource=resource, url=resource.calendar_url, periods=periods, now=now)


def busy_in(url: str, now: datetime) -> list[Period]:
    """When the calendar at this address is busy from now on. Raises a Refusal for what cannot be had or read."""
    begin = now.replace(hour=0, minute=0, second=0, microsecond=0)
    content = fetch(url, limits=LIMITS).content
    within = Period(begin, begin + LOOKS_AHEAD)
    # What is booked here also stands in the calendar of who runs it: it would be in the way of itself.
    zone = timezone.get_default_timezone()
    return busy_periods(content, within=within, zone=zone, but_for=KEY_OF_A_BOOKING)
