import hashlib
from datetime import date, datetime, timedelta

import pytest

from schakel.challenges.rules import (
    ACT_WITHIN,
    FINISHED,
    ITEM_STATES,
    LONGEST_CONFIDENTIAL,
    LONGEST_TITLE,
    LONGEST_WORDS,
    MOVE,
    TRIAGE,
    TRIAGE_WITHIN,
    WAITING_FOR_STAFF,
    WAYS,
    WOO_GROUNDS,
    BundleState,
    Candidate,
    Heap,
    Late,
    Reply,
    State,
    Step,
    Way,
    agrees,
    bundle_code,
    bundle_state,
    check_bundle,
    check_confidentiality,
    check_note,
    check_words,
    lateness,
    next_reply,
    next_state,
    possible_steps,
    review_is_due,
    saved_key,
    state_beside,
    title_from,
)
from schakel.kernel.refusal import Refusal
from tests.clock import NOW

TODAY = NOW.date()
A_SECOND = timedelta(seconds=1)
LEADS = {
    (State.DRAFT, Step.SUBMIT): State.SUBMITTED,
    (State.DRAFT, Step.WITHDRAW): State.WITHDRAWN,
    (State.SUBMITTED, Step.TRIAGE): State.TRIAGED,
    (State.SUBMITTED, Step.OPEN): State.OPEN,
    (State.SUBMITTED, Step.SEND_BACK): State.DRAFT,
    (State.TRIAGED, Step.OPEN): State.OPEN,
    (State.TRIAGED, Step.SEND_BACK): State.DRAFT,
    (State.OPEN, Step.MATCH): State.MATCHED,
    (State.OPEN, Step.BEGIN): State.IN_ACTION,
    (State.OPEN, Step.RESOLVE): State.RESOLVED,
    (State.OPEN, Step.PARK): State.PARKED,
    (State.OPEN, Step.WITHDRAW): State.WITHDRAWN,
    (State.MATCHED, Step.BEGIN): State.IN_ACTION,
    (State.MATCHED, Step.RESOLVE): State.RESOLVED,
    (State.MATCHED, Step.PARK): State.PARKED,
    (State.MATCHED, Step.WITHDRAW): State.WITHDRAWN,
    (State.IN_ACTION, Step.RESOLVE): State.RESOLVED,
    (State.IN_ACTION, Step.PARK): State.PARKED,
    (State.IN_ACTION, Step.WITHDRAW): State.WITHDRAWN,
    (State.PARKED, Step.RESUME): State.OPEN,
    (State.PARKED, Step.WITHDRAW): State.WITHDRAWN,
    (State.RESOLVED, Step.RESUME): State.OPEN,
    (State.WITHDRAWN, Step.REOPEN): State.DRAFT,
}
OF_THE_STAFF = {Step.TRIAGE, Step.OPEN}
ASK_WORDS = {Step.SEND_BACK, Step.RESOLVE, Step.PARK, Step.WITHDRAW}


def refused(act, *arguments, **named):
    with pytest.raises(Refusal) as refusal:
        act(*arguments, **named)
    return refusal.value


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("step", Step)
def test_a_step_leads_where_the_table_says_and_nowhere_else(state, step):
    if (state, step) in LEADS:
        assert next_state(state, step) is LEADS[state, step]
        assert step in possible_steps(state)
    else:
        refusal = refused(next_state, state, step)
        assert refusal.code == "challenge-step-not-possible"
        assert refusal.details == {"state": state.value, "step": step.value}
        assert step not in possible_steps(state)


def test_the_staff_alone_triages_and_opens_and_the_owner_does_the_rest():
    assert (MOVE, TRIAGE) == ("challenge.move", "challenge.triage")
    assert {step for step, way in WAYS.items() if way.act == TRIAGE} == OF_THE_STAFF
    assert {step for step, way in WAYS.items() if way.act == MOVE} == set(Step) - OF_THE_STAFF


@pytest.mark.parametrize("step", Step)
def test_words_are_asked_where_others_need_to_know_why(step):
    assert check_words(step, "  Omdat het kan. ") == "Omdat het kan."
    if step in ASK_WORDS:
        code = "outcome-missing" if step is Step.RESOLVE else "challenge-reason-missing"
        assert refused(check_words, step, " \n").code == code
    else:
        assert check_words(step, " ") == ""


def test_a_way_asks_no_words_unless_it_says_so():
    assert Way((State.OPEN,), State.PARKED, MOVE).asks_words is False


def test_words_have_a_length_at_which_they_stop():
    assert len(check_words(Step.PARK, "a" * LONGEST_WORDS)) == LONGEST_WORDS == 4000
    for check in (lambda words: check_words(Step.PARK, words), check_note):
        refusal = refused(check, "a" * (LONGEST_WORDS + 1))
        assert (refusal.code, refusal.details) == ("challenge-words-too-long", {"longest": LONGEST_WORDS})


def test_a_note_says_something():
    assert check_note(" Gebeld. ") == "Gebeld."
    assert refused(check_note, " \t").code == "note-missing"


def test_every_state_has_an_item_that_agrees():
    assert {state: set(items) for state, items in ITEM_STATES.items()} == {
        State.DRAFT: {"draft"},
        State.SUBMITTED: {"review"},
        State.TRIAGED: {"review"},
        State.OPEN: {"published"},
        State.MATCHED: {"published"},
        State.IN_ACTION: {"published"},
        State.RESOLVED: {"published", "archived"},
        State.PARKED: {"published"},
        State.WITHDRAWN: {"archived"},
    }
    assert agrees(State.RESOLVED, "archived")
    assert not agrees(State.PARKED, "archived")


@pytest.mark.parametrize(
    ("item_state", "fresh"),
    [
        ("draft", State.DRAFT),
        ("review", State.SUBMITTED),
        ("published", State.OPEN),
        ("archived", State.WITHDRAWN),
    ],
)
def test_a_challenge_stands_where_its_item_stands(item_state, fresh):
    assert state_beside(item_state, None) is fresh
    for state in State:
        assert state_beside(item_state, state) is (state if agrees(state, item_state) else fresh)


def test_what_is_finished_and_what_waits_for_the_staff():
    assert {State.RESOLVED, State.PARKED, State.WITHDRAWN} == FINISHED
    assert {State.SUBMITTED, State.TRIAGED} == WAITING_FOR_STAFF


@pytest.mark.parametrize("state", State)
def test_what_is_handed_in_is_late_after_five_days(state):
    assert timedelta(days=5) == TRIAGE_WITHIN
    waits = state in (State.SUBMITTED, State.TRIAGED)
    assert lateness(state, since=NOW - TRIAGE_WITHIN, wanted_by=None, now=NOW) is None
    late = lateness(state, since=NOW - TRIAGE_WITHIN - A_SECOND, wanted_by=None, now=NOW)
    assert late is (Late.TRIAGE if waits else None)


@pytest.mark.parametrize("state", State)
def test_an_open_challenge_where_nothing_happens_is_late_after_two_weeks(state):
    assert timedelta(days=14) == ACT_WITHIN
    on_time = lateness(state, since=NOW - ACT_WITHIN, wanted_by=None, now=NOW)
    late = lateness(state, since=NOW - ACT_WITHIN - A_SECOND, wanted_by=None, now=NOW)
    waits = Late.TRIAGE if state in WAITING_FOR_STAFF else None
    assert on_time is waits
    assert late is (Late.QUIET if state is State.OPEN else waits)


@pytest.mark.parametrize("state", State)
def test_a_running_challenge_is_late_the_day_after_its_date(state):
    runs = state in (State.OPEN, State.MATCHED, State.IN_ACTION)
    assert lateness(state, since=NOW, wanted_by=TODAY, now=NOW) is None
    late = lateness(state, since=NOW, wanted_by=TODAY - timedelta(days=1), now=NOW)
    assert late is (Late.DEADLINE if runs else None)


def test_a_review_is_due_from_its_day_on():
    assert not review_is_due(None, today=TODAY)
    assert not review_is_due(TODAY + timedelta(days=1), today=TODAY)
    assert review_is_due(TODAY, today=TODAY)


def test_the_grounds_are_those_of_the_law():
    # Wet open overheid 5.1: first paragraph a-e, second a-i, fifth; 5.2: first paragraph.
    assert [ground for ground in WOO_GROUNDS if ground.startswith("5.1.1")] == [f"5.1.1.{c}" for c in "abcde"]
    assert [ground for ground in WOO_GROUNDS if ground.startswith("5.1.2")] == [
        f"5.1.2.{c}" for c in "abcdefghi"
    ]
    assert set(WOO_GROUNDS) - {g for g in WOO_GROUNDS if g.startswith(("5.1.1", "5.1.2"))} == {
        "5.1.5",
        "5.2.1",
    }


def test_confidential_is_by_a_ground_and_for_at_most_a_year():
    def check(ground, review_on):
        check_confidentiality(ground=ground, review_on=review_on, today=TODAY)

    check("5.1.2.b", TODAY + timedelta(days=1))
    check("5.2.1", TODAY + LONGEST_CONFIDENTIAL)
    assert timedelta(days=365) == LONGEST_CONFIDENTIAL
    assert refused(check, "5.1.3", TODAY + timedelta(days=1)).code == "woo-ground-unknown"
    for day in (None, TODAY, TODAY + LONGEST_CONFIDENTIAL + timedelta(days=1)):
        refusal = refused(check, "5.1.1.a", day)
        assert (refusal.code, refusal.details) == ("review-date-not-usable", {"days": 365})


def test_the_same_question_of_the_same_body_has_the_same_key():
    key = saved_key(7, "Ons  zwembad\nstookt gas")
    assert key == saved_key(7, " ons zwembad stookt GAS ")
    assert key == saved_key(7, "Ons zwembad stookt gas")
    assert saved_key(7, "cafe\u0301") == saved_key(7, "café")
    assert len(key) == 64
    assert key == hashlib.sha256(b"7\nons zwembad stookt gas").hexdigest()
    assert key != saved_key(8, "Ons zwembad stookt gas")
    assert key != saved_key(7, "Ons zwembad stookt")
    assert saved_key(1, "2 x") != saved_key(12, " x")


def test_a_sentence_becomes_a_title():
    assert title_from(" Ons zwembad\n stookt gas. ") == "Ons zwembad stookt gas"
    assert title_from("Wat nu?") == "Wat nu?"
    assert LONGEST_TITLE == 90
    assert title_from("a" * 44 + " " + "b" * 45) == "a" * 44 + " " + "b" * 45
    assert title_from("a" * 44 + " " + "b" * 20 + ", " + "c" * 60) == "a" * 44 + " " + "b" * 20 + "…"


def test_names_that_are_stored_and_stand_in_addresses_stay_what_they_are():
    assert " ".join(State) == "draft submitted triaged open matched in-action resolved parked withdrawn"
    assert " ".join(Step) == ("submit send-back triage open match begin park resume resolve withdraw reopen")
    assert " ".join(Late) == "triage quiet deadline"
    assert " ".join(Heap) == "new mine unassigned late running finished"


def test_a_title_ends_without_signs_and_keeps_its_letters():
    assert title_from("Wij willen X") == "Wij willen X"
    assert title_from("Gas; ") == title_from("Gas,") == title_from("Gas.") == "Gas"
    assert title_from("a" * 40 + " bX: " + "c" * 60) == "a" * 40 + " bX…"


def candidate(owner, **fields):
    return Candidate(
        **{"owner": owner, "state": State.OPEN, "is_shared": True, "is_bundled": False, **fields}
    )


def bundle(*candidates, title=" Gas  in ons zwembad ", text=" Samen. ", was_declined=False):
    return check_bundle(candidates, title=title, text=text, was_declined=was_declined)


def test_a_bundle_is_of_running_challenges_of_two_bodies_that_everybody_may_find():
    assert bundle(candidate(1), candidate(2)) == ("Gas in ons zwembad", "Samen.")
    assert bundle(candidate(1), candidate(1), candidate(2))
    for state in State:
        if state in (State.OPEN, State.MATCHED, State.IN_ACTION):
            assert bundle(candidate(1), candidate(2, state=state))
        else:
            assert refused(bundle, candidate(1), candidate(2, state=state)).code == "bundle-not-shared"
    few = refused(bundle, candidate(1), candidate(1))
    assert (few.code, few.details) == ("bundle-too-few", {"fewest": 2, "most": 20})
    assert refused(bundle, candidate(1)).code == "bundle-too-few"
    assert bundle(*(candidate(owner) for owner in range(20)))
    assert refused(bundle, *(candidate(owner) for owner in range(21))).code == "bundle-too-few"
    assert refused(bundle, candidate(1), candidate(2, is_shared=False)).code == "bundle-not-shared"
    assert refused(bundle, candidate(1), candidate(2, is_bundled=True)).code == "bundled-already"
    assert refused(bundle, candidate(1), candidate(2), was_declined=True).code == "bundle-declined-before"


def test_a_bundle_has_a_title_and_says_what_is_shared():
    both = (candidate(1), candidate(2))
    assert bundle(*both, title="a" * 200)
    for title in (" ", "a" * 201):
        refusal = refused(bundle, *both, title=title)
        assert (refusal.code, refusal.details) == ("bundle-title-not-usable", {"longest": 200})
    assert refused(bundle, *both, text=" ").code == "note-missing"


@pytest.mark.parametrize("before", Reply)
@pytest.mark.parametrize("reply", Reply)
def test_an_owner_agrees_or_declines_once_and_can_leave(before, reply):
    possible = {(Reply.ASKED, Reply.AGREED), (Reply.ASKED, Reply.DECLINED), (Reply.AGREED, Reply.LEFT)}
    if (before, reply) in possible:
        assert next_reply(before, reply) is reply
    else:
        assert refused(next_reply, before, reply).code == "reply-not-possible"


@pytest.mark.parametrize(
    ("replies", "state"),
    [
        ("asked asked", BundleState.PROPOSED),
        ("asked agreed declined", BundleState.PROPOSED),
        ("agreed agreed", BundleState.STANDING),
        ("agreed agreed agreed left", BundleState.STANDING),
        ("agreed left", BundleState.ENDED),
        ("agreed released", BundleState.ENDED),
        ("asked declined", BundleState.ENDED),
        ("", BundleState.ENDED),
    ],
)
def test_a_bundle_stands_with_two_who_agreed(replies, state):
    assert bundle_state(Reply(reply) for reply in replies.split()) is state


def test_the_address_of_a_bundle_is_of_what_is_in_it():
    assert bundle_code(["b", "a"]) == bundle_code(["a", "b"]) == hashlib.sha256(b"a b").hexdigest()[:16]
    assert " ".join(Reply) == "asked agreed declined left released"
    assert " ".join(BundleState) == "proposed standing ended"


def test_a_moment_is_compared_in_its_own_day():
    late_evening = datetime(2026, 11, 26, 23, 59, tzinfo=NOW.tzinfo)
    assert lateness(State.OPEN, since=late_evening, wanted_by=date(2026, 11, 26), now=late_evening) is None
