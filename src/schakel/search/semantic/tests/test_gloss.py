import pytest

from schakel.search.analysis.lexicon import Lexicon, Pair
from schakel.search.semantic.gloss import gloss, names_in

LEXICON = Lexicon(
    [
        Pair("sporthal", "sports hall"),
        Pair("gebruiken", "use", word_class="v"),
        Pair("energie", "energy"),
        Pair("warmte", "warmth", rank=1),
        Pair("warmte", "heat", rank=0),
        Pair("bron", "source"),
        Pair("de stad", "the city"),
        Pair("peter", "godfather"),
        Pair("kan", "jug"),
        Pair("werk", "work"),
    ]
)


@pytest.mark.parametrize(
    ("dutch", "english"),
    [
        ("Sporthallen gebruiken energie", "sports hall use energy."),
        ("De warmte", "heat."),
        ("warmtebron", "heat source."),
        ("Gisteren zei Peter dat het kan", "gisteren zei Peter can."),
        ("zonder energie", "without energy."),
        ("een onbekendheid", "onbekendheid."),
        ("Energie. Warmte!", "energy. heat."),
        ("", ""),
    ],
)
def test_dutch_is_said_word_by_word_in_english(dutch, english):
    assert gloss(dutch, LEXICON) == english


def test_a_name_stays_as_it_is_written():
    assert "Peter" in gloss("Volgens Peter is de energie op", LEXICON)
    assert "godfather" not in gloss("Volgens Peter is de energie op", LEXICON)


def test_a_word_that_is_a_name_elsewhere_in_the_text_is_one_where_a_sentence_begins_too():
    text = "Peter gebruikt energie. Toen kwam Peter."
    assert gloss(text, LEXICON) == "Peter use energy. kwam Peter."
    assert gloss("Peter gebruikt energie.", LEXICON) == "godfather use energy."
    assert gloss("Peter gebruikt energie.", LEXICON, names_in(text)) == "Peter use energy."
