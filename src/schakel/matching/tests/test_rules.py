"""What may not fit, how well something fits, and which items are one and the same."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schakel.matching.rules import (
    LONG_AGO,
    ONE_COMMON_WORD,
    SAME,
    SIZES,
    WRONG_BECAUSE,
    Misfit,
    MisfitCode,
    Situation,
    dots,
    fit,
    fits_well,
    folded,
    likeness,
    misfits,
    needed_to_fit,
    says_something,
    size_distance,
)
from schakel.search.analysis.forms import COMMONNESS

TODAY = date(2026, 11, 23)
FINE = Situation(question_language="nl", item_languages=("nl", "en"), today=TODAY, verified_on=TODAY)


def codes(situation: Situation) -> list[MisfitCode]:
    return [misfit.code for misfit in misfits(situation)]


def test_what_can_be_wrong_keeps_its_names_in_the_journal():
    named = "another-subject misunderstood-words not-for-us no-longer-true something-else"
    assert " ".join(WRONG_BECAUSE) == named


def test_a_situation_that_is_fine_has_no_misfits():
    assert misfits(FINE) == ()


def test_what_is_not_known_is_not_held_against_an_item():
    unknown = Situation(question_language="nl", item_languages=("nl",), today=TODAY)
    assert misfits(unknown) == ()
    assert unknown == replace(
        unknown,
        verified_on=None,
        status="",
        is_illustrative=False,
        asker_size="",
        item_size="",
        windows=(),
        inhabitants_min=0,
        partners_min=0,
        last_day=None,
    )


def test_a_misfit_has_no_details_unless_its_sentence_needs_them():
    assert Misfit(MisfitCode.STOPPED).details == {}


def test_the_codes_that_other_programs_read_stay_as_they_are():
    assert [code.value for code in MisfitCode] == [
        "other-language",
        "long-ago-verified",
        "other-size",
        "stopped",
        "window-closed",
        "window-later",
        "too-few-inhabitants",
        "partners-needed",
        "past",
        "illustrative",
    ]


def test_an_item_in_only_the_other_language_may_not_fit():
    assert misfits(replace(FINE, item_languages=("en",))) == (
        Misfit(MisfitCode.OTHER_LANGUAGE, {"language": "en"}),
    )


def test_an_item_of_which_no_language_is_known_is_not_held_against():
    assert misfits(replace(FINE, item_languages=())) == ()


def test_an_item_verified_a_year_ago_to_the_day_is_fresh_and_a_day_later_not():
    assert timedelta(days=365) == LONG_AGO
    assert codes(replace(FINE, verified_on=TODAY - LONG_AGO)) == []
    late = misfits(replace(FINE, verified_on=TODAY - LONG_AGO - timedelta(days=1)))
    assert late == (Misfit(MisfitCode.LONG_AGO_VERIFIED, {"months": 12}),)


def test_an_item_that_was_never_verified_is_not_called_old():
    assert codes(replace(FINE, verified_on=None)) == []


def test_a_stopped_project_says_so():
    assert misfits(replace(FINE, status="stopped")) == (Misfit(MisfitCode.STOPPED),)
    assert misfits(replace(FINE, status="running")) == ()


def test_an_example_says_so_last():
    assert codes(replace(FINE, is_illustrative=True, status="stopped")) == [
        MisfitCode.STOPPED,
        MisfitCode.ILLUSTRATIVE,
    ]


def test_the_next_size_class_fits_and_the_one_after_does_not():
    assert codes(replace(FINE, asker_size="20k-50k", item_size="50k-100k")) == []
    found = misfits(replace(FINE, asker_size="20k-50k", item_size="100k-250k"))
    assert found == (Misfit(MisfitCode.OTHER_SIZE, {"theirs": "100k-250k", "yours": "20k-50k"}),)


@pytest.mark.parametrize("unknown", ["", "enormous"])
def test_an_unknown_size_is_no_distance(unknown):
    assert size_distance(unknown, SIZES[0]) == 0
    assert size_distance(SIZES[4], unknown) == 0


def test_sizes_are_named_as_organisations_name_them_from_small_to_large():
    assert SIZES == ("under-20k", "20k-50k", "50k-100k", "100k-250k", "over-250k")


def test_sizes_lie_as_far_apart_as_their_classes():
    assert size_distance(SIZES[0], SIZES[4]) == 4
    assert size_distance(SIZES[3], SIZES[1]) == 2
    assert size_distance(SIZES[2], SIZES[2]) == 0


def window(opens: int, closes: int) -> tuple[date, date]:
    return TODAY + timedelta(days=opens), TODAY + timedelta(days=closes)


@pytest.mark.parametrize("open_now", [window(-5, 5), window(0, 5), window(-5, 0)])
def test_an_open_window_fits(open_now):
    assert codes(replace(FINE, windows=(window(-50, -40), open_now))) == []


def test_a_window_to_come_is_named_with_the_first_day():
    found = misfits(replace(FINE, windows=(window(30, 40), window(10, 20), window(-9, -1))))
    assert found == (Misfit(MisfitCode.WINDOW_LATER, {"on": TODAY + timedelta(days=10)}),)


def test_closed_windows_are_named_with_the_last_day():
    found = misfits(replace(FINE, windows=(window(-30, -20), window(-9, -1))))
    assert found == (Misfit(MisfitCode.WINDOW_CLOSED, {"on": TODAY - timedelta(days=1)}),)


def test_what_was_yesterday_is_past_and_what_is_today_is_not():
    yesterday = TODAY - timedelta(days=1)
    assert misfits(replace(FINE, last_day=yesterday)) == (Misfit(MisfitCode.PAST, {"on": yesterday}),)
    assert misfits(replace(FINE, last_day=TODAY)) == ()


def test_a_scheme_for_larger_municipalities_does_not_fit_a_smaller_one():
    asked = replace(FINE, asker_size="20k-50k", inhabitants_min=50_000)
    assert misfits(asked) == (Misfit(MisfitCode.TOO_FEW_INHABITANTS, {"needed": 50_000}),)
    assert misfits(replace(asked, inhabitants_min=49_999)) == ()
    assert misfits(replace(asked, asker_size="over-250k", inhabitants_min=900_000)) == ()
    assert misfits(replace(asked, asker_size="")) == ()


@pytest.mark.parametrize(
    ("size", "most"),
    [("under-20k", 20_000), ("20k-50k", 50_000), ("50k-100k", 100_000), ("100k-250k", 250_000)],
)
def test_a_size_class_ends_where_it_says(size, most):
    assert codes(replace(FINE, asker_size=size, inhabitants_min=most)) == [MisfitCode.TOO_FEW_INHABITANTS]
    assert codes(replace(FINE, asker_size=size, inhabitants_min=most - 1)) == []


def test_two_partners_are_asked_for_and_one_goes_without_saying():
    assert misfits(replace(FINE, partners_min=2)) == (Misfit(MisfitCode.PARTNERS_NEEDED, {"needed": 2}),)
    assert misfits(replace(FINE, partners_min=1)) == ()


def test_time_comes_before_eligibility_and_that_before_the_rest():
    everything = replace(
        FINE,
        last_day=TODAY - timedelta(days=2),
        windows=(window(-3, -2),),
        partners_min=3,
        status="stopped",
        item_languages=("en",),
    )
    assert codes(everything) == [
        MisfitCode.PAST,
        MisfitCode.WINDOW_CLOSED,
        MisfitCode.PARTNERS_NEEDED,
        MisfitCode.STOPPED,
        MisfitCode.OTHER_LANGUAGE,
    ]


def test_a_short_question_is_met_by_half_of_it_and_a_long_one_by_three_telling_words():
    assert needed_to_fit(1.0) == pytest.approx(0.5)
    assert needed_to_fit(5.0) == pytest.approx(2.5)
    assert needed_to_fit(6.0) == pytest.approx(3.0)
    assert needed_to_fit(6.1) == needed_to_fit(40.0) == 3.0


def test_fit_is_the_share_of_what_is_needed_and_never_more_than_one():
    assert fit(met=0.25, question_weight=1.0) == pytest.approx(0.5)
    assert fit(met=9.0, question_weight=1.0) == 1.0
    assert fit(met=0.0, question_weight=1.0) == 0.0
    assert fit(met=1.0, question_weight=0.0) == 0.0


def test_an_answer_fits_well_when_one_item_fits_fully():
    assert fits_well([0.2, 1.0])
    assert not fits_well([0.99, 0.2])
    assert not fits_well([])


def test_one_general_word_says_nothing_unless_there_is_no_more_to_say():
    assert not says_something(met=0.35, question_weight=2.05)
    assert says_something(met=0.7, question_weight=2.05)
    assert says_something(met=0.0, question_weight=2.05)  # found by letters or meaning
    assert says_something(met=0.35, question_weight=0.35)
    assert COMMONNESS["very common"] == ONE_COMMON_WORD


def test_dots_follow_the_score_and_how_well_the_best_fits():
    assert dots(score=10, best=10, best_fit=1.0) == 5
    assert dots(score=5, best=10, best_fit=1.0) == 3
    assert dots(score=0, best=10, best_fit=1.0) == 1
    assert dots(score=3, best=10, best_fit=1.0) == 2
    assert dots(score=10, best=10, best_fit=0.4) == 2
    assert dots(score=10, best=10, best_fit=0.0) == 1
    assert dots(score=10, best=0, best_fit=1.0) == 1
    assert dots(score=0.5, best=0.5, best_fit=1.0) == 5


@given(st.floats(0, 1e6), st.floats(0.1, 1e6), st.floats(0, 1))
def test_there_are_always_one_to_five_dots(score, best, fitted):
    assert 1 <= dots(score=score, best=best, best_fit=fitted) <= 5


def test_likeness_is_what_both_hold_of_what_either_holds():
    assert likeness(frozenset("abcd"), frozenset("abcx")) == pytest.approx(3 / 5)
    assert likeness(frozenset("ab"), frozenset("ab")) == 1.0
    assert likeness(frozenset("ab"), frozenset("cd")) == 0.0
    assert likeness(frozenset(), frozenset()) == 0.0


def test_a_double_stands_behind_the_first_of_its_like():
    one, twin, other = frozenset("abcdefghij"), frozenset("abcdefghiz"), frozenset("klmnop")
    assert likeness(one, twin) > SAME
    assert folded([one, other, twin, other]) == [0, 1, 0, 1]


def test_a_double_of_a_double_stands_behind_the_first_only_when_it_is_like_the_first():
    first, second, third = frozenset("abcdefgh"), frozenset("abcdefgx"), frozenset("abcdefxy")
    assert likeness(first, second) >= SAME
    assert likeness(second, third) >= SAME
    assert likeness(first, third) < SAME
    assert folded([first, second, third]) == [0, 0, 2]


def test_exactly_alike_enough_is_one():
    assert folded([frozenset("abcdefg"), frozenset("abcdefghij")]) == [0, 0]
    assert likeness(frozenset("abcdefg"), frozenset("abcdefghij")) == SAME
