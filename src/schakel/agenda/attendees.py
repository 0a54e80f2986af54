"""Who is in a meeting round, when they have time, and what stands between two of them: what is asked and acted upon."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from schakel.accounts.public import Person
from schakel.agenda.meeting_rules import STANDING, State, still_fits
from schakel.agenda.models import Attendee, Availability, Meeting, MeetingRound, Slot, TakenTime
from schakel.agenda.rules import days_of_event
from schakel.consultations import public as consultations
from schakel.kernel.refusal import Refusal
from schakel.library import public as library
from schakel.library.public import Item, Kind
from schakel.organisations.public import Membership, Organisation, member_organisations
from schakel.training import public as training


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
    """Who is in a round with times to come, and closed their account, left whom they came for, or enrolled no more."""
    coming = Slot.objects.filter(starts_at__gt=now, round__closed_at=None).order_by().values("round")
    rows = Attendee.objects.filter(round__in=coming, left_at=None)
    there = set(who_is_there(rows).values_list("pk", flat=True))
    found = list(rows.select_related("round").order_by("pk"))
    cancelled = training.who_cancelled({one.round.item_id for one in found}) if found else {}
    return [one for one in found if one.pk not in there or _gave_up_their_seat(one, cancelled)]


def _gave_up_their_seat(one: Attendee, cancelled: Mapping[tuple[int, int], datetime]) -> bool:
    """Whether somebody cancelled their enrolment in the event after they came to its meetings."""
    since = cancelled.get((one.round.item_id, one.person_id)) if one.person_id else None
    return since is not None and since >= one.joined_at


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
    slots = found.slots.filter(starts_at__gt=now).order_by()
    days = {local_day(starts_at) for starts_at in slots.values_list("starts_at", flat=True)}
    return still_fits(days, event_days=days_held(item, today=local_day(now)))


def rounds_that_are_off(*, now: datetime) -> list[MeetingRound]:
    """The rounds with times to come of events that are not held then any more, whoever moved or cancelled what."""
    coming = Slot.objects.filter(starts_at__gt=now).order_by().values("round")
    rows = MeetingRound.objects.filter(pk__in=coming, closed_at=None).select_related("item").order_by("pk")
    return [one for one in rows if not takes_place(one.item, one, now=now)]


def event_days(item: Item, *, today: date) -> list[date]:
    """The days to come of an event, in order; a Refusal where there are none."""
    days = days_held(item, today=today)
    if not days:
        raise Refusal("not-an-event-to-come")
    return days


def days_held(item: Item, *, today: date) -> list[date]:
    """The days to come of an event: of what it says itself, and of its editions. None of what is archived."""
    if item.kind != Kind.EVENT or item.state == library.State.ARCHIVED:
        return []
    said = library.occasions_of(Kind.EVENT, item.facts)[:1]
    sessions = training.all_session_days([item.pk]).get(item.pk, [])
    return days_of_event(
        next(((one.on, one.last_on) for one in said if one.cancelled_on is None), None),
        held_on=[one.on for one in sessions if not one.is_off],
        off_on=[one.on for one in sessions if one.is_off],
        today=today,
    )
