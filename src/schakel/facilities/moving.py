"""What of bookings moves along when an organisation goes on in another.

Bookings that are still to come go on with the one that goes on; what was, was of the one that ended, unless both were
one all along. Facilities move with their items.
"""

from django.db.models import Q

from schakel.facilities.models import Booking, Wait
from schakel.facilities.rules import FINISHED, WaitState
from schakel.journal import public as journal
from schakel.organisations.public import Going, register_move


def _move_bookings(going: Going) -> int:
    found = Booking.objects.filter(organisation=going.organisation)
    if not going.is_double:
        found = found.exclude(state__in=[state.value for state in sorted(FINISHED)])
    bookings = list(found.select_for_update().order_by("pk"))
    said = {"was": going.organisation.reference, "organisation": going.into.reference}
    by = going.by.reference if going.by else ""
    for booking in bookings:
        booking.organisation = going.into
        booking.save(update_fields=["organisation"])
        journal.record("booking.handed-over", on=booking.reference, by=by, at=going.now, details=said)
    return len(bookings) + _move_waits(going)


def _move_waits(going: Going) -> int:
    """Two who become one wait once for the same time: as who was offered it, or from when the first of them began."""
    open_ = [WaitState.WAITING.value, WaitState.OFFERED.value]
    both = Q(organisation=going.organisation) | Q(organisation=going.into)
    waits = Wait.objects.filter(both, state__in=open_).select_for_update().order_by("asked_at", "pk")
    seen: set[tuple[object, ...]] = set()
    moved = 0
    for wait in sorted(waits, key=lambda one: one.state != WaitState.OFFERED):
        time = (wait.resource_id, wait.starts_at, wait.ends_at)
        if time in seen:
            wait.state = WaitState.WITHDRAWN.value
            wait.save(update_fields=["state"])
        seen.add(time)
    for wait in Wait.objects.filter(organisation=going.organisation, state__in=open_).order_by("pk"):
        wait.organisation = going.into
        wait.save(update_fields=["organisation"])
        moved += 1
    if going.is_double:
        Wait.objects.filter(organisation=going.organisation).update(organisation=going.into)
    return moved


register_move("bookings", _move_bookings)
