"""Looking through everything there is, kind by kind."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from schakel.accounts.public import Person
from schakel.library.cards import STATUS_FACTS, list_card_of
from schakel.library.counting import counts_of, items_under
from schakel.library.kinds import Kind
from schakel.library.labels import choice_name, fact_name, kind_meaning, kind_name_plural, language_name
from schakel.library.listing import count_by_kind
from schakel.library.models import Item, ItemQuerySet
from schakel.library.picturing import with_pictures
from schakel.library.queries import items_visible_to, values_of
from schakel.library.web.addresses import ListAddress, read_address
from schakel.library.web.visiting import screen_language, today, visitor
from schakel.organisations import public as organisations
from schakel.vocabulary import public as vocabulary

PER_PAGE = 24
MOST_OPTIONS = 14


@require_safe
def browse(request: HttpRequest, kind: str = "") -> HttpResponse:
    """The items of a kind, or of every kind, that the visitor may see, the newest first."""
    address = list_address(request, kind)
    browsing = Browsing(address, visitor(request), screen_language(), vocabulary.all_parents())
    page = Paginator(browsing.items(), PER_PAGE).get_page(request.GET.get("page"))
    is_start = address.kind is None and not address.chosen and page.number == 1
    return render(
        request,
        "library/browse.html",
        {
            "address": address,
            "title": kind_name_plural(address.kind) if address.kind else gettext("Look around"),
            "meaning": kind_meaning(address.kind) if address.kind else "",
            "page": page,
            "total": page.paginator.count,
            "cards": cards_on(page, language=screen_language()),
            "tiles": _tiles(visitor(request)) if is_start else [],
            "facets": browsing.facets(),
            "chips": browsing.chips(),
            "chosen": sum(len(values) for values in address.chosen.values()),
            "crumbs": _crumbs(address.kind),
        },
    )


def list_address(request: HttpRequest, kind: str) -> ListAddress:
    """The address of the list that is asked for; 404 for a kind that does not exist."""
    if kind and kind not in set(Kind):
        raise Http404
    return read_address(Kind(kind) if kind else None, request.GET)


def cards_on(page: "Page[Item]", *, language: str) -> list[dict[str, object]]:
    items = page.object_list
    assert isinstance(items, ItemQuerySet)
    values = values_of(items, today=today())
    cards = [list_card_of(item, language=language, today=today()) for item in values]
    return with_pictures(cards, values, language)


def _crumbs(kind: Kind | None) -> list[dict[str, str]]:
    if kind is None:
        return []
    return [
        {"label": gettext("Look around"), "url": reverse("browse")},
        {"label": kind_name_plural(kind), "url": ""},
    ]


def _tiles(person: Person | None) -> list[dict[str, str]]:
    counts = count_by_kind(items_visible_to(person))
    return [
        {
            "icon": kind.value,
            "title": kind_name_plural(kind),
            "url": reverse("browse_kind", args=[kind.value]),
            "text": gettext("%(number)s · %(meaning)s")
            % {"number": counts[kind], "meaning": kind_meaning(kind)},
        }
        for kind in Kind
        if counts.get(kind)
    ]


@dataclass(frozen=True, slots=True)
class Browsing:
    """Somebody looking through a list. ``parents``: the broader theme of every theme that has one."""

    address: ListAddress
    person: Person | None
    language: str
    parents: Mapping[str, str]

    def items(self) -> ItemQuerySet:
        return items_under(self.address.wanted, self.person, parents=self.parents)

    def facets(self) -> list[dict[str, object]]:
        return [
            {"name": facet, "label": self._facet_label(facet), "options": self._options(facet)}
            for facet in self.address.facets
        ]

    def chips(self) -> list[dict[str, str]]:
        """The filters that are on, each with the address of the list without it."""
        labels = {facet: self._labels(facet, values) for facet, values in self.address.chosen.items()}
        return [
            {
                "label": labels[facet].get(value, value),
                "remove": self.address.without_choice(facet, value).url,
            }
            for facet, value in self.address.pairs
        ]

    def _options(self, facet: str) -> list[dict[str, object]]:
        chosen = self.address.chosen.get(facet, ())
        counts = self._counts(facet)
        if facet == "theme":
            top = vocabulary.branches(self.language)
            counts = {
                notation: number
                for notation, number in counts.items()
                if notation in top or notation in chosen
            }
        counts |= {value: counts.get(value, 0) for value in chosen}
        labels = self._labels(facet, counts)
        ordered = sorted(
            counts, key=lambda value: (value not in chosen, -counts[value], labels.get(value, value))
        )
        return [
            {
                "value": value,
                "label": labels.get(value, value),
                "count": counts[value],
                "checked": value in chosen,
            }
            for value in ordered[:MOST_OPTIONS]
        ]

    def _counts(self, facet: str) -> dict[str, int]:
        return counts_of(facet, self.address.wanted, self.person, parents=self.parents)

    def _labels(self, facet: str, values: Collection[str]) -> dict[str, str]:
        match facet:
            case "kind":
                return {value: kind_name_plural(Kind(value)) for value in values}
            case "theme":
                return {
                    value: capfirst(label)
                    for value, label in vocabulary.labels_for(values, self.language).items()
                }
            case "region":
                return {value: organisations.province_name(value) for value in values}
            case "language":
                return {value: language_name(value) for value in values}
            case _:
                return {value: choice_name(self._status_fact, value) for value in values}

    def _facet_label(self, facet: str) -> str:
        if facet == "status":
            return fact_name(self._status_fact)
        return {
            "kind": gettext("What"),
            "theme": gettext("Theme"),
            "region": gettext("Where"),
            "language": gettext("Language"),
        }[facet]

    @property
    def _status_fact(self) -> str:
        return STATUS_FACTS.get(self.address.kind, "status") if self.address.kind else "status"
