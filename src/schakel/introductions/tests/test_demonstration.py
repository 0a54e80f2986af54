"""The introductions of the demonstration: every state is there, led to by the actions that people use."""

import pytest
import yaml

from schakel.introductions.demonstration import load_demo_introductions
from schakel.introductions.invariants import INVARIANTS
from schakel.introductions.models import Introduction
from schakel.introductions.rules import State
from schakel.library.public import Kind, demo_folder, load_demo
from schakel.organisations.public import load_reference
from schakel.vocabulary.public import load_vocabulary
from tests.clock import NOW
from tests.items import item_of


def written():
    return yaml.safe_load(demo_folder().joinpath("introductions.yaml").read_text(encoding="utf-8"))


@pytest.mark.django_db
@pytest.mark.slow
def test_the_demonstration_has_an_introduction_in_every_state():
    load_reference(now=NOW)
    load_vocabulary(now=NOW)
    load_demo(now=NOW)
    assert load_demo_introductions(now=NOW) == len(written()) == 12
    assert {one.standing_at(NOW) for one in Introduction.objects.all()} == set(State)
    assert load_demo_introductions(now=NOW) == 0
    assert [sentence for invariant in INVARIANTS for sentence in invariant.violations()] == []


@pytest.mark.django_db
def test_a_hub_without_these_people_gets_none(rotterdam):
    item_of(rotterdam, kind=Kind.PROVIDER)
    assert load_demo_introductions(now=NOW) == 0
