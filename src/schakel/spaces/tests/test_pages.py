"""A space over HTTP: what each of those who take part gets, and what is taken along."""

import csv
import hashlib
import io
import re
import zipfile

import pytest
from django.urls import reverse

from schakel.organisations.public import Membership
from schakel.spaces.actions import add_organisation, close_space
from schakel.spaces.models import Contribution, Guest
from schakel.spaces.rules import Channel, Kind
from schakel.spaces.web import guests
from tests.clock import NOW
from tests.spaces import contribution_of, file_in, seat, space_of
from tests.strictness import StrictClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def space(rotterdam, heat_pumps, anna, bas):
    return space_of(rotterdam, heat_pumps, people=[anna, bas], by=anna)


def words_of(response):
    return response.content.decode()


def at(space, name="space", *arguments):
    return reverse(name, args=[space.code, *arguments])


def test_one_page_shows_what_is_due_said_decided_and_where_to_work(space, anna, bas, signed_in):
    for kind, words in (
        (Kind.POST, "Het is te warm."),
        (Kind.TASK, "Meet de temperatuur"),
        (Kind.DECISION, "Wij beginnen."),
        (Kind.LINK, "Het bord"),
    ):
        contribution_of(kind, seat(anna, space), words, **({"doer": bas} if kind is Kind.TASK else {}))
    file_in(seat(anna, space), b"Zo warm.", name="meting.txt")
    page = words_of(signed_in(bas).get(at(space)))
    for words in ("Het is te warm.", "Meet de temperatuur", "Wij beginnen.", "Het bord", "meting.txt"):
        assert words in page


def test_the_second_channel_is_marked_in_words_and_the_public_body_does_not_know_it(
    space, anna, bas, signed_in
):
    contribution_of(Kind.POST, seat(bas, space), "Onze prijs is te hoog.", channel=Channel.PRIVATE)
    private = signed_in(bas).get(at(space) + "?channel=private")
    assert "Zonder de overheid" in words_of(private)
    assert "Onze prijs is te hoog." in words_of(private)
    browser = signed_in(anna)
    assert browser.get(at(space) + "?channel=private").status_code == 404
    for name in ("space", "space_people"):
        page = words_of(browser.get(at(space, name)))
        assert "Onze prijs" not in page
        assert "Zonder de overheid" not in page


@pytest.mark.parametrize("kind", ["post", "task", "decision", "link"])
def test_each_kind_is_added_by_its_form(space, anna, signed_in, kind):
    browser = signed_in(anna)
    assert browser.get(at(space, "space_add", kind)).status_code == 200
    sent = {
        "text": "Kijk hier",
        "channel": "everyone",
        "decided_by": "iedereen",
        "place": "nextcloud",
        "address": "https://cloud.example/",
        "day": "2027-01-31",
    }
    assert browser.post(at(space, "space_add", kind), sent).status_code == 302
    assert Contribution.objects.get().kind == kind


def test_what_was_typed_stays_when_something_is_wrong(space, anna, signed_in):
    sent = {"text": "Het bord", "channel": "everyone", "place": "other", "address": "http://cloud.example/"}
    response = signed_in(anna).post(at(space, "space_add", "link"), sent)
    assert response.status_code == 400
    assert "Het bord" in words_of(response)
    assert "https://" in words_of(response)


def test_a_file_is_given_to_who_takes_part_and_to_nobody_after_access_ended(
    space, anna, bas, dirk, signed_in
):
    part = file_in(seat(bas, space), b"Zo warm.", name="meting.txt")
    address = at(space, "space_file", part.code)
    response = signed_in(anna).get(address)
    assert b"".join(response.streaming_content) == b"Zo warm."
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "attachment" in response.headers["Content-Disposition"]
    assert signed_in(dirk).get(address).status_code == 404
    assert StrictClient().get(address).status_code == 302
    leaving = signed_in(bas)
    assert leaving.post(at(space, "space_people"), {"act": "leave"}).status_code == 302
    assert leaving.get(address).status_code == 404


def test_a_file_of_the_second_channel_is_not_there_for_the_public_body(space, anna, bas, signed_in):
    part = file_in(seat(bas, space), b"Onze prijs.", channel=Channel.PRIVATE)
    assert signed_in(bas).get(at(space, "space_file", part.code)).status_code == 200
    assert signed_in(anna).get(at(space, "space_file", part.code)).status_code == 404


def test_a_file_is_taken_as_what_it_is_and_a_page_cannot_pass_for_a_picture(space, anna, signed_in, settings):
    browser = signed_in(anna)
    sent = {"channel": "everyone", "document": io.BytesIO(b"Zo warm was het in het bad.")}
    sent["document"].name = "meting.png"
    assert browser.post(at(space, "space_add", "file"), sent).status_code == 302
    assert Contribution.objects.get().text == "meting.png.txt"
    assert browser.post(at(space, "space_add", "file"), {"channel": "everyone"}).status_code == 400


def test_two_editors_see_both_texts_and_nothing_is_overwritten(space, anna, bas, signed_in):
    task = contribution_of(Kind.TASK, seat(anna, space), "Meet het")
    address = at(space, "space_change", task.code)
    assert signed_in(anna).post(address, {"text": "Meet het in mei", "seen_version": 1}).status_code == 302
    browser = signed_in(bas)
    response = browser.post(address, {"text": "Meet het niet", "seen_version": 1})
    assert response.status_code == 409
    page = words_of(response)
    assert "Meet het in mei" in page
    assert "Meet het niet" in page
    assert Contribution.objects.get().text == "Meet het in mei"
    # In the head of the page the switch of language has the same fields, with what was sent.
    *_, seen = re.finditer(r'name="seen_version" value="(\d+)"', page)
    assert browser.post(address, {"text": "Meet het niet", "seen_version": seen[1]}).status_code == 302
    assert Contribution.objects.get().text == "Meet het niet"
    assert "Meet het in mei" in words_of(browser.get(address))


def test_a_task_is_done_with_one_button(space, anna, bas, signed_in):
    task = contribution_of(Kind.TASK, seat(anna, space), "Meet het", doer=bas)
    browser = signed_in(bas)
    assert "Meet het" in words_of(browser.get("/me/spaces/"))
    browser.post(at(space, "space_done", task.code))
    assert Contribution.objects.get().done_at is not None
    assert "Meet het" not in words_of(browser.get("/me/spaces/"))
    browser.post(at(space, "space_done", task.code), {"act": "reopen"})
    assert Contribution.objects.get().done_at is None


def test_taking_away_asks_once_more(space, anna, bas, signed_in):
    post = contribution_of(Kind.POST, seat(anna, space))
    address = at(space, "space_remove", post.code)
    assert signed_in(anna).get(address).status_code == 200
    signed_in(bas).post(address)
    assert Contribution.objects.exists()
    signed_in(anna).post(address)
    assert not Contribution.objects.exists()


def test_the_days_of_tasks_go_into_a_calendar(space, anna, bas, signed_in):
    contribution_of(Kind.TASK, seat(anna, space), "Meet het", doer=bas, day=NOW.date())
    for address in (at(space, "space_calendar"), "/me/spaces/tasks.ics"):
        calendar = words_of(signed_in(bas).get(address))
        assert "SUMMARY:Meet het" in calendar
        assert "DTSTART;VALUE=DATE:20261123" in calendar


def test_nothing_in_a_calendar_can_pass_for_another_line(space, anna, bas, signed_in):
    contribution_of(Kind.TASK, seat(anna, space), "Meet\r\nATTENDEE:x", doer=bas, day=NOW.date())
    assert "\nATTENDEE" not in words_of(signed_in(bas).get("/me/spaces/tasks.ics"))


def dossier(browser, space):
    response = browser.get(at(space, "space_dossier"))
    return zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))


def test_the_dossier_holds_everything_that_one_may_see_with_the_hash_of_every_file(
    space, anna, bas, signed_in
):
    contribution_of(Kind.POST, seat(bas, space), "=1+1 voor iedereen")
    contribution_of(Kind.POST, seat(bas, space), "Onder ons", channel=Channel.PRIVATE)
    for channel in Channel:
        file_in(seat(bas, space), f"Zo {channel}.".encode(), name="meting.txt", channel=channel)
    file_in(seat(bas, space), b"Nog een.", name="Meting.txt")
    whole = dossier(signed_in(bas), space)
    assert whole.testzip() is None
    assert {name.casefold() for name in whole.namelist()} == {
        "index.html",
        "index.csv",
        "files/everyone/meting.txt",
        "files/everyone/meting (2).txt",
        "files/private/meting.txt",
    }
    rows = list(csv.reader(io.StringIO(whole.read("index.csv").decode("utf-8-sig"))))
    assert {row[2] for row in rows} >= {"'=1+1 voor iedereen", "Onder ons"}
    hashes = {row[11]: row[13] for row in rows if row[11].startswith("files/")}
    assert len(hashes) == 3
    assert all(hashlib.sha256(whole.read(path)).hexdigest() == digest for path, digest in hashes.items())
    part = dossier(signed_in(anna), space)
    everything = b"".join(part.read(name) for name in part.namelist()).decode("utf-8-sig", "replace")
    assert "voor iedereen" in everything
    assert "Onder ons" not in everything
    assert "private" not in everything
    assert not any("private" in name for name in part.namelist())


def link_of(browser, space, channel="everyone"):
    sent = {"act": "invite", "name": "Els", "channel": channel, "days": "7"}
    page = words_of(browser.post(at(space, "space_people"), sent))
    found = re.search(r"/spaces/guest/[^/<]+/", page)
    assert found is not None
    return found[0]


def test_a_guest_reads_what_to_know_first_and_is_recorded(space, anna, signed_in):
    contribution_of(Kind.POST, seat(anna, space), "Het is te warm.")
    part = file_in(seat(anna, space), b"Zo warm.")
    link = link_of(signed_in(anna), space)
    guest = StrictClient()
    first = words_of(guest.get(link))
    assert "Wat u moet weten" in first
    assert "Het is te warm." not in first
    assert guest.get(f"{link}files/{part.code}/").status_code == 404
    assert guest.post(link, {"text": "Zonder te lezen"}).status_code == 404
    guest.post(link, {"act": "enter"})
    assert Guest.objects.get().entered_at is not None
    assert "Het is te warm." in words_of(guest.get(link))
    assert guest.get(f"{link}files/{part.code}/").status_code == 200
    assert guest.post(link, {"text": "Hier ook."}).status_code == 302
    assert Contribution.objects.get(text="Hier ook.").guest == Guest.objects.get()


def test_one_link_writes_so_much_an_hour_and_the_words_stay(space, anna, signed_in, monkeypatch):
    monkeypatch.setattr(guests, "MOST_AN_HOUR", 3)
    browser = signed_in(anna)
    link, other = link_of(browser, space), link_of(browser, space)
    guest = StrictClient()
    guest.post(link, {"act": "enter"})
    codes = [guest.post(link, {"text": f"Bericht {number}."}).status_code for number in range(2)]
    refused = guest.post(link, {"text": "Een te veel."})
    assert [*codes, refused.status_code] == [302, 302, 429]
    assert "Een te veel." in refused.content.decode()
    assert not Contribution.objects.filter(text="Een te veel.").exists()
    assert StrictClient().post(link, {"act": "enter"}).status_code == 429
    assert guest.post(other, {"act": "enter"}).status_code == 302  # one link does not shut out another
    assert guest.get(link).status_code == 200


def test_a_guest_of_one_channel_gets_nothing_of_the_other(space, anna, bas, signed_in):
    contribution_of(Kind.POST, seat(bas, space), "Onder ons", channel=Channel.PRIVATE)
    hidden = file_in(seat(bas, space), b"Onze prijs.", channel=Channel.PRIVATE)
    link = link_of(signed_in(anna), space)
    guest = StrictClient()
    guest.post(link, {"act": "enter"})
    assert "Onder ons" not in words_of(guest.get(link))
    assert guest.get(f"{link}files/{hidden.code}/").status_code == 404


def test_a_revoked_link_is_nothing_at_once(space, anna, signed_in):
    browser = signed_in(anna)
    link = link_of(browser, space)
    guest = StrictClient()
    guest.post(link, {"act": "enter"})
    browser.post(at(space, "space_people"), {"act": "revoke", "guest": Guest.objects.get().code})
    assert guest.get(link).status_code == 404


def test_a_colleague_is_let_in_from_the_page(space, rotterdam, anna, dirk, signed_in):
    Membership.objects.create(person=dirk, organisation=rotterdam)
    browser = signed_in(anna)
    page = words_of(browser.get(at(space, "space_people")))
    choice = re.search(rf'value="(\d+-{dirk.pk})"', page)
    assert choice is not None
    browser.post(at(space, "space_people"), {"act": "add", "person": choice[1]})
    assert signed_in(dirk).get(at(space)).status_code == 200


def test_only_who_opened_it_closes_it(space, anna, bas, signed_in):
    assert signed_in(bas).post(at(space, "space_people"), {"act": "close"}).status_code == 404
    assert signed_in(anna).post(at(space, "space_people"), {"act": "close"}).status_code == 302
    assert (
        signed_in(bas)
        .post(at(space, "space_add", "post"), {"text": "Nog iets", "channel": "everyone"})
        .status_code
        == 400
    )


@pytest.mark.parametrize("name", ["space", "space_people", "space_calendar", "space_dossier"])
def test_a_stranger_gets_what_nothing_gets(space, chaima, dirk, signed_in, name):
    for stranger in (chaima, dirk):
        assert signed_in(stranger).get(at(space, name)).status_code == 404


def test_a_closed_space_says_so_and_offers_nothing_to_add(space, anna, heat_pumps, signed_in):
    add_organisation(space=space, organisation=heat_pumps, by=anna, now=NOW)
    close_space(space=space, by=anna, now=NOW)
    page = words_of(signed_in(anna).get(at(space)))
    assert "/add/" not in page
