"""Having an answer as an alert or a feed, from the page of the answer to the last click in a mail."""

import json
import re
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from schakel.alerts import looking
from schakel.alerts.models import Alert
from schakel.alerts.tokens import path_of
from schakel.alerts.web import keeping
from schakel.library.public import Kind, Visibility
from schakel.matching import public as matching
from schakel.messages.public import Mail, stop_token
from tests.clock import NOW
from tests.items import item_of
from tests.mails import post_office, send_due

pytestmark = pytest.mark.django_db
ASKED = {"q": "warmte uit het kanaal", "kind": "case"}
KIM = "kim@elders.example"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def understanding(db):
    cache.clear()
    matching.CURRENT.forget()
    yield
    matching.CURRENT.forget()


@pytest.fixture
def mail_of(settings):
    """Sends what is due, and gives the last mail to somebody."""

    def last(address, now):
        with post_office() as (post, port):
            settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
            settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
            send_due(now)
        return [mail for to, mail in post.taken if to == address][-1]

    return last


def link_in(mail):
    text = mail.get_body(("plain",)).get_content()
    return re.search(r"https?://[^/\s]+(/alerts/\S+)", text).group(1)


def ask(browser, **changes):
    return browser.post("/ask/alert/", ASKED | {"address": KIM, "rhythm": "daily"} | changes)


def test_the_answer_leads_to_its_alert_and_its_feed(client, rotterdam):
    item_of(rotterdam)
    shown = client.get("/ask/", ASKED | {"view": "list"}).content.decode()
    assert 'href="/ask/alert/?q=warmte+uit+het+kanaal&amp;kind=case"' in shown
    assert 'href="/ask/feed.atom?q=warmte+uit+het+kanaal&amp;kind=case"' in shown


def test_somebody_without_an_account_is_kept_posted_after_a_yes(client, rotterdam, mail_of):
    before = NOW - timedelta(days=2)
    assert ask(client).headers["Location"] == "/ask/alert/sent/"
    Alert.objects.update(made_at=before, looked_at=before)
    address = link_in(mail_of(KIM, NOW + timedelta(days=9000)))
    assert client.get(address).status_code == 200
    assert Alert.objects.get().confirmed_at is None, "a machine that follows the link says no yes"
    assert client.post(address, {"act": "confirm"}).status_code == 200
    Alert.objects.update(confirmed_at=before, looked_at=before)

    item_of(rotterdam, "Warmte uit het kanaal")
    looking.look(Alert.objects.get(), now=NOW)
    news = mail_of(KIM, NOW + timedelta(days=9000))
    assert "Warmte uit het kanaal" in news["Subject"]
    assert news["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = re.search(r"<https?://[^/]+(/\S+)>", news["List-Unsubscribe"]).group(1)
    assert client.get(stop).status_code == 200
    assert Alert.objects.exists()
    clicked = Client(enforce_csrf_checks=True).post(stop, {"List-Unsubscribe": "One-Click"})
    assert clicked.status_code == 200
    assert not Alert.objects.exists()
    assert client.get(stop).status_code == 404


def test_the_screen_says_the_same_of_an_address_we_know_and_one_we_do_not(client):
    first = ask(client)
    Alert.objects.update(confirmed_at=NOW)
    again = ask(client)
    other = ask(client, address="other@elders.example")
    assert first.headers["Location"] == again.headers["Location"] == other.headers["Location"]
    assert Alert.objects.count() == 2
    assert Mail.objects.filter(addressee=KIM).count() == 2, "the second has the link to what they have"


def test_one_address_gets_so_many_mails_a_day_and_no_more(client):
    codes = [ask(client, q=f"warmte {number}").status_code for number in range(7)]
    assert codes == [302] * 5 + [429] * 2
    assert ask(client, address="other@elders.example").status_code == 302


@pytest.mark.parametrize(
    "address", ["", "nonsense", "a@b", '"a@b"@c.example', "a@b.example\nBcc: c@d.example"]
)
def test_an_address_that_cannot_be_used_is_said_at_its_field(client, address):
    refused = ask(client, address=address)
    assert refused.status_code == 400
    assert not Alert.objects.exists()
    assert (
        "utrecht-form-field-error-message" in refused.content.decode()
        or "id_address" in refused.content.decode()
    )


def test_an_alert_asks_for_a_question_and_a_rhythm(client):
    assert client.get("/ask/alert/").status_code == 400
    assert ask(client, rhythm="hourly").status_code == 400
    assert ask(client, q="a" * 9000).status_code == 400
    assert not Alert.objects.exists()


def test_somebody_with_an_account_has_it_at_once_and_looks_after_it(signed_in, anna, bas):
    browser = signed_in(anna)
    assert browser.post("/ask/alert/", ASKED | {"rhythm": "weekly"}).headers["Location"] == "/me/alerts/"
    alert = Alert.objects.get()
    shown = browser.get("/me/alerts/").content.decode()
    assert "warmte uit het kanaal" in shown
    assert "warmte uit het kanaal;elke week" in browser.get("/me/alerts/file.csv").content.decode().replace(
        ",", ";"
    )
    assert signed_in(bas).post(f"/me/alerts/{alert.code}/", {"act": "stop"}).status_code == 404
    assert browser.post(f"/me/alerts/{alert.code}/", {"act": "change", "rhythm": "daily"}).status_code == 302
    assert Alert.objects.get().rhythm == "daily"
    browser.post(f"/me/alerts/{alert.code}/", {"act": "change", "rhythm": "never"})
    assert Alert.objects.get().rhythm == "daily"
    browser.post(f"/me/alerts/{alert.code}/", {"act": "stop"})
    assert not Alert.objects.exists()
    assert browser.post(f"/me/alerts/{alert.code}/", {"act": "stop"}).status_code == 404


def test_a_link_that_we_did_not_make_opens_nothing(client):
    ask(client)
    alert = Alert.objects.get()
    address = path_of(alert)
    for wrong in (address[:-3] + "xx/", reverse("alert_by_link", args=[alert.code])):
        assert client.get(wrong).status_code == 404
        assert client.post(wrong, {"act": "confirm"}).status_code == 404
    assert client.post(address, {"act": "nonsense"}).status_code == 404
    assert Alert.objects.get().confirmed_at is None


def test_by_one_link_so_much_is_changed_an_hour_and_it_can_always_be_stopped(client, monkeypatch):
    monkeypatch.setattr(keeping, "MOST_AN_HOUR", 2)
    ask(client)
    address = path_of(Alert.objects.get())
    sent = [{"act": "change", "rhythm": "weekly"}, {"act": "change", "rhythm": "daily"}]
    codes = [client.post(address, change).status_code for change in (*sent, *sent)]
    assert codes == [200, 200, 429, 429]
    assert client.post(address).status_code == 200
    assert not Alert.objects.exists()


def test_who_stopped_our_mail_and_says_yes_anew_is_written_to(client, rotterdam, mail_of):
    ask(client)
    far = NOW + timedelta(days=9000)
    mail_of(KIM, far)
    client.post(reverse("mail_stop", args=[stop_token(KIM, "alert.found")]), {"which": "all"})
    client.post(path_of(Alert.objects.get()), {"act": "confirm"})
    Alert.objects.update(confirmed_at=NOW - timedelta(days=2), looked_at=NOW - timedelta(days=2))
    item_of(rotterdam, "Warmte uit het kanaal")
    looking.look(Alert.objects.get(), now=NOW)
    assert "Warmte uit het kanaal" in mail_of(KIM, far)["Subject"]


@pytest.mark.parametrize("ending", ["atom", "json"])
def test_a_feed_holds_what_everybody_may_see_whoever_asks(signed_in, client, anna, rotterdam, ending):
    item_of(rotterdam, "Warmte uit het kanaal")
    item_of(rotterdam, "Warmte uit het kanaal van ons", visibility=Visibility.ORGANISATION)
    item_of(rotterdam, "Warmte uit het kanaal, gevraagd", kind=Kind.EXPERT)
    for browser in (client, signed_in(anna)):
        told = browser.get(f"/ask/feed.{ending}", ASKED).content.decode()
        titles = (
            [entry.findtext(f"{ATOM}title") for entry in ET.fromstring(told).iter(f"{ATOM}entry")]  # noqa: S314 - ours
            if ending == "atom"
            else [item["title"] for item in json.loads(told)["items"]]
        )
        assert titles == ["Warmte uit het kanaal"]
        assert "U schreef" in told, "and why it is there"


@pytest.mark.parametrize("ending", ["atom", "json"])
def test_a_feed_of_no_question_is_not_there(client, ending):
    assert client.get(f"/ask/feed.{ending}").status_code == 404
    assert client.get(f"/ask/feed.{ending}", {"q": "a" * 6000}).status_code == 404
