"""The database is the last to say no, also to whoever comes past the hub; on either database."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from schakel.facilities.invariants import INVARIANTS
from schakel.facilities.models import Booking, Resource
from schakel.facilities.rules import State
from tests.clock import NOW
from tests.facilities import MAY, TERMS, at, booked, facility_of, resource_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def booking(anna, rotterdam, heat_pumps):
    """The hall, on Monday from 9 to 10; with a quarter of an hour before and after."""
    hall = resource_of(facility_of(heat_pumps), terms=replace(TERMS, minutes_before=15, minutes_after=15))
    return booked(anna, rotterdam, hall, at(MAY, 9, 10))


def written(moment):
    """As this database stores a moment."""
    if connection.vendor == "postgresql":
        return moment.isoformat()
    return timezone.localtime(moment, timezone.get_fixed_timezone(0)).strftime("%Y-%m-%d %H:%M:%S")


def insert(booking, begin, end, *, state="confirmed", unit=1, blocks=True, resource=None):
    """Past the hub: one row in SQL, with nothing before or after it."""
    values = {
        "code": f"raw{Booking.objects.count()}",
        "together": "raw",
        "resource_id": resource or booking.resource_id,
        "organisation_id": booking.organisation_id,
        "booked_by_id": None,
        "state": state,
        "since": written(NOW),
        "starts_at": written(begin),
        "ends_at": written(end),
        "held_from": written(begin),
        "held_until": written(end),
        "blocks": blocks,
        "unit": unit,
        "goal": "",
        "answers": "[]",
        "category": "",
        "price_lines": "[]",
        "wished_terms": "{}",
        "price_cents": 1,
        "vat_points": 0,
        "cancel_hours": 48,
        "agreed_at": written(NOW),
        "reason": "",
        "cancelled_late": False,
        "result": "",
        "sequence": 0,
        "sent_key": "",
        "created_at": written(NOW),
    }
    marks = ", ".join(["%s"] * len(values))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO facilities_booking ({', '.join(values)}) VALUES ({marks})",  # noqa: S608 - our own names
            list(values.values()),
        )


SECOND = timedelta(seconds=1)


def test_the_same_time_a_second_of_it_and_all_around_it_are_refused(booking):
    held = booking.held
    for begin, end in (
        (held.starts_at, held.ends_at),
        (held.ends_at - SECOND, held.ends_at + SECOND * 60),
        (held.starts_at - SECOND * 60, held.starts_at + SECOND),
        (held.starts_at - SECOND, held.ends_at + SECOND),
        (held.starts_at + SECOND, held.ends_at - SECOND),
    ):
        with pytest.raises(IntegrityError, match="overlap"):
            insert(booking, begin, end)


def test_what_touches_it_another_resource_and_a_request_are_not(booking):
    insert(booking, booking.held.ends_at, booking.held.ends_at + SECOND)
    insert(booking, booking.held.starts_at - SECOND, booking.held.starts_at)
    other = resource_of(booking.resource.facility, "De straat")
    insert(booking, booking.starts_at, booking.ends_at, resource=other.pk)
    insert(booking, booking.starts_at, booking.ends_at, state="requested", unit=None, blocks=False)
    assert Booking.objects.count() == 5


def test_changing_a_row_is_looked_at_too(booking):
    later = booking.held.ends_at + timedelta(hours=1)
    insert(booking, later, later + timedelta(hours=1))
    raw = Booking.objects.get(together="raw")
    for change in (
        {"held_from": booking.held_from, "starts_at": booking.starts_at, "sequence": 1},
        {"held_from": booking.held.ends_at - SECOND},
    ):
        with pytest.raises(IntegrityError, match="overlap"), transaction.atomic():
            Booking.objects.filter(pk=raw.pk).update(**change)
    Booking.objects.filter(pk=raw.pk).update(held_from=booking.held_until)


def test_a_unit_that_there_is_not_is_refused(booking):
    with pytest.raises(IntegrityError, match="unit that there is"):
        insert(booking, booking.starts_at, booking.ends_at, unit=2)
    Resource.objects.filter(pk=booking.resource_id).update(capacity=2)
    insert(booking, booking.starts_at, booking.ends_at, unit=2)
    with pytest.raises(IntegrityError, match="overlap"):
        insert(booking, booking.starts_at, booking.ends_at, unit=2)


@pytest.mark.parametrize(
    ("state", "unit", "blocks"),
    [
        ("confirmed", 1, False),
        ("confirmed", None, True),
        ("confirmed", 0, True),
        ("requested", 1, True),
        ("cancelled", 1, False),
        ("sold", None, False),
    ],
)
def test_a_state_and_what_it_takes_belong_together(booking, state, unit, blocks):
    later = booking.held.ends_at + timedelta(hours=5)
    with pytest.raises(IntegrityError):
        insert(booking, later, later + timedelta(hours=1), state=state, unit=unit, blocks=blocks)


def test_a_time_without_length_or_backwards_is_refused(booking):
    later = booking.held.ends_at + timedelta(hours=5)
    for end in (later, later - timedelta(hours=1)):
        with pytest.raises(DatabaseError):
            insert(booking, later, end)


def test_a_time_written_otherwise_cannot_slip_past(booking):
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL stores moments, and no texts")
    with (
        pytest.raises(IntegrityError, match="whole seconds"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE facilities_booking SET held_until = '2027-05-03T09:00:00+02:00'")


def test_what_was_agreed_keeps_its_price_and_its_rules(booking):
    for change in ({"price_cents": 1}, {"vat_points": 900}):
        with pytest.raises(IntegrityError, match="keeps its price"), transaction.atomic():
            Booking.objects.filter(pk=booking.pk).update(**change)
    Booking.objects.filter(pk=booking.pk).update(state=State.DONE.value)  # going on is no other price


def test_what_was_agreed_keeps_until_when_cancelling_is_free(booking):
    with pytest.raises(IntegrityError, match="keeps its price"), transaction.atomic():
        Booking.objects.filter(pk=booking.pk).update(cancel_hours=1)


def test_fewer_units_do_not_stand_in_the_way_of_what_is_over(booking, monkeypatch):
    """What is over keeps the unit that it had; what comes still has one that there is."""
    Resource.objects.filter(pk=booking.resource_id).update(capacity=2)
    insert(booking, booking.starts_at, booking.ends_at, unit=2)
    over = Booking.objects.get(together="raw")
    Resource.objects.filter(pk=booking.resource_id).update(capacity=1)
    Booking.objects.filter(pk=over.pk).update(state=State.DONE.value, result="Het paste.")
    for change in ({"unit": 3}, {"held_until": over.held_until + timedelta(hours=5)}):
        with pytest.raises(IntegrityError, match="unit that there is"), transaction.atomic():
            Booking.objects.filter(pk=over.pk).update(**change)
    (units,) = [one for one in INVARIANTS if one.name == "every booking takes a unit that there is"]
    monkeypatch.setattr("django.utils.timezone.now", lambda: over.starts_at)
    assert list(units.violations())
    monkeypatch.setattr("django.utils.timezone.now", lambda: over.held_until)
    assert not list(units.violations())


def test_control_without_its_guard_two_have_the_same_hall(booking):
    """What the tests above see is the guard, and `verify` sees both that it is gone and what came of it."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE facilities_booking DROP CONSTRAINT bookings_do_not_overlap")
        else:
            cursor.execute("DROP TRIGGER bookings_do_not_overlap_insert")
    insert(booking, booking.starts_at, booking.ends_at)
    violations = {one.name: list(one.violations()) for one in INVARIANTS}
    assert violations["no unit of a resource is booked twice at the same time"]
    assert violations["the database refuses to book twice"]


def test_control_without_its_guard_what_was_agreed_becomes_otherwise(booking):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP TRIGGER bookings_hold ON facilities_booking")
        else:
            cursor.execute("DROP TRIGGER bookings_keep_their_price")
            cursor.execute("DROP TRIGGER bookings_have_units_update")
    Booking.objects.filter(pk=booking.pk).update(cancel_hours=1, price_cents=1, unit=9)
    assert Booking.objects.get(pk=booking.pk).cancel_hours == 1
    violations = {one.name: list(one.violations()) for one in INVARIANTS}
    assert violations["the database refuses to book twice"]


def test_all_is_well_where_nobody_did_anything(booking):
    assert [sentence for one in INVARIANTS for sentence in one.violations()] == []
