"""Who organises an event opens a round of meetings, sees who meets whom, and can close it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from schakel.accounts.public import Person, for_who_may
from schakel.agenda import actions, attendees, queries
from schakel.agenda.actions import More
from schakel.agenda.meeting_rules import MOST_DAYS, Plan, State
from schakel.agenda.messages import refusal_text
from schakel.agenda.models import MeetingRound
from schakel.agenda.rules import FOLLOW, ONLINE
from schakel.agenda.web.asking import BAD, crumbs_of, event_to_change, round_to_organise
from schakel.agenda.web.forms import MoreForm, RoundForm
from schakel.agenda.web.visiting import now, today
from schakel.agenda.wording import TONES, event_title, moment_text, state_name, table_text
from schakel.kernel.refusal import Refusal
from schakel.kernel.sheets import csv_file


@require_http_methods(["GET", "POST"])
@for_who_may(FOLLOW)
def open_round(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Set the times and tables, where no round is open; 404 for who may not edit the event, or where it is over."""
    item = event_to_change(person, slug)
    if queries.has_open_round(item):
        return redirect("meeting_round", slug=slug)
    try:
        days = attendees.event_days(item, today=today())[:MOST_DAYS]
    except Refusal as refusal:
        raise Http404 from refusal
    form = RoundForm(
        request.POST if request.method == "POST" else None,
        days=days,
        is_online=item.facts.get("format") == ONLINE,
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        plan = Plan(
            minutes=said["minutes"],
            pause=said["pause"],
            hours=form.hours,
            is_online=said["where"] == "online",
            tables=said["tables"],
        )
        try:
            actions.open_round(
                item=item,
                plan=plan,
                opened_by=person,
                today=today(),
                zone=timezone.get_default_timezone(),
                now=now(),
            )
        except Refusal as refusal:
            form.add_error(None, refusal_text(refusal))
        else:
            messages.success(request, gettext("People who come can ask each other for a meeting now."))
            return redirect("meeting_round", slug=slug)
    context = {
        "form": form,
        "item": item,
        "title": event_title(item),
        "crumbs": crumbs_of(item, here=gettext("Open meetings"), is_round=False),
    }
    return render(request, "agenda/open_round.html", context, status=BAD if form.errors else 200)


@require_http_methods(["GET", "POST"])
@for_who_may(FOLLOW)
def change_round(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """More tables with their names, and more times, while the round is open."""
    found = round_to_organise(person, slug)
    if found.closed_at is not None:
        return redirect("meeting_round", slug=slug)
    form = MoreForm(
        request.POST if request.method == "POST" else None,
        days=attendees.days_held(found.item, today=today())[:MOST_DAYS],
        tables=None if found.is_online else [table.name for table in found.tables.all()],
    )
    if request.method == "POST" and form.is_valid():
        more = More(hours=form.hours, tables=form.cleaned_data.get("tables", 0), names=form.names)
        zone = timezone.get_default_timezone()
        try:
            actions.change_round(
                meeting_round=found, more=more, changed_by=person, today=today(), zone=zone, now=now()
            )
        except Refusal as refusal:
            form.add_error(None, refusal_text(refusal))
        else:
            said = gettext(
                "This is stored. Who takes part can say under Change it that they are there at new times."
            )
            messages.success(request, said)
            return redirect("meeting_round", slug=slug)
    context = {
        "form": form,
        "item": found.item,
        "title": event_title(found.item),
        "crumbs": crumbs_of(found.item, here=gettext("Tables and times")),
    }
    return render(request, "agenda/change_round.html", context, status=BAD if form.errors else 200)


@require_GET
@for_who_may(FOLLOW)
def overview(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """All meetings by time and table: which organisations meet; what they said to each other is theirs."""
    found = round_to_organise(person, slug)
    rows = _rows(found)
    context = {
        "round": found,
        "item": found.item,
        "title": event_title(found.item),
        "attendees": queries.attendees_of(found),
        "agreed": sum(row["is_agreed"] is True for row in rows),
        "table": {
            "id": "meetings",
            "caption": gettext("Meetings"),
            "hides_caption": True,
            "columns": [{"label": label} for label in _head()],
            "rows": [{"cells": row["cells"]} for row in rows],
        },
        "crumbs": crumbs_of(found.item, here=gettext("Overview")),
    }
    return render(request, "agenda/overview.html", context)


@require_GET
@for_who_may(FOLLOW)
def overview_file(request: HttpRequest, person: Person, slug: str) -> HttpResponse:  # noqa: ARG001 - it asks nothing else
    found = round_to_organise(person, slug)
    rows = [[str(cell["text"]) for cell in row["cells"]] for row in _rows(found)]  # type: ignore[attr-defined]
    answer = HttpResponse(csv_file([_head(), *rows]), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="meetings.csv"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@require_http_methods(["GET", "POST"])
@for_who_may(FOLLOW)
def close_round(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Ask once more, then cancel everything in it and tell everybody."""
    found = round_to_organise(person, slug)
    if found.closed_at is not None:
        return redirect("meeting_round", slug=slug)
    if request.method == "POST":
        actions.close_round(meeting_round=found, closed_by=person, now=now())
        messages.success(
            request, gettext("There are no meetings at this event any more. Everybody was told.")
        )
        return redirect("meeting_round", slug=slug)
    context = {
        "item": found.item,
        "title": event_title(found.item),
        "number": len(attendees.meetings_in(found)),
        "crumbs": crumbs_of(found.item, here=gettext("Close the meetings")),
    }
    return render(request, "agenda/close_round.html", context)


def _head() -> list[str]:
    return [
        gettext("When"),
        gettext("Where"),
        gettext("Asked by"),
        gettext("Asked"),
        gettext("State"),
    ]


def _rows(found: MeetingRound) -> list[dict[str, object]]:
    rows = []
    for meeting in attendees.meetings_in(found):
        standing = meeting.standing_at(now())
        rows.append(
            {
                "is_agreed": standing.state is State.AGREED,
                "cells": [
                    {"text": moment_text(meeting.slot.starts_at)},
                    {"text": table_text(meeting) or "–"},
                    {"text": meeting.asker.organisation.name},
                    {"text": meeting.asked.organisation.name},
                    {"text": state_name(standing), "badge_tone": TONES[standing.state]},
                ],
            }
        )
    return rows
