"""What people are told about meetings at an event: the words, and for whom they are still true.

Names and addresses of people stand in none of these: what is in somebody's mailbox cannot be taken back.
"""

from collections.abc import Callable, Collection, Mapping, Sequence

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schakel.agenda.calendars import meeting_appointment
from schakel.agenda.meeting_rules import Side, State
from schakel.agenda.models import Meeting
from schakel.agenda.telling import AGREED, ASKED, CANCELLED, DECLINED
from schakel.agenda.wording import event_title, moment_text
from schakel.messages.public import Kind, Told, Wording, register_kind

Say = Callable[[Meeting, Side, Mapping[str, object]], Wording]


def _found(about: Collection[str]) -> list[Meeting]:
    keys = [int(one.removeprefix("meeting:")) for one in about]
    rows = Meeting.objects.filter(pk__in=keys).select_related(
        "slot",
        "moves_to",
        "table",
        "round__item",
        "asker__person",
        "asker__organisation",
        "asked__person",
        "asked__organisation",
    )
    return list(rows.order_by("pk"))


def _side(meeting: Meeting, addressee: str) -> Side | None:
    for side in Side:
        person = meeting.attendee_of(side).person
        if person is not None and person.is_active and person.reference == addressee:
            return side
    return None


def _visible(
    still_true: Callable[[Meeting, Side], bool],
) -> Callable[[Collection[str], str], Collection[str]]:
    def visible(about: Collection[str], addressee: str) -> Collection[str]:
        found = set()
        for meeting in _found(about):
            side = _side(meeting, addressee)
            if side is not None and still_true(meeting, side):
                found.add(meeting.reference)
        return found

    return visible


def _word(say: Say) -> Callable[[Sequence[Told], str], Sequence[Wording]]:
    def word(told: Sequence[Told], addressee: str) -> Sequence[Wording]:
        found = {one.reference: one for one in _found({one.about for one in told})}
        return [
            say(
                found[one.about],
                _side(found[one.about], addressee) or Side(str(one.payload["side"])),
                one.payload,
            )
            for one in told
        ]

    return word


def _said(meeting: Meeting, side: Side) -> dict[str, str]:
    return {
        "body": meeting.attendee_of(side.other).organisation.name,
        "event": event_title(meeting.round.item),
        "moment": moment_text((meeting.moves_to or meeting.slot).starts_at),
        "reason": meeting.reason,
    }


def _asked(meeting: Meeting, side: Side, _payload: Mapping[str, object]) -> Wording:
    said = _said(meeting, side)
    if meeting.state == State.AGREED:
        subject = gettext("%(body)s would like to meet you at another time")
        text = gettext("They propose %(moment)s, at %(event)s. Until you answer, the time you agreed stands.")
    elif side is Side.ASKER:
        subject = gettext("%(body)s proposes another time to meet")
        text = gettext("They propose %(moment)s, at %(event)s.")
    else:
        subject = gettext("%(body)s would like to meet you at %(event)s")
        text = gettext(
            "On %(moment)s. They write:\n\n%(reason)s\n\nNobody sees your name or address unless you say yes."
        )
    return Wording(subject % said, text % said, _path(meeting), gettext("Answer"))


def _agreed(meeting: Meeting, side: Side, _payload: Mapping[str, object]) -> Wording:
    said = _said(meeting, side)
    return Wording(
        gettext("You meet %(body)s on %(moment)s") % said,
        gettext("At %(event)s. On this page you see whom you meet, and where.") % said,
        _path(meeting),
        gettext("Look at it"),
        appointment=meeting_appointment(meeting, side),
    )


def _declined(meeting: Meeting, side: Side, _payload: Mapping[str, object]) -> Wording:
    said = _said(meeting, side)
    if meeting.state == State.AGREED:
        return Wording(
            gettext("%(body)s keeps the time you agreed") % said,
            gettext("You meet on %(moment)s, at %(event)s.") % said,
            _path(meeting),
        )
    return Wording(
        gettext("%(body)s cannot meet you at %(event)s") % said,
        gettext("There may be others with whom you have something to talk about."),
        _path(meeting),
    )


def _cancelled(meeting: Meeting, side: Side, payload: Mapping[str, object]) -> Wording:
    said = _said(meeting, side)
    was_agreed = bool(payload.get("was_agreed"))
    return Wording(
        gettext("The meeting with %(body)s on %(moment)s is cancelled") % said,
        gettext("It was to be at %(event)s. Names and addresses are no longer shown.") % said,
        _path(meeting),
        appointment=meeting_appointment(meeting, side) if was_agreed else None,
        is_cancelled=was_agreed,
    )


def _path(meeting: Meeting) -> str:
    return meeting.get_absolute_url()


def _waits(meeting: Meeting, side: Side) -> bool:
    return meeting.waits_for == side.value


def _stands(meeting: Meeting, _side: Side) -> bool:
    return meeting.state == State.AGREED


def _ended(meeting: Meeting, _side: Side) -> bool:
    return meeting.state in (State.CANCELLED, State.WITHDRAWN)


def _answered(meeting: Meeting, _side: Side) -> bool:
    return meeting.state in (State.DECLINED, State.AGREED)


for kind in (
    Kind(ASKED, _("Somebody asks you for a meeting at an event"), _visible(_waits), _word(_asked)),
    Kind(AGREED, _("A meeting at an event was agreed or moved"), _visible(_stands), _word(_agreed)),
    Kind(DECLINED, _("Somebody said no to a meeting at an event"), _visible(_answered), _word(_declined)),
    Kind(CANCELLED, _("A meeting at an event was cancelled"), _visible(_ended), _word(_cancelled)),
):
    register_kind(kind)
