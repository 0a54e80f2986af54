"""The door of fairness."""

from collections.abc import Iterable
from datetime import date

from schakel.fairness.counting import COUNTER
from schakel.fairness.demonstration import load_demo_exposure

__all__ = [
    "count_shown",
    "keep_counting",
    "load_demo_exposure",
    "stop_counting",
]


def count_shown(items: Iterable[int], *, user_agent: str, today: date) -> None:
    """These items, by their keys, stand on a page somebody asked for. Costs a dictionary's work, and no database."""
    COUNTER.count(items, user_agent=user_agent, today=today)


def keep_counting() -> None:
    """Store what this process counts, now and then; once for a process that serves people."""
    COUNTER.keep_storing()


def stop_counting() -> None:
    """This process ends: store the last of it."""
    COUNTER.end()
