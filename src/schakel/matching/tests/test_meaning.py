"""Words and meaning together: a true sum, of what may be seen alone, in plain values and without a model."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from schakel.matching import meaning
from schakel.matching.meaning import DEPTH, MEANING, Known, find_with_meaning, nearness
from schakel.search.analysis.analyser import NAME_STREAM
from schakel.search.engine import PUBLIC, Entry, Question, StreamSettings, Term
from schakel.search.public import MemoryEngine
from schakel.search.semantic.vectors import Progress, VectorStore

WIDTH = 12
STREAMS = {"word": StreamSettings()}


def direction(seed, rows=1):
    vectors = np.random.default_rng(seed).normal(size=(rows, WIDTH)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def entry(number, *, audience=PUBLIC, kind="case", words=1.0):
    return Entry(
        f"item:{number:03}",
        {"word": {"heat": words + number % 5, f"only{number}": 1.0}},
        frozenset({audience}),
        {"kind": frozenset({kind})},
    )


def world(tmp_path, entries, *, without_vectors=()):
    """An engine with these entries, and a way to find with meaning in it."""
    engine = MemoryEngine(STREAMS)
    engine.put(entries, watermark=1)
    store = VectorStore(tmp_path, model="m", width=WIDTH)
    store.move_on(Progress(1, ""))
    store.put(
        {
            found.key: ("", direction(int(found.key[-3:]), 3))
            for found in entries
            if found.key not in without_vectors
        }
    )
    return engine, partial(
        find_with_meaning, engine.find, known=lambda: Known(direction(1000)[0], store.find)
    )


def asked(most=10, **more):
    return Question((Term("word", "heat", 1.0),), frozenset({PUBLIC}), most=most, **more)


def test_the_parts_of_every_score_add_up_and_stand_in_its_order(tmp_path):
    engine, find = world(tmp_path, [entry(number) for number in range(30)])
    answer, _ = find(asked())
    by_words = {hit.key: hit.score for hit in engine.find(asked(most=30)).hits}
    assert [hit.key for hit in answer.hits] != [hit.key for hit in engine.find(asked()).hits]
    for hit in answer.hits:
        assert sum(part.amount for part in hit.parts) == pytest.approx(hit.score, abs=1e-3)
        added = sum(part.amount for part in hit.parts if part.term == MEANING)
        assert hit.score - added == pytest.approx(by_words[hit.key])
        assert 0 <= added <= meaning.WEIGHT * max(by_words.values()) + 1e-6
    assert [hit.score for hit in answer.hits] == sorted((hit.score for hit in answer.hits), reverse=True)
    assert answer.best == answer.hits[0].score


def test_the_nearest_of_equals_stands_first(tmp_path):
    entries = [replace(entry(number), streams={"word": {"heat": 1.0}}) for number in range(20)]
    _, find = world(tmp_path, entries)
    answer, compared = find(asked(most=20))
    near = nearness(compared.vector, compared.found, compared.found.whole.mean(axis=0))
    expected = sorted(compared.found.keys, key=lambda key: -near[compared.found.keys.index(key)])
    assert [hit.key for hit in answer.hits] == expected


@pytest.mark.parametrize("weight", [meaning.WEIGHT, meaning.GLOSSED])
def test_the_nearest_gets_as_much_as_the_question_may_give(tmp_path, weight):
    entries = [entry(number) for number in range(30)]
    engine, _ = world(tmp_path, entries)
    store = VectorStore(tmp_path, model="m", width=WIDTH)
    known = Known(direction(1000)[0], store.find, weight)
    answer, _ = find_with_meaning(engine.find, asked(most=30), lambda: known)
    added = [part.amount for hit in answer.hits for part in hit.parts if part.term == MEANING]
    assert max(added) == pytest.approx(weight * engine.find(asked()).best)


def called(number, name, *, words):
    streams = {"word": {"heat": words}, NAME_STREAM: {name: 1.0}}
    return Entry(f"item:{number:03}", streams, frozenset({PUBLIC}), {})


@pytest.mark.parametrize(("names", "stays"), [(["nero", "vero", "zero"], True), (["nero"] * 3, False)])
def test_what_alone_is_called_as_the_question_calls_it_stays_first(tmp_path, names, stays):
    """By words the first is called so; in meaning it is the farthest."""
    entries = [called(number, name, words=9.0 - number) for number, name in enumerate(names)]
    engine = MemoryEngine({"word": StreamSettings(), NAME_STREAM: StreamSettings()})
    engine.put(entries, watermark=1)
    store = VectorStore(tmp_path, model="m", width=WIDTH)
    store.move_on(Progress(1, ""))
    near, far = direction(1), -direction(1)
    store.put(
        {one.key: ("", np.repeat(far if place == 0 else near, 3, 0)) for place, one in enumerate(entries)}
    )
    question = replace(asked(), terms=(Term("word", "heat", 1.0), Term(NAME_STREAM, "nero", 0.1)))
    answer, _ = find_with_meaning(engine.find, question, lambda: Known(near[0], store.find))
    assert (answer.hits[0].key == "item:000") is stays


def test_pages_hold_everything_once(tmp_path):
    engine, find = world(tmp_path, [entry(number) for number in range(DEPTH + 30)])
    pages = [find(asked(most=40, skip=skip))[0] for skip in range(0, DEPTH + 30, 40)]
    shown = [hit.key for page in pages for hit in page.hits]
    assert sorted(shown) == sorted(engine.keys())
    assert {page.total for page in pages} == {DEPTH + 30}
    scores = [hit.score for page in pages for hit in page.hits]
    assert scores == sorted(scores, reverse=True)


def test_the_best_of_each_kind_are_ordered_alike(tmp_path):
    entries = [entry(number, kind="case" if number % 3 else "training") for number in range(60)]
    _, find = world(tmp_path, entries)
    answer, _ = find(asked(most=60, best_of="kind", most_of_each=4))
    everything = {hit.key: hit.score for hit in answer.hits}
    assert set(answer.best_of_each) == {"case", "training"}
    for hits in answer.best_of_each.values():
        assert len(hits) == 4
        assert [hit.score for hit in hits] == [everything[hit.key] for hit in hits]
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_without_a_vector_of_the_question_words_decide(tmp_path):
    engine = MemoryEngine(STREAMS)
    engine.put([entry(number) for number in range(9)], watermark=1)
    answer, compared = find_with_meaning(engine.find, asked(), lambda: None)
    assert compared is None
    assert answer == engine.find(asked())


def test_where_nothing_is_found_the_model_is_not_waited_for(tmp_path):
    engine = MemoryEngine(STREAMS)
    answer, compared = find_with_meaning(engine.find, asked(), lambda: pytest.fail("waited"))
    assert (answer.hits, compared) == ((), None)


def test_meaning_counts_once_most_items_have_vectors(tmp_path):
    entries = [entry(number) for number in range(10)]
    _, early = world(tmp_path / "early", entries, without_vectors={"item:001", "item:002", "item:003"})
    assert early(asked())[1] is None
    _, nearly = world(tmp_path / "nearly", entries, without_vectors={"item:001"})
    answer, compared = nearly(asked())
    assert compared is not None
    left = next(hit for hit in answer.hits if hit.key == "item:001")
    assert all(part.term != MEANING for part in left.parts)


def hidden_and_not(seed):
    random = np.random.default_rng(seed)
    public = [entry(number, words=float(random.integers(1, 9))) for number in range(25)]
    hidden = [
        entry(number, audience="staff", words=float(random.integers(1, 20))) for number in range(25, 60)
    ]
    return public, hidden


@pytest.mark.parametrize("seed", range(12))
def test_what_is_hidden_has_no_influence(tmp_path, seed):
    public, hidden = hidden_and_not(seed)
    _, without = world(tmp_path / "without", public)
    _, beside = world(tmp_path / "beside", public + hidden)
    question = asked(most=7, best_of="kind", count=("kind",), share_of_best=0.12)
    one, compared = without(question)
    other, _ = beside(question)
    assert compared is not None
    assert one == other


def test_a_comparison_with_everything_that_has_vectors_would_be_caught(tmp_path):
    """The control of the test above: where hidden items say what is near and what far, answers differ."""

    def found_with_a_leak(folder, entries):
        engine, _ = world(folder, entries)
        store = VectorStore(folder, model="m", width=WIDTH)
        everything = store.find(sorted(engine.keys()))
        hits = engine.find(asked()).hits
        amounts = meaning.meaning_amounts(
            set(everything.keys), everything, direction(1000)[0], most=hits[0].score
        )
        return [amounts[hit.key] for hit in hits]

    public, hidden = hidden_and_not(1)
    assert found_with_a_leak(tmp_path / "without", public) != found_with_a_leak(
        tmp_path / "beside", public + hidden
    )


def test_what_does_not_meet_the_conditions_is_neither_found_nor_compared(tmp_path):
    entries = [entry(number, kind="case" if number % 2 else "event") for number in range(40)]
    _, find = world(tmp_path, entries)
    answer, compared = find(asked(most=40, conditions={"kind": frozenset({"case"})}))
    assert len(answer.hits) == len(compared.found.keys) == 20
    assert all(int(key[-3:]) % 2 for key in compared.found.keys)
