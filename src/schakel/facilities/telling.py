"""Who is told what happens to a booking, in the transaction in which it does."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from schakel.accounts.public import Person, person_by_reference
from schakel.facilities.models import Booking, operated_by
from schakel.messages import public as messages
from schakel.organisations import public as organisations
from schakel.organisations.public import Organisation

ASKED, NEWS, AGAIN, STRUCK = "booking.asked", "booking.news", "booking.asked-again", "booking.struck"
"""To the operators: somebody asks; to who booked: something happened; do you still come; to both: an end."""
TIME_ASKED = "booking.time-asked"
"""To the operators: who booked asks for another time."""
REMINDER = "booking.reminder"
"""To who booked: it is nearly that day."""


def operators_of(organisation: Organisation) -> list[str]:
    """Who runs the facilities of an organisation, as references."""
    people = (person_by_reference(one) for one in organisations.member_references(organisation))
    return [one.reference for one in people if one is not None and organisation.pk in operated_by(one)]


def tell_operators(
    kind: str,
    booking: Booking,
    *,
    row: int,
    by: Person | None,
    now: datetime,
    payload: Mapping[str, object] | None = None,
) -> None:
    owner = booking.resource.facility.item.owner
    _tell(kind, booking, operators_of(owner), row=row, by=by, now=now, payload=payload)


def tell_bookers(
    kind: str,
    booking: Booking,
    *,
    row: int,
    by: Person | None,
    now: datetime,
    payload: Mapping[str, object] | None = None,
) -> None:
    """Tell who booked; when they are gone from their organisation, whoever belongs to it."""
    people = organisations.member_references(booking.organisation)
    if booking.booked_by is not None and booking.booked_by.reference in people:
        people = [booking.booked_by.reference]
    _tell(kind, booking, people, row=row, by=by, now=now, payload=payload)


def _tell(
    kind: str,
    booking: Booking,
    people: Iterable[str],
    *,
    row: int,
    by: Person | None,
    now: datetime,
    payload: Mapping[str, object] | None,
) -> None:
    """Nobody hears what they did themselves, but for what their calendar has to know."""
    told = set(people)
    if by is not None and not (payload or {}).get("is_for_all"):
        told -= {by.reference}
    messages.tell(
        kind,
        event=f"row:{row}:{kind}",
        to=sorted(told),
        about=booking.reference,
        payload={**(payload or {}), "sequence": booking.sequence},
        now=now,
    )
