"""Moving a booking to another time of its resource, in one act: the time it has is kept until the other one is theirs.

Where the operator says yes to every booking, or no list says what it costs, the other time is asked first. Asking keeps
it from nobody, as with a request; only a yes moves the booking, if the time is free then.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from schakel.accounts.public import Person
from schakel.facilities import rules
from schakel.facilities.deciding import Said
from schakel.facilities.keeping import (
    check_free,
    clear_wish,
    locked,
    record,
    set_period,
    store_bookings,
    tell_colliding,
    written,
)
from schakel.facilities.knowing import current_rules, known_of, prices_of, quote_for
from schakel.facilities.models import Booking, HouseRules, Resource
from schakel.facilities.offering import offer_freed
from schakel.facilities.pricing import Quote
from schakel.facilities.rules import State, Step
from schakel.facilities.telling import NEWS, TIME_ASKED, tell_bookers, tell_operators
from schakel.facilities.times import Why, free_unit, why_not
from schakel.kernel.periods import Period
from schakel.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class OtherTime:
    """What who booked says. ``accepted``: the version of the rules they said yes to, where these are others by now;
    ``seen_cents``: what they saw that it costs; ``seen_sequence``: of the booking as they saw it."""

    period: Period
    accepted: int | None = None
    seen_cents: int | None = None
    seen_sequence: int | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """On what the other time is agreed: its price, and the rules."""

    category: str = ""
    price_cents: int | None = None
    vat_points: int | None = None
    price_lines: list[dict[str, Any]] = field(default_factory=list)
    rules: int | None = None
    """The key of the rules; None for those that were agreed to before, or where there are none."""
    is_named: bool = False
    """Whether the operator named this price, because no list has one: then who booked says yes to it first."""

    @property
    def stored(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


@transaction.atomic
def reschedule_booking(*, booking: Booking, other: OtherTime, by: Person | None, now: datetime) -> Booking:
    """Move it to another time at the price of that time, or ask the operator for it. Again changes nothing.

    Raises a Refusal: booking-not-free with the reason, where it could not be booked then either; price-is-other where
    it costs something else than they saw; booking-too-late-to-move; and for rules, or a version, that they did not see.
    """
    resource, stored = locked(booking, seen_by=by)
    rules.next_state(State(stored.state), Step.RESCHEDULE)
    if stored.wished is not None and other.period == stored.wished and stored.waits_for_booker:
        return _accept(resource, stored, other, by, now)
    if other.period == (stored.wished or stored.period):
        return stored
    if other.seen_sequence is not None:
        rules.check_seen_version(stored=stored.sequence, seen=other.seen_sequence)
    if other.period == stored.period:  # they asked for another, and would rather keep what they have
        return answer_booking_time(booking=stored, step=Step.KEEP, by=by, now=now)
    rules.check_reschedule(starts_at=stored.starts_at, cancel_hours=stored.cancel_hours, now=now)
    period = rules.check_period(other.period.starts_at, other.period.ends_at)
    unit = _free_then(resource, stored, period, now)
    price = quote_for(prices_of([resource])[resource.pk], period, stored.organisation)
    terms = _agreed_to(resource, stored, other, price)
    agreed = (stored.price_cents, stored.vat_points)
    if price is not None and price.cents != other.seen_cents and (price.cents, price.vat_points) != agreed:
        raise Refusal("price-is-other", cents=price.cents, vat_points=price.vat_points)
    if resource.says_yes_first or price is None:
        return _ask(stored, period, terms, by, now)
    return _move(resource, stored, period, terms, unit=unit, by=by, now=now)


@transaction.atomic
def answer_booking_time(
    *,
    booking: Booking,
    step: Step,
    by: Person | None,
    now: datetime,
    said: Said | None = None,
    seen: Period | None = None,
) -> Booking:
    """Say yes or no to the other time that was asked, or take the asking back. Whoever calls found that `by` may.

    A yes moves the booking; a Refusal where the time is not free any more, or is another than they saw. Then the
    booking stays where it is.
    """
    told = said or Said()
    words = rules.check_words(step, told.words)
    resource, stored = locked(booking)
    wished = stored.wished
    rules.next_state(State(stored.state), step)
    if wished is None or step not in rules.ABOUT_A_WISH:
        raise Refusal("no-other-time-asked")
    if seen is not None and seen != wished:
        raise Refusal("changed-meanwhile", version=stored.sequence)
    rules.check_in_time(step, starts_at=stored.starts_at, now=now)
    if step is Step.AGREE:
        rules.check_in_time(step, starts_at=wished.starts_at, now=now)
        unit = check_free(resource, wished, but_for=[stored])
        terms = Terms(**stored.wished_terms)
        if stored.waits_for_booker:
            raise Refusal("price-waits-for-yes")
        if terms.price_cents is None:
            return _name_price(stored, terms, told, by, now)
        return _move(resource, stored, wished, terms, unit=unit, by=by, now=now)
    clear_wish(stored)
    if step is Step.REFUSE:  # whether they still come at the time they wanted to leave is asked anew
        stored.asked_again_at = stored.answered_again_at = stored.link_hash = None
    elif stored.asked_again_at is not None and stored.answered_again_at is None:
        stored.answered_again_at = now  # who keeps it comes
    store_bookings([stored])
    name = "booking.time-refused" if step is Step.REFUSE else "booking.time-kept"
    row = record(name, stored, by, now, {"wished": written(wished), "reason": words})
    payload = {"what": step.value, "reason": words, "wished": written(wished)}
    tell = tell_bookers if step is Step.REFUSE else tell_operators
    tell(NEWS, stored, row=row, by=by, now=now, payload=payload)
    return stored


def _free_then(resource: Resource, booking: Booking, period: Period, now: datetime) -> int:
    """A unit that is free then; the same may be booked as with a basket, but for what the booking itself takes."""
    known = known_of([resource], period, but_for=[booking])[resource.pk]
    why = why_not(known, period, now=now, zone=timezone.get_default_timezone())
    unit = free_unit(known, period)
    if why is not None or unit is None:
        raise Refusal("booking-not-free", why=(why or Why.TAKEN).value)
    return unit


def _agreed_to(resource: Resource, booking: Booking, other: OtherTime, price: Quote | None) -> Terms:
    current = current_rules(resource.facility_id)
    is_new = current is not None and current.pk != booking.rules_id
    if current is not None and is_new and other.accepted != current.version:
        raise Refusal("rules-not-accepted", facility=resource.facility_id)
    key = current.pk if current is not None and is_new else None
    if price is None:
        return Terms(rules=key)
    lines = [{"per": one.per.value, "number": one.number, "cents": one.cents} for one in price.lines]
    return Terms(price.category.value, price.cents, price.vat_points, lines, key)


def _name_price(booking: Booking, terms: Terms, said: Said, by: Person | None, now: datetime) -> Booking:
    """Where no list says what it costs, the operator does; nobody is bound at a price that they did not see."""
    cents, vat = rules.check_price(said.price_cents, said.vat_points)
    named = replace(terms, price_cents=cents, vat_points=vat, price_lines=[], is_named=True)
    booking.wished_terms = named.stored
    store_bookings([booking])
    wished = {**written(booking.wished or booking.period), "price_cents": cents, "vat_points": vat}
    row = record("booking.time-priced", booking, by, now, {"wished": wished})
    tell_bookers(NEWS, booking, row=row, by=by, now=now, payload={"what": "time-priced"})
    return booking


def _accept(
    resource: Resource, booking: Booking, other: OtherTime, by: Person | None, now: datetime
) -> Booking:
    """Who booked says yes to the price that the operator named for the time that they asked for."""
    rules.check_in_time(Step.RESCHEDULE, starts_at=min(booking.starts_at, other.period.starts_at), now=now)
    terms = Terms(**booking.wished_terms)
    if terms.price_cents is not None and other.seen_cents != terms.price_cents:
        raise Refusal("price-is-other", cents=terms.price_cents, vat_points=terms.vat_points)
    unit = check_free(resource, other.period, but_for=[booking])
    return _move(resource, booking, other.period, terms, unit=unit, by=by, now=now)


def _ask(booking: Booking, period: Period, terms: Terms, by: Person | None, now: datetime) -> Booking:
    booking.wished_starts_at, booking.wished_ends_at = period.starts_at, period.ends_at
    booking.wished_terms = terms.stored
    store_bookings([booking])
    details = {
        "wished": {**written(period), "price_cents": terms.price_cents, "vat_points": terms.vat_points}
    }
    row = record("booking.time-asked", booking, by, now, details)
    tell_operators(TIME_ASKED, booking, row=row, by=by, now=now)
    return booking


def _move(
    resource: Resource,
    booking: Booking,
    period: Period,
    terms: Terms,
    *,
    unit: int,
    by: Person | None,
    now: datetime,
) -> Booking:
    """The one place where what was agreed gets another time: with its price, a higher sequence, and all who hear it."""
    freed = booking.held
    was = {
        **written(booking.period),
        "unit": booking.unit,
        "category": booking.category,
        "price_cents": booking.price_cents,
        "vat_points": booking.vat_points,
        "rules": booking.rules.version if booking.rules else None,
    }
    set_period(booking, period, unit=unit)
    booking.category, booking.price_lines = terms.category, terms.price_lines
    booking.price_cents, booking.vat_points = terms.price_cents, terms.vat_points
    if terms.rules is not None:
        booking.rules, booking.rules_accepted_at = HouseRules.objects.get(pk=terms.rules), now
    booking.since = booking.agreed_at = now
    booking.sequence += 1
    # What was asked and answered was about the day that it no longer is.
    booking.asked_again_at = booking.answered_again_at = booking.link_hash = None
    booking.reminded_at = None
    clear_wish(booking)
    store_bookings([booking])
    state = booking.state
    row = record("booking.rescheduled", booking, by, now, {"from": state, "to": state, "was": was})
    payload = {"state": state, "what": "moved", "was": was, "is_for_all": True}
    tell_bookers(NEWS, booking, row=row, by=by, now=now, payload=payload)
    tell_operators(NEWS, booking, row=row, by=by, now=now, payload=payload)
    tell_colliding(booking, by, now)
    offer_freed(resource, freed, now)
    return booking
