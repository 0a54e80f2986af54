"""Writing to the journal, and reading on."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction

from schakel.journal.models import Bookmark, Entry
from schakel.journal.rules import BEGINNING, Row, hash_of, storable

_WRITERS_LOCK = 0x5C4A4B4C
"""Key of the PostgreSQL advisory lock that makes writers take turns."""


AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Happened:
    """What a row will say; its number and its place in the chain come when it is written."""

    name: str
    on: str
    by: str
    at: datetime
    details: Mapping[str, object] = field(default_factory=dict)


def record(name: str, *, on: str, by: str, at: datetime, details: Mapping[str, object] | None = None) -> int:
    """Write one row inside the caller's transaction; returns its number.

    Numbers become visible in their order: on PostgreSQL a lock held until the commit makes writers take
    turns (without it a row with a lower number could appear after a reader has passed it); on SQLite an
    IMMEDIATE transaction does the same. Raises TransactionManagementError outside a transaction, and ValueError
    or TypeError for details that could not be read back as they were.
    """
    return record_rows([Happened(name, on, by, at, details or {})])[-1]


def record_rows(happenings: Iterable[Happened]) -> list[int]:
    """Write many rows, in their order, as `record` writes one; returns their numbers."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "journal.record() belongs in the transaction of what it records"
        )
    kept = [(one, storable(one.details)) for one in happenings]
    _take_turn()
    previous = Entry.objects.order_by("-pk").values_list("hash", flat=True).first() or BEGINNING
    entries = []
    for one, details in kept:
        entries.append(_entry(one, details, previous))
        previous = entries[-1].hash
    return [entry.pk for entry in Entry.objects.bulk_create(entries, batch_size=AT_ONCE)]


def _entry(one: Happened, details: dict[str, object], previous: str) -> Entry:
    return Entry(
        name=one.name,
        subject=one.on,
        actor=one.by,
        at=one.at,
        details=details,
        previous=previous,
        hash=hash_of(
            previous=previous, name=one.name, subject=one.on, actor=one.by, at=one.at, details=details
        ),
    )


def read_on(reader: str, *, handle: Callable[[Sequence[Row]], None], most: int = 500) -> int:
    """Give the rows after the reader's bookmark to `handle` and move the bookmark, in one transaction.

    Returns how many rows were handled. When `handle` fails nothing moves, and the rows come again.
    """
    with transaction.atomic():
        Bookmark.objects.get_or_create(reader=reader)
        bookmark = Bookmark.objects.select_for_update().get(reader=reader)
        rows = [entry.row for entry in Entry.objects.filter(pk__gt=bookmark.position)[:most]]
        if rows:
            handle(rows)
            bookmark.position = rows[-1].number
            bookmark.save(update_fields=["position"])
        return len(rows)


def _take_turn() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_WRITERS_LOCK])
