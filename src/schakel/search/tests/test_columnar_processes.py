"""One index, several processes and threads: readers see what writers finished, and writers lose nothing."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from schakel.search.engines.columnar import state
from schakel.search.tests.histories import ASKED, columnar, entry

SOURCE = Path(__file__).resolve().parents[3]

READER = """
import sys, time
from pathlib import Path
from schakel.search.engine import PUBLIC, Question, Term

from schakel.search.tests.histories import columnar
engine = columnar(Path(sys.argv[1]))
print("ready", flush=True)
for step in range(int(sys.argv[2])):
    asked = Question((Term("words", f"step-{step}", 1.0),), frozenset({PUBLIC}))
    missed = began = 0
    while True:
        began = time.monotonic_ns()
        if engine.find(asked).total:
            break
        missed = began
    print(missed, flush=True)
"""

WRITER = """
import sys
from pathlib import Path
from schakel.search.tests.histories import columnar, entry
engine = columnar(Path(sys.argv[1]))
for step in range(int(sys.argv[3])):
    engine.put([entry(f"{sys.argv[2]}:{step}", step)], watermark=step)
    engine.merge()
"""


def started(program: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(SOURCE)},
        text=True,
    )


def test_another_process_finds_an_entry_in_the_first_question_that_begins_after_its_put(tmp_path):
    engine, steps = columnar(tmp_path), 12
    with started(READER, tmp_path, steps) as reader:
        assert reader.stdout
        assert reader.stdout.readline() == "ready\n"
        for step in range(steps):
            engine.put([entry(f"item:{step}", step)], watermark=step)
            put_at = time.monotonic_ns()
            last_in_vain_at = int(reader.stdout.readline())
            assert last_in_vain_at < put_at


def test_two_writers_lose_no_entries(tmp_path):
    writers = [started(WRITER, tmp_path, name, 60) for name in ("left", "right")]
    assert [writer.wait() for writer in writers] == [0, 0]
    for writer in writers:
        writer.communicate()
    expected = {f"{name}:{step}" for name in ("left", "right") for step in range(60)}
    assert columnar(tmp_path).keys().keys() == expected
    assert columnar(tmp_path).find(ASKED).total == 120


def test_a_reader_whose_segment_vanished_looks_again(tmp_path, monkeypatch):
    writer = columnar(tmp_path)
    writer.put([entry(f"item:{number}", number) for number in range(10)], watermark=1)
    look = state.map_columns
    vanished = []

    def too_late(path):
        if path.suffix == ".segment" and not vanished:
            vanished.append(path)
            with monkeypatch.context() as undisturbed:
                undisturbed.setattr(state, "map_columns", look)
                writer.replace_all([entry(f"new:{number}", number) for number in range(10)], watermark=2)
        return look(path)

    monkeypatch.setattr(state, "map_columns", too_late)
    reader = columnar(tmp_path)
    assert not vanished[0].exists()
    assert reader.watermark() == 2
    assert {hit.key for hit in reader.find(ASKED).hits} == {f"new:{number}" for number in range(10)}


def test_a_segment_that_is_really_gone_is_an_error_and_no_endless_search(tmp_path):
    columnar(tmp_path).put([entry(f"item:{number}", number) for number in range(10)], watermark=1)
    next(tmp_path.glob("*.segment")).unlink()
    with pytest.raises(FileNotFoundError):
        columnar(tmp_path)


def test_threads_that_ask_while_another_writes_get_whole_states(tmp_path):
    engine, written = columnar(tmp_path), Event()

    def ask() -> list[tuple[int, int]]:
        seen = []
        while not written.is_set():
            answer = engine.find(ASKED)
            seen.append((answer.watermark, answer.total))
        return seen

    with ThreadPoolExecutor(3) as threads:
        asking = [threads.submit(ask) for _ in range(3)]
        for step in range(80):
            engine.put([entry(f"item:{step}", step)], watermark=step)
            engine.merge()
        written.set()
        seen = [pair for thread in asking for pair in thread.result()]
    assert all(total == min(watermark + 1, 80) for watermark, total in seen)
    assert len(set(seen)) > 5
