"""Facilities that can be booked, for tests, through the actions that operators use."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from schakel.accounts.models import Person
from schakel.accounts.rules import Role
from schakel.facilities.actions import Order, Sent, fill_basket, send_basket
from schakel.facilities.models import Basket, Booking, Facility, Resource
from schakel.facilities.operating import (
    FacilityDraft,
    ResourceDraft,
    add_price,
    add_resource,
    change_facility,
    change_openings,
    make_facility,
)
from schakel.facilities.pricing import Category, Per, Price
from schakel.facilities.rules import Terms
from schakel.facilities.times import Hours
from schakel.kernel.periods import Period
from schakel.library.kinds import Kind
from schakel.organisations.models import Membership, Organisation
from tests.clock import NOW
from tests.items import item_of

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MAY = date(2027, 5, 3)
"""A Monday."""
TERMS = Terms(capacity=1, shortest_minutes=60, longest_minutes=24 * 60, asks_approval=False)
WHOLE_WEEK = tuple(Hours(day, time(8), time(18)) for day in range(7))


def facility_of(
    owner: Organisation, title: str = "Meethal De Vaart", *, rules: str = "", by: Person | None = None
) -> Facility:
    """A facility that can be booked, with nothing in it yet."""
    facility = make_facility(item=item_of(owner, title, kind=Kind.FACILITY), made_by=by, now=NOW)
    if rules:
        draft = FacilityDraft(is_open=False, cancel_hours=48, house_rules=rules)
        change_facility(facility=facility, seen_version=1, draft=draft, changed_by=by, now=NOW)
    return facility


def resource_of(
    facility: Facility,
    name: str = "De hal",
    *,
    terms: Terms = TERMS,
    hours: Sequence[Hours] = WHOLE_WEEK,
    cents: int | None = 5_000,
    people: int | None = None,
) -> Resource:
    """Something to book there, open from 8 to 18 o'clock and at 50 euros an hour, unless it is said otherwise."""
    draft = ResourceDraft(name, terms=terms, people=people)
    resource = add_resource(facility=facility, draft=draft, added_by=None, now=NOW)
    change_openings(resource=resource, hours=hours, changed_by=None, now=NOW)
    if cents is not None:
        price = Price(Category.EVERYBODY, Per.HOUR, cents, 2100, date(2026, 1, 1))
        add_price(resource=resource, price=price, added_by=None, now=NOW)
    stored = Facility.objects.get(pk=facility.pk)
    if not stored.is_open:
        newest = stored.rules.order_by("-version").first()
        said = FacilityDraft(
            is_open=True,
            cancel_hours=48,
            house_rules=newest.house_rules if newest else "",
            safety=newest.safety if newest else "",
        )
        change_facility(facility=stored, seen_version=stored.version, draft=said, changed_by=None, now=NOW)
    return Resource.objects.select_related("facility__item__owner").get(pk=resource.pk)


def at(day: date, begin: int, end: int) -> Period:
    """From one hour of the clock in Amsterdam to another on a day."""
    return Period(
        datetime.combine(day, time(begin), tzinfo=AMSTERDAM),
        datetime.combine(day, time(end), tzinfo=AMSTERDAM),
    )


def order(organisation: Organisation, person: Person, **fields: object) -> Order:
    basket = Basket.objects.filter(person=person).first()
    return Order(organisation=organisation, seen_version=basket.version if basket else 1, **fields)  # type: ignore[arg-type]


def sent(
    person: Person,
    organisation: Organisation,
    *wanted: tuple[Resource, Period],
    now: datetime = NOW,
    **fields: object,
) -> Sent:
    """What comes of putting these in a basket and sending it."""
    for resource, period in wanted:
        fill_basket(person=person, resource=resource, periods=[period])
    return send_basket(person=person, order=order(organisation, person, **fields), now=now)


def booked(
    person: Person, organisation: Organisation, resource: Resource, period: Period, **fields: object
) -> Booking:
    """One booking, as it is after the basket was sent."""
    return sent(person, organisation, (resource, period), **fields).bookings[0]  # type: ignore[arg-type]


def operator_in(organisation: Organisation, name: str = "olga") -> Person:
    """Somebody who runs the facilities of an organisation."""
    person = Person.objects.create_user(f"{name}@{organisation.slug}.example", name=name.title())
    Membership.objects.create(person=person, organisation=organisation, role=Role.OPERATOR.value)
    return person


def utc(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=UTC)  # type: ignore[misc, arg-type]


HOUR, DAY = timedelta(hours=1), timedelta(days=1)
