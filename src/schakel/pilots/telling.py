"""Who is told what happens to a pilot, in the transaction in which it does."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from schakel.accounts.public import Person
from schakel.messages import public as messages
from schakel.organisations import public as organisations
from schakel.organisations.public import Organisation
from schakel.pilots.models import Pilot

ASKED, ANSWERED, MOVED, LESSON = "pilot.asked", "pilot.answered", "pilot.moved", "pilot.lesson-wanted"


def tell_bodies(
    kind: str,
    pilot: Pilot,
    bodies: Iterable[Organisation],
    *,
    row: int,
    by: Person | None,
    now: datetime,
    payload: Mapping[str, object] | None = None,
) -> None:
    """Tell the people of these organisations; nobody hears what they did themselves."""
    told = {reference for body in bodies for reference in organisations.member_references(body)}
    messages.tell(
        kind,
        event=f"row:{row}:{kind}",
        to=told - ({by.reference} if by is not None else set()),
        about=pilot.reference,
        payload=payload,
        now=now,
    )
