"""What comes: events, trainings that start, schemes that open and close."""

from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from schakel.calendars.public import calendar_answer, calendar_file
from schakel.library.agenda import Entry, agenda_line, entries_of
from schakel.library.calendars import appointment_of
from schakel.library.kinds import Kind
from schakel.library.labels import kind_name_plural
from schakel.library.listing import Dated, coming_days
from schakel.library.occasions import KINDS_WITH_DAYS, occasions_of
from schakel.library.queries import item_for, value_of
from schakel.library.web.visiting import full_address, screen_language, today, visitor
from schakel.library.wording import written_month

PER_PAGE = 60
MOST_SUBSCRIBED = 500


@dataclass(frozen=True, slots=True)
class Month:
    """A month with what happens in it."""

    name: str
    events: tuple[dict[str, object], ...]


@require_safe
def agenda(request: HttpRequest) -> HttpResponse:
    """Everything that comes, month by month; one kind of it where that is asked for."""
    chosen = _chosen_kind(request)
    person = visitor(request)
    days = coming_days(person, today=today())
    shown = [dated for dated in days if chosen in (None, dated.kind)]
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    entries = entries_of(page.object_list, person, today=today())
    return render(
        request,
        "library/agenda.html",
        {
            "months": _months(entries),
            "page": page,
            "total": len(shown),
            "tabs": _tabs(days, chosen),
            "calendar_url": _calendar_url(chosen),
            "subscribe_url": full_address(_calendar_url(chosen)).replace("https://", "webcal://", 1),
        },
    )


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The agenda as a calendar to subscribe to."""
    chosen = _chosen_kind(request)
    kinds = [chosen] if chosen else KINDS_WITH_DAYS
    days = coming_days(visitor(request), today=today(), kinds=kinds)[:MOST_SUBSCRIBED]
    name = gettext("Agenda of %(hub)s") % {"hub": settings.ENVIRONMENT.hub_name}
    return _calendar_file(entries_of(days, visitor(request), today=today()), name, "agenda.ics")


@require_safe
def item_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """All days of one item; 404 for an item without any, or that the visitor may not see."""
    item = item_for(visitor(request), slug)
    if item is None:
        raise Http404
    value = value_of(item, today=today())
    occasions = occasions_of(value.kind, value.facts)
    if not occasions:
        raise Http404
    entries = [Entry(occasion, value) for occasion in occasions]
    return _calendar_file(entries, value.title(screen_language()), f"{slug}.ics")


def _months(entries: list[Entry]) -> list[Month]:
    language = screen_language()
    by_month = groupby(entries, key=lambda entry: (entry.occasion.on.year, entry.occasion.on.month))
    months = []
    for _, group in by_month:
        of_month = list(group)
        lines = tuple(agenda_line(entry, language=language) for entry in of_month)
        months.append(Month(written_month(of_month[0].occasion.on), lines))
    return months


def _chosen_kind(request: HttpRequest) -> Kind | None:
    value = request.GET.get("kind", "")
    return Kind(value) if value in KINDS_WITH_DAYS else None


def _tabs(days: list[Dated], chosen: Kind | None) -> list[dict[str, object]]:
    tabs: list[dict[str, object]] = [
        {
            "label": gettext("Everything"),
            "url": reverse("agenda"),
            "current": chosen is None,
            "count": len(days),
        }
    ]
    for kind in KINDS_WITH_DAYS:
        number = len([dated for dated in days if dated.kind is kind])
        if number:
            url = f"{reverse('agenda')}?kind={kind.value}"
            tabs.append(
                {"label": kind_name_plural(kind), "url": url, "current": kind is chosen, "count": number}
            )
    return tabs


def _calendar_url(chosen: Kind | None) -> str:
    path = reverse("agenda_calendar")
    return f"{path}?kind={chosen.value}" if chosen else path


def _calendar_file(entries: list[Entry], name: str, file_name: str) -> HttpResponse:
    appointments = [appointment_of(entry, language=screen_language()) for entry in entries]
    return calendar_answer(calendar_file(appointments, name=name), file_name)
