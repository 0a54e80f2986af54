"""The page of a space, and what can be taken along from it."""

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from schakel.accounts.public import Person, for_who_may
from schakel.calendars.public import calendar_answer, calendar_file
from schakel.documents import public as documents
from schakel.spaces import queries
from schakel.spaces.calendars import days_of
from schakel.spaces.dossier import dossier_of
from schakel.spaces.rules import Kind, is_open, new_code
from schakel.spaces.web.asking import channel_asked, now, part_asked, seat_asked, today
from schakel.spaces.web.showing import board_of, crumbs_of, tabs_of
from schakel.spaces.wording import DUE_TONES, due_text

MOST = 200


@require_GET
@for_who_may("space.enter")
def my_spaces(request: HttpRequest, person: Person) -> HttpResponse:
    """The spaces somebody takes part in, and what they are to do in them."""
    spaces = list(queries.spaces_visible_to(person).order_by("closed_at", "-opened_at", "pk")[:MOST])
    tasks = queries.open_tasks_of(person, today=today())
    context = {
        "open_spaces": [one for one in spaces if is_open(one.closed_at, now=now())],
        "closed_spaces": [one for one in spaces if not is_open(one.closed_at, now=now())],
        "tasks": [
            {"about": task.contribution, "due": due_text(task.due), "tone": DUE_TONES[task.due]}
            for task in tasks
        ],
    }
    return render(request, "spaces/mine.html", context)


@require_GET
@for_who_may("space.enter")
def my_calendar(_request: HttpRequest, person: Person) -> HttpResponse:
    """What somebody is to do in all their spaces, for their calendar."""
    tasks = [task.contribution for task in queries.open_tasks_of(person, today=today())]
    file = calendar_file(days_of(tasks), name=gettext("My tasks"))
    return calendar_answer(file, "tasks.ics", is_private=True)


@require_GET
@for_who_may("space.enter")
def space(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """One space: what is due, what was said, files, decisions and links of one channel."""
    seat = seat_asked(person, code)
    channel = channel_asked(request, seat)
    context = {
        "space": seat.space,
        "parties": queries.parties_of(seat.space),
        "tabs": tabs_of(seat, channel),
        "is_open": is_open(seat.space.closed_at, now=now()),
        "sent_key": new_code(),
        "crumbs": crumbs_of(seat.space),
        **board_of(seat, channel, today=today()),
    }
    return render(request, "spaces/space.html", context)


@require_GET
def file(request: HttpRequest, code: str, part: str) -> HttpResponseBase:
    """One file, for who may see it now; otherwise the same as for no such file."""
    if not isinstance(request.user, Person):
        return redirect_to_login(request.path)
    found = part_asked(seat_asked(request.user, code), part)
    if found.kind != Kind.FILE:
        raise Http404
    return documents.file_answer(sha256=found.sha256, name=found.text, file_type=found.file_type)


@require_GET
@for_who_may("space.enter")
def calendar(_request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """The tasks of a space that are still to be done, for a calendar."""
    seat = seat_asked(person, code)
    found = queries.contributions_seen_from(seat).filter(kind=Kind.TASK.value, done_at=None)
    file = calendar_file(days_of(found), name=seat.space.title)
    return calendar_answer(file, "tasks.ics", is_private=True)


@require_GET
def dossier(request: HttpRequest, code: str) -> HttpResponseBase:
    """Everything of a space that this person may see, as one ZIP file that is made while it is sent."""
    if not isinstance(request.user, Person):
        return redirect_to_login(request.path)
    seat = seat_asked(request.user, code)
    response = StreamingHttpResponse(dossier_of(seat, now=now()), content_type="application/zip")
    name = f"{slugify(seat.space.title) or 'dossier'}-{today().isoformat()}.zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
