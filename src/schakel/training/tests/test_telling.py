"""What reaches the calendar of who takes part: everything that moves, once, whatever they chose and however much."""

from dataclasses import replace
from datetime import timedelta

import pytest

from schakel.messages.public import Mail
from schakel.training.actions import cancel_enrolment, confirm_enrolment, enrol_guest, enrol_person
from schakel.training.models import Session
from schakel.training.organising import (
    Plan,
    SessionDraft,
    change_edition,
    change_sessions,
    move_edition,
)
from schakel.training.queries import sessions_of
from schakel.training.rules import Step
from schakel.training.tests.test_line import guest
from tests.clock import NOW
from tests.mails import appointments_in, chose_mails, letter_of
from tests.training import STARTS_AT, edition_of, enrolled, person_named

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
KINDS = ("training.news", "training.session")


def subjects_of(addressee):
    """Of everything for the calendar."""
    mails = Mail.objects.filter(kind__in=KINDS, addressee=addressee).order_by("pk")
    return [letter_of(mail).splitlines()[0].partition(":")[0] for mail in mails]


def stamps_of(addressee):
    mails = Mail.objects.filter(kind__in=KINDS, addressee=addressee).order_by("pk")
    return [(event["sequence"], event["dtstamp"].dt) for mail in mails for _, event in appointments_in(mail)]


def drafts_of(edition, *, later=timedelta(0)):
    return [
        SessionDraft(one.starts_at + later, one.ends_at + later, one.title, one.place, one.link, one.pk)
        for one in sessions_of(edition)
    ]


def moved(edition, later, *, now=NOW):
    edition.refresh_from_db()
    return change_sessions(
        edition=edition,
        sessions=drafts_of(edition, later=later),
        seen_version=edition.version,
        by=None,
        now=now,
    )


def test_another_place_is_told_and_raises_what_calendars_compare(rotterdam):
    edition = edition_of(rotterdam)
    one = enrolled(edition, "an")
    plan = Plan(place="Bibliotheek")
    change_edition(edition=edition, plan=plan, seen_version=edition.version, by=None, now=NOW + HOUR)
    assert subjects_of(one.addressee) == ["U bent ingeschreven", "Gewijzigd (plaats)"]
    assert stamps_of(one.addressee)[-1] == (1, NOW + HOUR)


def test_who_has_a_place_of_their_own_stays_there_and_is_not_told(rotterdam):
    edition = edition_of(rotterdam)
    drafts = [replace(one, place="Buurthuis") for one in drafts_of(edition)]
    change_sessions(edition=edition, sessions=drafts, seen_version=edition.version, by=None, now=NOW)
    one = enrolled(edition, "an")
    edition.refresh_from_db()
    change_edition(edition=edition, plan=Plan(place="Elders"), seen_version=edition.version, by=None, now=NOW)
    assert len(subjects_of(one.addressee)) == 1


def test_what_moved_before_somebody_enrolled_did_not_move_for_them(rotterdam):
    edition = moved(edition_of(rotterdam, is_open=False), HOUR)
    move_edition(edition=edition, step=Step.OPEN, by=None, now=NOW)
    assert Session.objects.get().sequence == 1
    one = enrolled(edition, "an")
    assert subjects_of(one.addressee) == ["U bent ingeschreven"]


@pytest.mark.parametrize("is_guest", [True, False])
def test_who_cancels_and_comes_back_has_it_in_their_calendar_again(rotterdam, is_guest):
    edition = edition_of(rotterdam)
    for number in range(2):
        now = NOW + number * HOUR
        if is_guest:
            one = confirm_enrolment(
                enrolment=enrol_guest(edition=edition, guest=guest(), now=now).enrolment, now=now
            )
        else:
            one = enrol_person(edition=edition, person=person_named("an"), now=now).enrolment
        if not number:
            cancel_enrolment(enrolment=one, by=None, now=now + HOUR / 2)
    assert stamps_of(one.addressee) == [
        (0, NOW),
        (0, NOW + HOUR / 2),
        (1, NOW + HOUR),
    ]
    moved(edition, HOUR, now=NOW + 2 * HOUR)
    assert stamps_of(one.addressee)[-1] == (2, NOW + 2 * HOUR)


@pytest.mark.parametrize("frequency", ["daily", "weekly", "never"])
def test_whatever_somebody_chose_they_are_told_that_it_moved(rotterdam, frequency):
    edition = edition_of(rotterdam)
    one = enrolled(edition, "an")
    for kind in ("", "training.session"):
        chose_mails(one.addressee, kind, frequency)
    moved(edition, HOUR)
    assert subjects_of(one.addressee)[-1] == "Gewijzigd (tijd)"


@pytest.mark.parametrize("is_guest", [True, False])
def test_of_many_sessions_one_mail_has_all_and_every_change_is_told(rotterdam, is_guest):
    edition = edition_of(rotterdam, days=25)
    if is_guest:
        asked = enrol_guest(edition=edition, guest=guest(), now=NOW).enrolment
        one = confirm_enrolment(enrolment=asked, now=NOW)
    else:
        one = enrolled(edition, "an")
    first = Mail.objects.get(kind="training.news", addressee=one.addressee)
    told = appointments_in(first)
    assert {method for method, _ in told} == {"REQUEST"}
    assert len({str(event["uid"]) for _, event in told}) == 25
    moved(edition, HOUR)
    assert subjects_of(one.addressee) == ["U bent ingeschreven"] + ["Gewijzigd (tijd)"] * 25


def test_a_session_that_was_added_is_new_and_not_moved(rotterdam):
    edition = edition_of(rotterdam)
    one = enrolled(edition, "an")
    drafts = [*drafts_of(edition), SessionDraft(STARTS_AT + 24 * HOUR, STARTS_AT + 25 * HOUR)]
    change_sessions(edition=edition, sessions=drafts, seen_version=edition.version, by=None, now=NOW)
    assert subjects_of(one.addressee) == ["U bent ingeschreven", "Voor uw agenda"]


def test_who_cancels_a_course_has_one_mail_that_strikes_all_of_it(rotterdam):
    one = enrolled(edition_of(rotterdam, days=8), "an")
    cancel_enrolment(enrolment=one, by=None, now=NOW + HOUR)
    mails = list(Mail.objects.filter(kind__in=KINDS, addressee=one.addressee).order_by("pk"))
    assert len(mails) == 2
    struck = appointments_in(mails[-1])
    assert [method for method, _ in struck] == ["CANCEL"] * 8
    assert {str(event["status"]) for _, event in struck} == {"CANCELLED"}


def test_a_mail_that_comes_late_says_nothing_of_a_session_that_was_struck_meanwhile(rotterdam):
    edition = edition_of(rotterdam, days=2)
    one = enrolled(edition, "an")
    kept = drafts_of(edition)[:1]
    change_sessions(edition=edition, sessions=kept, seen_version=edition.version, by=None, now=NOW + HOUR)
    [first, second] = Mail.objects.filter(kind__in=KINDS, addressee=one.addressee).order_by("pk")
    assert [method for method, _ in appointments_in(first)] == ["REQUEST"]
    assert [method for method, _ in appointments_in(second)] == ["CANCEL"]
