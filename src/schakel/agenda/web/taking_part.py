"""Taking part in the meetings at an event: who is there, when one is there oneself, and whom to ask."""

import secrets

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from schakel.accounts.public import Person, for_who_may
from schakel.agenda import actions, attendees, queries
from schakel.agenda.actions import Looking, Request
from schakel.agenda.calendars import meeting_appointment
from schakel.agenda.meeting_rules import ORGANISE, TAKE_PART, State
from schakel.agenda.messages import refusal_text
from schakel.agenda.models import Availability
from schakel.agenda.rules import FOLLOW
from schakel.agenda.web.asking import (
    attendee_asked,
    crumbs_of,
    round_asked,
    status_of,
)
from schakel.agenda.web.forms import AskForm, JoinForm
from schakel.agenda.web.meetings import line_of
from schakel.agenda.web.visiting import now, today
from schakel.agenda.wording import event_title, moment_text
from schakel.calendars.public import calendar_answer, calendar_file
from schakel.kernel.refusal import Refusal
from schakel.library import public as library


@require_GET
@for_who_may(FOLLOW)
def meeting_round(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """One's own meetings, and who else is there; for who does not take part, how to begin."""
    found = round_asked(person, slug)
    attendee = queries.attendee_of(person, found)
    is_there = attendee is not None and attendee.left_at is None
    may_organise = library.allows(person, ORGANISE, found.item)
    context: dict[str, object] = {
        "round": found,
        "item": found.item,
        "title": event_title(found.item),
        "is_closed": found.closed_at is not None,
        "may_organise": may_organise,
        "can_open": may_organise and queries.can_open_round(found.item, today=today()),
        "may_join": queries.may_take_part(person),
        "attendee": attendee if is_there else None,
        "meetings": [line_of(one, person, now=now()) for one in queries.meetings_of(person, found)],
        "crumbs": crumbs_of(found.item, here=""),
    }
    if attendee is not None and is_there:
        standing = attendees.standing_pairs(attendee)
        context["partners"] = [
            {
                "about": other,
                "meeting": standing.get(other.pk),
                "slots": [moment_text(slot.starts_at) for slot in slots[:3]],
                "can_be_asked": bool(slots) and other.pk not in standing and found.closed_at is None,
            }
            for other, slots in queries.partners_for(attendee, found, now=now())
        ]
    return render(request, "agenda/round.html", context)


@require_http_methods(["GET", "POST"])
@for_who_may(FOLLOW)
def join(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Take part, or change what one said."""
    found = round_asked(person, slug)
    if not library.allows(person, TAKE_PART) or found.closed_at is not None:
        raise Http404
    bodies = attendees.organisations_to_join_with(person)
    slots = list(found.slots.filter(starts_at__gt=now()))
    attendee = queries.attendee_of(person, found)
    initial: dict[str, object] = {"slots": [slot.pk for slot in slots]}
    if attendee is not None:
        said = Availability.objects.filter(attendee=attendee).order_by().values_list("slot", flat=True)
        initial = {
            "organisation": attendee.organisation_id,
            "seeks": attendee.seeks,
            "offers": attendee.offers,
            "slots": list(said),
        }
    sent = request.POST if request.method == "POST" else None
    form = JoinForm(sent, organisations=bodies, slots=slots, initial=initial)
    status = 200
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        looking = Looking(
            organisation=next(one for one in bodies if str(one.pk) == cleaned["organisation"]),
            seeks=cleaned["seeks"],
            offers=cleaned["offers"],
            slots=cleaned["slots"],
        )
        try:
            actions.join_round(meeting_round=found, looking=looking, person=person, now=now())
        except Refusal as refusal:
            form.add_error(None, refusal_text(refusal))
            status = status_of(refusal.code)
        else:
            messages.success(request, gettext("You take part. Others can ask you, and you them."))
            return redirect("meeting_round", slug=slug)
    elif request.method == "POST":
        status = 400
    context = {
        "form": form,
        "item": found.item,
        "title": event_title(found.item),
        "takes_part": attendee is not None and attendee.left_at is None,
        "crumbs": crumbs_of(found.item, here=gettext("Take part")),
    }
    return render(request, "agenda/join.html", context, status=status)


@require_POST
@for_who_may(FOLLOW)
def leave(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Take part no longer."""
    found = round_asked(person, slug)
    actions.leave_round(attendee=attendee_asked(person, found), by=person, now=now())
    messages.success(request, gettext("You no longer take part. Whom you would have met was told."))
    return redirect("meeting_round", slug=slug)


@require_http_methods(["GET", "POST"])
@for_who_may(FOLLOW)
def ask(request: HttpRequest, person: Person, slug: str, code: str) -> HttpResponse:
    """Ask one of the others, with a time and a few words."""
    found = round_asked(person, slug)
    attendee = attendee_asked(person, found)
    other = next((one for one in queries.attendees_of(found) if one.code == code), None)
    if other is None or other.organisation_id == attendee.organisation_id:
        raise Http404
    slots = attendees.slots_of_both(attendee, other, now=now())
    form = AskForm(request.POST if request.method == "POST" else None, slots=slots)
    status = 200
    if request.method == "POST" and form.is_valid():
        wanted = Request(
            asker=attendee,
            asked=other,
            slot=next(slot for slot in slots if slot.pk == form.cleaned_data["slot"]),
            reason=form.cleaned_data["reason"],
            form=request.POST.get("form", ""),
        )
        try:
            made = actions.ask_meeting(request=wanted, now=now(), today=today())
        except Refusal as refusal:
            form.add_error(None, refusal_text(refusal))
            status = status_of(refusal.code)
        else:
            messages.success(request, gettext("This is asked. You hear it when they answer."))
            return redirect(made)
    elif request.method == "POST":
        status = 400
    context = {
        "form": form,
        "item": found.item,
        "other": other,
        "slots": slots,
        "form_key": request.POST.get("form") or secrets.token_urlsafe(12),
        "crumbs": crumbs_of(found.item, here=gettext("Ask for a meeting")),
    }
    return render(request, "agenda/ask.html", context, status=status)


@require_GET
@for_who_may(FOLLOW)
def schedule(request: HttpRequest, person: Person, slug: str) -> HttpResponse:  # noqa: ARG001 - it asks nothing else
    """One's own meetings at this event, for one's own calendar."""
    found = round_asked(person, slug)
    agreed = [one for one in queries.meetings_of(person, found) if one.state == State.AGREED]
    appointments = [meeting_appointment(one, queries.side_of(person, one)) for one in agreed]
    file = calendar_file(appointments, name=event_title(found.item))
    return calendar_answer(file, "meetings.ics", is_private=True)
