"""Two people click at once: each in a thread with a connection of its own, many times."""

from datetime import timedelta
from importlib import import_module
from threading import Barrier, Thread

import pytest
from django.db import connection

from schakel.facilities import actions, ordering
from schakel.facilities.actions import fill_basket, move_booking, send_basket
from schakel.facilities.invariants import INVARIANTS, booked_twice
from schakel.facilities.models import BasketLine, Booking, Resource
from schakel.facilities.rules import Step
from schakel.kernel.refusal import Refusal
from tests.clock import NOW
from tests.facilities import MAY, at, booked, facility_of, order, resource_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
TIMES = 4


def at_once(*acts):
    """What each act came to, all begun at the same moment: its value or the code of its refusal."""
    barrier, outcomes = Barrier(len(acts)), [None] * len(acts)

    def one(number, act):
        barrier.wait()
        try:
            outcomes[number] = act()
        except Refusal as refusal:
            outcomes[number] = refusal.code
        finally:
            connection.close()

    threads = [Thread(target=one, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes


@pytest.fixture
def halls(heat_pumps):
    facility = facility_of(heat_pumps)
    return [resource_of(facility), resource_of(facility, "De straat")]


def filled(person, resources, period):
    for resource in resources:
        fill_basket(person=person, resource=resource, periods=[period])


def test_many_baskets_at_once_and_the_hall_is_given_once(anna, rotterdam, bas, heat_pumps, halls):
    for number in range(TIMES):
        day = MAY + timedelta(days=number)
        filled(anna, halls, at(day, 9, 12))
        filled(bas, halls[::-1], at(day, 11, 13))

        def send(person, body):
            return len(send_basket(person=person, order=order(body, person), now=NOW).bookings)

        came_of_it = at_once(lambda: send(anna, rotterdam), lambda: send(bas, heat_pumps))
        assert sorted(map(str, came_of_it)) == ["2", "basket-not-free"]
        for person in (anna, bas):
            actions.empty_basket(person=person, lines=[one.pk for one in BasketLine.objects.all()])
    assert [sentence for one in INVARIANTS for sentence in one.violations()] == []


def test_control_without_the_lock_and_the_constraint_both_have_it(
    anna, rotterdam, bas, heat_pumps, halls, monkeypatch
):
    def unlocked(keys, **_):
        rows = Resource.objects.select_related("facility__item__owner", "facility__item__place")
        return {one.pk: one for one in rows.filter(pk__in=set(keys))}

    drop, guard = _guard()
    monkeypatch.setattr(ordering, "locked_resources", unlocked)
    monkeypatch.setattr(ordering, "why_not", lambda *_, **__: None)
    monkeypatch.setattr(ordering, "free_unit", lambda *_: 1)
    with connection.cursor() as cursor:
        cursor.execute(drop)
    try:
        for person, body in ((anna, rotterdam), (bas, heat_pumps)):
            filled(person, halls[:1], at(MAY, 9, 12))
            send_basket(person=person, order=order(body, person), now=NOW)
        assert list(booked_twice())
    finally:
        Booking.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(guard)


def _guard():
    """What takes the guard away, and what makes it anew: other tests on this database need it."""
    migration = import_module("schakel.facilities.migrations.0002_no_double_booking")
    if connection.vendor == "postgresql":
        drop = "ALTER TABLE facilities_booking DROP CONSTRAINT bookings_do_not_overlap"
        return drop, migration.POSTGRESQL[0]
    return "DROP TRIGGER bookings_do_not_overlap_insert", migration.SQLITE[0]


def test_a_yes_and_taking_it_back_at_once_end_in_one_of_both(anna, rotterdam, halls):
    Resource.objects.update(asks_approval=True)
    for number in range(TIMES):
        booking = booked(anna, rotterdam, halls[0], at(MAY + timedelta(days=number), 9, 10))

        def step(step, booking=booking):
            return move_booking(
                booking=booking, step=step, by=None, now=NOW, seen_sequence=booking.sequence
            ).state

        came_of_it = at_once(lambda: step(Step.CONFIRM), lambda: step(Step.CANCEL))
        assert sorted(came_of_it) in (["cancelled", "changed-meanwhile"], ["changed-meanwhile", "confirmed"])
    assert [sentence for one in INVARIANTS for sentence in one.violations()] == []
