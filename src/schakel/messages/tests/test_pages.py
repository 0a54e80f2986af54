"""One's own notices, what somebody wants mail about, and stopping mail from the mail itself."""

import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from schakel.journal import public as journal
from schakel.messages.actions import choose_mails
from schakel.messages.models import MailChoice, Notice, Suppression
from schakel.messages.queries import frequencies_of, unread_count
from schakel.messages.tokens import address_hash, read_stop_token, stop_token
from tests.clock import NOW
from tests.mails import DUTY, HIDDEN, LETTER, QUIET, post_office, send_due, tell_letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(anna):
    for number, kind in enumerate((LETTER, LETTER, QUIET)):
        tell_letter(anna.reference, event=f"row:{number}", kind=kind, subject=f"Bericht {number}", now=NOW)
    return list(Notice.objects.order_by("pk"))


def page(browser, address):
    return browser.get(address).content.decode()


def test_somebody_reads_what_they_were_told_with_the_page_each_leads_to(signed_in, anna, told):
    shown = page(signed_in(anna), "/notices/")
    assert [shown.count(f"Bericht {number}</a>") for number in range(3)] == [1, 1, 1]
    assert '<a href="/about/">Bericht 0</a>' in shown
    assert "U hebt 3 ongelezen berichten." in shown


def test_the_number_of_unread_notices_stands_at_the_top_of_every_page(signed_in, anna, bas, told):
    assert 'class="sk-count">3<' in page(signed_in(anna), "/about/")
    assert "sk-count" not in page(signed_in(bas), "/about/")
    HIDDEN.add("thing:1")
    something_happens()
    assert "sk-count" not in page(signed_in(anna), "/about/")


def something_happens():
    with transaction.atomic():
        journal.record("thing.hidden", on="thing:1", by="", at=NOW)


def test_the_number_is_counted_anew_when_something_happened_and_once_a_minute(anna, told, monkeypatch):
    moments = [timezone.now().replace(second=1), timezone.now().replace(second=59)]
    monkeypatch.setattr(timezone, "now", lambda: moments[-1])
    HIDDEN.clear()
    assert unread_count(anna.reference) == 3
    HIDDEN.add("thing:1")
    monkeypatch.setattr(timezone, "now", lambda: moments[0])
    assert unread_count(anna.reference) == 3, "in this minute nothing happened"
    something_happens()
    assert unread_count(anna.reference) == 0
    HIDDEN.clear()
    monkeypatch.setattr(timezone, "now", lambda: moments[1] + timedelta(minutes=1))
    assert unread_count(anna.reference) == 3, "what may be seen can depend on the time"
    told[0].delete()
    assert unread_count(anna.reference) == 2


def test_notices_of_one_kind_can_be_looked_at_alone(signed_in, anna, told):
    shown = page(signed_in(anna), f"/notices/?kind={QUIET}")
    assert "Bericht 2" in shown
    assert "Bericht 1" not in shown
    assert page(signed_in(anna), "/notices/?kind=no.such").count("</form>") == page(
        signed_in(anna), "/notices/"
    ).count("</form>")


def test_one_is_marked_as_read_and_then_all(signed_in, anna, told):
    browser = signed_in(anna)
    response = browser.post("/notices/read/", {"notice": told[0].pk, "kind": LETTER, "page": "1"})
    assert response.headers["Location"] == f"/notices/?kind={LETTER}&page=1"
    assert unread_count(anna.reference) == 2
    assert browser.post("/notices/read/").status_code == 302
    assert unread_count(anna.reference) == 0


@pytest.mark.parametrize("number", ["999999", "x", "٣", "-1", str(2**70)])
def test_what_is_no_notice_of_theirs_is_not_there(signed_in, anna, bas, told, number):
    assert signed_in(anna).post("/notices/read/", {"notice": number}).status_code == 404
    assert signed_in(bas).post("/notices/read/", {"notice": told[0].pk}).status_code == 404
    assert unread_count(anna.reference) == 3


def test_somebody_chooses_when_they_want_mail(signed_in, anna):
    browser = signed_in(anna)
    wanted = frequencies_of(anna.reference) | {LETTER: "weekly", QUIET: "at-once"}
    assert browser.post("/notices/settings/", wanted).status_code == 302
    assert frequencies_of(anna.reference) == wanted
    assert DUTY not in page(browser, "/notices/settings/")
    refused = browser.post("/notices/settings/", wanted | {LETTER: "hourly"})
    assert "Kies een van de mogelijkheden." in refused.content.decode()
    assert frequencies_of(anna.reference) == wanted


def stop_address(addressee, kind=LETTER):
    return reverse("mail_stop", args=[stop_token(addressee, kind)])


def test_the_link_in_a_mail_stops_it_with_one_click_of_a_mail_program(settings, anna):
    """As RFC 8058 has it: one field is posted to the address in the head, with no cookie and no page before."""
    tell_letter(anna.reference, now=NOW)
    with post_office() as (post, port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        send_due(NOW)
    header = post.to(anna.email)["List-Unsubscribe"].strip()  # a long one begins on a line of its own
    address = re.fullmatch(r"<http://127\.0\.0\.1:8000(/\S+)>", header)[1]
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert frequencies_of(anna.reference)[LETTER] == "never"
    assert tell_letter(anna.reference, event="row:2", now=NOW) == []


def test_looking_at_the_link_stops_nothing(client, anna):
    """Programs that look for viruses open every link of a mail."""
    shown = page(client, stop_address(anna.reference))
    assert LETTER in shown
    assert client.head(stop_address(anna.reference)).status_code == 405
    assert not MailChoice.objects.exists()


def test_everything_can_be_stopped_from_one_mail(client, anna):
    choose_mails(addressee=anna.reference, frequencies={QUIET: "daily"})
    client.post(stop_address(anna.reference), {"which": "all"})
    assert set(frequencies_of(anna.reference).values()) == {"never"}


def test_the_mail_of_the_day_is_stopped_and_what_comes_at_once_goes_on(client, anna):
    choose_mails(addressee=anna.reference, frequencies={QUIET: "daily", LETTER: "at-once"})
    client.post(stop_address(anna.reference, "digest"))
    found = frequencies_of(anna.reference)
    assert (found[QUIET], found[LETTER]) == ("never", "at-once")


def test_the_link_of_an_address_without_an_account_holds_no_address(client):
    address = "somebody@town.example"
    link = stop_address(address)
    assert read_stop_token(link.split("/")[-2]).addressee == address_hash(address)
    client.post(link)
    client.post(link)
    assert Suppression.objects.get().kind == LETTER
    assert "account" not in page(client, link).partition("<main")[2].partition("</main")[0]


@pytest.mark.parametrize("change", [lambda token: token[:-1], lambda token: f"x{token}", lambda token: "x"])
def test_a_link_that_we_did_not_make_is_not_there(client, anna, change):
    address = reverse("mail_stop", args=[change(stop_token(anna.reference, LETTER))])
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404
    assert not MailChoice.objects.exists()


def test_what_must_be_told_cannot_be_stopped_by_a_link(client, anna):
    assert client.post(stop_address(anna.reference, DUTY)).status_code == 404
