from datetime import date
from itertools import product

import pytest

from schakel.procurement import rules
from schakel.procurement.rules import CHOICES, FIRST, Ask, Route, way_of


def ways(answers=()):
    """Every way from the first question to a route."""
    way = way_of(dict(answers))
    if way.route is not None:
        yield way
        return
    for choice in CHOICES[way.next]:
        yield from ways([*answers, (way.next.value, choice)])


def test_every_way_ends_and_every_route_and_question_is_on_one():
    found = list(ways())
    assert {way.route for way in found} == set(Route)
    assert {ask for way in found for ask, _ in way.answered} == set(Ask)
    assert max(len(way.answered) for way in found) <= 8


def test_every_question_has_a_way_on_from_every_answer():
    assert {(ask, choice) for ask in Ask for choice in CHOICES[ask]} == set(rules._NEXT)


@pytest.mark.parametrize("missing", [None, *rules.CONDITIONS_OF_PCP])
def test_pcp_asks_for_all_four_conditions(missing):
    answers = {"there": "no", "known": "no", "aim": "research", "fixed": "no"}
    answers |= {ask.value: "no" if ask is missing else "yes" for ask in rules.CONDITIONS_OF_PCP}
    assert (way_of(answers).route is Route.PCP) == (missing is None)


def test_a_partnership_asks_for_levels_and_cost_beforehand():
    answers = {"there": "no", "known": "no", "aim": "develop"}
    assert way_of(answers | {"fixed": "yes"}).route is Route.PARTNERSHIP
    assert way_of(answers | {"fixed": "no"}).route is Route.CONSULTATION


def test_what_is_no_answer_or_not_on_the_way_is_passed_over():
    assert way_of({"there": "maybe", "fixed": "yes"}).next is FIRST
    assert way_of({"there": "yes", "amount": "above"}).route is Route.NO_PROCUREMENT


@pytest.mark.parametrize(
    ("buys", "day"), list(product(CHOICES[Ask.BUYS], (date(2026, 1, 1), date(2027, 12, 31))))
)
def test_a_threshold_is_known_in_its_period(buys, day):
    assert rules.threshold_on(buys, today=day) is not None


def test_an_old_threshold_is_not_shown_as_new():
    assert rules.threshold_on("services", today=date(2025, 12, 31)) is None
    assert rules.threshold_on("services", today=date(2028, 1, 1)) is None
    assert rules.threshold_on("services", today=date(2026, 6, 1)).decentral == 216_000
