"""The folder of an index: who may change it, how its files are called, and what is left over in it."""

import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from schakel.search.engines.columnar import files
from schakel.search.engines.columnar.locks import held

CURRENT = "current"
SEALED = ".segment"
UNFINISHED = ".unfinished"


class IndexFolder:
    """``writing`` is held to publish, for milliseconds; ``building`` before it, for what takes longer."""

    def __init__(self, path: Path) -> None:
        path.mkdir(parents=True, exist_ok=True)
        self.path = path

    @contextmanager
    def writing(self) -> Iterator[None]:
        with held(self.path / "writing.lock"):
            yield

    @contextmanager
    def building(self, *, waiting: bool) -> Iterator[bool]:
        """Whether it is ours to build; unfinished files in the folder are then nobody's."""
        with held(self.path / "building.lock", waiting=waiting) as ours:
            if ours:
                self._remove_unfinished()
            try:
                yield ours
            finally:
                if ours:
                    self._remove_unfinished()

    def new_segment(self) -> Path:
        """A name that was never used: readers remember segments by name."""
        return self.path / (secrets.token_hex(8) + SEALED)

    def unfinished(self) -> Path:
        """A name for a file under construction; only for who is building."""
        return self.path / (secrets.token_hex(8) + UNFINISHED)

    def remove_all_but(self, sealed: Collection[str]) -> None:
        """Remove segments that do not count (any more); only for who is writing, after it published."""
        for path in self.path.glob("*" + SEALED):
            if path.name not in sealed:
                files.remove(path)

    def _remove_unfinished(self) -> None:
        for path in self.path.glob("*" + UNFINISHED):
            # The one of ``current`` belongs to who is writing, who simply writes it anew.
            if path.stem != CURRENT:
                files.remove(path)
