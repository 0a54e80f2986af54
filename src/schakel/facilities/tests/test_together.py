"""What was sent in one basket stands together, and takes a step together: all of it, or nothing."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from schakel.facilities.actions import Said, move_booking, move_bookings
from schakel.facilities.models import Booking
from schakel.facilities.rules import Step
from schakel.journal.public import history_of
from schakel.kernel.refusal import Refusal
from tests.clock import NOW
from tests.facilities import DAY, HOUR, MAY, TERMS, at, booked, facility_of, operator_in, resource_of, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(heat_pumps):
    return resource_of(facility_of(heat_pumps))


@pytest.fixture
def street(hall):
    return resource_of(hall.facility, "De straat", terms=replace(TERMS, asks_approval=True))


def states():
    return [one.state for one in Booking.objects.order_by("pk")]


def test_all_of_it_is_cancelled_at_once_each_with_its_row(anna, rotterdam, hall):
    weeks = [(hall, at(MAY + 7 * DAY * number, 9, 12)) for number in range(3)]
    done = sent(anna, rotterdam, *weeks).bookings
    move_bookings(
        bookings=done, step=Step.CANCEL, by=anna, now=NOW + HOUR, said=Said("Het plan is van de baan.")
    )
    assert states() == ["cancelled"] * 3
    for one in done:
        assert history_of(one.reference)[0].details["reason"] == "Het plan is van de baan."


def test_what_is_not_possible_for_one_happens_to_none(anna, rotterdam, street, heat_pumps, bas):
    first, other = sent(anna, rotterdam, (street, at(MAY, 9, 12)), (street, at(MAY + DAY, 9, 12))).bookings
    in_its_place = booked(bas, heat_pumps, street, at(MAY + DAY, 10, 11))
    move_booking(booking=in_its_place, step=Step.CONFIRM, by=None, now=NOW + HOUR)
    with pytest.raises(Refusal) as refusal:
        move_bookings(bookings=[first, other], step=Step.CONFIRM, by=None, now=NOW + HOUR)
    assert refusal.value.code == "booking-not-free"
    assert states() == ["requested", "requested", "confirmed"]
    seen = {one.pk: one.sequence + 1 for one in (first, other)}
    for said in (seen, {first.pk: first.sequence}):
        with pytest.raises(Refusal) as refusal:
            move_bookings(
                bookings=[first, other], step=Step.DECLINE, by=None, now=NOW, said=Said("Vol."), seen=said
            )
        assert refusal.value.code == "changed-meanwhile"
    with pytest.raises(Refusal):
        move_bookings(bookings=[first, other], step=Step.PROPOSE, by=None, now=NOW)


def test_control_without_its_transaction_a_part_would_be_left(anna, rotterdam, street, heat_pumps, bas):
    """The first is confirmed before the second turns out to be taken."""
    first, other = sent(anna, rotterdam, (street, at(MAY, 9, 12)), (street, at(MAY + DAY, 9, 12))).bookings
    in_its_place = booked(bas, heat_pumps, street, at(MAY + DAY, 10, 11))
    move_booking(booking=in_its_place, step=Step.CONFIRM, by=None, now=NOW + HOUR)
    with pytest.raises(Refusal):
        move_bookings.__wrapped__(bookings=[first, other], step=Step.CONFIRM, by=None, now=NOW + HOUR)
    assert states() == ["confirmed", "requested", "confirmed"]


def test_both_sides_see_what_belongs_together_and_act_on_all_of_it(
    signed_in, anna, bas, rotterdam, hall, street, heat_pumps
):
    """In one flow over HTTP, as on the days of their use: pages look at the clock."""
    olga = operator_in(heat_pumps)
    day = timezone.localdate() + timedelta(days=21)
    first, second, _other = sent(
        anna, rotterdam, (street, at(day, 9, 12)), (street, at(day + DAY, 9, 12)), (hall, at(day, 9, 12))
    ).bookings[:3]
    elsewhere = booked(bas, heat_pumps, hall, at(day + 3 * DAY, 9, 12))
    page = signed_in(olga).get(first.get_absolute_url(), headers={"accept-language": "en"}).text
    assert "Sent together with this one" in page
    assert second.get_absolute_url() in page
    assert elsewhere.get_absolute_url() not in page
    desk = signed_in(olga).get(
        reverse("facility_desk", args=[hall.facility.item.slug]), headers={"accept-language": "en"}
    )
    assert desk.text.count("one of 3 that were sent together") == 3
    together = reverse("booking_together", args=[first.code])
    asked = signed_in(olga).post(together, {"step": "confirm"}, headers={"accept-language": "en"}).text
    assert "Confirm all 2" in asked
    seen = re.search(r'name="seen" value="([^"]*)"', asked)[1]
    assert Booking.objects.filter(state="requested").count() == 2
    answer = signed_in(olga).post(together, {"step": "confirm", "sent": "yes", "seen": seen})
    assert answer.status_code == 302
    assert Booking.objects.filter(state="confirmed").count() == 4
    assert signed_in(olga).post(together, {"step": "cancel"}).status_code == 302, "who runs it cannot cancel"
    mine = signed_in(anna).post(together, {"step": "cancel"}, headers={"accept-language": "en"}).text
    assert "Cancel all 3" in mine
    assert "Cancelling is free until" in mine
    stale = {"step": "cancel", "sent": "yes", "seen": seen}
    assert signed_in(anna).post(together, stale).status_code == 409
    assert signed_in(anna).post(together, {"step": "propose"}).status_code == 404
