"""Many items in a few statements: what an import of a hundred thousand records needs.

What is left behind is to the letter what `write_item` and `move_item` leave: the same items, texts and journal rows.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice

from django.db import transaction

from schakel.accounts.public import Person
from schakel.journal import public as journal
from schakel.kernel.refusal import Refusal
from schakel.library import rules
from schakel.library.keeping import tell_keeper
from schakel.library.kinds import KINDS, Kind
from schakel.library.models import Item, ItemText
from schakel.library.rules import State, Step
from schakel.library.versions import differences, snapshot_with
from schakel.library.writing import Content, fill, free_slugs, texts_of, tidy, title_of

AT_ONCE = 500


@transaction.atomic
def publish_all(
    *, kind: Kind, contents: Sequence[Content], written_by: Person | None, now: datetime
) -> list[Item]:
    """Add items and publish them, in this order. Raises a Refusal when one is not usable: then none is added."""
    tidied = [_checked(kind, content) for content in contents]
    slugs = free_slugs([title_of(content) for content in tidied])
    items = [Item(kind=kind.value, slug=slug, created_at=now, changed_at=now) for slug in slugs]
    for item, content in zip(items, tidied, strict=True):
        fill(item, content)
    texts = [texts_of(item, content) for item, content in zip(items, tidied, strict=True)]
    details = [
        _written_and_published(item, own, content, now)
        for item, own, content in zip(items, texts, tidied, strict=True)
    ]
    Item.objects.bulk_create(items, batch_size=AT_ONCE)
    ItemText.objects.bulk_create([text for own in texts for text in own], batch_size=AT_ONCE)
    _store_themes(items, tidied)
    by = written_by.reference if written_by else ""
    journal.record_rows(
        journal.Happened(name, item.reference, by, now, said)
        for item, both in zip(items, details, strict=True)
        for name, said in both
    )
    tell_keeper(items, written_by, now)
    return items


@transaction.atomic
def archive_all(*, items: Iterable[Item], archived_by: Person | None, now: datetime) -> int:
    """Archive items; returns how many were not archived yet. Raises a Refusal when one cannot be."""
    numbers, archived = iter([item.pk for item in items]), 0
    by = archived_by.reference if archived_by else ""
    while part := list(islice(numbers, AT_ONCE)):
        stored = (
            Item.objects.select_for_update().filter(pk__in=part).exclude(state=State.ARCHIVED).order_by("pk")
        )
        before = {
            item.pk: rules.state_at(State(item.state), verified_on=item.verified_on, today=now.date())
            for item in stored
        }
        after = {pk: rules.next_state(state, Step.ARCHIVE).value for pk, state in before.items()}
        Item.objects.filter(pk__in=before).update(state=State.ARCHIVED.value, changed_at=now)
        tell_keeper(list(Item.objects.filter(pk__in=before).order_by("pk")), archived_by, now)
        journal.record_rows(
            journal.Happened(
                "item.archived", f"item:{pk}", by, now, {"from": state.value, "to": after[pk], "reason": ""}
            )
            for pk, state in before.items()
        )
        archived += len(before)
    return archived


def _checked(kind: Kind, content: Content) -> Content:
    if content.owner is None:
        raise Refusal("owner-missing")
    tidied = tidy(content)
    rules.check_draft(KINDS[kind], rules.Draft(texts=tidied.texts, facts=tidied.facts))
    return tidied


def _written_and_published(
    item: Item, texts: Iterable[ItemText], content: Content, now: datetime
) -> list[tuple[str, dict[str, object]]]:
    """The names and details of an item's first two journal rows; the item is published afterwards."""
    before = snapshot_with(item, texts=texts, themes=content.themes)
    written: dict[str, object] = {"version": 1, "after": before}
    moved: dict[str, object] = {"from": State.DRAFT.value, "to": State.PUBLISHED.value, "reason": ""}
    item.state, item.published_at, item.verified_on = State.PUBLISHED.value, now, now.date()
    changes = differences(before, snapshot_with(item, texts=texts, themes=content.themes))
    if changes:
        item.version += 1
        moved |= {"version": item.version, "changes": changes}
    return [("item.written", written), ("item.published", moved)]


def _store_themes(items: Sequence[Item], contents: Sequence[Content]) -> None:
    between = Item.themes.through
    between.objects.bulk_create(
        [
            between(item_id=item.pk, concept_id=theme.pk)
            for item, content in zip(items, contents, strict=True)
            for theme in content.themes
        ],
        batch_size=AT_ONCE,
    )
