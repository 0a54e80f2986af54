"""The items as staff looks through them: filtered, searched, sorted and counted."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Count, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Lower

from schakel.kernel.languages import LANGUAGES
from schakel.library.kinds import Kind
from schakel.library.models import Item, ItemQuerySet, ItemText
from schakel.library.rules import State

SORTS: Mapping[str, tuple[str, ...]] = {
    "title": ("sorted_title",),
    "kind": ("kind",),
    "owner": ("owner__name",),
    "state": ("standing",),
    "changed": ("changed_at",),
}


@dataclass(frozen=True, slots=True)
class Selection:
    """Which items, in which order. Empty fields select everything; ``sort`` is a key of SORTS, "-" turns it round."""

    state: State | None = None
    kind: Kind | None = None
    text: str = ""
    sort: str = "-changed"


@dataclass(frozen=True, slots=True)
class Line:
    """One item in the table."""

    pk: int
    slug: str
    url: str
    title: str
    kind: Kind
    owner: str
    state: State
    visibility: str
    version: int
    changed_on: date
    verified_on: date | None
    is_illustrative: bool


def select(items: ItemQuerySet, selection: Selection, *, language: str, today: date) -> ItemQuerySet:
    """The selected items in the selected order, with what a line needs."""
    found = _matching(items.with_standing(today), selection)
    if selection.state is not None:
        found = found.filter(Q(("standing", selection.state.value)))
    found = found.annotate(title=_title_in(language)).annotate(sorted_title=Lower("title"))
    name = selection.sort.removeprefix("-")
    turned = selection.sort.startswith("-")
    fields = [F(field).desc() if turned else F(field).asc() for field in SORTS[name]]
    return found.select_related("owner").order_by(*fields, "pk")


def count_by_state(items: ItemQuerySet, selection: Selection, *, today: date) -> dict[State, int]:
    """How many of the items that match the text and the kind are in each state."""
    found = _matching(items.with_standing(today), selection)
    counted = found.order_by("standing").values_list("standing").annotate(number=Count("pk"))  # type: ignore[misc]
    return {State(standing): number for standing, number in counted}


def lines_of(items: Iterable[Item]) -> Iterator[Line]:
    """The items of a selection as plain values."""
    for item in items:
        yield _line(item)


def _line(item: Item) -> Line:
    return Line(
        pk=item.pk,
        slug=item.slug,
        url=item.get_absolute_url(),
        title=item.title,  # type: ignore[attr-defined]  # added by select()
        kind=Kind(item.kind),
        owner=item.owner.name,
        state=State(item.standing),  # type: ignore[attr-defined]  # idem
        visibility=item.visibility,
        version=item.version,
        changed_on=item.changed_at.date(),
        verified_on=item.verified_on,
        is_illustrative=item.is_illustrative,
    )


def _matching(items: ItemQuerySet, selection: Selection) -> ItemQuerySet:
    if selection.kind is not None:
        items = items.filter(kind=selection.kind.value)
    for word in selection.text.split():
        titled = ItemText.objects.filter(name="title", text__icontains=word).order_by().values("item")
        items = items.filter(Q(pk__in=titled) | Q(owner__name__icontains=word))
    return items


def _title_in(language: str) -> Coalesce:
    def title(code: str) -> Subquery:
        return Subquery(
            ItemText.objects.filter(item=OuterRef("pk"), language=code, name="title").values("text")[:1]
        )

    others = [code for code in LANGUAGES if code != language]
    return Coalesce(title(language), *(title(code) for code in others), Value(""), output_field=CharField())
