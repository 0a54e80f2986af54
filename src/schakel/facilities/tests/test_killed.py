"""Killed in the middle of a basket: nothing of it is there, and the basket is as it was."""

import pytest

from schakel.facilities import queries
from schakel.facilities.actions import fill_basket
from schakel.facilities.invariants import INVARIANTS
from schakel.facilities.models import Booking
from tests.facilities import DAY, MAY, at, facility_of, order, resource_of
from tests.processes import finished

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
DIES_AT = """
import os, sys
import django
django.setup()
from schakel.accounts.public import Person
from schakel.facilities import actions, ordering
from schakel.organisations import public as organisations
from tests.clock import NOW
from tests.facilities import order
anna = Person.objects.get(email="anna@rotterdam.example")
body = organisations.member_organisations(anna)[0]
happened, rows = ordering.tell_happened, 0
def dies(booking, **said):
    global rows
    rows += 1
    if rows == int(sys.argv[1]):
        os._exit(9)
    happened(booking, **said)
ordering.tell_happened = dies
done = actions.send_basket(person=anna, order=order(body, anna), now=NOW)
print(len(done.bookings))
"""


@pytest.fixture
def basket(anna, rotterdam, heat_pumps):
    facility = facility_of(heat_pumps)
    hall, street = resource_of(facility), resource_of(facility, "De straat")
    for resource in (hall, street):
        periods = [at(MAY, 9, 12), at(MAY + DAY, 9, 12)]
        fill_basket(person=anna, resource=resource, periods=periods)
    return order(rotterdam, anna)


def test_nothing_of_a_basket_is_there_when_the_process_dies_half_way(basket, anna, signed_in):
    died = finished(["-c", DIES_AT, "3"], program=())
    assert died.returncode == 9, died.stderr
    assert Booking.objects.count() == 0
    assert len(queries.basket_of(anna)[1]) == 4
    page = signed_in(anna).get("/basket/", headers={"accept-language": "en"}).text
    assert page.count('name="line" value="') == 5  # each of the four, and all of it
    assert "You book all of it, or nothing." in page
    lived = finished(["-c", DIES_AT, "99"], program=())
    assert (lived.returncode, lived.stdout.strip()) == (0, "4"), lived.stderr
    assert Booking.objects.filter(state="confirmed").count() == 4
    assert queries.basket_of(anna)[1] == []
    assert [sentence for one in INVARIANTS for sentence in one.violations()] == []
