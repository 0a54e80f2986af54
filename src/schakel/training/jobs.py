"""What the worker does for editions. How anybody stands follows from the time; here it is told, and cleared away."""

from datetime import timedelta

from schakel.jobs.public import Work, handles
from schakel.training import actions, attending, queries


@handles("training.settle", every=timedelta(minutes=5))
def settle_training(work: Work) -> None:
    """Offer what was kept for a while, and is over, to whoever is next; each edition by itself."""
    due = queries.editions_with_something_due(now=work.now())
    for done, edition in enumerate(due, 1):
        actions.settle_edition(edition=edition, now=work.now())
        work.report(done, size=len(due))


@handles("training.remind", every=timedelta(minutes=15))
def remind_sessions(work: Work) -> None:
    """Remind who takes part of what comes soon; each session by itself."""
    due = queries.sessions_to_remind_of(now=work.now())
    for done, session in enumerate(due, 1):
        attending.remind_session(session=session, now=work.now())
        work.report(done, size=len(due))


@handles("training.forget", every=timedelta(days=1))
def forget_training(work: Work) -> None:
    """Remove answers that are kept no longer, and names and addresses of guests a year after."""
    with work.completion():
        actions.drop_answers(now=work.now())
        actions.forget_enrolments(now=work.now())
