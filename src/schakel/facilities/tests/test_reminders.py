"""Reminding who booked: once for each time that a booking has, and never of what does not take place."""

from dataclasses import replace
from datetime import timedelta

import pytest

from schakel.facilities import queries
from schakel.facilities.actions import (
    OtherTime,
    answer_booking_again,
    ask_booking_again,
    move_booking,
    release_booking,
    remind_booking,
    reschedule_booking,
)
from schakel.facilities.models import Booking, Facility
from schakel.facilities.rules import Step, is_to_be_reminded
from schakel.journal.public import history_of
from tests.clock import NOW
from tests.facilities import DAY, HOUR, MAY, TERMS, at, booked, facility_of, resource_of
from tests.mails import letter_of, mails_of, told

BEGINS = at(MAY, 9, 12).starts_at
FINE = {
    "starts_at": BEGINS,
    "remind_days": 2,
    "cancel_hours": 24,
    "agreed_at": NOW,
    "reminded_at": None,
    "is_asked": False,
    "now": BEGINS - 2 * DAY,
}


def test_it_is_time_from_so_many_days_before_until_it_begins():
    assert is_to_be_reminded(**FINE)
    for change in (
        {"now": FINE["now"] - timedelta(seconds=1)},
        {"now": BEGINS},
        {"remind_days": 0},
        {"reminded_at": NOW},
        {"is_asked": True},
        {"agreed_at": FINE["now"]},
    ):
        assert not is_to_be_reminded(**FINE | change), change


def test_it_is_time_while_cancelling_is_still_free_for_a_day():
    early = BEGINS - 4 * DAY
    assert is_to_be_reminded(**FINE | {"cancel_hours": 72, "now": early})
    assert not is_to_be_reminded(**FINE | {"cancel_hours": 72, "now": early - timedelta(seconds=1)})
    late = FINE | {"cancel_hours": 72, "agreed_at": early}
    assert not is_to_be_reminded(**late | {"now": BEGINS - 3 * DAY})
    assert is_to_be_reminded(**late), "who booked too late for that is reminded when the operator chose"


@pytest.fixture
def booking(heat_pumps, anna, rotterdam, db):
    return booked(anna, rotterdam, resource_of(facility_of(heat_pumps)), at(MAY, 9, 12))


def remind_all(now):
    for one in queries.bookings_due(now=now):
        remind_booking(booking=one, now=now)


def test_who_booked_is_reminded_once(booking, anna):
    remind_all(BEGINS - 3 * DAY - HOUR)
    assert told("booking.reminder") == []
    for now in (BEGINS - 3 * DAY, BEGINS - DAY):
        remind_all(now)
    assert told("booking.reminder") == [anna.reference]
    letter = letter_of(mails_of("booking.reminder")[0])
    assert "3 mei 2027" in letter
    assert "Annuleren is gratis tot 1 mei 2027, 9:00. Daarna kost het € 150" in " ".join(letter.split())
    assert history_of(booking.reference)[0].name == "booking.reminded"


def test_after_cancelling_nobody_is_reminded_and_a_mail_under_way_is_dropped(booking, anna):
    remind_all(BEGINS - 2 * DAY)
    mail = mails_of("booking.reminder")[0]
    move_booking(booking=booking, step=Step.CANCEL, by=anna, now=BEGINS - DAY)
    assert letter_of(mail) == ""
    Booking.objects.update(reminded_at=None)
    remind_all(BEGINS - DAY + HOUR)
    assert len(mails_of("booking.reminder")) == 1


def test_after_moving_it_is_reminded_of_its_new_day(booking, anna):
    remind_all(BEGINS - 3 * DAY)
    later = at(MAY + 14 * DAY, 9, 12)
    reschedule_booking(booking=booking, other=OtherTime(later), by=anna, now=BEGINS - 3 * DAY)
    remind_all(BEGINS - DAY)
    assert len(told("booking.reminder")) == 1
    assert letter_of(mails_of("booking.reminder")[0]) == "", "a mail under way is about the old day"
    remind_all(later.starts_at - 2 * DAY)
    assert len(told("booking.reminder")) == 2


def test_the_operator_chooses_how_many_days_and_whether(booking):
    Facility.objects.update(remind_days=0)
    assert queries.bookings_due(now=BEGINS - DAY) == []
    Facility.objects.update(remind_days=7)
    assert queries.bookings_due(now=BEGINS - 7 * DAY) == [booking]


def test_who_says_no_to_our_question_pays_no_more_than_who_keeps_silent(heat_pumps, anna, rotterdam, db):
    asks = replace(TERMS, ask_again_days=2, release_days=1)
    hall = resource_of(facility_of(heat_pumps), terms=asks)
    silent, answered = (
        booked(anna, rotterdam, hall, at(MAY, 9, 12)),
        booked(anna, rotterdam, hall, at(MAY, 13, 14)),
    )
    late = BEGINS - 36 * HOUR  # cancelling was free until 48 hours before
    for one in (silent, answered):
        ask_booking_again(booking=one, now=late)
    letter = " ".join(letter_of(mails_of("booking.asked-again")[0]).split())
    assert "Annuleren kost nu niets" in letter
    answer_booking_again(booking=answered, by=anna, now=late)
    for one in (silent, answered):
        move_booking(booking=one, step=Step.CANCEL, by=anna, now=late + HOUR)
    assert [one.cancelled_late for one in Booking.objects.order_by("pk")] == [False, True]


def test_where_nothing_is_given_to_others_nobody_says_that_it_is(heat_pumps, anna, rotterdam, db):
    hall = resource_of(facility_of(heat_pumps), terms=replace(TERMS, ask_again_days=1, release_days=0))
    one = booked(anna, rotterdam, hall, at(MAY, 9, 12))
    ask_booking_again(booking=one, now=BEGINS - DAY)
    letter = " ".join(letter_of(mails_of("booking.asked-again")[0]).split())
    assert "anderen" not in letter
    assert "Annuleren kost nu € 150" in letter
    release_booking(booking=one, now=BEGINS - HOUR)
    assert Booking.objects.get().state == "confirmed"
    move_booking(booking=one, step=Step.CANCEL, by=anna, now=BEGINS - HOUR)
    assert Booking.objects.get().cancelled_late, "keeping silent is not free here, and no is neither"
