"""The switch of language and colours on a page that was made of a form: it loses nothing, and does nothing."""

import re
from html import unescape
from unittest.mock import patch
from urllib.parse import urlencode

import pytest

from schakel.challenges.public import State as ChallengeState
from schakel.library.public import Item
from schakel.messages.public import Mail
from schakel.website import shown_again
from tests.challenges import challenge_in
from tests.items import item_of
from tests.strictness import StrictClient

pytestmark = pytest.mark.django_db
NL = {"accept-language": "nl"}


def switch_of(page, name="show_in", value="en"):
    """Where the switch sends what: the address and the fields, as a browser does."""
    button = f'name="{name}" value="{value}"'
    form = next(one for one in re.findall(r"<form.*?</form>", page.text, re.DOTALL) if button in one)
    fields = {}
    for field, said in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form, re.DOTALL):
        fields.setdefault(unescape(field), []).append(unescape(said))
    address = unescape(re.search(r'action="([^"]*)"', form)[1])
    return address, fields | {name: [value]}


def switched(browser, page, name="show_in", value="en"):
    address, fields = switch_of(page, name, value)
    return send(browser, address, fields, follow=True)


def send(browser, address, fields, **how):
    """As a browser sends a form without a file."""
    body = urlencode(fields, doseq=True)
    return browser.post(address, body, content_type="application/x-www-form-urlencoded", headers=NL, **how)


def test_an_item_with_an_error_keeps_what_was_typed(rotterdam, anna, signed_in):
    item = item_of(rotterdam, "Warmte")
    browser = signed_in(anna)
    page = browser.post(
        f"/item/{item.slug}/edit/", {"title_nl": "", "summary_nl": "Mijn <eigen> woorden"}, headers=NL
    )
    assert "utrecht-form-field-error-message" in page.text
    shown = switched(browser, page)
    assert '<html class="schakel-theme" lang="en"' in shown.text
    assert "utrecht-form-field-error-message" in shown.text
    assert "Mijn &lt;eigen&gt; woorden" in shown.text
    assert 'lang="en"' in browser.get("/about/", headers=NL).text  # the choice is kept


def test_a_challenge_with_an_error_keeps_what_was_typed(rotterdam, anna, signed_in):
    challenge = challenge_in(ChallengeState.DRAFT, rotterdam)
    browser = signed_in(anna)
    sent = {"title_nl": "", "question_nl": "Waarom is het warm?\r\nEn waar?"}
    page = browser.post(f"/item/{challenge.item.slug}/edit/", sent, headers=NL)
    shown = switched(browser, page)
    assert '<html class="schakel-theme" lang="en"' in shown.text
    assert "Waarom is het warm?" in shown.text
    assert "En waar?" in shown.text


def test_a_text_to_ask_with_keeps_its_words(client):
    page = client.post("/ask/document/", {"text": "!?"}, headers=NL)
    assert page.status_code == 400
    shown = switched(client, page)
    assert (shown.status_code, ">!?</textarea>" in shown.text, 'lang="en"' in shown.text) == (400, True, True)


def test_after_a_wrong_password_the_address_stays_and_the_password_goes_nowhere(client, anna):
    sent = {"login": anna.email, "password": "een-verkeerd-wachtwoord"}
    page = client.post("/account/login/", sent, headers=NL)
    assert "een-verkeerd" not in page.text
    _, fields = switch_of(page)
    assert fields["login"] == [anna.email]
    assert "password" not in fields
    shown = switched(client, page)
    assert 'lang="en"' in shown.text
    assert f'value="{anna.email}"' in shown.text


def test_the_colours_do_the_same(client):
    page = client.post("/ask/document/", {"text": "!?"}, headers=NL)
    shown = switched(client, page, "show_colours", "dark")
    assert 'data-scheme="dark"' in shown.text
    assert ">!?</textarea>" in shown.text


ASKED = {"q": "warmte", "address": "kim@elders.example", "rhythm": "daily"}


def test_looking_does_nothing_even_where_the_fields_would(client):
    shown = send(client, "/ask/alert/", ASKED | {"show_in": "en"})
    assert (shown.status_code, shown.headers["Location"]) == (302, "/ask/alert/")
    assert not Mail.objects.exists()


def test_control_without_the_refusal_to_store_looking_would_do_it(client):
    with patch.object(shown_again, "_READS", ("",)):
        send(client, "/ask/alert/", ASKED | {"show_in": "en"})
    assert Mail.objects.exists()


def test_what_is_sent_from_the_page_in_the_other_language_is_meant(client):
    shown = switched(client, client.post("/ask/alert/", ASKED | {"address": "nothing"}, headers=NL))
    assert (shown.status_code, shown.request["QUERY_STRING"]) == (400, "")  # its form goes to this address
    send(client, shown.request["PATH_INFO"], ASKED)
    assert Mail.objects.exists()


def test_signing_in_and_forged_forms_are_looked_at_as_ever(rotterdam, anna, signed_in, client):
    item = item_of(rotterdam, "Warmte")
    address, sent = f"/item/{item.slug}/edit/", {"title_nl": "Anders", "show_in": "en"}
    assert send(client, address, sent).headers["Location"].startswith("/account/login/")
    forged = StrictClient(enforce_csrf_checks=True)
    forged.force_login(anna)
    assert send(forged, address, sent).status_code == 403
    assert send(signed_in(anna), address, sent).status_code == 200
    assert Item.objects.get(pk=item.pk).version == item.version


def test_an_address_that_takes_only_forms_leads_to_the_page_above_it(anna, signed_in):
    shown = send(signed_in(anna), "/notices/read/", {"show_in": "en"})
    assert (shown.status_code, shown.headers["Location"]) == (302, "/notices/")


@pytest.mark.parametrize("value", ["fr", "", "<script>"])
def test_what_is_no_language_is_passed_over(value, client):
    page = send(client, "/ask/document/", {"text": "!?", "show_in": value})
    assert (page.status_code, 'lang="nl"' in page.text) == (400, True)


def test_what_cannot_be_read_is_not_found_as_ever(client):
    broken = client.post("/nothing-here/", b"--x\r\nbroken", content_type="multipart/form-data; boundary=")
    assert broken.status_code in (400, 404)


def test_the_address_of_a_form_leads_to_the_page_above_it(rotterdam, anna, signed_in):
    challenge = challenge_in(ChallengeState.DRAFT, rotterdam)
    browser = signed_in(anna)
    page = browser.get(f"/challenges/{challenge.item.slug}/step/", headers=NL)
    assert (page.status_code, page.headers["Allow"]) == (405, "POST")
    assert "Hier is niets te lezen" in page.text
    assert f'href="/challenges/{challenge.item.slug}/"' in page.text
    assert browser.get(f"/challenges/{challenge.item.slug}/").status_code == 200


def test_what_is_no_person_reading_gets_the_short_answer(client):
    assert client.delete("/").content == b""
    assert client.put("/").status_code == 405
