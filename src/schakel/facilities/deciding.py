"""Taking a booking a step further: confirm, propose, decline, accept, take, cancel, call off, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from schakel.accounts.public import Person
from schakel.facilities import rules
from schakel.facilities.keeping import (
    check_free,
    clear_wish,
    locked,
    record,
    set_period,
    set_price,
    store_bookings,
    tell_happened,
    unit_for,
)
from schakel.facilities.knowing import current_rules, prices_of, questions_of, quote_for
from schakel.facilities.models import Booking, Resource, Wait
from schakel.facilities.offering import offer_freed, settle_wait
from schakel.facilities.rules import State, Step
from schakel.kernel.languages import DUTCH
from schakel.kernel.periods import Period
from schakel.kernel.refusal import Refusal
from schakel.library import public as library
from schakel.library.public import Content, Item


@dataclass(frozen=True, slots=True)
class Said:
    """What goes with a step: words, another time, an agreed price where there is no list, or what was answered."""

    words: str = ""
    period: Period | None = None
    price_cents: int | None = None
    vat_points: int = 2100
    accepted: int | None = None
    answers: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def move_booking(
    *,
    booking: Booking,
    step: Step,
    by: Person | None,
    now: datetime,
    said: Said | None = None,
    seen_sequence: int | None = None,
) -> Booking:
    """Take a booking a step further; what moves its time is in `rescheduling`. Whoever calls this found that `by` may.

    Raises a Refusal where the step does not lead from here, comes too late or too early, lacks what it needs, or the
    time is not free (booking-not-free, with the reason).
    """
    told = said or Said()
    words = rules.check_words(step, told.words)
    resource, stored = locked(booking)
    if seen_sequence is not None:
        rules.check_seen_version(stored=stored.sequence, seen=seen_sequence)
    before = State(stored.state)
    if step in rules.OF_TIME:
        raise Refusal("booking-step-not-possible", state=before.value, step=step.value)
    state = rules.next_state(before, step, asks_approval=resource.asks_approval or stored.price_cents is None)
    starts_at = told.period.starts_at if step is Step.PROPOSE and told.period else stored.starts_at
    if step is Step.ACCEPT and stored.proposed_starts_at is not None:
        starts_at = stored.proposed_starts_at
    rules.check_in_time(step, starts_at=starts_at, now=now)
    was_kept = before in rules.BLOCKING or Wait.objects.filter(booking=stored).exists()
    freed = stored.held if was_kept and state not in rules.BLOCKING else None
    stored.state, stored.since, stored.reason = state.value, now, words
    stored.sequence += 1
    if step is Step.PROPOSE:
        _propose(stored, resource, told.period)
    if step is Step.TAKE:
        _take(stored, resource, told, now)
    if step is Step.CONFIRM and stored.price_cents is None:
        _agree_price(stored, told)
    if step is Step.ACCEPT:
        proposed = Period(*_both(stored.proposed_starts_at, stored.proposed_ends_at))
        set_period(stored, proposed, unit=None)
        stored.proposed_starts_at = stored.proposed_ends_at = None
    if state is State.CONFIRMED:
        if stored.price_cents is None:
            raise Refusal("price-missing")
        stored.agreed_at = now
    if step is Step.CANCEL and before is State.CONFIRMED:
        stored.cancelled_late = rules.is_late_to_cancel(
            starts_at=stored.starts_at, cancel_hours=stored.cancel_hours, now=now
        )
    if state is not State.CONFIRMED:
        clear_wish(stored)
    stored.blocks = state in rules.BLOCKING
    if not stored.blocks:
        stored.unit = None
    elif before not in rules.BLOCKING:
        stored.unit = unit_for(resource, stored)
    store_bookings([stored])
    settle_wait(stored, before, state)
    tell_happened(stored, before=before.value, by=by, now=now)
    if freed is not None:
        offer_freed(resource, freed, now)
    return stored


def _both(begin: datetime | None, end: datetime | None) -> tuple[datetime, datetime]:
    if begin is None or end is None:
        raise Refusal("proposed-time-missing")
    return begin, end


def _propose(booking: Booking, resource: Resource, period: Period | None) -> None:
    """Another time, at the price of that time. It is kept from nobody until it is accepted."""
    if period is None:
        raise Refusal("proposed-time-missing")
    rules.check_period(period.starts_at, period.ends_at)
    check_free(resource, period)
    booking.proposed_starts_at, booking.proposed_ends_at = period.starts_at, period.ends_at
    set_price(booking, quote_for(prices_of([resource])[resource.pk], period, booking.organisation))


def _take(booking: Booking, resource: Resource, said: Said, now: datetime) -> None:
    """Who takes what was offered says yes to the rules and answers the questions, as in a basket."""
    current = current_rules(resource.facility_id)
    if current is not None and said.accepted != current.version:
        raise Refusal("rules-not-accepted", facility=resource.facility_id)
    booking.answers = rules.checked_answers(questions_of(resource.facility_id), said.answers)
    booking.rules, booking.rules_accepted_at = current, now if current else None
    booking.offered_until = None
    booking.cancel_hours = resource.facility.cancel_hours


def _agree_price(booking: Booking, said: Said) -> None:
    """Where no price list says it, the operator does."""
    booking.price_cents, booking.vat_points = rules.check_price(said.price_cents, said.vat_points)


@transaction.atomic
def write_outcome(*, booking: Booking, text: str, written_by: Person, now: datetime) -> Booking:
    """Note what came of it, once it has begun. The same again changes nothing."""
    _, stored = locked(booking)
    if State(stored.state) not in rules.AGREED or now < stored.starts_at:
        raise Refusal("booking-has-not-begun")
    tidy = rules.check_text(text)
    if stored.result == tidy:
        return stored
    stored.result = tidy
    stored.save(update_fields=["result"])
    record("booking.result-noted", stored, written_by, now)
    return stored


@transaction.atomic
def write_lesson(*, booking: Booking, title: str, written_by: Person, now: datetime) -> Item:
    """Make a case of what was learned: a draft of who booked, with the note as its lesson; made once.

    Raises a Refusal without a note.
    """
    _, stored = locked(booking)
    if stored.lesson is not None:
        return stored.lesson
    if not stored.result:
        raise Refusal("result-missing")
    texts = {"title": rules.check_line(title, longest=200), "lessons": stored.result, "problem": stored.goal}
    content = Content(
        texts={DUTCH: {name: text for name, text in texts.items() if text}},
        facts={},
        owner=stored.organisation,
        place=stored.resource.facility.item.place,
    )
    item = library.write_item(kind=library.Kind.CASE, content=content, written_by=written_by, now=now)
    stored.lesson = item
    stored.save(update_fields=["lesson"])
    record("booking.lesson-written", stored, written_by, now, {"item": item.reference})
    return item
