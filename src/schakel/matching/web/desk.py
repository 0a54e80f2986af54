"""The desk of the staff: what people found wrong with answers."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_POST

from schakel.accounts.public import Person, for_who_may, names_by_reference
from schakel.kernel.sheets import Cell, csv_file
from schakel.library import public as library
from schakel.library.public import ItemValue
from schakel.matching import public as matching
from schakel.matching.public import Objection
from schakel.matching.web.showing import Screen, screen_in
from schakel.matching.wording import wrong_because_text

if TYPE_CHECKING:
    from django.db.models import QuerySet

LINES = 50
HEAPS = ("waiting", "seen")


@require_GET
@for_who_may("staff.work")
def objections(request: HttpRequest, person: Person) -> HttpResponse:
    """What people found wrong: what waits, or what was looked at."""
    shown = request.GET.get("heap", HEAPS[0])
    if shown not in HEAPS:
        raise Http404
    heaps = {"waiting": matching.waiting_objections(), "seen": matching.seen_objections()}
    names = {"waiting": gettext("Not looked at yet"), "seen": gettext("Looked at")}
    page = Paginator(heaps[shown], LINES).get_page(request.GET.get("page"))
    context = {
        "staff_page": "waiting",
        "shown": shown,
        "shown_name": names[shown],
        "tabs": [
            {
                "label": names[name],
                "url": f"?heap={name}",
                "current": name == shown,
                "count": heap.count(),
            }
            for name, heap in heaps.items()
        ],
        "page": page,
        "rows": list(_rows(page.object_list, person)),
        "csv_url": reverse("staff_objections_file"),
    }
    return render(request, "matching/staff/objections.html", context)


@require_GET
@for_who_may("staff.work")
def objections_file(_request: HttpRequest, person: Person) -> HttpResponse:
    """Everything that was found wrong, as a file for a spreadsheet."""
    day = timezone.localdate()
    response = HttpResponse(
        csv_file(_file_rows(matching.every_objection(), person)), content_type="text/csv; charset=utf-8"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="not-right-{day.isoformat()}.csv"'
    return response


@require_POST
@for_who_may("staff.work")
def look_at_objection(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Say that one was looked at, or that it was not done with after all."""
    objection = matching.every_objection().filter(pk=pk).first()
    if objection is None:
        raise Http404
    if request.POST.get("step") == "reopen":
        matching.reopen_objection(objection=objection, reopened_by=person, now=_now())
        messages.success(request, gettext("It waits again."))
        return redirect(f"{reverse('staff_objections')}?heap=seen")
    matching.see_objection(objection=objection, seen_by=person, now=_now())
    messages.success(request, gettext("Done. You find it under “Looked at”."))
    return redirect("staff_objections")


def _rows(found: Iterable[Objection], person: Person) -> Iterator[dict[str, object]]:
    several = list(found)
    screen = screen_in(get_language() or "nl")
    items = _items(several, person)
    names = names_by_reference({one.seen_by.reference for one in several if one.seen_by})
    for one in several:
        item = items.get(f"item:{one.item_id}")
        yield {
            "pk": one.pk,
            "title": item.title(screen.language) if item else "",
            "url": item.url if item else "",
            "slug": item.slug if item else "",
            "because": wrong_because_text(one.because),
            "question": one.question,
            "asked": ", ".join(asked_about(one, screen)),
            "made_at": one.made_at,
            "seen_at": one.seen_at,
            "seen_by": names.get(one.seen_by.reference, "") if one.seen_by else "",
        }


def _items(several: Iterable[Objection], person: Person) -> Mapping[str, ItemValue]:
    references = {f"item:{one.item_id}" for one in several}
    return library.values_by_reference(references, person, today=timezone.localdate())


def asked_about(objection: Objection, screen: Screen) -> list[str]:
    """The words and themes by which the item was found."""
    themes = [screen.labels.get(theme, theme) for theme in objection.themes]
    return [*map(str, objection.words), *(gettext("theme %(theme)s") % {"theme": theme} for theme in themes)]


def _file_rows(found: "QuerySet[Objection]", person: Person) -> Iterator[list[Cell]]:
    yield [
        gettext("Item"),
        gettext("Address"),
        gettext("What is not right"),
        gettext("Found by these words"),
        gettext("Question"),
        gettext("Told on"),
        gettext("Looked at on"),
        gettext("Looked at by"),
    ]
    for row in _rows(found.select_related("seen_by"), person):
        yield [
            str(row["title"]),
            str(row["url"]),
            str(row["because"]),
            str(row["asked"]),
            str(row["question"]),
            _day(row["made_at"]),
            _day(row["seen_at"]),
            str(row["seen_by"]),
        ]


def _day(moment: object) -> str:
    return timezone.localtime(moment).date().isoformat() if isinstance(moment, datetime) else ""


def _now() -> datetime:
    return timezone.now().astimezone(UTC)
