"""Who asks, for which theme and which period."""

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language

from schakel.accounts.public import Person
from schakel.fairness.queries import Period
from schakel.kernel.languages import DUTCH
from schakel.kernel.sheets import Cell, csv_file
from schakel.vocabulary import public as vocabulary

Row = list[Cell]
"""One line of a file."""
PERIODS = (30, 90, 365)
"""Days."""


def visitor(request: HttpRequest) -> Person | None:
    return request.user if isinstance(request.user, Person) else None


def language() -> str:
    return get_language() or DUTCH


def days_in(request: HttpRequest) -> int:
    """The length of the period that is asked for. Raises Http404 for one that is not offered."""
    asked = request.GET.get("days", str(PERIODS[1]))
    if asked not in {str(days) for days in PERIODS}:
        raise Http404
    return int(asked)


def period_of(days: int) -> Period:
    return Period.of(days, today=timezone.localdate())


def theme_in(request: HttpRequest) -> str:
    """The theme that is asked for; empty for all. Raises Http404 for one that is not there."""
    asked = request.GET.get("theme", "")
    if asked and not vocabulary.labels_for([asked], language()):
        raise Http404
    return asked


def csv_answer(rows: Iterable[Row], name: str) -> HttpResponse:
    response = HttpResponse(csv_file(rows), content_type="text/csv; charset=utf-8")
    dated = f"{name}-{timezone.localdate().isoformat()}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{dated}"'
    return response
