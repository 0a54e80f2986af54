"""Everything of a space that somebody may see, in one file to take along: pages to read, tables, and the files.

It is made while it is sent: a dossier of any size takes little memory, and is not kept on the disk.
"""

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext

from schakel.documents import public as documents
from schakel.kernel.sheets import Cell, csv_file
from schakel.spaces.models import Contribution
from schakel.spaces.queries import contributions_seen_from, guests_seen_from
from schakel.spaces.rules import Channel, Kind, Place
from schakel.spaces.seats import Seat, participants_of
from schakel.spaces.wording import channel_name, kind_name, place_name

_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Line:
    """One contribution as it stands in the dossier; ``path``: where its file lies, beside the index."""

    about: Contribution
    path: str = ""

    @property
    def kind(self) -> str:
        return kind_name(Kind(self.about.kind))

    @property
    def channel(self) -> str:
        return channel_name(Channel(self.about.channel))

    @property
    def who(self) -> str:
        return str(self.about.written_by or self.about.guest or "")

    @property
    def place(self) -> str:
        return place_name(Place(self.about.place)) if self.about.place else ""


def dossier_of(seat: Seat, *, now: datetime) -> Iterator[bytes]:
    """The pieces of the ZIP file, for who sits in this seat. What it holds is read now, the files while it is sent."""
    lines = list(_lines(contributions_seen_from(seat).prefetch_related("revisions__changed_by")))
    parts = [
        ("index.html", _index(seat, lines, now).encode()),
        ("index.csv", _table(lines)),
    ]
    return _pieces(parts, lines)


def _lines(contributions: Iterable[Contribution]) -> Iterator[Line]:
    taken: set[str] = set()
    for one in contributions:
        yield Line(one, _free_path(one, taken) if one.kind == Kind.FILE else "")


def _free_path(file: Contribution, taken: set[str]) -> str:
    """Each channel has a folder; two files of one name do not overwrite each other."""
    stem, _, ending = file.text.rpartition(".")
    path, number = f"files/{file.channel}/{file.text}", 1
    while path.casefold() in taken:
        number += 1
        path = f"files/{file.channel}/{stem} ({number}).{ending}"
    taken.add(path.casefold())
    return path


def _index(seat: Seat, lines: list[Line], now: datetime) -> str:
    sections = [
        {"title": title, "kind": kind.value, "lines": [one for one in lines if one.about.kind == kind]}
        for kind, title in (
            (Kind.DECISION, gettext("Decisions")),
            (Kind.TASK, gettext("Tasks")),
            (Kind.POST, gettext("Messages")),
            (Kind.FILE, gettext("Files")),
            (Kind.LINK, gettext("Links")),
        )
    ]
    return render_to_string(
        "spaces/dossier.html",
        {
            "space": seat.space,
            "sections": sections,
            "participants": participants_of(seat.space),
            "guests": guests_seen_from(seat),
            "made_for": seat.name,
            "made_at": now,
            "channels": [channel_name(channel) for channel in Channel if channel in seat.channels],
        },
    )


def _table(lines: list[Line]) -> bytes:
    rows: list[list[Cell]] = [
        [
            gettext("Kind"),
            gettext("Channel"),
            gettext("What it says"),
            gettext("Written by"),
            gettext("Written at"),
            gettext("Version"),
            gettext("Day"),
            gettext("Who does it"),
            gettext("Done"),
            gettext("Decided by"),
            gettext("Address"),
            gettext("File"),
            gettext("Size in bytes"),
            "SHA-256",
        ]
    ]
    for line in lines:
        one = line.about
        rows.append(
            [
                line.kind,
                line.channel,
                one.text,
                line.who,
                _moment(one.written_at),
                one.version,
                one.day.isoformat() if one.day else "",
                str(one.doer or ""),
                _moment(one.done_at) if one.done_at else "",
                one.decided_by,
                one.address,
                line.path,
                one.size if line.path else "",
                one.sha256,
            ]
        )
    return csv_file(rows)


def _moment(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


class _Pipe:
    """What a ZIP file is written into, and taken out of again piece by piece."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def write(self, piece: bytes, /) -> int:
        self.pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """There is nothing behind it."""

    def close(self) -> None:
        """What is in it can still be taken."""

    def taken(self) -> bytes:
        joined = b"".join(self.pieces)
        self.pieces.clear()
        return joined


def _pieces(parts: list[tuple[str, bytes]], lines: list[Line]) -> Iterator[bytes]:
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
            yield pipe.taken()
        for line in lines:
            if not line.path:
                continue
            try:
                content_of_file = documents.path_of(line.about.sha256).open("rb")
            except FileNotFoundError:
                continue  # the table says that it was there, and verify that it is gone
            with content_of_file, archive.open(line.path, "w") as entry:
                while chunk := content_of_file.read(_CHUNK):
                    entry.write(chunk)
                    yield pipe.taken()
    yield pipe.taken()
