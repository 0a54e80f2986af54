"""Reminding who booked: once for each time that a booking has, and never of what does not take place."""

from datetime import timedelta

import pytest

from schakel.facilities import queries
from schakel.facilities.actions import OtherTime, move_booking, remind_booking, reschedule_booking
from schakel.facilities.models import Booking, Facility
from schakel.facilities.rules import Step, is_to_be_reminded
from schakel.journal.public import history_of
from tests.clock import NOW
from tests.facilities import DAY, HOUR, MAY, at, booked, facility_of, resource_of
from tests.mails import letter_of, mails_of, told

BEGINS = at(MAY, 9, 12).starts_at
FINE = {
    "starts_at": BEGINS,
    "remind_days": 2,
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


@pytest.fixture
def booking(heat_pumps, anna, rotterdam, db):
    return booked(anna, rotterdam, resource_of(facility_of(heat_pumps)), at(MAY, 9, 12))


def remind_all(now):
    for one in queries.bookings_due(now=now):
        remind_booking(booking=one, now=now)


def test_who_booked_is_reminded_once(booking, anna):
    remind_all(BEGINS - 3 * DAY)
    assert told("booking.reminder") == []
    for now in (BEGINS - 2 * DAY, BEGINS - DAY):
        remind_all(now)
    assert told("booking.reminder") == [anna.reference]
    assert "3 mei 2027" in letter_of(mails_of("booking.reminder")[0])
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
    remind_all(BEGINS - 2 * DAY)
    later = at(MAY + 14 * DAY, 9, 12)
    reschedule_booking(booking=booking, other=OtherTime(later), by=anna, now=BEGINS - 2 * DAY)
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
