"""The life of an introduction as decisions on values; no database."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from schakel.introductions import rules
from schakel.introductions.rules import (
    WAYS,
    Asking,
    Decline,
    DutyPeriod,
    Moment,
    Outcome,
    Periods,
    Purpose,
    Responsiveness,
    Side,
    State,
    Step,
)
from schakel.kernel.refusal import Refusal
from tests.clock import NOW, TODAY

FINE = Asking(
    why="Wij willen weten hoe.",
    is_own_body=False,
    asks_for_own_body=True,
    challenge_is_own=True,
    challenge_is_confidential=False,
    market_is_consulted=False,
    shares_challenge=True,
    asked_today=0,
    asked_today_by_body=0,
)
DAY = timedelta(days=1)


def code_of(act):
    with pytest.raises(Refusal) as refused:
        act()
    return refused.value.code


# From where each step leads where, by hand, and for which side.
LEADS = {
    (State.REQUESTED, Step.ACCEPT, Side.RECEIVER): State.ACCEPTED,
    (State.REQUESTED, Step.DECLINE, Side.RECEIVER): State.DECLINED,
    (State.REQUESTED, Step.WITHDRAW, Side.REQUESTER): State.WITHDRAWN,
    (State.ACCEPTED, Step.WITHDRAW, Side.REQUESTER): State.WITHDRAWN,
    (State.ACCEPTED, Step.WITHDRAW, Side.RECEIVER): State.WITHDRAWN,
    (State.HELD, Step.WITHDRAW, Side.REQUESTER): State.WITHDRAWN,
    (State.HELD, Step.WITHDRAW, Side.RECEIVER): State.WITHDRAWN,
    (State.ACCEPTED, Step.HOLD, Side.REQUESTER): State.HELD,
    (State.ACCEPTED, Step.HOLD, Side.RECEIVER): State.HELD,
    (State.ACCEPTED, Step.TALK, Side.REQUESTER): State.HELD,
    (State.ACCEPTED, Step.TALK, Side.RECEIVER): State.HELD,
    (State.HELD, Step.TALK, Side.REQUESTER): State.HELD,
    (State.HELD, Step.TALK, Side.RECEIVER): State.HELD,
    (State.ACCEPTED, Step.FINISH, Side.REQUESTER): State.FINISHED,
    (State.ACCEPTED, Step.FINISH, Side.RECEIVER): State.FINISHED,
    (State.HELD, Step.FINISH, Side.REQUESTER): State.FINISHED,
    (State.HELD, Step.FINISH, Side.RECEIVER): State.FINISHED,
}


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("step", list(Step))
@pytest.mark.parametrize("side", list(Side))
def test_every_step_leads_where_the_table_says_and_nowhere_else(state, step, side):
    expected = LEADS.get((state, step, side))
    assert (step in rules.steps_for(state, side)) is (expected is not None)
    if expected is None:
        with pytest.raises(Refusal):
            rules.next_state(state, step, side=side)
    else:
        assert rules.next_state(state, step, side=side) is expected


def test_time_alone_lets_a_request_lapse():
    assert rules.next_state(State.REQUESTED, Step.LAPSE, side=None) is State.LAPSED
    assert rules.steps_for(State.REQUESTED, None) == ()


def test_a_refused_step_says_why():
    refused = [
        (State.ACCEPTED, Step.ACCEPT, Side.RECEIVER, "introduction-step-not-possible"),
        (State.REQUESTED, Step.WITHDRAW, Side.RECEIVER, "introduction-not-yours-to-withdraw"),
        (State.REQUESTED, Step.ACCEPT, Side.REQUESTER, "introduction-not-your-step"),
    ]
    for state, step, side, code in refused:
        assert code_of(lambda: rules.next_state(state, step, side=side)) == code  # noqa: B023 - called at once


def test_contacts_are_shown_in_no_state_that_somebody_ended():
    assert frozenset({State.ACCEPTED, State.HELD, State.FINISHED}) == rules.SHOWS_CONTACTS
    assert {way.act for way in WAYS.values() if way.act} == {
        "introduction.answer",
        "introduction.withdraw",
        "introduction.take-part",
    }


def test_a_request_lapses_at_its_moment_and_an_answer_does_not():
    at = NOW + DAY
    assert (
        rules.state_at(State.REQUESTED, lapses_at=at, now=at - timedelta(microseconds=1)) is State.REQUESTED
    )
    assert rules.state_at(State.REQUESTED, lapses_at=at, now=at) is State.LAPSED
    assert rules.state_at(State.ACCEPTED, lapses_at=at, now=at + DAY) is State.ACCEPTED


# ---------------------------------------------------------------------- asking


def test_what_is_fine_is_asked_in_tidy_words():
    assert rules.check_asking(replace(FINE, why="  Wij.  ")) == "Wij."


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"asks_for_own_body": False}, "not-your-organisation"),
        ({"is_own_body": True}, "introduction-to-oneself"),
        ({"challenge_is_own": False}, "challenge-not-yours"),
        ({"market_is_consulted": True}, "market-is-consulted"),
        ({"challenge_is_confidential": True}, "challenge-is-confidential"),
        ({"why": " \n"}, "introduction-why-missing"),
        ({"why": "x" * 2001}, "introduction-words-too-long"),
        ({"asked_today": 10}, "too-many-introductions"),
        ({"asked_today_by_body": 30}, "too-many-introductions"),
    ],
)
def test_one_thing_that_is_not_fine_is_refused(change, code):
    assert code_of(lambda: rules.check_asking(replace(FINE, **change))) == code


@pytest.mark.parametrize(
    "change",
    [
        {"challenge_is_confidential": True, "shares_challenge": False},
        {"why": "x" * 2000},
        {"asked_today": 9},
        {"asked_today_by_body": 29},
    ],
)
def test_up_to_the_limit_it_is_fine(change):
    assert rules.check_asking(replace(FINE, **change))


def test_the_last_that_may_be_asked_today_is_many():
    for change in ({"asked_today": 9}, {"asked_today_by_body": 29}):
        assert rules.asks_many(replace(FINE, **change))
    assert not rules.asks_many(replace(FINE, asked_today=8, asked_today_by_body=28))


def test_the_same_form_of_the_same_person_is_known_again():
    assert rules.request_key(1, "a") == rules.request_key(1, "a")
    assert len({rules.request_key(1, "a"), rules.request_key(2, "a"), rules.request_key(1, "b")}) == 3
    assert rules.request_key(1, "") == ""


# ---------------------------------------------------------------------- what is said


def test_a_no_has_a_reason_of_the_list_and_other_has_words():
    assert rules.check_decline("no-time", " ") == (Decline.NO_TIME, "")
    assert rules.check_decline("other", " Wij verhuizen. ") == (Decline.OTHER, "Wij verhuizen.")
    assert code_of(lambda: rules.check_decline("", "Nee.")) == "decline-reason-missing"
    assert code_of(lambda: rules.check_decline("other", " ")) == "decline-words-missing"
    assert code_of(lambda: rules.check_decline("no-time", "x" * 2001)) == "introduction-words-too-long"


def test_an_outcome_is_of_the_list_and_nothing_has_a_reason():
    assert rules.check_outcome("pilot", "") == (Outcome.PILOT, "")
    assert code_of(lambda: rules.check_outcome("marriage", "Ja.")) == "outcome-unknown"
    assert code_of(lambda: rules.check_outcome("nothing", " ")) == "outcome-reason-missing"
    assert [rules.step_of(one) for one in Outcome] == [Step.TALK, *[Step.FINISH] * 5]


@pytest.mark.parametrize("number", ["", "  ", "010 123 45 67", "+31 (0)10-1234567", "010/1234567"])
def test_a_telephone_number_is_as_people_write_it(number):
    assert rules.check_telephone(number) == " ".join(number.split())


@pytest.mark.parametrize(
    "number", ["bel mij", "1234567", "0101234567x", "٠١٠١٢٣٤٥٦٧٨", "0" * 31, "010=1234567"]
)
def test_what_is_no_telephone_number_is_refused(number):
    assert code_of(lambda: rules.check_telephone(number)) == "telephone-not-usable"


def test_times_are_in_order_each_once_and_in_the_future():
    late, soon = NOW + 2 * DAY, NOW + DAY
    assert rules.check_times([late, soon, soon], now=NOW) == (soon, late)
    assert rules.check_times([NOW + 180 * DAY], now=NOW)
    assert rules.check_times([], now=NOW) == ()
    for bad in (NOW, NOW - DAY, NOW + 180 * DAY + timedelta(seconds=1)):
        assert code_of(lambda bad=bad: rules.check_times([soon, bad], now=NOW)) == "time-not-usable"
    four = [NOW + number * DAY for number in range(1, 5)]
    assert rules.check_times(four[:3], now=NOW)
    assert code_of(lambda: rules.check_times(four, now=NOW)) == "too-many-times"


def test_minutes_are_those_of_a_day_at_most():
    assert [rules.check_minutes(one) for one in (None, 1, 1440)] == [None, 1, 1440]
    for bad in (0, -5, 1441):
        assert code_of(lambda bad=bad: rules.check_minutes(bad)) == "minutes-not-usable"


def test_nobody_answers_what_their_own_organisation_asked():
    rules.check_answering(belongs_to_requester=False)
    assert code_of(lambda: rules.check_answering(belongs_to_requester=True)) == "introduction-both-sides"


# ---------------------------------------------------------------------- the clock


def test_the_usual_promise_is_three_nine_and_twenty_one_days():
    promise = rules.promise_from(Periods(), now=NOW)
    days = [(at - NOW).days for at in (promise.nudge_at, promise.last_chance_at, promise.lapses_at)]
    assert (days, Periods().outcome) == ([3, 9, 21], 28)


@pytest.mark.parametrize("periods", [Periods(), Periods(1, 2, 3, 1), Periods(1, 2, 365, 365)])
def test_periods_in_order_are_fine(periods):
    assert rules.check_periods(periods) is periods


@pytest.mark.parametrize(
    "periods",
    [
        Periods(0, 9, 21),
        Periods(9, 9, 21),
        Periods(3, 21, 21),
        Periods(3, 9, 366),
        Periods(outcome=0),
        Periods(outcome=366),
    ],
)
def test_periods_out_of_order_are_refused(periods):
    assert code_of(lambda: rules.check_periods(periods)) == "periods-not-in-order"


def due(state, days, *, ask_outcome_at=None):
    promise = rules.promise_from(Periods(), now=NOW)
    found = rules.due_moment(state, promise, ask_outcome_at=ask_outcome_at, now=NOW + days * DAY)
    return found and found[0]


def test_at_each_moment_the_newest_that_was_promised_is_due():
    expected = {2: None, 3: Moment.NUDGE, 8: Moment.NUDGE, 9: Moment.LAST_CHANCE, 20: Moment.LAST_CHANCE}
    assert {days: due(State.REQUESTED, days) for days in expected} == expected
    assert due(State.REQUESTED, 21) is due(State.REQUESTED, 400) is Moment.LAPSE


def test_what_came_of_it_is_asked_of_who_is_in_contact_once_it_is_time():
    at = NOW + 28 * DAY
    for state in State:
        expected = Moment.OUTCOME if state in (State.ACCEPTED, State.HELD) else None
        if state is not State.REQUESTED:
            assert due(state, 28, ask_outcome_at=at) is expected
    assert due(State.ACCEPTED, 27, ask_outcome_at=at) is None
    assert due(State.ACCEPTED, 99) is None


def test_it_is_escalated_between_the_last_chance_and_the_end():
    moments = {"last_chance_at": NOW + 9 * DAY, "lapses_at": NOW + 21 * DAY}
    found = [
        days for days in range(30) if rules.is_escalated(State.REQUESTED, **moments, now=NOW + days * DAY)
    ]
    assert found == list(range(9, 21))
    assert not rules.is_escalated(State.ACCEPTED, **moments, now=NOW + 10 * DAY)


# ---------------------------------------------------------------------- desks


def on_duty(*duties, administrators=(), members=(1, 2, 3)):
    return rules.on_duty(duties, members=members, administrators=administrators, today=TODAY)


def test_the_desk_is_who_is_on_duty_else_the_administrators_else_all():
    begun = DutyPeriod(2, TODAY, None)
    assert on_duty(begun, administrators={3}) == (2,)
    assert on_duty(administrators={3}) == (3,)
    assert on_duty() == (1, 2, 3)
    assert on_duty(members=()) == ()


def test_a_duty_counts_from_its_first_day_to_its_last():
    yesterday, tomorrow = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
    for first, last, is_on in (
        (TODAY, TODAY, True),
        (yesterday, tomorrow, True),
        (tomorrow, None, False),
        (date(2020, 1, 1), yesterday, False),
    ):
        assert (on_duty(DutyPeriod(2, first, last)) == (2,)) is is_on


def test_who_left_the_organisation_is_on_duty_no_more():
    assert on_duty(DutyPeriod(9, TODAY, None), administrators={3}) == (3,)
    assert on_duty(administrators={9}) == (1, 2, 3)


def test_a_duty_is_of_a_member_and_ends_after_it_began():
    rules.check_duty(begins_on=TODAY, last_on=TODAY, is_member=True)
    rules.check_duty(begins_on=TODAY, last_on=None, is_member=True)
    refused = [
        ({"begins_on": TODAY, "last_on": None, "is_member": False}, "duty-not-a-member"),
        ({"begins_on": None, "last_on": None, "is_member": True}, "duty-days-not-usable"),
        (
            {"begins_on": TODAY, "last_on": TODAY - timedelta(days=1), "is_member": True},
            "duty-days-not-usable",
        ),
    ]
    for said, code in refused:
        assert code_of(lambda said=said: rules.check_duty(**said)) == code


# ---------------------------------------------------------------------- links

LINK = {
    "purpose": Purpose.ANSWER,
    "version": 3,
    "current_version": 3,
    "made_at": NOW,
    "expires_at": NOW + DAY,
    "used_at": None,
    "now": NOW,
}


def test_a_link_stands_until_it_is_used_too_old_or_void():
    assert rules.link_stands(**LINK)
    for change in (
        {"used_at": NOW},
        {"now": NOW + DAY},
        {"now": NOW - timedelta(seconds=1)},  # the clock was set back
        {"current_version": 4},
    ):
        assert not rules.link_stands(**{**LINK, **change}), change


@pytest.mark.parametrize("purpose", [Purpose.FOLLOW, Purpose.OUTCOME])
def test_only_the_answer_depends_on_what_was_read(purpose):
    assert rules.link_stands(**{**LINK, "purpose": purpose, "current_version": 9})
    assert (purpose in rules.SINGLE_USE) is (purpose is Purpose.OUTCOME)


def test_of_a_link_a_hash_is_kept():
    assert rules.token_hash("a") != "a"
    assert len(rules.token_hash("a")) == 64


# ---------------------------------------------------------------------- counting


def test_of_fewer_than_five_nothing_is_told():
    assert rules.responsiveness([1, 2, 3, None]) is None
    assert rules.responsiveness([]) is None


def test_how_somebody_answers_is_told_roughly():
    assert rules.responsiveness([1, 2, 3, None, None]) == Responsiveness(5, 60, 2)
    assert rules.responsiveness([None] * 7) == Responsiveness(5, 0, 0)
    assert rules.responsiveness([1] * 12 + [None]) == Responsiveness(10, 90, 1)


def test_both_sides_have_another():
    assert Side.REQUESTER.other is Side.RECEIVER
    assert Side.RECEIVER.other is Side.REQUESTER


def details_of(act):
    with pytest.raises(Refusal) as refused:
        act()
    return refused.value.details


@pytest.mark.parametrize(
    ("words", "stored"),
    [
        (State, "requested accepted declined lapsed withdrawn held finished"),
        (Step, "accept decline withdraw lapse hold talk finish"),
        (Side, "requester receiver"),
        (Decline, "no-time not-our-field not-now already-in-contact other"),
        (Outcome, "talking nothing pilot service purchase adopted"),
        (Moment, "nudge last-chance lapse outcome"),
        (Purpose, "answer outcome follow"),
        (rules.Heap, "waits-for-me asked together ended"),
        (rules.BrokerHeap, "escalated without-desk mine waiting together ended"),
    ],
)
def test_what_is_stored_or_stands_in_an_address_keeps_its_words(words, stored):
    assert [one.value for one in words] == stored.split()


def test_each_step_asks_the_act_that_the_table_of_who_may_what_knows():
    assert {step: way.act for step, way in WAYS.items()} == {
        Step.ACCEPT: "introduction.answer",
        Step.DECLINE: "introduction.answer",
        Step.WITHDRAW: "introduction.withdraw",
        Step.LAPSE: "",
        Step.HOLD: "introduction.take-part",
        Step.TALK: "introduction.take-part",
        Step.FINISH: "introduction.take-part",
    }
    assert rules.BROKER == "introduction.broker"


def test_what_still_waits_and_what_has_ended():
    assert {State.REQUESTED} == rules.WAITING
    assert {State.DECLINED, State.LAPSED, State.WITHDRAWN, State.FINISHED} == rules.ENDED


def test_what_is_promised_keeps_its_numbers():
    assert (120, DAY, timedelta(hours=1)) == (rules.LONGEST_NAME, rules.A_DAY, rules.MEETING_LASTS)
    assert (
        timedelta(days=120),
        timedelta(days=60),
        timedelta(days=90),
    ) == (rules.FOLLOWS_FOR, rules.OUTCOME_LINK_FOR, rules.GUESTS_KEPT_FOR)


def test_a_refusal_says_what_the_sentence_needs():
    step = details_of(lambda: rules.next_state(State.DECLINED, Step.ACCEPT, side=Side.RECEIVER))
    assert step == {"state": "declined", "step": "accept"}
    assert details_of(lambda: rules.check_words("a" * 2_001)) == {"longest": 2_000}
    assert details_of(lambda: rules.check_asking(replace(FINE, why="a" * 2_001))) == {"longest": 2_000}
    assert details_of(lambda: rules.check_asking(replace(FINE, asked_today=10))) == {"most": 10}
    assert details_of(lambda: rules.check_times([NOW + DAY * day for day in range(1, 5)], now=NOW)) == {
        "most": 3
    }
    assert details_of(lambda: rules.check_times([NOW], now=NOW)) == {"days": 180}
    assert details_of(lambda: rules.check_periods(Periods(nudge=0))) == {"longest": 365}


def test_words_and_numbers_are_as_long_as_they_may_be():
    assert len(rules.check_words("a" * 2_000)) == 2_000
    assert rules.check_telephone("12345678") == "12345678"
    longest = "+31 (0)10 123 45 67 / 890 12 3"
    assert len(longest) == rules.LONGEST_TELEPHONE
    assert rules.check_telephone(longest) == longest
    assert code_of(lambda: rules.check_telephone("1234567")) == "telephone-not-usable"
    assert code_of(lambda: rules.check_telephone(f"{longest}4")) == "telephone-not-usable"


def test_who_is_outside_is_written_to_in_a_language_that_the_hub_speaks():
    assert [rules.check_outside_language(language) for language in ("", "nl", "en")] == ["", "nl", "en"]
    assert code_of(lambda: rules.check_outside_language("de")) == "outside-language-unknown"


def test_a_share_is_rounded_to_tens():
    assert rules.responsiveness([1, None, 1, None, 1, None, 1, None, 1, None]).answered_percent == 50
    assert rules.responsiveness([1] * 18 + [None] * 5).answered_percent == 80
    assert rules.responsiveness([1] * 89 + [None] * 11).answered_percent == 90
    assert rules.responsiveness([1] * 94 + [None] * 6).answered_percent == 90
