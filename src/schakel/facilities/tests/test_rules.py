"""The life of a booking and what may be asked of a facility, as decisions on values; no database."""

import hashlib
from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from schakel.facilities import rules
from schakel.facilities.rules import (
    ABOUT_A_WISH,
    WAYS,
    Asked,
    QuestionKind,
    Side,
    State,
    Step,
    Terms,
    WaitState,
)
from schakel.kernel.periods import Period
from schakel.kernel.refusal import Refusal
from tests.clock import NOW

DAY, HOUR, MINUTE, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
BOTH = frozenset(Side)
# From where each step leads where, by hand, and whose it is.
BOOKERS, OPERATORS = Side.BOOKER, Side.OPERATOR
LEADS = {
    Step.CONFIRM: ("requested", "confirmed", OPERATORS),
    Step.PROPOSE: ("requested proposed", "proposed", OPERATORS),
    Step.DECLINE: ("requested proposed", "declined", OPERATORS),
    Step.ACCEPT: ("proposed", "confirmed", BOOKERS),
    Step.TAKE: ("offered", "confirmed", BOOKERS),
    Step.RESCHEDULE: ("confirmed", "confirmed", BOOKERS),
    Step.AGREE: ("confirmed", "confirmed", OPERATORS),
    Step.REFUSE: ("confirmed", "confirmed", OPERATORS),
    Step.KEEP: ("confirmed", "confirmed", BOOKERS),
    Step.CANCEL: ("requested proposed offered confirmed", "cancelled", BOOKERS),
    Step.CALL_OFF: ("offered confirmed", "cancelled", OPERATORS),
    Step.FINISH: ("confirmed no-show", "done", OPERATORS),
    Step.MISS: ("confirmed done", "no-show", OPERATORS),
}
BEFORE = {
    "requested": "confirm propose decline cancel",
    "proposed": "propose decline accept cancel",
    "offered": "take cancel call-off",
    "confirmed": "reschedule cancel call-off",
}
AFTERWARDS = {
    "requested": "decline",
    "proposed": "decline",
    "confirmed": "finish miss",
    "done": "miss",
    "no-show": "finish",
}


def refused(code, act, *arguments, **named):
    with pytest.raises(Refusal) as caught:
        act(*arguments, **named)
    assert caught.value.code == code
    return caught.value.details


@pytest.mark.parametrize(
    ("words", "stored"),
    [
        (State, "requested proposed offered confirmed done no-show cancelled declined released"),
        (
            Step,
            "confirm propose decline accept take cancel call-off finish miss reschedule agree refuse keep",
        ),
        (Side, "booker operator"),
        (WaitState, "waiting offered taken missed withdrawn"),
        (QuestionKind, "line text choice yes-no number"),
        (rules.Cancelling, "free charged waived"),
    ],
)
def test_what_is_stored_or_sent_keeps_its_words(words, stored):
    assert [one.value for one in words] == stored.split()


def test_the_heaps_of_states():
    assert {one.value for one in rules.BLOCKING} == {"offered", "confirmed", "done", "no-show"}
    assert {one.value for one in rules.AGREED} == {"confirmed", "done", "no-show"}
    assert {one.value for one in rules.UNDECIDED} == {"requested", "proposed", "offered"}
    assert {one.value for one in rules.FINISHED} == {"done", "no-show", "cancelled", "declined", "released"}
    assert {one.value for one in ABOUT_A_WISH} == {"agree", "refuse", "keep"}
    assert [one.value for one in rules.OF_ALL] == ["confirm", "decline", "cancel", "call-off"]
    assert {one.value for one in rules.OF_TIME} == {"agree", "refuse", "keep", "reschedule"}


def test_what_is_written_in_the_journal_keeps_its_names():
    assert [rules.happening(state) for state in State] == [
        "booking.requested",
        "booking.proposed",
        "booking.offered",
        "booking.confirmed",
        "booking.done",
        "booking.missed",
        "booking.cancelled",
        "booking.declined",
        "booking.released",
    ]


def test_what_is_promised_keeps_its_numbers():
    assert (rules.LONGEST_LINE, rules.LONGEST_TEXT, rules.LONGEST_ANSWER) == (120, 8_000, 2_000)
    assert (rules.MOST_UNITS, rules.MOST_LINES, rules.MOST_RESOURCES, rules.MOST_QUESTIONS) == (
        50,
        60,
        40,
        20,
    )
    assert (rules.MOST_WAITS, rules.MOST_REPEATS, rules.MOST_REMIND_DAYS) == (20, 52, 30)
    assert (rules.FURTHEST_DAYS, rules.LONGEST_DAYS, rules.MINUTE) == (730, 31, MINUTE)
    assert (rules.OFFER_LASTS, rules.OFFER_ENDS_BEFORE) == (48 * HOUR, 2 * HOUR)


@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("state", State)
def test_a_step_leads_where_the_table_says_and_nowhere_else(state, step):
    come_from, to, side = LEADS[step]
    assert WAYS[step].side is side
    if state.value in come_from.split():
        assert rules.next_state(state, step).value == to
    else:
        details = refused("booking-step-not-possible", rules.next_state, state, step)
        assert details == {"state": state.value, "step": step.value}


def test_who_takes_what_is_offered_asks_for_it_where_the_operator_says_yes_to_everything():
    assert rules.next_state(State.OFFERED, Step.TAKE, asks_approval=True) is State.REQUESTED
    assert rules.next_state(State.REQUESTED, Step.CONFIRM, asks_approval=True) is State.CONFIRMED


@pytest.mark.parametrize("state", State)
def test_before_it_begins_other_things_can_be_done_than_afterwards(state):
    def steps(moment, **more):
        found = rules.possible_steps(state, sides=BOTH, starts_at=NOW, now=moment, **more)
        return {one.value for one in found}

    assert steps(NOW - SECOND) == set(BEFORE.get(state.value, "").split())
    assert steps(NOW) == steps(NOW + DAY) == set(AFTERWARDS.get(state.value, "").split())


def test_each_side_has_its_own_steps_and_only_a_wish_can_be_answered():
    def steps(*sides, **more):
        found = rules.possible_steps(
            State.CONFIRMED, sides=frozenset(sides), starts_at=NOW, now=NOW - DAY, **more
        )
        return " ".join(one.value for one in found)

    assert steps() == ""
    assert steps(BOOKERS) == "reschedule cancel"
    assert steps(BOOKERS, has_wish=True) == "reschedule keep cancel"
    assert steps(BOOKERS, is_late=True) == "cancel"
    assert steps(BOOKERS, is_late=True, has_wish=True) == "keep cancel"
    assert steps(OPERATORS) == "call-off"
    assert steps(OPERATORS, has_wish=True) == "agree refuse call-off"
    assert steps(OPERATORS, has_wish=True, waits_for_booker=True) == "refuse call-off"


def test_what_is_over_is_over_and_what_is_to_come_did_not_take_place():
    rules.check_in_time(Step.CANCEL, starts_at=NOW, now=NOW - SECOND)
    refused("booking-has-begun", rules.check_in_time, Step.CANCEL, starts_at=NOW, now=NOW)
    rules.check_in_time(Step.FINISH, starts_at=NOW, now=NOW)
    refused("booking-has-not-begun", rules.check_in_time, Step.MISS, starts_at=NOW, now=NOW - SECOND)
    rules.check_in_time(Step.DECLINE, starts_at=NOW, now=NOW + DAY)


def test_cancelling_and_moving_are_free_until_an_hour_that_was_agreed():
    def late(before):
        return rules.is_late_to_cancel(starts_at=NOW + before, cancel_hours=24, now=NOW)

    assert (late(DAY), late(DAY - SECOND)) == (False, True)
    rules.check_reschedule(starts_at=NOW + DAY, cancel_hours=24, now=NOW)
    details = refused(
        "booking-too-late-to-move",
        rules.check_reschedule,
        starts_at=NOW + DAY - SECOND,
        cancel_hours=24,
        now=NOW,
    )
    assert details == {"hours": 24}
    refused("booking-has-begun", rules.check_reschedule, starts_at=NOW, cancel_hours=0, now=NOW)


@pytest.mark.parametrize("step", Step)
def test_who_says_no_says_why(step):
    asks = step in {Step.DECLINE, Step.CALL_OFF, Step.REFUSE}
    assert WAYS[step].asks_words is asks
    assert rules.check_words(step, " Het dak lekt. ") == "Het dak lekt."
    if asks:
        refused("booking-reason-missing", rules.check_words, step, " \n ")
    else:
        assert rules.check_words(step, " ") == ""


def test_a_price_is_whole_cents_up_to_a_million_and_vat_at_most_all_of_it():
    assert rules.check_price(0, 0) == (0, 0)
    assert rules.check_price(100_000_000, 10_000) == (100_000_000, 10_000)
    refused("price-missing", rules.check_price, None, 2_100)
    for cents, vat in ((-1, 0), (100_000_001, 0), (0, -1), (0, 10_001)):
        refused("price-out-of-reach", rules.check_price, cents, vat)


def test_texts_are_tidied_and_bounded():
    assert rules.check_text("  Een\r\nzin. ") == "Een\nzin."
    assert len(rules.check_text("a" * 8_000)) == 8_000
    assert refused("words-too-long", rules.check_text, "a" * 8_001) == {"longest": 8_000}
    assert rules.check_line("  Een \n zin. ") == "Een zin."
    assert len(rules.check_line("a" * 120)) == 120
    assert refused("words-too-long", rules.check_line, "a" * 121) == {"longest": 120}
    refused("words-missing", rules.check_line, " \t")


def test_a_newer_version_is_never_overwritten_unseen():
    rules.check_seen_version(stored=3, seen=3)
    assert refused("changed-meanwhile", rules.check_seen_version, stored=4, seen=3) == {"version": 4}


FINE = Terms(minutes_before=15, minutes_after=30)


def test_what_is_not_said_of_a_resource():
    assert Terms() == Terms(1, 0, 0, 30, 1_440, 0, 365, True, 0, 0)
    assert FINE.held(Period(NOW, NOW + HOUR)) == Period(NOW - 15 * MINUTE, NOW + 90 * MINUTE)


@pytest.mark.parametrize(
    ("change", "code", "details"),
    [
        ({"capacity": 0}, "units-out-of-reach", {"most": 50}),
        ({"capacity": 51}, "units-out-of-reach", {"most": 50}),
        ({"minutes_before": -1}, "buffer-out-of-reach", {}),
        ({"minutes_before": 1_441}, "buffer-out-of-reach", {}),
        ({"minutes_after": -1}, "buffer-out-of-reach", {}),
        ({"minutes_after": 1_441}, "buffer-out-of-reach", {}),
        ({"shortest_minutes": 0}, "lengths-out-of-order", {"days": 31}),
        ({"shortest_minutes": 61, "longest_minutes": 60}, "lengths-out-of-order", {"days": 31}),
        ({"longest_minutes": 31 * 1_440 + 1}, "lengths-out-of-order", {"days": 31}),
        ({"furthest_days": 0}, "notice-out-of-reach", {"days": 730}),
        ({"furthest_days": 731}, "notice-out-of-reach", {"days": 730}),
        ({"notice_hours": -1}, "notice-out-of-reach", {"days": 730}),
        ({"notice_hours": 48, "furthest_days": 2}, "notice-out-of-reach", {"days": 730}),
        ({"ask_again_days": 61}, "asking-again-out-of-order", {}),
        ({"release_days": -1}, "asking-again-out-of-order", {}),
        ({"ask_again_days": 2, "release_days": 3}, "asking-again-out-of-order", {}),
        ({"ask_again_days": 2, "release_days": 2}, "asking-again-out-of-order", {}),
    ],
)
def test_terms_by_which_nobody_could_book_are_refused(change, code, details):
    assert refused(code, rules.check_terms, replace(FINE, **change)) == details


@pytest.mark.parametrize(
    "change",
    [
        {"capacity": 50},
        {"minutes_before": 1_440, "minutes_after": 1_440},
        {"minutes_before": 0, "minutes_after": 0},
        {"shortest_minutes": 1},
        {"shortest_minutes": 60, "longest_minutes": 60},
        {"longest_minutes": 31 * 1_440},
        {"furthest_days": 730},
        {"furthest_days": 1, "notice_hours": 23},
        {"ask_again_days": 60, "release_days": 59},
        {"ask_again_days": 1, "release_days": 0},
    ],
)
def test_terms_as_far_as_they_go(change):
    terms = replace(FINE, **change)
    assert rules.check_terms(terms) == terms


ASKS = Terms(ask_again_days=7, release_days=3)
BEGINS = NOW + 30 * DAY


def test_whether_they_still_come_is_asked_and_what_nobody_answers_released():
    assert rules.asks_again_at(BEGINS, Terms()) is None
    assert rules.asks_again_at(BEGINS, ASKS) == BEGINS - 7 * DAY
    assert rules.releases_at(BEGINS, ASKS) == BEGINS - 3 * DAY


@pytest.mark.parametrize(
    ("terms", "agreed", "asked", "moment", "is_asked"),
    [
        (ASKS, NOW, None, BEGINS - 7 * DAY, True),
        (ASKS, NOW, None, BEGINS - 7 * DAY - SECOND, False),
        (ASKS, NOW, None, BEGINS - 3 * DAY - SECOND, True),
        (ASKS, NOW, None, BEGINS - 3 * DAY, False),
        (ASKS, NOW, NOW, BEGINS - 7 * DAY, False),
        (ASKS, BEGINS - 7 * DAY, None, BEGINS - 6 * DAY, False),
        (ASKS, BEGINS - 7 * DAY - SECOND, None, BEGINS - 6 * DAY, True),
        (Terms(), NOW, None, BEGINS - 7 * DAY, False),
    ],
)
def test_it_is_asked_once_in_its_time(terms, agreed, asked, moment, is_asked):
    found = rules.is_to_be_asked(starts_at=BEGINS, terms=terms, agreed_at=agreed, asked_at=asked, now=moment)
    assert found is is_asked


@pytest.mark.parametrize(
    ("asked", "answered", "moment", "is_released"),
    [
        (BEGINS - 7 * DAY, None, BEGINS - 3 * DAY, True),
        (BEGINS - 7 * DAY, None, BEGINS - 3 * DAY - SECOND, False),
        (BEGINS - 7 * DAY, None, BEGINS - SECOND, True),
        (BEGINS - 7 * DAY, None, BEGINS, False),
        (BEGINS - 7 * DAY, BEGINS - 6 * DAY, BEGINS - 3 * DAY, False),
        (None, None, BEGINS - 3 * DAY, False),
        (BEGINS - 3 * DAY - 12 * HOUR, None, BEGINS - 3 * DAY, True),
        (BEGINS - 3 * DAY - 12 * HOUR + SECOND, None, BEGINS - 3 * DAY, False),
    ],
)
def test_only_what_was_asked_and_could_be_answered_is_released(asked, answered, moment, is_released):
    found = rules.is_to_be_released(
        starts_at=BEGINS, terms=ASKS, asked_at=asked, answered_at=answered, now=moment
    )
    assert found is is_released


@pytest.mark.parametrize(
    ("days", "agreed", "reminded", "is_asked", "moment", "is_told"),
    [
        (2, NOW, None, False, BEGINS - 2 * DAY, True),
        (2, NOW, None, False, BEGINS - 2 * DAY - SECOND, False),
        (2, NOW, None, False, BEGINS - SECOND, True),
        (2, NOW, None, False, BEGINS, False),
        (2, NOW, NOW, False, BEGINS - 2 * DAY, False),
        (2, NOW, None, True, BEGINS - 2 * DAY, False),
        (2, BEGINS - 2 * DAY, None, False, BEGINS - DAY, False),
        (2, BEGINS - 2 * DAY - SECOND, None, False, BEGINS - DAY, True),
        (0, NOW, None, False, BEGINS - DAY, False),
    ],
)
def test_who_booked_is_reminded_once_in_time(days, agreed, reminded, is_asked, moment, is_told):
    found = rules.is_to_be_reminded(
        starts_at=BEGINS,
        remind_days=days,
        cancel_hours=24,
        agreed_at=agreed,
        reminded_at=reminded,
        is_asked=is_asked,
        now=moment,
    )
    assert found is is_told


@pytest.mark.parametrize(
    ("begins_in", "asked", "answered", "release_days", "comes_to"),
    [
        (24 * HOUR, None, None, 3, "free"),
        (24 * HOUR - SECOND, None, None, 3, "charged"),
        (24 * HOUR, NOW - DAY, None, 3, "free"),
        (24 * HOUR - SECOND, NOW - DAY, None, 3, "waived"),
        (24 * HOUR - SECOND, NOW - DAY, NOW - HOUR, 3, "charged"),
        (24 * HOUR - SECOND, NOW - DAY, None, 0, "charged"),
    ],
)
def test_who_says_no_pays_no_more_than_who_keeps_silent(begins_in, asked, answered, release_days, comes_to):
    found = rules.cancelling_now(
        starts_at=NOW + begins_in,
        cancel_hours=24,
        terms=replace(ASKS, release_days=release_days),
        asked_at=asked,
        answered_at=answered,
        now=NOW,
    )
    assert found.value == comes_to


def test_it_is_released_the_day_before_as_well_as_any_other_day():
    found = [
        rules.is_to_be_released(
            starts_at=BEGINS,
            terms=replace(ASKS, release_days=days),
            asked_at=BEGINS - 7 * DAY,
            answered_at=None,
            now=BEGINS - DAY,
        )
        for days in (0, 1, 2)
    ]
    assert found == [False, True, True]


@pytest.mark.parametrize(
    ("cancel_hours", "agreed", "before"),
    [
        (0, NOW, 2 * DAY),
        (24, NOW, 2 * DAY),
        (25, NOW, 49 * HOUR),
        (72, NOW, 4 * DAY),
        (72, BEGINS - 4 * DAY - SECOND, 4 * DAY),
        (72, BEGINS - 4 * DAY, 2 * DAY),
    ],
)
def test_who_booked_is_reminded_while_cancelling_is_free_for_another_day(cancel_hours, agreed, before):
    at = rules.reminds_at(starts_at=BEGINS, remind_days=2, cancel_hours=cancel_hours, agreed_at=agreed)
    assert at == BEGINS - before


MONDAY = NOW
FRIDAY = MONDAY + 4 * DAY


@pytest.mark.parametrize(
    ("since", "begins_after", "reminded_after"),
    [
        (MONDAY, 9 * DAY, [2 * DAY, 8 * DAY]),
        (FRIDAY, 9 * DAY, [4 * DAY, 8 * DAY]),
        (FRIDAY + DAY, 9 * DAY, [3 * DAY, 8 * DAY]),
        (FRIDAY - DAY, 9 * DAY, [4 * DAY, 8 * DAY]),
        (MONDAY, 4 * DAY, [2 * DAY, 3 * DAY]),
        (MONDAY, 4 * DAY - SECOND, [2 * DAY]),
        (MONDAY, 2 * DAY + SECOND, [DAY + SECOND]),
        (MONDAY, 2 * DAY, [DAY]),
        (MONDAY, DAY + SECOND, [SECOND]),
        (MONDAY, DAY, []),
        (MONDAY, HOUR, []),
    ],
)
def test_who_runs_it_is_reminded_after_two_working_days_and_the_day_before(
    since, begins_after, reminded_after
):
    moments = rules.reminds_operator_at(since=since, starts_at=since + begins_after)
    assert [one - since for one in moments] == reminded_after


@pytest.mark.parametrize(
    ("moment", "reminded", "is_told"),
    [
        (2 * DAY - SECOND, None, False),
        (2 * DAY, None, True),
        (2 * DAY, 2 * DAY - SECOND, True),
        (3 * DAY, 2 * DAY, False),
        (8 * DAY, 2 * DAY, True),
        (8 * DAY, 8 * DAY, False),
        (9 * DAY - SECOND, None, True),
        (9 * DAY, None, False),
    ],
)
def test_who_runs_it_is_reminded_once_at_each_of_these_moments(moment, reminded, is_told):
    found = rules.is_operator_to_be_reminded(
        since=MONDAY,
        starts_at=MONDAY + 9 * DAY,
        reminded_at=None if reminded is None else MONDAY + reminded,
        now=MONDAY + moment,
    )
    assert found is is_told


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (" webcal://agenda.example/a?b=webcal://c ", "https://agenda.example/a?b=webcal://c"),
        ("WEBCALS://agenda.example", "https://agenda.example"),
        ("https://agenda.example", "https://agenda.example"),
        ("http://agenda.example", "http://agenda.example"),
        ("webcal", "webcal"),
    ],
)
def test_what_programs_call_webcal_is_read_as_any_page(typed, read):
    assert rules.calendar_address(typed) == read


def test_nobody_is_reminded_where_no_day_was_chosen():
    assert rules.reminds_at(starts_at=BEGINS, remind_days=0, cancel_hours=48, agreed_at=NOW) is None
    at = rules.reminds_at(starts_at=BEGINS, remind_days=3, cancel_hours=0, agreed_at=NOW)
    assert at == BEGINS - 3 * DAY


def test_what_came_free_is_kept_two_days_and_not_until_it_begins():
    assert rules.offer_until(starts_at=NOW + 9 * DAY, now=NOW) == NOW + 2 * DAY
    assert rules.offer_until(starts_at=NOW + DAY, now=NOW) == NOW + 22 * HOUR


def test_a_period_has_a_length_in_whole_minutes():
    begin = NOW.replace(second=0, microsecond=0)
    assert rules.check_period(begin, begin + MINUTE) == Period(begin, begin + MINUTE)
    assert rules.check_period(begin, begin + 31 * DAY).lasts == 31 * DAY
    refused("period-ends-before-it-begins", rules.check_period, begin, begin)
    details = refused("period-too-long", rules.check_period, begin, begin + 31 * DAY + MINUTE)
    assert details == {"days": 31}
    for first, last in ((SECOND, DAY), (0 * DAY, DAY + SECOND), (timedelta(microseconds=1), DAY)):
        refused("period-not-in-minutes", rules.check_period, begin + first, begin + last)


def test_hours_and_days_go_forward_and_midnight_is_the_end_of_the_day():
    rules.check_hours(time(9), time(9, 1))
    rules.check_hours(time(9), time(0))
    refused("closes-before-it-opens", rules.check_hours, time(9), time(9))
    refused("closes-before-it-opens", rules.check_hours, time(9), time(8))
    today = date(2027, 5, 3)
    for first, last in ((today, today), (None, today), (today, None), (None, None)):
        rules.check_days(first, last)
    refused("period-ends-before-it-begins", rules.check_days, today, today - DAY)


def test_a_question_has_choices_only_where_one_chooses():
    assert rules.check_question(" Wat? ", QuestionKind.CHOICE, ["a", " a ", "b", " "]) == ("Wat?", ("a", "b"))
    assert rules.check_question("Wat?", QuestionKind.LINE, ["a", "b"]) == ("Wat?", ())
    refused("choices-missing", rules.check_question, "Wat?", QuestionKind.CHOICE, ["a", "a"])
    assert len(rules.check_question("a" * 240, QuestionKind.TEXT, [])[0]) == 240
    refused("words-too-long", rules.check_question, "a" * 241, QuestionKind.TEXT, [])


ABOUT = Asked("q", "Waarvoor?", QuestionKind.LINE)


def test_a_question_has_no_choices_and_need_not_be_answered_unless_it_is_said():
    assert (ABOUT.choices, ABOUT.is_required) == ((), False)


@pytest.mark.parametrize(
    ("kind", "fine", "wrong"),
    [
        (QuestionKind.LINE, "Een regel", "Twee\nregels"),
        (QuestionKind.TEXT, "Twee\nregels", None),
        (QuestionKind.CHOICE, "binnen", "ergens"),
        (QuestionKind.YES_NO, "yes", "maybe"),
        (QuestionKind.YES_NO, "no", "ja"),
        (QuestionKind.NUMBER, "123456789", "1234567890"),
        (QuestionKind.NUMBER, "0", "\u0663"),
        (QuestionKind.NUMBER, "12", "-12"),
    ],
)
def test_an_answer_is_of_the_kind_that_is_asked(kind, fine, wrong):
    question = replace(ABOUT, kind=kind, choices=("binnen", "buiten"))
    assert rules.checked_answers([question], {"q": f" {fine} "}) == [
        {"question": "Waarvoor?", "kind": kind.value, "answer": fine}
    ]
    if wrong is not None:
        details = refused("answer-not-usable", rules.checked_answers, [question], {"q": wrong})
        assert details == {"question": "q"}


def test_what_is_asked_for_certain_is_answered_and_the_rest_can_be_left_out():
    assert rules.checked_answers([ABOUT], {"gone": "iets"}) == []
    details = refused("answer-missing", rules.checked_answers, [replace(ABOUT, is_required=True)], {})
    assert details == {"question": "q"}
    text = replace(ABOUT, kind=QuestionKind.TEXT)
    assert rules.checked_answers([text], {"q": "a" * 2_000})[0]["answer"] == "a" * 2_000
    assert refused("words-too-long", rules.checked_answers, [text], {"q": "a" * 2_001}) == {"longest": 2_000}


def test_of_a_link_and_of_a_note_a_hash_is_kept_that_stays_the_same():
    assert rules.token_hash("sleutel") == rules.mark_of("sleutel") == hashlib.sha256(b"sleutel").hexdigest()
    assert rules.mark_of("") != rules.mark_of(" ")
