"""What must be true of alerts."""

from collections.abc import Iterator

from django.db.models import F

from schakel.alerts.models import Finding, FindingItem
from schakel.kernel.invariants import Invariant


def told_without_a_yes() -> Iterator[str]:
    early = Finding.objects.filter(alert__confirmed_at=None).order_by("pk")
    for finding in early:
        yield f"{finding.reference} was told without a yes"


def found_for_another() -> Iterator[str]:
    mixed = FindingItem.objects.exclude(alert=F("finding__alert")).order_by("pk")
    for found in mixed:
        yield f"{found} stands in a finding of another alert"


_BACKUP = "Put back a backup: it was changed past the hub."

INVARIANTS = (
    Invariant("an alert tells nothing before somebody said yes", told_without_a_yes, _BACKUP),
    Invariant("what was found belongs to the alert that found it", found_for_another, _BACKUP),
)
