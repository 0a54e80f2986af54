"""Whatever happens while the columnar engine writes: afterwards the index is as before, or as after."""

import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from schakel.search.engines.columnar import ColumnarEngine
from schakel.search.engines.columnar.layout import NotAnIndexFileError
from schakel.search.tests.faulty_disk import DeadError, Fault, FaultyDisk
from schakel.search.tests.histories import ASKED, Expected, columnar, entry, take_step

SOURCE = Path(__file__).resolve().parents[3]
KNOWN_FILES = {"current", "writing.lock", "building.lock"}

CHANGES: dict[str, Callable[[ColumnarEngine], object]] = {
    "put one": lambda engine: engine.put([entry("item:1", 99)], watermark=99),
    "put until the head is sealed": lambda engine: engine.put(
        [entry(f"new:{number}", 99) for number in range(5)], watermark=99
    ),
    "put many": lambda engine: engine.put(
        [entry(f"item:{number}", 99) for number in range(45)], watermark=99
    ),
    "drop": lambda engine: engine.drop([f"item:{number}" for number in range(0, 30, 3)], watermark=99),
    "replace all": lambda engine: engine.replace_all(
        [entry(f"item:{number}", 99) for number in range(25)], watermark=99
    ),
    "merge": lambda engine: engine.merge(),
}


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """An index with a head and several sealed segments from which entries were dropped."""
    folder = tmp_path / "template"
    engine = columnar(folder)
    for step in range(24):
        take_step(engine, step)
    assert len(list(folder.glob("*.segment"))) > 1
    return folder


def holdings(engine: ColumnarEngine) -> tuple[object, ...]:
    answer = engine.find(ASKED)
    return engine.watermark(), engine.keys(), answer.hits, answer.total


@pytest.mark.parametrize("fault", list(Fault))
@pytest.mark.parametrize("change", list(CHANGES))
def test_a_fault_at_any_operation_leaves_the_old_or_the_new_state(template, tmp_path, change, fault):
    finished = shutil.copytree(template, tmp_path / "finished")
    before = holdings(columnar(template))
    CHANGES[change](columnar(finished))
    after = holdings(columnar(finished))
    outcomes = []
    for folder, struck in faults_at_every_operation(template, tmp_path, CHANGES[change], fault):
        survivors = [columnar(folder), *([struck] if fault is Fault.DISK_FULL else [])]
        for survivor in survivors:
            assert holdings(survivor) in (before, after)
        outcomes.append(holdings(survivors[0]))
        survivors[0].put([entry("item:2", 100)], watermark=100)
        survivors[0].merge()
        assert_nothing_is_left_over(folder, survivors[0])
    assert before in outcomes
    assert len(outcomes) > 3


def test_an_engine_that_did_not_sync_would_be_caught_by_a_power_cut(template, tmp_path):
    damaged = 0
    put = CHANGES["put one"]
    for folder, _ in faults_at_every_operation(template, tmp_path, put, Fault.POWER_CUT, sync_lies=True):
        try:
            columnar(folder)
        except NotAnIndexFileError:
            damaged += 1
    assert damaged


def faults_at_every_operation(
    template: Path,
    place: Path,
    change: Callable[[ColumnarEngine], object],
    fault: Fault,
    *,
    sync_lies: bool = False,
) -> Iterator[tuple[Path, ColumnarEngine]]:
    """What is left of the index, and the engine that met the fault, for a fault at every operation in turn."""
    (place / "attic").mkdir()
    for operation in count():
        folder = shutil.copytree(template, place / "struck")
        engine, disk = columnar(folder), FaultyDisk(fault, operation, place / "attic", sync_lies)
        with pytest.MonkeyPatch.context() as patch:
            disk.install(patch)
            try:
                change(engine)
            except (OSError, DeadError):
                assert disk.struck
        if not disk.struck:
            return
        disk.lose_what_is_not_durable()
        yield folder, engine
        shutil.rmtree(folder)


def assert_nothing_is_left_over(folder: Path, engine: ColumnarEngine) -> None:
    files = {path.name for path in folder.iterdir()} - KNOWN_FILES
    assert files == set(engine._current().sealed)


def test_an_index_whose_writer_is_killed_at_any_moment_holds_whole_steps(tmp_path):
    moments, expected, steps = random.Random(5), Expected(), 0
    lives = 0
    # Until all kinds of steps were among those it was killed in, however slow the machine is.
    while lives < 6 or steps <= 41:
        lives += 1
        assert lives < 100
        acknowledged = killed_after(tmp_path / "index", moments.uniform(0.0, 0.3))
        engine = columnar(tmp_path / "index")
        assert acknowledged <= engine.watermark() <= acknowledged + 1
        assert engine.keys() == expected.keys_after(engine.watermark())
        steps = engine.watermark()
    engine.put([entry("item:2", 100)], watermark=steps)
    engine.merge()
    engine.put([entry("item:2", 100)], watermark=steps)
    assert_nothing_is_left_over(tmp_path / "index", engine)


def killed_after(folder: Path, seconds: float) -> int:
    """Let a writer live for so long after its first step; the last step it said it had finished."""
    writer = subprocess.Popen(
        [sys.executable, "-m", "schakel.search.tests.histories", str(folder)],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(SOURCE)},
        text=True,
    )
    assert writer.stdout
    first = writer.stdout.readline()
    try:
        writer.wait(seconds)
    except subprocess.TimeoutExpired:
        writer.send_signal(signal.SIGKILL)
    steps = [first, *writer.stdout]
    assert writer.wait() == -signal.SIGKILL
    return int([step for step in steps if step.endswith("\n")][-1])
