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


def test_the_words_that_are_stored_and_stand_in_addresses_stay_what_they_are():
    assert [route.value for route in Route] == [
        "no-procurement",
        "under-threshold",
        "consultation",
        "challenge",
        "pcp",
        "partnership",
        "tender",
    ]
    assert [ask.value for ask in Ask] == [
        "there",
        "known",
        "buys",
        "amount",
        "aim",
        "research",
        "own",
        "shared",
        "partly",
        "fixed",
    ]
    assert CHOICES[Ask.KNOWN] == ("yes", "no", "unsure")
    assert rules.LONGEST_WORDS == 2_000


def test_how_far_somebody_is_has_what_they_answered():
    way = way_of({"there": "no", "known": "yes"})
    assert (way.answered, way.next) == (((Ask.THERE, "no"), (Ask.KNOWN, "yes")), Ask.BUYS)


@pytest.mark.parametrize(
    ("buys", "decentral", "central"),
    [("services", 216_000, 140_000), ("social", 750_000, 750_000), ("works", 5_404_000, 5_404_000)],
)
def test_the_thresholds_are_those_of_the_regulation(buys, decentral, central):
    """Delegated Regulation (EU) 2025/2152; article 4(d) of Directive 2014/24/EU for social services."""
    found = rules.threshold_on(buys, today=date(2026, 6, 1))
    assert (found.decentral, found.central) == (decentral, central)
    assert rules.SOURCE_OF_THRESHOLDS == "https://data.europa.eu/eli/reg_del/2025/2152/oj"


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
