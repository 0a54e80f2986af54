"""One's own introductions, by heap, as a page and as a file."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from schakel.accounts.public import Person, for_who_may
from schakel.introductions import queries
from schakel.introductions.rules import Heap
from schakel.introductions.web.asking import language, now
from schakel.introductions.web.showing import rows_of
from schakel.introductions.wording import heap_name
from schakel.kernel.sheets import Cell, csv_file
from schakel.organisations.public import member_organisations

LINES = 50


@require_GET
@for_who_may("introduction.read")
def introductions(request: HttpRequest, person: Person) -> HttpResponse:
    """One heap; the first that has anything, where none is asked for."""
    heaps = queries.own_heaps(person, now=now())
    shown = _heap(request, next((heap for heap, found in heaps.items() if found), Heap.WAITS_FOR_ME))
    page = Paginator(heaps[shown], LINES).get_page(request.GET.get("page"))
    own = member_organisations(person)
    context = {
        "shown_name": heap_name(shown),
        "tabs": [
            {
                "label": heap_name(heap),
                "url": f"?heap={heap.value}",
                "current": heap is shown,
                "count": len(found),
            }
            for heap, found in heaps.items()
        ],
        "page": page,
        "rows": rows_of(page.object_list, person, [one.pk for one in own], language=language(), now=now()),
        "desks": [one for one in own if queries.runs_desk(person, one)],
        "csv_url": f"{reverse('introductions_file')}?heap={shown.value}",
    }
    return render(request, "introductions/mine.html", context)


@require_GET
@for_who_may("introduction.read")
def introductions_file(request: HttpRequest, person: Person) -> HttpResponse:
    """One heap, all of it, as a file for a spreadsheet; it holds no names and addresses of people."""
    shown = _heap(request, Heap.WAITS_FOR_ME)
    own = [one.pk for one in member_organisations(person)]
    found = queries.own_heaps(person, now=now())[shown]
    rows = rows_of(found, person, own, language=language(), now=now())
    return file_of(rows, f"introductions-{shown.value}")


def file_of(rows: list[dict[str, object]], name: str) -> HttpResponse:
    cells: list[list[Cell]] = [
        [
            gettext("Who asks"),
            gettext("Who is asked"),
            gettext("About"),
            gettext("State"),
            gettext("Asked on"),
            gettext("Answer promised before"),
            gettext("What came of it"),
            gettext("Adviser"),
            gettext("Address"),
        ]
    ]
    cells += [
        [
            str(row["requester"]),
            str(row["receiver"]),
            str(row["about"]),
            str(row["state"]),
            _day(row["requested_at"]),
            _day(row["due_at"]),
            str(row["outcome"]),
            str(row["adviser"]),
            str(row["url"]),
        ]
        for row in rows
    ]
    response = HttpResponse(csv_file(cells), content_type="text/csv; charset=utf-8")
    day = timezone.localdate().isoformat()
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{day}.csv"'
    return response


def _day(moment: object) -> str:
    return timezone.localtime(moment).date().isoformat() if moment else ""  # type: ignore[arg-type]


def _heap(request: HttpRequest, otherwise: Heap) -> Heap:
    asked = request.GET.get("heap", otherwise.value)
    if asked not in set(Heap):
        raise Http404
    return Heap(asked)
