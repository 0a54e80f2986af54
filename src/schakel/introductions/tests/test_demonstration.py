"""The introductions of the demonstration: every state is there, led to by the actions that people use."""

import pytest
import yaml

from schakel.accounts.public import Person
from schakel.introductions.demonstration import load_demo_introductions
from schakel.introductions.invariants import INVARIANTS
from schakel.introductions.models import Introduction
from schakel.introductions.rules import State
from schakel.library.public import Kind, demo_folder, written_demo_items
from schakel.organisations.public import Membership, Organisation
from tests.challenges import challenge_in
from tests.clock import NOW
from tests.items import item_of


def read(name):
    return yaml.safe_load(demo_folder().joinpath(name).read_text(encoding="utf-8"))


WRITTEN = read("introductions.yaml")


def body(code):
    return Organisation.objects.get_or_create(slug=code, defaults={"name": code, "type": "municipality"})[0]


@pytest.fixture
def demonstration(db):
    """The people, items and challenges that are named, and no others: loading all takes long."""
    for one in read("people.yaml"):
        person = Person.objects.create(email=one["email"], name=one["name"], is_illustrative=True)
        if one.get("organisation"):
            Membership.objects.create(person=person, organisation=body(one["organisation"]))
    named = {one["about"] for one in WRITTEN} | {one.get("challenge") for one in WRITTEN}
    for one in written_demo_items():
        if one["id"] not in named:
            continue
        assert one.get("status", "published") == "published", one["id"]
        if one["kind"] == Kind.CHALLENGE:
            challenge_in("open", body(one["owner"]), one["id"])
        else:
            item_of(body(one["owner"]), one["id"], kind=Kind(one["kind"]))


def test_the_demonstration_has_an_introduction_in_every_state(demonstration):
    assert load_demo_introductions(now=NOW) == len(WRITTEN) == 12
    assert {one.standing_at(NOW) for one in Introduction.objects.all()} == set(State)
    assert load_demo_introductions(now=NOW) == 0
    assert [sentence for invariant in INVARIANTS for sentence in invariant.violations()] == []


def test_a_hub_without_these_people_gets_none(rotterdam):
    item_of(rotterdam, kind=Kind.PROVIDER)
    assert load_demo_introductions(now=NOW) == 0
