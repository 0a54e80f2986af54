"""What people do: take their days along, copy an event, open a meeting round, and meet in it.

A round is locked first, so that of two who want the same table the second gets another; what a person does elsewhere at
the same moment the database itself refuses.
"""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo

from django.db import IntegrityError, transaction

from schakel.accounts.public import Person
from schakel.agenda import attendees, meeting_rules, rules, telling
from schakel.agenda.meeting_rules import Plan, Side, State, Step
from schakel.agenda.models import (
    Attendee,
    Availability,
    CalendarFeed,
    EventCopy,
    Meeting,
    MeetingRound,
    MeetingTable,
    Slot,
    TakenTime,
)
from schakel.agenda.wording import called_off_because
from schakel.journal import public as journal
from schakel.kernel.refusal import Refusal
from schakel.library import public as library
from schakel.library.public import Item, Kind
from schakel.organisations.public import Organisation
from schakel.training import public as training

# ---------------------------------------------------------------------- one's own feed


@transaction.atomic
def make_feed(*, person: Person, now: datetime) -> str:
    """The word in the address of somebody's own feed; the address they had before opens nothing from now on."""
    key = rules.new_key()
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    feed, is_new = CalendarFeed.objects.update_or_create(
        person=person, defaults={"key_hash": rules.key_hash(key), "made_at": now}
    )
    name = "feed.made" if is_new else "feed.renewed"
    journal.record(name, on=f"feed:{feed.pk}", by=person.reference, at=now)
    return key


@transaction.atomic
def revoke_feed(*, person: Person, now: datetime) -> None:
    """Its address opens nothing from now on; a second time does nothing."""
    feed = CalendarFeed.objects.select_for_update().filter(person=person).first()
    if feed is not None:
        journal.record("feed.revoked", on=f"feed:{feed.pk}", by=person.reference, at=now)
        feed.delete()


# ---------------------------------------------------------------------- copying an event


@dataclass(frozen=True, slots=True)
class When:
    """The days of a copy; ``last_on`` where it takes several."""

    first_on: date
    last_on: date | None = None


@transaction.atomic
def copy_event(
    *,
    item: Item,
    when: When,
    copied_by: Person,
    now: datetime,
    form: str = "",
    with_edition: bool = False,
) -> Item:
    """A draft with the same texts, on other days. The same form sent twice is one copy.

    ``with_edition``: its newest edition is planned once more too, as far from the first day as it is now.

    Raises a Refusal for what is no event, or for days that are past or in the wrong order.
    """
    Item.objects.select_for_update(no_key=True).get(pk=item.pk)
    key = meeting_rules.request_key(copied_by.pk, form)
    before = EventCopy.objects.filter(key=key).select_related("item").first()
    if before is not None:
        return before.item
    if item.kind != Kind.EVENT:
        raise Refusal("not-an-event")
    last_on = when.last_on if when.last_on != when.first_on else None
    if when.first_on < now.date() or (last_on is not None and last_on < when.first_on):
        raise Refusal("copy-days-not-usable")
    content = library.content_of(item)
    facts = {name: value for name, value in content.facts.items() if name != "cancelled_on"}
    facts |= {"starts_on": when.first_on.isoformat(), "ends_on": last_on.isoformat() if last_on else None}
    copy = library.write_item(
        kind=Kind.EVENT, content=replace(content, facts=facts), written_by=copied_by, now=now
    )
    EventCopy.objects.create(key=key, item=copy, copied_from=item)
    journal.record(
        "event.copied",
        on=copy.reference,
        by=copied_by.reference,
        at=now,
        details={"from": item.reference, "first_on": when.first_on.isoformat()},
    )
    if with_edition and (newest := training.newest_edition(item)):
        edition, begins_on = newest
        said = next(iter(library.occasions_of(Kind.EVENT, item.facts)), None)
        was_on = said.on if said is not None and said.on <= begins_on <= said.last_on else begins_on
        training.clone_edition(
            edition=edition,
            item=copy,
            days=(when.first_on - was_on).days,
            form=key,
            by=copied_by,
            now=now,
        )
    return copy


# ---------------------------------------------------------------------- a round


@transaction.atomic
def open_round(
    *, item: Item, plan: Plan, opened_by: Person, today: date, zone: tzinfo, now: datetime
) -> MeetingRound:
    """Let people who come to this event meet two by two, at the slots of the plan.

    Raises a Refusal for what is no event with a day to come, a plan that nobody can meet by, or a second round while
    one is open.
    """
    locked = Item.objects.select_for_update(no_key=True).get(pk=item.pk)
    if MeetingRound.objects.filter(item=locked, closed_at=None).exists():
        raise Refusal("round-is-there-already")
    days = attendees.event_days(locked, today=today)
    periods = meeting_rules.check_plan(plan, event_days=days, today=today, zone=zone)
    made = MeetingRound.objects.create(
        item=locked,
        is_online=plan.is_online,
        minutes=plan.minutes,
        pause=plan.pause,
        opened_by=opened_by,
        opened_at=now,
    )
    Slot.objects.bulk_create(
        [Slot(round=made, starts_at=period.starts_at, ends_at=period.ends_at) for period in periods]
    )
    tables = 0 if plan.is_online else plan.tables
    MeetingTable.objects.bulk_create(
        [MeetingTable(round=made, number=number) for number in range(1, tables + 1)]
    )
    said = {"item": locked.reference, "slots": len(periods), "tables": tables, "minutes": plan.minutes}
    _record("meeting-round.opened", made.reference, opened_by, now, said)
    return made


@transaction.atomic
def close_round(*, meeting_round: MeetingRound, closed_by: Person | None, now: datetime) -> None:
    """There is no round any more: what was asked or agreed is cancelled, and everybody is told. Twice does nothing."""
    stored = _locked(meeting_round)
    if stored.closed_at is not None:
        return
    stored.closed_at = now
    stored.save(update_fields=["closed_at"])
    _record("meeting-round.closed", stored.reference, closed_by, now, {"item": f"item:{stored.item_id}"})
    for meeting in attendees.meetings_in(stored):
        if meeting.slot.starts_at > now:
            _end(meeting, State.CANCELLED, closed_by, now, because="round-closed", tell=tuple(Side))


@dataclass(frozen=True, slots=True)
class More:
    """What an organiser makes of a round that is open: more hours, and tables with their names in order."""

    hours: tuple[meeting_rules.Hours, ...] = ()
    tables: int = 0
    names: tuple[str, ...] = ()


@transaction.atomic
def change_round(
    *, meeting_round: MeetingRound, more: More, changed_by: Person, today: date, zone: tzinfo, now: datetime
) -> MeetingRound:
    """Put down more tables, name them, and add times; whoever takes part says anew when they are there.

    What is there stays: people have agreed to it. Raises a Refusal as `meeting_rules.check_more` does.
    """
    stored = _locked(meeting_round)
    if stored.closed_at is not None:
        raise Refusal("round-is-closed")
    names = [meeting_rules.check_table_name(name) for name in more.names]
    tables = {} if stored.is_online else {one.number: one for one in stored.tables.all()}
    plan = Plan(stored.minutes, stored.pause, more.hours, stored.is_online, more.tables)
    added = meeting_rules.check_more(
        plan,
        there=[slot.period for slot in stored.slots.all()],
        tables=len(tables),
        event_days=attendees.days_held(stored.item, today=today),
        today=today,
        zone=zone,
    )
    Slot.objects.bulk_create(
        [Slot(round=stored, starts_at=period.starts_at, ends_at=period.ends_at) for period in added]
    )
    changed = 0
    for number in range(1, (0 if stored.is_online else more.tables) + 1):
        name = names[number - 1] if number <= len(names) else ""
        table = tables.get(number)
        if table is None:
            MeetingTable.objects.create(round=stored, number=number, name=name)
        elif table.name != name:
            table.name = name
            table.save(update_fields=["name"])
        else:
            continue
        changed += 1
    if added or changed:
        said = {"slots": len(added), "tables": more.tables, "changed_tables": changed}
        _record("meeting-round.changed", stored.reference, changed_by, now, said)
    return stored


def follow_events(items: Sequence[Item], by: Person | None, now: datetime) -> None:
    """In this transaction events were archived, cancelled or moved to other days: what is held with them hears of it.

    The editions on the days of what was cancelled are called off, and the rounds of what is not held then are closed.
    """
    events = {item.pk: item for item in items}
    off = _editions_of_cancelled(items, now)
    # All are locked before the first row in the journal: after it nothing is waited for.
    rounds = MeetingRound.objects.select_for_update(of=("self",)).filter(item__in=events, closed_at=None)
    locked = list(rounds.order_by("pk"))
    editions = training.Edition.objects.select_for_update(no_key=True).filter(pk__in=off).order_by("pk")
    for edition in list(editions):
        if edition.state == training.State.OPEN:
            why = called_off_because(edition.language)
            training.move_edition(edition=edition, step=training.Step.CANCEL, by=by, now=now, reason=why)
    for found in locked:
        if not attendees.takes_place(events[found.item_id], found, now=now):
            close_round(meeting_round=found, closed_by=by, now=now)


def _editions_of_cancelled(items: Sequence[Item], now: datetime) -> list[int]:
    """The open editions with a session to come on a day of an event that was cancelled; all, where it names no day."""
    off = {item.pk: item for item in items if item.facts.get("cancelled_on")}
    coming = training.open_editions_to_come(off, now=now) if off else {}
    return [
        key
        for key, sessions in coming.items()
        if any(_is_on_its_days(one, off[one.edition.item_id]) for one in sessions)
    ]


def _is_on_its_days(session: training.Session, item: Item) -> bool:
    said = library.occasions_of(Kind.EVENT, item.facts)
    day = attendees.local_day(session.starts_at)
    return not said or any(one.on <= day <= one.last_on for one in said)


# ---------------------------------------------------------------------- taking part


@dataclass(frozen=True, slots=True)
class Looking:
    """For which organisation somebody takes part, what others read of it, and when they are there."""

    organisation: Organisation
    seeks: str
    offers: str
    slots: Collection[int]


@transaction.atomic
def join_round(*, meeting_round: MeetingRound, looking: Looking, person: Person, now: datetime) -> Attendee:
    """Take part, or say otherwise what one looks for and when one is there; what was agreed stands.

    Raises a Refusal for another's organisation, a round that is closed, nothing to look for, or no time at all.
    """
    stored = _locked(meeting_round)
    if stored.closed_at is not None:
        raise Refusal("round-is-closed")
    if looking.organisation not in attendees.organisations_to_join_with(person):
        raise Refusal("not-your-organisation")
    seeks, offers = meeting_rules.check_looking(looking.seeks, looking.offers)
    slots = list(Slot.objects.filter(round=stored, pk__in=list(looking.slots)).order_by("pk"))
    if not slots:
        raise Refusal("availability-missing")
    there = Attendee.objects.filter(round=stored, person=person).first()
    if there is not None and there.organisation_id != looking.organisation.pk and there.left_at is None:
        standing = attendees.standing_pairs(there)
        if standing:  # whom the other agreed to meet is not exchanged for somebody else
            raise Refusal("organisation-has-meetings")
    attendee, is_new = Attendee.objects.update_or_create(
        round=stored,
        person=person,
        defaults={
            "organisation": looking.organisation,
            "seeks": seeks,
            "offers": offers,
            "left_at": None,
            **({"joined_at": now} if there is not None and there.left_at is not None else {}),
        },
        create_defaults={
            "organisation": looking.organisation,
            "seeks": seeks,
            "offers": offers,
            "code": secrets.token_urlsafe(12),
            "joined_at": now,
        },
    )
    Availability.objects.filter(attendee=attendee).delete()
    Availability.objects.bulk_create([Availability(attendee=attendee, slot=slot) for slot in slots])
    said = {
        "round": stored.reference,
        "organisation": looking.organisation.reference,
        "slots": len(slots),
    }
    _record("attendee.joined" if is_new else "attendee.changed", f"attendee:{attendee.pk}", person, now, said)
    return attendee


@transaction.atomic
def leave_round(*, attendee: Attendee, now: datetime, by: Person | None) -> None:
    """Take part no longer: what was asked or agreed is cancelled, and the others are told. Twice does nothing.

    ``by`` is None where somebody closed their account or left whom they came for.
    """
    _locked(attendee.round)
    stored = Attendee.objects.select_for_update().get(pk=attendee.pk)
    if stored.left_at is not None:
        return
    stored.left_at = now
    stored.save(update_fields=["left_at"])
    Availability.objects.filter(attendee=stored).delete()
    said = {"round": stored.round.reference, "organisation": f"organisation:{stored.organisation_id}"}
    _record("attendee.left", f"attendee:{stored.pk}", by, now, said)
    for meeting in attendees.standing_pairs(stored).values():
        if meeting.slot.starts_at > now:
            other = Side.ASKED if meeting.asker_id == stored.pk else Side.ASKER
            _end(meeting, State.CANCELLED, by, now, because="left", tell=(other,))


# ---------------------------------------------------------------------- meeting


@dataclass(frozen=True, slots=True)
class Request:
    """Who asks whom, when, and why. ``form``: the key of the form: sent twice, it is one request."""

    asker: Attendee
    asked: Attendee
    slot: Slot
    reason: str
    form: str = ""


@transaction.atomic
def ask_meeting(*, request: Request, now: datetime, today: date) -> Meeting:
    """Ask somebody of another organisation to meet. Raises a Refusal where `meeting_rules.check_asking` does."""
    person = request.asker.person
    assert person is not None
    stored = _locked(request.asker.round)
    key = meeting_rules.request_key(person.pk, request.form)
    before = Meeting.objects.filter(key=key).first()
    if before is not None:
        return before
    asker, asked = (Attendee.objects.get(pk=one.pk) for one in (request.asker, request.asked))
    both_free = {slot.pk for slot in attendees.slots_of_both(asker, asked, now=now)}
    reason = meeting_rules.check_asking(
        meeting_rules.Asking(
            reason=request.reason,
            is_colleague=asker.organisation_id == asked.organisation_id,
            round_is_open=stored.closed_at is None,
            both_are_there=all(_is_there(one, stored) for one in (asker, asked)),
            both_have_time=request.slot.pk in both_free,
            slot_is_past=request.slot.starts_at <= now,
            market_is_consulted=attendees.market_is_consulted(asker, asked, today=today),
            open_requests=attendees.open_requests(asker, now=now),
        )
    )
    _lapse_between(asker, asked, now)
    made = Meeting(
        round=stored,
        code=secrets.token_urlsafe(12),
        key=key,
        asker=asker,
        asked=asked,
        pair=meeting_rules.pair_of(asker.pk, asked.pk),
        reason=reason,
        slot=request.slot,
        waits_for=Side.ASKED.value,
        asked_at=now,
        changed_at=now,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise Refusal("meeting-asked-already") from error
    row = _record_meeting("meeting.asked", made, person, now)
    telling.tell_side(made, Side.ASKED, telling.ASKED, row=row, now=now)
    return made


@transaction.atomic
def accept_meeting(*, meeting: Meeting, side: Side, seen_version: int, by: Person, now: datetime) -> Meeting:
    """Say yes to what the other proposed: from now on each sees whom it meets, and the time is taken.

    Raises a Refusal where the time has begun, somebody is not there any more or is in another meeting by now, no table
    is free, or it was changed meanwhile.
    """
    stored = _begun(meeting, Step.ACCEPT, side, seen_version, now)
    slot = stored.moves_to or stored.slot
    today = attendees.local_day(now)
    if not all(_is_there(one, stored.round) for one in (stored.asker, stored.asked)):
        raise Refusal("attendee-not-there")
    if attendees.market_is_consulted(stored.asker, stored.asked, today=today):
        raise Refusal("market-is-consulted")
    there = Availability.objects.filter(slot=slot, attendee__in=[stored.asker_id, stored.asked_id]).count()
    meeting_rules.check_slot(is_past=slot.starts_at <= now, both_have_time=there == len(Side))
    TakenTime.objects.filter(meeting=stored).delete()
    table = _free_table(stored.round, slot)
    was_agreed = stored.state == State.AGREED
    stored.slot, stored.moves_to, stored.table = slot, None, table
    stored.state, stored.waits_for = State.AGREED.value, ""
    _store(stored, now)
    _take(stored, slot, table)
    said = {"table": table.number if table else 0, "minutes": stored.round.minutes}
    row = _record_meeting("meeting.moved" if was_agreed else "meeting.agreed", stored, by, now, said)
    for one in Side:
        telling.tell_side(stored, one, telling.AGREED, row=row, now=now)
    return stored


@transaction.atomic
def decline_meeting(*, meeting: Meeting, side: Side, seen_version: int, by: Person, now: datetime) -> Meeting:
    """Say no to what the other proposed. Where another time was proposed, what was agreed before stands."""
    stored = _begun(meeting, Step.DECLINE, side, seen_version, now)
    if stored.moves_to_id is not None:
        stored.moves_to, stored.waits_for = None, ""
        name = "meeting.move-declined"
    else:
        stored.state, stored.waits_for = State.DECLINED.value, ""
        name = "meeting.declined"
    _store(stored, now)
    row = _record_meeting(name, stored, by, now)
    telling.tell_side(stored, side.other, telling.DECLINED, row=row, now=now)
    return stored


@transaction.atomic
def propose_slot(
    *, meeting: Meeting, side: Side, slot: Slot, seen_version: int, by: Person, now: datetime
) -> Meeting:
    """Propose another time; the other answers. What was agreed stands until then.

    Raises a Refusal for a time at which one of the two is not there, or is in a meeting.
    """
    stored = _begun(meeting, Step.PROPOSE, side, seen_version, now)
    free = {one.pk for one in attendees.slots_of_both(stored.asker, stored.asked, now=now)}
    meeting_rules.check_slot(is_past=slot.starts_at <= now, both_have_time=slot.pk in free)
    if stored.state == State.AGREED:
        stored.moves_to = slot
    else:
        stored.slot = slot
    stored.waits_for = side.other.value
    _store(stored, now)
    said = {"proposed": slot.starts_at.isoformat()}
    row = _record_meeting("meeting.time-proposed", stored, by, now, said)
    telling.tell_side(stored, side.other, telling.ASKED, row=row, now=now)
    return stored


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, side: Side, seen_version: int, by: Person, now: datetime) -> Meeting:
    """Take a request back, or cancel what was agreed: the time is free again, and nobody is shown any more."""
    stored = _begun(meeting, Step.CANCEL, side, seen_version, now)
    was_agreed = stored.state == State.AGREED
    state = State.CANCELLED if was_agreed else State.WITHDRAWN
    _end(stored, state, by, now, because="cancelled", tell=(side.other,))
    return stored


@transaction.atomic
def share_link(
    *, meeting: Meeting, side: Side, link: str, seen_version: int, by: Person, now: datetime
) -> Meeting:
    """Say where both find each other online. It stands on their page, and in no mail. The same again does nothing."""
    stored = _locked_meeting(meeting)
    if stored.state != State.AGREED or stored.round.closed_at is not None:
        raise Refusal("meeting-step-not-possible", state=stored.state)
    if stored.link == link.strip():
        return stored
    if stored.version != seen_version:
        raise Refusal("meeting-changed")
    stored.link = link.strip()
    _store(stored, now)
    row = _record_meeting("meeting.link-shared", stored, by, now)
    telling.tell_side(stored, side.other, telling.AGREED, row=row, now=now)
    return stored


@transaction.atomic
def tell_held(*, meeting: Meeting, was_held: bool, by: Person, now: datetime) -> Meeting:
    """Say afterwards whether it took place. The last word of the two counts; the same again does nothing.

    Raises a Refusal before it is over, and for one that was not agreed.
    """
    stored = _locked_meeting(meeting)
    meeting_rules.check_can_tell(State(stored.state), ends_at=stored.slot.ends_at, now=now)
    if stored.was_held is was_held:
        return stored
    stored.was_held = was_held
    stored.save(update_fields=["was_held"])
    minutes = stored.round.minutes if was_held else 0
    _record_meeting("meeting.held" if was_held else "meeting.not-held", stored, by, now, {"minutes": minutes})
    return stored


# ---------------------------------------------------------------------- what several of these do


def _is_there(attendee: Attendee, meeting_round: MeetingRound) -> bool:
    return attendees.who_is_there(meeting_round.attendees.filter(pk=attendee.pk)).exists()


def _locked(meeting_round: MeetingRound) -> MeetingRound:
    return MeetingRound.objects.select_for_update(of=("self",)).get(pk=meeting_round.pk)


def _begun(meeting: Meeting, step: Step, side: Side, seen_version: int, now: datetime) -> Meeting:
    """The round and the meeting locked; a Refusal for what is not possible, or was looked at before it changed."""
    stored = _locked_meeting(meeting)
    meeting_rules.check_step(step, stored.standing_at(now), side, begins_at=stored.slot.starts_at, now=now)
    if stored.version != seen_version:
        raise Refusal("meeting-changed")
    if stored.round.closed_at is not None:
        raise Refusal("round-is-closed")
    return stored


def _locked_meeting(meeting: Meeting) -> Meeting:
    """The round and the meeting locked."""
    _locked(meeting.round)
    return (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("slot", "moves_to", "table", "round__item", "asker__person", "asked__person")
        .get(pk=meeting.pk)
    )


def _store(meeting: Meeting, now: datetime) -> None:
    meeting.version += 1
    meeting.sequence += 1
    meeting.changed_at = now
    meeting.save()


def _free_table(meeting_round: MeetingRound, slot: Slot) -> MeetingTable | None:
    """A table that is free for the whole slot; None online, where nobody needs one."""
    if meeting_round.is_online:
        return None
    tables = {table.pk: table for table in meeting_round.tables.all()}
    units = meeting_rules.units_in(slot.period)
    taken = TakenTime.objects.filter(table__in=tables, begins_at__in=units).order_by()
    free = meeting_rules.free_table(tables, {key for key in taken.values_list("table", flat=True) if key})
    return tables[free]


def _take(meeting: Meeting, slot: Slot, table: MeetingTable | None) -> None:
    """Take the time of both and of the table; a Refusal when one of them is in another meeting by now."""
    rows = []
    for begins_at in meeting_rules.units_in(slot.period):
        rows += [
            TakenTime(meeting=meeting, begins_at=begins_at, person=attendee.person)
            for attendee in (meeting.asker, meeting.asked)
        ]
        if table is not None:
            rows.append(TakenTime(meeting=meeting, begins_at=begins_at, table=table))
    try:
        with transaction.atomic():
            TakenTime.objects.bulk_create(rows)
    except IntegrityError as error:
        raise Refusal("slot-taken") from error


def _end(
    meeting: Meeting, state: State, by: Person | None, now: datetime, *, because: str, tell: Collection[Side]
) -> None:
    was_agreed = meeting.state == State.AGREED
    TakenTime.objects.filter(meeting=meeting).delete()
    meeting.state, meeting.waits_for, meeting.moves_to = state.value, "", None
    _store(meeting, now)
    said = {"because": because, "was_agreed": was_agreed}
    row = _record_meeting(f"meeting.{state.value}", meeting, by, now, said)
    # Who cancels is told as well where it stood in a calendar: their own program strikes it by that mail.
    for side in Side if was_agreed else tell:
        telling.tell_side(meeting, side, telling.CANCELLED, row=row, now=now, was_agreed=was_agreed)


def _lapse_between(asker: Attendee, asked: Attendee, now: datetime) -> None:
    """Free the place of the pair: a request whose time is over stands in nobody's way."""
    old = Meeting.objects.select_for_update().filter(
        pair=meeting_rules.pair_of(asker.pk, asked.pk), state=State.ASKED.value, slot__starts_at__lte=now
    )
    for meeting in old.order_by("pk"):
        meeting.state, meeting.waits_for = State.WITHDRAWN.value, ""
        _store(meeting, now)
        _record_meeting("meeting.withdrawn", meeting, None, now, {"because": "lapsed"})


def _record(name: str, on: str, by: Person | None, now: datetime, details: Mapping[str, object]) -> int:
    return journal.record(name, on=on, by=by.reference if by else "", at=now, details=dict(details))


def _record_meeting(
    name: str, meeting: Meeting, by: Person | None, now: datetime, details: Mapping[str, object] | None = None
) -> int:
    """With everything that accounts of later ask: who, for which organisations, when and how long. No words."""
    about = {
        "round": f"meeting-round:{meeting.round_id}",
        "asker": f"organisation:{meeting.asker.organisation_id}",
        "asked": f"organisation:{meeting.asked.organisation_id}",
        "people": [f"person:{one.person_id}" for one in (meeting.asker, meeting.asked)],
        "starts_at": meeting.slot.starts_at.isoformat(),
        "ends_at": meeting.slot.ends_at.isoformat(),
    }
    return _record(name, meeting.reference, by, now, {**about, **(details or {})})
