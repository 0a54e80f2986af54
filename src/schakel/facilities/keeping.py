"""What every act on a booking has in common: the lock, its time and price, storing it, the journal, who is told.

Whoever changes what is taken of a resource locks its row first; of several the lowest key first, so that nobody waits
for somebody who waits for them. The constraint in the database is there for whoever comes by another way.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from schakel.accounts.public import Person
from schakel.facilities import rules
from schakel.facilities.knowing import known_of
from schakel.facilities.models import Booking, Facility, Resource
from schakel.facilities.pricing import Per, Quote
from schakel.facilities.rules import State
from schakel.facilities.telling import ASKED, NEWS, STRUCK, tell_bookers, tell_operators
from schakel.facilities.times import Why, free_unit, why_not
from schakel.journal import public as journal
from schakel.kernel.periods import Period
from schakel.kernel.refusal import Refusal
from schakel.organisations import public as organisations
from schakel.organisations.public import Organisation


def check_member(person: Person, organisation: Organisation) -> None:
    if organisation.pk not in {one.pk for one in organisations.member_organisations(person)}:
        raise Refusal("not-your-organisation")


def locked(booking: Booking, *, seen_by: Person | None = None) -> tuple[Resource, Booking]:
    """A booking as it is stored now, with its resource, which is locked. ``seen_by``: as below."""
    resource = locked_resources([booking.resource_id], seen_by=seen_by, gone="facility-paused")[
        booking.resource_id
    ]
    stored = (
        Booking.objects.select_for_update(of=("self",))
        .select_related("organisation", "booked_by", "lesson")
        .get(pk=booking.pk)
    )
    stored.resource = resource
    return resource, stored


def locked_resources(
    keys: Iterable[int], *, seen_by: Person | None = None, gone: str = "resource-gone"
) -> dict[int, Resource]:
    """The resources, locked in one order. ``seen_by``: a Refusal where this person may not see one of them now,
    with the code ``gone``."""
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
            raise Refusal(gone)
    return found


def set_period(booking: Booking, period: Period, *, unit: int | None) -> None:
    held = booking.resource.terms.held(period)
    booking.starts_at, booking.ends_at = period.starts_at, period.ends_at
    booking.held_from, booking.held_until = held.starts_at, held.ends_at
    booking.unit, booking.blocks = unit, unit is not None


def set_price(booking: Booking, price: Quote | None) -> None:
    """As it is now: it stays so when the list changes."""
    booking.category = price.category.value if price else ""
    booking.price_cents = price.cents if price else None
    booking.vat_points = price.vat_points if price else None
    booking.price_lines = (
        [{"per": Per(one.per).value, "number": one.number, "cents": one.cents} for one in price.lines]
        if price
        else []
    )


def clear_wish(booking: Booking) -> None:
    """Nobody asks for another time any more."""
    booking.wished_starts_at = booking.wished_ends_at = None
    booking.wished_terms = {}


def store_bookings(bookings: Iterable[Booking]) -> None:
    """Store them; where the database says that it is taken after all, a Refusal."""
    try:
        with transaction.atomic():
            for booking in bookings:
                booking.save()
    except IntegrityError as error:
        if "overlap" in str(error) or "unit that there is" in str(error):
            raise Refusal("booking-not-free", why=Why.TAKEN.value) from error
        raise


def tell_happened(booking: Booking, *, before: str, by: Person | None, now: datetime, what: str = "") -> None:
    """Write it in the journal, and tell whom it concerns. ``what``: which step, where the state does not say it."""
    state = State(booking.state)
    row = record(rules.happening(state), booking, by, now, {"from": before, "to": state.value})
    payload = {"state": state.value, "was": before, **({"what": what} if what else {})}
    match state:
        case State.REQUESTED:
            tell_operators(ASKED, booking, row=row, by=by, now=now, payload=payload)
        case State.CONFIRMED:
            # For both calendars: who did it has it in theirs too.
            both = {**payload, "is_for_all": True}
            tell_bookers(NEWS, booking, row=row, by=by, now=now, payload=both)
            tell_operators(NEWS, booking, row=row, by=by, now=now, payload=both)
            tell_colliding(booking, by, now)
        case State.CANCELLED | State.RELEASED if before == State.CONFIRMED:
            both = {**payload, "is_for_all": True}
            tell_bookers(STRUCK, booking, row=row, by=by, now=now, payload=both)
            tell_operators(STRUCK, booking, row=row, by=by, now=now, payload=both)
        case State.RELEASED if before in (State.REQUESTED, State.PROPOSED):
            tell_bookers(NEWS, booking, row=row, by=by, now=now, payload=payload)
            tell_operators(NEWS, booking, row=row, by=by, now=now, payload=payload)
        case State.CANCELLED if before in (State.REQUESTED, State.PROPOSED):
            tell_operators(NEWS, booking, row=row, by=by, now=now, payload=payload)
        case _:
            tell_bookers(NEWS, booking, row=row, by=by, now=now, payload=payload)


def tell_colliding(booking: Booking, by: Person | None, now: datetime) -> None:
    """Who asked for what is taken from now on hears it at once, and not by whom."""
    resource = booking.resource
    for other in asking_in(resource, booking.held):
        known = known_of([resource], other.asked_period)[resource.pk]
        if free_unit(known, other.asked_period) is None:
            row = record("booking.collided", other, by, now)
            payload = {"state": other.state, "what": "collides"}
            tell_bookers(NEWS, other, row=row, by=None, now=now, payload=payload)


def asking_in(resource: Resource, held: Period, *, of: QuerySet[Booking] | None = None) -> list[Booking]:
    """What is asked or proposed and not decided that would need some of this stretch, with the buffers of now."""
    terms = resource.terms
    begin, end = held.starts_at - terms.after, held.ends_at + terms.before
    found = (Booking.objects.all() if of is None else of).filter(
        Q(starts_at__lt=end, ends_at__gt=begin) | Q(proposed_starts_at__lt=end, proposed_ends_at__gt=begin),
        resource=resource,
        state__in=[State.REQUESTED.value, State.PROPOSED.value],
    )
    asking = []
    for one in found.select_related("organisation", "booked_by").order_by("pk"):
        one.resource = resource
        if terms.held(one.asked_period).overlaps(held):
            asking.append(one)
    return asking


def record(
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
        "booked_by": booking.booked_by.reference if booking.booked_by else "",
        "people": booking.people,
        "operator": facility.item.owner.reference,
        "item": facility.item.reference,
        "resource": booking.resource.reference,
        **written(booking.period),
        "unit": booking.unit,
        "category": booking.category,
        "price_cents": booking.price_cents,
        "vat_points": booking.vat_points,
        "cancel_hours": booking.cancel_hours,
        "rules": booking.rules.version if booking.rules else None,
        "reason": booking.reason,
        "late": booking.cancelled_late,
        **(details or {}),
    }
    return journal.record(name, on=booking.reference, by=by.reference if by else "", at=now, details=said)


def written(period: Period) -> dict[str, object]:
    return {
        "starts_at": period.starts_at.isoformat(),
        "ends_at": period.ends_at.isoformat(),
        "minutes": period.lasts // timedelta(minutes=1),
    }


_NEVER_AT_ONCE = frozenset({Why.CLOSED, Why.BLOCKED, Why.TAKEN})
"""What an operator cannot say yes to either; how soon and how long is theirs to decide."""


def check_free(resource: Resource, period: Period, *, but_for: Iterable[Booking] = ()) -> int:
    """A unit that is free then; a Refusal where it is closed, blocked or taken. ``but_for``: these take nothing."""
    known = known_of([resource], period, but_for=but_for)[resource.pk]
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


def unit_for(resource: Resource, booking: Booking) -> int:
    """A unit for a booking that takes none yet, and the time that it keeps from others."""
    unit = check_free(resource, booking.period)
    held = resource.terms.held(booking.period)  # the buffers that hold now
    booking.held_from, booking.held_until = held.starts_at, held.ends_at
    return unit
