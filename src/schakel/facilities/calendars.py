"""A booking as an appointment, for the calendars of both sides. It holds no names and no addresses of people."""

from django.utils.translation import get_language, gettext

from schakel.calendars.public import Appointment, Status
from schakel.facilities.models import Booking
from schakel.facilities.rules import AGREED, State
from schakel.kernel.languages import DUTCH
from schakel.library import public as library

KEY_OF_A_BOOKING = "booking-"
"""How the key of an appointment begins that is a booking."""


def facility_title(booking: Booking) -> str:
    """What the facility is called, in the language of the screen."""
    item = booking.resource.facility.item
    value = library.value_of(item, today=booking.created_at.date())
    return value.title(get_language() or DUTCH)


def appointment_of(booking: Booking) -> Appointment:
    """One that was only asked or offered is marked as not certain; its key stays, so that calendars move it."""
    state = State(booking.state)
    item = booking.resource.facility.item
    if state in AGREED:
        status = Status.CONFIRMED
    elif state in (State.CANCELLED, State.DECLINED, State.RELEASED):
        status = Status.CANCELLED
    else:
        status = Status.TENTATIVE
    said = {"resource": booking.resource.name, "facility": facility_title(booking)}
    return Appointment(
        key=f"{KEY_OF_A_BOOKING}{booking.code}",
        title=gettext("%(resource)s, %(facility)s") % said,
        starts=booking.asked_period.starts_at,
        ends=booking.asked_period.ends_at,
        changed_at=booking.since,
        sequence=booking.sequence,
        text=booking.goal,
        path=booking.get_absolute_url(),
        place=str(item.facts.get("address", "")) or (item.place.name if item.place else ""),
        status=status,
    )
