"""What the worker does for scheduled sources."""

from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone, translation
from django.utils.translation import gettext

from schakel.imports.source_messages import problem_of_source
from schakel.imports.source_models import ScheduledSource
from schakel.imports.sources import NUDGE, read_due_sources
from schakel.jobs.public import Work, handles


@handles("sources.read", longest=timedelta(hours=4), every=timedelta(minutes=10))
def read_sources(work: Work) -> None:
    """Read the scheduled sources that are due."""
    read_due_sources(now=work.now())


@handles(NUDGE, longest=timedelta(minutes=5))
def send_nudge(work: Work) -> None:
    """Write to who looks after a source, unless it is well again by now."""
    number = work.payload["source"]
    sources = ScheduledSource.objects.select_related("looked_after_by")
    source = sources.filter(pk=number).first() if isinstance(number, int) else None
    if source is None or source.nudged_at is None or source.looked_after_by is None:
        return
    person = source.looked_after_by
    if person.is_active:
        with translation.override(person.language):
            send_mail(
                gettext("The source %(name)s needs your attention") % {"name": source.name},
                _letter(source),
                settings.DEFAULT_FROM_EMAIL,
                [person.email],
            )


def _letter(source: ScheduledSource) -> str:
    fresh = timezone.localtime(source.fresh_at).strftime("%d-%m-%Y %H:%M") if source.fresh_at else "–"
    return gettext(
        "The hub reads %(place)s every %(hours)s hours. This has not worked for some time.\n\n"
        "Last read: %(fresh)s\nWhat went wrong: %(problem)s\n\n"
        "Look at the place, or pause the source. You get this message once."
    ) % {
        "place": source.place,
        "hours": source.every_hours,
        "fresh": fresh,
        "problem": problem_of_source(source) or "–",
    }
