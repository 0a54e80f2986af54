"""Forms of one word share a stem, and words that have nothing to do with each other do not."""

from collections import Counter

import pytest

from schakel.kernel.languages import DUTCH, ENGLISH
from schakel.search.analysis import forms
from schakel.search.analysis.forms import stem


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        (DUTCH, "korting", "korte"),
        (DUTCH, "zon", "gezond"),
        (DUTCH, "beek", "bekend"),
        (ENGLISH, "business", "busy"),
        (ENGLISH, "experience", "experiment"),
    ],
)
def test_words_that_the_stemmer_confuses_are_kept_apart(language, one, other):
    assert stem(one, language) != stem(other, language)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [(DUTCH, "korting", "kortingen"), (DUTCH, "beek", "beken"), (ENGLISH, "business", "businesses")],
)
def test_their_own_forms_stay_together(language, one, other):
    assert stem(one, language) == stem(other, language)


@pytest.mark.parametrize("language", [DUTCH, ENGLISH])
def test_a_form_belongs_to_one_word(language):
    text = forms._written(f"own-stem.{language}.txt")
    listed = Counter(word for line in text.splitlines() if not line.startswith("#") for word in line.split())
    assert [word for word, times in listed.items() if times > 1] == []
