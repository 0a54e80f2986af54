"""Two people click at once: each in a thread with a connection of its own, many times."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from schakel.challenges import actions
from schakel.challenges.invariants import INVARIANTS
from schakel.challenges.models import Challenge, Follower
from schakel.challenges.queries import history_of
from schakel.challenges.rules import State, Step
from schakel.kernel.refusal import Refusal
from schakel.library.public import Item, move_item
from schakel.library.public import Step as ItemStep
from tests.challenges import challenge_in
from tests.clock import NOW
from tests.items import content

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
TIMES = 5
AT_ONCE = 4


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


def is_whole():
    return [sentence for invariant in INVARIANTS for sentence in invariant.violations()] == []


def test_two_owners_resolve_at_once_and_one_of_them_did(rotterdam, anna, chaima):
    for number in range(TIMES):
        challenge = challenge_in(State.OPEN, rotterdam, f"Vraag {number}")

        def resolve(person, words, challenge=challenge):
            actions.take_step(challenge=challenge, step=Step.RESOLVE, taken_by=person, now=NOW, words=words)
            return words

        came_of_it = at_once(lambda: resolve(anna, "Van Anna."), lambda: resolve(chaima, "Van Chaima."))
        stored = Challenge.objects.get(pk=challenge.pk)
        assert "challenge-step-not-possible" in came_of_it
        assert stored.outcome in came_of_it
        assert [row.name for row in history_of(stored)].count("challenge.resolved") == 1
    assert is_whole()


def test_control_without_reading_it_again_both_did(rotterdam, anna, monkeypatch):
    challenge = challenge_in(State.OPEN, rotterdam)
    seen_by_both = [Challenge.objects.select_related("item").get(pk=challenge.pk) for _ in range(2)]
    monkeypatch.setattr(actions, "_locked", lambda seen: seen)
    for seen in seen_by_both:
        actions.take_step(challenge=seen, step=Step.RESOLVE, taken_by=anna, now=NOW, words="Klaar.")
    assert [row.name for row in history_of(challenge)].count("challenge.resolved") == 2


def test_a_question_that_is_saved_many_times_at_once_is_one_challenge(rotterdam, anna):
    for number in range(TIMES):
        texts = {"nl": {"title": "Gas", "question": f"Waar blijft ons gas in jaar {number}?"}}

        def save(texts=texts):
            saved = actions.save_challenge(content=content(rotterdam, texts=texts), saved_by=anna, now=NOW)
            return saved.challenge.pk, saved.is_new

        saved = at_once(*[save] * AT_ONCE)
        assert len({pk for pk, _ in saved}) == 1
        assert [is_new for _, is_new in saved].count(True) == 1
    assert Item.objects.count() == Challenge.objects.count() == TIMES
    assert is_whole()


def test_a_challenge_and_its_item_are_moved_at_once_and_agree_afterwards(rotterdam, anna, chaima):
    for number in range(TIMES):
        challenge = challenge_in(State.OPEN, rotterdam, f"Vraag {number}")
        at_once(
            lambda challenge=challenge: actions.take_step(
                challenge=challenge, step=Step.PARK, taken_by=anna, now=NOW, words="Wacht op de raad."
            ),
            lambda challenge=challenge: move_item(
                item=challenge.item, step=ItemStep.ARCHIVE, moved_by=chaima, now=NOW
            ),
        )
    assert is_whole()


def test_somebody_who_follows_many_times_at_once_follows_once(rotterdam, anna):
    challenge = challenge_in(State.OPEN, rotterdam)
    at_once(*[lambda: actions.follow_challenge(challenge=challenge, person=anna, now=NOW)] * AT_ONCE)
    assert Follower.objects.count() == 1
    assert [row.name for row in history_of(challenge)].count("challenge.follower-added") == 1
