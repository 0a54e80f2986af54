"""What the worker does for fairness."""

from datetime import timedelta

from django.utils import timezone

from schakel.fairness.models import Exposure
from schakel.jobs.public import Work, handles

KEPT_FOR = timedelta(days=3 * 365)
"""So long counts are kept: reports look back a year, and compare it with those before."""


@handles("fairness.forget", every=timedelta(days=1))
def forget_counts(work: Work) -> None:
    """Remove counts of long ago."""
    with work.completion():
        Exposure.objects.filter(day__lt=timezone.localdate(work.now()) - KEPT_FOR).delete()
