"""What the worker does for alerts."""

from datetime import timedelta

from schakel.alerts import actions, looking, queries
from schakel.jobs.public import Work, handles


@handles("alerts.look", longest=timedelta(hours=2), every=timedelta(hours=1))
def look_for_alerts(work: Work) -> None:
    """Look for every alert that is due; each is stored by itself, so that a worker that stops has done those before."""
    looking.watch_open_challenges(now=work.now())
    due = list(queries.due_alerts(now=work.now()))
    for done, alert in enumerate(due, 1):
        looking.look(alert, now=work.now())
        work.report(done, size=len(due))


@handles("alerts.forget", every=timedelta(days=1))
def forget_alerts(work: Work) -> None:
    """Remove alerts that nobody confirmed."""
    with work.completion():
        actions.forget_alerts(now=work.now())
