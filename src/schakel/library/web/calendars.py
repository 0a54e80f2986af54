"""The days of one item, for somebody's own calendar."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from schakel.calendars.public import calendar_answer, calendar_file
from schakel.library.calendars import appointment_of
from schakel.library.entries import Entry
from schakel.library.occasions import occasions_of
from schakel.library.queries import item_for, value_of
from schakel.library.web.visiting import screen_language, today, visitor


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
    language = screen_language()
    appointments = [appointment_of(Entry(occasion, value), language=language) for occasion in occasions]
    return calendar_answer(calendar_file(appointments, name=value.title(language)), f"{slug}.ics")
