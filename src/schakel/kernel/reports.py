"""What an import did, or a dry run of it would do: the same shape for everything that can be imported."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about a record that a person should know; ``code`` is stable, its sentence is looked up."""

    record: str
    field: str
    code: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of the records of a file. ``run`` is the number by which it can be undone, where it can be."""

    read: int = 0
    create: int = 0
    update: int = 0
    unchanged: int = 0
    refuse: int = 0
    duplicates: int = 0
    repairs: Mapping[str, int] = field(default_factory=dict)
    problems: Sequence[Remark] = ()
    run: int | None = None

    @property
    def counts(self) -> dict[str, int]:
        return {
            "read": self.read,
            "create": self.create,
            "update": self.update,
            "unchanged": self.unchanged,
            "refuse": self.refuse,
        }
