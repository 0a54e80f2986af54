"""Kinds whose items have more of a life than the library knows: who keeps that hears of every item, in its transaction.

What is above the library says here what it keeps (`keep_lives_of`); the library tells it when an item of that kind was
written, changed or moved. A Refusal of the keeper undoes what was done.

The keeper is told before the journal has the row: it locks what it keeps, and whoever else has locked that may wait for
their turn in the journal.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from schakel.accounts.public import Person
from schakel.library.kinds import Kind
from schakel.library.models import Item

Keeper = Callable[[Sequence[Item], Person | None, datetime], None]
"""Gets items of its kind as they are stored now, by whom, and when."""
_KEEPERS: dict[Kind, Keeper] = {}


def keep_lives_of(kind: Kind, keeper: Keeper) -> None:
    """From now on this keeper hears of items of this kind. Raises ValueError where another does."""
    if _KEEPERS.get(kind, keeper) is not keeper:
        raise ValueError(f"somebody keeps the lives of {kind} already")
    _KEEPERS[kind] = keeper


def tell_keeper(items: Sequence[Item], by: Person | None, now: datetime) -> None:
    """Tell who keeps the lives of these items, where somebody does, that they were written, changed or moved."""
    for kind, keeper in _KEEPERS.items():
        if kept := [item for item in items if item.kind == kind]:
            keeper(kept, by, now)
