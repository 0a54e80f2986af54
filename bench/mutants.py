"""Whether the tests of rules can fail: each module of rules is changed a little, many times, and its tests must notice.

mutmut thinks up the changes; here they are made outside functions too, because the tables of the rules stand there.
A change that cannot even be imported is no mutant. Ends with 1 when the tests of a package notice less than 90 %.
"""

import argparse
import gc
import importlib.abc
import importlib.util
import os
import resource
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import settings as hypothesis_settings
from mutmut.mutation.file_mutation import create_mutations

ROOT = Path(__file__).resolve().parent.parent
ENOUGH = 0.9
SURVIVED, NOTICED, STILLBORN, TESTS_FAIL = 0, 1, 3, 4
# Time of the processor, so that a busy machine makes nobody notice anything; a change can make a loop endless.
MOST_SECONDS = 20
MOST_MEMORY = 4 * 2**30
# What the tests of rules do without: a thousand short sessions begin three times as fast.
UNUSED_PLUGINS = (
    "cacheprovider capture debugging doctest faulthandler junitxml logging pastebin recwarn setuponly setupplan "
    "stepwise terminalreporter threadexception unittest unraisableexception warnings"
)
PYTEST = (
    "-x",
    # Nothing of the suite's harness either: rules need no database.
    "--config-file=/dev/null",
    f"--rootdir={ROOT}",
    "--noconftest",
    "--import-mode=importlib",
    "--assert=plain",
    *(f"-pno:{plugin}" for plugin in UNUSED_PLUGINS.split()),
)


@dataclass(frozen=True, slots=True)
class Target:
    """A module, the tests that have to notice a change in it, and the package it is reported under."""

    package: str
    path: Path
    tests: tuple[Path, ...]

    @property
    def module(self) -> str:
        parts = self.path.relative_to(ROOT / "src").with_suffix("").parts
        return ".".join(part for part in parts if part != "__init__")


@dataclass(frozen=True, slots=True)
class Mutant:
    """The whole source with one change in it; ``line`` and ``change`` are for the reader."""

    target: Target
    source: str
    line: int
    change: str


class Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives a module the source of a mutant instead of what is in its file."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def find_spec(self, fullname: str, path: object, target: object = None) -> ModuleSpec | None:
        del path, target
        if fullname != self.mutant.target.module:
            return None
        return importlib.util.spec_from_loader(fullname, self, origin=str(self.mutant.target.path))

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.mutant.source, self.mutant.target.path, "exec"), module.__dict__)  # noqa: S102 - that is the point


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the score of every package and what survived."""
    parser = argparse.ArgumentParser(
        prog="schakel bench mutants", description="Whether tests of rules can fail."
    )
    parser.add_argument(
        "packages", nargs="*", metavar="PACKAGE", help="only these; without any: all with rules"
    )
    parser.add_argument("--processes", type=int, default=min(os.cpu_count() or 1, 4))
    options = parser.parse_args(arguments)
    targets = [
        target for target in all_targets() if not options.packages or target.package in options.packages
    ]
    unknown = set(options.packages) - {target.package for target in targets}
    if unknown:
        parser.error(f"no rules in: {', '.join(sorted(unknown))}")
    return report(targets, options.processes)


def all_targets() -> Iterator[Target]:
    for path in sorted((ROOT / "src" / "schakel").glob("*/*rules.py")):
        yield Target(path.parent.name, path, (path.parent / "tests" / f"test_{path.name}",))
    kernel = ROOT / "src" / "schakel" / "kernel"
    for path in sorted(kernel.glob("[a-z]*.py")):
        yield Target("kernel", path, (kernel / "tests" / f"test_{path.name}",))


def report(targets: Sequence[Target], processes: int) -> int:
    began = time.monotonic()
    prepare()
    for target in targets:
        if outcome_of(Mutant(target, target.path.read_text(encoding="utf-8"), 0, "")) != SURVIVED:
            print(f"The tests of {target.module} fail as it stands; mend that first.")
            return 2
    enough, made = True, 0
    for package in dict.fromkeys(target.package for target in targets):
        mutants = [mutant for target in targets if target.package == package for mutant in mutants_of(target)]
        outcomes = outcomes_of(mutants, processes)
        survivors = [mutant for mutant, outcome in zip(mutants, outcomes, strict=True) if outcome == SURVIVED]
        noticed = outcomes.count(NOTICED)
        share = noticed / max(noticed + len(survivors), 1)
        enough, made = enough and share >= ENOUGH, made + noticed + len(survivors)
        verdict = "" if share >= ENOUGH else "  too few"
        print(
            f"{package:14} {noticed:4} of {noticed + len(survivors):4} noticed: {share:6.1%}{verdict}",
            flush=True,
        )
        for mutant in survivors:
            print(f"    {mutant.target.path.relative_to(ROOT)}:{mutant.line}: {mutant.change}")
    print(f"{made} mutants in {time.monotonic() - began:.0f} s")
    return 0 if enough else 1


def prepare() -> None:
    """What every test needs is imported once; the rules are not, so that each child imports its own."""
    for path in (ROOT, ROOT / "src"):
        if str(path) not in sys.path:
            sys.path.insert(0, str(path))
    # The same examples every time: a score that changes by itself tells nothing.
    hypothesis_settings.register_profile(
        "mutants", max_examples=25, deadline=None, derandomize=True, database=None
    )
    hypothesis_settings.load_profile("mutants")
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    gc.freeze()  # children do not look through what was there before them


def mutants_of(target: Target) -> Iterator[Mutant]:
    """Every change that mutmut knows to the source, each once."""
    source = target.path.read_text(encoding="utf-8")
    module, mutations, _, _ = create_mutations(str(target.path), source)
    seen = {source}
    for mutation in mutations:
        changed = module.deep_replace(mutation.original_node, mutation.mutated_node).code
        if changed not in seen and compiles(changed):
            seen.add(changed)
            line, change = difference(source, changed)
            yield Mutant(target, changed, line, change)


def compiles(source: str) -> bool:
    try:
        compile(source, "", "exec")
    except SyntaxError:
        return False
    return True


def difference(before: str, after: str) -> tuple[int, str]:
    """The number of the first line that differs, and what it was and became."""
    old, new = before.splitlines(), after.splitlines()
    first = next(place for place, (a, b) in enumerate(zip(old, new, strict=False)) if a != b)
    removed = len(old) - len(new)
    if removed > 0:
        return first + 1, f"{removed} lines from here left out: {old[first].strip()}"
    return first + 1, f"{old[first].strip()}  =>  {new[first].strip()}"


def outcomes_of(mutants: Sequence[Mutant], processes: int) -> list[int]:
    """What came of each, in order; so many at a time."""
    outcomes: dict[int, int] = {}
    running: dict[int, int] = {}
    waiting = iter(enumerate(mutants))
    while True:
        while len(running) < processes and (following := next(waiting, None)):
            place, mutant = following
            running[start(mutant)] = place
        if not running:
            return [outcomes[place] for place in range(len(mutants))]
        child, status = os.wait()
        outcomes[running.pop(child)] = outcome_of_status(status)


def outcome_of(mutant: Mutant) -> int:
    return outcome_of_status(os.waitpid(start(mutant), 0)[1])


def outcome_of_status(status: int) -> int:
    """Whoever was killed for using too much has been noticed."""
    return NOTICED if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def start(mutant: Mutant) -> int:
    """A child of this process that tests the mutant; its number."""
    child = os.fork()
    if child:
        return child
    os._exit(tested(mutant))


def tested(mutant: Mutant) -> int:
    silence()
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.meta_path.insert(0, Changed(mutant))
    try:
        importlib.import_module(mutant.target.module)
    except Exception:  # noqa: BLE001 - whatever it is, no test had to notice it
        return STILLBORN
    return SURVIVED if pytest.main([*PYTEST, *map(str, mutant.target.tests)]) == 0 else NOTICED


def silence() -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)


if __name__ == "__main__":
    sys.exit(main())
