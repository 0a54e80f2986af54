"""Slots, who may ask whom, and what follows on what; without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schakel.agenda.meeting_rules import (
    MOST_OPEN,
    STANDING,
    UNIT,
    Asking,
    Hours,
    Plan,
    Side,
    Standing,
    State,
    Step,
    check_asking,
    check_looking,
    check_plan,
    free_table,
    pair_of,
    request_key,
    shows_contacts,
    slots_of,
    standing_at,
    steps_of,
    still_fits,
    units_in,
)
from schakel.kernel.periods import Period
from schakel.kernel.refusal import Refusal
from tests.meetings import ZONE

DAY = date(2026, 12, 8)
FINE_PLAN = Plan(minutes=20, pause=5, hours=(Hours(DAY, time(13), time(15)),), tables=4)
FINE = Asking(
    reason="Wij meten ook.",
    is_colleague=False,
    round_is_open=True,
    both_are_there=True,
    both_have_time=True,
    slot_is_past=False,
    market_is_consulted=False,
    open_requests=0,
)
NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


def code_of(check, *arguments, **named):
    with pytest.raises(Refusal) as refused:
        check(*arguments, **named)
    return refused.value.code


def checked(plan, **named):
    days = {"event_days": [DAY], "today": date(2026, 12, 1)} | named
    return check_plan(plan, zone=ZONE, **days)


def test_a_plan_has_as_many_slots_as_fit_with_their_pauses():
    slots = checked(FINE_PLAN)
    assert [slot.starts_at.astimezone(ZONE).time() for slot in slots] == [
        time(13),
        time(13, 25),
        time(13, 50),
        time(14, 15),
        time(14, 40),
    ]
    assert slots[-1].ends_at.astimezone(ZONE).time() == time(15)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"minutes": 5}, "round-length"),
        ({"minutes": 125}, "round-length"),
        ({"minutes": 22}, "round-length"),
        ({"pause": -5}, "round-pause"),
        ({"pause": 3}, "round-pause"),
        ({"tables": 0}, "round-tables"),
        ({"tables": 201}, "round-tables"),
        ({"hours": (Hours(DAY + timedelta(days=1), time(13), time(15)),)}, "round-day-not-of-event"),
        ({"hours": (Hours(DAY, time(13, 2), time(15)),)}, "round-hours"),
        ({"hours": (Hours(DAY, time(13), time(13)),)}, "round-hours"),
        ({"hours": (Hours(DAY, time(13), time(13, 15)),)}, "round-without-slots"),
        ({"hours": ()}, "round-without-slots"),
        (
            {
                "minutes": 10,
                "pause": 0,
                "hours": (Hours(DAY, time(0), time(23)), Hours(DAY, time(0), time(23))),
            },
            None,
        ),
    ],
)
def test_a_plan_that_nobody_can_meet_by_is_refused(change, code):
    if code is None:
        assert len(checked(replace(FINE_PLAN, **change))) <= 200
    else:
        assert code_of(checked, replace(FINE_PLAN, **change)) == code


def test_a_plan_for_a_day_that_is_past_is_refused():
    assert code_of(checked, FINE_PLAN, today=DAY + timedelta(days=1)) == "round-day-not-of-event"


def test_online_needs_no_tables():
    assert checked(replace(FINE_PLAN, is_online=True, tables=0))


def test_more_slots_than_a_round_has_room_for_are_refused():
    hours = tuple(Hours(DAY + timedelta(days=n), time(8), time(20)) for n in range(4))
    plan = replace(FINE_PLAN, minutes=10, pause=0, hours=hours)
    assert (
        code_of(checked, plan, event_days=[DAY + timedelta(days=n) for n in range(4)])
        == "round-too-many-slots"
    )


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 22), st.integers(1, 8)), min_size=1, max_size=4),
    st.sampled_from([10, 20, 45]),
    st.sampled_from([0, 5, 30]),
)
def test_slots_never_overlap_whatever_hours_are_chosen_also_when_the_clock_is_changed(chosen, minutes, pause):
    night = date(2026, 10, 24)
    hours = tuple(
        Hours(night + timedelta(days=day), time(begin), time(min(23, begin + length)))
        for day, begin, length in chosen
        if begin < 23
    )
    slots = slots_of(Plan(minutes, pause, hours), zone=ZONE)
    assert all(one.ends_at + timedelta(minutes=pause) <= other.starts_at for one, other in pairwise(slots))
    assert all(slot.lasts == timedelta(minutes=minutes) for slot in slots)


def test_two_periods_that_overlap_have_a_unit_in_common_and_those_that_touch_have_none():
    one = Period(NOW, NOW + timedelta(minutes=20))
    assert len(units_in(one)) == 4
    touching = Period(one.ends_at, one.ends_at + UNIT)
    overlapping = Period(one.ends_at - UNIT, one.ends_at + UNIT)
    assert not set(units_in(one)) & set(units_in(touching))
    assert set(units_in(one)) & set(units_in(overlapping))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"round_is_open": False}, "round-is-closed"),
        ({"both_are_there": False}, "attendee-not-there"),
        ({"is_colleague": True}, "meeting-with-colleague"),
        ({"market_is_consulted": True}, "market-is-consulted"),
        ({"slot_is_past": True}, "slot-is-past"),
        ({"both_have_time": False}, "slot-not-of-both"),
        ({"open_requests": MOST_OPEN}, "too-many-open-meetings"),
        ({"reason": " \n "}, "meeting-reason-missing"),
        ({"reason": "x" * 501}, "meeting-words-too-long"),
    ],
)
def test_a_request_that_may_not_be_is_refused(change, code):
    assert code_of(check_asking, replace(FINE, **change)) == code


def test_a_request_that_may_be_keeps_its_words():
    assert check_asking(FINE) == "Wij meten ook."
    assert check_asking(replace(FINE, open_requests=MOST_OPEN - 1, reason=" Kort. ")) == "Kort."


def test_who_takes_part_looks_for_something_or_offers_it():
    assert check_looking("", " Water ") == ("", "Water")
    assert code_of(check_looking, " ", "") == "looking-missing"
    assert code_of(check_looking, "x" * 301, "") == "meeting-words-too-long"


ASKED = Standing(State.ASKED, Side.ASKED)
AGREED = Standing(State.AGREED, None)
MOVING = Standing(State.AGREED, Side.ASKER, is_moving=True)


@pytest.mark.parametrize(
    ("standing", "side", "steps"),
    [
        (ASKED, Side.ASKED, {Step.ACCEPT, Step.DECLINE, Step.PROPOSE}),
        (ASKED, Side.ASKER, {Step.CANCEL}),
        (AGREED, Side.ASKER, {Step.PROPOSE, Step.CANCEL}),
        (AGREED, Side.ASKED, {Step.PROPOSE, Step.CANCEL}),
        (MOVING, Side.ASKER, {Step.ACCEPT, Step.DECLINE, Step.PROPOSE, Step.CANCEL}),
        (MOVING, Side.ASKED, {Step.CANCEL}),
        (Standing(State.DECLINED, None), Side.ASKER, set()),
        (Standing(State.CANCELLED, None), Side.ASKED, set()),
    ],
)
def test_each_side_can_do_what_is_for_it(standing, side, steps):
    assert set(steps_of(standing, side, begins_at=LATER, now=NOW)) == steps
    assert steps_of(standing, side, begins_at=NOW, now=NOW) == ()


def test_what_nobody_answered_in_time_is_lapsed():
    assert standing_at(ASKED, begins_at=NOW, now=NOW) == Standing(State.LAPSED, None)
    assert standing_at(ASKED, begins_at=LATER, now=NOW) == ASKED
    assert standing_at(AGREED, begins_at=NOW, now=NOW) == AGREED


def test_another_time_that_has_begun_is_answered_by_nobody():
    assert standing_at(MOVING, begins_at=LATER, moves_at=NOW, now=NOW) == AGREED
    assert standing_at(MOVING, begins_at=LATER, moves_at=LATER, now=NOW) == MOVING


def test_a_round_goes_on_while_all_its_times_are_on_days_of_the_event():
    first, last = date(2026, 12, 1), date(2026, 12, 2)
    assert still_fits({first, last}, event_days=[first, last])
    assert not still_fits({first, last}, event_days=[last])
    assert not still_fits({last}, event_days=[first])
    assert not still_fits(set(), event_days=[first, last])


def test_names_are_shown_while_it_is_agreed_and_at_no_other_time():
    assert [state for state in State if shows_contacts(state)] == [State.AGREED]
    assert State.LAPSED not in STANDING


def test_the_first_table_that_is_free_is_taken():
    assert free_table([1, 2, 3], [1]) == 2
    assert code_of(free_table, [1, 2], [2, 1]) == "no-table-free"


def test_the_same_form_of_the_same_person_is_one_request():
    assert request_key(1, "a") == request_key(1, "a") != request_key(2, "a")
    assert request_key(1, "") != request_key(1, "")
    assert pair_of(2, 1) == pair_of(1, 2) == "1-2"
