"""Texts become streams and questions become terms."""

import pytest

from schakel.search.analysis.analyser import (
    NAME_STREAM,
    NAMED_FIRST,
    Analyser,
    How,
    Passage,
    Weights,
    stream_settings,
)
from schakel.search.analysis.concepts import ConceptFinder, Label, label_pattern
from schakel.search.analysis.lexicon import Lexicon, Pair
from schakel.search.analysis.words import words_of

PAIRS = [
    Pair("hitte", "heat"),
    Pair("stad", "city"),
    Pair("stad", "town", 1),
    Pair("sport", "sport"),
    Pair("hal", "hall"),
    Pair("peter", "godfather"),
    Pair("openbare ruimte", "public space", 0, "n"),
    Pair("ruimte", "room"),
    Pair("openbaar", "public", 0, "a"),
]
LABELS = [
    Label("heat-stress", "nl", "hittestress"),
    Label("heat-stress", "nl", "te warm in huis"),
    Label("heat-stress", "en", "heat stress"),
    Label("climate-change", "nl", "klimaatverandering"),
]


@pytest.fixture
def analyser():
    return Analyser(Lexicon(PAIRS), ConceptFinder(LABELS, {"heat-stress": "climate-change"}))


def streams(question):
    return {(term.stream, term.token): term.weight for term in question.terms}


def test_every_stream_of_an_item_has_settings(analyser):
    found = analyser.streams_of(
        {"nl": [Passage("Hittestress in de Sporthal", is_title=True)], "en": [Passage("heat")]}, ["x"]
    )
    assert set(found) <= set(stream_settings())


def test_an_item_in_one_language_says_so_in_its_streams(analyser):
    assert "word.nl.only" in analyser.streams_of({"nl": [Passage("hitte")]})
    both = analyser.streams_of({"nl": [Passage("hitte")], "en": [Passage("heat")]})
    assert {"word.nl.both", "word.en.both"} <= set(both)
    assert not {"word.nl.only", "word.en.only"} & set(both)


def test_a_title_weighs_what_its_passage_says(analyser):
    found = analyser.streams_of({"nl": [Passage("hitte", 2.0), Passage("hitte stad")]})
    assert sorted(found["word.nl.only"].values()) == [1.0, 3.0]
    assert found["word.nl.only"]["stad"] == 1.0


def test_a_compound_gives_its_parts_at_less_weight(analyser):
    found = analyser.streams_of({"nl": [Passage("sporthal")]})["word.nl.only"]
    assert found == {"sporthal": 1.0, "sport": Weights().part, "hal": Weights().part}


def test_a_theme_is_recognised_by_plain_words_and_counts_for_the_one_above(analyser):
    found = analyser.streams_of({"nl": [Passage("Het is te warm in huis.")]})["theme.nl.only"]
    assert found == {"heat-stress": 1.0, "climate-change": Weights().broader_theme}


def test_a_theme_somebody_gave_counts_twice(analyser):
    assert (
        analyser.streams_of({"nl": [Passage("niets")]}, ["heat-stress"])["theme.nl.only"]["heat-stress"] == 2
    )


def test_a_question_asks_the_other_language_only_of_items_without_its_own(analyser):
    asked = streams(analyser.question("hitte", "nl"))
    assert ("word.en.only", "heat") in asked
    assert not any(stream == "word.en.both" for stream, _ in asked)


def test_many_translations_share_their_weight(analyser):
    asked = streams(analyser.question("stad", "nl"))
    assert asked["word.en.only", "citi"] > asked["word.en.only", "town"]
    assert asked["word.en.only", "citi"] < asked["word.nl.only", "stad"]


def test_a_name_within_a_sentence_is_not_translated(analyser):
    asked = streams(analyser.question("wij vroegen Peter om hitte", "nl"))
    assert ("word.en.only", "peter") in asked
    assert ("word.en.only", "godfath") not in asked
    assert ("word.en.only", "godfath") in streams(analyser.question("wij vroegen peter om hitte", "nl"))


def test_a_fixed_phrase_is_translated_whole(analyser):
    asked = streams(analyser.question("openbare ruimte", "nl"))
    assert ("word.en.only", "space") in asked
    assert ("word.en.only", "room") not in asked


def test_a_theme_can_be_taken_away_and_added(analyser):
    assert analyser.question("hittestress", "nl").themes == ("heat-stress",)
    without = analyser.question("hittestress", "nl", without=["heat-stress"])
    assert without.themes == ()
    assert ("theme.nl.only", "heat-stress") not in streams(without)
    added = analyser.question("iets", "nl", also=["climate-change"])
    assert added.themes == ("climate-change",)
    assert ("theme.nl.only", "climate-change") in streams(added)


def test_an_unknown_word_of_a_title_is_a_name_in_every_language(analyser):
    item = analyser.streams_of({"nl": [Passage("Snuffelfiets in de stad", is_title=True)]})
    assert item[NAME_STREAM] == {"snuffelfiets": 1}
    assert (NAME_STREAM, "snuffelfiets") in streams(analyser.question("Snuffelfiets", "en"))
    assert not any(stream == NAME_STREAM for stream, _ in streams(analyser.question("hitte", "nl")))


def test_a_question_in_another_language_is_compared_by_its_letters_only(analyser):
    families = {term.stream.split(".")[0] for term in analyser.question("chaleur dans la ville", "fr").terms}
    assert families == {"gram"}


def test_every_term_knows_the_words_it_comes_from(analyser):
    question = analyser.question("te warm in huis en de stad", "nl")
    for term in question.terms:
        origins = question.origins[term.stream, term.token]
        assert origins
        assert all(0 <= place < len(question.words) for origin in origins for place in origin.places)


def test_a_word_said_three_times_counts_less_than_three_times(analyser):
    token = next(
        term.token for term in analyser.question("hitte", "nl").terms if term.stream == "word.nl.only"
    )
    once = streams(analyser.question("hitte", "nl"))["word.nl.only", token]
    thrice = streams(analyser.question("hitte hitte hitte", "nl"))["word.nl.only", token]
    assert once < thrice < 3 * once


def test_stop_words_ask_for_nothing_but_letters(analyser):
    question = analyser.question("waarom is het de", "nl")
    assert {origin.how for origins in question.origins.values() for origin in origins} == {How.LETTERS}


@pytest.mark.parametrize(
    ("text", "language"), [("heat", "en"), ("hitte", "nl"), ("heat stress", "en"), ("Sporthal", "nl")]
)
def test_a_word_without_small_ones_around_it_is_known_by_the_lexicon(analyser, text, language):
    assert analyser.language_of(text, otherwise="nl" if language == "en" else "en") == language


@pytest.mark.parametrize("otherwise", ["nl", "en"])
def test_a_word_of_both_languages_or_none_is_read_as_the_screen_is(analyser, otherwise):
    assert analyser.language_of("sport", otherwise=otherwise) == otherwise
    assert analyser.language_of("LoRaWAN", otherwise=otherwise) == otherwise


def test_a_name_deep_in_a_long_text_is_a_detail(analyser):
    filler = "hitte " * NAMED_FIRST
    assert (NAME_STREAM, "snuffelfiets") in streams(analyser.question(f"Snuffelfiets {filler}", "nl"))
    assert (NAME_STREAM, "snuffelfiets") not in streams(analyser.question(f"{filler} Snuffelfiets", "nl"))


def test_the_letters_of_a_small_word_count_less(analyser):
    asked = streams(analyser.question("waarom hitte", "nl"))
    assert asked["gram.nl.only", "waar"] == pytest.approx(
        asked["gram.nl.only", "hitt"] * Weights().letters_of_small_words
    )


@pytest.fixture
def reach():
    labels = [
        Label("reaching", "en", "reach residents"),
        Label("care", "nl", "toegang tot zorg"),
    ]
    return ConceptFinder(labels, {})


@pytest.mark.parametrize("text", ["reach residents", "reach the residents", "reach all our residents"])
def test_words_that_only_point_may_stand_within_a_name(reach, text):
    assert [mention.concept for mention in reach.mentions(words_of(text), "en")] == ["reaching"]


def test_another_small_word_makes_something_else_of_it(reach):
    assert reach.mentions(words_of("within reach for residents"), "en") == []


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("subsidie voor een e-bike", ["e-bike"]),
        ("een E-bike op een bike", ["e-bike", "bike"]),
        ("een bike in de wijk", ["bike"]),  # every bike was an e-bike before
        ("hittestress in wijk A", ["wijk-a"]),
        ("wijk a is warm", ["wijk-a"]),
        ("wijk b is warm", []),
        ("de wijk is warm", []),
    ],
)
def test_a_single_letter_belongs_to_the_name_it_stands_in(text, named):
    labels = [
        Label("e-bike", "nl", "e-bike"),
        Label("bike", "nl", "bike"),
        Label("wijk-a", "nl", "wijk A"),
    ]
    found = ConceptFinder(labels, {}).mentions(words_of(text), "nl")
    assert [mention.concept for mention in found] == named


def test_a_letter_that_is_a_small_word_tells_nothing():
    assert label_pattern("a bike for a child", "en") == label_pattern("bike for child", "en")


@pytest.mark.parametrize("text", ["toegang tot zorg", "toegang tot de zorg", "toegang zorg"])
def test_the_small_words_of_a_name_may_be_there_or_not(reach, text):
    assert [mention.concept for mention in reach.mentions(words_of(text), "nl")] == ["care"]
