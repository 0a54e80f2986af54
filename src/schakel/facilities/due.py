"""What it is time for with a booking, and what cancelling it comes to: the rules, of one that is stored."""

from datetime import datetime

from schakel.facilities import rules
from schakel.facilities.models import Booking
from schakel.facilities.rules import State


def cancelling_of(booking: Booking, now: datetime) -> rules.Cancelling:
    """What cancelling this booking, which is confirmed, comes to now."""
    return rules.cancelling_now(
        starts_at=booking.starts_at,
        cancel_hours=booking.cancel_hours,
        terms=booking.resource.terms,
        asked_at=booking.asked_again_at,
        answered_at=booking.answered_again_at,
        now=now,
    )


def is_to_be_asked(booking: Booking, now: datetime) -> bool:
    """Whether it is time to ask who booked whether they still come."""
    return booking.state == State.CONFIRMED and rules.is_to_be_asked(
        starts_at=booking.starts_at,
        terms=booking.resource.terms,
        agreed_at=booking.agreed_at or booking.created_at,
        asked_at=booking.asked_again_at,
        now=now,
    )


def is_to_be_reminded(booking: Booking, now: datetime) -> bool:
    """Whether it is time to remind who booked."""
    return booking.state == State.CONFIRMED and rules.is_to_be_reminded(
        starts_at=booking.starts_at,
        remind_days=booking.resource.facility.remind_days,
        cancel_hours=booking.cancel_hours,
        agreed_at=booking.agreed_at or booking.created_at,
        reminded_at=booking.reminded_at,
        is_asked=booking.asked_again_at is not None and booking.answered_again_at is None,
        now=now,
    )


def is_operator_to_be_reminded(booking: Booking, now: datetime) -> bool:
    """Whether it is time to remind who runs it of a request."""
    return booking.state == State.REQUESTED and rules.is_operator_to_be_reminded(
        since=booking.since,
        starts_at=booking.starts_at,
        reminded_at=booking.operator_reminded_at,
        now=now,
    )


def is_to_be_released(booking: Booking, now: datetime) -> bool:
    """Whether nobody answered: a request before it began, what was asked again, or what was offered."""
    if booking.state in (State.REQUESTED, State.PROPOSED):
        return booking.asked_period.starts_at <= now
    if booking.state == State.OFFERED:
        return booking.offered_until is not None and booking.offered_until <= now
    if booking.state != State.CONFIRMED or booking.wished is not None:
        return False  # who asks for another time comes, and waits for the operator
    return rules.is_to_be_released(
        starts_at=booking.starts_at,
        terms=booking.resource.terms,
        asked_at=booking.asked_again_at,
        answered_at=booking.answered_again_at,
        now=now,
    )
