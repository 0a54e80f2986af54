"""Somebody's own days: on a page, and as a feed at a secret address that only they know."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from schakel.accounts.public import Person, for_who_may, may_try
from schakel.agenda import actions, queries
from schakel.agenda.rules import FOLLOW
from schakel.agenda.sources import own_appointments
from schakel.agenda.web.visiting import full_address, now, today
from schakel.calendars.public import Appointment, Status, calendar_answer, calendar_file
from schakel.library import public as library

MOST_AN_HOUR = 60
"""Times that a feed is read; calendar programs ask a few times a day."""
TOO_OFTEN = 429


@require_safe
@for_who_may(FOLLOW)
def my_agenda(request: HttpRequest, person: Person) -> HttpResponse:
    """What is to come of one's own, and whether there is a feed of it."""
    return _page(request, person)


@require_POST
@for_who_may(FOLLOW)
def change_feed(request: HttpRequest, person: Person) -> HttpResponse:
    """Make the address, make another in its place, or let it open nothing any more.

    The address stands on this answer once, and is kept nowhere.
    """
    if request.POST.get("act") == "revoke":
        actions.revoke_feed(person=person, now=now())
        messages.success(request, gettext("The address opens nothing any more."))
        return redirect("my_agenda")
    return _page(request, person, key=actions.make_feed(person=person, now=now()))


def _page(request: HttpRequest, person: Person, *, key: str = "") -> HttpResponse:
    coming = sorted(
        (one for one in own_appointments(person, now=now()) if _day_of(one) >= today()), key=_order
    )
    context = {
        "days": [_line(one) for one in coming],
        "waiting": queries.waiting_for(person, now=now()),
        "feed": queries.feed_of(person),
        "made": full_address(reverse("own_calendar", args=[key])) if key else "",
    }
    answer = render(request, "agenda/mine.html", context)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@require_safe
def feed(request: HttpRequest, key: str) -> HttpResponse:  # noqa: ARG001 - it asks nothing else
    """Everything of one's own, for whoever knows the address; 404 once that was ended, or its account closed."""
    person = queries.person_with_key(key)
    if person is None:
        raise Http404
    if not may_try(
        "own-feed", caller=person.reference, most=MOST_AN_HOUR, within=timedelta(hours=1), now=now()
    ):
        return HttpResponse(status=TOO_OFTEN)
    with translation.override(person.language or settings.LANGUAGE_CODE):
        name = gettext("My agenda at %(hub)s") % {"hub": settings.ENVIRONMENT.hub_name}
        file = calendar_file(own_appointments(person, now=now()), name=name)
    answer = calendar_answer(file, "my-agenda.ics", is_private=True)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _day_of(appointment: Appointment) -> date:
    """The last day of it, on the clock of the hub."""
    last = appointment.ends or appointment.starts
    return timezone.localtime(last).date() if isinstance(last, datetime) else last


def _order(appointment: Appointment) -> tuple[date, str, str]:
    starts = appointment.starts
    if isinstance(starts, datetime):
        local = timezone.localtime(starts)
        return (local.date(), local.time().isoformat(), appointment.key)
    return (starts, "", appointment.key)


def _line(appointment: Appointment) -> dict[str, object]:
    """As ``components/agenda_list.html`` shows it."""
    starts, ends = appointment.starts, appointment.ends
    time = ""
    if isinstance(starts, datetime):
        end = timezone.localtime(ends).time() if isinstance(ends, datetime) else None
        time = library.written_times(timezone.localtime(starts).time(), end)
    about = gettext("not yet certain") if appointment.status is Status.TENTATIVE else ""
    return {
        "starts_on": _order(appointment)[0],
        "title": appointment.title,
        "url": appointment.path,
        "time": time,
        "place": appointment.place,
        "about": about,
        "lang": "",
        "is_cancelled": appointment.status is Status.CANCELLED,
    }
