"""Editions over HTTP: enrolling as a member, a guest and a group, waiting, coming, and the desk of who organises."""

import csv
import re
from datetime import timedelta

import pytest
from django.core import signing
from django.urls import reverse

from schakel.documents.public import Attachment
from schakel.journal import public as journal
from schakel.library.public import Kind, Visibility
from schakel.messages.public import Mail
from schakel.training.actions import confirm_enrolment, enrol_guest, enrol_person
from schakel.training.attending import answer_survey, mark_attendance
from schakel.training.form_rules import Question, Shape
from schakel.training.links import page_of
from schakel.training.models import Attendance, Edition, Enrolment, Material, SurveyAnswer
from schakel.training.organising import (
    SessionDraft,
    add_material,
    change_form,
    change_prices,
    change_seats,
    change_sessions,
)
from schakel.training.queries import questions_of, sessions_of, ticket_of
from schakel.training.rules import Audience, Moment, Price, PriceKind, Standing
from schakel.training.tests.test_line import guest
from tests.clock import NOW
from tests.items import item_of
from tests.mails import letter_of
from tests.strictness import StrictClient
from tests.training import STARTS_AT, edition_of, enrolled, person_named

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon(time_machine):
    time_machine(NOW)


@pytest.fixture
def time_machine(monkeypatch):
    """The moment at which pages are asked for."""

    def travel(moment):
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    return travel


def words_of(response):
    return response.content.decode()


def hidden_in(response, name):
    """What its form sends along; the last of these, as the switch of the language may stand above it."""
    return re.findall(rf'name="{name}" value="([^"]*)"', words_of(response))[-1]


def as_read(browser, edition, page=""):
    """What comes along with the form of a page that somebody has before them."""
    return {"seen_terms": hidden_in(browser.get(edition.get_absolute_url() + page), "seen_terms")}


def question(**changed):
    known = {
        "key": "diet",
        "label": "Wat eet u?",
        "shape": Shape.LINE,
        "purpose": "Voor de lunch",
        "kept_days": 30,
    }
    return Question(**{**known, **changed})


@pytest.fixture
def edition(rotterdam):
    return edition_of(rotterdam)


# ---------------------------------------------------------------------- what everybody sees


def test_the_list_shows_what_comes_and_can_be_narrowed(rotterdam, client, edition):
    other = item_of(rotterdam, "Dag van de data", kind=Kind.EVENT)
    edition_of(rotterdam, item=other, form="two", format="online", seats=None)
    page = words_of(client.get("/trainings/"))
    assert "Werken met sensoren" in page
    assert "Dag van de data" in page
    only = words_of(
        client.get("/trainings/?kind=event&format=online&free_seats=1&without_price=1&language=nl")
    )
    assert "Dag van de data" in only
    assert "Werken met sensoren" not in only
    assert b"Dag van de data" in client.get("/trainings/file.csv").content


def test_what_is_planned_or_hidden_is_seen_by_nobody_else(rotterdam, anna, bas, signed_in, client):
    planned = edition_of(rotterdam, is_open=False)
    hidden = item_of(rotterdam, "Intern", kind=Kind.TRAINING, visibility=Visibility.ORGANISATION)
    internal = edition_of(rotterdam, item=hidden, form="two")
    for one in (planned, internal):
        assert client.get(one.get_absolute_url()).status_code == 404
        assert signed_in(bas).get(one.get_absolute_url()).status_code == 404
        assert signed_in(anna).get(one.get_absolute_url()).status_code == 200


def test_the_page_of_the_item_shows_its_editions(edition, client, anna, signed_in):
    page = words_of(client.get(edition.item.get_absolute_url()))
    assert edition.get_absolute_url() in page
    assert "/editions/new/" not in page
    assert "/editions/new/" in words_of(signed_in(anna).get(edition.item.get_absolute_url()))


def test_the_link_of_a_session_is_shown_to_who_is_enrolled_alone(rotterdam, client, signed_in):
    edition = edition_of(rotterdam, format="online")
    [session] = sessions_of(edition)
    link = "https://vergader.example/geheim"
    change_sessions(
        edition=edition,
        sessions=[SessionDraft(session.starts_at, session.ends_at, link=link, key=session.pk)],
        seen_version=edition.version,
        by=None,
        now=NOW,
    )
    one = enrolled(edition, "an")
    for address in (edition.get_absolute_url(), f"{edition.get_absolute_url()}calendar.ics"):
        assert "geheim" not in words_of(client.get(address))
    browser = signed_in(one.person)
    assert link in words_of(browser.get(edition.get_absolute_url()))
    assert "geheim" in words_of(browser.get(f"/me/trainings/{one.code}/calendar.ics"))


# ---------------------------------------------------------------------- enrolling


def test_a_member_enrols_in_one_click_and_twice_is_once(edition, anna, signed_in):
    browser = signed_in(anna)
    address, read = f"{edition.get_absolute_url()}enrol/", as_read(browser, edition)
    for _ in range(2):
        response = browser.post(address, read, follow=True)
        assert response.status_code == 200
    [one] = Enrolment.objects.all()
    assert (one.person, one.state) == (anna, "enrolled")
    page = words_of(response)
    assert ticket_of(one) in page
    assert "<svg" in page


def test_who_read_nothing_of_what_holds_is_shown_it_first(edition, anna, signed_in):
    for page, sent in (
        ("enrol/", {}),
        ("group/", {"organisation": "gm0599", "people": "An, an@rotterdam.example"}),
    ):
        response = signed_in(anna).post(edition.get_absolute_url() + page, {**sent, "mode": "all"})
        assert response.status_code == 409
        assert hidden_in(response, "seen_terms")
    assert not Enrolment.objects.exists()


def test_who_read_something_else_than_holds_is_shown_what_does(edition, anna, signed_in):
    browser, address = signed_in(anna), edition.get_absolute_url()
    seen = hidden_in(browser.get(address), "seen_terms")
    change_prices(edition=edition, prices={PriceKind.PUBLIC_BODY: Price(5_000, 21)}, by=None, now=NOW)
    response = browser.post(f"{address}enrol/", {"seen_terms": seen})
    assert response.status_code == 409
    assert "€ 50,00" in words_of(response)
    assert not Enrolment.objects.exists()
    seen = hidden_in(response, "seen_terms")
    browser.post(f"{address}enrol/", {"seen_terms": seen})
    assert Enrolment.objects.get().price_cents == 5_000


def test_who_reads_that_cancelling_is_free_too_late_is_shown_what_it_costs(
    edition, anna, signed_in, time_machine
):
    change_prices(edition=edition, prices={PriceKind.PUBLIC_BODY: Price(5_000, 21)}, by=None, now=NOW)
    one = enrol_person(edition=edition, person=anna, now=NOW).enrolment
    address = f"/me/trainings/{one.code}/"
    seen = hidden_in(signed_in(anna).get(address), "seen_due")
    time_machine(STARTS_AT - timedelta(days=1))
    browser = signed_in(anna)
    response = browser.post(address, {"act": "cancel", "seen_due": seen})
    assert response.status_code == 409
    assert "u betaalt de prijs" in words_of(response).lower()
    seen = hidden_in(response, "seen_due")
    assert "U betaalt nog" in words_of(
        browser.post(address, {"act": "cancel", "seen_due": seen}, follow=True)
    )
    assert "€ 50,00" in words_of(browser.get(f"/editions/{edition.code}/desk/"))
    file = browser.get(f"/editions/{edition.code}/participants.csv").content.decode("utf-8-sig")
    assert "Nog te betalen in centen, zonder btw" in file


def test_what_has_to_be_answered_is_asked_again(edition, anna, signed_in):
    change_form(edition=edition, questions=[question(is_required=True)], by=anna, now=NOW)
    browser = signed_in(anna)
    read = as_read(browser, edition)
    response = browser.post(f"{edition.get_absolute_url()}enrol/", read)
    assert response.status_code == 400
    assert "Voor de lunch" in words_of(response)
    browser.post(f"{edition.get_absolute_url()}enrol/", {**read, "q-diet": "Alles"})
    assert Enrolment.objects.get().answers == {"diet": ["Alles"]}


def test_who_waits_sees_where_and_takes_the_seat_that_is_offered(edition, anna, signed_in):
    first, _ = enrolled(edition, "an"), enrolled(edition, "bo")
    browser = signed_in(anna)
    read = as_read(browser, edition)
    page = words_of(browser.post(f"{edition.get_absolute_url()}enrol/", read, follow=True))
    assert "U bent de eerste in de rij." in page
    signed_in(first.person).post(f"/me/trainings/{first.code}/", {"act": "cancel"})
    own = Enrolment.objects.get(person=anna)
    assert own.state == "offered"
    assert "Neem de plek" in words_of(browser.get(f"/me/trainings/{own.code}/"))
    browser.post(f"/me/trainings/{own.code}/", {"act": "accept"})
    own.refresh_from_db()
    assert own.state == "enrolled"


def test_a_guest_confirms_from_the_mail_and_looking_changes_nothing(edition, client):
    address = f"{edition.get_absolute_url()}guest/"
    sent = {"name": "Kim de Boer", "address": "Kim@elders.example"}
    assert "kim@elders.example" in words_of(client.post(address, sent)).lower()
    one = Enrolment.objects.get()
    letter = letter_of(Mail.objects.get(kind="training.confirm"))
    assert page_of(one) in letter
    assert client.get(page_of(one)).status_code == 200
    one.refresh_from_db()
    assert one.state == "asked"
    client.post(page_of(one), {"act": "confirm"})
    one.refresh_from_db()
    assert one.state == "enrolled"
    assert client.get(f"{page_of(one)}calendar.ics").status_code == 200


def test_a_link_that_we_did_not_make_is_gone(edition, client):
    one = enrol_guest(edition=edition, guest=guest(), now=NOW).enrolment
    forged = signing.Signer(salt="something else").sign(one.code)
    assert client.get(reverse("enrolment_by_link", args=[forged])).status_code == 410
    assert client.get(reverse("enrolment_by_link", args=[one.code])).status_code == 410


def test_one_address_is_written_to_seldom_and_nobody_can_tell(edition, client, time_machine):
    address = f"{edition.get_absolute_url()}guest/"
    pages = []
    for minute in range(6):
        time_machine(NOW + timedelta(minutes=minute))
        pages.append(words_of(client.post(address, {"name": "Kim", "address": "kim@elders.example"})))
    strip = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
    assert len({strip.sub("", page) for page in pages}) == 1
    assert Mail.objects.filter(kind="training.confirm").count() == 3


def test_one_caller_enrols_so_many_guests_an_hour(rotterdam, client):
    edition = edition_of(rotterdam, seats=None)
    address = f"{edition.get_absolute_url()}guest/"
    answers = [
        client.post(address, {"name": "Kim", "address": f"kim{number}@elders.example"}).status_code
        for number in range(21)
    ]
    assert answers == [200] * 20 + [429]


def test_a_group_is_enrolled_as_a_whole_or_not_at_all(edition, anna, signed_in):
    browser = signed_in(anna)
    address = f"{edition.get_absolute_url()}group/"
    people = "An, an@rotterdam.example\nBo;bo@rotterdam.example\nCas\tcas@rotterdam.example"
    sent = {"organisation": "gm0599", "people": people, "mode": "all"} | as_read(browser, edition, "group/")
    assert browser.post(address, sent).status_code == 400
    assert not Enrolment.objects.exists()
    browser.post(address, {**sent, "mode": "as-many"})
    assert sorted(Enrolment.objects.values_list("name", "state")) == [
        ("An", "enrolled"),
        ("Bo", "enrolled"),
        ("Cas", "waiting"),
    ]
    assert browser.post(address, {**sent, "people": "zonder adres"}).status_code == 400
    twice = "An, an@rotterdam.example\nDre, An@rotterdam.example"
    assert "staat er twee keer" in words_of(browser.post(address, {**sent, "people": twice}))
    there = browser.post(address, {**sent, "mode": "as-many"}, follow=True)
    assert "waren er al, en er verandert niets voor hen: An, Bo, Cas" in words_of(there)


def test_a_group_is_not_enrolled_at_a_price_that_nobody_read(edition, anna, signed_in):
    browser, address = signed_in(anna), f"{edition.get_absolute_url()}group/"
    sent = {"organisation": "gm0599", "people": "An, an@rotterdam.example", "mode": "all"}
    sent["seen_terms"] = hidden_in(browser.get(address), "seen_terms")
    change_prices(edition=edition, prices={PriceKind.PUBLIC_BODY: Price(5_000, 21)}, by=None, now=NOW)
    response = browser.post(address, sent)
    assert response.status_code == 409
    assert "€ 50,00" in words_of(response)
    assert "an@rotterdam.example" in words_of(response)
    assert not Enrolment.objects.exists()
    browser.post(address, {**sent, "seen_terms": hidden_in(response, "seen_terms")})
    assert Enrolment.objects.get().price_cents == 5_000


def test_who_belongs_nowhere_enrols_no_group(edition, dirk, signed_in):
    assert signed_in(dirk).get(f"{edition.get_absolute_url()}group/").status_code == 404


def test_an_edition_for_public_bodies_says_so_to_others(rotterdam, anna, bas, signed_in):
    edition = edition_of(rotterdam, audience=Audience.PUBLIC_BODIES)
    read = as_read(signed_in(anna), edition)
    signed_in(bas).post(f"{edition.get_absolute_url()}enrol/", read)
    assert not Enrolment.objects.exists()
    signed_in(anna).post(f"{edition.get_absolute_url()}enrol/", read)
    assert Enrolment.objects.get().person == anna


def test_nobody_sees_the_enrolment_of_somebody_else(edition, anna, bas, signed_in):
    one = enrol_person(edition=edition, person=bas, now=NOW).enrolment
    for page in ("", "calendar.ics", "survey/"):
        assert signed_in(anna).get(f"/me/trainings/{one.code}/{page}").status_code == 404


def test_my_trainings_are_a_list_a_file_and_a_calendar(edition, anna, signed_in):
    enrol_person(edition=edition, person=anna, now=NOW)
    browser = signed_in(anna)
    assert "Werken met sensoren" in words_of(browser.get("/me/trainings/"))
    assert b"Werken met sensoren" in browser.get("/me/trainings/file.csv").content
    calendar = browser.get("/me/trainings/calendar.ics").content
    assert b"BEGIN:VEVENT" in calendar
    assert b"CATEGORIES:Training" in calendar


# ---------------------------------------------------------------------- materials and survey


def test_materials_are_for_who_is_enrolled_and_those_for_afterwards_come_afterwards(
    edition, anna, bas, signed_in, time_machine
):
    one = enrol_person(edition=edition, person=bas, now=NOW).enrolment
    browser, outsider = signed_in(bas), signed_in(person_named("els"))
    organiser = signed_in(anna)
    organiser.post(
        f"{edition.get_absolute_url()}materials/",
        {"title": "Lees dit", "moment": "before", "document": file_of(b"Lees dit."), "link": ""},
    )
    add_material(
        edition=edition,
        moment=Moment.RECORDING,
        title="Opname",
        link="https://film.example/opname",
        by=anna,
        now=NOW,
    )
    file = Material.objects.get(title="Lees dit")
    address = f"/editions/{edition.code}/files/{file.code}/"
    assert browser.get(address).status_code == 200
    assert outsider.get(address).status_code == 404
    assert "opname" not in words_of(browser.get(f"/me/trainings/{one.code}/"))
    time_machine(STARTS_AT + timedelta(hours=3))
    browser = signed_in(bas)
    assert "https://film.example/opname" in words_of(browser.get(f"/me/trainings/{one.code}/"))
    assert not Attachment.objects.exists()


def file_of(content, name="lees.txt"):
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415

    return SimpleUploadedFile(name, content, content_type="text/plain")


def judged(edition, scores):
    for number, score in enumerate(scores):
        one = enrolled(edition, f"n{number}")
        answer_survey(enrolment=one, score=score, text=f"Woord {number}", now=STARTS_AT)


def test_what_people_thought_is_shown_once_five_have_answered(rotterdam, anna, signed_in):
    edition = edition_of(rotterdam, seats=None)
    judged(edition, [4, 5, 3, 5])
    browser = signed_in(anna)
    address = f"/editions/{edition.code}/survey/"
    assert "Woord" not in words_of(browser.get(address))
    assert browser.get(f"{address}file.csv").status_code == 404
    judged(edition_of(rotterdam, item=edition.item, form="two", seats=None), [])
    one = enrolled(edition, "laatste")
    answer_survey(enrolment=one, score=4, text="", now=STARTS_AT)
    page = words_of(browser.get(address))
    assert "4,2" in page
    assert "Woord 3" in page
    assert b"Woord 3" in browser.get(f"{address}file.csv").content


def test_the_survey_is_answered_once_and_leads_to_nobody(edition, anna, signed_in, time_machine):
    one = enrol_person(edition=edition, person=anna, now=NOW).enrolment
    time_machine(STARTS_AT)
    browser = signed_in(anna)
    address = f"/me/trainings/{one.code}/survey/"
    browser.post(address, {"score": "5", "text": "Fijn"})
    browser.post(address, {"score": "1", "text": "Toch niet"})
    [answer] = SurveyAnswer.objects.all()
    assert (answer.score, answer.text) == (5, "Fijn")
    [row] = [row for row in journal.history_of(edition.reference) if row.name == "survey.answered"]
    assert (row.actor, row.details) == ("", {})


# ---------------------------------------------------------------------- coming


def test_tickets_and_names_are_checked_in_once(edition, anna, signed_in, time_machine):
    people = [enrolled(edition, name) for name in ("an", "bo")]
    [session] = sessions_of(edition)
    time_machine(STARTS_AT)
    browser = signed_in(anna)
    address = f"/editions/{edition.code}/check-in/"
    codes = f"{ticket_of(people[0]).lower()} {STARTS_AT.isoformat()}\nZZZ-0000-0000"
    for _ in range(2):
        answer = browser.post(
            address, {"session": session.pk, "codes": codes}, headers={"Accept": "application/json"}
        )
        assert [one["is_in"] for one in answer.json()["results"]] == [True, False]
    assert Attendance.objects.count() == 1
    browser.post(address, {"session": session.pk, "present": [people[1].code]})
    assert Attendance.objects.count() == 2
    browser.post(address, {"session": session.pk, "not_there": people[1].code})
    assert Attendance.objects.count() == 1
    assert "1 van 2 zijn er" in words_of(browser.get(address))


def test_a_telephone_whose_session_was_struck_meanwhile_is_told_so(rotterdam, anna, signed_in, time_machine):
    edition = edition_of(rotterdam, days=2)
    one = enrolled(edition, "an")
    stays, struck = sessions_of(edition)
    drafts = [SessionDraft(stays.starts_at, stays.ends_at, key=stays.pk)]
    change_sessions(edition=edition, sessions=drafts, seen_version=edition.version, by=None, now=NOW)
    time_machine(STARTS_AT)
    browser, address = signed_in(anna), f"/editions/{edition.code}/check-in/"
    sent = {"session": struck.pk, "codes": ticket_of(one)}
    answer = browser.post(address, sent, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/json")
    assert "niet meer door" in answer.json()["text"]
    assert browser.post(address, sent).status_code == 404
    assert not Attendance.objects.exists()


def test_the_page_at_the_door_says_how_many_codes_are_read_in_one_go(edition, anna, signed_in, time_machine):
    one = enrolled(edition, "an")
    time_machine(STARTS_AT)
    browser, address = signed_in(anna), f"/editions/{edition.code}/check-in/"
    most = int(re.search(r'data-most="(\d+)"', words_of(browser.get(address)))[1])
    sent = {"codes": "\n".join(["ZZZ-0000-0000"] * (most - 1) + [ticket_of(one)])}
    answer = browser.post(address, sent, headers={"Accept": "application/json"}).json()
    assert len(answer["results"]) == most
    assert answer["results"][-1]["is_in"]


def test_the_door_is_told_who_was_there_already_and_how_many_are(edition, anna, signed_in, time_machine):
    people = [enrolled(edition, name) for name in ("an", "bo")]
    [session] = sessions_of(edition)
    time_machine(STARTS_AT)
    browser, code = signed_in(anna), ticket_of(people[0])

    def sent(**said):
        address = f"/editions/{edition.code}/check-in/"
        return browser.post(address, {"session": session.pk, **said}, headers={"Accept": "application/json"})

    first = sent(codes=code).json()
    assert first["counted"] == "1 van 2 zijn er"
    assert (first["results"][0]["text"], first["results"][0]["enrolment"]) == ("An is er.", people[0].code)
    again = sent(codes=f"{code}\n{code}").json()
    assert again["counted"] == "1 van 2 zijn er"
    assert {one["text"] for one in again["results"]} == {"An was er al, sinds 13:00."}


def test_at_the_door_who_wrote_no_name_is_called_by_their_address(edition, anna, signed_in, time_machine):
    one = enrolled(edition, "an")
    one.person.name = ""
    one.person.save()
    time_machine(STARTS_AT)
    for page in ("check-in", "desk"):
        assert "an@deelnemers.example" in words_of(signed_in(anna).get(f"/editions/{edition.code}/{page}/"))
    assert "verwijderd" not in words_of(signed_in(anna).get(f"/editions/{edition.code}/check-in/"))


def test_who_is_taken_back_is_named(edition, anna, signed_in, time_machine):
    people = [enrolled(edition, name) for name in ("an", "bo")]
    [session] = sessions_of(edition)
    time_machine(STARTS_AT)
    browser, address = signed_in(anna), f"/editions/{edition.code}/check-in/"
    browser.post(address, {"session": session.pk, "present": [one.code for one in people]})
    page = browser.post(address, {"session": session.pk, "not_there": people[0].code}, follow=True)
    assert "Niet aanwezig: An" in words_of(page)


def test_many_who_come_at_once_are_counted_and_not_named(rotterdam, anna, signed_in, time_machine):
    edition = edition_of(rotterdam, seats=None)
    people = [enrolled(edition, name) for name in ("an", "bo", "cas", "dee")]
    [session] = sessions_of(edition)
    time_machine(STARTS_AT)
    sent = {"session": session.pk, "present": [one.code for one in people]}
    page = signed_in(anna).post(f"/editions/{edition.code}/check-in/", sent, follow=True)
    assert "Bewaard: 4 mensen" in words_of(page)


def test_who_waits_loses_their_place_in_the_line_and_no_seat(edition, anna, signed_in):
    for name in ("an", "bo"):
        enrolled(edition, name)
    one = enrol_person(edition=edition, person=anna, now=NOW).enrolment
    page = words_of(signed_in(anna).get(f"/me/trainings/{one.code}/"))
    assert "komt achteraan" in page
    assert "Uw plek gaat naar" not in page


def test_a_guest_for_whom_no_seat_is_kept_reads_so_before_they_confirm(edition, client):
    kept = enrol_guest(edition=edition, guest=guest(), now=NOW).enrolment
    assert "geen plek voor u" not in words_of(client.get(page_of(kept)))
    for name in ("an", "bo"):
        enrolled(edition, name)
    waits = enrol_guest(edition=edition, guest=guest("Lot"), now=NOW).enrolment
    assert "geen plek voor u" in words_of(client.get(page_of(waits)))


def test_a_ticket_of_another_edition_lets_nobody_in(rotterdam, edition, anna, signed_in, time_machine):
    other = edition_of(rotterdam, item=edition.item, form="two")
    one = enrolled(other, "an")
    time_machine(STARTS_AT)
    [session] = sessions_of(edition)
    signed_in(anna).post(
        f"/editions/{edition.code}/check-in/", {"session": session.pk, "codes": ticket_of(one)}
    )
    assert not Attendance.objects.exists()


def test_the_camera_is_for_the_page_that_scans_alone(edition, anna, signed_in):
    browser = signed_in(anna)
    assert "camera=(self)" in browser.get(f"/editions/{edition.code}/check-in/").headers["Permissions-Policy"]
    assert "camera=()" in browser.get(f"/editions/{edition.code}/desk/").headers["Permissions-Policy"]


# ---------------------------------------------------------------------- the desk

DESK = ("desk", "edit", "sessions", "questions", "materials", "call-off", "copy", "survey", "check-in")


def test_the_desk_is_for_who_organises_alone(edition, anna, bas, signed_in, client):
    for page in DESK:
        address = f"/editions/{edition.code}/{page}/"
        assert signed_in(anna).get(address).status_code == 200, page
        assert signed_in(bas).get(address).status_code == 404, page
        assert client.get(address).status_code == 302, page
    for file in ("participants.csv", "participants.xlsx"):
        assert signed_in(bas).get(f"/editions/{edition.code}/{file}").status_code == 404


PLAN = {
    "language": "nl",
    "format": "hybrid",
    "place": "Stadhuis",
    "seats": "12",
    "audience": "members",
    "price_company": "125,50",
    "vat_percent": "21",
    "dimensions": ["data", "green"],
    "minimum_share": "75",
    "free_until_days": "3",
    "remind_days": "4",
    "form_key": "een",
}
SESSION = {"day-0": "2027-01-11", "begins-0": "09:00", "ends-0": "12:30", "link-0": "https://v.example/1"}


def test_an_edition_is_planned_filled_in_and_opened(rotterdam, anna, signed_in):
    item = item_of(rotterdam, "Leren", kind=Kind.TRAINING)
    browser = signed_in(anna)
    new = f"/item/{item.slug}/editions/new/"
    assert browser.get(new).status_code == 200
    for _ in range(2):  # the second click of two
        browser.post(new, PLAN)
    [edition] = Edition.objects.all()
    assert (edition.seats, edition.dimensions, edition.state) == (12, ["data", "green"], "planned")
    assert edition.prices.get().price == Price(12_550, 21)
    browser.post(new, {**PLAN, "price_company": "1"})  # the page of the first, sent once more
    assert edition.prices.get().price == Price(12_550, 21)
    browser.post(f"/editions/{edition.code}/step/", {"step": "open"})
    edition.refresh_from_db()
    assert edition.state == "planned"  # nobody knows when it is
    browser.post(f"/editions/{edition.code}/sessions/", {**SESSION, "seen_version": edition.version})
    [session] = sessions_of(edition)
    assert session.starts_at.isoformat() == "2027-01-11T08:00:00+00:00"
    browser.post(f"/editions/{edition.code}/step/", {"step": "open"})
    edition.refresh_from_db()
    assert edition.state == "open"


def test_what_somebody_else_stored_meanwhile_is_shown_and_not_lost(edition, anna, signed_in):
    browser = signed_in(anna)
    address = f"/editions/{edition.code}/edit/"
    seen = edition.version
    browser.post(address, {**PLAN, "place": "Buurthuis", "seen_version": seen})
    response = browser.post(address, {**PLAN, "place": "Bibliotheek", "seen_version": seen})
    assert response.status_code == 409
    assert "Buurthuis" in words_of(response)
    assert "Bibliotheek" in words_of(response)
    edition.refresh_from_db()
    assert edition.place == "Buurthuis"


def test_everything_on_the_page_is_stored_or_nothing_of_it(edition, anna, signed_in):
    for name in ("an", "bo"):
        enrolled(edition, name)
    sent = {**PLAN, "seats": "1", "place": "Elders", "seen_version": edition.version}
    assert signed_in(anna).post(f"/editions/{edition.code}/edit/", sent).status_code == 400
    edition.refresh_from_db()
    assert (edition.place, edition.prices.count()) == ("Stadhuis", 0)


def test_questions_are_versions(edition, anna, signed_in):
    browser = signed_in(anna)
    sent = {
        "label-0": "Wat eet u?",
        "shape-0": "choice",
        "choices-0": "Vlees\nVis",
        "purpose-0": "Lunch",
        "kept-0": "30",
        "seen_version": edition.version,
    }
    address = f"/editions/{edition.code}/questions/"
    assert browser.post(address, {**sent, "purpose-0": ""}).status_code == 400
    browser.post(address, sent)
    [asked] = questions_of(edition_again(edition))
    assert (asked.choices, asked.kept_days) == (("Vlees", "Vis"), 30)
    again = {**sent, "key-0": asked.key, "choices-0": "Vlees\nVis\nGeen van beide"}
    stale = browser.post(address, again)
    assert stale.status_code == 409
    assert "Geen van beide" in words_of(stale)
    browser.post(address, {**again, "seen_version": edition_again(edition).version})
    assert edition.forms.count() == 2
    assert questions_of(edition_again(edition))[0].key != asked.key


def test_answers_stand_under_the_words_that_were_read_and_none_is_left_out(edition, anna, signed_in):
    change_form(
        edition=edition, questions=[question(), question(key="no", label="Hoe oud?")], by=None, now=NOW
    )
    first = enrol_person(
        edition=edition, person=person_named("an"), answers={"diet": ["Vis"], "no": ["9"]}, now=NOW
    ).enrolment
    change_form(
        edition=edition, questions=[question(label="Wie bent u?"), question(key="x")], by=None, now=NOW
    )
    other, same = questions_of(edition_again(edition))
    assert (same.key, other.key == "diet") == ("diet", False)
    enrol_person(edition=edition, person=person_named("bo"), answers={other.key: ["Bo"]}, now=NOW)
    file = signed_in(anna).get(f"/editions/{edition.code}/participants.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(file.splitlines(), delimiter=";" if ";" in file.splitlines()[0] else ","))
    asked = ("Wie bent u?", "Wat eet u?", "Hoe oud?")
    assert [[row[label] for label in asked] for row in rows] == [["", "Vis", "9"], ["Bo", "", ""]]
    assert first.form.version == 1


@pytest.mark.parametrize("change", ["prices", "seats", "questions"])
def test_whoever_did_not_see_what_another_changed_stores_nothing(edition, anna, signed_in, change):
    seen = edition.version
    match change:
        case "prices":
            change_prices(edition=edition, prices={PriceKind.OTHER: Price(1, 21)}, by=None, now=NOW)
        case "seats":
            change_seats(edition=edition, seats=7, by=None, now=NOW)
        case _:
            change_form(edition=edition, questions=[question()], by=None, now=NOW)
    sent = {**PLAN, "seen_version": seen}
    response = signed_in(anna).post(f"/editions/{edition.code}/edit/", sent)
    assert response.status_code == 409
    assert "Iemand anders" in words_of(response)
    assert edition_again(edition).audience == "everybody"
    again = {**sent, "seen_version": edition_again(edition).version}  # all three of the page in one go
    assert signed_in(anna).post(f"/editions/{edition.code}/edit/", again).status_code == 302


def edition_again(edition):
    return Edition.objects.get(pk=edition.pk)


def test_called_off_everybody_is_told_why_and_calendars_are_struck(edition, anna, signed_in):
    one = enrolled(edition, "an")
    signed_in(anna).post(f"/editions/{edition.code}/call-off/", {"reason": "De spreker is ziek."})
    one.refresh_from_db()
    assert one.state == "cancelled"
    letters = [letter_of(mail) for mail in Mail.objects.filter(addressee=one.addressee).order_by("pk")]
    assert any("De spreker is ziek." in letter for letter in letters)
    assert any("METHOD:CANCEL" in letter for letter in letters)


def test_a_moved_session_moves_in_the_calendars(edition, anna, signed_in):
    one = enrolled(edition, "an")
    [session] = sessions_of(edition)
    first = letter_of(Mail.objects.get(kind="training.news"))
    sent = {**SESSION, "key-0": session.pk, "seen_version": edition.version}
    signed_in(anna).post(f"/editions/{edition.code}/sessions/", sent)
    second = letter_of(Mail.objects.filter(kind="training.session", addressee=one.addressee).latest("pk"))
    assert "METHOD:REQUEST" in first
    assert "SEQUENCE:0" in first
    assert "SEQUENCE:1" in second
    assert re.findall("UID:.*", first) == re.findall("UID:.*", second)


def test_a_copy_has_everything_but_the_people(edition, anna, signed_in):
    change_form(edition=edition, questions=[question()], by=anna, now=NOW)
    change_prices(edition=edition, prices={PriceKind.COMPANY: Price(5_000, 21)}, by=anna, now=NOW)
    enrolled(edition, "an")
    sent = {"first_day": "2027-04-05", "form_key": "nog-eens"}
    for _ in range(2):
        signed_in(anna).post(f"/editions/{edition.code}/copy/", sent)
    copy = Edition.objects.exclude(pk=edition.pk).get()
    [session] = sessions_of(copy)
    # The clock was changed in between: it begins at the same hour of the clock.
    assert session.starts_at.isoformat() == "2027-04-05T11:00:00+00:00"
    assert (copy.state, copy.enrolments.count(), copy.prices.count(), len(questions_of(copy))) == (
        "planned",
        0,
        1,
        1,
    )


def test_who_organises_takes_somebody_out_and_has_the_list_as_a_file(edition, anna, signed_in):
    change_form(edition=edition, questions=[question()], by=anna, now=NOW)
    one = enrolled(edition, "an")
    asked = enrol_guest(edition=edition, guest=guest("Kim"), answers={"diet": ["=1+1"]}, now=NOW).enrolment
    confirm_enrolment(enrolment=asked, now=NOW)
    mark_attendance(session=sessions_of(edition)[0], enrolment=one, by=anna, now=STARTS_AT)
    browser = signed_in(anna)
    file = browser.get(f"/editions/{edition.code}/participants.csv").content.decode("utf-8-sig")
    assert "kim@elders.example" in file
    assert "'=1+1" in file
    assert browser.get(f"/editions/{edition.code}/participants.xlsx").content.startswith(b"PK")
    browser.post(f"/editions/{edition.code}/take-out/", {"enrolment": one.code})
    assert Enrolment.objects.get(pk=one.pk).standing(NOW) is Standing.CANCELLED


def test_a_stranger_cannot_make_an_edition_of_somebody_else(rotterdam, bas, signed_in):
    item = item_of(rotterdam, "Leren", kind=Kind.TRAINING)
    case = item_of(rotterdam, "Zaak")
    browser = signed_in(bas)
    assert browser.post(f"/item/{item.slug}/editions/new/", PLAN).status_code == 404
    assert browser.get(f"/item/{case.slug}/editions/new/").status_code == 404


def test_a_browser_of_a_guest_needs_no_session(edition):
    one = enrol_guest(edition=edition, guest=guest(), now=NOW).enrolment
    assert "sessionid" not in StrictClient().get(page_of(one)).cookies
