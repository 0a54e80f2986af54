"""Who was shown how often, where there is what, and who is tied to whom."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum

from schakel.accounts.public import Person
from schakel.fairness.models import Exposure
from schakel.fairness.rules import Neutrality, Shown, is_newcomer, isolated, neutrality, tied
from schakel.fairness.ties import ties_for
from schakel.introductions import public as introductions
from schakel.library import public as library
from schakel.library.public import FINDABLE, Item, ItemQuerySet, Kind, Visibility
from schakel.organisations.public import Organisation
from schakel.vocabulary import public as vocabulary

SUPPLY = frozenset({Kind.PROVIDER, Kind.SOLUTION, Kind.EXPERT, Kind.FACILITY, Kind.TRAINING})
"""What somebody offers: for these it matters that everybody gets the same chance."""
PROVINCES = (
    "pv20",
    "pv21",
    "pv22",
    "pv23",
    "pv24",
    "pv25",
    "pv26",
    "pv27",
    "pv28",
    "pv29",
    "pv30",
    "pv31",
)
_FINDABLE = sorted(state.value for state in FINDABLE)


@dataclass(frozen=True, slots=True)
class Period:
    """Days, the first and the last included."""

    first: date
    last: date

    @classmethod
    def of(cls, days: int, *, today: date) -> "Period":
        return cls(today - timedelta(days=days - 1), today)


def neutrality_in(period: Period, *, theme: str = "", is_public_only: bool = False) -> Neutrality:
    """The report over everything on offer, or what has this theme or a narrower one."""
    items = Item.objects.filter(kind__in=[kind.value for kind in SUPPLY], state__in=_FINDABLE)
    if is_public_only:
        items = items.filter(visibility=Visibility.PUBLIC.value)
    if theme:
        items = _with_theme(items, theme)
    times = dict(
        Exposure.objects.filter(
            day__gte=period.first, day__lte=period.last, item__in=items.order_by().values("pk")
        )
        .order_by("item")
        .values_list("item")
        .annotate(sum=Sum("times"))
    )
    rows = items.order_by("pk").values_list("pk", "owner_id", "published_at")
    shown = [
        Shown(
            owner,
            times.get(pk, 0),
            is_newcomer(published.date() if published else None, today=period.last),
        )
        for pk, owner, published in rows
    ]
    return neutrality(shown, introductions.contacts_in(period.first, period.last))


def times_of_items(organisation: Organisation, period: Period) -> list[tuple[Item, int]]:
    """What an organisation has on offer, with how often each was shown, the most shown first."""
    items = Item.objects.filter(
        owner=organisation, kind__in=[kind.value for kind in SUPPLY], state__in=_FINDABLE
    )
    times = dict(
        Exposure.objects.filter(
            day__gte=period.first, day__lte=period.last, item__in=items.order_by().values("pk")
        )
        .order_by("item")
        .values_list("item")
        .annotate(sum=Sum("times"))
    )
    found = [(item, times.get(item.pk, 0)) for item in items.order_by("pk")]
    return sorted(found, key=lambda pair: (-pair[1], pair[0].pk))


def _with_theme(items: ItemQuerySet, theme: str) -> ItemQuerySet:
    return items.filter(pk__in=_keys_with(items, theme))


def _keys_with(items: ItemQuerySet, theme: str) -> list[int]:
    parents = vocabulary.all_parents()
    return [one.pk for one in library.tagged_items(items, parents) if theme in one.themes]


# ---------------------------------------------------------------------- coverage


@dataclass(frozen=True, slots=True)
class Cell:
    """What there is about a theme in a province: by kind how many items."""

    theme: str
    region: str
    numbers: Mapping[Kind, int]

    @property
    def supply(self) -> int:
        return sum(number for kind, number in self.numbers.items() if kind is not Kind.CHALLENGE)

    @property
    def challenges(self) -> int:
        return self.numbers.get(Kind.CHALLENGE, 0)

    @property
    def is_unmet(self) -> bool:
        """Somebody runs into it here, and nobody here offers anything."""
        return self.challenges > 0 and self.on_offer == 0

    @property
    def on_offer(self) -> int:
        return sum(self.numbers.get(kind, 0) for kind in SUPPLY)

    @property
    def is_empty(self) -> bool:
        return not any(self.numbers.values())


@dataclass(frozen=True, slots=True)
class Coverage:
    """A row of cells for each theme, in the order of ``PROVINCES``; ``nowhere``: how many items lie in no province."""

    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    nowhere: int


def coverage_for(person: Person | None, themes: Sequence[str]) -> Coverage:
    """What somebody can find about these themes in each province. One query."""
    items = library.items_visible_to(person).filter(state__in=_FINDABLE)
    counts: Counter[tuple[str, str, Kind]] = Counter()
    nowhere, wanted = 0, set(themes)
    for one in library.tagged_items(items, vocabulary.all_parents()):
        if not one.region and wanted & one.themes:
            nowhere += 1
        for theme in wanted & one.themes:
            counts[theme, one.region, one.kind] += 1
    rows = [
        (
            theme,
            tuple(
                Cell(theme, region, {kind: counts[theme, region, kind] for kind in Kind})
                for region in PROVINCES
            ),
        )
        for theme in themes
    ]
    return Coverage(tuple(rows), nowhere)


# ---------------------------------------------------------------------- who works with whom


@dataclass(frozen=True, slots=True)
class Network:
    """Organisations that are tied, what each pair does together, and those that are in no pair."""

    tied: tuple[Organisation, ...]
    pairs: Mapping[tuple[int, int], Sequence[str]]
    alone: tuple[Organisation, ...]


def network_for(person: Person | None) -> Network:
    """Whoever has something that this person can find, and who is tied to whom as far as this person may see it."""
    owners = (
        library.items_visible_to(person)
        .filter(state__in=_FINDABLE)
        .order_by()
        .values_list("owner_id", flat=True)
        .distinct()
    )
    pairs = tied(ties_for(person))
    together = {key for pair in pairs for key in pair}
    seen = {one.pk: one for one in _verified(person, {*owners, *together})}
    known = {pair: together for pair, together in pairs.items() if set(pair) <= seen.keys()}
    alone = isolated(seen, known)
    return Network(
        tied=tuple(one for key, one in seen.items() if key not in set(alone)),
        pairs=known,
        alone=tuple(seen[key] for key in alone),
    )


def _verified(person: Person | None, keys: Collection[int]) -> Iterable[Organisation]:
    return Organisation.objects.visible_to(person).filter(pk__in=keys).order_by("name", "pk")
