"""Every invariant of the hub, checked over the database and the search index; nothing is changed."""

from collections.abc import Iterator
from functools import partial

from django.db import connection
from django.utils import timezone

from schakel.jobs.invariants import INVARIANTS as OF_JOBS
from schakel.journal.invariants import INVARIANTS as OF_THE_JOURNAL
from schakel.kernel.invariants import Finding, Invariant, found
from schakel.library.invariants import INVARIANTS as OF_THE_LIBRARY
from schakel.library.public import all_values
from schakel.matching.public import CURRENT, entry_of, hub_index
from schakel.organisations.invariants import INVARIANTS as OF_ORGANISATIONS
from schakel.search.engine import fingerprint
from schakel.vocabulary.invariants import INVARIANTS as OF_THE_VOCABULARY


def damaged_database() -> Iterator[str]:
    """What SQLite itself finds wrong with its file; PostgreSQL watches over this while it runs."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        yield from (str(message) for (message,) in cursor.fetchall() if message != "ok")


def dangling_rows() -> Iterator[str]:
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_key_check")
        for table, row, target, _ in cursor.fetchall():
            yield f"row {row} of {table} points to nothing in {target}"


def index_that_differs() -> Iterator[str]:
    """The index, after it has read what there is to read, holds every item as it stands in the database."""
    index = hub_index()
    today = timezone.localdate()
    index.catch_up(today=today)
    analyser = CURRENT.get()
    expected = {
        entry.key: fingerprint(entry)
        for entry in map(partial(entry_of, analyser=analyser), all_values(None, today=today))
    }
    indexed = index.engine.keys()
    for key in sorted(expected.keys() | indexed.keys()):
        if key not in indexed:
            yield f"{key} is not in the index"
        elif key not in expected:
            yield f"{key} is in the index and not in the database"
        elif indexed[key] != expected[key]:
            yield f"{key} is in the index as it was before"


INVARIANTS = (
    Invariant("the database is whole", damaged_database),
    Invariant("every row points to a row that exists", dangling_rows),
    *OF_THE_JOURNAL,
    *OF_JOBS,
    *OF_ORGANISATIONS,
    *OF_THE_VOCABULARY,
    *OF_THE_LIBRARY,
    Invariant("the search index equals the database", index_that_differs),
)


def verify() -> Iterator[Finding]:
    """Each invariant, checked one after the other."""
    return (found(invariant) for invariant in INVARIANTS)
