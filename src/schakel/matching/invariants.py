"""What must be true of matching."""

from collections.abc import Iterator

from schakel.journal import public as journal
from schakel.kernel.invariants import Invariant
from schakel.matching.models import Objection


def unrecorded_looks() -> Iterator[str]:
    """Whoever said that an objection was looked at stands in the journal."""
    known = journal.recorded_subjects("objection:")
    for objection in Objection.objects.exclude(seen_at=None).order_by("pk"):
        if objection.reference not in known:
            yield f"{objection.reference} was seen, and the journal does not say by whom"


INVARIANTS = (
    Invariant(
        "every objection that was seen is in the journal",
        unrecorded_looks,
        "Look at it again on the staff screen, so that the journal says who did.",
    ),
)
