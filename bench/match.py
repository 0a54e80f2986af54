"""How fast the engine answers beside others: the same questions, one after another, in one run.

Every engine is built in a process of its own (so that its memory can be told apart), and then all of them are
asked question by question: whatever else the machine does meets all alike, and the ratios hold where the
times do not. Prints a Markdown table, or JSON.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from statistics import quantiles
from time import perf_counter

PROJECT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(PROJECT), str(PROJECT / "src")]

from bench.matching_contestants import ENTRANTS, Contestant  # noqa: E402 - the path is set first
from bench.matching_corpus import Asked, Corpus, Item  # noqa: E402

SHAPES = {"short": 3, "long": 100}
NEW_ITEMS = 40
WARMING_UP = 5


@dataclass(frozen=True, slots=True)
class Built:
    """What it took to build; measured without the time that making the corpus took."""

    engine: str
    items_per_second: float
    peak_megabytes: float
    index_megabytes: float


@dataclass(frozen=True, slots=True)
class Answered:
    engine: str
    shape: str
    filtered: bool
    questions: int
    p50_ms: float
    p95_ms: float
    ratio: float
    """Its median to that of the columnar engine, over the questions that both were asked."""
    same_top: float
    """The share of its best twenty that the columnar engine has too."""


@dataclass(frozen=True, slots=True)
class Findable:
    """From handing in one item to its being found."""

    engine: str
    p50_ms: float
    p95_ms: float


@dataclass(frozen=True, slots=True)
class Resident:
    """The memory of a process that opened the index and was asked long questions."""

    engine: str
    megabytes: float


@dataclass(frozen=True, slots=True)
class Report:
    items: int
    absent: dict[str, str]
    built: list[Built]
    answered: list[Answered]
    findable: list[Findable]
    resident: list[Resident]


def main(argv: Sequence[str]) -> int:
    options = _options(argv)
    if options.alone:
        _work_alone(options)
        return 0
    reports = []
    for size in options.sizes:
        with tempfile.TemporaryDirectory(dir=options.folder) as folder:
            reports.append(measure(size, options.engines, Path(folder), options))
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
    parser.add_argument("--folder", type=Path, help="where the indexes are made (and removed)")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--alone", choices=["build", "resident"], help=argparse.SUPPRESS)
    return parser.parse_args(argv)


def _sizes(text: str) -> list[int]:
    units = {"k": 1_000, "m": 1_000_000}
    return [int(float(size.rstrip("km")) * units.get(size[-1], 1)) for size in text.lower().split(",")]


def measure(size: int, engines: Sequence[str], folder: Path, options: argparse.Namespace) -> Report:
    absent = {name: reason for name in engines if (reason := ENTRANTS[name].absent())}
    present = [name for name in engines if name not in absent]
    own = [name for name in present if not ENTRANTS[name].shares_index_of]
    built = []
    for name in own:
        _tell(f"{size:,} items: building {name}")
        built.append(Built(**_alone("build", name, folder, size)))
    resident = [Resident(**_alone("resident", name, folder, size)) for name in own if name != "postgres"]
    contestants = {name: ENTRANTS[name].make(_place(folder, name)) for name in present}
    _tell(f"{size:,} items: asking")
    answered = [
        row
        for filtered in ([True, False] if options.unfiltered else [True])
        for shape in SHAPES
        for row in _answered(shape, filtered, contestants, size, options.questions)
    ]
    findable = [_findable(name, contestants[name], size) for name in own]
    for contestant in contestants.values():
        contestant.close()
    return Report(size, absent, built, answered, findable, resident)


def _place(folder: Path, name: str) -> Path:
    return folder / (ENTRANTS[name].shares_index_of or name)


def _answered(
    shape: str, filtered: bool, contestants: dict[str, Contestant], size: int, questions: int
) -> Iterator[Answered]:
    asked = Corpus().questions(questions + WARMING_UP, words=SHAPES[shape], filtered=filtered)
    times: dict[str, list[float]] = {name: [] for name in contestants}
    found: dict[str, list[set[int]]] = {name: [] for name in contestants}
    for number, question in enumerate(asked):
        for name, contestant in contestants.items():
            if number < ENTRANTS[name].most_questions(size) + WARMING_UP:
                started = perf_counter()
                numbers = contestant.ask(question)
                times[name].append((perf_counter() - started) * 1000)
                found[name].append(set(numbers))
    for name in contestants:
        own, ours = times[name][WARMING_UP:], times.get("columnar", times[name])[WARMING_UP:]
        pairs = list(zip(found[name], found.get("columnar", found[name]), strict=False))
        yield Answered(
            engine=name,
            shape=shape,
            filtered=filtered,
            questions=len(own),
            p50_ms=_percentile(own, 50),
            p95_ms=_percentile(own, 95),
            ratio=_percentile(own, 50) / _percentile(ours[: len(own)], 50),
            same_top=sum(len(theirs & mine) / max(1, len(theirs)) for theirs, mine in pairs) / len(pairs),
        )


def _findable(name: str, contestant: Contestant, size: int) -> Findable:
    times = []
    for item in islice(Corpus(seed=8).items(NEW_ITEMS), NEW_ITEMS):
        new = Item(size + item.number, [f"new{item.number}", *item.words], item.kind, "public")
        started = perf_counter()
        contestant.put(new)
        numbers = contestant.ask(Asked((new.words[0],), new.kind, ("public",)))
        times.append((perf_counter() - started) * 1000)
        if list(numbers) != [new.number]:
            raise AssertionError(f"{name} does not find what was just put into it")
    return Findable(name, _percentile(times, 50), _percentile(times, 95))


def _percentile(times: Sequence[float], percent: int) -> float:
    return quantiles(times, n=100, method="inclusive")[percent - 1]


# In a process of its own


def _alone(task: str, name: str, folder: Path, size: int) -> dict[str, float]:
    command = [sys.executable, __file__, "--alone", task, "--engines", name, "--sizes", str(size)]
    done = subprocess.run([*command, "--folder", str(folder)], check=True, stdout=subprocess.PIPE)
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def _work_alone(options: argparse.Namespace) -> None:
    name, size = options.engines[0], options.sizes[0]
    contestant = ENTRANTS[name].make(_place(options.folder, name))
    if options.alone == "build":
        clock = Clock(Corpus().items(size))
        contestant.build(clock)
        seconds = clock.seconds_of_others()
        result = Built(name, size / seconds, _status("VmHWM"), contestant.size() / 1e6)
        contestant.close()
        print(json.dumps(asdict(result)))
    else:
        for question in Corpus().questions(100, words=SHAPES["long"], filtered=True):
            contestant.ask(question)
        print(json.dumps(asdict(Resident(name, _status("VmRSS")))))


class Clock:
    """Hands on items, and knows how long whoever takes them was busy with them."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._items = iter(items)
        self._started = perf_counter()
        self._spent_here = 0.0

    def __iter__(self) -> Iterator[Item]:
        while True:
            asked_at = perf_counter()
            batch = list(islice(self._items, 1000))
            self._spent_here += perf_counter() - asked_at
            if not batch:
                return
            yield from batch

    def seconds_of_others(self) -> float:
        return perf_counter() - self._started - self._spent_here


def _status(field: str) -> float:
    """Megabytes, of this process."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(field))


# Reports


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def as_markdown(report: Report) -> str:
    lines = [f"### {report.items:,} items", ""]
    lines += _table(
        "engine | build items/s | peak MB while building | index MB | resident MB while asked "
        "| put to findable p50 / p95 ms",
        (
            (
                built.engine,
                f"{built.items_per_second:,.0f}",
                f"{built.peak_megabytes:,.0f}",
                f"{built.index_megabytes:,.0f}",
                *(f"{one.megabytes:,.0f}" for one in report.resident if one.engine == built.engine),
                *(
                    f"{one.p50_ms:.1f} / {one.p95_ms:.1f}"
                    for one in report.findable
                    if one.engine == built.engine
                ),
            )
            for built in report.built
        ),
    )
    lines += [""]
    lines += _table(
        "questions | engine | asked | p50 ms | p95 ms | times our p50 | same top 20",
        (
            (
                f"{row.shape}, {'filtered' if row.filtered else 'unfiltered'}",
                row.engine,
                str(row.questions),
                f"{row.p50_ms:.2f}",
                f"{row.p95_ms:.2f}",
                f"{row.ratio:.1f}",
                f"{row.same_top:.0%}",
            )
            for row in report.answered
        ),
    )
    lines += [f"\n{name}: skipped, {reason}." for name, reason in report.absent.items()]
    return "\n".join([*lines, ""])


def _table(heads: str, rows: Iterable[Sequence[str]]) -> list[str]:
    columns = heads.count("|") + 1
    return [f"| {heads} |", "|---" * columns + "|", *(f"| {' | '.join(row)} |" for row in rows)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
