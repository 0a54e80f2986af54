"""Looking items up: always for somebody."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import F, Q

from schakel.accounts.public import Person, may, standing_of
from schakel.journal import public as journal
from schakel.kernel.languages import LANGUAGES
from schakel.kernel.looking import asked_once
from schakel.library.kinds import Kind
from schakel.library.models import CoOwner, Item, ItemQuerySet
from schakel.library.rules import (
    NETWORK_AUDIENCE,
    PARTNERS_AUDIENCE,
    PUBLIC_AUDIENCE,
    STAFF_AUDIENCE,
    State,
    Visibility,
    audiences_of,
    organisation_audience,
    state_at,
)
from schakel.library.values import Body, ItemValue
from schakel.organisations import public as organisations


@asked_once
def audiences_for(person: Person | None) -> frozenset[str]:
    """The audiences somebody belongs to; None is a visitor."""
    audiences = {PUBLIC_AUDIENCE}
    if person is None or not person.is_authenticated or not person.is_active:
        return frozenset(audiences)
    if may("item.read-every", standing_of(person)):
        audiences.add(STAFF_AUDIENCE)
    for key, is_hub_partner in organisations.bodies_of(person):
        audiences |= {NETWORK_AUDIENCE, organisation_audience(key)}
        if is_hub_partner:
            audiences.add(PARTNERS_AUDIENCE)
    return frozenset(audiences)


def items_visible_to(person: Person | None) -> ItemQuerySet:
    """The one way to reach items on behalf of somebody."""
    return Item.objects.visible_in(audiences_for(person))


def item_for(person: Person | None, slug: str) -> Item | None:
    """The item at this address; None when there is none or this person may not see it."""
    return items_visible_to(person).filter(slug=slug).first()


def languages_of(item: Item) -> list[str]:
    """The languages in which it has a title; of one without any, the one it is written in."""
    titled = set(item.texts.filter(name="title").exclude(text="").values_list("language", flat=True))
    return [language for language in LANGUAGES if language in titled] or [item.original_language]


def led_to_from(person: Person | None, slug: str) -> Item | None:
    """The item that the double at this address was found to be; None when this person may not see that one."""
    return items_visible_to(person).filter(doubles__slug=slug).first()


def items_for_comparison(kind: Kind) -> list[tuple[int, str, str]]:
    """(key, title in the original language, source address) of everything of a kind that is no double, in order.

    For comparing what the hub has, not for showing: it is asked by nobody in particular.
    """
    rows = Item.objects.filter(kind=kind.value, same_as=None).order_by("pk")
    titles = rows.filter(texts__name="title", texts__language=F("original_language"))
    return list(titles.values_list("pk", "texts__text", "source_url"))


AT_ONCE = 500
"""As many items are read in one go; databases take no question with very many keys in it."""


def values_of(items: ItemQuerySet, *, today: date) -> list[ItemValue]:
    """The items as plain values, in the order of the queryset."""
    rows = list(items)
    return [
        value
        for start in range(0, len(rows), AT_ONCE)
        for value in _values(rows[start : start + AT_ONCE], today)
    ]


def values_by_reference(
    references: Iterable[str], person: Person | None, *, today: date
) -> dict[str, ItemValue]:
    """The values of the references ("item:12") to what exists and this person may see."""
    keys = {reference: int(reference.partition(":")[2]) for reference in references}
    items = items_visible_to(person).filter(pk__in=keys.values())
    found = {value.pk: value for value in values_of(items, today=today)}
    return {reference: found[key] for reference, key in keys.items() if key in found}


def values_with_keys(keys: Iterable[int], *, today: date) -> list[ItemValue]:
    """These items for the index, whoever may see them: every value carries its audiences."""
    return values_of(Item.objects.filter(pk__in=list(keys)).order_by("pk"), today=today)


def all_values(*, today: date) -> Iterator[ItemValue]:
    """Every item for the index, in the order in which they were written; few at a time are in memory."""
    last = 0
    while rows := list(Item.objects.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        last = rows[-1].pk
        yield from _values(rows, today)


def history_of(item: Item) -> list[journal.Row]:
    """Who changed what, newest first."""
    return journal.history_of(item.reference)


def owned_by(owners: Iterable[int]) -> Q:
    """The condition on an item that one of these organisations owns it, alone or with others."""
    keys = list(owners)
    shared = CoOwner.objects.filter(organisation_id__in=keys).order_by().values("item")
    return Q(owner_id__in=keys) | Q(pk__in=shared)


def waiting_for_review(person: Person) -> ItemQuerySet:
    """What has to be looked at before it is published, as far as somebody may see it; the oldest first."""
    return items_visible_to(person).filter(state=State.REVIEW.value).order_by("changed_at", "pk")


def drafts_of(person: Person) -> ItemQuerySet:
    """The drafts somebody wrote or that their organisations own, the last changed first."""
    drafts = items_visible_to(person).filter(state=State.DRAFT.value)
    keys = [f"item:{pk}" for pk in drafts.order_by("pk").values_list("pk", flat=True)]
    written = journal.subjects_of("item.written", by=person.reference, among=keys)
    own = [organisation.pk for organisation in organisations.member_organisations(person)]
    of_person = Q(pk__in=[int(key.partition(":")[2]) for key in written]) | owned_by(own)
    return drafts.filter(of_person).order_by("-changed_at", "pk")


def in_need_of_an_update(person: Person, *, today: date) -> ItemQuerySet:
    """Published items that nobody looked at for too long, as far as somebody may see them; the oldest first."""
    found = items_visible_to(person).with_standing(today).filter(Q(("standing", State.NEEDS_UPDATE.value)))
    return found.order_by("verified_on", "pk")


@asked_once
def value_of(item: Item, *, today: date) -> ItemValue:
    """One item as a plain value; its state as it stands today."""
    return _values([item], today)[0]


@dataclass(slots=True)
class _Beside:
    """What stands in other tables about one item."""

    texts: dict[str, dict[str, str]] = field(default_factory=dict)
    machine_made: set[tuple[str, str]] = field(default_factory=set)
    themes: list[str] = field(default_factory=list)
    co_owners: list[int] = field(default_factory=list)


def _values(items: Sequence[Item], today: date) -> list[ItemValue]:
    """Five queries for all of them, and no object made that is thrown away again: an answer waits for this."""
    if not items:
        return []
    keys = [item.pk for item in items]
    beside = {key: _Beside() for key in keys}
    for key, language, name, text, is_machine_made in _rows(_TEXTS, keys):
        beside[key].texts.setdefault(language, {})[name] = text
        if is_machine_made:
            beside[key].machine_made.add((language, name))
    for key, notation in _rows(_THEMES, keys):
        beside[key].themes.append(notation)
    for key, organisation in _rows(_CO_OWNERS, keys):
        beside[key].co_owners.append(organisation)
    bodies = _bodies(items, beside.values())
    return [_value(item, beside[item.pk], bodies, today) for item in items]


_TEXTS = """
SELECT item_id, language, name, text, is_machine_made FROM library_itemtext
WHERE item_id IN ({keys}) ORDER BY item_id, language, name"""
_THEMES = """
SELECT chosen.item_id, concept.notation
FROM library_item_themes chosen JOIN vocabulary_concept concept ON concept.id = chosen.concept_id
WHERE chosen.item_id IN ({keys}) ORDER BY concept.position, concept.notation"""


_CO_OWNERS = """
SELECT item_id, organisation_id FROM library_coowner WHERE item_id IN ({keys}) ORDER BY since, id"""


def _rows(asked: str, keys: Sequence[int]) -> list[tuple[Any, ...]]:
    """What stands in another table about these items.

    Without a query set: putting one together takes longer than the database does, and every answer waits for it.
    """
    with connection.cursor() as cursor:
        cursor.execute(asked.format(keys=",".join(["%s"] * len(keys))), keys)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _bodies(items: Sequence[Item], beside: Iterable[_Beside]) -> Mapping[int, Body]:
    """The organisations that own the items or where they are."""
    keys = {key for item in items for key in (item.owner_id, item.place_id) if key is not None}
    keys |= {key for one in beside for key in one.co_owners}
    rows = organisations.Organisation.objects.filter(pk__in=keys).order_by("pk")
    return {
        pk: Body(
            pk=pk,
            slug=slug,
            name=name,
            type=type_,
            code=code or "",
            province=(code if type_ == "province" else province) or "",
            size_class=size_class,
            is_illustrative=is_illustrative,
        )
        for pk, slug, name, type_, code, province, size_class, is_illustrative in rows.values_list(
            "pk", "slug", "name", "type", "code", "province__code", "size_class", "is_illustrative"
        )
    }


def _value(item: Item, beside: _Beside, bodies: Mapping[int, Body], today: date) -> ItemValue:
    return ItemValue(
        pk=item.pk,
        kind=Kind(item.kind),
        slug=item.slug,
        url=item.get_absolute_url(),
        owner=bodies[item.owner_id],
        place=bodies[item.place_id] if item.place_id else None,
        themes=tuple(beside.themes),
        visibility=Visibility(item.visibility),
        state=state_at(State(item.state), verified_on=item.verified_on, today=today),
        original_language=item.original_language,
        texts=beside.texts,
        machine_made=frozenset(beside.machine_made),
        facts=item.facts,
        is_illustrative=item.is_illustrative,
        source_url=item.source_url,
        source_name=item.source_name,
        licence=item.licence,
        retrieved_on=item.retrieved_on,
        verified_on=item.verified_on,
        version=item.version,
        changed_at=item.changed_at,
        published_at=item.published_at,
        co_owners=tuple(bodies[key] for key in beside.co_owners),
        audiences=audiences_of(
            state=State(item.state),
            visibility=Visibility(item.visibility),
            owner_id=item.owner_id,
            co_owners=beside.co_owners,
        ),
    )
