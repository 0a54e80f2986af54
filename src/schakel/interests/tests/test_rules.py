from dataclasses import replace
from datetime import date, timedelta

import pytest

from schakel.interests.rules import (
    DECLARED,
    LONGEST_WORDS,
    Relation,
    Said,
    check_ending,
    check_interest,
    stands,
)
from schakel.kernel.refusal import Refusal

TODAY = date(2026, 11, 26)
FINE = Said(Relation.WORKS_THERE, " Eén dag in de week. ", TODAY, None)


def test_what_is_said_is_tidied():
    assert check_interest(FINE, today=TODAY).words == "Eén dag in de week."


def test_what_was_fine_stays_as_it_was_said():
    said = replace(FINE, words="x" * LONGEST_WORDS, until=TODAY + timedelta(days=1))
    assert LONGEST_WORDS == 1_000
    assert check_interest(said, today=TODAY) == said


def test_the_words_that_are_stored_stay_what_they_are():
    assert [relation.value for relation in Relation] == [
        "member",
        "works-there",
        "owns-part",
        "family",
        "advises",
        "other",
    ]


def test_a_refusal_for_too_many_words_says_how_many():
    with pytest.raises(Refusal) as refused:
        check_interest(replace(FINE, words="x" * 1_001), today=TODAY)
    assert refused.value.details == {"longest": 1_000}


@pytest.mark.parametrize(
    ("fact", "code"),
    [
        ({"relation": Relation.MEMBER}, "relation-not-declared"),
        ({"relation": Relation.OTHER, "words": "  "}, "interest-words-missing"),
        ({"words": "x" * (LONGEST_WORDS + 1)}, "interest-words-too-long"),
        ({"since": TODAY + timedelta(days=1)}, "interest-begins-later"),
        ({"until": TODAY}, "interest-ends-before-it-began"),
    ],
)
def test_one_wrong_fact_is_refused(fact, code):
    with pytest.raises(Refusal) as refused:
        check_interest(replace(FINE, **fact), today=TODAY)
    assert refused.value.code == code


def test_only_other_needs_words():
    for relation in DECLARED:
        words = "Buren." if relation is Relation.OTHER else ""
        assert check_interest(replace(FINE, relation=relation, words=words), today=TODAY).words == words


def test_it_stands_from_its_first_day_until_the_first_of_its_ends():
    later = TODAY + timedelta(days=5)
    assert not stands(since=TODAY, until=None, ended_on=None, day=TODAY - timedelta(days=1))
    assert stands(since=TODAY, until=None, ended_on=None, day=TODAY)
    assert stands(since=TODAY, until=later, ended_on=None, day=later - timedelta(days=1))
    assert not stands(since=TODAY, until=later, ended_on=None, day=later)
    assert not stands(since=TODAY, until=later, ended_on=TODAY, day=TODAY)


def test_it_ends_between_its_beginning_and_today():
    check_ending(since=TODAY, ended_on=TODAY, today=TODAY)
    for day, code in ((-1, "interest-ends-before-it-began"), (1, "interest-ends-later")):
        with pytest.raises(Refusal) as refused:
            check_ending(since=TODAY, ended_on=TODAY + timedelta(days=day), today=TODAY)
        assert refused.value.code == code
