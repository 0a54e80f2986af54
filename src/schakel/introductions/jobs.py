"""What the worker does for introductions: reminders, each once at its promised moment."""

from datetime import timedelta

from schakel.introductions import actions, queries
from schakel.jobs.public import Work, handles


@handles("introduction.remind", every=timedelta(minutes=15))
def remind_introductions(work: Work) -> None:
    """Send what is due. Each has a transaction of its own: one that fails does not keep the others waiting for ever."""
    due = queries.introductions_due(now=work.now())
    for number, one in enumerate(due, 1):
        actions.remind_introduction(introduction=one, now=work.now())
        work.report(number, size=len(due))
