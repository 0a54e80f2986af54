"""What moves along when an organisation goes on in another: every capability says what it keeps of organisations."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from schakel.accounts.public import Person
from schakel.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Going:
    """An organisation goes on in another.

    ``is_double``: they were one all along, so that everything is of the other; otherwise the first has ended, and what
    happened there, happened there.
    """

    organisation: Organisation
    into: Organisation
    is_double: bool
    by: Person | None
    now: datetime


Move = Callable[[Going], int]
"""Moves what a capability keeps, inside the caller's transaction; returns how much that was."""
_MOVES: dict[str, Move] = {}


def register_move(name: str, move: Move) -> None:
    """Have this moved too, under the name by which the journal counts it. Raises ValueError for a name in use."""
    if name in _MOVES:
        raise ValueError(f"two things that move are called {name}")
    _MOVES[name] = move


def move_everything(going: Going) -> dict[str, int]:
    """Move what is registered; how much of each."""
    return {name: _MOVES[name](going) for name in sorted(_MOVES)}
