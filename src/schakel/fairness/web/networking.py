"""Who works with whom: a picture, and the same as a table; who works with nobody stands first."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from schakel.fairness.drawing import drawing_of
from schakel.fairness.queries import Network, network_for
from schakel.fairness.web.asking import Row, csv_answer, visitor
from schakel.fairness.wording import tie_name
from schakel.organisations.public import Organisation, OrganisationType, type_name

MOST_ALONE = 60


@dataclass(frozen=True, slots=True)
class Together:
    """A line of the table: two organisations, in the order of their names, and what they do together."""

    one: dict[str, str]
    other: dict[str, str]
    what: str


@require_GET
def network(request: HttpRequest) -> HttpResponse:
    """Who does something together, as far as one may see it."""
    found = network_for(visitor(request))
    context = {
        "alone": [_shown(one) for one in found.alone[:MOST_ALONE]],
        "number_alone": len(found.alone),
        "drawing": drawing_of(found.tied, found.pairs),
        "rows": _rows(found),
        "csv_url": reverse("network_file"),
        "crumbs": [{"label": gettext("Who works with whom")}],
    }
    return render(request, "fairness/network.html", context)


@require_GET
def network_file(request: HttpRequest) -> HttpResponse:
    """Every pair, and everybody who is in none, as a file for a spreadsheet."""
    found = network_for(visitor(request))
    rows: list[Row] = [[gettext("Organisation"), gettext("Works with"), gettext("Together")]]
    rows += [[one.name, "", ""] for one in found.alone]
    rows += [[row.one["name"], row.other["name"], row.what] for row in _rows(found)]
    return csv_answer(rows, "network")


def _rows(found: Network) -> list[Together]:
    organisations = {one.pk: one for one in found.tied}
    rows = []
    for pair, together in found.pairs.items():
        one, other = sorted((_shown(organisations[key]) for key in pair), key=lambda shown: shown["name"])
        rows.append(Together(one, other, ", ".join(tie_name(what) for what in together)))
    return sorted(rows, key=lambda row: (row.one["name"], row.other["name"]))


def _shown(organisation: Organisation) -> dict[str, str]:
    return {
        "name": organisation.name,
        "url": reverse("organisation", args=[organisation.slug]),
        "type": type_name(OrganisationType(organisation.type)),
    }
