"""What waits for somebody, and what they can do: every capability says it here, and the start page shows it.

A module ``waiting.py`` of a capability is found by its name; docs/develop/start-page.md shows how.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from schakel.accounts.models import Person


class Urgency(IntEnum):
    """How soon something should be done; the most urgent stands on top."""

    LATE = 0
    """It should have been done already, or somebody waits for it too long."""
    SOMEBODY_WAITS = 1
    """Somebody else cannot go on before it is done."""
    SOMETIME = 2
    """It is good to do it, and nobody waits."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for somebody: what, how many, and the page where it is done."""

    label: str
    count: int
    url: str
    urgency: Urgency = Urgency.SOMEBODY_WAITS


@dataclass(frozen=True, slots=True)
class Doing:
    """Something that somebody in their role does often, and where. ``icon``: one of website/icons."""

    label: str
    url: str
    icon: str = "arrow-right"


FindWaiting = Callable[[Person, datetime], Iterable[Waiting]]
"""What of one capability waits for this person now, in their language; only what they may see and do."""
FindDoing = Callable[[Person], Iterable[Doing]]
_WAITING: dict[str, FindWaiting] = {}
_DOING: dict[str, FindDoing] = {}


def register_waiting(name: str, find: FindWaiting) -> None:
    """Have this shown among what waits. Raises ValueError for a name in use."""
    if name in _WAITING:
        raise ValueError(f"two things that wait are called {name}")
    _WAITING[name] = find


def register_doing(name: str, find: FindDoing) -> None:
    """Have this offered on the start page. Raises ValueError for a name in use."""
    if name in _DOING:
        raise ValueError(f"two things to do are called {name}")
    _DOING[name] = find


def waiting_for(person: Person, *, now: datetime) -> list[Waiting]:
    """All that waits for somebody, the most urgent first; of what is as urgent, what there is most of."""
    found = [one for name in sorted(_WAITING) for one in _WAITING[name](person, now) if one.count]
    return sorted(found, key=lambda one: (one.urgency, -one.count))


def doing_of(person: Person) -> list[Doing]:
    """What somebody does often, capability by capability."""
    return [one for name in sorted(_DOING) for one in _DOING[name](person)]
