"""Measure a promise: `bench` lists what can be measured, `bench NAME …` measures it."""

import argparse
import ast
import os
import subprocess
import sys
from pathlib import Path

from schakel.config.outcome import FINE, IMPOSSIBLE, NOT_FINE, ImpossibleError
from schakel.config.places import checkout
from schakel.config.terminal import write_line


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", help="what to measure; without a name: what there is")
    parser.add_argument(
        "rest", nargs=argparse.REMAINDER, help="what that measurement takes; see: bench NAME --help"
    )


def run(options: argparse.Namespace) -> int:
    root = checkout()
    measurements = {path.stem: path for path in sorted((root / "bench").glob("[a-z]*.py"))}
    if options.name is None:
        for name, path in measurements.items():
            write_line(f"{name:14} {_first_line(path)}")
        return FINE
    if options.name not in measurements:
        raise ImpossibleError(f"There is no measurement {options.name}; there are: {', '.join(measurements)}")
    # What the caller adds to the path may hold others to compare with.
    search_path = os.pathsep.join(
        [str(root / "src"), str(root), *filter(None, [os.environ.get("PYTHONPATH")])]
    )
    environment = {**os.environ, "PYTHONPATH": search_path}
    command = [sys.executable, str(measurements[options.name]), *options.rest]
    status = subprocess.run(command, cwd=root, env=environment, check=False).returncode  # noqa: S603 - a file of ours
    return status if status in {FINE, NOT_FINE, IMPOSSIBLE} else NOT_FINE


def _first_line(path: Path) -> str:
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return text.partition("\n")[0]
