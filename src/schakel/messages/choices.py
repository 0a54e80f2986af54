"""What people want mail about, and who wants none."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from schakel.messages.models import MailChoice, Suppression
from schakel.messages.tokens import address_hash


def choices_of(references: Iterable[str]) -> Mapping[str, Mapping[str, str]]:
    """What people chose, by reference and kind."""
    chosen: dict[str, dict[str, str]] = defaultdict(dict)
    rows = MailChoice.objects.filter(addressee__in=list(references)).order_by("pk")
    for addressee, kind, frequency in rows.values_list("addressee", "kind", "frequency"):
        chosen[addressee][kind] = frequency
    return chosen


def is_suppressed(address: str, kind: str) -> bool:
    """Whether a bare address wants no mail of this kind, or none at all."""
    hashed = address_hash(address)
    return Suppression.objects.filter(address_hash=hashed, kind__in=["", kind]).exists()
