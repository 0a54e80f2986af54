"""What the worker does for meetings at events."""

from datetime import timedelta

from schakel.agenda import actions, attendees
from schakel.jobs.public import Work, handles


@handles("meeting-round.look", every=timedelta(minutes=5))
def look_who_is_there(work: Work) -> None:
    """Whoever closed their account or left whom they came for takes part no longer; the others are told."""
    gone = attendees.who_went_away(now=work.now())
    for done, attendee in enumerate(gone, 1):
        actions.leave_round(attendee=attendee, by=None, now=work.now())
        work.report(done, size=len(gone))
