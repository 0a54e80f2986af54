"""What people are told about their place in an edition: the words, and whether it still is so."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from schakel.calendars.public import Appointment
from schakel.kernel.languages import DUTCH
from schakel.messages.public import Kind, Told, Wording, register_kind
from schakel.training.appointments import appointment_of
from schakel.training.links import page_of, token_of
from schakel.training.models import Enrolment, Session
from schakel.training.queries import (
    before_in_line,
    earlier_of,
    enrolments_named,
    questions_of,
    sessions_of,
)
from schakel.training.rules import Standing
from schakel.training.telling import CONFIRM, MATERIALS, NEWS, REMINDER, SESSION, SURVEY
from schakel.training.wording import changes_text, edition_title, price_text, times_text, where_text

Say = Callable[[Enrolment, Mapping[str, object]], Wording]


def _theirs(about: Collection[str], addressee: str) -> Collection[str]:
    return {one.reference for one in enrolments_named(about, addressee)}


def _word(say: Say) -> Callable[[Sequence[Told], str], Sequence[Wording]]:
    def word(told: Sequence[Told], addressee: str) -> Sequence[Wording]:
        found = {one.reference: one for one in enrolments_named({one.about for one in told}, addressee)}
        return [say(found[one.about], one.payload) for one in told]

    return word


def _title(one: Enrolment) -> str:
    return edition_title(one.edition, get_language() or DUTCH)


def _confirm(one: Enrolment, _payload: Mapping[str, object]) -> Wording:
    said = {"title": _title(one), "until": _moment_text(one)}
    path = page_of(one)
    if one.state != Standing.ASKED:
        return Wording(
            gettext("You enrolled already: %(title)s") % said,
            gettext("With the link you see how you stand, and you can change it."),
            path,
            gettext("See your enrolment"),
        )
    return Wording(
        gettext("Do you come? Confirm it: %(title)s") % said,
        gettext(
            "Somebody, most likely you, enrolled with this address. You take part once you confirm it, before"
            " %(until)s. Was it not you? Then do nothing, and your name and address are removed."
        )
        % said,
        path,
        gettext("Look, and confirm"),
    )


def _moment_text(one: Enrolment) -> str:
    if one.ends_at is None:
        return ""
    return date_format(timezone.localtime(one.ends_at), "l j F, G:i")


def _news(one: Enrolment, payload: Mapping[str, object]) -> Wording:
    said = {"title": _title(one), "until": _moment_text(one), "reason": one.edition.reason}
    path, look = page_of(one), gettext("See your enrolment")
    match payload.get("what"):
        case "enrolled":
            lines = [*_by_whom(one), gettext("You take part. This is when and where:")]
            lines += [_line(one, session) for session in sessions_of(one.edition)]
            if not one.answers and questions_of(one.edition):
                lines.append(gettext("The organiser has questions for you. Answer them on the page."))
            lines.append(
                gettext("Can you not come? Cancel it on the page, then somebody else can have your seat.")
            )
            appointments = _appointments(one, payload)
            if len(appointments) > 1:
                lines.append(
                    gettext(
                        "The attached file has all of them for your calendar. Does your calendar show only one? Then"
                        " take them over from the page."
                    )
                )
            return Wording(
                gettext("You are enrolled: %(title)s") % said,
                "\n\n".join(lines),
                path,
                look,
                appointments=appointments,
                is_cancelled=one.state != Standing.ENROLLED,
            )
        case "waiting":
            return Wording(
                gettext("You are on the waiting list: %(title)s") % said,
                gettext(
                    "There is no free seat now. Waiting in front of you: %(number)s. The first in the line is offered"
                    " each seat that comes free; we mail you when it is your turn."
                )
                % {"number": before_in_line(one)},
                path,
                look,
            )
        case "offered" if one.state == Standing.OFFERED:
            return Wording(
                gettext("There is a seat for you: %(title)s") % said,
                gettext("It is kept for you until %(until)s. After that it goes to the next in the line.")
                % said,
                path,
                gettext("Take the seat"),
            )
        case "offered":
            return Wording(
                gettext("There was a seat for you: %(title)s") % said,
                gettext("This has been answered, or it is over."),
                path,
                look,
            )
        case "expired":
            return Wording(
                gettext("The offer of a seat is over: %(title)s") % said,
                gettext(
                    "The seat is no longer kept for you. On the page you see whether you can enrol again."
                ),
                one.edition.get_absolute_url(),
                gettext("See what is possible"),
            )
        case "called-off":
            return Wording(
                gettext("Called off: %(title)s") % said,
                gettext("This does not take place. The reason: %(reason)s\n\nYou pay nothing.") % said,
                one.edition.get_absolute_url(),
                gettext("See what is possible"),
                appointments=_appointments(one, payload),
                is_cancelled=True,
            )
        case _:
            return Wording(
                gettext("Your enrolment is cancelled: %(title)s") % said,
                "\n\n".join(_cancelled(one)),
                one.edition.get_absolute_url(),
                gettext("See what is possible"),
                appointments=_appointments(one, payload),
                is_cancelled=True,
            )


def _by_whom(one: Enrolment) -> list[str]:
    """Who enrolled them, where they did not do it themselves."""
    by = one.enrolled_by
    if by is None or one.enrolled_by_id == one.person_id:
        return []
    if one.organisation is None:
        return [gettext("%(name)s enrolled you.") % {"name": by}]
    return [
        gettext("%(name)s enrolled you, for %(organisation)s.")
        % {"name": by, "organisation": one.organisation.name}
    ]


def _cancelled(one: Enrolment) -> list[str]:
    lines = [gettext("You no longer take part. Somebody else can have your seat.")]
    if one.due_cents:
        lines.append(
            gettext("It was too late to cancel for free. You still pay: %(price)s.")
            % {"price": price_text(one.due)}
        )
    return lines


def _line(one: Enrolment, session: Session) -> str:
    where = where_text(one.edition, session)
    return ", ".join(part for part in (times_text(session), where) if part)


def _appointments(one: Enrolment, payload: Mapping[str, object]) -> tuple[Appointment, ...]:
    """Of the sessions that were named; those that were struck since are told by themselves."""
    named = payload.get("sessions")
    keys = named if isinstance(named, list) else []
    sessions = Session.objects.filter(pk__in=keys, struck_at=None) if keys else Session.objects.none()
    every = sessions_of(one.edition) if keys else []
    return tuple(
        _appointment(one, session, every, payload, is_struck=one.state != Standing.ENROLLED)
        for session in sessions
    )


def _appointment(
    one: Enrolment,
    session: Session,
    every: Sequence[Session],
    payload: Mapping[str, object],
    *,
    is_struck: bool,
) -> Appointment:
    """As it is now, so that a mail that comes late says nothing old. ``every``: those that take place."""
    number = next((place for place, each in enumerate(every, 1) if each.pk == session.pk), 0)
    appointment = appointment_of(
        one.edition,
        session,
        language=get_language() or DUTCH,
        path=page_of(one) if one.person_id else one.edition.get_absolute_url(),
        shows_link=not is_struck,
        number=number,
        of=len(every) if number else 0,
    )
    # Who comes back after cancelling has the same appointment again: to a calendar it has to be newer than its end.
    told_at = payload.get("told_at")
    return replace(
        appointment,
        sequence=session.sequence + earlier_of(one),
        changed_at=datetime.fromisoformat(told_at) if isinstance(told_at, str) else session.changed_at,
    )


def _session(one: Enrolment, payload: Mapping[str, object]) -> Wording:
    key = payload.get("session")
    session = Session.objects.get(pk=key if isinstance(key, int) else 0)
    is_struck = (
        bool(payload.get("is_struck")) or one.state != Standing.ENROLLED or session.struck_at is not None
    )
    appointment = _appointment(one, session, sessions_of(one.edition), payload, is_struck=is_struck)
    changed = payload.get("changed")
    what = changes_text(changed if isinstance(changed, list) else [])
    said = {"title": appointment.title, "when": times_text(session), "what": what}
    if is_struck:
        subject = gettext("Off: %(title)s, %(when)s") % said
        text = gettext("This no longer stands in your calendar if it takes the attached file up.")
    elif payload.get("is_moved"):
        subject = gettext("Changed (%(what)s): %(title)s, %(when)s") % said
        text = _line(one, session)
    else:
        subject = gettext("For your calendar: %(title)s, %(when)s") % said
        text = _line(one, session)
    return Wording(
        subject,
        text,
        page_of(one),
        gettext("See your enrolment"),
        appointment=appointment,
        is_cancelled=is_struck,
    )


def _takes_part(about: Collection[str], addressee: str) -> Collection[str]:
    return {one.reference for one in enrolments_named(about, addressee) if one.state == Standing.ENROLLED}


def _reminder(one: Enrolment, payload: Mapping[str, object]) -> Wording:
    """As it is now: what was struck or moved since says so."""
    key = payload.get("session")
    session = Session.objects.get(pk=key if isinstance(key, int) else 0)
    said = {"title": _title(one), "when": times_text(session)}
    if session.struck_at is not None:
        return Wording(
            gettext("Off: %(title)s, %(when)s") % said, "", page_of(one), gettext("See your enrolment")
        )
    return Wording(
        gettext("Reminder: %(title)s, %(when)s") % said,
        _line(one, session)
        + "\n\n"
        + gettext("Can you not come? Cancel it on the page, then somebody else can have your seat."),
        page_of(one),
        gettext("See your enrolment"),
    )


def _still_to_judge(about: Collection[str], addressee: str) -> Collection[str]:
    return {one.reference for one in enrolments_named(about, addressee) if not one.has_judged}


def _materials(one: Enrolment, _payload: Mapping[str, object]) -> Wording:
    return Wording(
        gettext("New materials: %(title)s") % {"title": _title(one)},
        gettext("The organiser put files or links there for you."),
        page_of(one),
        gettext("Look at the materials"),
    )


def _survey(one: Enrolment, _payload: Mapping[str, object]) -> Wording:
    path = (
        reverse("my_training_survey", args=[one.code])
        if one.person_id
        else reverse("survey_by_link", args=[token_of(one)])
    )
    return Wording(
        gettext("What did you think of it? %(title)s") % {"title": _title(one)},
        gettext("One figure is enough. Nobody sees who gave which answer."),
        path,
        gettext("Say what you thought"),
    )


for kind in (
    Kind(CONFIRM, _("A guest confirms an enrolment"), _theirs, _word(_confirm), must=True, is_noticed=False),
    Kind(
        NEWS,
        _("Your place in a training or an event"),
        _theirs,
        _word(_news),
        must=True,
        is_bounded=True,  # by what they enrol in; what is for their calendar is in it
    ),
    Kind(
        SESSION,
        _("Sessions for your calendar"),
        _theirs,
        _word(_session),
        must=True,  # whoever misses it stands before a closed door
        is_noticed=False,
        is_bounded=True,  # by the sessions of what they enrolled in
    ),
    Kind(MATERIALS, _("New materials of what you take part in"), _takes_part, _word(_materials)),
    Kind(REMINDER, _("We remind you of a session"), _takes_part, _word(_reminder)),
    Kind(SURVEY, _("We ask what you thought of it"), _still_to_judge, _word(_survey)),
):
    register_kind(kind)
