"""What must be true of the journal."""

from collections.abc import Iterator

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


INVARIANTS = (
    Invariant("every journal row follows from the one before it", broken_chain),
    Invariant("no reader is ahead of the journal", readers_ahead),
)
