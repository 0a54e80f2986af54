"""Pilots of one's organisations and those they are asked for; for the staff of the hub all."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from schakel.accounts.public import Person, for_who_may
from schakel.kernel.sheets import Cell, csv_file
from schakel.pilots import queries
from schakel.pilots.models import Pilot, PilotQuerySet
from schakel.pilots.rules import State
from schakel.pilots.web.asking import today
from schakel.pilots.wording import standing_name, standing_tone, state_name

LINES = 50


@require_GET
@for_who_may("pilot.read")
def my_pilots(request: HttpRequest, person: Person) -> HttpResponse:
    """One heap by state as a list; what waits for an answer of mine on top."""
    shown = _state(request)
    page = Paginator(_found(person, shown), LINES).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    waiting = queries.waiting_for(person, rows)
    every = queries.pilots_visible_to(person)
    context = {
        "page": page,
        "rows": [
            {
                "about": one,
                "state": standing_name(State(one.state), one.decision),
                "tone": standing_tone(State(one.state), one.decision),
                "waits": waiting[one.pk],
            }
            for one in sorted(rows, key=lambda one: not waiting[one.pk])
        ],
        "tabs": [
            {"label": gettext("All"), "url": "?", "current": shown is None, "count": every.count()},
            *(
                {
                    "label": state_name(state),
                    "url": f"?state={state.value}",
                    "current": shown is state,
                    "count": every.filter(state=state.value).count(),
                }
                for state in State
            ),
        ],
        "csv_url": reverse("my_pilots_file") + (f"?state={shown.value}" if shown else ""),
        "may_start": queries.allows(person, "pilot.start"),
    }
    return render(request, "pilots/mine.html", context)


@require_GET
@for_who_may("pilot.read")
def my_pilots_file(request: HttpRequest, person: Person) -> HttpResponse:
    """The same as a file for a spreadsheet, all of it."""
    rows: list[list[Cell]] = [
        [
            gettext("Title"),
            gettext("Belongs to"),
            gettext("State"),
            gettext("Since"),
            gettext("First day"),
            gettext("Last day"),
            gettext("Partners"),
            gettext("Lesson"),
            gettext("Address"),
        ]
    ]
    found = _found(person, _state(request)).prefetch_related("partners__organisation")
    rows += [_line(one) for one in found]
    response = HttpResponse(csv_file(rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="pilots-{today().isoformat()}.csv"'
    return response


def _line(one: Pilot) -> list[Cell]:
    return [
        one.title,
        one.owner.name,
        standing_name(State(one.state), one.decision),
        timezone.localtime(one.since).date().isoformat(),
        one.starts_on.isoformat() if one.starts_on else "",
        one.ends_on.isoformat() if one.ends_on else "",
        ", ".join(partner.organisation.name for partner in one.partners.all()),
        one.lesson,
        one.get_absolute_url(),
    ]


def _found(person: Person, state: State | None) -> PilotQuerySet:
    found = queries.pilots_visible_to(person).order_by("-since", "pk")
    return found.filter(state=state.value) if state else found


def _state(request: HttpRequest) -> State | None:
    asked = request.GET.get("state", "")
    return State(asked) if asked in set(State) else None
