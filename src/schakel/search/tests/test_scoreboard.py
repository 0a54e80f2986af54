"""The short cuts to the best scores lead where a look at all scores leads."""

import numpy as np
import pytest

from schakel.search.engines.columnar.scoreboard import Scoreboard

SIZE = 100_000
SHARES = [0.0, 0.0001, 0.01, 0.3, 1.0]


@pytest.fixture(params=range(6))
def draw(request: pytest.FixtureRequest) -> np.random.Generator:
    return np.random.default_rng(request.param)


def scores_of(draw: np.random.Generator) -> np.ndarray:
    """As they are: most are zero, many are alike, few are high."""
    scores = np.round(draw.exponential(2.0, SIZE), int(draw.integers(0, 4)))
    scores[draw.random(SIZE) < 0.6] = 0.0
    return scores


@pytest.mark.parametrize("share", SHARES)
def test_the_best_is_the_highest_score_among_those_asked_for(draw, share):
    scores, among = scores_of(draw), draw.random(SIZE) < share
    assert Scoreboard(scores).best(among) == scores[among].max(initial=0.0)


def test_the_best_is_found_although_all_high_scores_are_hidden(draw):
    scores = scores_of(draw)
    among = scores <= np.quantile(scores, 0.9)
    assert Scoreboard(scores).best(among) == scores[among].max()


@pytest.mark.parametrize("most", [1, 20, 300])
@pytest.mark.parametrize("share", SHARES)
def test_the_nearly_best_hold_the_best_and_all_that_equal_the_last_of_them(draw, share, most):
    scores = scores_of(draw)
    among = (draw.random(SIZE) < share) & (scores > 0)
    nearly = Scoreboard(scores).nearly_best(among, most)
    best = np.sort(scores[among])[::-1][:most]
    needed = np.flatnonzero(among & (scores >= best[-1])) if len(best) else np.zeros(0)
    assert set(needed.tolist()) <= set(nearly.tolist())
    assert among[nearly].all()
    assert (np.diff(nearly) > 0).all()


def test_few_are_looked_at_when_few_are_wanted(draw):
    scores = draw.random(SIZE)
    assert len(Scoreboard(scores).nearly_best(np.ones(SIZE, np.bool_), 2)) < SIZE / 100
