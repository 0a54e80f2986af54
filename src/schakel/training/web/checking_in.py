"""Letting people in: a list of names, and codes that are scanned or typed, also by a telephone without a network."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from schakel.accounts.public import Person, for_who_may
from schakel.kernel.refusal import Refusal
from schakel.training import queries
from schakel.training.attending import mark_attendance, withdraw_attendance
from schakel.training.messages import refusal_text
from schakel.training.models import Attendance, Edition, Enrolment, Session
from schakel.training.rules import COMING_BEGINS, Standing, State
from schakel.training.web.asking import (
    LONGEST_NAME,
    desk_crumbs_of,
    edition_organised,
    named_so,
    now,
    screen_language,
)
from schakel.training.wording import edition_title, hour_text, times_text

MOST_AT_ONCE = 500
"""Codes in one go: a telephone that was without a network the whole day."""

MOST_NAMED = 3
NAMES = 200
"""On one page: as many as a telephone shows at once without a wait."""
FEW = 10
NOT_FOUND = 404
TICKED = "#"


@never_cache
@require_http_methods(["GET", "POST"])
@for_who_may("training.enrol")  # signed in; whose edition it is decides what they may
def check_in(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """Who is there. Sent again, nothing changes: a telephone may not know what arrived."""
    edition = edition_organised(person, code)
    sessions = queries.sessions_of(edition)
    session = _session(request, sessions)
    if session is None:
        if _wants_json(request):  # a telephone that was without a network while it was struck
            text = gettext("This session does not take place any more. These codes were not stored:")
            return JsonResponse({"text": text}, status=NOT_FOUND)
        raise Http404
    if request.method == "POST":
        return _mark(request, person, edition, session)
    people = [one for one in queries.participants_of(edition, now=now()) if one.state == Standing.ENROLLED]
    there = queries.present_in(session)
    wanted = request.GET.get("q", "").strip()[:LONGEST_NAME]
    lines = [_line(one, there.get(one.pk)) for one in named_so(people, wanted)]
    lines.sort(key=lambda line: str(line["name"]).casefold())
    page = Paginator([line for line in lines if not line["arrived_at"]], NAMES).get_page(
        request.GET.get("page")
    )
    present = [one for one in lines if one["arrived_at"]]
    present.sort(key=lambda line: str(line["arrived_at"]), reverse=True)
    context = {
        "edition": edition,
        "title": edition_title(edition, screen_language()),
        "session": session,
        "when": times_text(session),
        "tabs": [
            {
                "label": times_text(one),
                "url": f"?session={one.pk}",
                "current": one.pk == session.pk,
                "count": "",
            }
            for one in sessions
        ],
        "absent": page.object_list,
        "page": page,
        "present": present[:NAMES],
        "most_present": NAMES if len(present) > NAMES else 0,
        "there": len(there),
        "number": len(people),
        "q": wanted,
        "is_long": len(people) > FEW,
        "is_whole": not wanted and page.paginator.num_pages == 1 and len(present) <= NAMES,
        "may_add": edition.state in (State.OPEN, State.HELD),
        "most": MOST_AT_ONCE,
        "ticket": request.GET.get("ticket", "")[:40],
        "crumbs": desk_crumbs_of(edition, here=gettext("Check in")),
    }
    response = render(request, "training/check_in.html", context)
    response.headers["Permissions-Policy"] = "camera=(self), geolocation=(), microphone=()"  # to scan tickets
    return response


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _session(request: HttpRequest, sessions: list[Session]) -> Session | None:
    """The session that was asked for; otherwise the one that goes on, or that is next to begin.

    None for one that does not take place, and where none does.
    """
    asked = request.POST.get("session") or request.GET.get("session", "")
    found = next((one for one in sessions if str(one.pk) == asked), None)
    if asked or not sessions:
        return found
    return next((one for one in sessions if now() < one.ends_at + COMING_BEGINS), sessions[-1])


def _line(one: Enrolment, there: Any) -> dict[str, object]:
    return {
        "about": one,
        "name": _name(one),
        "organisation": one.organisation.name if one.organisation else "",
        "arrived_at": there.arrived_at if there is not None else None,
    }


def _mark(request: HttpRequest, person: Person, edition: Edition, session: Session) -> HttpResponse:
    there = queries.present_in(session)
    if gone := request.POST.get("not_there"):
        one = edition.enrolments.filter(code=gone).first()
        if one is None:
            raise Http404
        results = [_not_there(session, one, person)]
    else:
        results = [
            _came(edition, session, written, said_at, person, there)
            for written, said_at in _scans(request.POST.get("codes", ""))
        ]
        chosen = edition.enrolments.filter(code__in=request.POST.getlist("present")[:MOST_AT_ONCE])
        results += [
            _marked(session, one, None, person, one.code, there) for one in chosen.select_related("person")
        ]
    if _wants_json(request):
        return JsonResponse({"results": results, "counted": _counted(edition, session)})
    for one_result in results:
        if not one_result["is_in"]:
            messages.error(request, str(one_result["text"]))
    done = [one_result for one_result in results if one_result["is_in"]]
    if done:
        said = gettext("Not there: %(names)s") if gone else gettext("Stored: %(names)s")
        messages.success(request, said % {"names": _names(done)})
    return redirect(f"{reverse('edition_check_in', args=[edition.code])}?session={session.pk}")


def _names(done: list[dict[str, object]]) -> str:
    """Who they are; of many how many: on a telephone their names would push away where the next code is typed."""
    if len(done) > MOST_NAMED:
        return ngettext("%(count)s person", "%(count)s people", len(done)) % {"count": len(done)}
    return ", ".join(str(one["name"]) for one in done)


def _scans(written: str) -> list[tuple[str, datetime | None]]:
    """One code a line, as it was typed; behind it the moment at which a telephone without a network read it."""
    found = []
    for line in written.splitlines()[:MOST_AT_ONCE]:
        code, _, moment = line.strip().rpartition(" ")
        said_at = _moment(moment)
        if said_at is None:
            code = line.strip()
        if code.strip():
            found.append((code.rpartition("ticket=")[2].strip()[:60], said_at))
    return found


def _moment(written: str) -> datetime | None:
    try:
        moment = parse_datetime(written)
    except ValueError:
        return None
    return moment if moment is not None and timezone.is_aware(moment) else None


def _came(
    edition: Edition,
    session: Session,
    code: str,
    said_at: datetime | None,
    person: Person,
    there: dict[int, Attendance],
) -> dict[str, object]:
    """By a ticket, or by a name that was ticked: then the code of the enrolment stands behind a sharp."""
    one = (
        edition.enrolments.filter(code=code[1:]).select_related("person").first()
        if code.startswith(TICKED)
        else queries.enrolment_with_ticket(edition, code)
    )
    if one is None:
        refusal = Refusal("ticket-unknown", written=code[:20])
        return {"code": code, "is_in": False, "name": "", "text": refusal_text(refusal)}
    return _marked(session, one, said_at, person, code, there)


def _marked(
    session: Session,
    one: Enrolment,
    said_at: datetime | None,
    person: Person,
    code: str,
    there: dict[int, Attendance],
) -> dict[str, object]:
    """``there``: who was there already; whoever comes now is added to it."""
    name = _name(one)
    before = there.get(one.pk)
    try:
        there[one.pk] = mark_attendance(session=session, enrolment=one, by=person, now=now(), said_at=said_at)
    except Refusal as refusal:
        return {"code": code, "is_in": False, "name": name, "text": f"{name}: {refusal_text(refusal)}"}
    text = gettext("%(name)s is there.") % {"name": name}
    time = hour_text(there[one.pk].arrived_at)
    if before is not None:
        text = gettext("%(name)s was there already, since %(time)s.") % {"name": name, "time": time}
    return {"code": code, "is_in": True, "name": name, "text": text, "enrolment": one.code, "time": time}


def _not_there(session: Session, one: Enrolment, person: Person) -> dict[str, object]:
    name = _name(one)
    try:
        withdraw_attendance(session=session, enrolment=one, by=person, now=now())
    except Refusal as refusal:
        return {"is_in": False, "name": name, "text": f"{name}: {refusal_text(refusal)}"}
    return {"is_in": True, "name": name, "text": gettext("Not there: %(names)s") % {"names": name}}


def _name(one: Enrolment) -> str:
    return one.shown_name or gettext("(removed)")


def _counted(edition: Edition, session: Session) -> str:
    """How many are there, as the page says it."""
    number = edition.enrolments.filter(state=Standing.ENROLLED.value).count()
    there = len(queries.present_in(session))
    return gettext("%(there)s of %(number)s are there") % {"there": there, "number": number}
