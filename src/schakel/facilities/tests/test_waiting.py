"""What of bookings waits for somebody on their start page."""

from dataclasses import replace

import pytest
from django.utils import timezone

from schakel.accounts.public import waiting_for
from schakel.facilities.actions import Said, fill_basket, move_booking
from schakel.facilities.rules import Step
from tests.clock import NOW
from tests.facilities import DAY, TERMS, at, booked, facility_of, operator_in, resource_of

pytestmark = pytest.mark.django_db


def labels(person):
    return {one.url: one.count for one in waiting_for(person, now=timezone.now())}


def test_what_is_asked_waits_for_the_operator_and_an_answer_for_who_asked(
    anna, rotterdam, bas, heat_pumps, signed_in
):
    olga = operator_in(heat_pumps)
    street = resource_of(facility_of(heat_pumps), terms=replace(TERMS, asks_approval=True))
    day = timezone.localdate() + 30 * DAY
    booking = booked(anna, rotterdam, street, at(day, 9, 10))
    desk = f"/facilities/{street.facility.item.slug}/desk/"
    assert labels(olga)[desk] == 1
    assert desk not in labels(bas)
    assert "/me/bookings/" not in labels(anna)
    said = Said(period=at(day, 11, 12))
    move_booking(booking=booking, step=Step.PROPOSE, by=olga, now=NOW, said=said)
    assert labels(anna)["/me/bookings/"] == 1
    fill_basket(person=anna, resource=street, periods=[at(day, 14, 15)])
    assert labels(anna)["/basket/"] == 1
    for person in (anna, olga):
        page = signed_in(person).get("/me/", headers={"accept-language": "en"})
        assert page.status_code == 200
        assert "My bookings" in page.text
