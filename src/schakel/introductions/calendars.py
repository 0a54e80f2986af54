"""A meeting as an appointment, for somebody's own calendar. It holds no names and no addresses of people."""

from datetime import UTC, datetime

from django.utils.translation import gettext

from schakel.calendars.public import Appointment, Status
from schakel.introductions.models import Introduction
from schakel.introductions.rules import MEETING_LASTS


def meeting_of(
    introduction: Introduction,
    starts_at: datetime,
    *,
    path: str,
    is_certain: bool,
    sequence: int | None = None,
    is_struck: bool = False,
) -> Appointment:
    """The meeting at this moment; one that was only proposed is marked as not certain, and is one of several.

    What was agreed keeps its key when it is moved, so that calendars move it. ``sequence``: that of an earlier state.
    """
    proposed = "" if is_certain else f"-{starts_at.astimezone(UTC):%Y%m%dT%H%M}"
    title = gettext("Introduction: %(requester)s and %(receiver)s") % {
        "requester": introduction.requester.name,
        "receiver": introduction.receiver.name,
    }
    return Appointment(
        key=f"introduction-{introduction.code}{proposed}",
        title=title,
        starts=starts_at,
        ends=starts_at + MEETING_LASTS,
        changed_at=introduction.meeting_changed_at or introduction.since,
        sequence=introduction.meeting_sequence if sequence is None else sequence,
        path=path,
        status=Status.CANCELLED if is_struck else Status.CONFIRMED if is_certain else Status.TENTATIVE,
    )
