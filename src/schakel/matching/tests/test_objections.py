"""What people find wrong with an answer: kept, shown to the staff, and done with once somebody looked."""

import csv
import io

import pytest
from django.db import IntegrityError, transaction

from schakel.journal import public as journal
from schakel.matching import public as matching
from schakel.matching.invariants import unrecorded_looks
from schakel.matching.models import Objection
from schakel.matching.web import views
from tests.clock import NOW
from tests.items import item_of

pytestmark = pytest.mark.django_db
ASKED = "/ask/not-right/warmte-uit-het-kanaal/?q=warmte+voor+de+straat+van+Jansen"


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def item(rotterdam):
    return item_of(rotterdam)


@pytest.fixture
def objection(client, item):
    assert client.post(ASKED, {"because": "another-subject"}).status_code == 200
    return Objection.objects.get()


def test_an_objection_keeps_what_was_chosen_and_the_words_that_met(objection, item):
    assert (objection.item_id, objection.because) == (item.pk, "another-subject")
    assert objection.words == ["warmte"]
    assert (objection.question, objection.seen_at) == ("", None)


def test_the_question_is_kept_only_when_it_is_sent_along(client, item):
    client.post(ASKED, {"because": "not-for-us", "with_question": "yes"})
    assert Objection.objects.get().question == "warmte voor de straat van Jansen"
    row = journal.history_of(item.reference)[0]
    assert row.name == "match.contested"
    assert "Jansen" not in str(row.details)
    assert "warmte" not in str(row.details)


@pytest.mark.parametrize("because", ["", "because-of-the-weather"])
def test_what_is_none_of_the_choices_is_not_kept(client, item, because):
    page = client.post(ASKED, {"because": because})
    assert "Choose what is not right." in page.content.decode()
    assert not Objection.objects.exists()


def test_nobody_buries_what_others_say(client, item, monkeypatch):
    monkeypatch.setattr(views, "MOST_AN_HOUR", 3)
    statuses = [client.post(ASKED, {"because": "not-for-us"}).status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 429, 429]
    assert Objection.objects.count() == 3
    elsewhere = client.post(ASKED, {"because": "not-for-us"}, REMOTE_ADDR="192.0.2.7")
    assert (elsewhere.status_code, Objection.objects.count()) == (200, 4)
    # Who says to come from elsewhere is not believed, unless a proxy of this machine says it for them.
    forged = {"because": "not-for-us"}
    for number in range(4):
        client.post(ASKED, forged, REMOTE_ADDR="192.0.2.7", headers={"x-forwarded-for": f"192.0.2.{number}"})
    assert Objection.objects.count() == 6


def test_the_staff_sees_what_waits_the_oldest_on_top(client, item, signed_in, chaima):
    for because in ("not-for-us", "no-longer-true"):
        client.post(ASKED, {"because": because, "with_question": "yes"})
    page = signed_in(chaima).get("/staff/not-right/")
    assert [row["because"] for row in page.context["rows"]] == [
        "It is not meant for an organisation like ours.",
        "What it says is no longer true.",
    ]
    assert {row["title"] for row in page.context["rows"]} == {"Warmte uit het kanaal"}
    assert "warmte voor de straat van Jansen" in page.content.decode()
    assert 'Not right <span class="sk-count">2</span>' in signed_in(chaima).get("/staff/").content.decode()


def test_what_was_looked_at_waits_no_longer_and_its_question_is_gone(client, item, signed_in, chaima):
    client.post(ASKED, {"because": "not-for-us", "with_question": "yes"})
    objection = Objection.objects.get()
    browser = signed_in(chaima)
    assert browser.post(f"/staff/not-right/{objection.pk}/", {"step": "seen"}).status_code == 302
    objection.refresh_from_db()
    assert (objection.question, objection.seen_by) == ("", chaima)
    row = journal.history_of(objection.reference)[0]
    assert (row.name, row.actor) == ("objection.seen", chaima.reference)
    assert browser.get("/staff/not-right/").context["rows"] == []
    page = browser.get("/staff/not-right/?heap=seen")
    assert [row["seen_by"] for row in page.context["rows"]] == ["Chaima"]


def test_looking_twice_is_looking_once_and_it_can_be_taken_back(objection, chaima):
    for _ in range(2):
        matching.see_objection(objection=objection, seen_by=chaima, now=NOW)
    matching.reopen_objection(objection=objection, reopened_by=chaima, now=NOW)
    matching.reopen_objection(objection=objection, reopened_by=chaima, now=NOW)
    assert [row.name for row in journal.history_of(objection.reference)] == [
        "objection.reopened",
        "objection.seen",
    ]
    assert list(matching.waiting_objections()) == [objection]
    assert not matching.seen_objections().exists()


def test_taking_it_back_on_the_screen(objection, signed_in, chaima):
    browser = signed_in(chaima)
    browser.post(f"/staff/not-right/{objection.pk}/", {"step": "seen"})
    answer = browser.post(f"/staff/not-right/{objection.pk}/", {"step": "reopen"})
    assert answer.headers["Location"] == "/staff/not-right/?heap=seen"
    assert [row["pk"] for row in browser.get("/staff/not-right/").context["rows"]] == [objection.pk]
    assert browser.get("/staff/not-right/?heap=hay").status_code == 404


def test_everything_as_a_file(objection, signed_in, chaima):
    matching.see_objection(objection=objection, seen_by=chaima, now=NOW)
    answer = signed_in(chaima).get("/staff/not-right/file.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 1
    assert rows[0]["Item"] == "Warmte uit het kanaal"
    assert rows[0]["What is not right"] == "It is about another subject."
    assert rows[0]["Found by these words"] == "warmte"
    assert (rows[0]["Looked at on"], rows[0]["Looked at by"]) == (NOW.date().isoformat(), "Chaima")


def test_the_database_keeps_no_question_of_what_was_seen(objection):
    with pytest.raises(IntegrityError), transaction.atomic():
        Objection.objects.filter(pk=objection.pk).update(seen_at=NOW, question="Van wie?")


def test_a_look_that_nobody_took_is_found(objection):
    assert list(unrecorded_looks()) == []
    Objection.objects.filter(pk=objection.pk).update(seen_at=NOW)
    assert len(list(unrecorded_looks())) == 1
