"""Reminding who booked, asking whether they still come, and giving to others what nobody answered for."""

from datetime import datetime

from django.db import transaction

from schakel.accounts.public import Person
from schakel.facilities import rules
from schakel.facilities.keeping import locked, record, store_bookings, tell_happened
from schakel.facilities.links import token_of
from schakel.facilities.models import Booking
from schakel.facilities.offering import offer_freed, settle_wait
from schakel.facilities.rules import State
from schakel.facilities.telling import AGAIN, REMINDER, tell_bookers
from schakel.kernel.refusal import Refusal


@transaction.atomic
def ask_booking_again(*, booking: Booking, now: datetime) -> Booking:
    """Ask who booked whether they still come, once, with a link to answer by."""
    resource, stored = locked(booking)
    due = stored.state == State.CONFIRMED and rules.is_to_be_asked(
        starts_at=stored.starts_at,
        terms=resource.terms,
        agreed_at=stored.agreed_at or stored.created_at,
        asked_at=stored.asked_again_at,
        now=now,
    )
    if not due:
        return stored
    stored.asked_again_at = now
    stored.link_hash = rules.token_hash(token_of(stored, now))
    stored.save(update_fields=["asked_again_at", "link_hash"])
    row = record("booking.asked-again", stored, None, now)
    until = rules.releases_at(stored.starts_at, resource.terms)
    tell_bookers(AGAIN, stored, row=row, by=None, now=now, payload={"until": until.isoformat()})
    return stored


@transaction.atomic
def remind_booking(*, booking: Booking, now: datetime) -> Booking:
    """Remind who booked, once for each time that it has, so many days before as the operator chose."""
    resource, stored = locked(booking)
    due = stored.state == State.CONFIRMED and rules.is_to_be_reminded(
        starts_at=stored.starts_at,
        remind_days=resource.facility.remind_days,
        agreed_at=stored.agreed_at or stored.created_at,
        reminded_at=stored.reminded_at,
        is_asked=stored.asked_again_at is not None and stored.answered_again_at is None,
        now=now,
    )
    if not due:
        return stored
    stored.reminded_at = now
    stored.save(update_fields=["reminded_at"])
    row = record("booking.reminded", stored, None, now)
    tell_bookers(REMINDER, stored, row=row, by=None, now=now)
    return stored


@transaction.atomic
def answer_booking_again(*, booking: Booking, by: Person | None, now: datetime) -> Booking:
    """They still come. Again changes nothing; a Refusal for what is no longer theirs."""
    _, stored = locked(booking)
    if stored.state != State.CONFIRMED:
        raise Refusal("booking-step-not-possible", state=stored.state, step="")
    if stored.answered_again_at is not None:
        return stored
    stored.answered_again_at = now
    stored.save(update_fields=["answered_again_at"])
    record("booking.answered-again", stored, by, now)
    return stored


@transaction.atomic
def release_booking(*, booking: Booking, now: datetime) -> Booking:
    """Give to others what was asked again without an answer, or offered and not taken. Again changes nothing."""
    resource, stored = locked(booking)
    before = State(stored.state)
    asks_otherwise = stored.wished is not None  # who asks for another time comes, and waits for the operator
    is_unanswered = (
        before is State.CONFIRMED
        and not asks_otherwise
        and rules.is_to_be_released(
            starts_at=stored.starts_at,
            terms=resource.terms,
            asked_at=stored.asked_again_at,
            answered_at=stored.answered_again_at,
            now=now,
        )
    )
    is_missed = before is State.OFFERED and stored.offered_until is not None and stored.offered_until <= now
    if not is_unanswered and not is_missed:
        return stored
    freed = stored.held
    stored.state, stored.since, stored.blocks, stored.unit = State.RELEASED.value, now, False, None
    stored.sequence += 1
    store_bookings([stored])
    settle_wait(stored, before, State.RELEASED)
    tell_happened(stored, before=before.value, by=None, now=now)
    offer_freed(resource, freed, now)
    return stored
