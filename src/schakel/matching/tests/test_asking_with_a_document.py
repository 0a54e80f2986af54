"""From a document to an answer: what is about persons stays out, the question is theirs to change, nothing is kept."""

import re
import time
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from schakel.documents.public import LentDocument
from schakel.journal.public import last_number
from schakel.kernel.refusal import Refusal
from tests.hostile_files import docx, good_pdf
from tests.items import item_of
from tests.strictness import StrictClient

pytestmark = pytest.mark.django_db
MAIL = """Beste Chaima,

In onze sporthallen is het energieverbruik veel te hoog. Wij weten niet waardoor dat komt.
Dat zegt Joost Hermans (joost@stad.example, 06-12345678) van de afdeling vastgoed ook.
Bel Joost over de sporthallen met te hoog energieverbruik.

Met vriendelijke groet,
Anna Bakker
"""


@pytest.fixture
def item(rotterdam):
    return item_of(rotterdam, "Sporthallen met minder energieverbruik")


def give(client, **given):
    response = client.post(reverse("ask_with_document"), given)
    assert response.status_code == 302, response.content.decode()
    return response.headers["Location"]


def shown(client, address):
    return unescape(client.get(address).content.decode())


def question_in(text):
    return re.search(r'name="q"[^>]*>([^<]*)</textarea>', text)[1].strip()


def places(text, name):
    return re.findall(rf'name="{name}" value="(\d+)"', text), re.findall(
        rf'name="{name}" value="(\d+)" checked', text
    )


def test_a_pasted_mail_becomes_a_question_without_persons_and_then_an_answer(client, item):
    before = last_number()
    address = give(client, text=MAIL)
    text = shown(client, address)
    question = question_in(text)
    assert "sporthallen" in question
    for private in ("joost@stad.example", "06-12345678", "Anna Bakker", "Chaima"):
        assert private not in question
    assert "joost@stad.example" in text
    _, ticked = places(text, "sentence")
    response = client.post(address, {"act": "ask", "q": question, "sentence": ticked})
    answer = shown(client, response.headers["Location"])
    assert "Sporthallen met minder energieverbruik" in answer
    assert "joost@stad.example" not in answer
    assert last_number() == before


@pytest.mark.parametrize("file", [("nota.docx", docx()), ("nota.pdf", good_pdf())], ids=["docx", "pdf"])
def test_a_file_becomes_a_question(client, item, file):
    text = shown(client, give(client, document=SimpleUploadedFile(*file), text=""))
    assert file[0] in text
    assert question_in(text) == "Onze sporthallen gebruiken te veel energie en wij weten niet waarom."


def test_what_is_about_a_person_comes_in_only_when_it_is_ticked(client, item):
    address = give(client, text=MAIL)
    text = shown(client, address)
    every, ticked = places(text, "keep")
    sentences, _ = places(text, "sentence")
    assert ticked == []
    assert len(every) >= 3
    client.post(address, {"act": "remake", "q": question_in(text), "sentence": sentences, "keep": every})
    assert "joost@stad.example" in question_in(shown(client, address))


def test_sentences_can_be_ticked_back_and_the_button_to_ask_minds_them(client, item):
    address = give(client, text=MAIL)
    text = shown(client, address)
    every, _ = places(text, "sentence")
    response = client.post(address, {"act": "ask", "q": question_in(text), "sentence": every[:1]})
    assert "Location" in response.headers
    assert "In+onze+sporthallen" in response.headers["Location"]
    assert "Wij+weten" not in response.headers["Location"]


def test_words_of_the_asker_go_before_ticks(client, item):
    address = give(client, text=MAIL)
    response = client.post(address, {"act": "ask", "q": "warme voeten"})
    assert response.headers["Location"] == "/ask/?q=warme+voeten"


@pytest.mark.parametrize(("typed", "sentence"), [("", "Kies ten minste"), ("x" * 5001, "te lang")])
def test_what_cannot_be_asked_is_said(client, item, typed, sentence):
    address = give(client, text=MAIL)
    response = client.post(address, {"act": "ask", "q": typed})
    assert response.status_code == 400
    assert sentence in response.content.decode()


def test_a_long_question_is_answered_at_an_address_of_the_document_for_its_owner_only(client, item):
    address = give(client, text=MAIL)
    long = "In onze sporthallen is het energieverbruik te hoog. " + "Dat is al jaren zo gegaan. " * 150
    response = client.post(address, {"act": "ask", "q": long})
    answer_address = response.headers["Location"]
    assert answer_address.startswith("/ask/?document=")
    text = shown(client, answer_address)
    assert "Sporthallen met minder energieverbruik" in text
    assert "In uw tekst:" in text
    assert "data-copy" not in text
    other = StrictClient().get(answer_address)
    assert other.status_code == 404
    assert "is er niet meer" in other.content.decode()


def test_how_it_was_worked_out_is_there_for_a_long_question_too(client, item):
    address = give(client, text=MAIL)
    long = "In onze sporthallen is het energieverbruik te hoog. " + "Dat is al jaren zo gegaan. " * 150
    query = client.post(address, {"act": "ask", "q": long}).headers["Location"].partition("?")[2]
    explained = f"{reverse('worked_out', args=[item.slug])}?{query}"
    assert client.get(explained).status_code == 200
    assert StrictClient().get(explained).status_code == 404


def test_a_document_that_was_not_settled_answers_nothing(client, item):
    key = give(client, text=MAIL).split("/")[-2]
    assert client.get(f"/ask/?document={key}").status_code == 404


def test_nobody_else_sees_what_was_made_of_it(client, item):
    address = give(client, text=MAIL)
    assert StrictClient().get(address).status_code == 404
    assert StrictClient().post(address, {"act": "forget"}).status_code == 404
    assert LentDocument.objects.exists()


def test_it_can_be_thrown_away_at_once(client, item):
    address = give(client, text=MAIL)
    assert client.post(address, {"act": "forget"}).status_code == 302
    assert not LentDocument.objects.exists()
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("given", "status", "sentence"),
    [
        ({}, 400, "Kies een document, of plak een tekst"),
        ({"text": "123"}, 400, "Wij vinden geen tekst"),
        ({"document": SimpleUploadedFile("a.exe", b"MZ" + bytes(10))}, 400, "Dit is een programma"),
    ],
)
def test_what_cannot_be_read_is_said(client, given, status, sentence):
    response = client.post(reverse("ask_with_document"), given)
    assert response.status_code == status
    assert sentence in response.content.decode()
    assert not LentDocument.objects.exists()


def test_who_has_to_wait_too_long_is_told_when_to_come_back(client, monkeypatch):
    def busy(_content):
        raise Refusal("documents-busy")

    monkeypatch.setattr("schakel.documents.actions.read_document", busy)
    response = client.post(reverse("ask_with_document"), {"document": SimpleUploadedFile("a.txt", b"Hulp.")})
    assert (response.status_code, response.headers["Retry-After"]) == (503, "10")
    assert "Er worden nu veel documenten gelezen" in response.content.decode()


def test_the_start_page_takes_a_document_without_scripts(client, item):
    page = client.get("/").content.decode()
    form = re.search(r'<form id="with-document".*?</form>', page, re.DOTALL)[0]
    assert 'enctype="multipart/form-data"' in form
    assert f'action="{reverse("ask_with_document")}"' in form
    assert re.search(r'<input [^>]*type="file"[^>]* form="with-document"', page)
    assert re.search(r'<button [^>]*form="with-document"', page)


@pytest.mark.parametrize(
    "text",
    [
        "x" * 60_000,
        "a b" * 20_000,
        "Hulp. " + "a\u0301" * 30_000,
        "Geachte heer van der den ten " * 2000,
        "ab\n" * 20_000,
    ],
    ids=["one word", "no words", "marks", "greetings", "lines"],
)
def test_a_text_that_is_made_to_keep_the_hub_busy_does_not(client, item, text):
    give(client, text="Wij zoeken hulp.")  # the first one waits for what is read once
    began = time.process_time()
    client.post(reverse("ask_with_document"), {"text": text}, follow=True)
    assert time.process_time() - began < 5
