"""What is kept of texts: found again by key, whole after a crash, of one model at a time."""

import os
import subprocess
import sys

import numpy as np
import pytest

from schakel.search.semantic.vectors import FILE, KEYS_AT_ONCE, Progress, VectorStore

WIDTH = 8


def some(seed, rows=3):
    vectors = np.random.default_rng(seed).normal(size=(rows, WIDTH)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture
def store(tmp_path):
    kept = VectorStore(tmp_path / "vectors", model="one", width=WIDTH)
    kept.move_on(Progress(3, "seal", wanted=2))
    return kept


def test_what_is_put_is_found_in_the_order_that_was_asked(store):
    store.put({"a": ("digest a", some(1, 3)), "b": ("digest b", some(2, 5))})
    found = store.find(["b", "nothing", "a"])
    assert (found.keys, found.digests) == (("b", "a"), ("digest b", "digest a"))
    assert np.abs(found.whole - [some(2, 5)[0], some(1, 3)[0]]).max() < 0.01
    assert np.abs(found.passages_of(0) - some(2, 5)[1:]).max() < 0.01
    assert np.abs(found.passages_of(1) - some(1, 3)[1:]).max() < 0.01
    assert np.linalg.norm(found.passages, axis=1) == pytest.approx(1, abs=1e-5)
    assert found.progress == Progress(3, "seal", wanted=2)


def test_more_keys_than_are_asked_at_once_are_all_found(store):
    keys = [f"item:{number:05}" for number in range(KEYS_AT_ONCE * 2 + 1)]
    store.put({key: ("", some(number, 2)) for number, key in enumerate(keys)})
    found = store.find(keys)
    assert found.keys == tuple(keys)
    assert np.abs(found.whole[-1] - some(len(keys) - 1, 2)[0]).max() < 0.01
    assert store.count() == len(keys)


def test_nothing_is_found_where_nothing_was_kept(tmp_path):
    found = VectorStore(tmp_path, model="one", width=WIDTH).find(["a"])
    assert (found.keys, found.progress) == ((), None)
    assert found.whole.shape == found.passages.shape == (0, WIDTH)


def test_some_can_be_left_out_of_what_was_found(store):
    store.put({key: (key, some(number, 2 + number)) for number, key in enumerate("abc")})
    found = store.find(["a", "b", "c"])
    left = found.without({"b", "z"})
    assert (left.keys, left.digests) == (("a", "c"), ("a", "c"))
    assert np.array_equal(left.passages_of(1), found.passages_of(2))
    assert found.without({"z"}) is found
    assert found.without({"a", "b", "c"}).keys == ()


def test_moving_on_forgets_what_is_no_longer_so(store):
    store.put({"a": ("1", some(1)), "b": ("2", some(2))})
    store.move_on(Progress(9, "later", wanted=1, is_complete=True), forget=["a"])
    assert store.digests() == {"b": "2"}
    assert store.progress() == Progress(9, "later", wanted=1, is_complete=True)


def test_vectors_of_another_model_are_never_taken_for_ones_own(store):
    store.put({"a": ("1", some(1))})
    other = VectorStore(store.folder, model="two", width=WIDTH // 2)
    assert other.find(["a"]).keys == ()
    assert (other.digests(), other.count(), other.progress()) == ({}, 0, None)
    other.move_on(Progress(3, "seal"))
    other.put({"a": ("1", some(1)[:, : WIDTH // 2])})
    assert store.find(["a"]).keys == ()
    assert other.find(["a"]).whole.shape == (1, WIDTH // 2)


def test_one_process_encodes_at_a_time(store):
    with store.only_one_encodes() as first, store.only_one_encodes() as second:
        assert (first, second) == (True, False)
    with store.only_one_encodes() as again:
        assert again


KILLED = """
import os, signal, sys
import numpy as np
from pathlib import Path
from schakel.search.semantic.vectors import Progress, VectorStore
store = VectorStore(Path(sys.argv[1]), model="one", width=8)
with store.only_one_encodes():
    number = 0
    while True:
        store.put({f"{number}:{part}": (str(number), np.ones((2, 8), np.float32)) for part in range(5)})
        number += 1
        if number == 4:
            print("begun", flush=True)
"""


def test_a_process_that_is_killed_leaves_whole_batches_and_lets_another_go_on(store):
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(store.folder)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert process.stdout.readline() == "begun\n"
    process.kill()
    process.wait()
    process.stdout.close()
    kept = store.digests()
    assert len(kept) >= 20
    assert len(kept) % 5 == 0
    with store.only_one_encodes() as is_ours:
        assert is_ours
        store.put({"a": ("1", some(1))})
    assert store.find(["a"]).keys == ("a",)


def test_vectors_are_for_nobody_else_on_the_machine(store):
    assert store.folder.stat().st_mode & 0o077 == 0
    assert (store.folder / FILE).exists()
