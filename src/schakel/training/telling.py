"""Who is told what happens to an edition or to their place in it, in the transaction in which it does."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from enum import StrEnum

from schakel.messages import public as messages
from schakel.training.models import Enrolment, Session

CONFIRM, NEWS, SESSION, REMINDER, SURVEY, MATERIALS = (
    "training.confirm",
    "training.news",
    "training.session",
    "training.reminder",
    "training.survey",
    "training.materials",
)


class Change(StrEnum):
    """What becomes of a session for somebody who takes part."""

    FIRST = "first"
    """It is new to them."""
    MOVED = "moved"
    STRUCK = "struck"


def tell_one(
    kind: str,
    enrolment: Enrolment,
    *,
    event: str,
    now: datetime,
    payload: Mapping[str, object] | None = None,
) -> None:
    """Tell whoever the enrolment is of; nobody, once their address was forgotten."""
    if enrolment.addressee:
        messages.tell(
            kind,
            event=event,
            to=[enrolment.addressee],
            about=enrolment.reference,
            payload=payload,
            now=now,
            language=enrolment.language,
        )


def tell_place(
    what: str, enrolment: Enrolment, sessions: Iterable[Session], *, event: str, now: datetime
) -> None:
    """What became of somebody's place, and of all these sessions in their calendar, in one mail."""
    payload = {"what": what, "sessions": [one.pk for one in sessions], "told_at": now.isoformat()}
    tell_one(NEWS, enrolment, event=event, now=now, payload=payload)


def ask_judgement(enrolment: Enrolment, *, now: datetime) -> None:
    """Ask somebody what they thought of it; once, however often they are said to have been there."""
    tell_one(SURVEY, enrolment, event=f"{enrolment.reference}:survey", now=now)


def tell_sessions(
    enrolment: Enrolment,
    sessions: Iterable[Session],
    change: Change,
    *,
    now: datetime,
    changed: Mapping[int, Collection[str]] | None = None,
) -> None:
    """An appointment for each session, or its striking. The same of one session is told once.

    ``changed``: by the key of a session what of it is otherwise.
    """
    is_struck = change is Change.STRUCK
    state = "struck" if is_struck else "on"
    for one in sessions:
        tell_one(
            SESSION,
            enrolment,
            event=f"{enrolment.reference}:{one.reference}:{one.sequence}:{state}",
            now=now,
            payload={
                "session": one.pk,
                "is_struck": is_struck,
                "is_moved": change is Change.MOVED,
                "changed": sorted((changed or {}).get(one.pk, ())),
                "told_at": now.isoformat(),
            },
        )
