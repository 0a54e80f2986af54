"""Meetings at an event for tests, through the actions that people use."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from schakel.accounts.public import Person
from schakel.agenda.actions import Looking, Request, accept_meeting, ask_meeting, join_round, open_round
from schakel.agenda.meeting_rules import Hours, Plan, Side
from schakel.agenda.models import Attendee, Meeting, MeetingRound, Slot
from schakel.challenges.public import Challenge
from schakel.consultations.public import Consultation
from schakel.library.public import Item, Kind
from schakel.organisations.public import Organisation, member_organisations
from tests.clock import NOW
from tests.items import item_of

ZONE = ZoneInfo("Europe/Amsterdam")


def event_of(owner: Organisation, on: date | None = None, **facts: object) -> Item:
    """An event that is ten days away where nobody says otherwise."""
    day = on or (NOW + timedelta(days=10)).date()
    said = {"starts_on": day.isoformat(), "starts_at": "09:00", "ends_at": "17:00"} | facts
    return item_of(owner, "Dag van de hub", kind=Kind.EVENT, facts=said)


def round_at(
    item: Item,
    by: Person,
    *,
    now: datetime = NOW,
    tables: int = 2,
    is_online: bool = False,
    act: Callable[..., Any] = open_round,
    **fields: int,
) -> MeetingRound:
    """From one to two on the first day: three slots of fifteen minutes, five minutes apart."""
    first_on = date.fromisoformat(str(item.facts["starts_on"]))
    plan = Plan(
        minutes=fields.get("minutes", 15),
        pause=fields.get("pause", 5),
        hours=(Hours(first_on, time(13), time(14)),),
        is_online=is_online,
        tables=tables,
    )
    made: MeetingRound = act(item=item, plan=plan, opened_by=by, today=now.date(), zone=ZONE, now=now)
    return made


def joined(
    found: MeetingRound,
    person: Person,
    *,
    slots: Sequence[Slot] | None = None,
    now: datetime = NOW,
    **said: str,
) -> Attendee:
    """Somebody takes part for their first organisation, at all slots where none are given."""
    chosen = list(found.slots.all()) if slots is None else slots
    looking = Looking(
        organisation=member_organisations(person)[0],
        seeks=said.get("seeks", "Wie zwembaden koelt."),
        offers=said.get("offers", ""),
        slots=[slot.pk for slot in chosen],
    )
    return join_round(meeting_round=found, looking=looking, person=person, now=now)


def asked_meeting(
    asker: Attendee, asked: Attendee, *, slot: Slot | None = None, now: datetime = NOW, **fields: str
) -> Meeting:
    request = Request(
        asker=asker,
        asked=asked,
        slot=slot or asker.round.slots.all()[0],
        reason=fields.get("reason", "Wij koelen ook."),
        form=fields.get("form", ""),
    )
    return ask_meeting(request=request, now=now, today=now.date())


def agreed_meeting(
    asker: Attendee, asked: Attendee, *, slot: Slot | None = None, now: datetime = NOW
) -> Meeting:
    made = asked_meeting(asker, asked, slot=slot, now=now)
    assert asked.person is not None
    return accept_meeting(meeting=made, side=Side.ASKED, seen_version=made.version, by=asked.person, now=now)


def consulted(challenge: Challenge) -> Consultation:
    """The market is asked about this, for a month from now on."""
    day = NOW.date() + timedelta(days=30)
    return Consultation.objects.create(
        challenge=challenge,
        state="open",
        text="Wie koelt ons zwembad?",
        prepared_at=NOW,
        opened_at=NOW,
        closes_on=day,
        questions_until=day - timedelta(days=3),
    )
