"""Whether two who click at once can both be right: many processes, one thing, one moment, ten thousand times.

A hub in a temporary folder (SQLite), or on the empty PostgreSQL database of SCHAKEL_DATABASE. In each round all
processes wait for each other and then do the same to one thing: ask for the same introduction, say yes to one and take
it back, store another text of one item, press "Save as challenge", send a form again whose answer was lost,
certify the same attendance, withdraw a certificate and put its name right, book and move to the same hour, meet at one.
The races of each capability stand in `races_….py`. Afterwards every round is looked at:
exactly one may have done it, nothing may be overwritten unseen, and the journal says it once.
Prints one JSON object.

With --control the guard is taken away first (the row is not read anew, the key is not looked at, the constraint is
dropped): then violations must be found, or the measurement measures nothing.
"""

import argparse
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import nullcontext
from multiprocessing import get_context
from pathlib import Path
from queue import Empty
from time import monotonic
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(PROJECT), str(PROJECT / "src")]
from bench import (  # noqa: E402 - the path is set first
    races_agenda,
    races_credentials,
    races_facilities,
    races_introductions,
    races_library,
    races_training,
)
from bench.races_kit import Race, world  # noqa: E402

PATIENCE = 300.0
"""Seconds that a process waits for the others; then something is stuck, and the measurement fails."""
CONTROL_TRIES = 800


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="schakel bench races", description=__doc__)
    parser.add_argument("--tries", type=int, default=10_000, help="of each race, over all processes")
    parser.add_argument("--processes", type=int, default=16)
    parser.add_argument("--race", action="append", help="only this one; can be given more than once")
    parser.add_argument(
        "--control", action="store_true", help="take the guards away: violations must be found"
    )
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="schakel-bench-") as folder:
        os.environ["SCHAKEL_DATA"] = folder
        os.environ["SCHAKEL_DEMO"] = "no"
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "schakel.config.settings")
        _prepare()
        races = {race.name: race for race in all_races()}
        wanted = options.race or list(races)
        tries = min(options.tries, CONTROL_TRIES) if options.control else options.tries
        rounds = -(-tries // options.processes)
        report = {name: run(races[name], rounds, options) for name in wanted}
    violations = {name: one["violations"] for name, one in report.items()}
    print(json.dumps({"database": _database(), "processes": options.processes, **report}, indent=2))
    if options.control:
        return 0 if all(violations.values()) else 1
    return 1 if any(violations.values()) else 0


def _prepare() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    world()


def _database() -> str:
    from django.db import connection

    return connection.vendor


def run(race: Race, rounds: int, options: argparse.Namespace) -> dict[str, Any]:
    """Prepare so many rounds, let all processes at them, and look at what became of each."""
    from django.db import connections

    said(f"{race.name}: {rounds} rounds are prepared")
    with race.unguarded() if options.control else nullcontext():
        things = [race.prepared(number) for number in range(rounds)]
        connections.close_all()
        started = monotonic()
        outcomes, times = _at_once(race, things, options.processes)
        seconds = monotonic() - started
        violations = [
            sentence
            for thing, came_of_it in zip(things, outcomes, strict=True)
            for sentence in race.violations(thing, came_of_it)
        ]
    kinds = Counter(race.kind_of(thing) for thing in things)
    every = Counter(outcome.partition(" ")[0] for came_of_it in outcomes for outcome in came_of_it)
    said(f"{race.name}: {len(violations)} violations in {sum(every.values())} tries, {seconds:.0f} s")
    return {
        "tries": sum(every.values()),
        "rounds": rounds,
        "violations": len(violations),
        "seconds": round(seconds, 1),
        "tries_per_second": round(len(times) / seconds, 1),
        "p50_ms": _at(0.5, times),
        "p95_ms": _at(0.95, times),
        "outcomes": dict(sorted(every.items())),
        **({"rounds of each kind": dict(kinds)} if set(kinds) != {""} else {}),
        "first": violations[:3],
    }


def _at(part: float, times: Sequence[float]) -> float:
    """Within how many milliseconds this part of the tries was done."""
    return round(1000 * sorted(times)[min(int(len(times) * part), len(times) - 1)], 1)


def _at_once(race: Race, things: Sequence[Any], processes: int) -> tuple[list[list[str]], list[float]]:
    """For each thing what it came to in each process; and of each try the seconds it took."""
    context = get_context("fork")
    barrier, queue = context.Barrier(processes), context.Queue()
    workers = [
        context.Process(target=_work, args=(race, things, number, barrier, queue), daemon=True)
        for number in range(processes)
    ]
    for worker in workers:
        worker.start()
    outcomes: list[list[str]] = [[] for _ in things]
    times: list[float] = []
    for _ in workers:
        for place, (outcome, seconds) in enumerate(_handed_in(queue, workers)):
            outcomes[place].append(outcome)
            times.append(seconds)
    for worker in workers:
        worker.join()
    return outcomes, times


def _handed_in(queue: Any, workers: Sequence[Any]) -> list[tuple[str, float]]:
    """What the next process to be ready found; fails when one of them ended before it was."""
    while True:
        try:
            found: list[tuple[str, float]] = queue.get(timeout=10)
        except Empty:
            if any(worker.exitcode for worker in workers):
                raise RuntimeError(
                    "a process ended in the middle, or waited too long for the others"
                ) from None
        else:
            return found


def _work(race: Race, things: Sequence[Any], number: int, barrier: Any, queue: Any) -> None:
    from schakel.kernel.refusal import Refusal

    came_of_it = []
    for thing in things:
        barrier.wait(PATIENCE)
        began = monotonic()
        try:
            outcome = race.tried(thing, number)
        except Refusal as refusal:
            outcome = refusal.code
        except Exception as error:  # noqa: BLE001 - it is counted and shown
            outcome = type(error).__name__
        came_of_it.append((outcome, monotonic() - began))
    queue.put(came_of_it)


def said(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def all_races() -> list[Race]:
    return [
        race
        for module in (
            races_introductions,
            races_library,
            races_facilities,
            races_training,
            races_agenda,
            races_credentials,
        )
        for race in module.RACES
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
