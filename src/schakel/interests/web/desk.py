"""All interests, for who looks after fair dealing."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from schakel.accounts.public import Person, for_who_may
from schakel.interests import queries
from schakel.interests.web.own import shown
from schakel.kernel.sheets import Cell, csv_file

LINES = 50


@require_GET
@for_who_may("interest.review")
def interests(request: HttpRequest, person: Person) -> HttpResponse:
    """Everybody's interests, the newest first; ended ones stay."""
    page = Paginator(queries.interests_visible_to(person), LINES).get_page(request.GET.get("page"))
    context = {
        "staff_page": "interests",
        "page": page,
        "rows": [shown(one) for one in page.object_list],
        "csv_url": reverse("staff_interests_file"),
    }
    return render(request, "interests/staff/interests.html", context)


@require_GET
@for_who_may("interest.review")
def interests_file(_request: HttpRequest, person: Person) -> HttpResponse:
    """The same, all of it, as a file for a spreadsheet."""
    rows: list[list[Cell]] = [
        [
            gettext("Person"),
            gettext("Organisation"),
            gettext("Interest"),
            gettext("In their words"),
            gettext("From"),
            gettext("Until"),
            gettext("Ended on"),
            gettext("Declared on"),
        ]
    ]
    for one in map(shown, queries.interests_visible_to(person)):
        declared = timezone.localtime(one["declared_at"]).date()  # type: ignore[arg-type]
        rows.append(
            [
                str(one["person"]),
                str(one["organisation"]),
                str(one["relation"]),
                str(one["words"]),
                str(one["since"]),
                str(one["until"] or ""),
                str(one["ended_on"] or ""),
                declared.isoformat(),
            ]
        )
    response = HttpResponse(csv_file(rows), content_type="text/csv; charset=utf-8")
    name = f"interests-{timezone.localdate().isoformat()}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
