"""The files of attachments: each once, under the hash of its content, in a folder that no web server looks into.

A file is there before the row that needs it, and goes after the last one that did. In between, a sweep (a job) takes
away what has belonged to no row for a while; storing a file that is there already makes it young again.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from django.conf import settings

_BEING_WRITTEN = ".new"


def folder() -> Path:
    return Path(settings.DOCUMENTS) / "attachments"


def path_of(digest: str) -> Path:
    return folder() / digest[:2] / digest


def store(content: bytes) -> str:
    """Keep the content, safe from a power cut, and return its hash."""
    digest = sha256(content).hexdigest()
    path = path_of(digest)
    with _alone():
        _make_private(path.parent)
        if path.exists() and path.stat().st_size == len(content):
            os.utime(path)
            return digest
        fresh = path.with_suffix(_BEING_WRITTEN)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        for changed in (path.parent, folder()):
            _sync(changed)
    return digest


def touch(digest: str) -> None:
    """Its last row is about to go: from now on it is looked at as a file that is on its way."""
    path = path_of(digest)
    if path.exists():
        os.utime(path)


def every_file() -> Iterator[Path]:
    """All files there are, in order."""
    yield from sorted(path for path in folder().glob("*/*") if path.is_file())


def remove_unless(belongs: Callable[[str], bool], *, before: float) -> int:
    """Remove the files that were touched before this moment (seconds) and belong to nothing; returns how many."""
    number = 0
    for path in every_file():
        with _alone():
            if path.stat().st_mtime < before and not belongs(path.name):
                path.unlink()
                number += 1
    return number


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        digest = sha256()
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


@contextmanager
def _alone() -> Iterator[None]:
    """Nobody stores a file at the moment at which it is found to be nobody's."""
    _make_private(folder())
    with (folder() / "storing.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make_private(path: Path) -> None:
    path.mkdir(mode=0o700, parents=True, exist_ok=True)


def _sync(path: Path) -> None:
    """So that the name of a new file survives a power cut too."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
