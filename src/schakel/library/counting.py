"""How many items there are of each value of a filter, for somebody; the same for the pages and for the API."""

from collections.abc import Collection, Mapping

from schakel.accounts.public import Person
from schakel.library.kinds import Kind
from schakel.library.listing import (
    Wanted,
    count_by_kind,
    count_by_language,
    count_by_region,
    count_by_status,
    count_by_theme,
    items_wanted,
    without,
)
from schakel.library.models import ItemQuerySet

_FIELD = {
    "kind": "kinds",
    "theme": "themes",
    "region": "regions",
    "status": "statuses",
    "language": "languages",
}


def items_under(
    wanted: Wanted, person: Person | None, *, parents: Mapping[str, str], leave_open: str = ""
) -> ItemQuerySet:
    """What is wanted; with one filter left open, for the counts of that filter's own values.

    ``parents``: the broader theme of every theme that has one.
    """
    if leave_open:
        wanted = without(wanted, _FIELD[leave_open])
    return items_wanted(wanted, person, narrower=_narrower(wanted.themes, parents))


def counts_of(
    facet: str, wanted: Wanted, person: Person | None, *, parents: Mapping[str, str]
) -> dict[str, int]:
    """Number of items by value of this filter, with the other filters on. Of a status only where one kind is wanted."""
    items = items_under(wanted, person, parents=parents, leave_open=facet)
    match facet:
        case "kind":
            return {kind.value: number for kind, number in count_by_kind(items).items()}
        case "theme":
            return count_by_theme(items, parents)
        case "region":
            return count_by_region(items)
        case "language":
            return count_by_language(items)
        case _:
            return count_by_status(items, one_kind(wanted.kinds)) if len(wanted.kinds) == 1 else {}


def one_kind(kinds: Collection[Kind]) -> Kind:
    [kind] = kinds
    return kind


def _narrower(themes: Collection[str], parents: Mapping[str, str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {theme: set() for theme in themes}
    if not found:
        return {}
    for notation in parents:
        step = notation
        while step := parents.get(step, ""):
            if step in found:
                found[step].add(notation)
    return found
