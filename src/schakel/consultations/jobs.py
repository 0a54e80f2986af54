"""What the worker does for consultations."""

from datetime import timedelta

from django.utils import timezone

from schakel.consultations.actions import close_consultations, remind_consultations
from schakel.jobs.public import Work, handles


@handles("consultations.look", every=timedelta(hours=1))
def look_at_days(work: Work) -> None:
    """Close what is over, and tell what closes soon."""
    today = timezone.localdate(work.now())
    with work.completion():
        close_consultations(today=today, now=work.now())
        remind_consultations(today=today, now=work.now())
