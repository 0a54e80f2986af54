"""What people do with baskets, bookings and the waiting list. Each is one transaction with its journal row.

Whoever changes what is taken of a resource locks its row first; of several the lowest key first, so that nobody waits
for somebody who waits for them. The constraint in the database is there for whoever comes by another way.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from schakel.accounts.public import Person
from schakel.facilities import rules
from schakel.facilities.knowing import (
    current_rules,
    known_of,
    new_code,
    prices_of,
    questions_of,
    quote_for,
)
from schakel.facilities.links import token_of
from schakel.facilities.models import (
    Basket,
    BasketLine,
    Booking,
    Facility,
    HouseRules,
    Resource,
    Wait,
)
from schakel.facilities.pricing import Per, Quote
from schakel.facilities.rules import State, Step, WaitState
from schakel.facilities.telling import AGAIN, ASKED, NEWS, STRUCK, tell_bookers, tell_operators
from schakel.facilities.times import Known, Taken, Why, free_unit, why_not
from schakel.journal import public as journal
from schakel.kernel.languages import DUTCH
from schakel.kernel.periods import Period
from schakel.kernel.refusal import Refusal
from schakel.library import public as library
from schakel.library.public import Content, Item
from schakel.organisations import public as organisations
from schakel.organisations.public import Organisation

# ---------------------------------------------------------------------- the basket


@transaction.atomic
def fill_basket(*, person: Person, resource: Resource, periods: Sequence[Period], number: int = 1) -> Basket:
    """Put so many units of a resource in somebody's basket for each of these times. Nothing is kept from others.

    What lies there already is not put in again. Raises a Refusal for too many.
    """
    basket = _locked_basket(person)
    there = list(basket.lines.filter(resource=resource).order_by("pk"))
    wanted = []
    for period in periods:
        same = sum(1 for one in there if one.period == period)
        wanted += [period] * max(number - same, 0)
    if basket.lines.count() + len(wanted) > rules.MOST_LINES:
        raise Refusal("basket-is-full", most=rules.MOST_LINES)
    for period in wanted:
        rules.check_period(period.starts_at, period.ends_at)
    BasketLine.objects.bulk_create(
        [
            BasketLine(basket=basket, resource=resource, starts_at=one.starts_at, ends_at=one.ends_at)
            for one in wanted
        ]
    )
    if wanted:
        _touch(basket)
    return basket


@transaction.atomic
def empty_basket(*, person: Person, lines: Iterable[int]) -> Basket:
    """Take lines out of somebody's own basket by their keys; others are left alone."""
    basket = _locked_basket(person)
    gone, _ = basket.lines.filter(pk__in=list(lines)).delete()
    if gone:
        _touch(basket)
    return basket


def _locked_basket(person: Person) -> Basket:
    Basket.objects.get_or_create(person=person)
    return Basket.objects.select_for_update().get(person=person)


def _touch(basket: Basket) -> None:
    basket.version += 1
    basket.save(update_fields=["version"])


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody says when they send their basket. ``accepted``: by the key of each facility the version of its
    rules that they said yes to; ``answers``: by the key of each question."""

    organisation: Organisation
    seen_version: int
    goal: str = ""
    people: int | None = None
    accepted: Mapping[int, int] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    sent_key: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """The bookings, and whether they are new: a form that is sent twice books once."""

    bookings: list[Booking]
    is_new: bool


@transaction.atomic
def send_basket(*, person: Person, order: Order, now: datetime) -> Sent:
    """Book everything that lies in somebody's basket, or nothing. What needs no approval is confirmed at once.

    Raises a Refusal: basket-not-free names each line that cannot be booked, with the reason; and others where
    something is missing. The basket then stays as it was.
    """
    basket = _locked_basket(person)
    if order.sent_key:
        before = Booking.objects.filter(booked_by=person, sent_key=order.sent_key).order_by("pk")
        if before:
            return Sent(list(before), is_new=False)
    _check_member(person, order.organisation)
    rules.check_seen_version(stored=basket.version, seen=order.seen_version)
    lines = list(basket.lines.order_by("starts_at", "pk"))
    if not lines:
        raise Refusal("basket-is-empty")
    resources = _locked_resources([one.resource_id for one in lines], seen_by=person)
    _check_people(order.people, resources.values())
    known = known_of(list(resources.values()), _span(lines))
    units = _units(lines, known, now)
    agreed = _agreed_to(order, resources.values())
    quotes = prices_of(list(resources.values()))
    together = new_code()
    made = []
    for line in lines:
        resource = resources[line.resource_id]
        price = quote_for(quotes[resource.pk], line.period, order.organisation)
        is_direct = not resource.asks_approval and price is not None
        accepted, answers = agreed[resource.facility_id]
        booking = Booking(
            code=new_code(),
            together=together,
            resource=resource,
            organisation=order.organisation,
            booked_by=person,
            state=(State.CONFIRMED if is_direct else State.REQUESTED).value,
            goal=rules.check_text(order.goal),
            people=order.people,
            answers=answers,
            rules=accepted,
            rules_accepted_at=now if accepted else None,
            sent_key=order.sent_key,
            since=now,
            created_at=now,
            agreed_at=now if is_direct else None,
        )
        _set_period(booking, line.period, unit=units[line.pk] if is_direct else None)
        _set_price(booking, price)
        made.append(booking)
    _stored(made)
    basket.lines.all().delete()
    _touch(basket)
    for booking in made:
        _happened(booking, before="", by=person, now=now)
    return Sent(made, is_new=True)


def _check_member(person: Person, organisation: Organisation) -> None:
    if organisation.pk not in {one.pk for one in organisations.member_organisations(person)}:
        raise Refusal("not-your-organisation")


def _check_people(people: int | None, resources: Iterable[Resource]) -> None:
    room = min((one.people for one in resources if one.people is not None), default=None)
    if people is not None and room is not None and people > room:
        raise Refusal("people-too-many", most=room)


def _units(lines: Sequence[BasketLine], known: Mapping[int, Known], now: datetime) -> dict[int, int]:
    """A unit for each line, those of the same basket kept apart too; a Refusal with everything that is not free."""
    zone = timezone.get_default_timezone()
    so_far = dict(known)
    units: dict[int, int] = {}
    not_free: list[tuple[int, str]] = []
    for line in lines:
        one = so_far[line.resource_id]
        why = why_not(one, line.period, now=now, zone=zone)
        unit = free_unit(one, line.period)
        if why is not None or unit is None:
            not_free.append((line.pk, (why or Why.TAKEN).value))
            continue
        units[line.pk] = unit
        so_far[line.resource_id] = replace(one, taken=[*one.taken, Taken(unit, one.terms.held(line.period))])
    if not_free:
        raise Refusal("basket-not-free", lines=tuple(not_free))
    return units


def _agreed_to(
    order: Order, resources: Iterable[Resource]
) -> dict[int, tuple[HouseRules | None, list[dict[str, str]]]]:
    """For each facility the rules that were accepted, and the answers to its questions."""
    found: dict[int, tuple[HouseRules | None, list[dict[str, str]]]] = {}
    for facility in {one.facility_id for one in resources}:
        current = current_rules(facility)
        if current is not None and order.accepted.get(facility) != current.version:
            raise Refusal("rules-not-accepted", facility=facility)
        found[facility] = (current, rules.checked_answers(questions_of(facility), order.answers))
    return found


# ---------------------------------------------------------------------- a booking


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
    """Take a booking a step further. Whoever calls this has found that `by` may.

    Raises a Refusal where the step does not lead from here, comes too late or too early, lacks what it needs, or the
    time is not free (booking-not-free, with the reason).
    """
    told = said or Said()
    words = rules.check_words(step, told.words)
    resource, stored = _locked(booking)
    if seen_sequence is not None:
        rules.check_seen_version(stored=stored.sequence, seen=seen_sequence)
    before = State(stored.state)
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
        _set_period(stored, proposed, unit=None)
        stored.proposed_starts_at = stored.proposed_ends_at = None
    if state is State.CONFIRMED:
        if stored.price_cents is None:
            raise Refusal("price-missing")
        stored.agreed_at = now
    if step is Step.CANCEL and before is State.CONFIRMED:
        stored.cancelled_late = rules.is_late_to_cancel(
            starts_at=stored.starts_at, cancel_hours=resource.facility.cancel_hours, now=now
        )
    stored.blocks = state in rules.BLOCKING
    if not stored.blocks:
        stored.unit = None
    elif before not in rules.BLOCKING:
        stored.unit = _unit_for(resource, stored)
    _stored([stored])
    _settle_wait(stored, before, state)
    _happened(stored, before=before.value, by=by, now=now)
    if freed is not None:
        _offer_freed(resource, freed, now)
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
    _check_free(resource, period)
    booking.proposed_starts_at, booking.proposed_ends_at = period.starts_at, period.ends_at
    _set_price(booking, quote_for(prices_of([resource])[resource.pk], period, booking.organisation))


def _take(booking: Booking, resource: Resource, said: Said, now: datetime) -> None:
    """Who takes what was offered says yes to the rules and answers the questions, as in a basket."""
    current = current_rules(resource.facility_id)
    if current is not None and said.accepted != current.version:
        raise Refusal("rules-not-accepted", facility=resource.facility_id)
    booking.answers = rules.checked_answers(questions_of(resource.facility_id), said.answers)
    booking.rules, booking.rules_accepted_at = current, now if current else None
    booking.offered_until = None


def _agree_price(booking: Booking, said: Said) -> None:
    """Where no price list says it, the operator does."""
    if said.price_cents is None:
        raise Refusal("price-missing")
    if not 0 <= said.price_cents <= 100_000_000 or not 0 <= said.vat_points <= 10_000:  # noqa: PLR2004 - a million, all
        raise Refusal("price-out-of-reach")
    booking.price_cents, booking.vat_points = said.price_cents, said.vat_points


_NEVER_AT_ONCE = frozenset({Why.CLOSED, Why.BLOCKED, Why.TAKEN})
"""What an operator cannot say yes to either; how soon and how long is theirs to decide."""


def _check_free(resource: Resource, period: Period) -> int:
    """A unit that is free then; a Refusal where it is closed, blocked or taken."""
    known = known_of([resource], period)[resource.pk]
    at_any_time = replace(
        known,
        is_paused=False,
        terms=replace(known.terms, shortest_minutes=1, longest_minutes=60 * 24 * 62),
    )
    zone = timezone.get_default_timezone()
    why = why_not(at_any_time, period, now=period.starts_at, zone=zone)
    unit = free_unit(known, period)
    if why in _NEVER_AT_ONCE or unit is None:
        raise Refusal("booking-not-free", why=(why or Why.TAKEN).value)
    return unit


def _unit_for(resource: Resource, booking: Booking) -> int:
    unit = _check_free(resource, booking.period)
    held = resource.terms.held(booking.period)  # the buffers that hold now
    booking.held_from, booking.held_until = held.starts_at, held.ends_at
    return unit


def _settle_wait(booking: Booking, before: State, after: State) -> None:
    """What became of an offer is what became of the wait it was made for."""
    if before is not State.OFFERED:
        return
    became = {State.CANCELLED: WaitState.WITHDRAWN, State.RELEASED: WaitState.MISSED}
    state = became.get(after, WaitState.TAKEN)
    Wait.objects.filter(booking=booking).update(state=state.value)


@transaction.atomic
def ask_booking_again(*, booking: Booking, now: datetime) -> Booking:
    """Ask who booked whether they still come, once, with a link to answer by."""
    resource, stored = _locked(booking)
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
    row = _record("booking.asked-again", stored, None, now)
    until = rules.releases_at(stored.starts_at, resource.terms)
    tell_bookers(AGAIN, stored, row=row, by=None, now=now, payload={"until": until.isoformat()})
    return stored


@transaction.atomic
def answer_booking_again(*, booking: Booking, by: Person | None, now: datetime) -> Booking:
    """They still come. Again changes nothing; a Refusal for what is no longer theirs."""
    _, stored = _locked(booking)
    if stored.state != State.CONFIRMED:
        raise Refusal("booking-step-not-possible", state=stored.state, step="")
    if stored.answered_again_at is not None:
        return stored
    stored.answered_again_at = now
    stored.save(update_fields=["answered_again_at"])
    _record("booking.answered-again", stored, by, now)
    return stored


@transaction.atomic
def release_booking(*, booking: Booking, now: datetime) -> Booking:
    """Give to others what was asked again without an answer, or offered and not taken. Again changes nothing."""
    resource, stored = _locked(booking)
    before = State(stored.state)
    is_unanswered = before is State.CONFIRMED and rules.is_to_be_released(
        starts_at=stored.starts_at,
        terms=resource.terms,
        asked_at=stored.asked_again_at,
        answered_at=stored.answered_again_at,
        now=now,
    )
    is_missed = before is State.OFFERED and stored.offered_until is not None and stored.offered_until <= now
    if not is_unanswered and not is_missed:
        return stored
    freed = stored.held
    stored.state, stored.since, stored.blocks, stored.unit = State.RELEASED.value, now, False, None
    stored.sequence += 1
    _stored([stored])
    _settle_wait(stored, before, State.RELEASED)
    _happened(stored, before=before.value, by=None, now=now)
    _offer_freed(resource, freed, now)
    return stored


@transaction.atomic
def write_outcome(*, booking: Booking, text: str, written_by: Person, now: datetime) -> Booking:
    """Note what came of it, once it has begun. The same again changes nothing."""
    _, stored = _locked(booking)
    if State(stored.state) not in rules.AGREED or now < stored.starts_at:
        raise Refusal("booking-has-not-begun")
    tidy = rules.check_text(text)
    if stored.result == tidy:
        return stored
    stored.result = tidy
    stored.save(update_fields=["result"])
    _record("booking.result-noted", stored, written_by, now)
    return stored


@transaction.atomic
def write_lesson(*, booking: Booking, title: str, written_by: Person, now: datetime) -> Item:
    """Make a case of what was learned: a draft of who booked, with the note as its lesson; made once.

    Raises a Refusal without a note.
    """
    _, stored = _locked(booking)
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
    _record("booking.lesson-written", stored, written_by, now, {"item": item.reference})
    return item


# ---------------------------------------------------------------------- waiting


@transaction.atomic
def add_wait(
    *, resource: Resource, period: Period, organisation: Organisation, person: Person, now: datetime
) -> Wait:
    """Wait for a time that is taken: who waits longest is offered it first. Waiting twice is waiting once.

    Raises a Refusal for a time that is free, or that nobody will be able to book; and for too many.
    """
    _check_member(person, organisation)
    locked = _locked_resources([resource.pk], seen_by=person)[resource.pk]
    rules.check_period(period.starts_at, period.ends_at)
    open_ = [WaitState.WAITING.value, WaitState.OFFERED.value]
    same = Wait.objects.filter(
        resource=locked,
        organisation=organisation,
        starts_at=period.starts_at,
        ends_at=period.ends_at,
        state__in=open_,
    ).first()
    if same is not None:
        return same
    if Wait.objects.filter(person=person, state__in=open_).count() >= rules.MOST_WAITS:
        raise Refusal("waits-too-many", most=rules.MOST_WAITS)
    known = known_of([locked], period)[locked.pk]
    why = why_not(known, period, now=now, zone=timezone.get_default_timezone())
    if why is not Why.TAKEN:
        raise Refusal("wait-not-possible", why=why.value if why else "")
    wait = Wait.objects.create(
        code=new_code(),
        resource=locked,
        organisation=organisation,
        person=person,
        starts_at=period.starts_at,
        ends_at=period.ends_at,
        asked_at=now,
    )
    said = {"organisation": organisation.reference, "resource": locked.reference, **_written(period)}
    journal.record("wait.begun", on=wait.reference, by=person.reference, at=now, details=said)
    return wait


@transaction.atomic
def withdraw_wait(*, wait: Wait, by: Person, now: datetime) -> Wait:
    """Wait no longer. What was offered goes to who is next; again changes nothing."""
    _locked_resources([wait.resource_id])
    stored = Wait.objects.select_for_update().get(pk=wait.pk)
    if stored.state == WaitState.OFFERED and stored.booking is not None:
        move_booking(booking=stored.booking, step=Step.CANCEL, by=by, now=now)
        return Wait.objects.get(pk=wait.pk)
    if stored.state != WaitState.WAITING:
        return stored
    stored.state = WaitState.WITHDRAWN.value
    stored.save(update_fields=["state"])
    journal.record("wait.withdrawn", on=stored.reference, by=by.reference, at=now, details={})
    return stored


@transaction.atomic
def offer_waits(*, resource: Resource, now: datetime) -> int:
    """Offer whatever came free of a resource to who waits for it, the first first; how many were offered something."""
    locked = _locked_resources([resource.pk])[resource.pk]
    waits = list(
        Wait.objects.filter(resource=locked, state=WaitState.WAITING.value, starts_at__gt=now)
        .select_related("organisation", "person")
        .order_by("asked_at", "pk")
    )
    return sum(1 for wait in waits if _offered(locked, wait, now))


def _offer_freed(resource: Resource, freed: Period, now: datetime) -> None:
    waits = Wait.objects.filter(
        resource=resource,
        state=WaitState.WAITING.value,
        starts_at__lt=freed.ends_at + resource.terms.before,
        ends_at__gt=freed.starts_at - resource.terms.after,
    )
    for wait in waits.select_related("organisation", "person").order_by("asked_at", "pk"):
        _offered(resource, wait, now)


def _offered(resource: Resource, wait: Wait, now: datetime) -> bool:
    """Keep it for who waits, as a booking that they only have to take; not while who waited before asks for it."""
    known = known_of([resource], wait.period)[resource.pk]
    if why_not(known, wait.period, now=now, zone=timezone.get_default_timezone()) is not None:
        return False
    until = rules.offer_until(starts_at=wait.starts_at, now=now)
    if until <= now + timedelta(minutes=30):
        return False
    held = resource.terms.held(wait.period)
    asked = Booking.objects.filter(
        resource=resource,
        state__in=[State.REQUESTED.value, State.PROPOSED.value],
        wait__isnull=False,
        held_from__lt=held.ends_at,
        held_until__gt=held.starts_at,
    )
    if asked.exists():
        return False
    unit = free_unit(known, wait.period)
    booking = Booking(
        code=new_code(),
        together=new_code(),
        resource=resource,
        organisation=wait.organisation,
        booked_by=wait.person,
        state=State.OFFERED.value,
        since=now,
        created_at=now,
        offered_until=until,
        blocks=True,
    )
    _set_period(booking, wait.period, unit=unit)
    _set_price(booking, quote_for(prices_of([resource])[resource.pk], wait.period, wait.organisation))
    _stored([booking])
    wait.booking, wait.state = booking, WaitState.OFFERED.value
    wait.save(update_fields=["booking", "state"])
    _happened(booking, before="", by=None, now=now)
    return True


# ---------------------------------------------------------------------- parts of the above


def _locked(booking: Booking) -> tuple[Resource, Booking]:
    resource = _locked_resources([booking.resource_id])[booking.resource_id]
    stored = (
        Booking.objects.select_for_update(of=("self",))
        .select_related("organisation", "booked_by", "lesson")
        .get(pk=booking.pk)
    )
    stored.resource = resource
    return resource, stored


def _locked_resources(keys: Iterable[int], *, seen_by: Person | None = None) -> dict[int, Resource]:
    """The resources, locked in one order. ``seen_by``: a Refusal where this person may not see one of them now."""
    wanted = set(keys)
    rows = Resource.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=wanted)
    found = {
        one.pk: one
        for one in rows.select_related("facility__item__owner", "facility__item__place").order_by("pk")
    }
    if seen_by is not None:
        seen = set(
            Facility.objects.visible_to(seen_by)
            .filter(pk__in={one.facility_id for one in found.values()})
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        if wanted - found.keys() or any(one.facility_id not in seen for one in found.values()):
            raise Refusal("resource-gone")
    return found


def _span(lines: Sequence[BasketLine]) -> Period:
    return Period(min(one.starts_at for one in lines), max(one.ends_at for one in lines))


def _set_period(booking: Booking, period: Period, *, unit: int | None) -> None:
    held = booking.resource.terms.held(period)
    booking.starts_at, booking.ends_at = period.starts_at, period.ends_at
    booking.held_from, booking.held_until = held.starts_at, held.ends_at
    booking.unit, booking.blocks = unit, unit is not None


def _set_price(booking: Booking, price: Quote | None) -> None:
    """As it is now: it stays so when the list changes."""
    booking.category = price.category.value if price else ""
    booking.price_cents = price.cents if price else None
    booking.vat_points = price.vat_points if price else None
    booking.price_lines = (
        [{"per": Per(one.per).value, "number": one.number, "cents": one.cents} for one in price.lines]
        if price
        else []
    )


def _stored(bookings: Iterable[Booking]) -> None:
    """Store them; where the database says that it is taken after all, a Refusal."""
    try:
        with transaction.atomic():
            for booking in bookings:
                booking.save()
    except IntegrityError as error:
        if "overlap" in str(error) or "unit that there is" in str(error):
            raise Refusal("booking-not-free", why=Why.TAKEN.value) from error
        raise


def _happened(booking: Booking, *, before: str, by: Person | None, now: datetime) -> None:
    """Write it in the journal, and tell whom it concerns."""
    state = State(booking.state)
    row = _record(rules.happening(state), booking, by, now, {"from": before, "to": state.value})
    payload = {"state": state.value, "was": before}
    match state:
        case State.REQUESTED:
            tell_operators(ASKED, booking, row=row, by=by, now=now, payload=payload)
        case State.CONFIRMED:
            # For both calendars: who did it has it in theirs too.
            both = {**payload, "is_for_all": True}
            tell_bookers(NEWS, booking, row=row, by=by, now=now, payload=both)
            tell_operators(NEWS, booking, row=row, by=by, now=now, payload=both)
            _tell_colliding(booking, by, now)
        case State.CANCELLED | State.RELEASED if before == State.CONFIRMED:
            both = {**payload, "is_for_all": True}
            tell_bookers(STRUCK, booking, row=row, by=by, now=now, payload=both)
            tell_operators(STRUCK, booking, row=row, by=by, now=now, payload=both)
        case State.CANCELLED if before in (State.REQUESTED, State.PROPOSED):
            tell_operators(NEWS, booking, row=row, by=by, now=now, payload=payload)
        case _:
            tell_bookers(NEWS, booking, row=row, by=by, now=now, payload=payload)


def _tell_colliding(booking: Booking, by: Person | None, now: datetime) -> None:
    """Who asked for what is taken from now on hears it at once, and not by whom."""
    resource = booking.resource
    asking = Booking.objects.filter(
        resource=resource,
        state__in=[State.REQUESTED.value, State.PROPOSED.value],
        held_from__lt=booking.held_until,
        held_until__gt=booking.held_from,
    ).select_related("organisation", "booked_by")
    for other in asking.order_by("pk"):
        other.resource = resource
        known = known_of([resource], other.period)[resource.pk]
        if free_unit(known, other.period) is None:
            row = _record("booking.collided", other, by, now)
            payload = {"state": other.state, "what": "collides"}
            tell_bookers(NEWS, other, row=row, by=None, now=now, payload=payload)


def _record(
    name: str,
    booking: Booking,
    by: Person | None,
    now: datetime,
    details: Mapping[str, object] | None = None,
) -> int:
    """Everything that an account of a service needs later, as it is at this moment."""
    facility = booking.resource.facility
    said = {
        "organisation": booking.organisation.reference,
        "operator": facility.item.owner.reference,
        "item": facility.item.reference,
        "resource": booking.resource.reference,
        **_written(booking.period),
        "unit": booking.unit,
        "category": booking.category,
        "price_cents": booking.price_cents,
        "vat_points": booking.vat_points,
        "rules": booking.rules.version if booking.rules else None,
        "reason": booking.reason,
        "late": booking.cancelled_late,
        **(details or {}),
    }
    return journal.record(name, on=booking.reference, by=by.reference if by else "", at=now, details=said)


def _written(period: Period) -> dict[str, object]:
    return {
        "starts_at": period.starts_at.isoformat(),
        "ends_at": period.ends_at.isoformat(),
        "minutes": period.lasts // timedelta(minutes=1),
    }
