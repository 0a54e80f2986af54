"""Saying what is going on: with a moving line on a terminal, in plain lines elsewhere, always beside the answer.

What a command answers goes to standard output; what is said here goes to standard error. NO_COLOR is respected.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext

from rich.console import Console
from rich.progress import Progress

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


def say(sentence: str) -> None:
    """Say at once what is going on."""
    _console().print(sentence)


def warn(sentence: str) -> None:
    """Say what went less well; the work goes on."""
    _console().print(f"warning: {sentence}", style="yellow")


@contextmanager
def counting_up(sentence: str) -> Iterator[Callable[[int, int], None] | None]:
    """A function that takes how much is done of how much, and moves a bar; None where there is no terminal."""
    console = _console()
    if not console.is_terminal:
        yield None
        return
    with Progress(console=console, transient=True) as progress:
        bar = progress.add_task(sentence, total=None)
        yield lambda done, total: progress.update(bar, completed=done, total=total)


def write_line(text: str = "") -> None:
    """One line of the command's answer."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
