"""Reminding who takes part of a session: once for each time that it has, and only who still comes."""

from datetime import timedelta

import pytest

from schakel.journal.public import history_of
from schakel.training import queries
from schakel.training.actions import cancel_enrolment
from schakel.training.attending import remind_session
from schakel.training.models import Edition, Session
from schakel.training.organising import SessionDraft, change_sessions
from schakel.training.rules import is_to_be_reminded
from tests.clock import NOW
from tests.mails import letter_of, mails_of, told
from tests.training import STARTS_AT, edition_of, enrolled

DAY = timedelta(days=1)
DUE = STARTS_AT - 2 * DAY
FINE = {"starts_at": STARTS_AT, "remind_days": 2, "changed_at": NOW, "reminded_of": None, "now": DUE}


def test_it_is_time_from_so_many_days_before_until_it_begins():
    assert is_to_be_reminded(**FINE)
    assert is_to_be_reminded(**FINE | {"reminded_of": STARTS_AT - DAY}), "it moved since"
    for change in (
        {"now": DUE - timedelta(seconds=1)},
        {"now": STARTS_AT},
        {"remind_days": 0},
        {"reminded_of": STARTS_AT},
        {"changed_at": DUE},
    ):
        assert not is_to_be_reminded(**FINE | change), change


@pytest.fixture
def edition(rotterdam, db):
    return edition_of(rotterdam, seats=2)


def remind_all(now):
    return sum(remind_session(session=one, now=now) for one in queries.sessions_to_remind_of(now=now))


def test_who_has_a_seat_is_reminded_once_and_who_waits_or_cancelled_is_not(edition):
    an, bo, cas = (enrolled(edition, name) for name in ("an", "bo", "cas"))
    cancel_enrolment(enrolment=bo, by=None, now=NOW)
    assert [remind_all(now) for now in (DUE - DAY, DUE, DUE + DAY)] == [0, 1, 0]
    assert told("training.reminder") == [an.addressee]
    assert cas.addressee != an.addressee
    assert "Stadhuis" in letter_of(mails_of("training.reminder")[0])
    assert history_of(edition.reference)[0].details["people"] == 1


def test_who_cancels_meanwhile_gets_no_mail(edition):
    an = enrolled(edition, "an")
    remind_all(DUE)
    cancel_enrolment(enrolment=an, by=None, now=DUE)
    assert letter_of(mails_of("training.reminder")[0]) == ""


def test_a_session_that_moves_is_reminded_of_anew(edition):
    enrolled(edition, "an")
    remind_all(DUE)
    (session,) = Session.objects.all()
    later = STARTS_AT + 7 * DAY
    moved = SessionDraft(later, later + timedelta(hours=3), key=session.pk)
    seen = Edition.objects.get(pk=edition.pk).version
    change_sessions(edition=edition, sessions=[moved], seen_version=seen, by=None, now=DUE)
    assert [remind_all(now) for now in (DUE + DAY, later - 2 * DAY)] == [0, 1]


def test_the_organiser_chooses_how_many_days_and_whether(edition):
    enrolled(edition, "an")
    Edition.objects.update(remind_days=0)
    assert queries.sessions_to_remind_of(now=DUE + DAY) == []
    Edition.objects.update(remind_days=7)
    assert remind_all(STARTS_AT - 7 * DAY) == 1
