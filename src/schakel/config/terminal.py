"""Saying what is going on: with a moving line on a terminal, in plain lines elsewhere, always beside the answer.

What a command answers goes to standard output; what is said here goes to standard error. NO_COLOR is respected.
"""

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from typing import TypeVar

from rich.console import Console
from rich.progress import track

Thing = TypeVar("Thing")
WORTH_SAYING = 0.2
"""Seconds."""


def _console() -> Console:
    return Console(stderr=True, highlight=False, markup=False)


@contextmanager
def doing(sentence: str) -> Iterator[None]:
    """Say that something is being done and how long it took; nothing when it was done at once."""
    console = _console()
    began = time.monotonic()
    with console.status(f"{sentence} …") if console.is_terminal else nullcontext():
        yield
    took = time.monotonic() - began
    if took >= WORTH_SAYING:
        console.print(f"{sentence}: {took:.1f} s")


def warn(sentence: str) -> None:
    """Say what went less well; the work goes on."""
    _console().print(f"warning: {sentence}", style="yellow")


def counting(things: Iterable[Thing], *, total: int, sentence: str) -> Iterator[Thing]:
    """The same things, with a bar that shows how many went by."""
    console = _console()
    if not console.is_terminal:
        yield from things
        return
    yield from track(things, description=sentence, total=total, console=console, transient=True)


def write_line(text: str = "") -> None:
    """One line of the command's answer."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
