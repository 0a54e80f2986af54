"""What was held stays held: calling off, taking out, attendance that was wrong, and who is asked what they thought."""

from datetime import timedelta

import pytest

from schakel.credentials.public import credentials_certifying, revoke_credential
from schakel.journal import public as journal
from schakel.kernel.refusal import Refusal
from schakel.messages.public import Mail
from schakel.training.actions import cancel_enrolment
from schakel.training.attending import answer_survey, mark_attendance, withdraw_attendance
from schakel.training.models import Enrolment
from schakel.training.organising import change_prices, move_edition
from schakel.training.queries import sessions_of
from schakel.training.rules import Price, PriceKind, Standing, Step
from tests.clock import NOW
from tests.training import STARTS_AT, called_off, edition_of, enrolled

pytestmark = pytest.mark.django_db
OVER = STARTS_AT + timedelta(days=7, hours=3)


@pytest.fixture
def two_days(rotterdam):
    return edition_of(rotterdam, seats=4, days=2)


def came(edition, one, number=0, *, now=None):
    session = sessions_of(edition)[number]
    return mark_attendance(session=session, enrolment=one, by=None, now=now or session.starts_at)


def asked():
    return sorted(Mail.objects.filter(kind="training.survey").values_list("about", flat=True))


def test_what_was_held_in_part_is_not_called_off_and_what_never_was_still_is(two_days, rotterdam):
    one = enrolled(two_days, "an")
    with pytest.raises(Refusal, match="edition-was-held-in-part"):
        called_off(two_days, now=STARTS_AT + timedelta(hours=3))
    came(two_days, one)
    with pytest.raises(Refusal, match="edition-was-held-in-part"):
        called_off(two_days, now=STARTS_AT + timedelta(minutes=1))
    assert Enrolment.objects.get(pk=one.pk).state == Standing.ENROLLED
    late = edition_of(rotterdam, form="late")
    enrolled(late, "an")
    assert called_off(late, now=STARTS_AT + timedelta(minutes=20)).state == "cancelled"


def test_who_takes_somebody_out_is_asked_and_lets_them_pay_nothing_unless_they_say_so(
    two_days, anna, signed_in, monkeypatch
):
    change_prices(edition=two_days, prices={PriceKind.OTHER: Price(10_000, 0)}, by=anna, now=NOW)
    monkeypatch.setattr("django.utils.timezone.now", lambda: STARTS_AT - timedelta(days=1))
    browser, page = signed_in(anna), f"/editions/{two_days.code}/take-out/"
    for name, sent, due in (
        ("an", {}, 0),
        ("bo", {"pays": "nothing"}, 0),
        ("cas", {"pays": "price", "seen_due": "10000"}, 10_000),
    ):
        one = enrolled(two_days, name)
        shown = browser.get(page, {"enrolment": one.code}).content.decode()
        assert name.capitalize() in shown
        assert "100" in shown
        assert Enrolment.objects.get(pk=one.pk).state == Standing.ENROLLED
        browser.post(page, {"enrolment": one.code, **sent})
        one.refresh_from_db()
        assert (one.state, one.due_cents) == (Standing.CANCELLED, due)


def test_who_cancelled_late_and_comes_back_pays_once(two_days, anna):
    change_prices(edition=two_days, prices={PriceKind.OTHER: Price(10_000, 0)}, by=anna, now=NOW)
    one, late = enrolled(two_days, "an"), STARTS_AT - timedelta(days=1)
    cancel_enrolment(enrolment=one, by=one.person, now=late)
    assert Enrolment.objects.get(pk=one.pk).due_cents == 10_000
    back = enrolled(two_days, "an", now=late)
    assert Enrolment.objects.get(pk=one.pk).due_cents == 0
    assert journal.history_of(one.reference)[0].name == "enrolment.due-dropped"
    assert back.price_cents == 10_000


def test_attendance_that_was_wrong_goes_away_once_its_certificate_is_withdrawn(two_days, anna):
    one = enrolled(two_days, "an")
    came(two_days, one, 0)
    came(two_days, one, 1)
    move_edition(edition=two_days, step=Step.HOLD, by=None, now=OVER)
    first, second = sessions_of(two_days)
    with pytest.raises(Refusal, match="credit-was-given"):
        withdraw_attendance(session=second, enrolment=one, by=anna, now=OVER)
    given = credentials_certifying([one.reference])[one.reference]
    revoke_credential(credential=given, reason="not-attended", by=anna, now=OVER)
    withdraw_attendance(session=second, enrolment=one, by=anna, now=OVER)
    withdraw_attendance(session=first, enrolment=one, by=anna, now=OVER)
    assert Enrolment.objects.get(pk=one.pk).completed_at is None
    names = [row.name for row in journal.history_of(one.reference)]
    assert names.count("attendance.completion-withdrawn") == 1
    assert names.count("attendance.withdrawn") == 2


def test_who_was_there_is_asked_what_they_thought_and_who_was_not_is_not(two_days):
    there, absent = enrolled(two_days, "an"), enrolled(two_days, "bo")
    came(two_days, there)
    with pytest.raises(Refusal, match="survey-for-who-took-part"):
        answer_survey(enrolment=absent, score=1, text="", now=OVER)
    move_edition(edition=two_days, step=Step.HOLD, by=None, now=OVER)
    assert asked() == [there.reference]
    came(two_days, absent, now=OVER)
    assert asked() == sorted([there.reference, absent.reference])
    answer_survey(enrolment=absent, score=1, text="", now=OVER)


def test_where_nobody_wrote_down_who_came_everybody_is_asked(two_days):
    several = [enrolled(two_days, name) for name in ("an", "bo")]
    move_edition(edition=two_days, step=Step.HOLD, by=None, now=OVER)
    assert asked() == sorted(one.reference for one in several)
    answer_survey(enrolment=several[0], score=5, text="", now=OVER)


def test_what_is_ticked_the_next_day_says_no_later_hour_than_the_session_has(two_days):
    session = sessions_of(two_days)[0]
    one = enrolled(two_days, "an")
    assert came(two_days, one, now=session.ends_at + timedelta(days=1)).arrived_at == session.ends_at
