import hashlib
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from schakel.kernel.refusal import Refusal
from schakel.pilots import rules
from schakel.pilots.rules import (
    CheckState,
    Decision,
    Facts,
    Need,
    Reply,
    State,
    Step,
    Values,
)

MEASURE = Values(before=Decimal(100), aimed=Decimal(75), measured=Decimal(80))
FINE = Facts(
    replies=(Reply.AGREED, Reply.DECLINED, Reply.LEFT),
    hypothesis="Het stookt een kwart minder.",
    measures=(MEASURE,),
    checks=(CheckState.DONE, CheckState.NOT_NEEDED),
    results="Het stookte een vijfde minder.",
    lesson="Regel eerst een droge opslag.",
)


def refused(code, act, *arguments, **named):
    with pytest.raises(Refusal) as caught:
        act(*arguments, **named)
    assert caught.value.code == code
    return caught.value


LEADS = {
    (State.PROPOSED, Step.AGREE): State.AGREED,
    (State.PROPOSED, Step.WITHDRAW): State.WITHDRAWN,
    (State.AGREED, Step.START): State.RUNNING,
    (State.AGREED, Step.WITHDRAW): State.WITHDRAWN,
    (State.RUNNING, Step.EVALUATE): State.EVALUATED,
    (State.RUNNING, Step.STOP): State.DECIDED,
    (State.EVALUATED, Step.SCALE): State.DECIDED,
    (State.EVALUATED, Step.STOP): State.DECIDED,
    (State.EVALUATED, Step.REPEAT): State.DECIDED,
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("step", Step)
def test_a_step_leads_where_the_table_says_and_nowhere_else(state, step):
    if (state, step) in LEADS:
        assert rules.next_state(state, step) is LEADS[state, step]
        assert step in rules.possible_steps(state)
    else:
        refusal = refused("pilot-step-not-possible", rules.next_state, state, step)
        assert refusal.details == {"state": state.value, "step": step.value}
        assert step not in rules.possible_steps(state)


def test_what_becomes_of_a_pilot_is_its_owners_alone_to_decide():
    acts = {step: way.act for step, way in rules.WAYS.items()}
    assert {step for step, act in acts.items() if act == "pilot.decide"} == {
        Step.SCALE,
        Step.STOP,
        Step.REPEAT,
    }
    assert set(acts.values()) == {"pilot.decide", "pilot.move"}


@pytest.mark.parametrize("step", Step)
def test_everything_that_is_needed_is_there(step):
    assert rules.missing(step, FINE) == ()
    rules.check_needs(step, FINE)


@pytest.mark.parametrize(
    ("step", "change", "need"),
    [
        (Step.AGREE, {"replies": (Reply.AGREED, Reply.ASKED)}, Need.PARTNERS),
        (Step.START, {"hypothesis": " "}, Need.HYPOTHESIS),
        (Step.START, {"measures": ()}, Need.HYPOTHESIS),
        (Step.START, {"measures": (replace(MEASURE, before=None),)}, Need.HYPOTHESIS),
        (Step.START, {"checks": (CheckState.DONE, CheckState.OPEN)}, Need.CHECKS),
        (Step.START, {"checks": (CheckState.DONE, CheckState.NEEDED)}, Need.CHECKS),
        (Step.EVALUATE, {"measures": (MEASURE, replace(MEASURE, measured=None))}, Need.MEASURED),
        (Step.EVALUATE, {"results": ""}, Need.RESULTS),
        (Step.STOP, {"lesson": " \n"}, Need.LESSON),
    ],
)
def test_a_step_waits_for_what_it_needs(step, change, need):
    facts = replace(FINE, **change)
    assert rules.missing(step, facts) == (need,)
    refusal = refused("pilot-not-ready", rules.check_needs, step, facts)
    assert refusal.details == {"step": step.value, "needs": (need.value,)}


def test_control_without_the_need_a_pilot_stops_without_a_lesson(monkeypatch):
    way = rules.WAYS[Step.STOP]
    monkeypatch.setitem(rules.WAYS, Step.STOP, replace(way, needs=()))
    rules.check_needs(Step.STOP, replace(FINE, lesson=""))


def test_no_other_decision_asks_for_a_lesson():
    silent = replace(FINE, lesson="")
    assert [step for step in Step if rules.missing(step, silent)] == [Step.STOP]


@pytest.mark.parametrize("step", Step)
def test_a_step_that_others_want_to_understand_asks_why(step):
    asks = step in (Step.SCALE, Step.STOP, Step.REPEAT, Step.WITHDRAW)
    assert rules.check_words(step, " Daarom. ") == "Daarom."
    if asks:
        refused("pilot-reason-missing", rules.check_words, step, " ")
    else:
        assert rules.check_words(step, " ") == ""


def test_words_are_bounded():
    assert rules.check_text("a" * 8_000)
    assert refused("pilot-words-too-long", rules.check_text, "a" * 8_001).details == {"longest": 8_000}
    assert rules.check_text(" een\r\ntwee ") == "een\ntwee"
    assert rules.check_line(" een \n twee ") == "een twee"
    refused("pilot-words-missing", rules.check_line, " ")
    assert rules.check_line("a" * 120)
    refused("pilot-words-too-long", rules.check_line, "a" * 121)


def test_a_pilot_does_not_end_before_it_begins():
    day, before = date(2027, 1, 2), date(2027, 1, 1)
    rules.check_period(day, day)
    rules.check_period(None, before)
    rules.check_period(day, None)
    refused("period-ends-before-it-begins", rules.check_period, day, before)


def test_a_newer_version_is_never_overwritten_unseen():
    rules.check_seen_version(stored=2, seen=2)
    assert refused("changed-meanwhile", rules.check_seen_version, stored=3, seen=2).details == {"version": 3}


@pytest.mark.parametrize("before", Reply)
@pytest.mark.parametrize("reply", Reply)
def test_a_partner_says_yes_or_no_and_can_leave_later(before, reply):
    fine = {(Reply.ASKED, Reply.AGREED), (Reply.ASKED, Reply.DECLINED), (Reply.AGREED, Reply.LEFT)}
    if (before, reply) in fine:
        assert rules.next_reply(before, reply) is reply
    else:
        refused("partner-answered-already", rules.next_reply, before, reply)


@pytest.mark.parametrize("state", CheckState)
def test_a_check_that_is_settled_says_how(state):
    assert rules.check_check(state, " Zie bijlage. ") == "Zie bijlage."
    if state in (CheckState.DONE, CheckState.NOT_NEEDED):
        refused("check-words-missing", rules.check_check, state, " ")
    else:
        assert rules.check_check(state, " ") == ""


def test_the_same_pilot_is_recognised_whatever_its_white_space_and_capitals():
    assert rules.start_key(1, 2, "Een  koel zwembad") == rules.start_key(1, 2, " een koel Zwembad")
    keys = {
        rules.start_key(*said)
        for said in ((1, 2, "Koel"), (2, 2, "Koel"), (1, 3, "Koel"), (1, None, "Koel"), (1, 2, "Warm"))
    }
    assert len(keys) == 5


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("", None),
        ("  ", None),
        ("1250", "1250"),
        ("1.250", "1250"),
        ("1.250,5", "1250.5"),
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("1.250.000", "1250000"),
        ("1 250", "1250"),
        ("-3", "-3"),
        ("0,125", "0.125"),
        ("1000000000", "1000000000"),
    ],
)
def test_a_number_is_read_as_people_here_write_it(written, number):
    assert rules.number_in(written) == (None if number is None else Decimal(number))


@pytest.mark.parametrize(
    "written", ["veel", "1,2,3", "NaN", "Infinity", "1e99", "1000000001", "0,1234", "12%"]
)
def test_what_is_no_number_we_can_use_is_refused(written):
    assert refused("number-not-usable", rules.number_in, written).details == {"written": written}


@pytest.mark.parametrize(
    ("number", "written"),
    [(None, ""), ("1250.000", "1250"), ("12.500", "12,5"), ("100", "100"), ("0.125", "0,125")],
)
def test_a_number_is_written_as_it_is_typed(number, written):
    assert rules.written_number(None if number is None else Decimal(number)) == written


@pytest.mark.parametrize(
    ("before", "aimed", "measured", "percent"),
    [
        (100, 75, 100, 0),
        (100, 75, 80, 80),
        (100, 75, 75, 100),
        (100, 75, 60, 100),
        (100, 75, 120, 0),
        (10, 20, 15, 50),
        (10, 10, 12, None),
        (None, 20, 15, None),
        (10, None, 15, None),
        (10, 20, None, None),
    ],
)
def test_how_far_a_measure_came(before, aimed, measured, percent):
    values = Values(*(None if one is None else Decimal(one) for one in (before, aimed, measured)))
    assert rules.progress(values) == percent


@pytest.mark.parametrize(
    ("before", "aimed", "measured", "is_reached"),
    [
        (100, 75, 75, True),
        (100, 75, 76, False),
        (10, 20, 20, True),
        (10, 20, 19, False),
        (4, 4, 4, True),
        (4, 4, 3, None),
        (4, 4, 5, None),
        (None, 20, 20, True),
        (10, None, 15, None),
        (10, 20, None, None),
    ],
)
def test_whether_what_was_aimed_for_was_reached(before, aimed, measured, is_reached):
    values = Values(*(None if one is None else Decimal(one) for one in (before, aimed, measured)))
    assert rules.reached(values) is is_reached


def test_phases_stand_one_a_line_and_each_once():
    assert rules.phases_in(" Meten\n\nAfdekken \nMeten\n") == ("Meten", "Afdekken")
    assert len(rules.phases_in("\n".join(str(number) for number in range(12)))) == 12
    many = "\n".join(str(number) for number in range(13))
    assert refused("phases-too-many", rules.phases_in, many).details == {"most": 12}


def test_how_far_a_case_is_follows_from_the_decision():
    assert {one: rules.status_of_case(one) for one in (None, *Decision)} == {
        None: "pilot",
        Decision.STOP: "stopped",
        Decision.SCALE: "scaled",
        Decision.REPEAT: "pilot",
    }


WRITTEN = {"title": "Koel", "problem": "Gas", "result": "Minder"}


@pytest.mark.parametrize(
    ("there", "names"),
    [
        (WRITTEN, set()),
        (WRITTEN | {"problem": "Veel gas"}, {"problem"}),
        (WRITTEN | {"failed": "Niets"}, {"failed"}),
        ({"title": "Koel", "problem": "Gas"}, {"result"}),
    ],
)
def test_what_somebody_changed_by_hand_is_known(there, names):
    assert rules.changed_by_hand(there, WRITTEN) == names


def test_writing_again_updates_only_what_nobody_changed_by_hand():
    there = {"title": "Heel koel", "problem": "Gas", "failed": "Niets"}
    wanted = {"title": "Koeler", "problem": "Meer gas", "result": "Veel minder", "lessons": "Meet eerst"}
    by_hand = rules.changed_by_hand(there, WRITTEN)
    assert rules.updated(there, wanted, by_hand=by_hand) == {
        "title": "Heel koel",
        "problem": "Meer gas",
        "failed": "Niets",
        "lessons": "Meet eerst",
    }


def test_the_needs_of_a_refusal_come_in_the_order_of_the_table():
    assert rules.unmet(["lesson", "partners"]) == [Need.PARTNERS, Need.LESSON]


@pytest.mark.parametrize(
    ("planned", "today", "begun"),
    [(None, 5, 5), (3, 5, 3), (9, 5, 5)],
)
def test_a_pilot_begins_on_the_day_that_was_planned_or_today_if_that_comes_first(planned, today, begun):
    day = lambda number: date(2027, 1, number) if number else None  # noqa: E731
    assert rules.day_begun(day(planned), today=day(today)) == day(begun)


@pytest.mark.parametrize(
    ("planned", "starts_on", "today", "ended"),
    [(None, None, 5, 5), (3, 1, 5, 3), (9, 1, 5, 5), (None, 7, 5, 7)],
)
def test_a_pilot_ends_when_it_is_decided_and_never_before_it_began(planned, starts_on, today, ended):
    day = lambda number: date(2027, 1, number) if number else None  # noqa: E731
    found = rules.day_ended(day(planned), starts_on=day(starts_on), today=day(today))
    assert found == day(ended)


@pytest.mark.parametrize(
    ("words", "stored"),
    [
        (State, "proposed agreed running evaluated decided withdrawn"),
        (Step, "agree start evaluate scale stop repeat withdraw"),
        (Decision, "scale stop repeat"),
        (Need, "partners hypothesis checks measured results lesson"),
        (Reply, "asked agreed declined left"),
        (rules.PartnerRole, "provider public-body knowledge facility funder user other"),
        (rules.CheckName, "dpia ai-act ethics procurement"),
        (CheckState, "open not-needed needed done"),
    ],
)
def test_what_is_stored_or_sent_keeps_its_words(words, stored):
    assert [one.value for one in words] == stored.split()


def test_what_is_written_in_the_journal_keeps_its_names():
    assert {step.value: rules.happening(step) for step in Step} == {
        "agree": "pilot.agreed",
        "start": "pilot.started",
        "evaluate": "pilot.evaluated",
        "scale": "pilot.scaled",
        "stop": "pilot.stopped",
        "repeat": "pilot.repeated",
        "withdraw": "pilot.withdrawn",
    }
    assert {Step.SCALE: Decision.SCALE, Step.STOP: Decision.STOP, Step.REPEAT: Decision.REPEAT} == (
        rules.DECISIONS
    )


def test_a_pilot_flows_and_is_finished_when_it_is_decided_or_withdrawn():
    assert [one.value for one in rules.FLOW] == ["proposed", "agreed", "running", "evaluated", "decided"]
    assert {State.DECIDED, State.WITHDRAWN} == rules.FINISHED
    assert {Reply.ASKED, Reply.AGREED} == rules.TAKING_PART


def test_what_people_write_of_a_pilot_and_how_much_of_it():
    texts = ["problem", "hypothesis", "approach", "results", "failed", "lesson"]
    assert list(rules.TEXTS) == texts
    assert list(rules.FIELDS) == ["title", *texts, "budget_band", "starts_on", "ends_on"]
    assert rules.COST_BANDS == ("under-10k", "10k-50k", "50k-250k", "250k-1m", "over-1m")
    assert (rules.LONGEST_TITLE, rules.MOST_MEASURES, rules.MOST_PARTNERS) == (200, 12, 20)


def test_a_line_that_is_too_long_says_how_long_it_may_be():
    assert rules.check_line("a" * 120) == "a" * 120
    assert refused("pilot-words-too-long", rules.check_line, "a" * 121).details == {"longest": 120}
    assert rules.phases_in("b" * 200) == ("b" * 200,)
    assert refused("pilot-words-too-long", rules.phases_in, "b" * 201).details == {"longest": 200}


def test_of_what_changed_both_are_kept():
    assert rules.changes_between({"title": "Een", "lesson": ""}, {"title": "Twee", "lesson": ""}) == {
        "title": ["Een", "Twee"]
    }


def test_an_older_version_is_what_stands_now_with_the_newer_changes_taken_back():
    history = [
        {"version": 3, "changes": {"title": ["Twee", "Drie"]}},
        {"version": 2, "changes": {"title": ["Een", "Twee"], "lesson": ["", "Les"]}},
        {"version": 2},
        {"changes": {"title": ["Niet", "Geteld"]}},
    ]
    now_there = {"title": "Drie", "lesson": "Les", "failed": "Niets"}
    as_of = {number: rules.fields_as_of(number, fields=now_there, history=history) for number in (1, 2, 3)}
    assert as_of == {
        1: {"title": "Een", "lesson": "", "failed": "Niets"},
        2: {"title": "Twee", "lesson": "Les", "failed": "Niets"},
        3: now_there,
    }


def test_a_pilot_about_no_challenge_is_another_than_one_about_some():
    alone = rules.start_key(1, None, "Deksel")
    assert alone != rules.start_key(1, 2, "Deksel")
    assert alone == hashlib.sha256(b"1\n\ndeksel").hexdigest()


def test_what_is_no_number_is_said_back_in_forty_signs():
    for written in ("x" * 60, "9" * 60):
        assert refused("number-not-usable", rules.number_in, written).details == {"written": written[:40]}


@pytest.mark.parametrize(
    ("before", "aimed", "measured", "is_reached"),
    [
        (100, 75, 74, True),
        (100, 75, 76, False),
        (None, 75, 76, True),
        (75, 100, 101, True),
        (75, 100, 99, False),
    ],
)
def test_less_is_better_where_less_was_aimed_for(before, aimed, measured, is_reached):
    known = [None if one is None else Decimal(one) for one in (before, aimed, measured)]
    assert rules.reached(Values(*known)) is is_reached


def test_a_third_of_the_way_is_thirty_three_percent():
    third = Values(before=Decimal(0), aimed=Decimal(300), measured=Decimal(100))
    assert rules.progress(third) == 33
    assert rules.progress(replace(third, measured=Decimal(299))) == 99
