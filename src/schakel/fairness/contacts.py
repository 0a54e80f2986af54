"""Contacts of providers, as far as other capabilities know of them and told this one how to count them."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date

CountContacts = Callable[[date, date], Mapping[int, int]]
"""From the first day until the last, both included: number of contacts by the key of the organisation."""
_SOURCES: dict[str, CountContacts] = {}


def register_contacts(name: str, count: CountContacts) -> None:
    """From now on these count as contacts. ``name``: of what they are, once."""
    _SOURCES[name] = count


def contacts_between(first: date, last: date) -> Mapping[int, int]:
    """All contacts together, by the key of the organisation."""
    found: Counter[int] = Counter()
    for name in sorted(_SOURCES):
        found.update(_SOURCES[name](first, last))
    return found


def contacts_are_known() -> bool:
    """Whether anything counts contacts: without that there is no column for them."""
    return bool(_SOURCES)
