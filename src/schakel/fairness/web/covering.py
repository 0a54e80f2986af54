"""Where the hub has what, and where nobody and nothing: themes by provinces."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from schakel.fairness.queries import PROVINCES, Cell, Coverage, coverage_for
from schakel.fairness.web.asking import Row, csv_answer, language, theme_in, visitor
from schakel.library import public as library
from schakel.library.public import Kind
from schakel.organisations.public import province_name
from schakel.vocabulary import public as vocabulary

FIRST = 12
"""So many gaps stand above the table."""
_KINDS = (Kind.PROVIDER, Kind.EXPERT, Kind.FACILITY, Kind.CHALLENGE)


@require_GET
def coverage(request: HttpRequest) -> HttpResponse:
    """The seven themes, or one of them with what is narrower, by province; where somebody asks and
    nobody offers first.
    """
    theme = theme_in(request)
    found, labels = _found(request, theme)
    kind = request.GET.get("kind", "")
    chosen = Kind(kind) if kind in {one.value for one in _KINDS} else None
    gaps = [cell for _, cells in found.rows for cell in cells if cell.is_unmet]
    gaps.sort(key=lambda cell: (-cell.challenges, PROVINCES.index(cell.region)))
    keep = [("theme", theme)] if theme else []
    context = {
        "theme": theme,
        "theme_name": labels.get(theme, ""),
        "provinces": [province_name(code) for code in PROVINCES],
        "rows": [
            {
                "name": labels[notation],
                "url": f"?{urlencode({'theme': notation})}" if notation != theme else "",
                "cells": [_shown(cell, chosen) for cell in cells],
            }
            for notation, cells in found.rows
        ],
        "gaps": [_gap(cell, labels) for cell in gaps[:FIRST]],
        "number_of_gaps": len(gaps),
        "number_of_empty": sum(cell.is_empty for _, cells in found.rows for cell in cells),
        "nowhere": found.nowhere,
        "tabs": [
            {
                "label": library.kind_name_plural(one) if one else gettext("Everything"),
                "url": f"?{urlencode([*keep, *([('kind', one.value)] if one else [])])}",
                "current": one is chosen,
            }
            for one in (None, *_KINDS)
        ],
        "csv_url": f"{reverse('coverage_file')}?{urlencode(keep)}",
        "crumbs": [{"label": gettext("Where there is what")}],
    }
    return render(request, "fairness/coverage.html", context)


@require_GET
def coverage_file(request: HttpRequest) -> HttpResponse:
    """The same by theme, province and kind, as a file for a spreadsheet."""
    found, labels = _found(request, theme_in(request))
    head = [gettext("Theme"), gettext("Province"), *(library.kind_name_plural(kind) for kind in Kind)]
    rows: list[Row] = [[*head, gettext("A challenge and nobody who offers something")]]
    rows += [
        [
            labels[notation],
            province_name(cell.region),
            *(cell.numbers[kind] for kind in Kind),
            gettext("yes") if cell.is_unmet else gettext("no"),
        ]
        for notation, cells in found.rows
        for cell in cells
    ]
    return csv_answer(rows, "coverage")


def _found(request: HttpRequest, theme: str) -> tuple[Coverage, dict[str, str]]:
    themes = list(vocabulary.CHALLENGES)
    if theme:
        parents = vocabulary.all_parents()
        themes = [theme, *(one for one, wider in parents.items() if wider == theme)]
    labels = vocabulary.labels_for(themes, language())
    return coverage_for(visitor(request), [one for one in themes if one in labels]), labels


def _address(cell: Cell, kind: Kind | None) -> str:
    """The list of just these items."""
    asked = urlencode({"theme": cell.theme, "region": cell.region})
    path = reverse("browse_kind", args=[kind.value]) if kind else reverse("browse")
    return f"{path}?{asked}"


def _shown(cell: Cell, kind: Kind | None) -> dict[str, object]:
    number = cell.numbers[kind] if kind else sum(cell.numbers.values())
    return {"number": number, "url": _address(cell, kind), "is_unmet": cell.is_unmet and kind is None}


def _gap(cell: Cell, labels: dict[str, str]) -> dict[str, object]:
    return {
        "theme": labels[cell.theme],
        "province": province_name(cell.region),
        "number": cell.challenges,
        "url": _address(cell, Kind.CHALLENGE),
    }
