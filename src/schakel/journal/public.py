"""The door of the journal."""

from schakel.journal.actions import Happened, read_on, record, record_rows
from schakel.journal.queries import (
    broken_row,
    hash_at,
    histories_of,
    history_of,
    last_number,
    last_place,
    newest_moment,
    recorded_subjects,
    rows_after,
    rows_named,
    subjects_of,
)
from schakel.journal.rules import Row

__all__ = [
    "Happened",
    "Row",
    "broken_row",
    "hash_at",
    "histories_of",
    "history_of",
    "last_number",
    "last_place",
    "newest_moment",
    "read_on",
    "record",
    "record_rows",
    "recorded_subjects",
    "rows_after",
    "rows_named",
    "subjects_of",
]
