"""Answering from a mail: once, for a while, by pressing a button, and never by looking."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from schakel.introductions import actions, rules
from schakel.introductions.acting import Party
from schakel.introductions.links import link_with, make_link, path_of
from schakel.introductions.models import Introduction, MailLink
from schakel.introductions.rules import Purpose, Side, State
from schakel.introductions.web import links
from schakel.journal import public as journal
from schakel.messages.public import Mail
from schakel.organisations.public import Membership, Organisation
from tests.introductions import asked, in_state, party
from tests.items import item_of
from tests.mails import post_office, send_due

pytestmark = pytest.mark.django_db
NL = {"accept-language": "nl"}


@pytest.fixture
def one(rotterdam, heat_pumps, anna, bas):
    return asked(anna, item_of(heat_pumps), now=timezone.now())


def answer_path(one, addressee=None):
    link = MailLink.objects.get(introduction=one, purpose="answer")
    assert addressee is None or link.addressee == addressee
    return path_of(link)


def stored():
    return Introduction.objects.get()


def test_the_mail_has_a_link_by_which_bas_says_yes_without_signing_in(one, bas, anna, client, settings):
    with post_office() as (post, port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        send_due(timezone.now())
        mail = post.to(bas.email)
    body = mail.get_body(("plain",)).get_content()
    assert "Wij willen weten hoe u de warmte uit het kanaal haalt." in body
    assert anna.email not in mail.as_string()
    (path,) = re.findall(r"https?://[^/\s]+(/introductions/answer/[^\s]+)", body)
    page = client.get(path, headers=NL)
    assert page.status_code == 200
    assert anna.email not in page.content.decode()
    done = client.post(path, {"act": "accept", "telephone": ""}, headers=NL)
    assert "U maakt kennis." in done.content.decode()
    assert stored().state == State.ACCEPTED
    row = journal.history_of(one.reference)[0]
    assert (row.actor, row.details["by_link"]) == (bas.reference, True)


def test_bas_says_no_from_his_mail(one, client):
    path = answer_path(one)
    empty = client.post(path, {"act": "decline"}, headers=NL)
    assert (empty.status_code, stored().state) == (400, State.REQUESTED)
    client.post(path, {"act": "decline", "no-reason": "other", "no-words": "Wij verhuizen."})
    assert (stored().state, stored().decline_words) == (State.DECLINED, "Wij verhuizen.")


def test_looking_changes_nothing_however_often(one, client):
    """Programs that guard mailboxes follow every link."""
    before = (journal.last_number(), MailLink.objects.get().used_at)
    path = answer_path(one)
    for method in ("get", "head", "get"):
        getattr(client, method)(path)
    for act in ("", "accept", "decline"):
        client.get(path, {"act": act})
    assert (journal.last_number(), MailLink.objects.get().used_at) == before
    assert client.post(path).status_code == 200
    assert stored().state == State.REQUESTED


def test_a_link_works_once(one, client):
    path = answer_path(one)
    client.post(path, {"act": "accept"})
    again = client.post(path, {"act": "decline", "no-reason": "no-time"}, headers=NL)
    assert again.status_code == 410
    assert "Deze link werkt niet meer." in again.content.decode()
    assert client.get(path).status_code == 410
    assert stored().state == State.ACCEPTED


def test_control_a_link_that_is_not_used_up_works_again(one, client, monkeypatch):
    """What else keeps the second answer out is that it was answered; of what came of it nothing else does."""
    one = actions.accept_introduction(
        introduction=one,
        party=party(one.receiver.memberships.get().person, Side.RECEIVER),
        now=timezone.now(),
    )
    path = path_of(make_link(one, Purpose.OUTCOME, one.requested_by.reference, timezone.now()))
    client.post(path, {"outcome": "talking"})
    assert client.post(path, {"outcome": "talking"}).status_code == 410
    monkeypatch.setattr(rules, "SINGLE_USE", frozenset())
    MailLink.objects.update(used_at=None)
    assert [client.post(path, {"outcome": "talking"}).status_code for _ in range(2)] == [200, 200]


def test_a_link_is_void_once_somebody_else_did_something(one, bas, heat_pumps, chaima, client):
    path = answer_path(one)
    actions.hand_on_introduction(
        introduction=one,
        party=Party(Side.RECEIVER, chaima, is_adviser=True),
        outside_address="els@bureau.example",
        now=timezone.now(),
    )
    assert client.post(path, {"act": "accept"}).status_code == 410
    assert stored().state == State.REQUESTED


def test_a_link_of_somebody_who_left_opens_nothing(one, bas, client):
    path = answer_path(one)
    Membership.objects.filter(person=bas).delete()
    assert client.get(path).status_code == 410


def test_a_link_ends_with_the_promise(one, client):
    link = MailLink.objects.get()
    token = path_of(link).rstrip("/").rpartition("/")[2]
    assert link.expires_at == stored().lapses_at
    assert link_with(token, now=link.expires_at - timedelta(seconds=1)) is not None
    assert link_with(token, now=link.expires_at) is None
    assert link_with(token, now=link.made_at - timedelta(seconds=1)) is None


@pytest.mark.parametrize("token", ["", "x", "a" * 43, "a" * 300, "é"])
def test_what_we_did_not_make_opens_nothing(token, one):
    assert link_with(token, now=timezone.now()) is None


def test_nothing_that_opens_a_page_stands_in_the_database(one):
    token = path_of(MailLink.objects.get()).rstrip("/").rpartition("/")[2]
    assert len(token) == 43
    kept = [*MailLink.objects.values_list(), *Mail.objects.values_list(), *Introduction.objects.values_list()]
    assert token not in str(kept)


def test_control_with_another_secret_it_is_another_link(one, settings):
    before = path_of(MailLink.objects.get())
    settings.SECRET_KEY = "another"
    assert path_of(MailLink.objects.get()) != before


def test_what_came_of_it_is_told_from_a_mail_in_two_clicks(rotterdam, heat_pumps, anna, bas, client):
    one = in_state(State.ACCEPTED, anna, bas, item_of(heat_pumps))
    now = timezone.now()
    path = path_of(make_link(one, Purpose.OUTCOME, anna.reference, now))
    assert client.get(path).status_code == 200
    assert client.post(path, {"outcome": "nothing"}).status_code == 400
    client.post(path, {"outcome": "pilot"})
    assert (stored().state, stored().outcome) == (State.FINISHED, "pilot")
    assert client.post(path, {"outcome": "adopted"}).status_code == 410


def test_who_has_no_account_answers_proposes_chooses_and_ends_it(anna, chaima, client):
    utrecht = Organisation.objects.create(slug="gm0344", name="Utrecht", type="municipality")
    now = timezone.now()
    asked_one = asked(anna, item_of(utrecht), now=now)
    actions.hand_on_introduction(
        introduction=asked_one,
        party=Party(Side.RECEIVER, chaima, is_adviser=True),
        outside_name="Els",
        outside_address="els@bureau.example",
        now=now,
    )
    path = path_of(MailLink.objects.get(addressee="els@bureau.example"))
    shown = client.get(path, headers=NL).content.decode()
    assert "U hebt geen account nodig." in shown
    response = client.post(path, {"act": "accept", "telephone": "010 123 45 67"}, headers=NL)
    own_page = response.headers["Location"]
    page = client.get(own_page, headers=NL).content.decode()
    assert anna.email in page
    day = timezone.localtime(now + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    client.post(own_page, {"act": "times", "time_1": day})
    (time,) = stored().times.all()
    assert time.side == Side.RECEIVER
    assert client.post(own_page, {"act": "times"}).status_code == 400
    assert client.post(own_page, {"act": "choose", "time": time.pk}, headers=NL).status_code == 200
    assert stored().meets_at is None  # one's own moment is for the other to choose
    calendar = client.get(f"{own_page}calendar.ics?time={time.pk}")
    assert calendar.headers["Content-Type"].startswith("text/calendar")
    assert b"els@bureau" not in calendar.content
    actions.choose_time(
        introduction=stored(), party=party(anna, Side.REQUESTER), time=time.pk, now=timezone.now()
    )
    assert client.get(f"{own_page}calendar.ics").status_code == 200
    assert client.post(own_page, {"act": "explode"}).status_code == 404
    client.post(own_page, {"act": "withdraw"})
    assert stored().state == State.WITHDRAWN
    assert client.get(f"{own_page}calendar.ics").status_code == 404


def test_with_one_link_so_much_is_done_an_hour(one, client, monkeypatch):
    monkeypatch.setattr(links, "MOST_AN_HOUR", 2)
    path = answer_path(one)
    codes = [client.post(path, {"act": "decline"}).status_code for _ in range(3)]
    assert codes == [400, 400, 429]
    assert client.get(path).status_code == 200
    assert stored().state == State.REQUESTED


def test_a_link_of_another_address_opens_nothing_once_it_was_handed_on(anna, chaima, client):
    utrecht = Organisation.objects.create(slug="gm0344", name="Utrecht", type="municipality")
    now = timezone.now()
    one = asked(anna, item_of(utrecht), now=now)
    adviser = Party(Side.RECEIVER, chaima, is_adviser=True)
    for number, address in enumerate(("els@bureau.example", "jan@bureau.example")):
        actions.hand_on_introduction(
            introduction=one, party=adviser, outside_address=address, now=now + timedelta(seconds=number)
        )
    first = make_link(stored(), Purpose.FOLLOW, "els@bureau.example", now)
    assert client.get(path_of(first)).status_code == 410


def test_the_form_of_a_link_comes_from_the_hub_itself(one):
    """A browser that tells no origin at all would have its own answer refused as a forged one."""
    browser = Client(enforce_csrf_checks=True)
    path = answer_path(one)
    page = browser.get(path)
    assert page.headers["Referrer-Policy"] == "same-origin"
    token = page.context["csrf_token"]
    sent = {"act": "accept", "csrfmiddlewaretoken": str(token)}
    assert browser.post(path, sent, headers={"origin": "null"}).status_code == 403
    assert browser.post(path, sent, headers={"origin": "http://testserver"}).status_code == 200
    assert stored().state == State.ACCEPTED
