"""Anybody does anything in any order, on the real database: no unit is ever given twice, and nobody jumps the queue."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from schakel.accounts.public import Person
from schakel.facilities import actions, queries
from schakel.facilities.actions import Said, fill_basket, move_booking, send_basket
from schakel.facilities.invariants import booked_twice, otherwise_than_recorded, waits_that_were_forgotten
from schakel.facilities.models import Basket, Blocking, Booking, Wait
from schakel.facilities.operating import add_blocking, remove_blocking
from schakel.facilities.rules import BLOCKING, State, Step, WaitState
from schakel.kernel.refusal import Refusal
from schakel.organisations.public import Membership, Organisation
from tests.clock import NOW
from tests.facilities import DAY, MAY, TERMS, at, facility_of, order, resource_of

pytestmark = pytest.mark.django_db
AUTUMN = MAY.replace(month=10, day=31)
"""The day with 25 hours."""
hours = st.integers(8, 17)
lengths = st.integers(1, 4)
days = st.sampled_from([MAY, AUTUMN])
people = st.integers(0, 2)
places = st.integers(0, 1)


class Bookings(RuleBasedStateMachine):
    """Three bodies, a hall with buffers of which one has to be said yes to, and two sets that are booked at once."""

    @initialize()
    def begin(self):
        owner = Organisation.objects.create(slug="eigenaar", name="Eigenaar", type="company")
        facility = facility_of(owner)
        hall = replace(TERMS, asks_approval=True, minutes_before=30, minutes_after=30)
        self.resources = [
            resource_of(facility, "Hal", terms=hall),
            resource_of(facility, "Sets", terms=replace(TERMS, capacity=2)),
        ]
        self.bodies = []
        for number in range(3):
            body = Organisation.objects.create(slug=f"body-{number}", name=f"B{number}", type="municipality")
            person = Person.objects.create_user(f"p{number}@body.example", name=f"P{number}")
            Membership.objects.create(person=person, organisation=body)
            self.bodies.append((body, person))
        self.now = NOW

    def tried(self, act):
        """What comes of it; a refusal changes nothing."""
        before = list(Booking.objects.order_by("pk").values_list("pk", "state", "unit", "sequence"))
        try:
            act()
        except Refusal:
            after = list(Booking.objects.order_by("pk").values_list("pk", "state", "unit", "sequence"))
            assert before == after

    @rule(who=people, where=places, day=days, hour=hours, length=lengths, number=st.integers(1, 2))
    def put_in(self, who, where, day, hour, length, number):
        _, person = self.bodies[who]
        periods = [at(day, hour, min(hour + length, 18))]
        fill_basket(person=person, resource=self.resources[where], periods=periods, number=number)

    @rule(who=people)
    def send(self, who):
        body, person = self.bodies[who]
        lines = Basket.objects.filter(person=person).values_list("lines", flat=True).count()
        number = Booking.objects.count()
        try:
            done = send_basket(person=person, order=order(body, person), now=self.now)
        except Refusal as refusal:
            assert Booking.objects.count() == number
            assert Basket.objects.filter(person=person).values_list("lines", flat=True).count() == lines
            if refusal.code == "basket-not-free":
                for key, _ in refusal.details["lines"]:
                    actions.empty_basket(person=person, lines=[key])
        else:
            assert Booking.objects.count() == number + len(done.bookings)

    @precondition(lambda self: Booking.objects.exists())
    @rule(which=st.integers(0, 30), step=st.sampled_from(list(Step)), hour=hours)
    def step(self, which, step, hour):
        every = list(Booking.objects.order_by("pk"))
        booking = every[which % len(every)]
        said = Said(words="Daarom.", period=at(MAY, hour, hour + 1))
        self.tried(lambda: move_booking(booking=booking, step=step, by=None, now=self.now, said=said))

    @rule(who=people, where=places, day=days, hour=hours, length=lengths)
    def wait(self, who, where, day, hour, length):
        body, person = self.bodies[who]
        period = at(day, hour, min(hour + length, 18))
        self.now += timedelta(seconds=1)
        resource = self.resources[where]
        self.tried(
            lambda: actions.add_wait(
                resource=resource, period=period, organisation=body, person=person, now=self.now
            )
        )

    @rule(where=places, hour=hours)
    def block(self, where, hour):
        resource = self.resources[where]
        self.tried(
            lambda: add_blocking(
                resource=resource, period=at(MAY, hour, hour + 1), reason="", added_by=None, now=self.now
            )
        )

    @precondition(lambda self: Blocking.objects.exists())
    @rule()
    def unblock(self):
        remove_blocking(blocking=Blocking.objects.order_by("pk")[0], removed_by=None, now=self.now)

    @rule()
    def time_goes_by(self):
        self.now += DAY
        for booking in queries.bookings_due(now=self.now):
            actions.release_booking(booking=booking, now=self.now)

    @invariant()
    def no_unit_is_given_twice(self):
        assert list(booked_twice()) == []
        for one in Booking.objects.all():
            assert one.blocks is (State(one.state) in BLOCKING)

    @invariant()
    def the_journal_and_the_waiting_list_say_the_same(self):
        assert list(otherwise_than_recorded()) == []
        assert list(waits_that_were_forgotten()) == []

    @invariant()
    def nobody_jumps_the_queue(self):
        """Who waits for a time that another was offered later than they asked, asked after that one."""
        for offered in Wait.objects.filter(state=WaitState.OFFERED.value):
            earlier = Wait.objects.filter(
                resource=offered.resource,
                state=WaitState.WAITING.value,
                starts_at=offered.starts_at,
                ends_at=offered.ends_at,
                asked_at__lt=offered.asked_at,
            )
            assert not earlier.exists()


def test_whatever_is_done_in_whatever_order():
    class Undone(Bookings):
        """Each run begins with an empty hub."""

        def __init__(self):
            super().__init__()
            self._atomic = transaction.atomic()
            self._atomic.__enter__()

        def teardown(self):
            transaction.set_rollback(True)
            self._atomic.__exit__(None, None, None)

    run_state_machine_as_test(
        Undone,
        settings=settings(
            max_examples=6,
            stateful_step_count=22,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
