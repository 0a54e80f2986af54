from datetime import date, timedelta

import pytest

from schakel.consultations import rules
from schakel.consultations.rules import DECIDE, WAYS, Opening, State, Step
from schakel.kernel.refusal import Refusal

TODAY = date(2026, 11, 26)
DAY = timedelta(days=1)


def test_the_words_that_are_stored_and_stand_in_addresses_stay_what_they_are():
    assert [state.value for state in State] == ["prepared", "open", "closed", "reported"]
    assert [step.value for step in Step] == ["open", "close", "report"]
    acts = (rules.DECIDE, rules.HELP, rules.ASK, rules.TAKE_PART)
    assert acts == (
        "consultation.decide",
        "consultation.help",
        "consultation.ask",
        "consultation.take-part",
    )
    assert [(way.come_from, way.to) for way in WAYS.values()] == [
        (State.PREPARED, State.OPEN),
        (State.OPEN, State.CLOSED),
        (State.CLOSED, State.REPORTED),
    ]


def test_how_long_and_how_many():
    assert (rules.SHORTEST, rules.LONGEST) == (10 * DAY, 365 * DAY)
    assert (rules.ANSWERED_BEFORE_END, rules.REMINDED_BEFORE_END) == (3 * DAY, 3 * DAY)
    assert (rules.LONGEST_TEXT, rules.LONGEST_WORDS) == (20_000, 4_000)
    assert (rules.MOST_FILES, rules.MOST_FILES_OF_PARTICIPANT) == (30, 5)


def test_a_refusal_says_what_would_do():
    """Its sentence names the days, the number or the length that is asked for."""
    said = {}
    for act, facts in (
        (rules.next_state, {"state": State.OPEN, "step": Step.OPEN}),
        (rules.check_text, {"text": "x" * 11, "longest": 10}),
        (rules.check_period, {"questions_until": TODAY, "closes_on": None, "today": TODAY}),
        (rules.check_period, {"questions_until": None, "closes_on": TODAY + 10 * DAY, "today": TODAY}),
        (
            rules.check_inquiry,
            {"state": State.OPEN, "questions_until": TODAY, "number_of_person": 20, "today": TODAY},
        ),
    ):
        with pytest.raises(Refusal) as refused:
            act(**facts)
        said[refused.value.code] = refused.value.details
    assert said == {
        "consultation-step-not-possible": {"state": "open"},
        "consultation-words-too-long": {"longest": 10},
        "consultation-period": {"shortest": 10, "longest": 365},
        "consultation-questions-period": {"days": 3},
        "inquiries-too-many": {"most": 20},
    }


def test_the_last_day_that_is_possible_is_possible():
    rules.check_period(questions_until=TODAY, closes_on=TODAY + 365 * DAY, today=TODAY)
    rules.check_extension(closes_on=TODAY + 365 * DAY, before=TODAY, today=TODAY)
    assert rules.check_text("x" * 10, longest=10) == "x" * 10


def code_of(act, **facts):
    with pytest.raises(Refusal) as refused:
        act(**facts)
    return refused.value.code


def test_the_table_leads_one_way_and_only_the_owner_decides():
    for state in State:
        for step in Step:
            if WAYS[step].come_from is state:
                assert rules.next_state(state, step) is WAYS[step].to
            else:
                with pytest.raises(Refusal):
                    rules.next_state(state, step)
    assert {way.act for way in WAYS.values()} == {DECIDE, ""}


def test_what_was_open_is_closed_the_day_after_its_last():
    for state, day, expected in (
        (State.OPEN, TODAY, State.OPEN),
        (State.OPEN, TODAY - DAY, State.CLOSED),
        (State.PREPARED, TODAY - DAY, State.PREPARED),
        (State.REPORTED, TODAY - DAY, State.REPORTED),
    ):
        assert rules.state_at(state, closes_on=day, today=TODAY) is expected


def test_introductions_are_blocked_while_it_is_prepared_or_open():
    assert {state for state in State if rules.blocks(state)} == {State.PREPARED, State.OPEN}


def test_everybody_gets_time():
    fine = {"questions_until": TODAY + 7 * DAY, "closes_on": TODAY + 10 * DAY, "today": TODAY}
    rules.check_period(**fine)
    for fact, code in (
        ({"closes_on": TODAY + 9 * DAY}, "consultation-period"),
        ({"closes_on": TODAY + 366 * DAY}, "consultation-period"),
        ({"closes_on": None}, "consultation-period"),
        ({"questions_until": TODAY + 8 * DAY}, "consultation-questions-period"),
        ({"questions_until": TODAY - DAY}, "consultation-questions-period"),
        ({"questions_until": None}, "consultation-questions-period"),
    ):
        assert code_of(rules.check_period, **(fine | fact)) == code, fact


def test_it_lasts_longer_and_never_shorter():
    rules.check_extension(closes_on=TODAY + 11 * DAY, before=TODAY + 10 * DAY, today=TODAY)
    for days in (9, 10, 366):
        refused = code_of(
            rules.check_extension, closes_on=TODAY + days * DAY, before=TODAY + 10 * DAY, today=TODAY
        )
        assert refused == "consultation-not-longer"


def test_it_opens_only_to_everybody_about_a_challenge_that_is_open():
    rules.check_opening(Opening(is_for_everybody=True, is_running=True))
    hidden = Opening(is_for_everybody=False, is_running=True)
    draft = Opening(is_for_everybody=True, is_running=False)
    assert code_of(rules.check_opening, opening=hidden) == "consultation-not-for-everybody"
    assert code_of(rules.check_opening, opening=draft) == "consultation-challenge-not-open"


def test_questions_come_in_time_and_not_without_end():
    fine = {"state": State.OPEN, "questions_until": TODAY, "number_of_person": 19, "today": TODAY}
    rules.check_inquiry(**fine)
    for fact, code in (
        ({"state": State.PREPARED}, "consultation-not-open"),
        ({"state": State.CLOSED}, "consultation-not-open"),
        ({"questions_until": TODAY - DAY}, "inquiry-too-late"),
        ({"number_of_person": 20}, "inquiries-too-many"),
    ):
        assert code_of(rules.check_inquiry, **(fine | fact)) == code


def test_words_are_tidied_bounded_and_there():
    assert rules.check_text(" Een vraag. ") == "Een vraag."
    assert code_of(rules.check_text, text=" \n ") == "consultation-words-missing"
    assert code_of(rules.check_text, text="x" * (rules.LONGEST_WORDS + 1)) == "consultation-words-too-long"
