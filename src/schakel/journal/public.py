"""The door of the journal."""

from schakel.journal.actions import read_on, record
from schakel.journal.queries import (
    broken_row,
    history_of,
    last_number,
    recorded_subjects,
    rows_after,
    subjects_of,
)
from schakel.journal.rules import Row

__all__ = [
    "Row",
    "broken_row",
    "history_of",
    "last_number",
    "read_on",
    "record",
    "recorded_subjects",
    "rows_after",
    "subjects_of",
]
