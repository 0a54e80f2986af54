from typing import Any

import pytest

from schakel.journal import public as journal
from schakel.kernel.refusal import Refusal
from schakel.vocabulary import actions
from schakel.vocabulary.actions import (
    add_theme,
    change_theme,
    change_word,
    fingerprint_of,
    labels_of,
    load_vocabulary,
)
from schakel.vocabulary.files import WrittenConcept
from schakel.vocabulary.models import Concept, Label, WordPair
from schakel.vocabulary.queries import (
    above,
    all_labels,
    concept_called,
    labels_for,
    narrower_than,
    neighbours,
    search_concepts,
    search_words,
    themes,
    word_for,
    words_with,
)
from tests.clock import NOW

pytestmark = pytest.mark.django_db


def concept(
    notation: str, dutch: str, english: str, *, broader: Concept | None = None, **fields: object
) -> Concept:
    made = Concept.objects.create(notation=notation, broader=broader, **fields)
    Label.objects.create(concept=made, language="nl", text=dutch, is_preferred=True)
    Label.objects.create(concept=made, language="en", text=english, is_preferred=True)
    return made


@pytest.fixture
def climate(db) -> Concept:
    return concept("climate", "klimaat", "climate", is_challenge=True)


@pytest.fixture
def heat(climate) -> Concept:
    made = concept("heat", "hitte", "heat", broader=climate)
    Label.objects.create(concept=made, language="nl", text="warmte")
    return made


def last_row() -> journal.Row:
    return journal.rows_after(journal.last_number() - 1)[0]


def refusal_of(action, **arguments) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        action(**arguments)
    return refusal.value


def changed(theme: Concept, by, **said: Any) -> Concept:
    said = {"preferred": {"nl": "hitte", "en": "heat"}, "others": {}, "broader": theme.broader} | said
    return change_theme(concept=theme, changed_by=by, now=NOW, **said)


def test_a_theme_gets_the_labels_that_were_said_the_preferred_one_first(heat, chaima):
    changed(
        heat,
        chaima,
        preferred={"nl": "Hittestress", "en": "heat stress"},
        others={"nl": ["te warm", "hitte"]},
    )
    assert labels_of(heat) == {"nl": ["Hittestress", "hitte", "te warm"], "en": ["heat stress"]}
    assert Label.objects.get(text="Hittestress").is_preferred


def test_a_change_is_kept_in_the_journal_with_what_was_before_and_after(heat, chaima):
    changed(heat, chaima, others={"nl": ["te warm in huis"]})
    row = last_row()
    assert (row.name, row.subject, row.actor, row.at) == (
        "theme.changed",
        "theme:heat",
        chaima.reference,
        NOW,
    )
    assert row.details == {
        "before": {"nl": ["hitte", "warmte"], "en": ["heat"]},
        "after": {"nl": ["hitte", "te warm in huis"], "en": ["heat"]},
        "broader": ["climate", "climate"],
    }


def test_a_theme_can_move_to_another_place(heat, chaima):
    city = concept("city", "stad", "city")
    changed(heat, chaima, broader=city)
    assert Concept.objects.get(notation="heat").broader == city
    assert last_row().details["broader"] == ["climate", "city"]


def test_a_theme_cannot_move_below_itself(climate, heat, chaima):
    said = {"preferred": {"nl": "klimaat", "en": "climate"}, "others": {}}
    refusal = refusal_of(change_theme, concept=climate, broader=heat, changed_by=chaima, now=NOW, **said)
    assert refusal.code == "theme-under-itself"
    assert Concept.objects.get(notation="climate").broader is None


def test_a_label_of_another_theme_is_refused_and_nothing_changes(climate, heat, chaima):
    refusal = refusal_of(changed, theme=heat, by=chaima, others={"nl": ["klimaat"]})
    assert (refusal.code, refusal.details) == ("label-taken", {"label": "klimaat", "owner": "climate"})
    assert labels_of(heat) == {"nl": ["hitte", "warmte"], "en": ["heat"]}


def test_one_word_may_be_a_label_in_both_languages(heat, chaima):
    changed(heat, chaima, preferred={"nl": "hitte", "en": "hitte"})
    assert labels_of(heat)["en"] == ["hitte"]


def test_a_change_of_what_somebody_else_changed_meanwhile_is_refused(heat, chaima, ada):
    seen = fingerprint_of(heat)
    changed(heat, ada, others={"nl": ["broeierig"]})
    assert refusal_of(changed, theme=heat, by=chaima, seen=seen).code == "changed-meanwhile"
    assert labels_of(heat)["nl"] == ["hitte", "broeierig"]
    changed(heat, chaima, seen=fingerprint_of(Concept.objects.get(notation="heat")))
    assert labels_of(heat)["nl"] == ["hitte"]


def test_a_theme_is_added_under_another_one(climate, chaima):
    climate.position = 5
    climate.save()
    added = add_theme(
        notation="drought",
        preferred={"nl": "droogte", "en": "drought"},
        others={"en": ["dry spell"]},
        broader=climate,
        added_by=chaima,
        now=NOW,
    )
    assert (added.broader, added.position, added.is_challenge) == (climate, 5, False)
    assert labels_of(added) == {"nl": ["droogte"], "en": ["drought", "dry spell"]}
    assert [row.name for row in journal.history_of("theme:drought")] == ["theme.changed", "theme.added"]


def test_a_notation_is_used_once(climate, heat, chaima):
    refusal = refusal_of(
        add_theme,
        notation="heat",
        preferred={"nl": "x", "en": "y"},
        broader=climate,
        added_by=chaima,
        now=NOW,
    )
    assert (refusal.code, refusal.details) == ("theme-exists", {"notation": "heat"})


def test_a_refused_theme_leaves_nothing_behind(climate, chaima):
    before = journal.last_number()
    said = {"preferred": {"nl": "klimaat", "en": "new"}, "broader": climate, "added_by": chaima, "now": NOW}
    assert refusal_of(add_theme, notation="new", **said).code == "label-taken"
    assert refusal_of(add_theme, notation="New", **said).code == "notation-not-usable"
    assert not Concept.objects.filter(notation="new").exists()
    assert journal.last_number() == before


def test_a_word_gets_its_translations_in_the_order_they_were_given(chaima):
    change_word(dutch=" Hitte ", english=["Heat", " ", "hot  weather", "heat"], changed_by=chaima, now=NOW)
    assert word_for("hitte").english == ("heat", "hot weather")
    row = last_row()
    assert (row.name, row.subject, row.actor) == ("word.changed", "vocabulary:words", chaima.reference)
    assert row.details == {"word": "hitte", "before": [], "after": ["heat", "hot weather"]}


def test_a_changed_word_keeps_its_class_and_a_new_one_is_of_no_class(chaima):
    WordPair.objects.create(dutch="hitte", english="heat", rank=0, word_class="n")
    change_word(dutch="hitte", english=["warmth", "heat"], changed_by=chaima, now=NOW)
    change_word(dutch="klam", english=["clammy"], changed_by=chaima, now=NOW)
    classes = WordPair.objects.order_by("dutch", "rank").values_list("dutch", "english", "word_class")
    assert list(classes) == [("hitte", "warmth", "n"), ("hitte", "heat", "n"), ("klam", "clammy", "o")]
    assert journal.rows_after(journal.last_number() - 2)[0].details["before"] == ["heat"]


def test_a_word_without_translations_is_taken_away(chaima):
    WordPair.objects.create(dutch="hitte", english="heat")
    change_word(dutch="hitte", english=["", " "], changed_by=chaima, now=NOW)
    assert word_for("hitte") is None


@pytest.mark.parametrize(
    ("dutch", "english", "code"), [(" ", ["x"], "word-missing"), ("x", ["y" * 121], "word-too-long")]
)
def test_a_word_that_is_not_usable_is_refused(chaima, dutch, english, code):
    assert refusal_of(change_word, dutch=dutch, english=english, changed_by=chaima, now=NOW).code == code
    assert not WordPair.objects.exists()


def test_a_hub_that_has_themes_keeps_them_as_its_staff_shaped_them(climate):
    assert load_vocabulary(now=NOW) == 0
    assert Concept.objects.count() == 1


def written(notation: str, broader: str, *related: str) -> WrittenConcept:
    return WrittenConcept(notation, broader, {"nl": (notation,), "en": (f"{notation} in English",)}, related)


def test_what_is_written_is_stored_with_what_stands_above_it_and_beside_it(monkeypatch):
    entries = [
        written("heat", "climate", "shade"),
        written("climate", ""),
        written("shade", "climate", "heat"),
    ]
    monkeypatch.setattr(actions, "written_concepts", lambda: entries)
    monkeypatch.setattr(actions, "written_words", lambda: ())
    assert load_vocabulary(now=NOW) == 3
    stored = Concept.objects.order_by("position").values_list("notation", "broader__notation")
    assert list(stored) == [("heat", "climate"), ("climate", None), ("shade", "climate")]
    beside = Concept.related.through.objects.order_by("pk")
    assert set(beside.values_list("from_concept__notation", "to_concept__notation")) == {
        ("heat", "shade"),
        ("shade", "heat"),
    }


def test_of_themes_that_stand_under_each_other_nothing_is_stored(monkeypatch):
    entries = [written("climate", ""), written("heat", "shade"), written("shade", "heat")]
    monkeypatch.setattr(actions, "written_concepts", lambda: entries)
    with pytest.raises(ValueError, match=r"under no theme: \['heat', 'shade'\]"):
        load_vocabulary(now=NOW)
    assert not Concept.objects.exists()


def test_concepts_are_found_by_any_label_or_notation_the_nearest_first(climate, heat):
    concept("heat-pumps", "warmtepompen", "heat pumps", broader=climate)
    concept("red-hot", "gloeiend", "red heat", broader=climate)
    assert [found.notation for found in search_concepts("heat")] == ["heat", "heat-pumps", "red-hot"]
    assert [found.notation for found in search_concepts("WARMTE")] == ["heat", "heat-pumps"]
    assert [found.notation for found in search_concepts("-pump")] == ["heat-pumps"]
    assert search_concepts("niets") == []
    assert [found.notation for found in search_concepts("", most=1)] == ["climate"]


def test_a_concept_is_called_by_its_notation_or_any_label_in_capitals_or_not(heat):
    assert {concept_called(name) for name in ("heat", "HITTE", "Warmte")} == {heat}
    assert concept_called("hit") is None


def test_the_way_up_starts_at_the_top(climate, heat):
    dry = concept("dry-heat", "droge hitte", "dry heat", broader=heat)
    assert above(dry) == [climate, heat]
    assert above(climate) == []


def test_what_stands_below_is_counted(climate, heat):
    concept("dry-heat", "droge hitte", "dry heat", broader=heat)
    assert [(below.notation, below.below) for below in narrower_than(climate)] == [("heat", 1)]
    assert [top.notation for top in narrower_than(None)] == ["climate"]


def test_labels_are_in_the_language_asked_for_and_else_in_the_other(climate, heat):
    Label.objects.filter(concept=heat, language="en").delete()
    assert labels_for(["heat", "climate", "none"], "en") == {"heat": "hitte", "climate": "climate"}
    assert themes("nl")["heat"].label == "hitte"
    assert themes("nl")["heat"].broader == "climate"
    assert [theme.is_challenge for theme in themes("nl").values()] == [True, False]


def test_neighbours_are_related_themes_and_those_just_below(climate, heat):
    dry = concept("drought", "droogte", "drought")
    dry.related.add(climate)
    assert neighbours(["climate"]) == ["drought", "heat"]
    assert neighbours(["climate", "heat"], most=1) == ["drought"]


def test_every_label_is_told_with_its_concept_and_language(heat):
    assert sorted(all_labels()) == [
        ("climate", "en", "climate"),
        ("climate", "nl", "klimaat"),
        ("heat", "en", "heat"),
        ("heat", "nl", "hitte"),
        ("heat", "nl", "warmte"),
    ]


def test_words_are_found_by_the_beginning_of_either_side_the_word_itself_first(chaima):
    for dutch, english in (("hittegolf", ["heatwave"]), ("hitte", ["heat", "fire"]), ("vuur", ["fire"])):
        change_word(dutch=dutch, english=english, changed_by=chaima, now=NOW)
    assert [word.dutch for word in words_with("hitte")] == ["hitte", "hittegolf"]
    assert [(word.dutch, word.english) for word in words_with("FIRE")] == [
        ("hitte", ("heat", "fire")),
        ("vuur", ("fire",)),
    ]
    assert [pair.english for pair in search_words("hitt", most=2)] == ["heat", "fire"]
    assert words_with("golf") == []
