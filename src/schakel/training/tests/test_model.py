"""Whatever people do, in whatever order and whenever: nobody sits on two seats, and the line stays in order."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from schakel.kernel.refusal import Refusal
from schakel.organisations.public import Organisation
from schakel.training import actions, line
from schakel.training.invariants import INVARIANTS
from schakel.training.models import Enrolment, Seat
from schakel.training.organising import change_seats
from schakel.training.rules import Standing
from tests.clock import NOW
from tests.training import STARTS_AT, edition_of, enrolled, person_named

pytestmark = pytest.mark.django_db
NAMES = ("an", "bo", "cas", "dre", "els")
OPEN = ("enrolled", "offered", "waiting", "asked")


class EnrolmentMachine(RuleBasedStateMachine):
    """A model beside the hub: who sits, whom a seat is offered until when, and who waits in which order."""

    @initialize()
    def begin(self):
        Enrolment.objects.all().delete()
        owner, _ = Organisation.objects.get_or_create(
            slug="gm0599", defaults={"name": "Rotterdam", "type": "municipality"}
        )
        self.count = getattr(self, "count", 0) + 1
        self.edition = edition_of(owner, seats=1, form=str(self.count))
        self.now = NOW
        self.seats = 1
        self.sits: set[str] = set()
        self.offered: dict[str, object] = {}
        self.line: list[str] = []
        for name in NAMES[:3]:  # one sits and two wait: without them it would seldom come to a line
            self.enrol(name)

    def own(self, name):
        return (
            Enrolment.objects.filter(edition=self.edition, person=person_named(name)).order_by("-pk").first()
        )

    def settle(self):
        """What the hub is to do before anything else, as the model has it."""
        if self.now >= STARTS_AT:
            self.offered = {name: end for name, end in self.offered.items() if end > self.now}
            return
        self.offered = {name: end for name, end in self.offered.items() if end > self.now}
        while self.line and len(self.sits) + len(self.offered) < self.seats:
            name = self.line.pop(0)
            left = max((STARTS_AT - self.now) / 4, timedelta(hours=2))
            self.offered[name] = min(self.now + min(timedelta(hours=48), left), STARTS_AT)

    @rule(name=st.sampled_from(NAMES))
    def enrol(self, name):
        if self.now >= STARTS_AT:
            with pytest.raises(Refusal, match="edition-has-begun"):
                enrolled(self.edition, name, now=self.now)
            return
        enrolled(self.edition, name, now=self.now)
        self.settle()
        if name in self.sits or name in self.offered or name in self.line:
            return
        if not self.line and len(self.sits) + len(self.offered) < self.seats:
            self.sits.add(name)
        else:
            self.line.append(name)

    @rule(name=st.sampled_from(NAMES))
    def cancel(self, name):
        one = self.own(name)
        if one is None or one.standing(self.now) not in OPEN or self.now >= STARTS_AT:
            return
        actions.cancel_enrolment(enrolment=one, by=one.person, now=self.now)
        self.settle()
        self.sits.discard(name)
        self.offered.pop(name, None)
        self.line = [other for other in self.line if other != name]
        self.settle()

    @rule(name=st.sampled_from(NAMES))
    def accept(self, name):
        one = self.own(name)
        if one is None:
            return
        self.settle_both()
        if name in self.offered:
            actions.accept_offer(enrolment=one, by=one.person, now=self.now)
            del self.offered[name]
            self.sits.add(name)
        elif name not in self.sits:
            with pytest.raises(Refusal):
                actions.accept_offer(enrolment=one, by=one.person, now=self.now)

    def settle_both(self):
        actions.settle_edition(edition=self.edition, now=self.now)
        self.settle()

    @rule(hours=st.integers(min_value=1, max_value=60))
    def time_passes(self, hours):
        self.now += timedelta(hours=hours)

    @rule()
    def the_worker_comes_by(self):
        self.settle_both()

    @precondition(lambda self: self.seats < 4)
    @rule()
    def more_seats(self):
        change_seats(edition=self.edition, seats=self.seats + 1, by=None, now=self.now)
        self.settle()
        self.seats += 1
        self.settle()

    @invariant()
    def the_hub_says_what_the_model_says(self):
        if not hasattr(self, "edition"):
            return
        rows = Enrolment.objects.filter(edition=self.edition).select_related("person").order_by("place", "pk")
        standing = [(one.person.name.lower(), one.standing(self.now), one.ends_at) for one in rows]
        assert {name for name, how, _ in standing if how is Standing.ENROLLED} == self.sits
        live = {name: end for name, end in self.offered.items() if end > self.now}
        assert {name: end for name, how, end in standing if how is Standing.OFFERED} == live
        assert [name for name, how, _ in standing if how is Standing.WAITING] == self.line
        held = Enrolment.objects.filter(edition=self.edition, seat__isnull=False).count()
        assert held <= Seat.objects.filter(edition=self.edition).count() == self.seats
        for one in INVARIANTS[:5]:
            assert list(one.violations()) == [], one.name


def test_enrolment_follows_its_model():
    """Real rows in a real database; each example is undone with the test."""
    EnrolmentMachine.TestCase.settings = settings(
        max_examples=12,
        stateful_step_count=25,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    case = EnrolmentMachine.TestCase()
    case.runTest()


def test_control_a_line_that_goes_backwards_is_found(monkeypatch):
    monkeypatch.setattr(line.Line, "order_of_the_line", "-place")
    EnrolmentMachine.TestCase.settings = settings(
        max_examples=20,
        stateful_step_count=25,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    with pytest.raises(AssertionError):
        EnrolmentMachine.TestCase().runTest()
