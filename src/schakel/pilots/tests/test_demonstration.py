"""The pilots of the demonstration come as far as their data file says."""

import pytest
from django.utils import timezone

from schakel.accounts.public import Person
from schakel.adoptions.public import Adoption, load_demo_adoptions, reuse_counts
from schakel.challenges.public import State as ChallengeState
from schakel.library.public import Item, Kind, read_demo
from schakel.library.public import State as ItemState
from schakel.organisations.public import Membership, Organisation
from schakel.pilots.models import Pilot
from schakel.pilots.public import load_demo_pilots
from schakel.pilots.rules import Decision, State
from tests.challenges import challenge_in
from tests.clock import NOW
from tests.items import item_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def bodies():
    """The organisations and people that the data files name, as they stand in the demonstration."""
    emails = {
        "gmx001": "anna.verbeek",
        "gmx003": "esther.palm",
        "gmx005": "farid.rahimi",
        "hallenwacht": "bas.oosterling",
    }
    found = {}
    for slug in (
        "gmx001",
        "gmx002",
        "gmx003",
        "gmx004",
        "gmx005",
        "gmx006",
        "hallenwacht",
        "klik-en-koffie",
        "schaduwrijk",
    ):
        type_ = "municipality" if slug.startswith("gm") else "company"
        found[slug] = Organisation.objects.create(slug=slug, name=slug, type=type_, size_class="20k-50k")
        email = f"{emails.get(slug, slug)}@example.org"
        Membership.objects.create(
            person=Person.objects.create_user(email, name=slug), organisation=found[slug]
        )
    return found


@pytest.fixture
def loaded(bodies):
    for written in read_demo("pilots.yaml"):
        item = challenge_in(ChallengeState.OPEN, bodies[written["owner"]], written["challenge"]).item
        Item.objects.filter(pk=item.pk).update(slug=written["challenge"])
    solution = item_of(bodies["hallenwacht"], "Meetset", kind=Kind.SOLUTION)
    Item.objects.filter(pk=solution.pk).update(slug="hallenwacht-meetset")
    load_demo_pilots(now=NOW)
    load_demo_adoptions(now=NOW)
    return {one.challenge.slug: one for one in Pilot.objects.select_related("challenge", "case")}


def test_each_pilot_is_in_another_phase_and_one_stopped_with_a_lesson_and_a_case(loaded):
    assert {slug: one.state for slug, one in loaded.items()} == {
        "vraag-school-te-heet": State.PROPOSED,
        "vraag-zwembad-gasrekening": State.RUNNING,
        "vraag-sloop-buurthuis": State.DECIDED,
    }
    stopped = loaded["vraag-sloop-buurthuis"]
    assert (stopped.decision, bool(stopped.lesson)) == (Decision.STOP, True)
    assert stopped.case.state == ItemState.PUBLISHED


def test_the_space_of_the_one_that_runs_is_in_use(loaded):
    found = loaded["vraag-zwembad-gasrekening"].space.contributions.values_list("kind", flat=True)
    assert sorted(found) == ["decision", "post", "post", "task", "task"]


def test_loading_again_adds_nothing(loaded):
    before = (Pilot.objects.count(), Adoption.objects.count())
    assert (load_demo_pilots(now=timezone.now()), load_demo_adoptions(now=timezone.now())) == (0, 0)
    assert (Pilot.objects.count(), Adoption.objects.count()) == before


def test_what_is_used_counts_by_size_and_what_is_intended_does_not(loaded):
    item = Item.objects.get(slug="hallenwacht-meetset")
    assert Adoption.objects.filter(item=item).count() == 3
    assert reuse_counts() == {item.pk: {"20k-50k": 2}}
