"""Lets the n-th change of a file fail, or be the last thing before the process dies or the power goes."""

import errno
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path
from typing import Any

import pytest

from schakel.search.engines.columnar import files

WRITES_AT_ONCE = 8
"""So many writes count as one operation: a file consists of dozens, and nobody reads it before it is whole."""


class Fault(Enum):
    DISK_FULL = auto()
    """The operation fails, and the program goes on."""
    KILLED = auto()
    """The operation was not done, and nothing after it."""
    POWER_CUT = auto()
    """The same, and what was written but not synced is gone; names changed in a folder stay."""
    POWER_CUT_AND_NAMES_LOST = auto()
    """The same, and names that were changed since the folder was last synced are as they were."""


class DeadError(BaseException):
    """Not an Exception: no cleaning up may catch it."""


@dataclass
class FaultyDisk:
    fault: Fault
    after: int
    """How many operations still succeed."""
    attic: Path
    """A folder for what must be brought back."""
    sync_lies: bool = False
    """Whether syncing a file does nothing: a control, to see that a power cut would be noticed."""
    struck: bool = False
    _writes: int = 0
    _unsynced: set[Path] = field(default_factory=set)
    _paths: dict[int, Path] = field(default_factory=dict)
    _undo: list[Callable[[], object]] = field(default_factory=list)

    def install(self, patch: pytest.MonkeyPatch) -> None:
        for name in ("create", "write", "sync", "rename", "remove", "sync_folder"):
            patch.setattr(files, name, self._guarded(getattr(files, name), getattr(self, f"_{name}")))

    def _guarded(self, operation: Callable[..., Any], note: Callable[..., None]) -> Callable[..., Any]:
        def guarded(*arguments: Any) -> Any:
            if operation.__name__ == "write":
                self._writes += 1
                if self._writes % WRITES_AT_ONCE:
                    self.after += 1
            if self.after == 0 or (self.struck and self.fault is not Fault.DISK_FULL):
                self.after = sys.maxsize
                self.struck = True
                if self.fault is Fault.DISK_FULL:
                    raise OSError(errno.ENOSPC, "no space left")
                raise DeadError
            self.after -= 1
            if operation.__name__ == "create":
                descriptor = operation(*arguments)
                note(descriptor, *arguments)
                return descriptor
            note(*arguments)
            return operation(*arguments)

        return guarded

    def _create(self, descriptor: int, path: Path) -> None:
        self._paths[descriptor] = path
        self._unsynced.add(path)
        self._undo.append(lambda: path.unlink(missing_ok=True))

    def _write(self, descriptor: int, content: bytes, offset: int) -> None:
        del content, offset
        self._unsynced.add(self._paths[descriptor])

    def _sync(self, descriptor: int) -> None:
        if not self.sync_lies:
            self._unsynced.discard(self._paths[descriptor])

    def _rename(self, source: Path, target: Path) -> None:
        restore_target = self._keep(target)
        self._undo.append(lambda: (target.replace(source), restore_target()))
        if source in self._unsynced:
            self._unsynced.remove(source)
            self._unsynced.add(target)

    def _remove(self, path: Path) -> None:
        self._undo.append(self._keep(path))

    def _sync_folder(self, folder: Path) -> None:
        del folder
        self._undo.clear()

    def _keep(self, path: Path) -> Callable[[], object]:
        if not path.exists():
            return lambda: None
        kept = self.attic / f"{len(self._undo)}-{path.name}"
        kept.unlink(missing_ok=True)
        os.link(path, kept)
        return lambda: shutil.copyfile(kept, path)

    def lose_what_is_not_durable(self) -> None:
        """What a power cut leaves behind; to be called when the program is dead."""
        if self.fault in {Fault.POWER_CUT, Fault.POWER_CUT_AND_NAMES_LOST}:
            for path in self._unsynced:
                if path.exists():
                    path.write_bytes(b"")
        if self.fault is Fault.POWER_CUT_AND_NAMES_LOST:
            for undo in reversed(self._undo):
                undo()
