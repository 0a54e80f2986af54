"""The door of attachments: who may put files there, who gets them, and with what said to the browser."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.urls import reverse

from schakel.documents.models import Attachment
from schakel.documents.uploading import BoundedUpload
from schakel.library.public import State
from tests.hostile_files import docx, page
from tests.items import attachment_of, item_of

pytestmark = pytest.mark.django_db


def upload(browser, item, content, name="nota.docx"):
    file = SimpleUploadedFile(name, content, content_type="text/html")
    return browser.post(reverse("item_attachments", args=[item.slug]), {"document": file})


def test_the_owner_attaches_and_everybody_who_sees_the_item_downloads(rotterdam, anna, client, signed_in):
    item = item_of(rotterdam)
    browser = signed_in(anna)
    assert upload(browser, item, docx()).status_code == 302
    assert (
        "Toegevoegd: nota.docx" in browser.get(reverse("item_attachments", args=[item.slug])).content.decode()
    )
    attachment = Attachment.objects.get()
    address = reverse("item_attachment", args=[item.slug, attachment.code])
    assert address in client.get(item.get_absolute_url()).content.decode()
    response = client.get(address)
    assert b"".join(response.streaming_content) == docx()
    headers = response.headers
    assert headers["Content-Disposition"] == 'attachment; filename="nota.docx"'
    assert headers["Content-Type"].endswith("wordprocessingml.document")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert headers["Cache-Control"] == "private, no-store"


def test_a_part_of_a_file_is_asked_for_in_vain_the_whole_is_given(rotterdam, client):
    item = item_of(rotterdam)
    attachment = attachment_of(item, b"0123456789")
    address = reverse("item_attachment", args=[item.slug, attachment.code])
    for wanted in ("bytes=2-3", "bytes=0-0,2-3", "bytes=-99999999999", "bytes=9-1", "lines=1"):
        response = client.get(address, headers={"range": wanted})
        assert (response.status_code, b"".join(response.streaming_content)) == (200, b"0123456789")
        assert response.headers["Accept-Ranges"] == "none"


def test_a_name_says_nothing_to_a_browser_but_a_name(rotterdam, client):
    item = item_of(rotterdam)
    attachment = attachment_of(item, b"x", name='a"; filename=b.html é\u2028.txt')
    response = client.get(reverse("item_attachment", args=[item.slug, attachment.code]))
    response.close()
    disposition = response.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename*=utf-8''")
    assert '"' not in disposition


def test_a_file_that_is_not_there_any_more_is_a_404(rotterdam, client, settings, tmp_path):
    item = item_of(rotterdam)
    attachment = attachment_of(item, b"x")
    settings.DOCUMENTS = tmp_path
    assert client.get(reverse("item_attachment", args=[item.slug, attachment.code])).status_code == 404


def test_access_ends_with_the_item(rotterdam, anna, client, signed_in):
    item = item_of(rotterdam, state=State.ARCHIVED)
    attachment = attachment_of(item, b"x")
    address = reverse("item_attachment", args=[item.slug, attachment.code])
    assert client.get(address).status_code == 404
    response = signed_in(anna).get(address)
    response.close()
    assert response.status_code == 200


def test_what_is_refused_is_said_in_the_language_of_the_screen(rotterdam, anna, signed_in):
    item = item_of(rotterdam)
    browser = signed_in(anna)
    response = upload(browser, item, page(), "pagina.docx")
    assert response.status_code == 400
    assert "Dit soort bestand kan geen bijlage zijn" in response.content.decode()
    browser.get("/language/en/")
    assert "cannot be attached" in upload(browser, item, page()).content.decode()
    assert not Attachment.objects.exists()


def test_a_file_that_is_too_large_stops_coming_in(rotterdam, anna, signed_in, monkeypatch, settings):
    item = item_of(rotterdam)
    kept = []
    original = BoundedUpload.receive_data_chunk

    def receive(handler, raw_data, start):
        original(handler, raw_data, start)
        kept.append(len(raw_data))

    monkeypatch.setattr(BoundedUpload, "receive_data_chunk", receive)
    largest = settings.ENVIRONMENT.document_megabytes * 2**20
    response = upload(signed_in(anna), item, b"x" * (largest + 200_000))
    assert response.status_code == 400
    assert "te groot" in response.content.decode()
    assert largest - 100_000 < sum(kept) <= largest


def test_a_file_is_removed_after_asking_once_more(rotterdam, anna, signed_in):
    item = item_of(rotterdam)
    attachment = attachment_of(item, b"x")
    address = reverse("item_attachment_remove", args=[item.slug, attachment.code])
    browser = signed_in(anna)
    assert "toelichting.txt" in browser.get(address).content.decode()
    assert Attachment.objects.exists()
    assert browser.post(address).headers["Location"] == reverse("item_attachments", args=[item.slug])
    assert not Attachment.objects.exists()


@override_settings(LANGUAGE_CODE="nl")
@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"read_at": None, "text": ""}, "wordt gelezen"),
        ({"text": ""}, "geen tekst in gevonden"),
        ({"text": "", "unreadable": "document-encrypted"}, "wachtwoord"),
        ({}, "wordt doorzocht"),
        ({"is_cut": True}, "het begin wordt doorzocht"),
    ],
)
def test_the_list_says_what_became_of_each_file(rotterdam, anna, signed_in, changed, words):
    item = item_of(rotterdam)
    attachment = attachment_of(item, b"x")
    Attachment.objects.filter(pk=attachment.pk).update(**changed)
    assert words in signed_in(anna).get(reverse("item_attachments", args=[item.slug])).content.decode()
