"""At the door: who walks in, names that are ticked without a network, and codes as people type them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from schakel.kernel.refusal import Refusal
from schakel.training.actions import add_enrolment
from schakel.training.models import Attendance, Enrolment
from schakel.training.organising import change_seats
from schakel.training.queries import sessions_of, ticket_of
from schakel.training.rules import Standing
from tests.clock import NOW
from tests.training import STARTS_AT, called_off, edition_of, enrolled

pytestmark = pytest.mark.django_db
LATE = STARTS_AT + timedelta(minutes=20)


@pytest.fixture
def edition(rotterdam):
    return edition_of(rotterdam, seats=2)


@pytest.fixture
def at_the_door(edition, anna, signed_in, monkeypatch):
    """What a telephone sends a little after it began, and what it is told."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATE)
    browser, [session] = signed_in(anna), sessions_of(edition)

    def send(**sent):
        page = f"/editions/{edition.code}/check-in/"
        answer = browser.post(page, {"session": session.pk, **sent}, headers={"Accept": "application/json"})
        return answer.json()

    send.browser, send.session = browser, session
    return send


def added(edition, anna, name, *, now=LATE):
    address = f"{name}@elders.example"
    return add_enrolment(
        edition=edition, name=name, address=address, by=anna, language="nl", now=now
    ).enrolment


def test_who_walks_in_gets_a_seat_while_there_is_one_and_nobody_beyond(edition, anna):
    enrolled(edition, "an")
    one = added(edition, anna, "kim")
    assert (one.state, one.enrolled_by) == (Standing.ENROLLED, anna)
    assert added(edition, anna, "kim").pk == one.pk
    with pytest.raises(Refusal, match="edition-is-full"):
        added(edition, anna, "lars")
    assert not Enrolment.objects.filter(address="lars@elders.example").exists()


def test_before_it_begins_a_seat_is_of_who_waits_and_after_it_of_who_stands_at_the_door(edition, anna):
    for name in ("an", "bo"):
        enrolled(edition, name)
    waiting = enrolled(edition, "cas")
    assert waiting.state == Standing.WAITING
    with pytest.raises(Refusal, match="edition-is-full"):
        added(edition, anna, "lars", now=NOW)
    change_seats(edition=edition, seats=4, by=anna, now=LATE)
    edition.refresh_from_db()
    assert Enrolment.objects.get(pk=waiting.pk).state == Standing.WAITING
    assert added(edition, anna, "kim").state == Standing.ENROLLED
    assert added(edition, anna, "lars").state == Standing.ENROLLED
    with pytest.raises(Refusal, match="edition-is-full"):
        added(edition, anna, "mo")


def test_nobody_is_added_to_what_is_called_off(edition, anna):
    with pytest.raises(Refusal, match="edition-not-open"):
        added(called_off(edition), anna, "kim")


def test_at_the_door_somebody_is_added_and_is_there(edition, anna, at_the_door):
    page = f"/editions/{edition.code}/add/?session={at_the_door.session.pk}"
    sent = {"name": "Kim de Boer", "address": "kim@elders.example", "organisation": "Nergenshuizen"}
    assert "Nergenshuizen" in at_the_door.browser.post(page, sent).content.decode()
    assert at_the_door.browser.post(page, {**sent, "organisation": "rotterdam"}).status_code == 302
    [there] = Attendance.objects.select_related("enrolment")
    assert there.enrolment.shown_name == "Kim de Boer"
    assert there.enrolment.organisation == edition.item.owner


def test_a_tick_without_a_network_is_sent_like_a_code_and_again_changes_nothing(edition, at_the_door):
    one, other = enrolled(edition, "an"), enrolled(edition, "bo")
    moment = (STARTS_AT + timedelta(minutes=5)).isoformat()
    written = f"#{one.code} {moment}\n{ticket_of(other)} {moment}\n#nobody {moment}"
    for text in ("An is er.", "An was er al"):
        said = at_the_door(codes=written)
        assert [result["is_in"] for result in said["results"]] == [True, True, False]
        assert said["results"][0]["text"].startswith(text)
        assert said["results"][0]["enrolment"] == one.code
    assert {one.arrived_at for one in Attendance.objects.all()} == {STARTS_AT + timedelta(minutes=5)}


def test_a_code_lets_in_however_it_is_typed(edition, at_the_door):
    one = enrolled(edition, "an")
    number, first, last = ticket_of(one).split("-")
    for written in (f"{number} {first} {last}", f"https://x.example/?ticket={number}-{first}-{last}"):
        assert at_the_door(codes=written)["results"][0]["is_in"], written
    moment = (STARTS_AT + timedelta(minutes=5)).isoformat()
    assert at_the_door(codes=f"{number} {first} {last} {moment}")["results"][0]["is_in"]


def test_of_many_names_one_page_shows_some_and_a_name_is_found(edition, anna, at_the_door, monkeypatch):
    monkeypatch.setattr("schakel.training.web.checking_in.NAMES", 1)
    monkeypatch.setattr("schakel.training.web.desk.PEOPLE", 1)
    enrolled(edition, "an")
    enrolled(edition, "bo")
    for page in ("desk", "check-in"):
        url = f"/editions/{edition.code}/{page}/"
        shown = [
            at_the_door.browser.get(url, sent).content.decode() for sent in ({}, {"page": 2}, {"q": "BO"})
        ]
        assert ['value="bo"' in one or ">Bo<" in one for one in shown] == [False, True, True], page


def test_many_codes_cost_the_same_each(edition, anna, at_the_door):
    change_seats(edition=edition, seats=20, by=anna, now=LATE)
    people = [enrolled(edition, name) for name in ("an", "bo", "cas", "dre", "els")]

    def asked(several):
        with CaptureQueriesContext(connection) as queries:
            at_the_door(codes="\n".join(f"#{one.code}" for one in several))
        return [one["sql"] for one in queries if '"training_attendance"' in one["sql"]]

    asked(people)
    assert len(asked(people)) - len(asked(people[:1])) == 4
