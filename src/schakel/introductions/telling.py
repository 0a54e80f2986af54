"""Who is told what about an introduction, in the transaction in which it happens. The words are in ``notice_kinds``."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from schakel.accounts.public import Person
from schakel.introductions.desks import asked_of, brokers_of, day_of, desk_of
from schakel.introductions.links import make_link
from schakel.introductions.models import Consent, Introduction
from schakel.introductions.rules import Purpose, Side
from schakel.messages import public as messages

ASKED = "introduction.asked"
REMINDED = "introduction.reminded"
NEWS = "introduction.news"
BROKER = "introduction.escalated"
OUTCOME = "introduction.outcome-asked"


def tell_asked(introduction: Introduction, kind: str, *, row: int, now: datetime, moment: str = "") -> bool:
    """Ask, or remind, whoever can answer, each with a link of their own; whether there was anybody."""
    asked = asked_of(introduction, now=now)
    for addressee in asked:
        link = make_link(introduction, Purpose.ANSWER, addressee, now)
        _tell(kind, introduction, [addressee], row, now, link=link.pk, moment=moment)
    return bool(asked)


def tell_side(
    introduction: Introduction,
    side: Side,
    what: str,
    *,
    row: int,
    now: datetime,
    by: Person | None = None,
    struck: Mapping[str, object] | None = None,
) -> None:
    """Tell one side what the other did. ``struck``: the meeting that calendars strike by this mail."""
    addressees = party_of(introduction, side, now=now)
    others = [one for one in addressees if by is None or one != by.reference]
    tell_those(introduction, others, what, row=row, now=now, struck=struck)


def tell_those(
    introduction: Introduction,
    addressees: Iterable[str],
    what: str,
    *,
    row: int,
    now: datetime,
    struck: Mapping[str, object] | None = None,
) -> None:
    """Tell these people or addresses what happened."""
    for addressee in addressees:
        link = (
            make_link(introduction, Purpose.FOLLOW, addressee, now).pk if ":" not in addressee else 0
        )  # without an account, their page is the link
        _tell(NEWS, introduction, [addressee], row, now, what=what, link=link, **(struck or {}))


def party_of(introduction: Introduction, side: Side, *, now: datetime) -> list[str]:
    """Whoever is in contact for this side; before that who asked, or whoever is asked."""
    consent = Consent.objects.filter(introduction=introduction, side=side.value, withdrawn_at=None).first()
    if consent is not None:
        if consent.person is None and consent.address:
            return [consent.address]
        if consent.person is not None and consent.person.is_active:
            return [consent.person.reference]
    if side is Side.RECEIVER:
        return asked_of(introduction, now=now)
    if introduction.requested_by is not None and introduction.requested_by.is_active:
        return [introduction.requested_by.reference]
    return [person.reference for person in desk_of(introduction.requester, today=day_of(now))]


def tell_brokers(
    introduction: Introduction, why: str, *, row: int, now: datetime, by: Person | None = None
) -> None:
    """Tell the advisers that somebody has to look."""
    own = by.reference if by else ""
    told = [one for one in brokers_of(introduction) if one != own]
    _tell(BROKER, introduction, told, row, now, why=why)


def ask_outcome(introduction: Introduction, *, row: int, now: datetime) -> None:
    """Ask both sides what came of it, each with a link of their own."""
    for side in Side:
        for addressee in party_of(introduction, side, now=now):
            link = make_link(introduction, Purpose.OUTCOME, addressee, now)
            _tell(OUTCOME, introduction, [addressee], row, now, link=link.pk)


def _tell(
    kind: str, introduction: Introduction, to: Iterable[str], row: int, now: datetime, **payload: object
) -> None:
    messages.tell(
        kind,
        event=f"row:{row}",
        to=to,
        about=introduction.reference,
        payload=payload,
        language=introduction.outside_language,
        now=now,
    )
