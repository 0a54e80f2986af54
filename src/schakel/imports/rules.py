"""What becomes of a record, and which of its fields win; plain Python."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    CREATE = "create"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    REFUSE = "refuse"


Fields = Mapping[str, object]
"""The fields of an item by name, such as "text.en.title" or "fact.status"; an absent field has no value."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What an item becomes: its fields, and the names of those in which hand and source disagree."""

    fields: dict[str, object]
    conflicts: tuple[str, ...]


def merged(*, before: Fields, here: Fields, now: Fields) -> Merged:
    """The fields of an item after an import.

    `before` is what the source said the last time, `here` what the item says, `now` what the source says. What nobody
    touched here follows the source. What was changed here stays, and is a conflict when the source changed it too.
    """
    fields: dict[str, object] = dict(here)
    conflicts = []
    for name in sorted(before.keys() | now.keys()):
        if now.get(name) == before.get(name) or now.get(name) == here.get(name):
            continue
        if here.get(name) != before.get(name):
            conflicts.append(name)
        elif name in now:
            fields[name] = now[name]
        else:
            del fields[name]
    return Merged(fields, tuple(conflicts))


def outcome(*, is_known: bool, here: Fields, after: Fields) -> Outcome:
    """What becomes of a usable record."""
    if not is_known:
        return Outcome.CREATE
    return Outcome.UNCHANGED if dict(here) == dict(after) else Outcome.UPDATE


def changes(before: Fields, after: Fields) -> list[list[object]]:
    """[name, before, after] of each field that is not the same; None stands for what is not there."""
    names = sorted(before.keys() | after.keys())
    return [
        [name, before.get(name), after.get(name)] for name in names if before.get(name) != after.get(name)
    ]
