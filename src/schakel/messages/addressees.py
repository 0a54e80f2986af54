"""Who is behind a reference: asked of whoever knows people, because this package does not."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody who can be told something."""

    reference: str
    address: str
    """Where mail goes; empty when no mail may go there, such as to an address that nobody confirmed."""
    language: str


class Directory(Protocol):
    def __call__(self, references: Collection[str]) -> Mapping[str, Addressee]:
        """Those of the references who may be reached now: accounts that are open."""


_DIRECTORIES: list[Directory] = []


def register_directory(directory: Directory) -> None:
    """Say who knows people. There is one; the newest counts."""
    _DIRECTORIES[:] = [directory]


def find_addressees(references: Collection[str]) -> Mapping[str, Addressee]:
    """Whoever can be reached of these; nobody when nothing was registered."""
    return _DIRECTORIES[0](references) if _DIRECTORIES and references else {}
