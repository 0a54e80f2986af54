"""The challenges of the demonstration: every state is there, and can be reached by the steps that are written."""

import pytest

from schakel.challenges.demonstration import load_demo_lives
from schakel.challenges.models import Challenge
from schakel.challenges.rules import State, Step, check_words, next_state, state_beside
from schakel.library.public import Kind, written_demo_items
from schakel.library.public import State as ItemState
from tests.clock import NOW
from tests.items import item_of

ITEM_STATES = {"needs-update": "published"}


def ends(written):
    status = written.get("status", "published")
    state = state_beside(ITEM_STATES.get(status, status), None)
    for step in map(Step, written.get("life", ())):
        state = next_state(state, step)
        check_words(step, written.get("life_words", ""))
    return state


def test_the_demonstration_has_a_challenge_in_every_state():
    written = [one for one in written_demo_items() if one["kind"] == Kind.CHALLENGE]
    assert {ends(one) for one in written} == set(State)


@pytest.mark.django_db
def test_lives_of_the_demonstration_are_lived_once(rotterdam):
    written = next(one for one in written_demo_items() if one.get("life") == ["match", "begin"])
    item = item_of(rotterdam, written["id"], kind=Kind.CHALLENGE, state=ItemState.PUBLISHED)
    assert item.slug == written["id"]
    assert (load_demo_lives(now=NOW), load_demo_lives(now=NOW)) == (1, 0)
    assert Challenge.objects.get().state == State.IN_ACTION
