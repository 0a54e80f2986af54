"""Cutting texts into words and sentences."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from schakel.search.analysis.words import LONGEST_TEXT, fold, sentences_of, without_marks, words_of


def folded(text):
    return [word.folded for word in words_of(text)]


def test_words_are_compared_in_lower_case_without_possessive():
    assert folded("The City’s Energy-saving, 2024!") == ["the", "city", "energy", "saving", "2024"]


def test_single_letters_are_passed_over_and_single_digits_kept():
    assert folded("a 5 b zo") == ["5", "zo"]


def test_a_word_knows_its_place():
    text = "Zoek in Súdwest-Fryslân."
    assert [text[word.start : word.end] for word in words_of(text)] == ["Zoek", "in", "Súdwest", "Fryslân"]


def test_a_capital_within_a_sentence_is_a_name_and_at_its_beginning_not():
    names = {
        word.written
        for word in words_of("Wij vroegen Peter om hulp. Morgen komt Anna: Zij weet het.")
        if word.is_name
    }
    assert names == {"Peter", "Anna"}


def test_marks_do_not_matter():
    assert without_marks(fold("Café")) == "cafe"
    assert without_marks("straße") == "strasse"
    assert without_marks("fryslân") == "fryslan"


def test_sentences_end_at_marks_and_lines():
    text = "Een. Twee? Drie!\nVier"
    assert [text[start:end] for start, end in sentences_of(text)] == ["Een.", "Twee?", "Drie!", "Vier"]


def test_what_comes_after_the_longest_text_is_passed_over():
    assert len(words_of("woord " * (LONGEST_TEXT // 6 + 100))) <= LONGEST_TEXT // 6 + 1


@given(st.text(max_size=300))
def test_every_word_lies_in_one_sentence(text):
    spans = sentences_of(text)
    if unicodedata.normalize("NFC", text) == text:
        for word in words_of(text):
            assert any(start <= word.start and word.end <= end for start, end in spans)
