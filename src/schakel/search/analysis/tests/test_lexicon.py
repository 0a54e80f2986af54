"""Crossing to the other language, with another list for words that ours lacks; and what is a compound."""

import pytest

from schakel.search.analysis.lexicon import Lexicon, Pair

OURS = [
    Pair("afval", "waste"),
    Pair("dak", "roof"),
    Pair("beheer", "management"),
    Pair("dakbeheer", "roof management"),
    Pair("best", "best", 0, "a"),
    Pair("uur", "hour"),
    Pair("bestuur", "board"),
    Pair("vriend", "friend"),
    Pair("schap", "shelf"),
    Pair("zwerf", "roaming"),
    Pair("zwerfafval", "litter"),
    Pair("stoom", "steam"),
]
THEIRS = [Pair("afval", "rubbish"), Pair("weegschaal", "scales"), Pair("schaal", "bowl")]


@pytest.fixture
def lexicon():
    return Lexicon(OURS, otherwise=Lexicon(THEIRS))


def test_another_list_is_asked_for_what_ours_lacks(lexicon):
    assert lexicon.translations("weegschaal", "nl") == {"scales": 1.0}
    assert lexicon.translations("rubbish", "en") == {"afval": 1.0}
    assert lexicon.headwords("weegschaal", "nl") == ("weegschaal",)


def test_a_word_of_ours_is_never_looked_up_elsewhere(lexicon):
    assert lexicon.translations("afval", "nl") == {"waste": 1.0}


def test_another_list_says_nothing_about_compounds(lexicon):
    assert lexicon.parts("stoomschaal") == ()


def test_a_listed_compound_with_a_short_part_shows_it_in_its_translation(lexicon):
    assert lexicon.parts("dakbeheer") == ("dak", "beheer")
    assert lexicon.parts("bestuur") == ()


def test_long_parts_need_no_such_proof(lexicon):
    assert lexicon.parts("zwerfafval") == ("zwerf", "afval")


def test_an_ending_is_no_part(lexicon):
    assert lexicon.parts("vriendschap") == ()


def test_what_is_too_long_to_be_a_word_has_no_parts(lexicon):
    assert lexicon.parts("stoomdak")
    assert lexicon.parts("stoomdak" * 13) == ()
    assert lexicon.parts("s" * 60_000) == ()
