import pytest

from schakel.kernel.refusal import Refusal
from schakel.vocabulary.rules import (
    check_broader,
    check_label,
    check_labels,
    check_notation,
    check_word,
    fingerprint,
    members_of_cycles,
)


def refusal_of(check, *arguments) -> tuple[str, dict[str, object]]:
    with pytest.raises(Refusal) as refusal:
        check(*arguments)
    return refusal.value.code, refusal.value.details


def test_a_label_is_kept_without_needless_white_space():
    assert check_label("  te  warm\tin huis\n") == "te warm in huis"


@pytest.mark.parametrize("text", ["", " ", "\n\t"])
def test_an_empty_label_is_refused(text):
    assert refusal_of(check_label, text) == ("label-missing", {})


def test_a_label_has_at_most_160_characters():
    assert check_label("x" * 160) == "x" * 160
    assert refusal_of(check_label, "x" * 161) == ("label-too-long", {"longest": 160})


def test_a_word_is_kept_in_small_letters_without_needless_white_space():
    assert check_word("  Hitte   Golf ") == "hitte golf"


@pytest.mark.parametrize("text", ["", " \n"])
def test_an_empty_word_is_refused(text):
    assert refusal_of(check_word, text) == ("word-missing", {})


def test_a_word_has_at_most_120_characters():
    assert check_word("x" * 120) == "x" * 120
    assert refusal_of(check_word, "x" * 121) == ("word-too-long", {"longest": 120})


def test_the_preferred_label_comes_first_and_each_label_once_whatever_its_case():
    found = check_labels("Hitte", ["hittegolf", " ", "HITTE", "te  warm", "Hittegolf"])
    assert found == ["Hitte", "hittegolf", "te warm"]


def test_a_missing_preferred_label_is_refused_and_missing_others_are_not():
    assert refusal_of(check_labels, " ", ["hitte"]) == ("label-missing", {})
    assert check_labels("hitte", []) == ["hitte"]


@pytest.mark.parametrize("text", ["heat", "heat-stress", "co2", "a-b-c", "x" * 80])
def test_a_notation_is_small_letters_figures_and_single_hyphens(text):
    assert check_notation(text) == text


@pytest.mark.parametrize(
    "text", ["", "Heat", "heat stress", "-heat", "heat-", "heat--stress", "hitté", "heat\n", "x" * 81]
)
def test_another_notation_is_refused(text):
    assert refusal_of(check_notation, text) == ("notation-not-usable", {"notation": text})


PARENTS = {"heat-stress": "heat", "heat": "climate", "drought": "climate"}


def test_a_concept_may_stand_under_one_that_is_not_below_it():
    check_broader("heat-stress", "drought", PARENTS)
    check_broader("heat", "", PARENTS)


@pytest.mark.parametrize(
    ("concept", "broader"), [("heat", "heat"), ("heat", "heat-stress"), ("climate", "heat-stress")]
)
def test_a_concept_may_not_stand_under_itself_or_below_itself(concept, broader):
    assert refusal_of(check_broader, concept, broader, PARENTS) == ("theme-under-itself", {})


def test_each_member_of_a_circle_is_told_with_its_circle_and_who_hangs_below_is_not():
    parents = {
        "leaf": "a",
        "twig": "leaf",
        "a": "b",
        "b": "c",
        "c": "a",
        "self": "self",
        "tree": "root",
        "x": "c",
    }
    found = members_of_cycles(parents)
    assert found == {"a": ["a", "b", "c"], "b": ["a", "b", "c"], "c": ["a", "b", "c"], "self": ["self"]}
    assert members_of_cycles(PARENTS) == members_of_cycles({}) == {}


def test_the_fingerprint_changes_with_every_label_its_language_its_order_and_the_place():
    labels = {"nl": ["hitte", "warmte"], "en": ["heat"]}
    same = fingerprint({"en": ["heat"], "nl": ["hitte", "warmte"]}, "climate")
    assert fingerprint(labels, "climate") == same
    others = {
        fingerprint(labels, ""),
        fingerprint(labels | {"nl": ["warmte", "hitte"]}, "climate"),
        fingerprint(labels | {"nl": ["hitte"]}, "climate"),
        fingerprint({"nl": ["hitte", "warmte", "heat"], "en": []}, "climate"),
        fingerprint(labels | {"en": ["Heat"]}, "climate"),
    }
    assert len(others) == 5
    assert len(same) == 16
    assert same == "326cc9244c6cf817"
    assert same not in others
