"""Looking up what people found wrong with answers: for the staff, who may see every item."""

from typing import TYPE_CHECKING

from schakel.matching.models import Objection

if TYPE_CHECKING:
    from django.db.models import QuerySet


def waiting_objections() -> "QuerySet[Objection]":
    """What nobody of the staff has looked at, the oldest first."""
    return Objection.objects.filter(seen_at=None).order_by("made_at", "pk")


def seen_objections() -> "QuerySet[Objection]":
    """What somebody of the staff has looked at, the last seen first."""
    return Objection.objects.exclude(seen_at=None).order_by("-seen_at", "-pk")


def every_objection() -> "QuerySet[Objection]":
    """Everything, the oldest first."""
    return Objection.objects.order_by("made_at", "pk")
