"""Who uses an item counts: proven reuse is a reason, and more so by a body about as large as the one who asks."""

from collections.abc import Iterable
from dataclasses import replace

from schakel.adoptions import public as adoptions
from schakel.journal import public as journal
from schakel.library.public import ItemValue

_ADOPTERS = "adopters"
"""Beside the facts of an item: how many organisations use it, by their class of size."""


def with_reuse(items: Iterable[ItemValue]) -> list[ItemValue]:
    """The items with how many confirmed that they use them; for the index, which reads each item whole."""
    values = list(items)
    counts = adoptions.reuse_counts([value.pk for value in values])
    return [
        replace(value, facts={**value.facts, _ADOPTERS: counts[value.pk]}) if value.pk in counts else value
        for value in values
    ]


def reuse_tokens(item: ItemValue) -> dict[str, float]:
    """What the index knows of the reuse of an item: by how many, and by how many of each size."""
    users, adopters = item.facts.get("used_by"), item.facts.get(_ADOPTERS)
    by_size = {size: int(number) for size, number in adopters.items()} if isinstance(adopters, dict) else {}
    number = (len(users) if isinstance(users, list) else 0) + sum(by_size.values())
    tokens = {"reused": float(number)} if number else {}
    return tokens | {f"reused:{size}": float(count) for size, count in by_size.items() if size}


def item_behind(row: journal.Row) -> int | None:
    """The item whose reuse changed by what a row of the journal says; None for any other row."""
    about = str(row.details.get("item", ""))
    is_adoption = row.subject.startswith("adoption:") and about.startswith("item:")
    return int(about.removeprefix("item:")) if is_adoption else None
