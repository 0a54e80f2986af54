"""How fast the engine answers beside others: the same questions, one after another, in one run.

Every engine is built in a process of its own (so that its memory can be told apart), and then all of them are
asked question by question: whatever else the machine does meets all alike, and the ratios hold where the
times do not. Where an engine runs in this process its processor time is told too, which suffers less from
others. With --folder and --keep the indexes stay, and the next run only asks. Prints Markdown tables, or JSON.
"""

import argparse
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from statistics import quantiles
from time import monotonic, perf_counter, process_time
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(PROJECT), str(PROJECT / "src")]

from bench.matching_contestants import ENTRANTS, Contestant  # noqa: E402 - the path is set first
from bench.matching_corpus import Asked, Corpus, Item  # noqa: E402

SHAPES = {"short": 3, "long": 100}
NEW_ITEMS = 40
WARMING_UP = 100
"""Other questions that are asked first: a server that just began has yet to meet the pages of its files."""
PATIENCE = 10.0
"""Seconds after which an item that another process does not find is not findable."""


@dataclass(frozen=True, slots=True)
class Built:
    """What it took to build; measured without the time that making the corpus took."""

    engine: str
    items_per_second: float
    peak_megabytes: float
    index_megabytes: float
    load: float
    """How many processes wanted a processor when it was done."""
    items_per_cpu_second: float | None
    """By processor time, of all its threads; None where the engine works in another process."""


@dataclass(frozen=True, slots=True)
class Answered:
    engine: str
    shape: str
    filtered: bool
    questions: int
    p50_ms: float
    p95_ms: float
    cpu_ms: float | None
    """The median of the processor time; None where the engine works in another process."""
    ratio: float
    """Its median to that of the columnar engine, over the questions that both were asked."""
    same_top: float
    """The share of its best twenty that the columnar engine has too."""


@dataclass(frozen=True, slots=True)
class Findable:
    """From handing in one item to its being found, by whom."""

    engine: str
    by: str
    p50_ms: float
    p95_ms: float
    most_ms: float


@dataclass(frozen=True, slots=True)
class Resident:
    """The memory of a process that opened the index and was asked long questions."""

    engine: str
    megabytes: float
    before: float
    """What the process had before it opened the index: Python, NumPy and the words of the questions."""


@dataclass(frozen=True, slots=True)
class Report:
    items: int
    load: float
    absent: dict[str, str]
    built: list[Built] = field(default_factory=list)
    answered: list[Answered] = field(default_factory=list)
    findable: list[Findable] = field(default_factory=list)
    resident: list[Resident] = field(default_factory=list)


def main(argv: Sequence[str]) -> int:
    options = _options(argv)
    if options.alone:
        _work_alone(options)
        return 0
    reports = []
    for size in options.sizes:
        with _folder(options, size) as folder:
            reports.append(measure(size, options.engines, folder, options))
        if not options.json:
            print(as_markdown(reports[-1]), flush=True)
    if options.json:
        print(json.dumps([asdict(report) for report in reports], indent=1))
    return 0


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench match", description=__doc__)
    parser.add_argument("--sizes", type=_sizes, default=[10_000, 100_000], help="such as 10k,100k,1m")
    parser.add_argument("--engines", type=lambda text: text.split(","), default=list(ENTRANTS))
    parser.add_argument("--questions", type=int, default=300, help="of each length")
    parser.add_argument("--unfiltered", action="store_true", help="also without kind and visibility")
    parser.add_argument("--folder", type=Path, help="where the indexes are made")
    parser.add_argument("--keep", action="store_true", help="leave them in the folder for the next run")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--alone", choices=["build", "resident", "watch"], help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.keep and not options.folder:
        parser.error("--keep needs a --folder")
    return options


def _sizes(text: str) -> list[int]:
    units = {"k": 1_000, "m": 1_000_000}
    return [int(float(size.rstrip("km")) * units.get(size[-1], 1)) for size in text.lower().split(",")]


@contextmanager
def _folder(options: argparse.Namespace, size: int) -> Iterator[Path]:
    if options.keep:
        yield options.folder / str(size)
    else:
        with tempfile.TemporaryDirectory(dir=options.folder) as folder:
            yield Path(folder) / str(size)


def measure(size: int, engines: Sequence[str], folder: Path, options: argparse.Namespace) -> Report:
    absent = {name: reason for name in engines if (reason := ENTRANTS[name].absent())}
    present = [name for name in engines if name not in absent]
    own = [name for name in present if not ENTRANTS[name].shares_index_of]
    built = [_built(name, folder, size) for name in own]
    report = Report(size, os.getloadavg()[0], absent, built)
    for name in own:
        if name != "postgres":
            report.resident.append(Resident(**_alone("resident", name, folder, size)))
    contestants = {name: ENTRANTS[name].make(_place(folder, name)) for name in present}
    for filtered in [True, False] if options.unfiltered else [True]:
        for shape in SHAPES:
            _tell(f"{size:,} items: asking {shape} questions")
            report.answered.extend(_answered(shape, filtered, contestants, size, options.questions))
    report.findable.extend(_findable(name, contestants[name], size) for name in own)
    if "columnar" in contestants:
        report.findable.append(_findable_elsewhere(contestants["columnar"], folder, size))
    for contestant in contestants.values():
        contestant.close()
    return report


def _place(folder: Path, name: str) -> Path:
    return folder / (ENTRANTS[name].shares_index_of or name)


def _built(name: str, folder: Path, size: int) -> Built:
    """What building took, now or in the run that left the index here."""
    note = folder / f"{name}.json"
    if note.exists():
        return Built(**json.loads(note.read_text(encoding="utf-8")))
    _tell(f"{size:,} items: building {name}")
    shutil.rmtree(_place(folder, name), ignore_errors=True)
    measured = _alone("build", name, folder, size)
    note.write_text(json.dumps(measured), encoding="utf-8")
    return Built(**measured)


def _answered(
    shape: str, filtered: bool, contestants: dict[str, Contestant], size: int, questions: int
) -> Iterator[Answered]:
    first = Corpus().questions(questions + WARMING_UP, words=SHAPES[shape], filtered=filtered)
    warming_up, asked = first[:WARMING_UP], first[WARMING_UP:]
    for name, contestant in contestants.items():
        for question in warming_up[: ENTRANTS[name].most_questions(size)]:
            contestant.ask(question)
    times: dict[str, list[float]] = {name: [] for name in contestants}
    busy: dict[str, list[float]] = {name: [] for name in contestants}
    found: dict[str, list[set[int]]] = {name: [] for name in contestants}
    taken = {name: _spread(len(asked), ENTRANTS[name].most_questions(size)) for name in contestants}
    for number, question in enumerate(asked):
        for name, contestant in contestants.items():
            if number in taken[name]:
                started, busy_before = perf_counter(), process_time()
                numbers = contestant.ask(question)
                times[name].append((perf_counter() - started) * 1000)
                busy[name].append((process_time() - busy_before) * 1000)
                found[name].append(set(numbers))
    for name in contestants:
        own = times[name]
        same = sorted(taken[name]) if "columnar" in contestants else range(len(own))
        compared = "columnar" if "columnar" in contestants else name
        pairs = [(theirs, found[compared][number]) for theirs, number in zip(found[name], same, strict=True)]
        yield Answered(
            engine=name,
            shape=shape,
            filtered=filtered,
            questions=len(own),
            p50_ms=_percentile(own, 50),
            p95_ms=_percentile(own, 95),
            cpu_ms=_percentile(busy[name], 50) if ENTRANTS[name].works_here else None,
            ratio=_percentile(own, 50) / _percentile([times[compared][number] for number in same], 50),
            same_top=sum(_shared(theirs, mine) for theirs, mine in pairs) / len(pairs),
        )


def _spread(questions: int, most: int) -> set[int]:
    """Which questions are asked of an engine that can't be asked all: as many from every part of the run."""
    step = max(1, -(-questions // max(1, most)))
    return set(range(0, questions, step))


def _shared(theirs: set[int], ours: set[int]) -> float:
    return len(theirs & ours) / len(theirs) if theirs else float(not ours)


def _new_items() -> Iterator[Item]:
    """Items that are in no index yet, each with a word that no other has."""
    run = secrets.token_hex(4)
    for item in Corpus(seed=8).items(NEW_ITEMS):
        # Numbers of kept indexes must stay apart too.
        number = (1 << 40) + (int(run, 16) << 8) + item.number
        yield Item(number, [f"new{run}x{item.number}", *item.words], item.kind, "public")


def _findable(name: str, contestant: Contestant, size: int) -> Findable:
    _tell(f"{size:,} items: putting into {name}")
    times = []
    for new in _new_items():
        started = perf_counter()
        contestant.put(new)
        numbers = contestant.ask(_asked_for(new))
        times.append((perf_counter() - started) * 1000)
        if list(numbers) != [new.number]:
            raise AssertionError(f"{name} does not find what was just put into it")
    return Findable(name, "the same process", _percentile(times, 50), _percentile(times, 95), max(times))


def _findable_elsewhere(contestant: Contestant, folder: Path, size: int) -> Findable:
    """The same for another process, which asks again and again; from after the put until it has found."""
    command = [*_command("watch", "columnar", folder, size)]
    times = []
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    ) as other:
        assert other.stdin
        assert other.stdout
        for new in _new_items():
            other.stdin.write(f"{new.words[0]} {new.kind}\n")
            if other.stdout.readline() != "asking\n":
                raise AssertionError("the other process does not ask")
            contestant.put(new)
            put_at = monotonic()
            # It can have been found before the put returned, which waits for the disk.
            times.append(max(0.0, float(other.stdout.readline()) - put_at) * 1000)
        other.stdin.close()
    return Findable("columnar", "another process", _percentile(times, 50), _percentile(times, 95), max(times))


def _asked_for(new: Item) -> Asked:
    return Asked((new.words[0],), new.kind, ("public",))


def _percentile(times: Sequence[float], percent: int) -> float:
    return quantiles(times, n=100, method="inclusive")[percent - 1]


# In a process of its own


def _command(task: str, name: str, folder: Path, size: int) -> list[str]:
    command = [sys.executable, __file__, "--alone", task, "--engines", name, "--sizes", str(size)]
    return [*command, "--folder", str(folder)]


def _alone(task: str, name: str, folder: Path, size: int) -> dict[str, Any]:
    done = subprocess.run(_command(task, name, folder, size), check=True, stdout=subprocess.PIPE)
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured


def _work_alone(options: argparse.Namespace) -> None:
    name, size, place = options.engines[0], options.sizes[0], _place(options.folder, options.engines[0])
    match options.alone:
        case "build":
            print(json.dumps(asdict(_build(name, place, size))))
        case "resident":
            print(json.dumps(asdict(_asked_long_questions(name, place))))
        case _:
            _watch(ENTRANTS[name].make(place))


def _build(name: str, place: Path, size: int) -> Built:
    contestant = ENTRANTS[name].make(place)
    clock = Clock(Corpus().items(size))
    contestant.build(clock)
    seconds, busy = clock.seconds_of_others()
    built = Built(
        engine=name,
        items_per_second=size / seconds,
        peak_megabytes=_status("VmHWM"),
        index_megabytes=contestant.size() / 1e6,
        load=os.getloadavg()[0],
        items_per_cpu_second=size / busy if ENTRANTS[name].works_here else None,
    )
    contestant.close()
    return built


def _asked_long_questions(name: str, place: Path) -> Resident:
    asked = Corpus().questions(100, words=SHAPES["long"], filtered=True)
    before = _status("VmRSS")
    contestant = ENTRANTS[name].make(place)
    for question in asked:
        contestant.ask(question)
    return Resident(name, _status("VmRSS"), before)


def _watch(contestant: Contestant) -> None:
    """Say when the items whose word and kind are read are found."""
    for line in sys.stdin:
        word, kind = line.split()
        contestant.ask(Asked((word,), kind, ("public",)))
        print("asking", flush=True)
        until = monotonic() + PATIENCE
        while not contestant.ask(Asked((word,), kind, ("public",))):
            if monotonic() > until:
                raise AssertionError("another process does not find what was put")
        print(monotonic(), flush=True)


class Clock:
    """Hands on items, and knows how long whoever takes them was busy with them."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._items = iter(items)
        self._started = perf_counter(), process_time()
        self._spent_here = [0.0, 0.0]

    def __iter__(self) -> Iterator[Item]:
        while True:
            asked_at = perf_counter(), process_time()
            batch = list(islice(self._items, 1000))
            self._spent_here[0] += perf_counter() - asked_at[0]
            self._spent_here[1] += process_time() - asked_at[1]
            if not batch:
                return
            yield from batch

    def seconds_of_others(self) -> tuple[float, float]:
        """By the clock, and of the processor."""
        return (
            perf_counter() - self._started[0] - self._spent_here[0],
            process_time() - self._started[1] - self._spent_here[1],
        )


def _status(name: str) -> float:
    """Megabytes, of this process."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(name))


# Reports


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def as_markdown(report: Report) -> str:
    lines = [f"### {report.items:,} items (load average {report.load:.1f})", ""]
    resident = {one.engine: f"{one.megabytes:,.0f} ({one.before:,.0f})" for one in report.resident}
    lines += _table(
        "engine | build items/s | per processor second | load | peak MB while building | index MB "
        "| resident MB while asked (before opening)",
        (
            (
                built.engine,
                f"{built.items_per_second:,.0f}",
                _or_dash(built.items_per_cpu_second, ",.0f"),
                f"{built.load:.1f}",
                f"{built.peak_megabytes:,.0f}",
                f"{built.index_megabytes:,.0f}",
                resident.get(built.engine, "–"),
            )
            for built in report.built
        ),
    )
    lines += [""]
    lines += _table(
        "questions | engine | asked | p50 ms | p95 ms | processor p50 ms | times our p50 | same top 20",
        (
            (
                f"{row.shape}, {'filtered' if row.filtered else 'unfiltered'}",
                row.engine,
                str(row.questions),
                f"{row.p50_ms:.2f}",
                f"{row.p95_ms:.2f}",
                _or_dash(row.cpu_ms, ".2f"),
                f"{row.ratio:.1f}",
                f"{row.same_top:.0%}",
            )
            for row in report.answered
        ),
    )
    lines += [""]
    lines += _table(
        "from putting to finding | by | p50 ms | p95 ms | longest ms",
        (
            (one.engine, one.by, f"{one.p50_ms:.1f}", f"{one.p95_ms:.1f}", f"{one.most_ms:.1f}")
            for one in report.findable
        ),
    )
    lines += [f"\n{name}: skipped, {reason}." for name, reason in report.absent.items()]
    return "\n".join([*lines, ""])


def _or_dash(number: float | None, style: str) -> str:
    return "–" if number is None else format(number, style)


def _table(heads: str, rows: Iterable[Sequence[str]]) -> list[str]:
    columns = heads.count("|") + 1
    return [f"| {heads} |", "|---" * columns + "|", *(f"| {' | '.join(row)} |" for row in rows)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
