"""What the worker does for meetings at events."""

from datetime import timedelta

from schakel.agenda import actions, attendees
from schakel.jobs.public import Work, handles


@handles("meeting-round.look", every=timedelta(minutes=5))
def look_who_is_there(work: Work) -> None:
    """What is not held any more has no meetings, and who will not be there takes part no longer; others are told."""
    for found in attendees.rounds_that_are_off(now=work.now()):
        actions.close_round(meeting_round=found, closed_by=None, now=work.now())
    gone = attendees.who_went_away(now=work.now())
    for done, attendee in enumerate(gone, 1):
        actions.leave_round(attendee=attendee, by=None, now=work.now())
        work.report(done, size=len(gone))
