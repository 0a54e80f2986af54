"""A long life of an index in which every step is known beforehand, for tests that end it at any moment.

Also a program: ``python -m schakel.search.tests.histories FOLDER`` lives on from where the index stands and
prints a line after every step that was finished.
"""

import sys
from itertools import count
from pathlib import Path

from schakel.search.engine import PUBLIC, Engine, Entry, Question, StreamSettings, Term
from schakel.search.engines.columnar import ColumnarEngine, Sizes
from schakel.search.engines.memory import MemoryEngine

STREAMS = {"words": StreamSettings(pivot=5)}
SMALL = Sizes(head=5, load=60, postings=50)
ASKED = Question((Term("words", "heat", 1.0), Term("words", "hall", 0.5)), frozenset({PUBLIC}), most=100)


def columnar(folder: Path) -> ColumnarEngine:
    return ColumnarEngine(folder, STREAMS, sorted_by="kind", merges_by_itself=False, sizes=SMALL)


def entry(key: str, step: int) -> Entry:
    tokens = {"heat": 1.0 + step % 3, "hall": 1.0, f"step-{step}": 1.0}
    return Entry(key, {"words": tokens}, frozenset({PUBLIC}), {"kind": frozenset({f"kind-{step % 4}"})})


def take_step(engine: Engine, step: int) -> None:
    """Change the engine as it is changed in this step, which also becomes its watermark."""
    if step % 41 == 40:
        engine.replace_all([entry(f"item:{number}", step) for number in range(30)], watermark=step)
    elif step % 7 == 6:
        engine.drop([f"item:{(step * 5 + number) % 60}" for number in range(3)], watermark=step)
    elif step % 11 == 10:
        engine.put([entry(f"item:{(step + number) % 60}", step) for number in range(25)], watermark=step)
    else:
        engine.put([entry(f"item:{step % 60}", step)], watermark=step)


class Expected:
    """What an index must hold after each step."""

    def __init__(self) -> None:
        self._engine = MemoryEngine(STREAMS)
        self._keys = {-1: self._engine.keys()}

    def keys_after(self, step: int) -> dict[str, str]:
        for missing in range(max(self._keys) + 1, step + 1):
            take_step(self._engine, missing)
            self._keys[missing] = self._engine.keys()
        return dict(self._keys[step])


def live_on(folder: Path) -> None:
    engine = columnar(folder)
    for step in count(engine.watermark() + 1):
        take_step(engine, step)
        print(step, flush=True)  # noqa: T201 - the test reads it
        engine.merge()


if __name__ == "__main__":
    live_on(Path(sys.argv[1]))
