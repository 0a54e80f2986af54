"""What can be booked in the demonstration."""

import pytest

from schakel.accounts.public import Person
from schakel.facilities.demonstration import load_demo_bookings
from schakel.facilities.invariants import INVARIANTS
from schakel.facilities.models import Booking, Facility
from schakel.library.public import Item, Kind, read_demo
from schakel.organisations.public import Membership, Organisation
from tests.clock import NOW
from tests.items import item_of

pytestmark = pytest.mark.django_db
PEOPLE = {"gmx001": "anna.verbeek", "gmx003": "esther.palm", "gmx005": "farid.rahimi"}


def test_everything_of_the_data_file_is_there_once():
    owner = Organisation.objects.create(slug="gmx002", name="Hoogerlo", type="municipality")
    for slug, name in PEOPLE.items():
        body = Organisation.objects.create(slug=slug, name=slug, type="municipality")
        Membership.objects.create(
            person=Person.objects.create_user(f"{name}@example.org", name=name), organisation=body
        )
    facilities = read_demo("bookings.yaml")
    for written in facilities:
        item = item_of(owner, written["facility"], kind=Kind.FACILITY)
        Item.objects.filter(pk=item.pk).update(slug=written["facility"])
    assert load_demo_bookings(now=NOW) == len(facilities) > 1
    assert load_demo_bookings(now=NOW) == 0
    assert all(one.is_open for one in Facility.objects.all())
    states = sorted(Booking.objects.values_list("state", flat=True))
    assert states == ["confirmed", "confirmed", "confirmed", "requested", "requested"]
    assert [sentence for one in INVARIANTS for sentence in one.violations()] == []


def test_without_its_items_nothing_is_made_up():
    assert load_demo_bookings(now=NOW) == 0
    assert not Facility.objects.exists()
