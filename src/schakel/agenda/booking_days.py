"""What somebody booked, in their own calendar."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from schakel.accounts.public import Person
from schakel.agenda.rules import KEPT_AFTER_CANCELLING
from schakel.agenda.sources import register_own_days
from schakel.calendars.public import Appointment
from schakel.facilities import public as facilities

LOOKS_BACK = timedelta(days=365)


def _booked(person: Person, now: datetime) -> Iterator[Appointment]:
    """Whatever is agreed, asked or offered; what came to nothing stays for a while, struck."""
    booked = facilities.own_bookings(person).filter(booked_by=person, starts_at__gt=now - LOOKS_BACK)
    for booking in booked.order_by("starts_at", "pk"):
        if facilities.is_alive(booking) or now <= booking.since + KEPT_AFTER_CANCELLING:
            yield facilities.appointment_of(booking)


register_own_days("bookings", _booked)
