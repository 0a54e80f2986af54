"""Who is in a meeting round, when they have time, and what stands between two of them: what is asked and acted upon."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from schakel.accounts.public import Person
from schakel.agenda.meeting_rules import STANDING, State, still_fits
from schakel.agenda.models import Attendee, Availability, Meeting, MeetingRound, Slot, TakenTime
from schakel.consultations import public as consultations
from schakel.kernel.refusal import Refusal
from schakel.library import public as library
from schakel.library.public import Item, Kind
from schakel.organisations.public import Membership, Organisation, member_organisations


def slots_free_for(attendee: Attendee, *, now: datetime) -> dict[int, Slot]:
    """The slots to come at which somebody is there and has no meeting yet, by their keys."""
    said = Availability.objects.filter(attendee=attendee).order_by().values("slot")
    slots = Slot.objects.filter(pk__in=said, starts_at__gt=now).order_by("starts_at")
    taken = set(
        TakenTime.objects.filter(person=attendee.person_id, person__isnull=False)
        .order_by()
        .values_list("begins_at", flat=True)
    )
    return {slot.pk: slot for slot in slots if slot.starts_at not in taken}


def slots_of_both(one: Attendee, other: Attendee, *, now: datetime) -> list[Slot]:
    """When both are there and have no meeting yet, in the order of time."""
    theirs = slots_free_for(other, now=now)
    return [slot for key, slot in slots_free_for(one, now=now).items() if key in theirs]


def standing_pairs(attendee: Attendee) -> Mapping[int, Meeting]:
    """By the key of the other the meeting that stands with them."""
    standing = [state.value for state in STANDING]
    rows = Meeting.objects.filter(Q(asker=attendee) | Q(asked=attendee), state__in=standing)
    found = {}
    for meeting in rows.order_by("pk").select_related("slot"):
        other = meeting.asked_id if meeting.asker_id == attendee.pk else meeting.asker_id
        found[other] = meeting
    return found


def open_requests(attendee: Attendee, *, now: datetime) -> int:
    """How many of their requests wait for an answer."""
    return Meeting.objects.filter(asker=attendee, state=State.ASKED.value, slot__starts_at__gt=now).count()


def organisations_to_join_with(person: Person) -> list[Organisation]:
    return [one for one in member_organisations(person) if one.is_verified]


def who_is_there(rows: QuerySet[Attendee]) -> QuerySet[Attendee]:
    """Of these who takes part: they did not leave, have an account, and belong to whom they came for."""
    belongs = Membership.objects.filter(
        person=OuterRef("person"), organisation=OuterRef("organisation"), organisation__is_verified=True
    )
    return rows.filter(Exists(belongs.order_by()), left_at=None, person__is_active=True)


def who_went_away(*, now: datetime) -> list[Attendee]:
    """Who is in a round with times to come, and closed their account or left whom they came for."""
    coming = Slot.objects.filter(starts_at__gt=now, round__closed_at=None).order_by().values("round")
    rows = Attendee.objects.filter(round__in=coming, left_at=None)
    there = who_is_there(rows).order_by().values("pk")
    return list(rows.exclude(pk__in=there).select_related("round").order_by("pk"))


def market_is_consulted(one: Attendee, other: Attendee, *, today: date) -> bool:
    """Whether the one asks the market about something in which the other takes part (Directive 2014/24, art. 40)."""
    return consultations.forbids_private_talk(one.organisation_id, other.organisation_id, today=today)


def meetings_in(found: MeetingRound) -> list[Meeting]:
    """All that were agreed or wait for an answer, for who organises."""
    standing = [state.value for state in STANDING]
    return list(whole(Meeting.objects.filter(round=found, state__in=standing)))


def whole(rows: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """With everything that is told of them, in the order of time."""
    return rows.select_related(
        "slot",
        "moves_to",
        "table",
        "round__item",
        "asker__person",
        "asker__organisation",
        "asked__person",
        "asked__organisation",
    ).order_by("slot__starts_at", "pk")


def local_day(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def takes_place(item: Item, found: MeetingRound, *, now: datetime) -> bool:
    """Whether the event of this round is still held on the days of all its times that are to come."""
    try:
        first_on, last_on = event_days(item, today=local_day(now))
    except Refusal:
        return False
    slots = found.slots.filter(starts_at__gt=now).order_by()
    days = {local_day(starts_at) for starts_at in slots.values_list("starts_at", flat=True)}
    return still_fits(days, first_on=first_on, last_on=last_on)


def event_days(item: Item, *, today: date) -> tuple[date, date]:
    """The first and the last day of an event; a Refusal for what is none, is archived, cancelled or over."""
    is_event = item.kind == Kind.EVENT and item.state != library.State.ARCHIVED
    occasions = library.occasions_of(Kind.EVENT, item.facts) if is_event else []
    if not occasions or occasions[0].last_on < today or occasions[0].cancelled_on is not None:
        raise Refusal("not-an-event-to-come")
    return occasions[0].on, occasions[0].last_on
