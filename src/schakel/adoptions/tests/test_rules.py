import pytest

from schakel.adoptions import rules
from schakel.adoptions.rules import State
from schakel.kernel.refusal import Refusal


def refused(code, act, *arguments, **named):
    with pytest.raises(Refusal) as caught:
        act(*arguments, **named)
    assert caught.value.code == code
    return caught.value


LEADS = {
    (State.INTENDED, State.RUNNING),
    (State.INTENDED, State.IN_USE),
    (State.INTENDED, State.STOPPED),
    (State.RUNNING, State.IN_USE),
    (State.RUNNING, State.STOPPED),
    (State.IN_USE, State.STOPPED),
}


@pytest.mark.parametrize("before", State)
@pytest.mark.parametrize("after", State)
def test_an_adoption_goes_where_the_table_says(before, after):
    if (before, after) in LEADS:
        assert rules.next_state(before, after) is after
    else:
        refusal = refused("adoption-step-not-possible", rules.next_state, before, after)
        assert refusal.details == {"state": before.value, "step": after.value}


def test_an_intention_and_what_stopped_do_not_count():
    assert {State.RUNNING, State.IN_USE} == rules.COUNTED


FINE = {"kind": "case", "item_owner": 1, "adopter": 2, "state": State.IN_USE}


@pytest.mark.parametrize("kind", ["case", "solution"])
def test_cases_and_solutions_are_adopted(kind):
    rules.check_adoption(**(FINE | {"kind": kind}))


@pytest.mark.parametrize("kind", ["challenge", "expert", "facility", "", "cases"])
def test_nothing_else_is_adopted(kind):
    refused("adoption-of-this-kind", rules.check_adoption, **(FINE | {"kind": kind}))


def test_the_words_that_are_stored_stay_what_they_are_and_codes_cannot_be_guessed():
    assert [state.value for state in State] == ["intended", "running", "in-use", "stopped"]
    assert [scale.value for scale in rules.Scale] == ["trial", "part", "whole"]
    assert (rules.LONGEST_VERSION, rules.LONGEST_TEXT) == (60, 4_000)
    codes = {rules.new_code() for _ in range(50)}
    assert (len(codes), {len(code) for code in codes}) == (50, {16})


def test_nobody_adopts_what_is_their_own():
    refused("adoption-of-ones-own", rules.check_adoption, **(FINE | {"adopter": 1}))


def test_an_adoption_does_not_begin_with_its_end():
    refusal = refused("adoption-step-not-possible", rules.check_adoption, **(FINE | {"state": State.STOPPED}))
    assert refusal.details == {"state": "intended", "step": "stopped"}


@pytest.mark.parametrize(
    ("own", "may"), [({2}, True), ({2, 3}, True), ({1}, False), ({1, 2}, False), ({3}, False), (set(), False)]
)
def test_somebody_of_the_adopter_confirms_and_nobody_who_works_for_the_owner_too(own, may):
    assert rules.may_confirm(own=own, item_owner=1, adopter=2) is may


def test_words_are_tidied_and_bounded():
    assert rules.check_words(" een\r\ntwee ") == "een\ntwee"
    assert rules.check_words(" ") == ""
    assert rules.check_words("a" * 60, longest=60)
    assert refused("adoption-words-too-long", rules.check_words, "a" * 61, longest=60).details == {
        "longest": 60
    }
