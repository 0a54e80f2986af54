"""Where it is: the provinces with how much there is in each."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from schakel.library import public as library
from schakel.library.public import Kind
from schakel.organisations.public import province_name
from schakel.website.web.visiting import visitor

Numbers = Mapping[str, Mapping[Kind, int]]


@require_safe
def province_map(request: HttpRequest) -> HttpResponse:
    """The map of the twelve provinces, of every kind or of one."""
    wanted = request.GET.get("kind", "")
    chosen = Kind(wanted) if wanted in set(Kind) else None
    items = library.items_visible_to(visitor(request))
    numbers = library.count_by_region_and_kind(items)
    counts = {region: _number(of_kinds, chosen) for region, of_kinds in numbers.items()}
    return render(
        request,
        "website/map.html",
        {
            "chosen_label": library.kind_name_plural(chosen) if chosen else "",
            "counts": counts,
            "links": {region: _list_url(region, chosen) for region in counts},
            "choices": _choices(numbers, chosen),
            "table": _table(numbers),
            "total": sum(counts.values()),
        },
    )


def _number(of_kinds: Mapping[Kind, int], chosen: Kind | None) -> int:
    return of_kinds.get(chosen, 0) if chosen else sum(of_kinds.values())


def _list_url(region: str, kind: Kind | None) -> str:
    path = reverse("browse_kind", args=[kind.value]) if kind else reverse("browse")
    return f"{path}?{urlencode({'region': region})}"


def _choices(numbers: Numbers, chosen: Kind | None) -> list[dict[str, object]]:
    choices: list[dict[str, object]] = [
        {
            "label": gettext("Everything"),
            "url": reverse("map"),
            "current": chosen is None,
            "count": sum(_number(of_kinds, None) for of_kinds in numbers.values()),
        }
    ]
    for kind in Kind:
        number = sum(of_kinds.get(kind, 0) for of_kinds in numbers.values())
        if number:
            url = f"{reverse('map')}?{urlencode({'kind': kind.value})}"
            label = library.kind_name_plural(kind)
            choices.append({"label": label, "url": url, "current": kind is chosen, "count": number})
    return choices


def _table(numbers: Numbers) -> dict[str, object]:
    """Every province and kind, as ``components/table.html`` shows it."""
    kinds = [kind for kind in Kind if any(of_kinds.get(kind) for of_kinds in numbers.values())]
    names = {region: province_name(region) for region in numbers}
    return {
        "id": "provinces",
        "caption": gettext("How much there is in each province"),
        "hides_caption": True,
        "columns": [
            _column(gettext("Province")),
            _column(gettext("Everything"), numeric=True),
            *(_column(library.kind_name_plural(kind), numeric=True) for kind in kinds),
        ],
        "rows": [
            {
                "cells": [
                    _cell(names[region], url=_list_url(region, None)),
                    _cell(str(_number(numbers[region], None)), numeric=True),
                    *(_cell(str(numbers[region].get(kind, 0)), numeric=True) for kind in kinds),
                ]
            }
            for region in sorted(numbers, key=names.__getitem__)
        ],
        "is_tall": False,
        "is_worked": False,
    }


def _column(label: str, *, numeric: bool = False) -> dict[str, object]:
    return {"label": label, "numeric": numeric, "sort_url": "", "sorted": ""}


def _cell(text: str, *, url: str = "", numeric: bool = False) -> dict[str, object]:
    return {"text": text, "url": url, "numeric": numeric, "badge_tone": ""}
