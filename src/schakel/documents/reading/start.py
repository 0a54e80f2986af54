"""Starting the child that reads a document, and not waiting for longer than was promised."""

import binascii
import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from schakel.documents.reading.limits import (
    ANSWER,
    PICTURE_ANSWER,
    PICTURE_HEIGHT,
    PICTURE_WIDTHS,
    SECONDS,
    TABLE_ANSWER,
    FileType,
    UnreadableError,
)

_CHILD = Path(__file__).with_name("child.py")
_CHUNK = 1 << 16
_NICENESS = 10
"""Reading a document waits for people who ask something."""


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of a file."""

    type: FileType
    text: str
    people: tuple[str, ...]
    """Names in the heading of a mail."""
    is_cut: bool
    """Whether there was more than is read of one file."""
    has_macros: bool
    memory: int
    """Kilobytes that reading it took at its highest."""
    walls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rendition:
    """A picture as it was made anew: WebP, of so many pixels."""

    width: int
    height: int
    content: bytes


def read_apart(content: bytes) -> Read:
    """The text of a file, read by a process of its own. Raises UnreadableError when there is none to have."""
    answer = _answer_of(content)
    if "code" in answer:
        raise UnreadableError(str(answer["code"]))
    people = answer["people"]
    walls = answer["walls"]
    return Read(
        type=FileType(str(answer["type"])),
        text=str(answer["text"]),
        people=tuple(map(str, people)) if isinstance(people, list) else (),
        is_cut=bool(answer["is_cut"]),
        has_macros=bool(answer["has_macros"]),
        memory=int(str(answer["memory"])),
        walls=tuple(map(str, walls)) if isinstance(walls, list) else (),
    )


def read_table_apart(content: bytes) -> list[list[str]]:
    """The rows of a workbook's first sheet, read by a process of its own. Raises UnreadableError, also for too many."""
    answer = _answer_of(content, "--table")
    rows = answer.get("rows")
    if not isinstance(rows, list):
        raise UnreadableError(str(answer.get("code", "document-broken")))
    if answer["is_cut"]:
        raise UnreadableError("document-too-big")
    return [[str(cell) for cell in row] for row in rows]


def picture_apart(content: bytes) -> tuple[Rendition, ...]:
    """A picture made anew in a few widths, the smallest first. Raises UnreadableError for what is no picture."""
    answer = _answer_of(content, "--picture")
    made = answer.get("renditions")
    if not isinstance(made, list) or not made:
        raise UnreadableError(str(answer.get("code", "document-broken")))
    # The child read what nobody trusts: what it says is believed as far as it is a picture of sizes we know.
    return tuple(_rendition(one) for one in made[: len(PICTURE_WIDTHS)])


def _rendition(made: object) -> Rendition:
    match made:
        case [int(width), int(height), str(content)]:
            rendition = Rendition(width, height, _decoded(content))
        case _:
            raise UnreadableError("document-broken")
    is_webp = rendition.content[:4] == b"RIFF" and rendition.content[8:12] == b"WEBP"
    is_known_size = 0 < rendition.width <= PICTURE_WIDTHS[-1] and 0 < rendition.height <= PICTURE_HEIGHT
    # RFC 9649: the length of what follows stands in the heading; nothing may lie behind a picture.
    is_whole = int.from_bytes(rendition.content[4:8], "little") + 8 == len(rendition.content)
    if not (is_webp and is_known_size and is_whole):
        raise UnreadableError("document-broken")
    return rendition


def _decoded(content: str) -> bytes:
    try:
        return binascii.a2b_base64(content, strict_mode=True)
    except ValueError as error:
        raise UnreadableError("document-broken") from error


_MOST = {"--table": TABLE_ANSWER, "--picture": PICTURE_ANSWER}


def _answer_of(content: bytes, *arguments: str) -> dict[str, object]:
    most = _MOST[arguments[0]] if arguments else ANSWER
    given = os.memfd_create("document")
    try:
        _write_all(given, content)
        os.lseek(given, 0, os.SEEK_SET)
        child = subprocess.Popen(  # noqa: S603 - nothing in it comes from outside
            [sys.executable, "-I", "-X", "utf8", str(_CHILD), *arguments],
            stdin=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={"MALLOC_ARENA_MAX": "1", "LC_ALL": "C.UTF-8"},
            start_new_session=True,
        )
    finally:
        os.close(given)
    try:
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, child.pid, _NICENESS)
        written, in_time = _read_until(child, time.monotonic() + SECONDS, most)
    finally:
        _end(child)
    if not in_time:
        raise UnreadableError("document-too-slow")
    return _understood(written, child.returncode)


def _read_until(child: "subprocess.Popen[bytes]", give_up_at: float, most: int) -> tuple[bytes, bool]:
    """What the child says, and whether it came to an end in time; never more than is taken."""
    if child.stdout is None:
        raise UnreadableError("document-broken")
    pieces: list[bytes] = []
    number = 0
    with child.stdout as said:
        while number <= most:
            left = give_up_at - time.monotonic()
            if left <= 0 or not select.select([said], [], [], left)[0]:
                return b"", False
            piece = os.read(said.fileno(), _CHUNK)
            if not piece:
                break
            pieces.append(piece)
            number += len(piece)
    return b"".join(pieces), True


def _end(child: "subprocess.Popen[bytes]") -> None:
    """The child and whatever it may have started are gone when this returns."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _understood(written: bytes, status: int) -> dict[str, object]:
    try:
        answer = json.loads(written)
    except ValueError:
        answer = None
    if isinstance(answer, dict) and (
        {"code", "rows", "renditions"} & answer.keys() or {"type", "text", "people", "walls"} <= answer.keys()
    ):
        return answer
    # It ended in the middle. Of the signals it gets one when its time of the processor was used up.
    was_slow = status in (-signal.SIGXCPU, -signal.SIGKILL) and not written
    return {"code": "document-too-slow" if was_slow else "document-too-big"}


def _write_all(file: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(file, view) :]
