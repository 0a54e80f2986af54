"""What is attached to an item finds it, a little; it is quoted with the name of the file, for who may see the item."""

import pytest

from schakel.documents.public import remove_attachment
from schakel.library import public as library
from schakel.library.public import State
from schakel.matching.addresses import AnswerAddress
from schakel.matching.asking import QuestionForm, ask, explain_one
from schakel.matching.web.showing import screen_in, shown_card
from schakel.vocabulary.public import change_word
from tests.clock import NOW, TODAY
from tests.items import attachment_of, item_of

pytestmark = pytest.mark.django_db
WORDS = b"Dit stuk gaat over iets anders. De trottoirtegels worden door boomwortels omhoog geduwd."


def found(question, person=None):
    return ask(QuestionForm(question), person=person, now=NOW).matches


def test_an_item_is_found_by_its_attachment_and_the_reason_names_the_file(rotterdam):
    item = item_of(rotterdam, "Bomen in de stad")
    assert found("boomwortels onder trottoirtegels") == ()
    attachment_of(item, WORDS, name="onderzoek.pdf")
    [match] = found("boomwortels onder trottoirtegels")
    assert {word for reason in match.explanation.reasons for word in reason.their_words} == {
        "trottoirtegels",
        "boomwortels",
    }
    assert match.explanation.quote.text == "De trottoirtegels worden door boomwortels omhoog geduwd."
    card = shown_card(match, AnswerAddress("boomwortels"), screen_in("nl"))
    assert [reason["field"] for reason in card["reasons"] if reason.get("quote")] == ["onderzoek.pdf"]


def test_what_stands_in_the_item_itself_counts_more(rotterdam):
    for title in (
        "Koelte op school",
        "Veilig op de fiets",
        "Schuldhulp aan huis",
        "Minder afval",
        "Zuinig wonen",
    ):
        item_of(rotterdam, title)
    beside = item_of(rotterdam, "Bomen in de stad")
    texts = {"nl": {"title": "Stoepen", "summary": WORDS.decode()}}
    itself = item_of(rotterdam, texts=texts)
    attachment_of(beside, WORDS)
    assert [match.item.pk for match in found("boomwortels onder trottoirtegels")] == [itself.pk, beside.pk]


def test_it_is_found_across_languages_and_leaves_the_item_as_findable_as_it_was(rotterdam, chaima):
    for dutch, english in (("bomen", "trees"), ("stad", "city")):
        change_word(dutch=dutch, english=[english], changed_by=chaima, now=NOW)
    item = item_of(rotterdam, "Bomen in de stad")
    before = found("bomen stad")[0].score
    attachment_of(item, b"The residents of this neighbourhood complain about the noise of the airport.")
    assert found("bomen stad")[0].score == before
    assert [match.item.pk for match in found("airport noise")] == [item.pk]
    assert found("trees in the city")


def test_it_is_gone_from_the_index_when_it_was_removed(rotterdam):
    item = item_of(rotterdam, "Bomen in de stad")
    attachment = attachment_of(item, WORDS)
    assert found("boomwortels")
    remove_attachment(attachment=attachment, removed_by=None, now=NOW)
    assert found("boomwortels") == ()


def test_who_may_not_see_the_item_finds_nothing_of_its_attachment(rotterdam, anna, bas):
    hidden = item_of(rotterdam, "Bomen in de stad", state=State.DRAFT)
    attachment_of(hidden, WORDS)
    assert [match.item.pk for match in found("boomwortels", anna)] == [hidden.pk]
    assert found("boomwortels", bas) == found("boomwortels") == ()


def test_a_score_is_worked_out_with_the_attachment_and_the_item_is_shown_without(rotterdam):
    item = item_of(rotterdam, "Bomen in de stad")
    attachment_of(item, WORDS)
    value = library.value_of(item, today=TODAY)
    match = explain_one(QuestionForm("boomwortels"), value, person=None, now=NOW)
    assert match.explanation.reasons[0].their_words == ("boomwortels",)
    assert match.item.texts == value.texts


LONG = """Wij zijn een middelgrote gemeente. De boomwortels duwen trottoirtegels omhoog. Mensen met een rollator vallen.
Kunt u ons helpen?"""


def test_of_a_long_question_the_sentence_that_met_is_said(rotterdam):
    item_of(rotterdam, "Boomwortels en trottoirtegels")
    [match] = found(LONG)
    said = match.explanation.your_sentence
    assert "".join(piece.text for piece in said) == "De boomwortels duwen trottoirtegels omhoog."
    assert [piece.text for piece in said if piece.is_marked] == ["boomwortels", "trottoirtegels"]
    assert found("boomwortels onder trottoirtegels")[0].explanation.your_sentence == ()
