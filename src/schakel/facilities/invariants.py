"""What must be true of bookings."""

from collections.abc import Iterator

from django.db import connection
from django.utils import timezone

from schakel.facilities.models import Booking, Wait
from schakel.facilities.rules import AGREED, State, WaitState
from schakel.journal import public as journal
from schakel.kernel.invariants import Invariant


def booked_twice() -> Iterator[str]:
    """One unit for two at the same time; the database refuses it, unless somebody took its guard away."""
    rows = (
        Booking.objects.filter(blocks=True)
        .order_by("resource", "unit", "held_from", "pk")
        .values_list("resource", "unit", "held_from", "held_until", "code")
    )
    last: tuple[int, int | None] | None = None
    until, by = None, ""
    for resource, unit, begin, end, code in rows:
        if last == (resource, unit) and until is not None and begin < until:
            yield f"{code} and {by} have the same unit of resource:{resource} at the same time"
        if last != (resource, unit) or until is None or end > until:
            last, until, by = (resource, unit), end, code


def guard_is_gone() -> Iterator[str]:
    """That the database refuses it has to be there, also after a table was made anew."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT conname FROM pg_constraint WHERE conname = 'bookings_do_not_overlap' "
                "UNION SELECT tgname FROM pg_trigger WHERE tgname = 'bookings_hold'"
            )
            wanted = {"bookings_do_not_overlap", "bookings_hold"}
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'bookings_%'")
            wanted = {
                f"bookings_{what}_{on}"
                for what in ("do_not_overlap", "have_times", "have_units")
                for on in ("insert", "update")
            } | {"bookings_keep_their_price", "bookings_move_with_a_sequence"}
        found = {str(row[0]) for row in cursor.fetchall()}
    for name in sorted(wanted - found):
        yield f"the database does not have {name}"


def agreed_without_a_price() -> Iterator[str]:
    silent = Booking.objects.filter(state__in=[one.value for one in sorted(AGREED)], price_cents=None)
    for code in silent.order_by("pk").values_list("code", flat=True):
        yield f"{code} was agreed without a price"


def otherwise_than_recorded() -> Iterator[str]:
    """The last row that says where a booking went, says where it is; and the one that agreed it, what it costs."""
    every = {one.reference: one for one in Booking.objects.order_by("pk")}
    for reference, rows in journal.histories_of(every).items():
        booking = every[reference]
        went = [row for row in rows if "to" in row.details]
        if not went or went[-1].details["to"] != booking.state:
            yield f"{booking.code} is {booking.state!r}, and the journal says otherwise"
        agreed = [row for row in went if row.details["to"] == State.CONFIRMED.value]
        if agreed and agreed[-1].details["price_cents"] != booking.price_cents:
            yield f"{booking.code} costs {booking.price_cents}, and was agreed at another price"


def units_that_are_not_there() -> Iterator[str]:
    """Of what is still to come: what is over keeps the unit that it had, also when it is there no more."""
    coming = Booking.objects.filter(blocks=True, held_until__gt=timezone.now())
    for one in coming.select_related("resource").order_by("pk"):
        if one.unit is not None and one.unit > one.resource.capacity:
            yield f"{one.code} has unit {one.unit} of {one.resource.capacity}"


def offers_without_an_end() -> Iterator[str]:
    for code in (
        Booking.objects.filter(state=State.OFFERED.value, offered_until=None)
        .order_by("pk")
        .values_list("code", flat=True)
    ):
        yield f"{code} is offered without an end"


def waits_that_were_forgotten() -> Iterator[str]:
    """What was offered is still offered, or something became of it."""
    found = Wait.objects.filter(state=WaitState.OFFERED.value).exclude(booking__state=State.OFFERED.value)
    for code in found.order_by("pk").values_list("code", flat=True):
        yield f"{code} is said to be offered, and is not"


_BACKUP = "Put back a backup: it was changed past the hub."

INVARIANTS = (
    Invariant("no unit of a resource is booked twice at the same time", booked_twice, _BACKUP),
    Invariant(
        "the database refuses to book twice",
        guard_is_gone,
        "Apply the migrations of facilities from 0002_no_double_booking on once more.",
    ),
    Invariant("every booking that was agreed has its price", agreed_without_a_price, _BACKUP),
    Invariant("every booking is where the journal says", otherwise_than_recorded, _BACKUP),
    Invariant("every booking takes a unit that there is", units_that_are_not_there, _BACKUP),
    Invariant("every offer from the waiting list has an end", offers_without_an_end, _BACKUP),
    Invariant("every offer stands in the waiting list", waits_that_were_forgotten, _BACKUP),
)
