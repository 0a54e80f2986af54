"""Meetings at an event of the demonstration hub."""

from datetime import date, datetime, time

from django.utils import timezone

from schakel.accounts.public import Person, demonstration_people
from schakel.agenda import actions, attendees
from schakel.agenda.actions import Looking, Request
from schakel.agenda.meeting_rules import Hours, Plan
from schakel.agenda.models import Attendee, MeetingRound
from schakel.consultations import public as consultations
from schakel.library.public import Item, Kind, items_visible_to, occasions_of

_LOOKING = (
    (
        "Voorbeelden van gemeenten die sporthallen zuiniger maken.",
        "Een zwembad en drie sporthallen waar iets geprobeerd kan worden.",
    ),
    ("Gemeenten die willen meten voor zij verbouwen.", "Metingen en advies voor sporthallen."),
)


def load_demo_meetings(*, now: datetime) -> int:
    """Open a round at the first event on site to come, with two people of the demonstration who may meet.

    Returns how many take part.
    """
    today = timezone.localdate(now)
    people = _who_may_meet(today)
    item = _event(now)
    if item is None or not people:
        return 0
    first_on = attendees.event_days(item, today=today)[0]
    plan = Plan(minutes=20, pause=5, hours=(Hours(first_on, time(13), time(15)),), tables=6)
    meeting_round = actions.open_round(
        item=item,
        plan=plan,
        opened_by=people[0],
        today=today,
        zone=timezone.get_default_timezone(),
        now=now,
    )
    seats = [
        _join(meeting_round, person, looking, now) for person, looking in zip(people, _LOOKING, strict=False)
    ]
    first = meeting_round.slots.order_by("starts_at")[0]
    actions.ask_meeting(
        request=Request(seats[1], seats[0], first, "Wij meten in sporthallen en laten graag zien hoe.", ""),
        now=now,
        today=today,
    )
    return len(seats)


def _who_may_meet(today: date) -> list[Person]:
    """Who is asked and who asks: of two organisations, neither of which consults the market the other is in."""
    of_people = [
        (one, found[0].pk)
        for one in demonstration_people()
        if not one.is_hub_staff and (found := attendees.organisations_to_join_with(one))
    ]
    for asker, theirs in of_people[1:]:
        for asked, other in of_people:
            if theirs != other and not consultations.forbids_private_talk(theirs, other, today=today):
                return [asked, asker]
    return []


def _event(now: datetime) -> Item | None:
    today = timezone.localdate(now)
    events = items_visible_to(None).filter(kind=Kind.EVENT.value).order_by("pk")
    coming = [
        (occasion.on, item.pk, item)
        for item in events
        if item.facts.get("format") != "online"
        for occasion in occasions_of(Kind.EVENT, item.facts)
        if occasion.on > today
    ]
    return min(coming)[2] if coming else None


def _join(meeting_round: MeetingRound, person: Person, looking: tuple[str, str], now: datetime) -> Attendee:
    (organisation, *_) = attendees.organisations_to_join_with(person)
    said = Looking(
        organisation=organisation,
        seeks=looking[0],
        offers=looking[1],
        slots=list(meeting_round.slots.order_by("pk").values_list("pk", flat=True)),
    )
    return actions.join_round(meeting_round=meeting_round, looking=said, person=person, now=now)
