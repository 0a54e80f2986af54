"""Sessions as appointments, for somebody's own calendar."""

from collections.abc import Iterable

from django.utils.translation import gettext

from schakel.calendars.public import Appointment, Status
from schakel.library.public import ItemValue, Kind, kind_name
from schakel.training.models import Edition, Session
from schakel.training.rules import State
from schakel.training.wording import edition_title, where_text


def appointment_of(
    edition: Edition,
    session: Session,
    *,
    language: str,
    path: str,
    shows_link: bool,
    number: int = 0,
    of: int = 0,
    item: ItemValue | None = None,
) -> Appointment:
    """One session: everywhere under the same name and number, also in the agenda.

    The link to a session online stands in it for who takes part alone. ``item``: where it was looked up already.
    """
    title = edition_title(edition, language, item=item)
    if session.title:
        title = f"{title}: {session.title}"
    elif of > 1:
        title = gettext("%(title)s (%(number)s of %(of)s)") % {"title": title, "number": number, "of": of}
    link = session.link if shows_link else ""
    is_off = session.struck_at is not None or edition.state == State.CANCELLED
    return Appointment(
        key=f"session-{edition.code}-{session.pk}",
        title=title,
        starts=session.starts_at,
        ends=session.ends_at,
        changed_at=session.changed_at,
        sequence=session.sequence,
        text=link,
        path=path,
        place=where_text(edition, session),
        subjects=(kind_name(item.kind if item else Kind(edition.item.kind)),),
        status=Status.CANCELLED if is_off else Status.CONFIRMED,
    )


def appointments_of(
    edition: Edition, sessions: Iterable[Session], *, language: str, path: str, shows_link: bool
) -> list[Appointment]:
    several = list(sessions)
    return [
        appointment_of(
            edition,
            session,
            language=language,
            path=path,
            shows_link=shows_link,
            number=place,
            of=len(several),
        )
        for place, session in enumerate(several, 1)
    ]
