"""Looking things up in the journal."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import connection
from django.db.models import Max

from schakel.journal.models import Entry
from schakel.journal.rules import Row, first_broken
from schakel.kernel.looking import asked_once

_NEWEST = f"SELECT id, hash FROM {Entry._meta.db_table} ORDER BY id DESC LIMIT 1"  # noqa: S608, SLF001 - our own table


def rows_after(number: int, *, most: int = 500) -> list[Row]:
    """The rows after this number, oldest first."""
    return [entry.row for entry in Entry.objects.filter(pk__gt=number)[:most]]


def last_number() -> int:
    """The number of the newest row; 0 when the journal is empty."""
    return Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def newest_moment() -> datetime | None:
    """The latest moment that any row names; None when the journal is empty."""
    newest: datetime | None = Entry.objects.aggregate(newest=Max("at"))["newest"]
    return newest


@asked_once
def last_place() -> tuple[int, str]:
    """The number and the hash of the newest row; 0 and nothing when the journal is empty."""
    # Asked several times for every page, so without a query set, which would cost more than the database does.
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST)
        number, row_hash = cursor.fetchone() or (0, "")
    return number, row_hash


def hash_at(number: int) -> str:
    """The hash of the row with this number; empty when there is none. Tells whether a reader read this journal."""
    return Entry.objects.filter(pk=number).values_list("hash", flat=True).first() or ""


def history_of(subject: str) -> list[Row]:
    """Everything that happened to this subject, newest first."""
    return [entry.row for entry in Entry.objects.filter(subject=subject).order_by("-pk")]


def rows_named(name: str) -> Iterator[Row]:
    """Every time that this happened, oldest first."""
    for entry in Entry.objects.filter(name=name).order_by("pk").iterator(chunk_size=2000):
        yield entry.row


def histories_of(subjects: Iterable[str]) -> dict[str, list[Row]]:
    """Everything that happened to each of these subjects, oldest first."""
    found: dict[str, list[Row]] = {}
    for entry in Entry.objects.filter(subject__in=list(subjects)).order_by("pk"):
        found.setdefault(entry.subject, []).append(entry.row)
    return found


def subjects_of(name: str, *, by: str, among: Iterable[str]) -> frozenset[str]:
    """Those of the subjects to which this actor did this."""
    rows = Entry.objects.filter(subject__in=list(among), name=name, actor=by)
    return frozenset(rows.order_by("pk").values_list("subject", flat=True))


def recorded_subjects(prefix: str) -> set[str]:
    """The subjects that begin like this and of which the journal says anything."""
    return set(
        Entry.objects.filter(subject__startswith=prefix)
        .order_by()
        .values_list("subject", flat=True)
        .distinct()
    )


def broken_row() -> Row | None:
    """The first row whose hash does not fit, reading the whole journal; None when all is well."""
    return first_broken(_all_rows())


def _all_rows() -> Iterator[Row]:
    for entry in Entry.objects.order_by("pk").iterator(chunk_size=2000):
        yield entry.row
