"""A lock that holds between threads and between processes, and that a dying process lets go of."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def held(path: Path, *, waiting: bool = True) -> Iterator[bool]:
    """Whether the lock is ours within the block; always so when we waited for it."""
    # Each block opens the file anew: two threads of one process keep each other out like two processes do.
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o640)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX if waiting else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)
