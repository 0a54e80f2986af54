"""What staff changes in the vocabulary works in the next question, without a restart."""

import pytest

from schakel.journal import public as journal
from schakel.matching import public as matching
from schakel.matching.public import QuestionForm
from schakel.vocabulary.public import Concept
from tests.clock import NOW
from tests.items import item_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def heat(db) -> Concept:
    concept = Concept.objects.create(notation="heat")
    concept.labels.create(language="nl", text="hittestress", is_preferred=True)
    concept.labels.create(language="en", text="heat stress", is_preferred=True)
    return concept


def found(browser, question: str) -> list[str]:
    """The titles of the answer to this question, the best first."""
    response = browser.get("/ask/", {"q": question, "view": "list"})
    assert response.status_code == 200
    return [card["title"] for card in response.context["cards"]]


def understood(question: str) -> tuple[str, ...]:
    return matching.ask(QuestionForm(text=question), person=None, now=NOW).understood


def test_a_word_that_staff_adds_to_a_theme_is_understood_in_the_next_question(
    client, signed_in, chaima, rotterdam, heat
):
    item_of(rotterdam, "Koele plekken voor ouderen", themes=(heat,))
    item_of(rotterdam, "Fietsen stallen bij het station")
    question = "het is bloedheet bij mijn moeder"
    assert found(client, question) == []
    assert understood(question) == ()

    desk = signed_in(chaima)
    sent = {field.html_name: field.value() or "" for field in desk.get("/staff/themes/heat/").context["form"]}
    desk.post("/staff/themes/heat/", sent | {"nl-others": "bloedheet"})

    assert understood(question) == ("heat",)
    assert found(client, question) == ["Koele plekken voor ouderen"]


def test_a_word_that_staff_takes_away_is_no_longer_understood(signed_in, chaima, heat):
    heat.labels.create(language="nl", text="bloedheet")
    assert understood("bloedheet") == ("heat",)
    desk = signed_in(chaima)
    sent = {field.html_name: field.value() or "" for field in desk.get("/staff/themes/heat/").context["form"]}
    desk.post("/staff/themes/heat/", sent | {"nl-others": ""})
    assert understood("bloedheet") == ()


def test_a_theme_that_staff_adds_is_understood_in_the_next_question(signed_in, chaima, heat):
    assert understood("slapen lukt niet in de zomernacht") == ()
    said = {"nl-name": "warme nachten", "en-name": "warm nights", "nl-others": "zomernacht"}
    signed_in(chaima).post("/staff/themes/heat/new/", said)
    assert understood("slapen lukt niet in de zomernacht") == ("warm-nights",)


def test_a_translation_that_staff_adds_lets_a_dutch_question_find_an_english_item(
    client, signed_in, chaima, rotterdam
):
    item_of(rotterdam, texts={"en": {"title": "Riparian buffers"}}, original_language="en")
    item_of(rotterdam, "Fietsen stallen bij het station")
    question = "oeverstroken"
    assert found(client, question) == []
    signed_in(chaima).post(
        "/staff/words/word/", {"dutch": "oeverstroken", "english": "riparian buffers\nriparian"}
    )
    assert found(client, question) == ["Riparian buffers"]


def test_every_change_of_the_vocabulary_is_a_row_that_readers_of_the_journal_know(signed_in, chaima, heat):
    before = journal.last_number()
    signed_in(chaima).post("/staff/words/word/", {"dutch": "klam", "english": "clammy"})
    signed_in(chaima).post("/staff/themes/heat/new/", {"nl-name": "droogte", "en-name": "drought"})
    rows = journal.rows_after(before)
    assert [(row.name, row.subject) for row in rows] == [
        ("word.changed", "vocabulary:words"),
        ("theme.added", "theme:drought"),
        ("theme.changed", "theme:drought"),
    ]
