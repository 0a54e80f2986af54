"""Many who say yes at the same moment, each in a thread with a connection of its own: the database lets one be so."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from schakel.agenda import actions
from schakel.agenda.invariants import INVARIANTS
from schakel.agenda.meeting_rules import Side, State
from schakel.agenda.models import Meeting, TakenTime
from schakel.kernel.refusal import Refusal
from schakel.library import public as library
from schakel.library.public import Item
from tests.clock import NOW
from tests.meetings import asked_meeting, event_of, joined, round_at

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
AT_ONCE = 4


def at_once(acts):
    barrier, outcomes = Barrier(len(acts)), [""] * len(acts)

    def one(number, act):
        barrier.wait()
        try:
            act()
            outcomes[number] = "agreed"
        except Refusal as refusal:
            outcomes[number] = refusal.code
        finally:
            connection.close()

    threads = [Thread(target=one, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(outcomes)


@pytest.fixture
def requests(rotterdam, anna, bas):
    """In so many rounds at the same hour, each of which is locked by itself, Anna asks Bas."""
    found = []
    for _ in range(AT_ONCE):
        meeting_round = round_at(event_of(rotterdam), anna)
        found.append(asked_meeting(joined(meeting_round, anna), joined(meeting_round, bas)))
    return found


def yes_to(meeting, bas):
    def act():
        stored = Meeting.objects.get(pk=meeting.pk)
        actions.accept_meeting(meeting=stored, side=Side.ASKED, seen_version=1, by=bas, now=NOW)

    return act


def test_many_who_say_yes_to_the_same_time_at_once_and_one_of_them_is_so(requests, bas):
    assert at_once([yes_to(one, bas) for one in requests]) == ["agreed", *["slot-taken"] * (AT_ONCE - 1)]
    assert Meeting.objects.filter(state=State.AGREED.value).count() == 1
    assert TakenTime.objects.filter(person=bas).count() == 3
    assert [found for invariant in INVARIANTS for found in invariant.violations()] == []


def test_control_without_the_constraint_several_of_them_are_so(requests, bas):
    (constraint,) = [
        one for one in TakenTime._meta.constraints if one.name == "somebody_is_in_one_meeting_at_a_time"
    ]
    with connection.schema_editor() as editor:
        editor.remove_constraint(TakenTime, constraint)
    try:
        assert at_once([yes_to(one, bas) for one in requests]).count("agreed") > 1
    finally:
        TakenTime.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(TakenTime, constraint)


def test_a_yes_and_taking_it_back_at_once_end_in_one_of_both(requests, anna, bas):
    def take_back(meeting):
        def act():
            stored = Meeting.objects.get(pk=meeting.pk)
            actions.cancel_meeting(meeting=stored, side=Side.ASKER, seen_version=1, by=anna, now=NOW)

        return act

    for one in requests:
        outcomes = at_once([yes_to(one, bas), take_back(one)])
        assert outcomes.count("agreed") == 1  # whoever of the two was first
        one.refresh_from_db()
        assert one.state in (State.AGREED, State.WITHDRAWN)
        assert TakenTime.objects.exists() is (one.state == State.AGREED)
        if one.state == State.AGREED:
            actions.cancel_meeting(meeting=one, side=Side.ASKER, seen_version=one.version, by=anna, now=NOW)
    assert [found for invariant in INVARIANTS for found in invariant.violations()] == []


def test_the_same_yes_pressed_many_times_at_once_is_one(requests, bas):
    outcomes = at_once([yes_to(requests[0], bas) for _ in range(AT_ONCE)])
    assert outcomes.count("agreed") == 1
    assert set(outcomes) == {"agreed", "meeting-step-not-possible"}


def test_a_yes_while_the_event_is_archived_ends_in_no_meeting(requests, anna, bas):
    def archive(item):
        def act():
            stored = Item.objects.get(pk=item.pk)
            library.move_item(item=stored, step=library.Step.ARCHIVE, moved_by=anna, now=NOW)

        return act

    for one in requests:
        outcomes = at_once([yes_to(one, bas), archive(one.round.item)])
        assert set(outcomes) <= {"agreed", "round-is-closed", "meeting-step-not-possible"}
        assert "" not in outcomes, "neither of them was stopped by the other"
        one.refresh_from_db()
        assert one.state == State.CANCELLED
    assert not TakenTime.objects.exists()
    assert [found for invariant in INVARIANTS for found in invariant.violations()] == []
