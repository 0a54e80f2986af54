"""Write requirements/*.txt anew: exact versions with hashes, and no address of where they come from."""

import argparse
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from schakel.config.outcome import FINE, ImpossibleError
from schakel.config.places import checkout

OLDEST_PYTHON = "3.11"


@dataclass(frozen=True, slots=True)
class Lock:
    """One file of requirements: what of pyproject.toml it holds, and whose versions it has to share."""

    name: str
    choices: tuple[str, ...]
    without_project: bool = False


# In this order: the later ones take the versions of the first.
LOCKS = (
    Lock("run", ("--extra=postgres", "--extra=build")),
    Lock("test", ("--extra=postgres", "--extra=build", "--extra=semantic", "--group=test")),
    Lock("semantic", ("--extra=semantic",)),
    Lock("npm", ("--group=npm",), without_project=True),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--upgrade", action="store_true", help="take the newest versions that pyproject.toml allows"
    )


def run(options: argparse.Namespace) -> int:
    root = checkout()
    for lock in LOCKS:
        _write(root, lock, upgrade=options.upgrade)
        sys.stdout.write(f"requirements/{lock.name}.txt\n")
    return FINE


def _write(root: Path, lock: Lock, *, upgrade: bool) -> None:
    command = [
        *_uv(),
        "pip",
        "compile",
        "--quiet",
        "--universal",
        f"--python-version={OLDEST_PYTHON}",
        "--generate-hashes",
        "--no-emit-index-url",
        "--no-annotate",
        "--custom-compile-command=./schakel lock",
        f"--output-file=requirements/{lock.name}.txt",
        *lock.choices,
    ]
    if not lock.without_project:
        command.append("pyproject.toml")
    if lock is not LOCKS[0]:
        command.append("--constraint=requirements/run.txt")
    if upgrade:
        command.append("--upgrade")
    if subprocess.run(command, cwd=root, check=False).returncode:  # noqa: S603 - nothing in it comes from outside
        raise ImpossibleError(f"requirements/{lock.name}.txt was not written; what uv says stands above")


def _uv() -> list[str]:
    if found := shutil.which("uv"):
        return [found]
    return [sys.executable, "-m", "uv"]
