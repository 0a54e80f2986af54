"""Scores in whole steps lead to the same entries as exact scores do, whatever is rounded on the way."""

from dataclasses import dataclass

import numpy as np
import pytest

from schakel.search.engines.columnar import scoreboard
from schakel.search.engines.columnar.scoreboard import (
    MANY_ENTRIES,
    MANY_TERMS,
    MOST_STEPS,
    ROUGH,
    Ruler,
    Scoreboard,
)
from schakel.search.engines.columnar.scratch import Scratch
from schakel.search.engines.weighing import STEPS

SIZE = 100_000
SHARES = [0.0, 0.0001, 0.01, 0.3, 1.0]


@dataclass(frozen=True)
class World:
    """A question's terms in a hundred thousand entries: what they score exactly, and in steps."""

    scores: np.ndarray
    board: Scoreboard
    ruler: Ruler

    @property
    def steps(self) -> np.ndarray:
        return self.board.steps


def world_of(draw: np.random.Generator, entries: int, *, terms: int = 25, lightest: float = 1e-9) -> World:
    """As it is: most terms are in few entries, terms weigh very differently, and many scores are alike."""
    coefficients = 10.0 ** draw.uniform(np.log10(lightest), -4, terms)
    ruler, scratch = Ruler(coefficients, entries=entries), Scratch()
    scores, steps = np.zeros(SIZE), np.zeros(SIZE, ruler.dtype)
    for coefficient, worth in zip(coefficients, ruler.steps_per_impact, strict=True):
        having = np.flatnonzero(draw.random(SIZE) < draw.uniform(0, 0.3) ** 2)
        impacts = draw.choice(draw.integers(1, STEPS + 1, draw.integers(1, 40)), len(having))
        impacts = impacts.astype(np.uint16)
        scores[having] += coefficient * impacts
        steps[having] += ruler.rounded(np.multiply(impacts, worth, dtype=np.float32), scratch)
    return World(scores, Scoreboard(steps, ruler), ruler)


@pytest.fixture(params=range(4))
def draw(request: pytest.FixtureRequest) -> np.random.Generator:
    return np.random.default_rng(request.param)


@pytest.fixture(params=[SIZE, MANY_ENTRIES], ids=["fine", "rough"])
def world(request: pytest.FixtureRequest, draw: np.random.Generator) -> World:
    return world_of(draw, request.param)


@pytest.fixture(params=[1e-9, 1e-5], ids=["uneven", "even"])
def any_world(request: pytest.FixtureRequest, draw: np.random.Generator) -> World:
    return world_of(draw, MANY_ENTRIES, terms=70, lightest=request.param)


# Steps


@pytest.mark.parametrize("terms", [1, 2, 70, MANY_TERMS - 1])
@pytest.mark.parametrize("entries", [SIZE, MANY_ENTRIES])
def test_whoever_has_all_of_everything_has_not_more_steps_than_can_be_counted(draw, entries, terms):
    for coefficients in (np.ones(terms), 10.0 ** draw.uniform(-9, 2, terms)):
        ruler = Ruler(coefficients, entries=entries)
        fullest = np.multiply(np.uint16(STEPS), ruler.steps_per_impact, dtype=np.float32)
        steps = sum(map(int, ruler.rounded(fullest, Scratch())))
        highest = min(np.iinfo(ruler.dtype).max, MOST_STEPS)
        assert 0.9 * highest < steps <= highest


def test_very_many_terms_are_counted_in_more_than_two_bytes():
    assert Ruler(np.ones(MANY_TERMS - 1), entries=MANY_ENTRIES).dtype is ROUGH
    assert np.iinfo(Ruler(np.ones(MANY_TERMS), entries=MANY_ENTRIES).dtype).max > np.iinfo(ROUGH).max


def test_a_score_that_all_are_compared_with_leaves_few_in_doubt(draw):
    coefficients = 10.0 ** draw.uniform(-6, -4, 70)
    floor = 0.03 * coefficients.sum() * STEPS

    def share_in_doubt(ruler: Ruler) -> float:
        return (ruler.enough(floor) - ruler.fewest(floor)) / ruler.enough(floor)

    assert share_in_doubt(Ruler(coefficients, entries=MANY_ENTRIES)) > 0.01
    assert share_in_doubt(Ruler(coefficients, entries=MANY_ENTRIES, compares=True)) < 0.001


def test_nobody_who_has_a_term_is_without_steps(world):
    np.testing.assert_array_equal(world.steps > 0, world.scores > 0)


def wrong_bounds(world: World) -> set[str]:
    """Which of the ruler's promises do not hold in this world."""
    ruler, scores, steps = world.ruler, world.scores, world.steps.astype(np.int64)
    wrong = set()
    for score in np.quantile(scores[scores > 0], np.linspace(0, 1, 200)):
        if (steps[scores >= score] < ruler.fewest(score)).any():
            wrong.add("fewest")
        if (scores[steps >= ruler.enough(score)] < score).any():
            wrong.add("enough")
    for some in np.unique(steps[steps > 0])[:: max(1, len(np.unique(steps)) // 200)].tolist():
        less = scores[steps < ruler.doubtful(some)]
        if len(less) and less.max() >= scores[steps == some].min():
            wrong.add("doubtful")
    return wrong


def test_the_bounds_of_the_ruler_hold(world):
    assert wrong_bounds(world) == set()


def test_the_bounds_hold_for_many_terms_whether_they_weigh_alike_or_not(any_world):
    assert wrong_bounds(any_world) == set()


def test_bounds_that_forget_the_rounding_would_be_caught(draw, monkeypatch):
    world = world_of(draw, MANY_ENTRIES)
    monkeypatch.setattr(world.ruler, "_slack", 0.0)
    monkeypatch.setattr(scoreboard, "OFF", 0.0)
    assert wrong_bounds(world) == {"enough", "doubtful"}


def test_a_lower_bound_that_takes_the_rounding_for_granted_would_be_caught(draw, monkeypatch):
    world = world_of(draw, MANY_ENTRIES)
    monkeypatch.setattr(scoreboard, "OFF", -world.ruler._slack)
    assert "fewest" in wrong_bounds(world)


# The best


def best_of(world: World, among: np.ndarray, most: int) -> set[int]:
    """The best of these entries, with all that equal the last of them: their keys decide later."""
    best = np.sort(world.scores[among])[::-1][:most]
    return set(np.flatnonzero(among & (world.scores >= best[-1])).tolist()) if len(best) else set()


@pytest.mark.parametrize("most", [1, 20, 300])
@pytest.mark.parametrize("share", SHARES)
def test_the_top_holds_the_best_and_all_that_equal_the_last_of_them(world, draw, share, most):
    among = (draw.random(SIZE) < share) & (world.scores > 0)
    top = world.board.top(among, most)
    assert best_of(world, among, most) <= set(top.entries.tolist())
    np.testing.assert_array_equal(top.entries, np.flatnonzero(among & (world.steps >= top.fewest)))


@pytest.mark.parametrize("most", range(1, 60, 7))
def test_the_top_of_many_terms_holds_the_best(any_world, draw, most):
    among = (draw.random(SIZE) < 0.3) & (any_world.scores > 0)
    assert best_of(any_world, among, most) <= set(any_world.board.top(among, most).entries.tolist())


def test_the_best_are_found_although_all_high_scores_are_hidden(world):
    among = (world.scores <= np.quantile(world.scores, 0.7)) & (world.scores > 0)
    assert best_of(world, among, 20) <= set(world.board.top(among, 20).entries.tolist())


def test_a_board_that_forgets_the_rounding_would_be_caught(monkeypatch):
    lost = 0
    for seed in range(4):
        draw = np.random.default_rng(seed)
        world = world_of(draw, MANY_ENTRIES, terms=70, lightest=1e-5)
        monkeypatch.setattr(world.ruler, "doubtful", int)
        for most in range(1, 60):
            among = (draw.random(SIZE) < 0.3) & (world.scores > 0)
            lost += not best_of(world, among, most) <= set(world.board.top(among, most).entries.tolist())
    assert lost


@pytest.mark.parametrize("most", [1, 20, 300])
def test_the_best_of_given_entries_are_among_those_returned(world, draw, most):
    entries = np.flatnonzero((draw.random(SIZE) < 0.01) & (world.scores > 0))
    chosen = set(world.board.best_of(entries, most).tolist())
    among = np.zeros(SIZE, np.bool_)
    among[entries] = True
    assert best_of(world, among, most) <= chosen <= set(entries.tolist())


def test_few_are_looked_at_when_few_are_wanted(world):
    few = world.board.top(world.scores > 0, 2).entries
    # Those alike cannot be told apart by their steps.
    alike = len(best_of(world, world.scores > 0, 2))
    assert len(few) < alike + SIZE / 1000
