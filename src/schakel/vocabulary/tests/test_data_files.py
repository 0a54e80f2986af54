"""The vocabulary and the lexicon as they are written down: whole, in both languages, without doubles or orphans."""

from collections import Counter

import pytest

from schakel.search.analysis.concepts import label_pattern
from schakel.vocabulary.files import CHALLENGES, written_concepts, written_words
from schakel.vocabulary.rules import members_of_cycles


@pytest.fixture(scope="module")
def concepts():
    return list(written_concepts())


@pytest.fixture(scope="module")
def words():
    return list(written_words())


def test_there_are_at_least_a_thousand_concepts_and_each_stands_once(concepts):
    notations = [concept.notation for concept in concepts]
    assert len(notations) >= 1000
    assert len(set(notations)) == len(notations)


def test_the_seven_challenges_stand_on_top(concepts):
    tops = {concept.notation for concept in concepts if not concept.broader}
    assert tops == {*CHALLENGES, "digital-technology", "municipal-tasks"}


def test_every_concept_hangs_under_one_that_exists_and_none_under_itself(concepts):
    parents = {concept.notation: concept.broader for concept in concepts}
    assert [broader for broader in parents.values() if broader and broader not in parents] == []
    assert members_of_cycles({notation: broader for notation, broader in parents.items() if broader}) == {}


def test_every_related_concept_exists_and_is_another(concepts):
    notations = {concept.notation for concept in concepts}
    for concept in concepts:
        assert set(concept.related) <= notations - {concept.notation}, concept.notation


def test_every_concept_has_a_preferred_label_and_plain_words_in_both_languages(concepts):
    for concept in concepts:
        for language in ("nl", "en"):
            assert concept.labels[language][0].strip(), concept.notation
    with_others = [
        concept for concept in concepts if all(len(concept.labels[language]) > 1 for language in ("nl", "en"))
    ]
    assert len(with_others) >= 0.95 * len(concepts)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_label_names_one_concept(concepts, language):
    labels = Counter(label.casefold() for concept in concepts for label in concept.labels[language])
    assert [label for label, times in labels.items() if times > 1] == []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_label_is_recognised_as_one_concept(concepts, language):
    owners: dict[tuple[str, ...], set[str]] = {}
    for concept in concepts:
        for label in concept.labels[language]:
            pattern = label_pattern(label, language)
            assert pattern, label
            owners.setdefault(pattern, set()).add(concept.notation)
    assert [(pattern, owner) for pattern, owner in owners.items() if len(owner) > 1] == []


def test_the_lexicon_has_at_least_five_thousand_dutch_words_each_once(words):
    dutch = [word.dutch for word in words]
    assert len(dutch) >= 5000
    assert [word for word, times in Counter(dutch).items() if times > 1] == []


def test_every_word_has_english_translations_each_once_and_a_word_class(words):
    for word in words:
        assert word.english, word.dutch
        assert len(set(word.english)) == len(word.english), word.dutch
        assert word.word_class in {"n", "v", "a", "o"}, word.dutch


def test_words_are_written_in_lower_case_without_stray_space(words):
    for word in words:
        for form in (word.dutch, *word.english):
            assert form == form.lower().strip(), form
            assert "  " not in form, form
