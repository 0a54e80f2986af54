"""Pairs of items that may be one and the same, side by side; a person decides."""

from collections.abc import Iterator
from datetime import UTC

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods

from schakel.accounts.public import Person
from schakel.imports import actions, queries
from schakel.imports.doubles import Evidence
from schakel.imports.fields import fields_of
from schakel.imports.messages import refusal_text
from schakel.imports.models import LikelyDouble
from schakel.imports.rules import changes
from schakel.imports.web.naming import field_name, value_in_words
from schakel.imports.web.sources import importers
from schakel.kernel.refusal import Refusal
from schakel.library import public as library
from schakel.library.public import ItemValue

LINES = 50


@require_GET
@importers
def doubles(request: HttpRequest, person: Person) -> HttpResponse:
    """What waits for a decision."""
    page = Paginator(queries.open_doubles(), LINES).get_page(request.GET.get("page"))
    pairs = list(page.object_list)
    items = _items(pairs, person)
    rows = [
        {
            "pk": pair.pk,
            "one": items.get(f"item:{pair.one_id}"),
            "other": items.get(f"item:{pair.other_id}"),
            "one_title": _title(items.get(f"item:{pair.one_id}")),
            "other_title": _title(items.get(f"item:{pair.other_id}")),
            "kind_name": library.kind_name(library.Kind(pair.one.kind)),
            "evidence": _evidence(pair),
        }
        for pair in pairs
    ]
    return render(
        request, "imports/staff/doubles.html", {"staff_page": "imports", "page": page, "rows": rows}
    )


@require_http_methods(["GET", "POST"])
@importers
def double(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """One pair: what is the same, what differs, and the two buttons."""
    pair = queries.double_with(pk)
    if pair is None:
        raise Http404
    if request.method == "POST":
        return _decide(request, person, pair)
    items = _items([pair], person)
    one, other = items.get(f"item:{pair.one_id}"), items.get(f"item:{pair.other_id}")
    if one is None or other is None:
        raise Http404
    context = {
        "staff_page": "imports",
        "pair": pair,
        "one": one,
        "other": other,
        "one_title": _title(one),
        "other_title": _title(other),
        "kind_name": library.kind_name(one.kind),
        "evidence": _evidence(pair),
        "rows": list(_differences(pair)),
        "is_open": pair.decision == LikelyDouble.Decision.OPEN,
        "left": queries.open_doubles().count(),
    }
    return render(request, "imports/staff/double.html", context)


def _decide(request: HttpRequest, person: Person, pair: LikelyDouble) -> HttpResponse:
    decision = request.POST.get("decision", "")
    if decision not in {LikelyDouble.Decision.SAME, LikelyDouble.Decision.DIFFERENT}:
        raise Http404
    try:
        actions.decide_double(
            double=pair, decision=decision, decided_by=person, now=timezone.now().astimezone(UTC)
        )
    except Refusal as refusal:
        messages.error(request, refusal_text(refusal))
    else:
        messages.success(
            request,
            gettext("They are one item now. Both histories are kept.")
            if decision == LikelyDouble.Decision.SAME
            else gettext("They stay two items. You will not be asked again."),
        )
    following = queries.open_doubles().first()
    return redirect("staff_double", pk=following.pk) if following else redirect("staff_doubles")


def _items(pairs: list[LikelyDouble], person: Person) -> dict[str, ItemValue]:
    references = {f"item:{pk}" for pair in pairs for pk in (pair.one_id, pair.other_id)}
    return library.values_by_reference(references, person, today=timezone.localdate())


def _title(item: ItemValue | None) -> str:
    return item.title(get_language() or "nl") if item else ""


def _evidence(pair: LikelyDouble) -> list[str]:
    words = {
        Evidence.SAME_TITLE.value: gettext("the same title"),
        Evidence.SAME_ADDRESS.value: gettext("the same web address"),
        Evidence.TITLES_ALIKE.value: gettext("titles that are alike"),
    }
    return [words.get(why, why) for why in pair.evidence]


def _differences(pair: LikelyDouble) -> Iterator[dict[str, object]]:
    """Every field, those that differ first."""
    one, other = fields_of(pair.one), fields_of(pair.other)
    names = [str(name) for name, *_ in changes(one, other)]
    same = [name for name in sorted(one) if name not in names]
    for name in (*names, *same):
        yield {
            "name": field_name(name),
            "one": value_in_words(name, one.get(name)),
            "other": value_in_words(name, other.get(name)),
            "differs": name in names,
        }
