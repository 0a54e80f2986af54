"""A meeting as an appointment, for somebody's own calendar. It holds no names and no addresses of people."""

from datetime import datetime

from django.utils.translation import gettext

from schakel.calendars.public import Appointment, Status
from schakel.introductions.models import Introduction
from schakel.introductions.rules import MEETING_LASTS


def meeting_of(
    introduction: Introduction, starts_at: datetime, *, path: str, is_certain: bool
) -> Appointment:
    """The meeting at this moment; one that was only proposed is marked as not certain."""
    title = gettext("Introduction: %(requester)s and %(receiver)s") % {
        "requester": introduction.requester.name,
        "receiver": introduction.receiver.name,
    }
    return Appointment(
        key=f"{introduction.code}-{starts_at:%Y%m%dT%H%M}",
        title=title,
        starts=starts_at,
        ends=starts_at + MEETING_LASTS,
        changed_at=introduction.since,
        sequence=introduction.version,
        path=path,
        status=Status.CONFIRMED if is_certain else Status.TENTATIVE,
    )
