"""What must be true of the journal."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from schakel.journal.models import Bookmark
from schakel.journal.queries import broken_row, last_number
from schakel.kernel.invariants import Invariant


def broken_chain() -> Iterator[str]:
    row = broken_row()
    if row is not None:
        yield f"row {row.number} ({row.name} {row.subject}) does not follow from the row before it"


def readers_ahead() -> Iterator[str]:
    """A reader beyond the end has read rows that are gone."""
    last = last_number()
    for bookmark in Bookmark.objects.filter(position__gt=last).order_by("reader"):
        yield f"{bookmark.reader} has read up to {bookmark.position}; the journal ends at {last}"


def missing_protection() -> Iterator[str]:
    """The migrations make these triggers; a dump that was put back without them looks just the same."""
    there = _TRIGGERS_OF_POSTGRESQL if connection.vendor == "postgresql" else _TRIGGERS_OF_SQLITE
    with connection.cursor() as cursor:
        cursor.execute(there.query, ["journal_entry"])
        found = {name for (name,) in cursor.fetchall()}
    for name in sorted(there.names - found):
        yield f"{name} is not there or does not work"


@dataclass(frozen=True, slots=True)
class _Triggers:
    """Those that protect the journal, and how to ask the database which of a table work."""

    names: frozenset[str]
    query: str


_TRIGGERS_OF_SQLITE = _Triggers(
    frozenset({"journal_rows_do_not_change", "journal_rows_are_not_removed"}),
    "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
)
_TRIGGERS_OF_POSTGRESQL = _Triggers(
    frozenset({"journal_rows_stay", "journal_is_never_emptied"}),
    "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled IN ('O', 'A')",
)

INVARIANTS = (
    Invariant(
        "every journal row follows from the one before it",
        broken_chain,
        "Somebody changed the journal past the hub: put back a backup, and find out who can write to the database.",
    ),
    Invariant(
        "no reader is ahead of the journal",
        readers_ahead,
        "Rows at the end are gone: put back a newer backup, or run: schakel index rebuild",
    ),
    Invariant(
        "the database refuses to change the journal",
        missing_protection,
        "Put back a backup that has it, or make it anew as journal/migrations does.",
    ),
)
