"""What the hub keeps of somebody: every capability gives its part, and the person gets all of it in one file.

General Data Protection Regulation (EU) 2016/679, articles 15 and 20. A module ``own_data.py`` of a capability is found
by its name.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from schakel.accounts.models import Person

FindOwnData = Callable[[Person], Any]
"""What one capability keeps of this person, as values that JSON has, or moments and days."""
_PARTS: dict[str, FindOwnData] = {}


def register_own_data(name: str, find: FindOwnData) -> None:
    """Have this in the file, under this name. Raises ValueError for a name in use."""
    if name in _PARTS:
        raise ValueError(f"two parts of somebody's data are called {name}")
    _PARTS[name] = find


def own_data_of(person: Person, *, now: datetime) -> dict[str, Any]:
    """All of it, part by part."""
    return {"written_at": now, **{name: _PARTS[name](person) for name in sorted(_PARTS)}}
