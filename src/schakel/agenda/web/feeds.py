"""The days of an address as a calendar to subscribe to, a table, an Atom feed (RFC 4287) and a JSON Feed 1.1."""

from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from schakel.agenda.calendars import appointment_of
from schakel.agenda.queries import days_for
from schakel.agenda.rules import KEPT_AFTER_CANCELLING, Day
from schakel.agenda.sources import Look, kinds_of_days
from schakel.agenda.web.addresses import AgendaAddress, read_address
from schakel.agenda.web.visiting import full_address, screen_language, today, visitor
from schakel.agenda.wording import format_name, hours_text, kind_of_day
from schakel.calendars.public import calendar_answer, calendar_file
from schakel.kernel.sheets import csv_file
from schakel.library import public as library

MOST = 500
"""So many days in one file: whoever needs more takes a period."""


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """What comes, and what was cancelled not long ago, so that calendars that took it over strike it."""
    address = _address(request)
    # What was to be held in the last weeks and was cancelled is told too.
    begin = None if address.begin else today() - KEPT_AFTER_CANCELLING
    days = [
        day
        for day in _days(request, address, begin=begin)
        if day.last_on >= (address.begin or today()) or day.cancelled_on is not None
    ]
    appointments = [appointment_of(day) for day in days[:MOST]]
    return calendar_answer(calendar_file(appointments, name=_name()), "agenda.ics")


@require_safe
def csv(request: HttpRequest) -> HttpResponse:
    rows = [
        [
            kind_of_day(day.kind),
            day.title,
            day.about,
            day.first_on.isoformat(),
            day.last_on.isoformat(),
            hours_text(day),
            day.place,
            format_name(day.format) if day.format else "",
            library.written_money(day.price_cents) if day.price_cents is not None else "",
            day.organiser_name,
            gettext("Cancelled") if day.cancelled_on else "",
            full_address(day.path),
        ]
        for day in _days(request, _address(request))[:MOST]
    ]
    head = [
        gettext("Kind"),
        gettext("Title"),
        gettext("What happens"),
        gettext("First day"),
        gettext("Last day"),
        gettext("Time"),
        gettext("Where"),
        gettext("Come to it, or online"),
        gettext("Price"),
        gettext("Organiser"),
        gettext("State"),
        gettext("Address"),
    ]
    answer = HttpResponse(csv_file([head, *rows]), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="agenda.csv"'
    return answer


@require_safe
def atom(request: HttpRequest) -> HttpResponse:
    address = _address(request)
    feed = Atom1Feed(
        title=_name(),
        link=full_address(address.url),
        feed_url=full_address(address.file_url("agenda_atom")),
        description="",
        language=screen_language(),
    )
    for day in _days(request, address)[:MOST]:
        feed.add_item(
            title=day.full_title or day.title,
            link=full_address(day.path),
            unique_id=f"{full_address(day.path)}#{day.key}",
            description=escape(_summary(day)),  # which goes out as HTML
            author_name=day.organiser_name,
            categories=[kind_of_day(day.kind)],
            updateddate=day.changed_at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@require_safe
def json_feed(request: HttpRequest) -> HttpResponse:
    address = _address(request)
    said = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _name(),
        "home_page_url": full_address(address.url),
        "feed_url": full_address(address.file_url("agenda_json")),
        "language": screen_language(),
        "items": [_json_item(day) for day in _days(request, address)[:MOST]],
    }
    return JsonResponse(said, content_type="application/feed+json; charset=utf-8")


def _json_item(day: Day) -> dict[str, object]:
    return {
        "id": day.key,
        "url": full_address(day.path),
        "title": day.full_title or day.title,
        "content_text": _summary(day),
        "date_modified": day.changed_at.isoformat(),
        "tags": [kind_of_day(day.kind)],
        "authors": [{"name": day.organiser_name}],
        "_day": {
            "about": "https://schema.org/Event",
            "first_on": day.first_on.isoformat(),
            "last_on": day.last_on.isoformat(),
            "starts_at": day.starts_at.isoformat() if day.starts_at else None,
            "ends_at": day.ends_at.isoformat() if day.ends_at else None,
            "place": day.place,
            "format": day.format,
            "price_cents": day.price_cents,
            "is_cancelled": day.cancelled_on is not None,
        },
    }


def _summary(day: Day) -> str:
    when = ", ".join(part for part in (library.written_day(day.first_on), hours_text(day), day.place) if part)
    cancelled = gettext("This is cancelled.") if day.cancelled_on else ""
    return "\n".join(part for part in (cancelled, when, day.text) if part)


def _address(request: HttpRequest) -> AgendaAddress:
    return read_address(request.GET, kinds=kinds_of_days(), today=today(), person=visitor(request)).showing(
        "list"
    )


def _days(request: HttpRequest, address: AgendaAddress, *, begin: date | None = None) -> list[Day]:
    first, end = address.period(today=today())
    look = Look(visitor(request), begin=begin or first, end=end, today=today(), language=screen_language())
    return days_for(look, address.wanted)


def _name() -> str:
    return gettext("Agenda of %(hub)s") % {"hub": settings.ENVIRONMENT.hub_name}
