"""Our own lexicon splits Dutch compounds, and seldom what is none (docs/adr/0008-compounds.md)."""

import pytest

from bench.compounds import WORDS, cuts_of, known_words, score_of
from schakel.matching.public import analyser_from_files


@pytest.fixture(scope="module")
def lexicon():
    return analyser_from_files().lexicon


def test_most_splits_are_right_and_most_compounds_are_split(lexicon):
    score = score_of(lexicon, known_words(WORDS))
    assert score.precision >= 0.95
    assert score.recall >= 0.82


def test_no_compound_is_split_in_the_wrong_place(lexicon):
    wrong = [
        known.word
        for known in known_words(WORDS)
        if known.cuts and cuts_of(known.word, lexicon.parts(known.word)) - known.cuts
    ]
    assert len(wrong) <= 2, wrong


def test_the_list_holds_compounds_and_words_that_are_none():
    known = list(known_words(WORDS))
    assert sum(bool(entry.cuts) for entry in known) == 150
    assert sum(not entry.cuts for entry in known) == 100


def test_cuts_are_where_the_parts_begin():
    assert cuts_of("verkeersveiligheid", ("verkeer", "veiligheid")) == {8}
    assert cuts_of("brandweerkazerne", ("brand", "weer", "kazerne")) == {5, 9}
    assert cuts_of("bestuur", ()) == frozenset()


def test_a_coarser_split_is_right_and_another_place_is_wrong(lexicon):
    fire_station = next(entry for entry in known_words(WORDS) if entry.word == "brandweerkazerne")
    assert cuts_of("brandweerkazerne", ("brandweer", "kazerne")) <= fire_station.cuts
    assert not cuts_of("brandweerkazerne", ("brandweerka", "zerne")) <= fire_station.cuts
