"""Coming, completing, being asked, being forgotten: what happens around and after the sessions."""

from datetime import timedelta

import pytest

from schakel.accounts.public import Person
from schakel.credentials.public import credentials_of
from schakel.journal import public as journal
from schakel.kernel.refusal import Refusal
from schakel.library.public import Kind
from schakel.messages.public import Mail
from schakel.training.actions import (
    Guest,
    accept_offer,
    cancel_enrolment,
    confirm_enrolment,
    drop_answers,
    enrol_guest,
    enrol_person,
    forget_enrolments,
)
from schakel.training.attending import answer_survey, mark_attendance, withdraw_attendance
from schakel.training.form_rules import Question, Shape
from schakel.training.models import Enrolment
from schakel.training.organising import change_form, change_prices, move_edition
from schakel.training.queries import sessions_of
from schakel.training.rules import Price, PriceKind, Step
from schakel.training.tests.test_line import guest
from tests.clock import NOW
from tests.items import item_of
from tests.training import STARTS_AT, edition_of, enrolled

pytestmark = pytest.mark.django_db
OVER = STARTS_AT + timedelta(days=7, hours=3)


@pytest.fixture
def two_days(rotterdam):
    return edition_of(rotterdam, seats=4, days=2, minimum_share=100, dimensions=("data",))


def came(edition, one, *numbers):
    for number in numbers:
        session = sessions_of(edition)[number]
        mark_attendance(session=session, enrolment=one, by=None, now=session.starts_at)


def test_who_attended_enough_has_completed_it_once_with_everything_that_is_accounted_for(
    two_days, anna, rotterdam
):
    change_prices(edition=two_days, prices={PriceKind.PUBLIC_BODY: Price(10_000, 21)}, by=anna, now=NOW)
    whole = enrol_person(edition=two_days, person=anna, now=NOW).enrolment
    half = enrolled(two_days, "half")
    came(two_days, whole, 0, 1)
    came(two_days, half, 0)
    with pytest.raises(Refusal, match="edition-is-not-over"):
        move_edition(edition=two_days, step=Step.HOLD, by=anna, now=OVER - timedelta(hours=1))
    for _ in range(2):
        move_edition(edition=two_days, step=Step.HOLD, by=anna, now=OVER)
    [given] = credentials_of(anna)
    assert (given.key, given.issuer, given.issued_by) == (whole.reference, rotterdam, anna)
    assert (given.minutes, given.attended_minutes) == (360, 360)
    assert given.dimensions == ["Gegevens beheren en beschermen"]
    [row] = [one for one in journal.history_of(whole.reference) if one.name == "attendance.completed"]
    assert row.details == {
        "edition": two_days.reference,
        "item": two_days.item.reference,
        "person": anna.reference,
        "organisation": rotterdam.reference,
        "minutes": 360,
        "percent": 100,
        "first_day": STARTS_AT.isoformat(),
        "last_day": OVER.isoformat(),
        "dimensions": ["data"],
        "price_cents": 10_000,
        "price_vat_percent": 21,
    }
    assert Mail.objects.filter(kind="training.survey").count() == 2


def test_who_is_found_on_the_list_afterwards_gets_credit_all_the_same(two_days, anna):
    one = enrolled(two_days, "an")
    came(two_days, one, 0)
    move_edition(edition=two_days, step=Step.HOLD, by=anna, now=OVER)
    mark_attendance(session=sessions_of(two_days)[1], enrolment=one, by=anna, now=OVER)
    assert Enrolment.objects.get(pk=one.pk).completed_at == OVER
    with pytest.raises(Refusal, match="credit-was-given"):
        withdraw_attendance(session=sessions_of(two_days)[1], enrolment=one, by=anna, now=OVER)


def test_the_moment_of_a_telephone_without_a_network_is_kept_where_it_can_be(two_days):
    session = sessions_of(two_days)[0]
    now = session.ends_at + timedelta(hours=5)
    for name, said, kept in (
        ("an", session.starts_at, session.starts_at),
        ("bo", now + timedelta(days=1), session.ends_at),
        ("cas", session.starts_at - timedelta(days=1), session.ends_at),
        ("dre", now, session.ends_at),
    ):
        one = enrolled(two_days, name)
        there = mark_attendance(session=session, enrolment=one, by=None, now=now, said_at=said)
        assert there.arrived_at == kept, name
        again = mark_attendance(session=session, enrolment=one, by=None, now=now, said_at=None)
        assert again.arrived_at == kept


def test_who_has_no_seat_does_not_come_and_nobody_comes_long_before(two_days):
    session = sessions_of(two_days)[0]
    one = enrolled(two_days, "an")
    with pytest.raises(Refusal, match="session-not-begun"):
        mark_attendance(session=session, enrolment=one, by=None, now=NOW)
    cancel_enrolment(enrolment=one, by=None, now=NOW)
    with pytest.raises(Refusal, match="came-without-seat"):
        mark_attendance(session=session, enrolment=one, by=None, now=session.starts_at)


def test_nobody_cancels_once_it_has_begun(two_days):
    one = enrolled(two_days, "an")
    with pytest.raises(Refusal, match="edition-has-begun"):
        cancel_enrolment(enrolment=one, by=None, now=STARTS_AT)


def test_who_took_no_part_is_not_asked_and_nobody_before_it_began(two_days):
    one = enrolled(two_days, "an")
    with pytest.raises(Refusal, match="survey-not-yet"):
        answer_survey(enrolment=one, score=3, text="", now=NOW)
    cancel_enrolment(enrolment=one, by=None, now=NOW)
    one.refresh_from_db()
    with pytest.raises(Refusal, match="survey-for-who-took-part"):
        answer_survey(enrolment=one, score=3, text="", now=OVER)


def test_answers_are_dropped_when_they_are_kept_no_longer(two_days, anna):
    asked = [
        Question("diet", "Wat eet u?", Shape.LINE, "Lunch", 30),
        Question("goal", "Waarvoor?", Shape.LINE, "Groepen", 90),
    ]
    change_form(edition=two_days, questions=asked, by=anna, now=NOW)
    answers = {"diet": ["Alles"], "goal": ["Leren"]}
    one = enrol_person(edition=two_days, person=anna, answers=answers, now=NOW).enrolment
    drop_answers(now=OVER + timedelta(days=29))
    one.refresh_from_db()
    assert one.answers == answers
    drop_answers(now=OVER + timedelta(days=31))
    one.refresh_from_db()
    assert one.answers == {"goal": ["Leren"]}


def test_a_guest_is_forgotten_a_year_after_and_one_who_never_confirmed_after_a_month(two_days):
    confirmed = enrol_guest(edition=two_days, guest=guest("Kim"), now=NOW).enrolment
    confirm_enrolment(enrolment=confirmed, now=NOW)
    silent = enrol_guest(edition=two_days, guest=guest("Sil"), now=NOW).enrolment
    with pytest.raises(Refusal, match="nothing-is-offered"):
        accept_offer(enrolment=silent, by=None, now=NOW)
    with pytest.raises(Refusal, match="enrolment-is-over"):
        confirm_enrolment(enrolment=silent, now=NOW + timedelta(days=2))
    forget_enrolments(now=NOW + timedelta(days=40))
    names = dict(Enrolment.objects.order_by("pk").values_list("pk", "name"))
    assert names == {confirmed.pk: "Kim", silent.pk: ""}
    forget_enrolments(now=OVER + timedelta(days=366))
    assert set(Enrolment.objects.values_list("name", "address")) == {("", "")}


# ---------------------------------------------------------------------- certificates


def held(edition):
    return move_edition(edition=edition, step=Step.HOLD, by=None, now=OVER)


def test_who_wrote_no_name_keeps_nobody_from_a_certificate_and_has_one_by_their_address(two_days):
    nameless, invisible, other = (
        enrolled(two_days, "stil"),
        enrolled(two_days, "niets"),
        enrolled(two_days, "an"),
    )
    Person.objects.filter(pk=nameless.person.pk).update(name="")
    Person.objects.filter(pk=invisible.person.pk).update(name="\u200b")
    for one in (nameless, invisible, other):
        came(two_days, one, 0, 1)
    assert held(two_days).state == "held"
    names = [credentials_of(one.person)[0].holder_name for one in (nameless, invisible, other)]
    assert names == ["s…@deelnemers.example", "n…@deelnemers.example", "An"]


def test_a_guest_who_was_forgotten_keeps_nobody_from_a_certificate_and_the_desk_reads_so(two_days):
    asked = enrol_guest(edition=two_days, guest=guest(), now=NOW).enrolment
    gone, other = confirm_enrolment(enrolment=asked, now=NOW), enrolled(two_days, "an")
    for one in (gone, other):
        came(two_days, one, 0, 1)
    Enrolment.objects.filter(pk=gone.pk).update(name="", address="", forgotten_at=NOW)
    held(two_days)
    assert len(credentials_of(other.person)) == 1
    assert set(Enrolment.objects.values_list("completed_at", flat=True)) == {OVER}
    [row] = [
        one for one in journal.history_of(two_days.reference) if one.name == "edition.certificates-missing"
    ]
    assert row.details == {"without": [[gone.reference, "address-not-usable"]]}


def test_a_name_of_which_nothing_is_seen_is_no_name(two_days):
    with pytest.raises(Refusal, match="words-missing"):
        enrol_guest(edition=two_days, guest=Guest("\u200b", "kim@elders.example", "nl"), now=NOW)


def test_a_title_that_is_too_long_is_cut_and_a_certificate_is_in_one_language(rotterdam):
    item = item_of(rotterdam, f"{'Lang ' * 36}einde", kind=Kind.TRAINING, facts={"level": "advanced"})
    edition = edition_of(rotterdam, item=item, days=2, name="N" * 40)
    one = enrolled(edition, "an")
    Enrolment.objects.filter(pk=one.pk).update(language="en")
    came(edition, one, 0, 1)
    held(edition)
    [given] = credentials_of(one.person)
    assert len(given.title) == 200
    assert given.level == "Advanced"
