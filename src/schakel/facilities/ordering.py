"""The basket, and sending it: all of it is booked, or nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from schakel.accounts.public import Person
from schakel.facilities import rules
from schakel.facilities.keeping import (
    check_member,
    locked_resources,
    set_period,
    set_price,
    store_bookings,
    tell_happened,
)
from schakel.facilities.knowing import (
    Shown,
    current_rules,
    known_of,
    new_code,
    prices_of,
    questions_of,
    quote_for,
    shown_of,
)
from schakel.facilities.models import Basket, BasketLine, Booking, HouseRules, Resource
from schakel.facilities.rules import State
from schakel.facilities.times import Known, Taken, Why, free_unit, why_not
from schakel.kernel.periods import Period
from schakel.kernel.refusal import Refusal
from schakel.organisations.public import Organisation


@transaction.atomic
def fill_basket(*, person: Person, resource: Resource, periods: Sequence[Period], number: int = 1) -> Basket:
    """Put so many units of a resource in somebody's basket for each of these times. Nothing is kept from others.

    What lies there already, or is named twice, is not put in again. Raises a Refusal for too many, or for none.
    """
    if not periods:
        raise Refusal("times-missing")
    basket = _locked_basket(person)
    there = list(basket.lines.filter(resource=resource).order_by("pk"))
    wanted = []
    for period in sorted(set(periods)):
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
    seen: Mapping[int, Shown] | None = None
    """By the key of each line what stood on the page; None for who saw no page."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The bookings, and whether they are new: a form that is sent twice books once."""

    bookings: list[Booking]
    is_new: bool


@transaction.atomic
def send_basket(*, person: Person, order: Order, now: datetime) -> Sent:
    """Book everything that lies in somebody's basket, or nothing. What needs no approval is confirmed at once.

    Raises a Refusal: basket-not-free names each line that cannot be booked, with the reason; basket-is-other where it
    costs something else than they saw, or is asked first; and others where something is missing. The basket then stays
    as it was.
    """
    basket = _locked_basket(person)
    if order.sent_key:
        before = Booking.objects.filter(booked_by=person, sent_key=order.sent_key).order_by("pk")
        if before:
            return Sent(list(before), is_new=False)
    check_member(person, order.organisation)
    rules.check_seen_version(stored=basket.version, seen=order.seen_version)
    lines = list(basket.lines.order_by("starts_at", "pk"))
    if not lines:
        raise Refusal("basket-is-empty")
    resources = locked_resources([one.resource_id for one in lines], seen_by=person)
    _check_people(order.people, resources.values())
    known = known_of(list(resources.values()), _span(lines))
    units = _units(lines, known, now)
    agreed = _agreed_to(order, resources.values())
    lists = prices_of(list(resources.values()))
    quotes = {one.pk: quote_for(lists[one.resource_id], one.period, order.organisation) for one in lines}
    terms = {one.pk: shown_of(resources[one.resource_id], quotes[one.pk]) for one in lines}
    if order.seen is not None and any(order.seen.get(key) != shown for key, shown in terms.items()):
        raise Refusal("basket-is-other", organisation=order.organisation.name)
    together = new_code()
    made = []
    for line in lines:
        resource = resources[line.resource_id]
        price, is_direct = quotes[line.pk], not terms[line.pk].asks
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
            cancel_hours=resource.facility.cancel_hours,
            answers=answers,
            rules=accepted,
            rules_accepted_at=now if accepted else None,
            sent_key=order.sent_key,
            since=now,
            created_at=now,
            agreed_at=now if is_direct else None,
        )
        set_period(booking, line.period, unit=units[line.pk] if is_direct else None)
        set_price(booking, price)
        made.append(booking)
    store_bookings(made)
    basket.lines.all().delete()
    _touch(basket)
    for booking in made:
        tell_happened(booking, before="", by=person, now=now)
    return Sent(made, is_new=True)


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


def _span(lines: Sequence[BasketLine]) -> Period:
    return Period(min(one.starts_at for one in lines), max(one.ends_at for one in lines))
