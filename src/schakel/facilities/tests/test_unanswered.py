"""Requests: who runs it is reminded of them, they end when nobody answers, and a time that is lost is no dead end."""

from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import timezone

from schakel.facilities import queries
from schakel.facilities.actions import Said, add_booking_wait, move_booking, release_booking, remind_operator
from schakel.facilities.models import Booking, Facility, Wait
from schakel.facilities.rules import Step, is_operator_to_be_reminded, reminds_operator_at
from schakel.kernel.refusal import Refusal
from tests.clock import NOW
from tests.facilities import DAY, HOUR, MAY, TERMS, at, booked, facility_of, operator_in, resource_of
from tests.mails import letter_of, mails_of, told

pytestmark = pytest.mark.django_db


def letters(kind):
    """All that would be sent of a kind, as one text."""
    return " ".join(" ".join(letter_of(one) for one in mails_of(kind)).split())


BEGINS = at(MAY, 9, 12).starts_at


def test_who_runs_it_is_reminded_after_two_working_days_and_the_day_before():
    friday = NOW + 4 * DAY
    assert reminds_operator_at(since=NOW, starts_at=BEGINS) == [NOW + 2 * DAY, BEGINS - DAY]
    assert reminds_operator_at(since=friday, starts_at=BEGINS)[0] == friday + 4 * DAY
    assert reminds_operator_at(since=NOW, starts_at=NOW + 3 * DAY + HOUR) == [NOW + 2 * DAY]
    assert reminds_operator_at(since=NOW, starts_at=NOW + HOUR) == []
    fine = {"since": NOW, "starts_at": BEGINS, "reminded_at": None, "now": NOW + 2 * DAY}
    assert is_operator_to_be_reminded(**fine)
    for change in ({"now": NOW + 2 * DAY - HOUR}, {"now": BEGINS}, {"reminded_at": NOW + 2 * DAY}):
        assert not is_operator_to_be_reminded(**fine | change), change
    assert is_operator_to_be_reminded(**fine | {"reminded_at": NOW + 2 * DAY, "now": BEGINS - DAY})


@pytest.fixture
def street(heat_pumps):
    return resource_of(facility_of(heat_pumps), "De straat", terms=replace(TERMS, asks_approval=True))


def test_a_request_is_said_again_and_ends_when_it_would_begin(street, anna, rotterdam, heat_pumps):
    olga = operator_in(heat_pumps)
    one = booked(anna, rotterdam, street, at(MAY, 9, 12))
    assert queries.bookings_due(now=NOW + DAY) == []
    for now in (NOW + 2 * DAY, NOW + 2 * DAY + HOUR):
        for due in queries.bookings_due(now=now):
            remind_operator(booking=due, now=now)
            release_booking(booking=due, now=now)
    assert told("booking.asked") == [olga.reference] * 2
    assert "nog niets gehoord" in letters("booking.asked")
    assert queries.bookings_due(now=BEGINS) == [one]
    release_booking(booking=one, now=BEGINS)
    release_booking(booking=one, now=BEGINS + HOUR)
    stored = Booking.objects.get()
    assert (stored.state, stored.was_never_answered) == ("released", True)
    assert told("booking.news") == sorted([anna.reference, olga.reference])
    assert "antwoordde niet" in letters("booking.news")


def test_what_was_proposed_and_not_answered_ends_too(street, anna, rotterdam):
    one = booked(anna, rotterdam, street, at(MAY, 9, 12))
    later = Said(period=at(MAY + DAY, 9, 12))
    move_booking(booking=one, step=Step.PROPOSE, by=None, now=NOW, said=later)
    assert queries.bookings_due(now=BEGINS) == []
    assert queries.bookings_due(now=BEGINS + DAY) == [one]
    release_booking(booking=one, now=BEGINS + DAY)
    assert "ja tegen wat" in letters("booking.news")


@pytest.fixture
def lost(street, anna, rotterdam, bas, heat_pumps):
    """Anna's request for a time that somebody else got; pages look at the clock."""
    period = at(timezone.localdate() + 21 * DAY, 9, 12)
    one = booked(anna, rotterdam, street, period)
    move_booking(booking=booked(bas, heat_pumps, street, period), step=Step.CONFIRM, by=None, now=NOW + HOUR)
    return one


def test_who_lost_a_time_chooses_another_or_waits_for_it(signed_in, lost, anna, heat_pumps):
    page = signed_in(anna).get(lost.get_absolute_url()).text
    assert "Kies een andere tijd" in page
    assert "Trek de aanvraag in" in page
    theirs = signed_in(operator_in(heat_pumps)).get(lost.get_absolute_url()).text
    assert "Wacht op deze tijd" not in theirs
    assert "Stel een andere tijd voor, of wijs af." in theirs
    for _ in range(2):
        answer = signed_in(anna).post(reverse("wait_instead", args=[lost.code]))
        assert answer.headers["location"] == reverse("my_bookings")
    assert Wait.objects.get().period == lost.period
    assert Booking.objects.get(pk=lost.pk).state == "cancelled"


def test_only_a_request_is_changed_for_waiting(lost, street, anna):
    mine = Booking.objects.exclude(pk=lost.pk).get()
    with pytest.raises(Refusal) as refusal:
        add_booking_wait(booking=mine, by=anna, now=NOW)
    assert refusal.value.code == "booking-step-not-possible"
    assert not Wait.objects.exists()


def test_what_was_cancelled_too_late_can_be_found_to_charge(signed_in, heat_pumps, anna, rotterdam):
    hall = resource_of(facility_of(heat_pumps))
    olga = operator_in(heat_pumps)
    for hour, before in ((9, HOUR), (13, 60 * HOUR)):
        one = booked(anna, rotterdam, hall, at(MAY, hour, hour + 1))
        move_booking(booking=one, step=Step.CANCEL, by=anna, now=one.starts_at - before)
    told_both = [one for one in mails_of("booking.struck") if "rekening worden gebracht" in letter_of(one)]
    assert len(told_both) == 2, "to both sides, of one of the two"
    (use,) = queries.use_of(hall.facility, now=BEGINS + DAY)
    assert (use.bookings, use.minutes, use.cancelled_late, use.cents) == (0, 0, 1, 5_000)
    file = (
        signed_in(olga)
        .get(reverse("facility_desk_file", args=[hall.facility.item.slug]))
        .content.decode("utf-8-sig")
    )
    assert file.count(',Ja,"50,00",http') == 1
    assert "Te laat om gratis te annuleren" in file


def test_nobody_came_is_no_question_what_came_of_it(heat_pumps, anna, rotterdam):
    one = booked(anna, rotterdam, resource_of(facility_of(heat_pumps)), at(MAY, 9, 12))
    move_booking(booking=one, step=Step.MISS, by=None, now=one.ends_at)
    letter = letters("booking.news")
    assert "schreef dat niemand kwam" in letter
    assert "€ 150" in letter
    assert "Wat kwam ervan" not in letter


def test_a_place_that_is_paused_is_no_dead_end_for_who_booked(signed_in, lost, anna):
    Facility.objects.update(is_open=False)
    page = signed_in(anna).get(lost.get_absolute_url())
    assert "Hier kan men nu niet reserveren" in page.text
    assert lost.resource.facility.get_absolute_url() not in page.text
