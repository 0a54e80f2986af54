"""Looking items up: always for somebody."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from schakel.accounts.public import Person
from schakel.journal import public as journal
from schakel.library.kinds import Kind
from schakel.library.models import Item, ItemQuerySet
from schakel.library.rules import (
    NETWORK_AUDIENCE,
    PARTNERS_AUDIENCE,
    PUBLIC_AUDIENCE,
    STAFF_AUDIENCE,
    State,
    Visibility,
    organisation_audience,
    state_at,
)
from schakel.library.values import Body, ItemValue
from schakel.organisations import public as organisations


def audiences_for(person: Person | None) -> frozenset[str]:
    """The audiences somebody belongs to; None is a visitor."""
    audiences = {PUBLIC_AUDIENCE}
    if person is None or not person.is_authenticated or not person.is_active:
        return frozenset(audiences)
    if person.is_hub_staff or person.is_administrator:
        audiences.add(STAFF_AUDIENCE)
    for organisation in organisations.member_organisations(person):
        audiences |= {NETWORK_AUDIENCE, organisation_audience(organisation.pk)}
        if organisation.is_hub_partner:
            audiences.add(PARTNERS_AUDIENCE)
    return frozenset(audiences)


def items_visible_to(person: Person | None) -> ItemQuerySet:
    """The one way to reach items on behalf of somebody."""
    return Item.objects.visible_in(audiences_for(person))


def item_for(person: Person | None, slug: str) -> Item | None:
    """The item at this address; None when there is none or this person may not see it."""
    return items_visible_to(person).filter(slug=slug).first()


def values_of(items: ItemQuerySet, *, today: date) -> list[ItemValue]:
    """The items as plain values, in the order of the queryset."""
    rows = items.select_related("owner", "owner__province", "place", "place__province").prefetch_related(
        "texts", "themes"
    )
    return [value_of(item, today=today) for item in rows]


def values_by_reference(
    references: Iterable[str], person: Person | None, *, today: date
) -> dict[str, ItemValue]:
    """The values of the references ("item:12") to what exists and this person may see."""
    keys = {reference: int(reference.partition(":")[2]) for reference in references}
    items = items_visible_to(person).filter(pk__in=keys.values())
    found = {value.pk: value for value in values_of(items, today=today)}
    return {reference: found[key] for reference, key in keys.items() if key in found}


def all_values(references: Iterable[int] | None, *, today: date) -> list[ItemValue]:
    """Items for the index, whoever may see them: every value carries its audiences."""
    items = Item.objects.order_by("pk")
    if references is not None:
        items = items.filter(pk__in=list(references))
    return values_of(items, today=today)


def history_of(item: Item) -> list[journal.Row]:
    """Who changed what, newest first."""
    return journal.history_of(item.reference)


def waiting_for_review(person: Person) -> ItemQuerySet:
    """What has to be looked at before it is published, as far as somebody may see it; the oldest first."""
    return items_visible_to(person).filter(state=State.REVIEW.value).order_by("changed_at", "pk")


def drafts_of(person: Person) -> ItemQuerySet:
    """The drafts somebody wrote or that their organisations own, the last changed first."""
    drafts = items_visible_to(person).filter(state=State.DRAFT.value)
    keys = [f"item:{pk}" for pk in drafts.order_by("pk").values_list("pk", flat=True)]
    written = journal.subjects_of("item.written", by=person.reference, among=keys)
    own = [organisation.pk for organisation in organisations.member_organisations(person)]
    of_person = Q(pk__in=[int(key.partition(":")[2]) for key in written]) | Q(owner_id__in=own)
    return drafts.filter(of_person).order_by("-changed_at", "pk")


def in_need_of_an_update(person: Person, *, today: date) -> ItemQuerySet:
    """Published items that nobody looked at for too long, as far as somebody may see them; the oldest first."""
    found = items_visible_to(person).with_standing(today).filter(Q(("standing", State.NEEDS_UPDATE.value)))
    return found.order_by("verified_on", "pk")


def value_of(item: Item, *, today: date) -> ItemValue:
    """One item as a plain value; its state as it stands today."""
    texts: dict[str, dict[str, str]] = {}
    machine_made: set[tuple[str, str]] = set()
    for text in item.texts.all():
        texts.setdefault(text.language, {})[text.name] = text.text
        if text.is_machine_made:
            machine_made.add((text.language, text.name))
    return ItemValue(
        pk=item.pk,
        kind=Kind(item.kind),
        slug=item.slug,
        url=item.get_absolute_url(),
        owner=_body(item.owner),
        place=_body(item.place) if item.place else None,
        themes=tuple(theme.notation for theme in item.themes.all()),
        visibility=Visibility(item.visibility),
        state=state_at(State(item.state), verified_on=item.verified_on, today=today),
        original_language=item.original_language,
        texts=texts,
        machine_made=frozenset(machine_made),
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
        audiences=item.audiences,
    )


def _body(organisation: "organisations.Organisation") -> Body:
    province = organisation if organisation.type == "province" else organisation.province
    return Body(
        pk=organisation.pk,
        slug=organisation.slug,
        name=organisation.name,
        type=organisation.type,
        code=organisation.code or "",
        province=(province.code or "") if province else "",
        size_class=organisation.size_class,
        is_illustrative=organisation.is_illustrative,
    )
