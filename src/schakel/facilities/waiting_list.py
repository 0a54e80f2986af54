"""Waiting for a time that is taken, and being offered what came free: who waits longest first."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from schakel.accounts.public import Person
from schakel.facilities import rules
from schakel.facilities.deciding import move_booking
from schakel.facilities.keeping import check_member, locked, locked_resources, written
from schakel.facilities.knowing import known_of, new_code
from schakel.facilities.models import Booking, Resource, Wait
from schakel.facilities.offering import offered
from schakel.facilities.rules import State, Step, WaitState
from schakel.facilities.times import Why, why_not
from schakel.journal import public as journal
from schakel.kernel.periods import Period
from schakel.kernel.refusal import Refusal
from schakel.organisations.public import Organisation


@transaction.atomic
def add_wait(
    *, resource: Resource, period: Period, organisation: Organisation, person: Person, now: datetime
) -> Wait:
    """Wait for a time that is taken: who waits longest is offered it first. Waiting twice is waiting once.

    Raises a Refusal for a time that is free, or that nobody will be able to book; and for too many.
    """
    check_member(person, organisation)
    stored = locked_resources([resource.pk], seen_by=person)[resource.pk]
    rules.check_period(period.starts_at, period.ends_at)
    same = _open_wait(stored, organisation, period)
    if same is not None:
        return same
    if Wait.objects.filter(person=person, state__in=_OPEN, starts_at__gt=now).count() >= rules.MOST_WAITS:
        raise Refusal("waits-too-many", most=rules.MOST_WAITS)
    known = known_of([stored], period)[stored.pk]
    why = why_not(known, period, now=now, zone=timezone.get_default_timezone())
    if why is not Why.TAKEN:
        raise Refusal("wait-not-possible", why=why.value if why else "")
    wait = Wait.objects.create(
        code=new_code(),
        resource=stored,
        organisation=organisation,
        person=person,
        starts_at=period.starts_at,
        ends_at=period.ends_at,
        asked_at=now,
    )
    said = {"organisation": organisation.reference, "resource": stored.reference, **written(period)}
    journal.record("wait.begun", on=wait.reference, by=person.reference, at=now, details=said)
    return wait


@transaction.atomic
def add_booking_wait(*, booking: Booking, by: Person, now: datetime) -> Wait:
    """Wait for the time of a request that somebody else got, and take the request back. Again changes nothing.

    Raises a Refusal where that time is free after all, or nobody can wait for it.
    """
    _, stored = locked(booking)
    period = stored.asked_period
    if State(stored.state) not in (State.REQUESTED, State.PROPOSED):
        there = _open_wait(stored.resource, stored.organisation, period)
        if there is None:
            raise Refusal("booking-step-not-possible", state=stored.state, step="")
        return there
    wait = add_wait(
        resource=stored.resource, period=period, organisation=stored.organisation, person=by, now=now
    )
    move_booking(booking=stored, step=Step.CANCEL, by=by, now=now)
    return wait


_OPEN = [WaitState.WAITING.value, WaitState.OFFERED.value]


def _open_wait(resource: Resource, organisation: Organisation, period: Period) -> Wait | None:
    """That an organisation waits for this time already."""
    return Wait.objects.filter(
        resource=resource,
        organisation=organisation,
        starts_at=period.starts_at,
        ends_at=period.ends_at,
        state__in=_OPEN,
    ).first()


@transaction.atomic
def withdraw_wait(*, wait: Wait, by: Person, now: datetime) -> Wait:
    """Wait no longer. What was offered goes to who is next; again changes nothing."""
    locked_resources([wait.resource_id])
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
    locked = locked_resources([resource.pk])[resource.pk]
    waits = list(
        Wait.objects.filter(resource=locked, state=WaitState.WAITING.value, starts_at__gt=now)
        .select_related("organisation", "person")
        .order_by("asked_at", "pk")
    )
    return sum(1 for wait in waits if offered(locked, wait, now))
