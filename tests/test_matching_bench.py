"""The corpus of `bench match` is what docs/performance.md says, and the measurement runs."""

import json
import subprocess
import sys
from collections import Counter

import pytest

from bench.matching_corpus import Corpus
from tests.architecture.project import ROOT


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return Corpus()


@pytest.fixture(scope="module")
def items(corpus):
    return list(corpus.items(4_000))


def test_an_item_has_its_title_twice_and_then_sixty_to_three_hundred_words(items):
    lengths = [len(item.words) - 8 for item in items]
    assert min(lengths) >= 60
    assert max(lengths) <= 300
    assert 110 < sum(lengths) / len(lengths) < 120
    assert all(item.words[:8] == item.words[8:16] for item in items)


def test_kinds_and_audiences_have_the_shares_that_are_stated(items):
    kinds = Counter(item.kind for item in items)
    audiences = Counter(item.audience.partition(":")[0] for item in items)
    assert len(kinds) == 7
    assert kinds["solution"] / len(items) == pytest.approx(0.15, abs=0.02)
    assert audiences["public"] / len(items) == pytest.approx(0.60, abs=0.03)
    assert audiences["network"] / len(items) == pytest.approx(0.25, abs=0.03)


def test_a_filtered_question_may_find_an_eighth_of_the_items(corpus, items):
    asked = corpus.questions(1, words=100, filtered=True)[0]
    allowed = [item for item in items if item.kind == asked.kind and item.audience in asked.audiences]
    assert len(allowed) / len(items) == pytest.approx(0.13, abs=0.02)


def test_a_long_question_asks_seventy_words_and_a_short_one_three(corpus):
    for words, expected in ((100, 70), (3, 3)):
        asked = corpus.questions(100, words=words, filtered=False)
        assert sum(len(one.words) for one in asked) / len(asked) == pytest.approx(expected, abs=2)


def test_the_corpus_is_the_same_at_every_run(items):
    assert list(Corpus().items(4_000)) == items


def measured(folder):
    command = [
        sys.executable,
        str(ROOT / "bench" / "match.py"),
        "--sizes",
        "400",
        "--questions",
        "6",
        "--json",
    ]
    engines = ["--engines", "columnar,columnar-page,tantivy,tantivy-full,fts5"]
    done = subprocess.run(
        [*command, *engines, "--folder", folder, "--keep"], check=True, capture_output=True, text=True
    )
    return json.loads(done.stdout)[0] | {"told": done.stderr}


def test_engines_find_the_same_and_a_kept_index_is_only_asked(tmp_path):
    first = measured(tmp_path)
    assert "building tantivy" in first["told"]
    assert {row["questions"] for row in first["answered"]} == {6}
    # They round lengths and weights in other ways, so the last of the twenty may differ.
    assert min(row["same_top"] for row in first["answered"]) > 0.8
    assert {(row["engine"], row["by"]) for row in first["findable"]} >= {("columnar", "another process")}
    again = measured(tmp_path)
    assert "building" not in again["told"]
    assert again["built"] == first["built"]
