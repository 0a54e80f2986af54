"""Who is told what about a meeting, in the transaction in which it happens. The words are in ``notice_kinds``."""

from datetime import datetime

from schakel.agenda.meeting_rules import Side
from schakel.agenda.models import Meeting
from schakel.messages import public as messages

ASKED = "meeting.asked"
AGREED = "meeting.agreed"
DECLINED = "meeting.declined"
CANCELLED = "meeting.cancelled"


def tell_side(
    meeting: Meeting, side: Side, kind: str, *, row: int, now: datetime, was_agreed: bool = False
) -> None:
    """Tell whoever is on this side; nobody where they closed their account.

    ``was_agreed``: of what is cancelled, whether it stood in their calendar.
    """
    person = meeting.attendee_of(side).person
    if person is None or not person.is_active:
        return
    payload = {"side": side.value, "was_agreed": was_agreed}
    messages.tell(
        kind,
        event=f"row:{row}",
        to=[person.reference],
        about=meeting.reference,
        payload=payload,
        now=now,
    )
