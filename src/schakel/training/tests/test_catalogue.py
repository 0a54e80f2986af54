"""What is said before one enrols, and to whom afterwards: the list, its files, groups, materials and certificates."""

from datetime import timedelta

import pytest
from icalendar import Calendar

from schakel.kernel.refusal import Refusal
from schakel.library.public import Kind
from schakel.messages.public import Mail
from schakel.organisations.public import Membership
from schakel.training.actions import enrol_group
from schakel.training.attending import mark_attendance
from schakel.training.form_rules import Question, Shape
from schakel.training.models import Edition, Enrolment
from schakel.training.organising import (
    add_material,
    change_form,
    change_prices,
    clone_edition,
    move_edition,
)
from schakel.training.queries import sessions_of
from schakel.training.rules import GroupMode, Moment, Price, PriceKind, Standing, Step
from schakel.training.waiting import _doing
from tests.clock import NOW
from tests.items import item_of
from tests.mails import letter_of
from tests.training import STARTS_AT, edition_of, enrolled

pytestmark = pytest.mark.django_db
PLAN = {
    "language": "nl",
    "format": "onsite",
    "audience": "everybody",
    "vat_percent": "0",
    "minimum_share": "80",
    "free_until_days": "0",
    "remind_days": "0",
    "form_key": "een",
}


@pytest.fixture(autouse=True)
def at_noon(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def edition(rotterdam):
    return edition_of(rotterdam, seats=4)


def words_of(response):
    return response.content.decode()


# ---------------------------------------------------------------------- the list


def test_the_list_says_level_dimension_and_price_and_its_files_are_of_what_was_looked_for(
    rotterdam, anna, client
):
    hard = item_of(rotterdam, "Meten voor specialisten", kind=Kind.TRAINING, facts={"level": "expert"})
    easy = item_of(rotterdam, "Meten voor iedereen", kind=Kind.TRAINING, facts={"level": "basic"})
    dear = edition_of(rotterdam, item=hard, dimensions=("data",))
    change_prices(edition=dear, prices={PriceKind.COMPANY: Price(25_000, 21)}, by=anna, now=NOW)
    edition_of(rotterdam, item=easy, form="two")
    listed = words_of(client.get("/trainings/"))
    for words in (
        "· Voor specialisten · gratis of vanaf €",
        ": Gegevens beheren en beschermen</p>",
        "· Voor beginners · gratis</p>",
    ):
        assert words in listed
    assert "gratis" in words_of(client.get(Edition.objects.get(item=easy).get_absolute_url()))
    for address in ("", "calendar.ics", "atom.xml", "file.csv"):
        found = words_of(client.get(f"/trainings/{address}?level=expert"))
        assert "Meten voor specialisten" in found, address
        assert "Meten voor iedereen" not in found, address
    [event] = Calendar.from_ical(client.get("/trainings/calendar.ics?level=expert").content).walk("VEVENT")
    assert event["dtstart"].dt == STARTS_AT


def test_every_edition_says_what_it_helps_with_or_that_it_is_none_of_these(rotterdam, anna, signed_in):
    event = item_of(rotterdam, "Meetdag", kind=Kind.EVENT)
    browser, address = signed_in(anna), f"/item/{event.slug}/editions/new/"
    for wrong in ([], ["none", "data"]):
        assert browser.post(address, {**PLAN, "dimensions": wrong}).status_code == 400
    browser.post(address, {**PLAN, "dimensions": ["none"]})
    edition = Edition.objects.get()
    assert edition.dimensions == []
    assert 'value="none"' in words_of(browser.get(f"/editions/{edition.code}/edit/"))
    sent = {**PLAN, "dimensions": ["data"], "seen_version": edition.version}
    browser.post(f"/editions/{edition.code}/edit/", sent)
    edition.refresh_from_db()
    assert edition.dimensions == ["data"]


# ---------------------------------------------------------------------- days


def test_a_session_can_end_after_midnight_and_none_is_years_away(edition, anna, signed_in):
    [session] = sessions_of(edition)
    browser, address = signed_in(anna), f"/editions/{edition.code}/sessions/"
    sent = {"key-0": session.pk, "begins-0": "22:00", "ends-0": "01:30", "seen_version": edition.version}
    for day in ("9999-12-31", "2099-01-01"):
        assert browser.post(address, {**sent, "day-0": day}).status_code == 400
    browser.post(address, {**sent, "day-0": "2027-01-11"})
    session.refresh_from_db()
    assert session.ends_at - session.starts_at == timedelta(hours=3.5)
    assert 'value="01:30"' in words_of(browser.get(address))
    with pytest.raises(Refusal, match="moment-too-far-away"):
        clone_edition(edition=edition, days=365 * 1_000, form="far", by=None, now=NOW)
    copy = f"/editions/{edition.code}/copy/"
    assert browser.post(copy, {"first_day": "9999-12-31", "form_key": "far"}).status_code == 400


# ---------------------------------------------------------------------- groups


def test_a_group_reads_who_enrolled_them_and_what_is_asked_and_who_did_takes_them_out(
    edition, anna, bas, rotterdam, signed_in
):
    asked = Question("diet", "Wat eet u?", Shape.LINE, "Voor de lunch", 30, is_required=True)
    change_form(edition=edition, questions=[asked], by=None, now=NOW)
    [one] = enrol_group(
        edition=edition,
        organisation=rotterdam,
        people=[("Kim", "kim@elders.example")],
        mode=GroupMode.ALL,
        by=anna,
        language="nl",
        now=NOW,
    ).seated
    letter = letter_of(Mail.objects.get(addressee="kim@elders.example"))
    assert "Anna schreef u in, voor Rotterdam." in letter
    assert "Beantwoord ze op de pagina" in letter
    assert "schreef u in" not in letter_of(Mail.objects.get(addressee=enrolled(edition, "an").addressee))
    page, sent = "/me/trainings/others/", {"enrolment": one.code, "seen_due": "0"}
    assert "Kim" not in words_of(signed_in(bas).get(page))
    assert signed_in(bas).post(page, sent).status_code == 404
    browser = signed_in(anna)
    assert "Kim" in words_of(browser.get(page))
    assert page in words_of(browser.get("/me/trainings/"))
    browser.post(page, sent)
    assert Enrolment.objects.get(pk=one.pk).state == Standing.CANCELLED
    Membership.objects.filter(person=anna).delete()
    assert "Kim" not in words_of(signed_in(anna).get(page))


# ---------------------------------------------------------------------- materials, certificates, and where to go


def test_of_materials_people_are_told_once_a_day_and_of_what_is_for_afterwards_then(edition):
    one = enrolled(edition, "an")

    def added(moment, now):
        add_material(edition=edition, moment=moment, title="Blad", link="https://x.example", by=None, now=now)
        return Mail.objects.filter(kind="training.materials", addressee=one.addressee).count()

    assert [added(Moment.BEFORE, NOW), added(Moment.BEFORE, NOW + timedelta(minutes=5))] == [1, 1]
    assert added(Moment.BEFORE, NOW + timedelta(days=1)) == 2
    assert added(Moment.RECORDING, NOW + timedelta(days=2)) == 2
    move_edition(edition=edition, step=Step.HOLD, by=None, now=STARTS_AT + timedelta(hours=4))
    mails = Mail.objects.filter(kind="training.materials")
    assert mails.count() == 3
    assert "Nieuw materiaal" in letter_of(mails[0])


def test_who_completed_it_finds_the_certificate_and_so_does_who_organised_it(edition, anna, signed_in):
    one = enrolled(edition, "an")
    [session] = sessions_of(edition)
    mark_attendance(session=session, enrolment=one, by=None, now=STARTS_AT)
    move_edition(edition=edition, step=Step.HOLD, by=None, now=session.ends_at)
    assert "/me/certificates/" in words_of(signed_in(one.person).get(f"/me/trainings/{one.code}/"))
    desk = words_of(signed_in(anna).get(f"/editions/{edition.code}/desk/"))
    assert "/credentials/issued/" in desk
    assert "was er" in desk


def test_who_organises_something_is_led_to_it(edition, anna, bas):
    assert [len(list(_doing(person))) for person in (anna, bas)] == [2, 1]
