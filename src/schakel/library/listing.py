"""Lists of items: filtered, counted, in the order in which people read them; always for somebody."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, When, Window
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce, RowNumber

from schakel.accounts.public import Person
from schakel.kernel.points import Point
from schakel.library.cards import STATUS_FACTS
from schakel.library.kinds import Kind
from schakel.library.models import Item, ItemQuerySet, ItemText
from schakel.library.occasions import KINDS_WITH_DAYS, Occasion, coming, occasions_of
from schakel.library.queries import items_visible_to, values_of
from schakel.library.values import ItemValue
from schakel.library.wording import paragraphs
from schakel.organisations import public as organisations

NEWEST_FIRST = ("-published_at", "-pk")
# The province an item is in: through its place, else through its owner; the same rule as ItemValue.region.
_REGION = Case(
    When(place__type="province", then=F("place__code")),
    When(place__province__isnull=False, then=F("place__province__code")),
    When(owner__type="province", then=F("owner__code")),
    default=F("owner__province__code"),
    output_field=CharField(),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which items a list shows. An empty field leaves everything in; values of one are alternatives."""

    kinds: frozenset[Kind] = frozenset()
    themes: frozenset[str] = frozenset()
    """Notations; whatever is narrower than these is wanted too."""
    regions: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    owner_or_place: int = 0
    """Key of an organisation that owns the item or where it is; 0: any."""


def items_wanted(
    wanted: Wanted, person: Person | None, *, narrower: Mapping[str, Collection[str]]
) -> ItemQuerySet:
    """What somebody may see and wants, the newest first. ``narrower``: everything under each wanted theme."""
    items = items_visible_to(person)
    if wanted.kinds:
        items = items.filter(kind__in=[kind.value for kind in wanted.kinds])
    if wanted.themes:
        notations = {notation for theme in wanted.themes for notation in (theme, *narrower.get(theme, ()))}
        tagged = Item.themes.through.objects.filter(item=OuterRef("pk"), concept__notation__in=notations)
        items = items.filter(Exists(tagged))
    if wanted.regions:
        items = items.alias(region=_REGION).filter(region__in=wanted.regions)
    if wanted.statuses:
        items = items.filter(_has_status(wanted))
    if wanted.languages:
        items = items.filter(Exists(_titles().filter(language__in=wanted.languages)))
    if wanted.owner_or_place:
        items = items.filter(Q(owner_id=wanted.owner_or_place) | Q(place_id=wanted.owner_or_place))
    return items.order_by(*NEWEST_FIRST)


def _titles() -> "QuerySet[ItemText]":
    return ItemText.objects.filter(item=OuterRef("pk"), name="title")


def _has_status(wanted: Wanted) -> Q:
    facts = {STATUS_FACTS[kind] for kind in (wanted.kinds or STATUS_FACTS) if kind in STATUS_FACTS}
    has = Q(pk__in=[])
    for fact in facts:
        has |= Q(**{f"facts__{fact}__in": sorted(wanted.statuses)})
    return has


@dataclass(frozen=True, slots=True)
class ListedKey:
    """An item's key, and its place in a list that is read part by part: both are public of whoever sees the item."""

    pk: int
    slug: str
    listed_at: datetime


def keys_after(items: ItemQuerySet, place: tuple[datetime, str] | None, *, most: int) -> list[ListedKey]:
    """The next items after a place, the newest first; what comes in at the front meanwhile moves none of them."""
    listed = items.annotate(listed_at=Coalesce("published_at", "created_at"))
    if place is not None:
        moment, slug = place
        listed = listed.filter(Q(listed_at__lt=moment) | Q(listed_at=moment, slug__gt=slug))
    rows = listed.order_by("-listed_at", "slug").values_list("pk", "slug", "listed_at")[:most]
    return [ListedKey(pk, slug, listed_at) for pk, slug, listed_at in rows]


def without(wanted: Wanted, facet: str) -> Wanted:
    """The same wishes with one of them left open: what a filter's own counts are taken over."""
    left_open: dict[str, Any] = {facet: frozenset()}
    return replace(wanted, **left_open)


def count_by_kind(items: ItemQuerySet) -> dict[Kind, int]:
    counted = items.order_by("kind").values_list("kind").annotate(number=Count("pk"))
    return {Kind(kind): number for kind, number in counted}


def count_by_region(items: ItemQuerySet) -> dict[str, int]:
    """Number of items by code of the province they are in; those nowhere in particular are not counted."""
    counted = (
        items.annotate(region=_REGION).order_by("region").values_list("region").annotate(number=Count("pk"))
    )
    return {region: number for region, number in counted if region}


def count_by_region_and_kind(items: ItemQuerySet) -> dict[str, dict[Kind, int]]:
    """The same for each kind, in one query."""
    rows = items.annotate(region=_REGION).order_by("region", "kind")
    found: dict[str, dict[Kind, int]] = {}
    for region, kind, number in rows.values_list("region", "kind").annotate(number=Count("pk")):
        if region:
            found.setdefault(region, {})[Kind(kind)] = number
    return found


@dataclass(frozen=True, slots=True)
class Tagged:
    """An item as it is counted on a map of themes and regions: all it is tagged with, and the province it is in."""

    pk: int
    kind: Kind
    region: str
    themes: frozenset[str]


def tagged_items(items: ItemQuerySet, parents: Mapping[str, str]) -> list[Tagged]:
    """Every item with its themes, the wider ones of those included, and the code of its province ("" for nowhere)."""
    found: dict[int, tuple[str, str, set[str]]] = {}
    rows = (
        items.annotate(region=_REGION).order_by("pk").values_list("pk", "kind", "region", "themes__notation")
    )
    for pk, kind, region, notation in rows:
        _, _, themes = found.setdefault(pk, (kind, region or "", set()))
        step = notation or ""
        while step and step not in themes:
            themes.add(step)
            step = parents.get(step, "")
    return [Tagged(pk, Kind(kind), region, frozenset(themes)) for pk, (kind, region, themes) in found.items()]


def count_by_status(items: ItemQuerySet, kind: Kind) -> dict[str, int]:
    """Number of items by the fact that says how far those of this kind are."""
    name = STATUS_FACTS.get(kind)
    if name is None:
        return {}
    counted = (
        items.annotate(far=KT(f"facts__{name}"))
        .order_by("far")
        .values_list("far")
        .annotate(number=Count("pk"))
    )
    return {status: number for status, number in counted if status}


def count_by_language(items: ItemQuerySet) -> dict[str, int]:
    texts = ItemText.objects.filter(name="title", item__in=items.order_by())
    return dict(texts.order_by("language").values_list("language").annotate(number=Count("pk")))


def count_by_theme(items: ItemQuerySet, parents: Mapping[str, str]) -> dict[str, int]:
    """Number of items of each theme, those of narrower themes included and each item once."""
    found: dict[str, set[int]] = {}
    tagged = items.filter(themes__isnull=False).order_by("pk", "themes__notation")
    for pk, notation in tagged.values_list("pk", "themes__notation"):
        step = notation
        while step:
            found.setdefault(step, set()).add(pk)
            step = parents.get(step, "")
    return {notation: len(keys) for notation, keys in found.items()}


def newest_of_each_kind(items: ItemQuerySet, *, most: int) -> list[int]:
    """Keys of the newest items of each kind, at most so many of one."""
    newest_first = [F("published_at").desc(nulls_last=True), F("pk").desc()]
    place = Window(RowNumber(), partition_by=F("kind"), order_by=newest_first)
    return list(
        items.order_by("pk")
        .annotate(place_in_kind=place)
        .filter(place_in_kind__lte=most)
        .values_list("pk", flat=True)
    )


@dataclass(frozen=True, slots=True)
class Dated:
    """An item and something that happens with it."""

    occasion: Occasion
    item_pk: int
    kind: Kind


def days_between(
    person: Person | None,
    *,
    begin: date,
    end: date | None,
    kinds: Iterable[Kind] = KINDS_WITH_DAYS,
) -> list[Dated]:
    """Everything that happens from the one day to the other with what somebody may see, in the order of time.

    Both days are part of it, and so is what began before and is not over; without an end all that comes.
    """
    wanted = [kind.value for kind in kinds]
    rows = items_visible_to(person).filter(kind__in=wanted).order_by("pk").values_list("pk", "kind", "facts")
    found = [
        Dated(occasion, pk, Kind(kind))
        for pk, kind, facts in rows
        for occasion in coming(occasions_of(Kind(kind), facts), today=begin)
        if end is None or occasion.on <= end
    ]
    return sorted(
        found, key=lambda dated: (dated.occasion.on, str(dated.occasion.starts_at or ""), dated.item_pk)
    )


@dataclass(frozen=True, slots=True)
class Situated:
    """When and where an item is to be had, as far as its own facts say."""

    item_pk: int
    kind: Kind
    days: tuple[date, ...]
    is_online: bool
    point: tuple[float, float] | None
    """Latitude and longitude, where somebody wrote them down."""
    place_code: str
    """Of the municipality or province where it is, or which it belongs to; empty when that is not known."""
    region_code: str
    """Of the province in which that lies; empty when that is not known."""

    @property
    def whereabouts(self) -> Point | None:
        """The point that was written down, else that of its municipality, else of its province; None for none."""
        if self.point is not None:
            try:
                return Point(*self.point)
            except ValueError:  # somebody wrote the two the wrong way round, or in metres
                return None
        return organisations.point_of(self.place_code, self.region_code)


def situated_items(person: Person | None, kinds: Iterable[Kind]) -> list[Situated]:
    """Of everything of these kinds that somebody may see, when and where it is."""
    rows = items_visible_to(person).filter(kind__in=[kind.value for kind in kinds]).order_by("pk")
    columns = rows.values_list("pk", "kind", "facts", Coalesce("place__code", "owner__code"), _REGION)
    return [
        Situated(
            item_pk=pk,
            kind=Kind(kind),
            days=tuple(occasion.on for occasion in occasions_of(Kind(kind), facts)),
            is_online=facts.get("format") in ("online", "hybrid"),
            point=_point(facts),
            place_code=place or "",
            region_code=region or "",
        )
        for pk, kind, facts, place, region in columns
    ]


def whereabouts_of(item: ItemValue) -> Point | None:
    """Where an item is on the map, by the same rule as `Situated.whereabouts`; None where that is not known."""
    return Situated(
        item_pk=item.pk,
        kind=item.kind,
        days=(),
        is_online=False,
        point=_point(item.facts),
        place_code=(item.place or item.owner).code,
        region_code=item.region,
    ).whereabouts


def _point(facts: Mapping[str, object]) -> tuple[float, float] | None:
    try:
        return float(str(facts["latitude"])), float(str(facts["longitude"]))
    except (KeyError, ValueError):
        return None


def values_by_key(keys: Iterable[int], person: Person | None, *, today: date) -> dict[int, ItemValue]:
    """The items with these keys that somebody may see."""
    items = items_visible_to(person).filter(pk__in=set(keys)).order_by("pk")
    return {value.pk: value for value in values_of(items, today=today)}


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson somebody learned, in the reader's language where it is there."""

    text: str
    language: str
    item: ItemValue


def newest_lessons(person: Person | None, *, language: str, today: date, most: int) -> list[Lesson]:
    """The first lesson of each of the newest cases, from different places."""
    told = ItemText.objects.filter(item=OuterRef("pk"), name="lessons")
    cases = items_visible_to(person).filter(Exists(told), kind=Kind.CASE.value).order_by(*NEWEST_FIRST)
    lessons: dict[str, Lesson] = {}
    for item in values_of(cases[: 4 * most], today=today):
        text = item.text("lessons", language)
        place = item.where
        if text is not None and place not in lessons:
            lessons[place] = Lesson(paragraphs(text.text)[0], text.language, item)
    return list(lessons.values())[:most]
