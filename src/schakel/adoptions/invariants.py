"""What must be true of adoptions."""

from collections.abc import Iterator

from django.db.models import F

from schakel.adoptions.models import Adoption
from schakel.adoptions.rules import KINDS, State
from schakel.journal import public as journal
from schakel.kernel.invariants import Invariant


def of_ones_own() -> Iterator[str]:
    """What they adopted before it became their own, has stopped."""
    own = Adoption.objects.filter(adopter=F("item__owner")).exclude(state=State.STOPPED.value)
    for code in own.order_by("pk").values_list("code", flat=True):
        yield f"adoption {code} is by who owns the item"


def of_another_kind() -> Iterator[str]:
    for code in Adoption.objects.exclude(item__kind__in=KINDS).order_by("pk").values_list("code", flat=True):
        yield f"adoption {code} is of something that is not adopted"


def confirmed_by_nobody() -> Iterator[str]:
    """What counts in ranking was confirmed by somebody, which the journal remembers longer than the row does."""
    said = {row.subject: row.actor for row in journal.rows_named("adoption.confirmed")}
    for one in Adoption.objects.exclude(confirmed_at=None).order_by("pk"):
        if not said.get(one.reference):
            yield f"adoption {one.code} counts, and nobody confirmed it"


_BACKUP = "Put back a backup: it was changed past the hub."

INVARIANTS = (
    Invariant(
        "nobody adopts what is their own",
        of_ones_own,
        "The item became theirs: let the adopter say that it stopped.",
    ),
    Invariant("only cases and solutions are adopted", of_another_kind, _BACKUP),
    Invariant("every adoption that counts was confirmed", confirmed_by_nobody, _BACKUP),
)
