"""What one's organisations use of others, and who uses what is theirs."""

from collections.abc import Iterable

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET

from schakel.accounts.public import Person, for_who_may
from schakel.adoptions import queries
from schakel.adoptions.models import Adoption
from schakel.adoptions.rules import Scale, State
from schakel.adoptions.wording import TONES, scale_name, short_state
from schakel.kernel.languages import DUTCH
from schakel.kernel.sheets import Cell, csv_file
from schakel.library import public as library

LINES = 50


@require_GET
@for_who_may("item.read")  # signed in; which ones: Adoption.objects.visible_to()
def my_adoptions(request: HttpRequest, person: Person) -> HttpResponse:
    """What waits to be confirmed first."""
    page = Paginator(queries.own_adoptions(person), LINES).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": _rows(person, page.object_list),
        "csv_url": reverse("my_adoptions_file"),
    }
    return render(request, "adoptions/mine.html", context)


@require_GET
@for_who_may("item.read")  # as above
def my_adoptions_file(_request: HttpRequest, person: Person) -> HttpResponse:
    """The same as a file for a spreadsheet, all of it."""
    rows: list[list[Cell]] = [
        [
            gettext("Title"),
            gettext("Used by"),
            gettext("State"),
            gettext("How widely"),
            gettext("Version"),
            gettext("Since"),
            gettext("Confirmed"),
            gettext("What it brought"),
            gettext("Address"),
        ]
    ]
    for row in _rows(person, queries.own_adoptions(person)):
        one = row["about"]
        assert isinstance(one, Adoption)
        rows.append(
            [
                str(row["title"]),
                one.adopter.name,
                str(row["state"]),
                str(row["scale"]),
                one.version,
                one.since_on.isoformat() if one.since_on else "",
                gettext("yes") if one.confirmed_at else gettext("no"),
                one.result,
                str(row["url"]),
            ]
        )
    response = HttpResponse(csv_file(rows), content_type="text/csv; charset=utf-8")
    day = timezone.localdate().isoformat()
    response.headers["Content-Disposition"] = f'attachment; filename="adoptions-{day}.csv"'
    return response


def _rows(person: Person, adoptions: Iterable[Adoption]) -> list[dict[str, object]]:
    """Without the title of an item that is no longer for this person."""
    every = list(adoptions)
    items = library.items_visible_to(person).filter(pk__in=[one.item_id for one in every]).order_by("pk")
    seen = {value.pk: value for value in library.values_of(items, today=timezone.localdate())}
    language = get_language() or DUTCH
    return [
        {
            "about": one,
            "title": seen[one.item_id].title(language) if one.item_id in seen else gettext("no longer shown"),
            "url": seen[one.item_id].url if one.item_id in seen else "",
            "state": short_state(State(one.state)),
            "tone": TONES[State(one.state)],
            "scale": scale_name(Scale(one.scale)),
            "is_ours": queries.works_for_adopter(person, one),
            "may_confirm": one.state != State.STOPPED and queries.can_confirm(person, one),
        }
        for one in every
    ]
