"""What must be true of what was counted."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from schakel.fairness.models import Exposure
from schakel.kernel.invariants import Invariant


def counted_too_early() -> Iterator[str]:
    """Nothing was shown on a day to come. A clock that is set back a little is no violation."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    for item, day in Exposure.objects.filter(day__gt=tomorrow).order_by("pk").values_list("item", "day"):
        yield f"item:{item} was counted on {day}, which is still to come"


INVARIANTS = (
    Invariant(
        "nothing was shown on a day to come",
        counted_too_early,
        "Look at the clock of the machine, and remove these rows of fairness_exposure.",
    ),
)
