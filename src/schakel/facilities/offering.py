"""Offering what came free to who waits for it: who asked first is offered it first."""

from datetime import datetime, timedelta

from django.utils import timezone

from schakel.facilities import rules
from schakel.facilities.keeping import asking_in, set_period, set_price, store_bookings, tell_happened
from schakel.facilities.knowing import known_of, new_code, prices_of, quote_for
from schakel.facilities.models import Booking, Facility, Resource, Wait
from schakel.facilities.rules import State, WaitState
from schakel.facilities.times import free_unit, why_not
from schakel.kernel.periods import Period


def offer_freed(resource: Resource, freed: Period, now: datetime) -> None:
    """Offer what came free in this stretch to who waits for some of it."""
    waits = Wait.objects.filter(
        resource=resource,
        state=WaitState.WAITING.value,
        starts_at__lt=freed.ends_at + resource.terms.before,
        ends_at__gt=freed.starts_at - resource.terms.after,
    )
    for wait in waits.select_related("organisation", "person").order_by("asked_at", "pk"):
        offered(resource, wait, now)


def offered(resource: Resource, wait: Wait, now: datetime) -> bool:
    """Keep it for who waits, as a booking that they only have to take.

    Not while who waited before asks for it, nor what they may no longer see, as of an item that was archived.
    """
    if not Facility.objects.visible_to(wait.person).filter(pk=resource.facility_id).exists():
        return False
    known = known_of([resource], wait.period)[resource.pk]
    if why_not(known, wait.period, now=now, zone=timezone.get_default_timezone()) is not None:
        return False
    until = rules.offer_until(starts_at=wait.starts_at, now=now)
    if until <= now + timedelta(minutes=30):
        return False
    waited = Booking.objects.filter(wait__isnull=False)
    if asking_in(resource, resource.terms.held(wait.period), of=waited):
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
        cancel_hours=resource.facility.cancel_hours,
        blocks=True,
    )
    set_period(booking, wait.period, unit=unit)
    set_price(booking, quote_for(prices_of([resource])[resource.pk], wait.period, wait.organisation))
    store_bookings([booking])
    wait.booking, wait.state = booking, WaitState.OFFERED.value
    wait.save(update_fields=["booking", "state"])
    tell_happened(booking, before="", by=None, now=now)
    return True


def settle_wait(booking: Booking, before: State, after: State, *, is_called_off: bool = False) -> None:
    """What became of an offer is what became of the wait it was made for; one that is called off goes on waiting."""
    if before is not State.OFFERED:
        return
    if is_called_off:
        Wait.objects.filter(booking=booking).update(state=WaitState.WAITING.value, booking=None)
        return
    became = {State.CANCELLED: WaitState.WITHDRAWN, State.RELEASED: WaitState.MISSED}
    state = became.get(after, WaitState.TAKEN)
    Wait.objects.filter(booking=booking).update(state=state.value)
