"""Looking up what is in the agenda, somebody's own calendar and the meetings at an event; always for somebody."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q

from schakel.accounts.public import Person
from schakel.agenda.attendees import (
    event_days,
    organisations_to_join_with,
    slots_free_for,
    who_is_there,
    whole,
)
from schakel.agenda.meeting_rules import TAKE_PART, Side, State, shows_contacts
from schakel.agenda.models import Attendee, Availability, CalendarFeed, Meeting, MeetingRound, Slot, TakenTime
from schakel.agenda.rules import Day, Wanted, fits, in_order, key_hash
from schakel.agenda.sources import Look, days_seen
from schakel.kernel.refusal import Refusal
from schakel.library import public as library
from schakel.library.public import Item, Kind


def days_for(look: Look, wanted: Wanted) -> list[Day]:
    """What somebody may see and wants, in the order of time."""
    return [day for day in in_order(days_seen(look), today=look.today) if fits(day, wanted)]


def coming_days(person: Person | None, *, today: date, language: str, most: int) -> list[Day]:
    """The first days from today on that somebody may know of."""
    look = Look(person, begin=today, end=None, today=today, language=language, most=most, held_only=True)
    return [day for day in in_order(days_seen(look), today=today) if day.cancelled_on is None][:most]


# ---------------------------------------------------------------------- one's own feed


def feed_of(person: Person) -> CalendarFeed | None:
    return CalendarFeed.objects.filter(person=person).first()


def person_with_key(key: str) -> Person | None:
    """Whose feed is at this address; None for one that was renewed or revoked, or of a closed account."""
    feed = CalendarFeed.objects.filter(key_hash=key_hash(key)).select_related("person").first()
    return feed.person if feed is not None and feed.person.is_active else None


# ---------------------------------------------------------------------- meetings


def event_for(person: Person | None, slug: str) -> Item | None:
    """The event at this address; None where there is none for this person."""
    item = library.item_for(person, slug)
    return item if item is not None and item.kind == Kind.EVENT else None


def round_for(person: Person | None, slug: str) -> MeetingRound | None:
    """The meeting round at this event: the open one, else the last; None where there is none for this person."""
    found = MeetingRound.objects.visible_to(person).filter(item__slug=slug).select_related("item__owner")
    return found.order_by(F("closed_at").desc(nulls_first=True), "-pk").first()


def has_round(item: Item) -> bool:
    """Whether there is or was one."""
    return MeetingRound.objects.filter(item=item).exists()


def can_open_round(item: Item, *, today: date) -> bool:
    """Whether the event is still to come, and has no round that is open."""
    try:
        event_days(item, today=today)
    except Refusal:
        return False
    return not has_open_round(item)


def has_open_round(item: Item) -> bool:
    return MeetingRound.objects.filter(item=item, closed_at=None).exists()


def attendees_of(found: MeetingRound) -> list[Attendee]:
    """Who takes part, by the name of their organisation."""
    there = who_is_there(found.attendees.all())
    return list(there.select_related("organisation", "person").order_by("organisation__name", "pk"))


def attendee_of(person: Person, found: MeetingRound) -> Attendee | None:
    """Somebody's own place in a round, also when they left it."""
    return found.attendees.filter(person=person).select_related("organisation").first()


def meetings_of(person: Person, found: MeetingRound | None = None) -> list[Meeting]:
    """Somebody's meetings, in the order of time; of one round where one is given."""
    rows = Meeting.objects.visible_to(person)
    if found is not None:
        rows = rows.filter(round=found)
    return list(whole(rows))


def meeting_for(person: Person | None, code: str) -> Meeting | None:
    """The meeting with this code; None unless this person is one of the two."""
    for found in whole(Meeting.objects.visible_to(person).filter(code=code)):
        return found
    return None


def side_of(person: Person, meeting: Meeting) -> Side:
    return Side.ASKER if meeting.asker.person_id == person.pk else Side.ASKED


def waiting_for(person: Person, *, now: datetime) -> list[Meeting]:
    """The meetings that wait for the answer of this person."""
    mine = Q(asker__person=person, waits_for=Side.ASKER.value) | Q(
        asked__person=person, waits_for=Side.ASKED.value
    )
    rows = Meeting.objects.visible_to(person).filter(mine, slot__starts_at__gt=now, round__closed_at=None)
    is_late = Q(moves_to__isnull=False, moves_to__starts_at__lte=now)
    return list(whole(rows.exclude(is_late)))


@dataclass(frozen=True, slots=True)
class Contact:
    """How somebody can be reached."""

    name: str
    address: str


def contact_in(meeting: Meeting, side: Side) -> Contact | None:
    """Whom the other side meets; None before both said yes, and once it no longer stands."""
    person = meeting.attendee_of(side).person
    if person is None or not person.is_active or not shows_contacts(State(meeting.state)):
        return None
    return Contact(person.name, person.email)


def may_take_part(person: Person) -> bool:
    """Whether somebody can meet others at events: for an organisation they belong to."""
    return library.allows(person, TAKE_PART) and bool(organisations_to_join_with(person))


def partners_for(
    attendee: Attendee, found: MeetingRound, *, now: datetime
) -> Sequence[tuple[Attendee, Sequence[Slot]]]:
    """Everybody of other organisations, with the slots that suit both; four queries however many they are."""
    mine = set(slots_free_for(attendee, now=now))
    others = [one for one in attendees_of(found) if one.organisation_id != attendee.organisation_id]
    said: dict[int, list[int]] = {}
    rows = Availability.objects.filter(attendee__in=[one.pk for one in others], slot__in=mine)
    for key, slot in rows.order_by("slot__starts_at").values_list("attendee", "slot"):
        said.setdefault(key, []).append(slot)
    slots = {slot.pk: slot for slot in found.slots.all()}
    taken = _taken([one.person_id for one in others if one.person_id])
    return [
        (
            one,
            [
                slots[key]
                for key in said.get(one.pk, ())
                if (one.person_id, slots[key].starts_at) not in taken
            ],
        )
        for one in others
    ]


def _taken(people: Iterable[int]) -> set[tuple[int | None, datetime]]:
    rows = TakenTime.objects.filter(person__in=list(people)).order_by()
    return set(rows.values_list("person", "begins_at"))
