"""Reminding who booked, asking whether they still come, and giving to others what nobody answered for."""

from datetime import datetime

from django.db import transaction

from schakel.accounts.public import Person
from schakel.facilities import rules
from schakel.facilities.due import (
    cancelling_of,
    is_operator_to_be_reminded,
    is_to_be_asked,
    is_to_be_released,
    is_to_be_reminded,
)
from schakel.facilities.keeping import locked, record, store_bookings, tell_happened
from schakel.facilities.links import token_of
from schakel.facilities.models import Booking
from schakel.facilities.offering import offer_freed, settle_wait
from schakel.facilities.rules import State
from schakel.facilities.telling import AGAIN, ASKED, REMINDER, tell_bookers, tell_operators
from schakel.kernel.refusal import Refusal


@transaction.atomic
def ask_booking_again(*, booking: Booking, now: datetime) -> Booking:
    """Ask who booked whether they still come, once, with a link to answer by."""
    resource, stored = locked(booking)
    if not is_to_be_asked(stored, now):
        return stored
    stored.asked_again_at = now
    stored.link_hash = rules.token_hash(token_of(stored, now))
    stored.save(update_fields=["asked_again_at", "link_hash"])
    row = record("booking.asked-again", stored, None, now)
    is_kept = not resource.terms.release_days  # then we only ask
    until = "" if is_kept else rules.releases_at(stored.starts_at, resource.terms).isoformat()
    payload = {"until": until, "cancelling": cancelling_of(stored, now).value}
    tell_bookers(AGAIN, stored, row=row, by=None, now=now, payload=payload)
    return stored


@transaction.atomic
def remind_booking(*, booking: Booking, now: datetime) -> Booking:
    """Remind who booked, once for each time that it has, so many days before as the operator chose."""
    _, stored = locked(booking)
    if not is_to_be_reminded(stored, now):
        return stored
    stored.reminded_at = now
    stored.save(update_fields=["reminded_at"])
    row = record("booking.reminded", stored, None, now)
    payload = {"cancelling": cancelling_of(stored, now).value}
    tell_bookers(REMINDER, stored, row=row, by=None, now=now, payload=payload)
    return stored


@transaction.atomic
def remind_operator(*, booking: Booking, now: datetime) -> Booking:
    """Remind who runs it that somebody asked and waits; again at the same time changes nothing."""
    _, stored = locked(booking)
    if not is_operator_to_be_reminded(stored, now):
        return stored
    stored.operator_reminded_at = now
    stored.save(update_fields=["operator_reminded_at"])
    row = record("booking.operator-reminded", stored, None, now)
    tell_operators(ASKED, stored, row=row, by=None, now=now, payload={"is_again": True})
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
    """Give to others what was asked again without an answer, or offered and not taken; close what nobody answered.

    Again changes nothing.
    """
    resource, stored = locked(booking)
    before = State(stored.state)
    if not is_to_be_released(stored, now):
        return stored
    was_kept, freed = stored.blocks, stored.held
    stored.state, stored.since, stored.blocks, stored.unit = State.RELEASED.value, now, False, None
    stored.sequence += 1
    store_bookings([stored])
    settle_wait(stored, before, State.RELEASED)
    tell_happened(stored, before=before.value, by=None, now=now)
    if was_kept:
        offer_freed(resource, freed, now)
    return stored
