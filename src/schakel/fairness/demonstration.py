"""How often things were shown in the demonstration: made up, and the same each time."""

from datetime import datetime, timedelta
from zlib import crc32

from django.utils import timezone

from schakel.fairness.counting import add_counts
from schakel.fairness.queries import SUPPLY
from schakel.library.public import FINDABLE, Item

_DAYS = 120
_EVERY = 3
"""Days between two on which something is counted."""


def load_demo_exposure(*, now: datetime) -> int:
    """Counts for everything on offer, over the last months; returns how many rows."""
    today = timezone.localdate(now)
    items = Item.objects.filter(
        kind__in=[kind.value for kind in SUPPLY], state__in=[state.value for state in FINDABLE]
    )
    counts = {}
    for pk, slug in items.order_by("pk").values_list("pk", "slug"):
        liked = crc32(slug.encode()) % 100
        for ago in range(0, _DAYS, _EVERY):
            times = crc32(f"{slug} {ago}".encode()) % (2 + liked * liked // 700)
            if times:
                counts[pk, today - timedelta(days=ago)] = times
    return add_counts(counts)
