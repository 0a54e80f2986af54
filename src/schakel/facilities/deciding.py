"""Taking a booking a step further: confirm, propose, decline, accept, take, cancel, call off, and what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction

from schakel.accounts.public import Person
from schakel.facilities import rules
from schakel.facilities.due import cancelling_of
from schakel.facilities.keeping import (
    check_free,
    clear_wish,
    locked,
    locked_resources,
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
    """What goes with a step: words, another time, a price where no list has one, or what was answered."""

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

    Who confirms what no list has a price for proposes that price: nobody is bound at one that they did not see.

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
    state = rules.next_state(
        before, step, asks_approval=resource.says_yes_first or stored.price_cents is None
    )
    asked = stored.asked_period
    if step is Step.CONFIRM and stored.price_cents is None:
        step, state, told = Step.PROPOSE, State.PROPOSED, replace(told, period=asked)
    starts_at = told.period.starts_at if step is Step.PROPOSE and told.period else asked.starts_at
    rules.check_in_time(step, starts_at=starts_at, now=now)
    was_kept = before in rules.BLOCKING or Wait.objects.filter(booking=stored).exists()
    freed = stored.held if was_kept and state not in rules.BLOCKING else None
    stored.state, stored.since, stored.reason = state.value, now, words
    stored.sequence += 1
    if step is Step.PROPOSE:
        _propose(stored, resource, told)
    if step is Step.TAKE:
        _take(stored, resource, told, now)
    if step is Step.ACCEPT:
        set_period(stored, asked, unit=None)
        stored.proposed_starts_at = stored.proposed_ends_at = None
    if state is State.CONFIRMED:
        if stored.price_cents is None:
            raise Refusal("price-missing")
        stored.agreed_at = now
    if step is Step.CANCEL and before is State.CONFIRMED:
        stored.cancelled_late = cancelling_of(stored, now) is rules.Cancelling.CHARGED
    if state is not State.CONFIRMED:
        clear_wish(stored)
    stored.blocks = state in rules.BLOCKING
    if not stored.blocks:
        stored.unit = None
    elif before not in rules.BLOCKING:
        stored.unit = unit_for(resource, stored)
    store_bookings([stored])
    is_called_off = step is Step.CALL_OFF
    settle_wait(stored, before, state, is_called_off=is_called_off)
    tell_happened(stored, before=before.value, by=by, now=now, what=step.value if is_called_off else "")
    if freed is not None and not is_called_off:  # the operator needs it: what they leave is offered by and by
        offer_freed(resource, freed, now)
    return stored


@transaction.atomic
def move_bookings(
    *,
    bookings: Sequence[Booking],
    step: Step,
    by: Person | None,
    now: datetime,
    said: Said | None = None,
    seen: Mapping[int, int] | None = None,
) -> list[Booking]:
    """Take bookings that were sent in one basket the same step: all of them, or none. Each has its row in the journal.

    ``seen``: by the key of each its sequence as it was read. Raises a Refusal as `move_booking` does, and where these
    are others than were read, or a step that is of one booking alone.
    """
    if step not in rules.OF_ALL:
        raise Refusal("booking-step-not-possible", state=bookings[0].state if bookings else "", step=step)
    if seen is not None and seen.keys() != {one.pk for one in bookings}:
        raise Refusal("changed-meanwhile", version=0)
    locked_resources([one.resource_id for one in bookings])
    return [
        move_booking(
            booking=one, step=step, by=by, now=now, said=said, seen_sequence=seen[one.pk] if seen else None
        )
        for one in sorted(bookings, key=lambda one: one.pk)
    ]


@transaction.atomic
def settle_bookings(*, bookings: Sequence[Booking], step: Step, by: Person | None, now: datetime) -> int:
    """Say of what is over that it took place, or that nobody came; of how many this was new.

    What was settled meanwhile, or has not begun, stays as it is. Raises a Refusal for any other step.
    """
    if step not in (Step.FINISH, Step.MISS):
        raise Refusal("booking-step-not-possible", state=State.CONFIRMED.value, step=step.value)
    locked_resources([one.resource_id for one in bookings])
    keys = [one.pk for one in bookings]
    open_ = Booking.objects.filter(pk__in=keys, state=State.CONFIRMED.value, starts_at__lte=now)
    done = [move_booking(booking=one, step=step, by=by, now=now) for one in open_.order_by("pk")]
    return len(done)


def _propose(booking: Booking, resource: Resource, said: Said) -> None:
    """A time, at the price of the list for it or else the one that is named. It is kept from nobody until a yes."""
    period = said.period
    if period is None:
        raise Refusal("proposed-time-missing")
    rules.check_period(period.starts_at, period.ends_at)
    check_free(resource, period)
    booking.proposed_starts_at, booking.proposed_ends_at = period.starts_at, period.ends_at
    listed = quote_for(prices_of([resource])[resource.pk], period, booking.organisation)
    set_price(booking, listed if said.price_cents is None else None)
    if booking.price_cents is None:
        booking.price_cents, booking.vat_points = rules.check_price(said.price_cents, said.vat_points)


def _take(booking: Booking, resource: Resource, said: Said, now: datetime) -> None:
    """Who takes what was offered says yes to the rules and answers the questions, as in a basket."""
    current = current_rules(resource.facility_id)
    if current is not None and said.accepted != current.version:
        raise Refusal("rules-not-accepted", facility=resource.facility_id)
    booking.answers = rules.checked_answers(questions_of(resource.facility_id), said.answers)
    booking.rules, booking.rules_accepted_at = current, now if current else None
    booking.offered_until = None
    booking.cancel_hours = resource.facility.cancel_hours


@transaction.atomic
def write_outcome(
    *, booking: Booking, text: str, written_by: Person, now: datetime, seen: str | None = None
) -> Booking:
    """Note what came of it, once it has begun. The same again changes nothing.

    ``seen``: the mark of the note (`rules.mark_of`) over which they wrote. Raises a Refusal where it has not begun, or
    where somebody else wrote another meanwhile.
    """
    _, stored = locked(booking)
    if State(stored.state) not in rules.AGREED or now < stored.starts_at:
        raise Refusal("booking-has-not-begun")
    tidy = rules.check_text(text)
    if stored.result == tidy:
        return stored
    if seen is not None and seen != rules.mark_of(stored.result):
        raise Refusal("changed-meanwhile", version=stored.sequence)
    stored.result = tidy
    stored.save(update_fields=["result"])
    record("booking.result-noted", stored, written_by, now)
    return stored


@transaction.atomic
def write_lesson(
    *, booking: Booking, title: str, written_by: Person, now: datetime, language: str = DUTCH
) -> Item:
    """Make a case of what was learned: a draft of who booked, with the note as its lesson; made once.

    ``language``: the one in which title and note are written.

    Raises a Refusal without a note.
    """
    _, stored = locked(booking)
    if stored.lesson is not None:
        return stored.lesson
    if not stored.result:
        raise Refusal("result-missing")
    texts = {"title": rules.check_line(title, longest=200), "lessons": stored.result, "problem": stored.goal}
    content = Content(
        texts={language: {name: text for name, text in texts.items() if text}},
        facts={},
        owner=stored.organisation,
        place=stored.resource.facility.item.place,
    )
    item = library.write_item(kind=library.Kind.CASE, content=content, written_by=written_by, now=now)
    stored.lesson = item
    stored.save(update_fields=["lesson"])
    record("booking.lesson-written", stored, written_by, now, {"item": item.reference})
    return item
