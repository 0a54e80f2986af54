"""Meetings of two: what is agreed stands, and nobody and no table is taken twice, whatever is tried."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection, transaction

from schakel.accounts.public import close_account
from schakel.agenda import actions, queries
from schakel.agenda.invariants import INVARIANTS
from schakel.agenda.meeting_rules import Side, State
from schakel.agenda.models import Attendee, Meeting, MeetingRound, TakenTime
from schakel.agenda.public import load_demo_meetings
from schakel.consultations.public import Consultation
from schakel.jobs.public import HUB
from schakel.journal import public as journal
from schakel.kernel.refusal import Refusal
from schakel.library import public as library
from schakel.library.public import Item
from schakel.messages.public import Mail
from schakel.organisations.public import Membership, Organisation
from tests.challenges import challenge_in
from tests.clock import NOW
from tests.mails import appointments_in
from tests.meetings import agreed_meeting, asked_meeting, consulted, event_of, joined, round_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def utrecht(db):
    return Organisation.objects.create(slug="gm0344", name="Utrecht", type="municipality")


@pytest.fixture
def dirk_of_utrecht(dirk, utrecht):
    Membership.objects.create(person=dirk, organisation=utrecht)
    return dirk


@pytest.fixture
def meeting_round(rotterdam, anna):
    return round_at(event_of(rotterdam), anna)


@pytest.fixture
def seats(meeting_round, anna, bas, dirk_of_utrecht):
    return [joined(meeting_round, person) for person in (anna, bas, dirk_of_utrecht)]


def code_of(done, **named):
    with pytest.raises(Refusal) as refused:
        done(**named)
    return refused.value.code


def answered(act, meeting, side, **named):
    stored = Meeting.objects.get(pk=meeting.pk)
    person = stored.attendee_of(side).person
    return act(meeting=stored, side=side, by=person, **({"seen_version": stored.version, "now": NOW} | named))


def assert_everything_holds():
    assert [found for invariant in INVARIANTS for found in invariant.violations()] == []


def test_what_is_agreed_takes_the_time_of_both_and_of_a_table(seats):
    meeting = agreed_meeting(seats[0], seats[1])
    assert (meeting.state, meeting.table.number, meeting.waits_for) == (State.AGREED, 1, "")
    assert TakenTime.objects.count() == 9  # three units of five minutes, of two people and a table
    assert_everything_holds()


def test_names_are_shown_once_both_said_yes_and_hidden_when_it_is_cancelled(seats, anna, bas):
    meeting = asked_meeting(seats[0], seats[1])
    assert queries.contact_in(meeting, Side.ASKED) is None
    agreed = answered(actions.accept_meeting, meeting, Side.ASKED)
    assert queries.contact_in(agreed, Side.ASKED).address == bas.email
    assert queries.contact_in(agreed, Side.ASKER).name == anna.name
    cancelled = answered(actions.cancel_meeting, meeting, Side.ASKED)
    assert queries.contact_in(cancelled, Side.ASKER) is None
    assert not TakenTime.objects.exists()
    assert_everything_holds()


def test_somebody_who_is_in_a_meeting_is_asked_for_another_time(seats):
    agreed_meeting(seats[0], seats[1])
    assert code_of(asked_meeting, asker=seats[2], asked=seats[1]) == "slot-not-of-both"
    later = seats[2].round.slots.all()[1]
    assert asked_meeting(seats[2], seats[1], slot=later).state == State.ASKED


def test_of_two_requests_for_the_same_time_one_is_agreed(seats):
    one, other = asked_meeting(seats[0], seats[1]), asked_meeting(seats[2], seats[1])
    answered(actions.accept_meeting, one, Side.ASKED)
    named = {"act": actions.accept_meeting, "meeting": other, "side": Side.ASKED}
    with pytest.raises(Refusal) as refused, transaction.atomic():
        answered(**named)
    assert refused.value.code == "slot-taken"
    other.refresh_from_db()
    assert other.state == State.ASKED
    assert_everything_holds()


def test_tables_are_given_out_until_there_is_none(rotterdam, anna, bas, dirk_of_utrecht, utrecht, chaima):
    found = round_at(event_of(rotterdam), anna, tables=1)
    Membership.objects.create(person=chaima, organisation=Organisation.objects.get(slug="heat-pumps-bv"))
    seats = [joined(found, person) for person in (anna, bas, dirk_of_utrecht, chaima)]
    agreed_meeting(seats[0], seats[1])
    other = asked_meeting(seats[2], seats[3])
    named = {"act": actions.accept_meeting, "meeting": other, "side": Side.ASKED}
    assert code_of(answered, **named) == "no-table-free"


def test_online_nobody_needs_a_table(rotterdam, anna, bas):
    found = round_at(event_of(rotterdam), anna, tables=0, is_online=True)
    meeting = agreed_meeting(joined(found, anna), joined(found, bas))
    assert meeting.table is None
    assert TakenTime.objects.filter(table=None).count() == 6
    assert_everything_holds()


def test_another_time_is_proposed_and_what_was_agreed_stands_until_it_is_accepted(seats):
    meeting = agreed_meeting(seats[0], seats[1])
    first, second, _ = seats[0].round.slots.all()
    moving = answered(actions.propose_slot, meeting, Side.ASKED, slot=second)
    assert (moving.slot, moving.moves_to, moving.waits_for) == (first, second, Side.ASKER)
    assert TakenTime.objects.filter(begins_at=first.starts_at).exists()
    assert_everything_holds()
    moved = answered(actions.accept_meeting, meeting, Side.ASKER)
    assert (moved.slot, moved.moves_to, moved.waits_for) == (second, None, "")
    assert not TakenTime.objects.filter(begins_at=first.starts_at).exists()
    assert moved.sequence > meeting.sequence
    assert_everything_holds()


def test_another_time_that_is_declined_leaves_what_was_agreed(seats):
    meeting = agreed_meeting(seats[0], seats[1])
    second = seats[0].round.slots.all()[1]
    answered(actions.propose_slot, meeting, Side.ASKED, slot=second)
    left = answered(actions.decline_meeting, meeting, Side.ASKER)
    assert (left.state, left.moves_to, left.slot_id) == (State.AGREED, None, meeting.slot_id)


def test_what_changed_meanwhile_is_not_answered_blindly(seats):
    meeting = asked_meeting(seats[0], seats[1])
    second = seats[0].round.slots.all()[1]
    answered(actions.propose_slot, meeting, Side.ASKED, slot=second)
    named = {"act": actions.accept_meeting, "meeting": meeting, "side": Side.ASKER, "seen_version": 1}
    assert code_of(answered, **named) == "meeting-changed"


def test_the_same_form_sent_twice_is_one_request(seats):
    one = asked_meeting(seats[0], seats[1], form="a")
    assert asked_meeting(seats[0], seats[1], form="a") == one
    assert code_of(asked_meeting, asker=seats[1], asked=seats[0], form="b") == "meeting-asked-already"


def test_nobody_has_more_requests_waiting_than_there_is_room_for(seats, monkeypatch):
    monkeypatch.setattr("schakel.agenda.meeting_rules.MOST_OPEN", 1)
    asked_meeting(seats[0], seats[1])
    assert code_of(asked_meeting, asker=seats[0], asked=seats[2]) == "too-many-open-meetings"


def test_a_request_whose_time_is_over_stands_in_nobodys_way(seats):
    asked_meeting(seats[0], seats[1])
    first, second, _ = seats[0].round.slots.all()
    again = asked_meeting(seats[0], seats[1], slot=second, now=first.starts_at + timedelta(minutes=1))
    assert again.state == State.ASKED
    assert Meeting.objects.exclude(pk=again.pk).get().state == State.WITHDRAWN


def test_who_leaves_is_met_by_nobody_and_the_other_is_told(seats, anna, bas):
    meeting = agreed_meeting(seats[0], seats[1])
    actions.leave_round(attendee=seats[0], by=anna, now=NOW)
    meeting.refresh_from_db()
    assert meeting.state == State.CANCELLED
    assert Mail.objects.filter(kind="meeting.cancelled", addressee=bas.reference).exists()
    assert seats[0].pk not in {one.pk for one in queries.attendees_of(seats[0].round)}
    before = journal.last_number()
    actions.leave_round(attendee=seats[0], by=anna, now=NOW)
    assert journal.last_number() == before
    assert_everything_holds()


def test_who_left_their_organisation_agrees_to_nothing_in_its_name(seats, bas, heat_pumps):
    meeting = asked_meeting(seats[0], seats[1])
    Membership.objects.filter(person=bas, organisation=heat_pumps).delete()
    named = {"act": actions.accept_meeting, "meeting": meeting, "side": Side.ASKED}
    assert code_of(answered, **named) == "attendee-not-there"


def test_a_round_that_is_closed_cancels_everything_in_it_once(meeting_round, seats, anna):
    agreed_meeting(seats[0], seats[1])
    asked_meeting(seats[0], seats[2], slot=meeting_round.slots.all()[1])
    actions.close_round(meeting_round=meeting_round, closed_by=anna, now=NOW)
    assert set(Meeting.objects.values_list("state", flat=True)) == {State.CANCELLED}
    before = journal.last_number()
    actions.close_round(meeting_round=meeting_round, closed_by=anna, now=NOW)
    assert journal.last_number() == before
    assert code_of(joined, found=meeting_round, person=anna) == "round-is-closed"
    assert_everything_holds()


# ---------------------------------------------------------------------- what becomes of the event


def rewritten(event, by, **facts):
    """The event with other facts, as somebody stores it."""
    stored = Item.objects.get(pk=event.pk)
    said = library.content_of(stored)
    said = replace(said, facts=said.facts | facts)
    return library.change_item(item=stored, seen_version=stored.version, content=said, changed_by=by, now=NOW)


def archived(event, by):
    return library.move_item(item=event, step=library.Step.ARCHIVE, moved_by=by, now=NOW)


OFF = {
    "cancelled": lambda event, by: rewritten(event, by, cancelled_on=NOW.date().isoformat()),
    "moved": lambda event, by: rewritten(event, by, starts_on=(NOW + timedelta(days=20)).date().isoformat()),
    "archived": archived,
    "archived with others": lambda event, by: library.archive_all(items=[event], archived_by=by, now=NOW),
}


@pytest.mark.parametrize("way", OFF)
def test_an_event_that_is_not_held_as_it_was_ends_its_meetings_and_both_are_told(
    way, meeting_round, seats, anna, bas
):
    agreed_meeting(seats[0], seats[1])
    asked_meeting(seats[0], seats[2], slot=meeting_round.slots.all()[1])
    OFF[way](meeting_round.item, anna)
    assert set(Meeting.objects.values_list("state", flat=True)) == {State.CANCELLED}
    assert not TakenTime.objects.exists()
    for person in (anna, bas):
        mails = Mail.objects.filter(kind="meeting.cancelled", addressee=person.reference)
        assert "CANCEL" in {method for mail in mails for method, _ in appointments_in(mail)}
    assert code_of(joined, found=meeting_round, person=anna) == "round-is-closed"
    assert_everything_holds()


def test_control_where_nobody_hears_of_the_event_its_meetings_go_on(meeting_round, seats, anna, monkeypatch):
    monkeypatch.setattr("schakel.library.keeping._KEEPERS", {})
    meeting = agreed_meeting(seats[0], seats[1])
    OFF["cancelled"](meeting_round.item, anna)
    meeting.refresh_from_db()
    assert meeting.state == State.AGREED


def test_control_without_its_constraint_an_event_has_two_open_rounds(meeting_round):
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX an_event_has_one_open_round")
    MeetingRound.objects.create(item=meeting_round.item, is_online=True, minutes=5, pause=0, opened_at=NOW)
    assert MeetingRound.objects.filter(item=meeting_round.item, closed_at=None).count() == 2


def test_an_event_that_is_held_on_the_same_days_keeps_its_meetings(meeting_round, seats, anna):
    meeting = agreed_meeting(seats[0], seats[1])
    rewritten(meeting_round.item, anna, venue="De kas", starts_at="10:00")
    longer = NOW + timedelta(days=11)
    rewritten(meeting_round.item, anna, ends_on=longer.date().isoformat())
    meeting.refresh_from_db()
    assert meeting.state == State.AGREED


def test_where_a_round_was_closed_another_can_be_opened_and_is_the_one_that_is_found(
    meeting_round, seats, anna, bas
):
    agreed_meeting(seats[0], seats[1])
    assert code_of(round_at, item=meeting_round.item, by=anna) == "round-is-there-already"
    moved = rewritten(meeting_round.item, anna, starts_on=(NOW + timedelta(days=20)).date().isoformat())
    assert queries.can_open_round(moved, today=NOW.date())
    again = round_at(moved, anna)
    assert queries.round_for(anna, moved.slug) == again
    assert not queries.can_open_round(moved, today=NOW.date())
    assert agreed_meeting(joined(again, anna), joined(again, bas)).state == State.AGREED
    with pytest.raises(IntegrityError), transaction.atomic():
        MeetingRound.objects.create(item=moved, is_online=True, minutes=5, pause=0, opened_at=NOW)
    assert_everything_holds()


# ---------------------------------------------------------------------- who goes away


def looked(now=NOW):
    work = SimpleNamespace(now=lambda: now, report=lambda *_, **__: None)
    HUB.handlers["meeting-round.look"].do(work)


@pytest.mark.parametrize("way", ["closed", "left"])
def test_who_closes_their_account_or_leaves_is_met_by_nobody_and_the_other_is_told(
    way, seats, anna, bas, heat_pumps
):
    meeting = agreed_meeting(seats[0], seats[1])
    if way == "closed":
        close_account(person=bas, closed_by=anna, now=NOW)
    else:
        Membership.objects.filter(person=bas, organisation=heat_pumps).delete()
    assert {one.pk for one in queries.attendees_of(seats[0].round)} == {seats[0].pk, seats[2].pk}
    looked()
    meeting.refresh_from_db()
    assert meeting.state == State.CANCELLED
    assert not TakenTime.objects.exists()
    [(method, _)] = appointments_in(Mail.objects.get(kind="meeting.cancelled", addressee=anna.reference))
    assert method == "CANCEL"
    assert Attendee.objects.get(pk=seats[0].pk).left_at is None
    before = journal.last_number()
    looked(NOW + timedelta(minutes=10))
    assert journal.last_number() == before
    assert_everything_holds()


# ---------------------------------------------------------------------- a time that has begun, or that one is not there


def test_nobody_agrees_to_another_time_that_has_begun(seats, anna):
    first, second, _ = seats[0].round.slots.all()
    meeting = agreed_meeting(seats[0], seats[1], slot=second)
    answered(actions.propose_slot, meeting, Side.ASKED, slot=first)
    assert queries.waiting_for(anna, now=NOW)
    late = first.starts_at + timedelta(minutes=1)
    named = {"act": actions.accept_meeting, "meeting": meeting, "side": Side.ASKER, "now": late}
    assert code_of(answered, **named) == "meeting-step-not-possible"
    assert queries.waiting_for(anna, now=late) == []
    meeting.refresh_from_db()
    assert meeting.slot == second
    third = answered(actions.propose_slot, meeting, Side.ASKER, slot=seats[0].round.slots.all()[2], now=late)
    assert (third.state, third.waits_for) == (State.AGREED, Side.ASKED)


def test_nobody_agrees_to_a_time_at_which_the_other_is_not_there_any_more(seats, anna):
    first, second, _ = seats[0].round.slots.all()
    meeting = asked_meeting(seats[0], seats[1], slot=first)
    joined(seats[0].round, anna, slots=[second])
    named = {"act": actions.accept_meeting, "meeting": meeting, "side": Side.ASKED}
    assert code_of(answered, **named) == "slot-not-of-both"


def test_nobody_meets_in_private_about_what_the_market_is_consulted_on(rotterdam, seats, heat_pumps):
    consultation = consulted(challenge_in("open", rotterdam))
    meeting = asked_meeting(seats[0], seats[1])
    consultation.participants.create(organisation=heat_pumps, words="Wij.", registered_at=NOW)
    named = {"act": actions.accept_meeting, "meeting": meeting, "side": Side.ASKED}
    assert code_of(answered, **named) == "market-is-consulted"
    second = seats[0].round.slots.all()[1]
    assert asked_meeting(seats[0], seats[2], slot=second).state == State.ASKED  # others may
    Consultation.objects.update(closes_on=NOW.date() - timedelta(days=1), questions_until=None)
    assert answered(actions.accept_meeting, meeting, Side.ASKED).state == State.AGREED


def test_in_the_demonstration_two_people_meet_who_may(
    rotterdam, heat_pumps, anna, bas, dirk_of_utrecht, django_user_model
):
    django_user_model.objects.filter(pk__in=[anna.pk, bas.pk, dirk_of_utrecht.pk]).update(
        is_illustrative=True
    )
    event_of(rotterdam)
    consultation = consulted(challenge_in("open", rotterdam))
    consultation.participants.create(organisation=heat_pumps, words="Wij.", registered_at=NOW)
    assert load_demo_meetings(now=NOW) == 2
    [meeting] = Meeting.objects.all()
    assert {meeting.asker.organisation, meeting.asked.organisation} != {rotterdam, heat_pumps}
    assert_everything_holds()


def test_a_closed_account_is_nobody_to_meet(seats, bas, anna):
    close_account(person=bas, closed_by=anna, now=NOW)
    assert seats[1].pk not in {one.pk for one in queries.attendees_of(seats[1].round)}
    assert code_of(asked_meeting, asker=seats[0], asked=seats[1]) == "attendee-not-there"


# ---------------------------------------------------------------------- in calendars


def newest(kind, person):
    """How a calendar is told by the newest mail of this kind, and the appointment in it."""
    [(method, event)] = appointments_in(Mail.objects.filter(kind=kind, addressee=person.reference).last())
    return method, event


def test_calendars_take_a_meeting_up_move_it_and_strike_it_under_one_name(seats, bas):
    meeting = agreed_meeting(seats[0], seats[1])
    taken = newest("meeting.agreed", bas)
    second = seats[0].round.slots.all()[1]
    answered(actions.propose_slot, meeting, Side.ASKER, slot=second)
    answered(actions.accept_meeting, meeting, Side.ASKED)
    moved = newest("meeting.agreed", bas)
    answered(actions.cancel_meeting, meeting, Side.ASKER)
    struck = newest("meeting.cancelled", bas)
    assert [method for method, _ in (taken, moved, struck)] == ["REQUEST", "REQUEST", "CANCEL"]
    events = [event for _, event in (taken, moved, struck)]
    assert len({str(event["uid"]) for event in events}) == 1
    sequences = [int(event["sequence"]) for event in events]
    assert sequences == sorted(set(sequences))
    assert moved[1].decoded("dtstart") == second.starts_at
    assert str(struck[1]["status"]) == "CANCELLED"
    assert bas.email not in str(events[0]["summary"]) + str(events[0].get("description"))


def test_a_request_that_is_taken_back_was_in_no_calendar(seats, bas):
    meeting = asked_meeting(seats[0], seats[1])
    answered(actions.cancel_meeting, meeting, Side.ASKER)
    assert appointments_in(Mail.objects.get(kind="meeting.cancelled", addressee=bas.reference)) == []


# ---------------------------------------------------------------------- the database is the last to say no


def take(meeting, begins_at, *, person=None, table=None):
    """Past everything that the hub looks at."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO agenda_takentime (meeting_id, begins_at, person_id, table_id) VALUES (%s, %s, %s, %s)",
            [meeting.pk, connection.ops.adapt_datetimefield_value(begins_at), person, table],
        )


def test_the_database_takes_nobody_and_no_table_twice(seats):
    meeting = agreed_meeting(seats[0], seats[1])
    begins_at = meeting.slot.starts_at
    other = asked_meeting(seats[0], seats[2], slot=seats[0].round.slots.all()[1])
    for who in ({"person": seats[0].person_id}, {"table": meeting.table_id}):
        with pytest.raises(IntegrityError), transaction.atomic():
            take(other, begins_at, **who)
    with pytest.raises(IntegrityError), transaction.atomic():
        take(other, begins_at)
    take(other, meeting.slot.ends_at, person=seats[0].person_id)  # what touches is free


def test_control_without_its_constraint_somebody_is_taken_twice_and_verify_says_so(seats):
    meeting = agreed_meeting(seats[0], seats[1])
    other = asked_meeting(seats[0], seats[2], slot=seats[0].round.slots.all()[1])
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX somebody_is_in_one_meeting_at_a_time")
    take(other, meeting.slot.starts_at, person=seats[0].person_id)
    assert [found for invariant in INVARIANTS for found in invariant.violations()]


def test_a_meeting_in_another_round_at_the_same_time_is_refused_too(rotterdam, anna, bas, dirk_of_utrecht):
    first = round_at(event_of(rotterdam), anna)
    second = round_at(event_of(rotterdam), anna, minutes=25)
    agreed_meeting(joined(first, anna), joined(first, bas))
    seats = [joined(second, person) for person in (anna, dirk_of_utrecht)]
    meeting = Meeting(
        round=second, code="x", key="x", asker=seats[1], asked=seats[0], pair="x", reason="Past alles.",
        slot=second.slots.all()[0], waits_for="asked", asked_at=NOW, changed_at=NOW,
    )  # fmt: skip
    meeting.save()
    named = {"act": actions.accept_meeting, "meeting": meeting, "side": Side.ASKED}
    assert code_of(answered, **named) == "slot-taken"


def test_an_event_is_copied_once_with_its_texts_and_without_what_was_cancelled(rotterdam, anna):
    event = event_of(rotterdam, cancelled_on="2026-11-01", ends_on="2026-12-05")
    when = actions.When((NOW + timedelta(days=40)).date())
    made = actions.copy_event(item=event, when=when, copied_by=anna, now=NOW, form="f")
    again = actions.copy_event(item=event, when=when, copied_by=anna, now=NOW, form="f")
    assert made == again
    assert (made.state, made.facts["starts_on"]) == ("draft", when.first_on.isoformat())
    assert "cancelled_on" not in made.facts
    assert "ends_on" not in made.facts
    assert [text.text for text in made.texts.all()] == [text.text for text in event.texts.all()]
    past = actions.When((NOW - timedelta(days=1)).date())
    named = {"item": event, "when": past, "copied_by": anna, "now": NOW}
    assert code_of(actions.copy_event, **named) == "copy-days-not-usable"
