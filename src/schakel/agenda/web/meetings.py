"""One meeting: where it stands, whom one meets once both said yes, and what one can do."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from schakel.accounts.public import Person, for_who_may
from schakel.agenda import actions, attendees, queries
from schakel.agenda.calendars import meeting_appointment
from schakel.agenda.meeting_rules import Side, State, Step, steps_of
from schakel.agenda.messages import refusal_text
from schakel.agenda.models import Meeting
from schakel.agenda.rules import FOLLOW
from schakel.agenda.web.asking import crumbs_of, meeting_asked, status_of
from schakel.agenda.web.forms import LinkForm, MoveForm
from schakel.agenda.web.visiting import now
from schakel.agenda.wording import TONES, event_title, moment_text, state_name, table_text
from schakel.calendars.public import calendar_answer, calendar_file
from schakel.kernel.refusal import Refusal


def line_of(meeting: Meeting, person: Person, *, now: datetime) -> dict[str, object]:
    """As it stands in a list of one's own meetings."""
    side, standing = queries.side_of(person, meeting), meeting.standing_at(now)
    return {
        "about": meeting,
        "body": meeting.attendee_of(side.other).organisation.name,
        "moment": moment_text(meeting.slot.starts_at),
        "table": table_text(meeting) if meeting.state == State.AGREED else "",
        "state": state_name(standing),
        "tone": TONES[standing.state],
        "waits_for_me": standing.waits_for is side and meeting.slot.starts_at > now,
    }


@require_GET
@for_who_may(FOLLOW)
def meeting(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """For the two of it; 404 for anybody else."""
    return _show(request, meeting_asked(person, code), person)


def _show(
    request: HttpRequest, found: Meeting, person: Person, *, error: str = "", status: int = 200
) -> HttpResponse:
    side = queries.side_of(person, found)
    standing = found.standing_at(now())
    steps = steps_of(standing, side, begins_at=found.slot.starts_at, now=now())
    slots = attendees.slots_of_both(found.asker, found.asked, now=now()) if Step.PROPOSE in steps else []
    other = found.attendee_of(side.other)
    if found.round.closed_at is not None:
        steps = ()
    context = {
        "meeting": found,
        "line": line_of(found, person, now=now()),
        "item": found.round.item,
        "event": event_title(found.round.item),
        "other": other,
        "contact": queries.contact_in(found, side.other),
        "is_asker": side is Side.ASKER,
        "proposed": moment_text(found.moves_to.starts_at) if found.moves_to and standing.is_moving else "",
        "steps": [step.value for step in steps],
        "is_agreed": standing.state is State.AGREED,
        "form": MoveForm(slots=slots) if slots else None,
        "link": found.link if standing.state is State.AGREED else "",
        "link_form": _link_form(found) if standing.state is State.AGREED else None,
        "asks_held": standing.state is State.AGREED and found.slot.ends_at <= now(),
        "error": error,
        "crumbs": crumbs_of(found.round.item, here=other.organisation.name),
    }
    answer = render(request, "agenda/meeting.html", context, status=status)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _link_form(found: Meeting) -> LinkForm | None:
    """Online, until it is over."""
    is_open = found.round.is_online and found.round.closed_at is None and found.slot.ends_at > now()
    return LinkForm(initial={"link": found.link}) if is_open else None


LINK, HELD, NOT_HELD = "link", "held", "not-held"
"""What one can do with a meeting beside the steps of its life."""


@require_POST
@for_who_may(FOLLOW)
def act(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """Accept, decline, propose another time or cancel; what changed meanwhile is shown first."""
    found = meeting_asked(person, code)
    step = request.POST.get("act", "")
    if step not in {*Step, LINK, HELD, NOT_HELD}:
        raise Http404
    try:
        if step in set(Step):
            said = _done(Step(step), request, found, person)
        elif step == LINK:
            said = _linked(request, found, person)
        else:
            actions.tell_held(meeting=found, was_held=step == HELD, by=person, now=now())
            said = gettext("Thank you, we wrote it down.")
    except Refusal as refusal:
        again = meeting_asked(person, code)
        return _show(request, again, person, error=refusal_text(refusal), status=status_of(refusal.code))
    messages.success(request, said)
    return redirect(found)


def _done(step: Step, request: HttpRequest, found: Meeting, person: Person) -> str:
    side, seen = queries.side_of(person, found), _number(request.POST.get("seen_version", ""))
    moment = now()
    match step:
        case Step.ACCEPT:
            actions.accept_meeting(meeting=found, side=side, seen_version=seen, by=person, now=moment)
            return gettext("You meet. Here you see whom.")
        case Step.DECLINE:
            actions.decline_meeting(meeting=found, side=side, seen_version=seen, by=person, now=moment)
            return gettext("You said no. They are told.")
        case Step.PROPOSE:
            slot = found.round.slots.filter(pk=_number(request.POST.get("slot", ""))).first()
            if slot is None:
                raise Refusal("slot-not-of-both")
            actions.propose_slot(
                meeting=found, side=side, slot=slot, seen_version=seen, by=person, now=moment
            )
            return gettext("This time is proposed. You hear it when they answer.")
        case Step.CANCEL:
            actions.cancel_meeting(meeting=found, side=side, seen_version=seen, by=person, now=moment)
            return gettext("This is cancelled. They are told.")


def _linked(request: HttpRequest, found: Meeting, person: Person) -> str:
    form = LinkForm(request.POST)
    if not form.is_valid():
        raise Refusal("meeting-link-not-usable")
    actions.share_link(
        meeting=found,
        side=queries.side_of(person, found),
        link=form.cleaned_data["link"],
        seen_version=_number(request.POST.get("seen_version", "")),
        by=person,
        now=now(),
    )
    return gettext("The link is stored. They see it on their page.")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004


@require_GET
@for_who_may(FOLLOW)
def calendar(request: HttpRequest, person: Person, code: str) -> HttpResponse:  # noqa: ARG001 - it asks nothing else
    """The meeting for one's own calendar, once it was agreed, and after that when it was cancelled."""
    found = meeting_asked(person, code)
    if found.state not in (State.AGREED, State.CANCELLED):
        raise Http404
    appointment = meeting_appointment(found, queries.side_of(person, found))
    return calendar_answer(calendar_file([appointment]), "meeting.ics", is_private=True)
