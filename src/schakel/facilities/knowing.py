"""What is known of resources in a stretch of time: opening hours, what is blocked, which units are taken."""

import secrets
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from schakel.facilities.models import (
    Blocking,
    Booking,
    BusyTime,
    HouseRules,
    IntakeQuestion,
    Opening,
    Price,
    Resource,
    SpecialDay,
)
from schakel.facilities.pricing import Category, Per, Quote, categories_of, quote
from schakel.facilities.pricing import Price as PriceValue
from schakel.facilities.rules import Asked, QuestionKind
from schakel.facilities.times import Hours, Known, Special, Taken, days_of
from schakel.kernel.periods import Period
from schakel.organisations.public import Organisation

_AROUND = timedelta(days=2)
"""A booking just outside can still need time within: at most a day before and a day after."""


def known_of(
    resources: Sequence[Resource], within: Period, *, but_for: Iterable[Booking] = ()
) -> dict[int, Known]:
    """By the key of each resource what is known of it. ``but_for``: bookings that take nothing here, as they move."""
    keys = [one.pk for one in resources]
    zone = timezone.get_default_timezone()
    around = within.widened(before=_AROUND, after=_AROUND)
    days = days_of(around, zone)
    hours: dict[int, list[Hours]] = defaultdict(list)
    for opening in Opening.objects.filter(resource__in=keys).order_by("pk"):
        hours[opening.resource_id].append(opening.hours)
    specials: dict[int, list[Special]] = defaultdict(list)
    found = SpecialDay.objects.filter(resource__in=keys, day__range=(days[0], days[-1]))
    for special in found.order_by("pk"):
        specials[special.resource_id].append(special.special)
    blocked: dict[int, list[Period]] = defaultdict(list)
    for model in (Blocking, BusyTime):
        rows = model.objects.filter(
            resource__in=keys, starts_at__lt=around.ends_at, ends_at__gt=around.starts_at
        )
        for row in rows.order_by("pk"):
            blocked[row.resource_id].append(row.period)
    taken: dict[int, list[Taken]] = defaultdict(list)
    held = Booking.objects.filter(
        resource__in=keys, blocks=True, held_from__lt=around.ends_at, held_until__gt=around.starts_at
    ).exclude(pk__in=[one.pk for one in but_for])
    for resource, unit, begin, end in held.order_by("pk").values_list(
        "resource", "unit", "held_from", "held_until"
    ):
        if unit is not None:  # what blocks has one: the database says so
            taken[resource].append(Taken(unit, Period(begin, end)))
    return {
        one.pk: Known(
            terms=one.terms,
            hours=hours[one.pk],
            specials=specials[one.pk],
            blocked=blocked[one.pk],
            taken=taken[one.pk],
            is_paused=one.withdrawn_at is not None or not one.facility.is_open,
        )
        for one in resources
    }


def prices_of(resources: Sequence[Resource]) -> dict[int, list[PriceValue]]:
    """The whole price list of each resource, by its key."""
    found: dict[int, list[PriceValue]] = {one.pk: [] for one in resources}
    for row in Price.objects.filter(resource__in=list(found)).order_by("pk"):
        found[row.resource_id].append(value_of(row))
    return found


def value_of(row: Price) -> PriceValue:
    return PriceValue(Category(row.category), Per(row.per), row.cents, row.vat_points, row.first, row.last)


def quote_for(
    prices: Iterable[PriceValue], period: Period, organisation: Organisation | None
) -> Quote | None:
    """What a period costs this organisation, or somebody who is not known, by the prices of its first day."""
    categories = (
        categories_of(organisation.type, is_partner=organisation.is_hub_partner)
        if organisation is not None
        else (Category.EVERYBODY,)
    )
    zone = timezone.get_default_timezone()
    day = period.starts_at.astimezone(zone).date()
    return quote(period, prices, categories=categories, day=day, zone=zone)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a line of a basket costs, in cents without VAT (None: in consultation), and whether it is asked first."""

    cents: int | None
    vat_points: int | None
    asks: bool


def shown_of(resource: Resource, price: Quote | None) -> Shown:
    """On what terms a line is booked now."""
    return Shown(
        price.cents if price else None,
        price.vat_points if price else None,
        resource.says_yes_first or price is None,
    )


def current_rules(facility: int) -> HouseRules | None:
    """The rules that hold now; None where there is nothing to say yes to."""
    newest = HouseRules.objects.filter(facility=facility).order_by("-version").first()
    return newest if newest is not None and (newest.house_rules or newest.safety) else None


def questions_of(facility: int) -> list[Asked]:
    """What is asked of who books, in the order in which it was added."""
    rows = IntakeQuestion.objects.filter(facility=facility, withdrawn_at=None).order_by("pk")
    return [
        Asked(f"question-{row.pk}", row.text, QuestionKind(row.kind), tuple(row.choices), row.is_required)
        for row in rows
    ]


def new_code() -> str:
    """Something random for an address: a number would tell of bookings that one may not see."""
    return secrets.token_hex(8)
