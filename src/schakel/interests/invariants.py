"""What must be true of interests."""

from collections.abc import Iterator

from schakel.interests.models import Ending, Interest
from schakel.journal import public as journal
from schakel.kernel.invariants import Invariant


def interests_of_no_action() -> Iterator[str]:
    """Every interest was declared by its own person, and ended where the journal says so."""
    declared = {row.subject: row.actor for row in journal.rows_named("interest.declared")}
    ended = {row.subject for row in journal.rows_named("interest.ended")}
    over = set(Ending.objects.order_by().values_list("interest_id", flat=True))
    for interest in Interest.objects.order_by("pk").select_related("person"):
        if declared.get(interest.reference) != interest.person.reference:
            yield f"{interest.code} was not declared by {interest.person.reference}"
        if (interest.pk in over) != (interest.reference in ended):
            yield f"{interest.code} did not end as the journal says"


INVARIANTS = (
    Invariant(
        "every interest was declared by its own person",
        interests_of_no_action,
        "Put back a backup: it was changed past the hub.",
    ),
)
