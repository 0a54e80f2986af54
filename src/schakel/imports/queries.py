"""Looking runs and likely doubles up."""

from django.db.models import QuerySet

from schakel.imports.models import LikelyDouble, Run


def run_with(number: int) -> Run | None:
    return Run.objects.filter(pk=number).first()


def open_doubles() -> QuerySet[LikelyDouble]:
    """The pairs about which nobody has decided, the oldest first, with their items."""
    return (
        LikelyDouble.objects.filter(decision=LikelyDouble.Decision.OPEN)
        .select_related("one", "other")
        .order_by("pk")
    )
