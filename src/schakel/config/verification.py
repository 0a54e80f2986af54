"""Every invariant of the hub, checked over the database and the search index; nothing is changed."""

import re
from collections.abc import Iterator

from django.apps import apps
from django.db import connection

from schakel.adoptions.invariants import INVARIANTS as OF_ADOPTIONS
from schakel.agenda.invariants import INVARIANTS as OF_THE_AGENDA
from schakel.alerts.invariants import INVARIANTS as OF_ALERTS
from schakel.challenges.invariants import INVARIANTS as OF_CHALLENGES
from schakel.config.index_check import INDEX_EQUALS_DATABASE
from schakel.consultations.invariants import INVARIANTS as OF_CONSULTATIONS
from schakel.credentials.invariants import INVARIANTS as OF_CREDENTIALS
from schakel.documents.invariants import INVARIANTS as OF_DOCUMENTS
from schakel.facilities.invariants import INVARIANTS as OF_FACILITIES
from schakel.fairness.invariants import INVARIANTS as OF_FAIRNESS
from schakel.interests.invariants import INVARIANTS as OF_INTERESTS
from schakel.introductions.invariants import INVARIANTS as OF_INTRODUCTIONS
from schakel.jobs.invariants import INVARIANTS as OF_JOBS
from schakel.journal.invariants import INVARIANTS as OF_THE_JOURNAL
from schakel.kernel.invariants import Finding, Invariant, found
from schakel.library.invariants import INVARIANTS as OF_THE_LIBRARY
from schakel.matching.invariants import INVARIANTS as OF_MATCHING
from schakel.messages.invariants import INVARIANTS as OF_MESSAGES
from schakel.organisations.invariants import INVARIANTS as OF_ORGANISATIONS
from schakel.pictures.invariants import INVARIANTS as OF_PICTURES
from schakel.pilots.invariants import INVARIANTS as OF_PILOTS
from schakel.spaces.invariants import INVARIANTS as OF_SPACES
from schakel.training.invariants import INVARIANTS as OF_TRAINING
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


def missing_constraints() -> Iterator[str]:
    """The database is the last to say no; what was put back without its constraints looks just the same."""
    for model in apps.get_models():
        meta = model._meta  # noqa: SLF001 - that is what Django calls its documented way to look at models
        if model.__module__.startswith("schakel.") and meta.constraints:
            there = _names_of_constraints(meta.db_table)
            for constraint in meta.constraints:
                if constraint.name not in there:
                    yield f"{constraint.name} of {meta.db_table} is not there"


def _names_of_constraints(table: str) -> set[str]:
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            return set(connection.introspection.get_constraints(cursor, table))
        # SQLite keeps what a table was made with as it was written; taking all of that apart costs Django seconds.
        cursor.execute("SELECT type, name, sql FROM sqlite_master WHERE tbl_name = %s", [table])
        rows = cursor.fetchall()
    indexes = {name for kind, name, _ in rows if kind == "index"}
    return indexes.union(*(_CONSTRAINT.findall(written) for kind, _, written in rows if kind == "table"))


_CONSTRAINT = re.compile(r'\bCONSTRAINT "(\w+)"')
_PUT_BACK = "Stop the hub and put back a backup."

INVARIANTS = (
    Invariant("the database is whole", damaged_database, _PUT_BACK),
    Invariant("every row points to a row that exists", dangling_rows, _PUT_BACK),
    Invariant(
        "the database refuses what may not be stored",
        missing_constraints,
        "Put back a backup that has its constraints, or load the rows into a database that schakel migrate made.",
    ),
    *OF_THE_JOURNAL,
    *OF_JOBS,
    *OF_MESSAGES,
    *OF_ORGANISATIONS,
    *OF_THE_VOCABULARY,
    *OF_THE_LIBRARY,
    *OF_THE_AGENDA,
    *OF_ALERTS,
    *OF_INTERESTS,
    *OF_CHALLENGES,
    *OF_INTRODUCTIONS,
    *OF_SPACES,
    *OF_TRAINING,
    *OF_ADOPTIONS,
    *OF_FACILITIES,
    *OF_PILOTS,
    *OF_CONSULTATIONS,
    *OF_CREDENTIALS,
    *OF_DOCUMENTS,
    *OF_PICTURES,
    *OF_FAIRNESS,
    *OF_MATCHING,
    INDEX_EQUALS_DATABASE,
)


def verify() -> Iterator[Finding]:
    """Each invariant, checked one after the other."""
    return (found(invariant) for invariant in INVARIANTS)
