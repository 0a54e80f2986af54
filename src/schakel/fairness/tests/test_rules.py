from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schakel.fairness.rules import (
    NEWCOMER_FOR,
    ROBOTS,
    Shown,
    Tie,
    gini,
    is_newcomer,
    is_robot,
    isolated,
    neutrality,
    tied,
)

TODAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("values", "expected"),
    [([], None), ([0, 0], None), ([5, 5, 5, 5], 0.0), ([0, 0, 0, 12], 0.75), ([1, 3], 0.25), ([7], 0.0)],
)
def test_gini_of_small_examples(values, expected):
    assert gini(values) == (expected if expected is None else pytest.approx(expected))


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=40).filter(any))
def test_gini_is_the_mean_difference_over_twice_the_mean(values):
    number, total = len(values), sum(values)
    differences = sum(abs(one - other) for one in values for other in values)
    assert gini(values) == pytest.approx(differences / (2 * number * total), abs=1e-9)
    assert 0 <= gini(values) < 1


def test_who_was_never_shown_is_in_the_report():
    report = neutrality(
        [Shown(1, 90, False), Shown(2, 10, True), Shown(3, 0, True), Shown(1, 0, False)], {1: 4, 9: 7}
    )
    assert [(share.provider, share.items, share.times, share.contacts) for share in report.shares] == [
        (1, 2, 90, 4),
        (2, 1, 10, 0),
        (3, 1, 0, 0),
    ]
    assert (report.times, report.contacts) == (100, 4)
    assert (report.newcomer_part, report.newcomer_items, report.top_part) == (0.1, 0.5, 1.0)
    assert report.shares[0].part == 0.9


def test_the_top_is_five_providers():
    report = neutrality([Shown(number, 10, False) for number in range(10)], {})
    assert report.top_part == 0.5


def test_nothing_shown_has_no_parts():
    report = neutrality([Shown(1, 0, False)], {})
    assert (report.gini, report.top_part, report.newcomer_part) == (None, None, None)
    assert neutrality([], {}).newcomer_items is None


def test_a_newcomer_is_one_for_a_year():
    assert is_newcomer(TODAY - NEWCOMER_FOR + timedelta(days=1), today=TODAY)
    assert not is_newcomer(TODAY - NEWCOMER_FOR, today=TODAY)
    assert not is_newcomer(None, today=TODAY)


@pytest.mark.parametrize(
    ("name", "robot"),
    [
        ("", True),
        ("Googlebot/2.1 (+http://www.google.com/bot.html)", True),
        ("curl/8.5", True),
        ("python-requests/2.31", True),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", False),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1", False),
    ],
)
def test_robots_say_so_mostly(name, robot):
    assert is_robot(name) is robot


def test_a_pair_is_there_once_whoever_comes_first():
    ties = [Tie(2, 1, "bundle"), Tie(1, 2, "bundle"), Tie(1, 2, "pilot"), Tie(3, 3, "bundle")]
    assert tied(ties) == {(1, 2): ["bundle", "pilot"]}
    assert isolated([4, 1, 3, 2], tied(ties)) == [4, 3]


@pytest.mark.parametrize("part", ROBOTS)
def test_each_of_these_words_says_that_it_is_a_program(part):
    assert is_robot(f"Some {part.upper()} 1.0")
    assert part == part.casefold(), "the name is looked at in small letters"


def test_the_words_by_which_programs_are_known():
    known = "bot crawl spider slurp curl wget python headless scrapy httpclient java/ go-http monitor preview feed"
    assert known.split() == list(ROBOTS)


def test_whoever_is_tied_to_themselves_keeps_nobody_else_out():
    assert tied([Tie(3, 3, "pilot"), Tie(1, 2, "pilot")]) == {(1, 2): ["pilot"]}


def test_the_report_says_how_unequal_it_is_and_nothing_shown_is_no_part_of_anything():
    assert neutrality([Shown(1, 3, False), Shown(2, 1, False)], {}).gini == pytest.approx(0.25)
    assert neutrality([Shown(1, 0, False)], {}).shares[0].part == 0.0
    assert timedelta(days=365) == NEWCOMER_FOR
