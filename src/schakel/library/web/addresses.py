"""The address of a list says everything about it: the kind, the filters and the page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from schakel.library.kinds import Kind
from schakel.library.listing import Wanted

FACETS = ("kind", "theme", "region", "status", "language")
LONGEST_VALUE = 80
MOST_VALUES = 20


@dataclass(frozen=True, slots=True)
class ListAddress:
    """A list of one kind, or of every kind when ``kind`` is None; ``chosen``: the filters that are on."""

    kind: Kind | None
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return self._at("browse")

    @property
    def csv_url(self) -> str:
        return self._at("browse_csv")

    @property
    def xlsx_url(self) -> str:
        return self._at("browse_xlsx")

    @property
    def json_url(self) -> str:
        return self._at("browse_json")

    @property
    def feed_url(self) -> str:
        return self._at("browse_feed")

    def _at(self, name: str) -> str:
        path = reverse(f"{name}_kind", args=[self.kind.value]) if self.kind else reverse(name)
        return f"{path}?{urlencode(self.pairs)}" if self.chosen else path

    @property
    def path(self) -> str:
        return reverse("browse_kind", args=[self.kind.value]) if self.kind else reverse("browse")

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Name and value of everything behind the question mark."""
        return [(facet, value) for facet in self.facets for value in self.chosen.get(facet, ())]

    @property
    def facets(self) -> tuple[str, ...]:
        """The filters this list has: of one kind its status, of every kind the kind itself."""
        left_out = "kind" if self.kind else "status"
        return tuple(facet for facet in FACETS if facet != left_out)

    @property
    def wanted(self) -> Wanted:
        kinds = [self.kind] if self.kind else [Kind(value) for value in self.chosen.get("kind", ())]
        return Wanted(
            kinds=frozenset(kinds),
            themes=frozenset(self.chosen.get("theme", ())),
            regions=frozenset(self.chosen.get("region", ())),
            statuses=frozenset(self.chosen.get("status", ())),
            languages=frozenset(self.chosen.get("language", ())),
        )

    def without_choice(self, facet: str, value: str) -> "ListAddress":
        kept = tuple(other for other in self.chosen.get(facet, ()) if other != value)
        chosen = {**self.chosen, facet: kept}
        return replace(self, chosen={name: values for name, values in chosen.items() if values})


def read_address(kind: Kind | None, query: QueryDict) -> ListAddress:
    """The address as somebody typed or followed it; what makes no sense is left out, never an error."""
    address = ListAddress(kind)
    chosen = {facet: _values(query.getlist(facet), facet) for facet in address.facets}
    return replace(address, chosen={facet: values for facet, values in chosen.items() if values})


def _values(typed: Iterable[str], facet: str) -> tuple[str, ...]:
    values = [
        value
        for value in dict.fromkeys(typed)
        if value and "\x00" not in value and len(value) <= LONGEST_VALUE
    ]
    if facet == "kind":
        values = [value for value in values if value in set(Kind)]
    return tuple(values[:MOST_VALUES])
