"""What a version of an item is made of, how two differ, and what an older one was."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from schakel.journal import public as journal
from schakel.library.models import Item, ItemText
from schakel.library.rules import State
from schakel.vocabulary.public import Concept


def snapshot(item: Item) -> dict[str, object]:
    """Everything about an item that a version is made of, as plain values."""
    return snapshot_with(item, texts=item.texts.all(), themes=item.themes.all())


def snapshot_with(item: Item, *, texts: Iterable[ItemText], themes: Iterable[Concept]) -> dict[str, object]:
    """The same of an item whose texts and themes are at hand, stored or not."""
    return {
        **snapshot_of_row(item),
        "themes": sorted(theme.notation for theme in themes),
        **{f"text.{text.language}.{text.name}": text.text for text in texts},
    }


def snapshot_of_row(item: Item) -> dict[str, object]:
    """Of that what stands with the item itself: all that a step of its life can change."""
    return {
        "owner": item.owner.slug,
        "place": item.place.slug if item.place else "",
        "visibility": item.visibility,
        "original_language": item.original_language,
        "facts": item.facts,
        "source_url": item.source_url,
        "source_name": item.source_name,
        "licence": item.licence,
        "retrieved_on": item.retrieved_on.isoformat() if item.retrieved_on else "",
        "verified_on": item.verified_on.isoformat() if item.verified_on else "",
        "is_illustrative": item.is_illustrative,
    }


def differences(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, list[object]]:
    """Name -> [before, after] of whatever is not the same; None stands for what is not there."""
    names = [*after, *(name for name in before if name not in after)]
    return {
        name: [before.get(name), after.get(name)] for name in names if before.get(name) != after.get(name)
    }


def snapshot_as_of(item: Item, version: int) -> dict[str, object]:
    """The item as it was in an older version: what stands now with the newer changes taken back."""
    then = snapshot(item)
    for row in journal.history_of(item.reference):
        number = row.details.get("version")
        changes = row.details.get("changes")
        if isinstance(number, int) and number > version and isinstance(changes, Mapping):
            then |= {name: before for name, (before, _) in changes.items()}
    return {name: value for name, value in then.items() if value is not None}


def replayed(history: Iterable[journal.Row]) -> tuple[str, dict[str, object]]:
    """The state and the snapshot that an item has when everything in its history happened; oldest row first."""
    state, values = State.DRAFT.value, {}
    for row in history:
        state = str(row.details.get("to", state))
        after = row.details.get("after")
        changes = row.details.get("changes")
        if isinstance(after, Mapping):
            values = dict(after)
        if isinstance(changes, Mapping):
            values |= {name: new for name, (_, new) in changes.items()}
    return state, {name: value for name, value in values.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed. ``name`` is as in a snapshot, a fact as "fact.status"."""

    name: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened to an item. ``by`` is the journal's reference, empty for the system."""

    what: str
    by: str
    at: datetime
    reason: str
    version: int | None
    changes: tuple[Change, ...]


def happenings_of(item: Item) -> list[Happening]:
    """What people did with an item, the newest first."""
    rows = [row for row in journal.history_of(item.reference) if row.name.startswith("item.")]
    return [_happening(row) for row in rows]


def _happening(row: journal.Row) -> Happening:
    version = row.details.get("version")
    changes = row.details.get("changes")
    return Happening(
        what=row.name.partition(".")[2],
        by=row.actor,
        at=row.at,
        reason=str(row.details.get("reason", "")),
        version=version if isinstance(version, int) else None,
        changes=changes_between(
            {name: before for name, (before, _) in changes.items()},
            {name: after for name, (_, after) in changes.items()},
        )
        if isinstance(changes, Mapping)
        else (),
    )


def changes_between(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[Change, ...]:
    """What differs between two snapshots, each fact on its own."""
    found = differences(_with_facts_apart(before), _with_facts_apart(after))
    return tuple(Change(name, old, new) for name, (old, new) in found.items())


def _with_facts_apart(values: Mapping[str, object]) -> dict[str, object]:
    facts = values.get("facts")
    apart = {f"fact.{name}": value for name, value in facts.items()} if isinstance(facts, Mapping) else {}
    return {name: value for name, value in values.items() if name != "facts"} | apart
