"""Reading documents without the hub noticing: so many at once, and a few that wait for their turn."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TextIO

from django.conf import settings

from schakel.documents.reading.limits import UnreadableError
from schakel.documents.reading.start import Read, Rendition, picture_apart, read_apart, read_table_apart
from schakel.kernel.refusal import Refusal

PATIENCE = 4.0
"""Seconds that somebody waits for their turn, before they are told that it is busy."""
_GLANCE = 0.05


def read_document(content: bytes, *, patience: float = PATIENCE) -> Read:
    """The text of a file. A Refusal says why there is none, or that too many are being read at the moment."""
    with _turn(patience):
        try:
            return read_apart(content)
        except UnreadableError as error:
            raise Refusal(error.code) from error


def read_table(content: bytes, *, patience: float = PATIENCE) -> list[list[str]]:
    """The rows of a workbook's first sheet, with the same Refusals."""
    with _turn(patience):
        try:
            return read_table_apart(content)
        except UnreadableError as error:
            raise Refusal(error.code) from error


def read_picture(content: bytes, *, patience: float = PATIENCE) -> tuple[Rendition, ...]:
    """A picture made anew in a few widths, the smallest first; a Refusal says why not."""
    with _turn(patience):
        try:
            return picture_apart(content)
        except UnreadableError as error:
            raise Refusal(error.code) from error


@contextmanager
def _turn(patience: float) -> Iterator[None]:
    """One of the few places there are, over all processes of the hub; as many wait, and others are told at once."""
    most = settings.ENVIRONMENT.document_readers
    with ExitStack() as held:
        place = _taken("reading", most)
        if place is None:
            waiting = _taken("waiting", most)
            if waiting is None:
                raise Refusal("documents-busy")
            held.enter_context(waiting)
            place = _taken_in_time("reading", most, patience)
        held.enter_context(place)
        yield


def _taken_in_time(name: str, most: int, patience: float) -> TextIO:
    give_up_at = time.monotonic() + patience
    while time.monotonic() < give_up_at:
        place = _taken(name, most)
        if place is not None:
            return place
        time.sleep(_GLANCE)
    raise Refusal("documents-busy")


def _taken(name: str, most: int) -> TextIO | None:
    """A place that was free, held until it is closed, also by a process that is killed; None when all are taken."""
    places = Path(settings.DOCUMENTS) / "places"
    places.mkdir(mode=0o700, parents=True, exist_ok=True)
    for number in range(most):
        lock = (places / f"{name}-{number}").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
        else:
            return lock
    return None
