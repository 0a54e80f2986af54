"""What people do with items: write, submit, review, publish, archive. Each is one transaction with its journal row."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from schakel.accounts.public import Person
from schakel.journal import public as journal
from schakel.kernel.refusal import Refusal
from schakel.library import rules
from schakel.library.keeping import tell_keeper
from schakel.library.kinds import KINDS, Kind
from schakel.library.models import CoOwner, Item, ItemText
from schakel.library.rules import State, Step
from schakel.library.telling import Move, tell_of_step
from schakel.library.versions import differences, snapshot, snapshot_of_row, snapshot_with
from schakel.library.writing import Content, fill, free_slugs, texts_of, tidy, title_of
from schakel.organisations.public import Organisation


@transaction.atomic
def write_item(
    *, kind: Kind, content: Content, written_by: Person | None, now: datetime, slug: str = ""
) -> Item:
    """Add a draft. Raises a Refusal when the content is not usable. `written_by` is None for the system."""
    if content.owner is None:
        raise Refusal("owner-missing")
    content = tidy(content)
    rules.check_draft(KINDS[kind], rules.Draft(texts=content.texts, facts=content.facts))
    item = Item(
        kind=kind.value, slug=free_slugs([slug or title_of(content)])[0], created_at=now, changed_at=now
    )
    fill(item, content)
    item.save()
    item.themes.add(*content.themes)
    texts = ItemText.objects.bulk_create(texts_of(item, content))
    tell_keeper([item], written_by, now)
    after = snapshot_with(item, texts=texts, themes=content.themes)
    _record("item.written", item, written_by, now, {"version": 1, "after": after})
    return item


@transaction.atomic
def change_item(
    *, item: Item, seen_version: int, content: Content, changed_by: Person | None, now: datetime
) -> Item:
    """Store a new version. Raises a Refusal when somebody else stored one after the version that was seen.

    Content that says nothing new makes no version and no journal row.
    """
    stored = _seen(item, seen_version)
    content = tidy(content)
    rules.check_draft(KINDS[Kind(stored.kind)], rules.Draft(texts=content.texts, facts=content.facts))
    before = snapshot(stored)
    fill(stored, content)
    _store_parts(stored, content)
    changes = differences(
        before, snapshot_with(stored, texts=texts_of(stored, content), themes=content.themes)
    )
    if not changes:
        return stored
    stored.version += 1
    stored.changed_at = now
    stored.save()
    tell_keeper([stored], changed_by, now)
    _record("item.changed", stored, changed_by, now, {"version": stored.version, "changes": changes})
    return stored


@transaction.atomic
def move_item(
    *,
    item: Item,
    step: Step,
    moved_by: Person | None,
    now: datetime,
    reason: str = "",
    seen_version: int | None = None,
) -> Item:
    """Take an item a step through its life; publishing also says that it was verified today.

    With `seen_version`, a Refusal when there is a newer one: nobody publishes what they have not read.
    """
    stored = _seen(item, seen_version)
    today = now.date()
    before = snapshot_of_row(stored)
    state = rules.state_at(State(stored.state), verified_on=stored.verified_on, today=today)
    if step is Step.SEND_BACK and not reason.strip():
        raise Refusal("reason-missing")
    stored.state = rules.next_state(state, step).value
    stored.changed_at = now
    if step is Step.PUBLISH:
        stored.published_at = stored.published_at or now
        stored.verified_on = today
    details: dict[str, object] = {"from": state.value, "to": stored.state, "reason": reason.strip()}
    changes = differences(before, snapshot_of_row(stored))
    if changes:
        stored.version += 1
        details |= {"version": stored.version, "changes": changes}
    stored.save()
    tell_keeper([stored], moved_by, now)
    row = _record(f"item.{MOVED[step]}", stored, moved_by, now, details)
    if moved_by is not None:  # what an import or the demonstration brings is no news to anybody
        tell_of_step(
            Move(item=stored, step=step, came_from=state, moved_by=moved_by, reason=reason.strip(), row=row),
            now=now,
        )
    return stored


@transaction.atomic
def merge_item(*, item: Item, into: Item, merged_by: Person | None, now: datetime) -> Item:
    """Say that an item is the same as another: it is archived, and its address leads to the other.

    Both keep their histories. What led to this item leads on to the other. Raises a Refusal for an item that is
    itself a double, or would be one of itself.
    """
    stored, target = _seen(item, None), _seen(into, None)
    if stored.pk == target.pk or target.same_as_id is not None:
        raise Refusal("double-of-double")
    if stored.state != State.ARCHIVED:
        stored = move_item(item=stored, step=Step.ARCHIVE, moved_by=merged_by, now=now)
    Item.objects.filter(same_as=stored).update(same_as=target)
    stored.same_as = target
    stored.save(update_fields=["same_as"])
    _record("item.merged", stored, merged_by, now, {"into": target.slug})
    return stored


@transaction.atomic
def add_co_owner(*, item: Item, organisation: Organisation, added_by: Person | None, now: datetime) -> Item:
    """Let an organisation own an item beside its owner; doing it again changes nothing."""
    stored = _seen(item, None)
    if organisation.pk == stored.owner_id or organisation.pk in stored.co_owner_keys:
        return stored
    CoOwner.objects.create(item=stored, organisation=organisation, since=now)
    _record("item.co-owner-added", stored, added_by, now, {"organisation": organisation.slug})
    return Item.objects.get(pk=stored.pk)


@transaction.atomic
def remove_co_owner(
    *, item: Item, organisation: Organisation, removed_by: Person | None, now: datetime
) -> Item:
    """An organisation no longer owns an item beside its owner; doing it again changes nothing."""
    stored = _seen(item, None)
    number, _ = CoOwner.objects.filter(item=stored, organisation=organisation).delete()
    if number:
        _record("item.co-owner-left", stored, removed_by, now, {"organisation": organisation.slug})
    return Item.objects.get(pk=stored.pk)


@transaction.atomic
def transfer_items(
    *, owner: Organisation, to: Organisation, with_place: bool, handed_by: Person | None, now: datetime
) -> int:
    """Make the items of an organisation those of another, each a version further; returns how many.

    With ``with_place`` also what lies in the one lies in the other from now on.
    """
    mine = Q(owner=owner) | Q(place=owner) if with_place else Q(owner=owner)
    rows = Item.objects.select_for_update().filter(mine).order_by("pk")
    items = list(rows)
    for item in items:
        before = snapshot(item)
        item.owner = to if item.owner_id == owner.pk else item.owner
        item.place = to if with_place and item.place_id == owner.pk else item.place
        item.version += 1
        item.changed_at = now
        item.save()
        changes = differences(before, snapshot(item))
        _record("item.changed", item, handed_by, now, {"version": item.version, "changes": changes})
    tell_keeper(items, handed_by, now)
    return len(items)


@transaction.atomic
def transfer_co_ownerships(
    *, owner: Organisation, to: Organisation, handed_by: Person | None, now: datetime
) -> int:
    """Let another organisation own what this one owns beside its owner; returns how many items.

    Nobody owns an item twice: what the other owns already, alone or beside another, it owns once. Called after the
    items themselves were handed over.
    """
    beside = CoOwner.objects.filter(organisation=owner) | CoOwner.objects.filter(
        organisation=to, item__owner=to
    )
    keys = beside.order_by().values("item")
    items = list(Item.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    for item in items:
        rows = CoOwner.objects.filter(item=item, organisation__in=[owner, to])
        had = set(rows.order_by("pk").values_list("organisation", flat=True))
        first = min(rows.order_by("pk").values_list("since", flat=True))
        rows.delete()
        if owner.pk in had or item.owner_id == to.pk:
            said = {"organisation": (owner if owner.pk in had else to).slug}
            _record("item.co-owner-left", item, handed_by, now, said)
        if item.owner_id != to.pk:
            CoOwner.objects.create(item=item, organisation=to, since=first)
            if to.pk not in had:
                _record("item.co-owner-added", item, handed_by, now, {"organisation": to.slug})
    return len(items)


MOVED = {
    Step.SUBMIT: "submitted",
    Step.PUBLISH: "published",
    Step.SEND_BACK: "sent-back",
    Step.ARCHIVE: "archived",
    Step.RESTORE: "restored",
}


@transaction.atomic
def write_and_move(
    *, kind: Kind, content: Content, step: Step | None, written_by: Person | None, now: datetime
) -> Item:
    """Add a draft and take it a step further at once; with no step it stays a draft."""
    item = write_item(kind=kind, content=content, written_by=written_by, now=now)
    return move_item(item=item, step=step, moved_by=written_by, now=now) if step else item


@transaction.atomic
def change_and_move(
    *,
    item: Item,
    seen_version: int,
    content: Content,
    step: Step | None,
    changed_by: Person | None,
    now: datetime,
) -> Item:
    """Store a new version and take the item a step further at once; with no step it stays where it is."""
    changed = change_item(
        item=item, seen_version=seen_version, content=content, changed_by=changed_by, now=now
    )
    return move_item(item=changed, step=step, moved_by=changed_by, now=now) if step else changed


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of moving many items: those that moved, and why the others did not."""

    moved: tuple[Item, ...]
    refused: tuple[tuple[Item, Refusal], ...]


def move_items(*, items: Iterable[Item], step: Step, moved_by: Person | None, now: datetime) -> Moved:
    """Take each item the same step, each in a transaction of its own: one that cannot does not hold the others."""
    moved: list[Item] = []
    refused: list[tuple[Item, Refusal]] = []
    for item in items:
        try:
            moved.append(move_item(item=item, step=step, moved_by=moved_by, now=now))
        except Refusal as refusal:
            refused.append((item, refusal))
    return Moved(tuple(moved), tuple(refused))


def _seen(item: Item, version: int | None) -> Item:
    """The item as it is stored, locked until the transaction ends; a Refusal when it is not the version seen."""
    rows = Item.objects.select_related("owner", "place").select_for_update(of=("self",))
    stored = rows.get(pk=item.pk)
    if version is not None and stored.version != version:
        raise Refusal("changed-meanwhile", version=stored.version)
    return stored


def _store_parts(item: Item, content: Content) -> None:
    """Make the themes and texts those of the content; a text that says the same is left as it is."""
    item.themes.set(content.themes)
    kept = {(text.language, text.name): text for text in item.texts.all()}
    fresh: list[ItemText] = []
    for text in texts_of(item, content):
        stored = kept.pop((text.language, text.name), None)
        if stored is None:
            fresh.append(text)
        elif stored.text != text.text:
            stored.text = text.text
            stored.is_machine_made = False
            stored.save(update_fields=["text", "is_machine_made"])
    ItemText.objects.bulk_create(fresh)
    for gone in kept.values():
        gone.delete()


def _record(name: str, item: Item, by: Person | None, now: datetime, details: Mapping[str, object]) -> int:
    return journal.record(name, on=item.reference, by=by.reference if by else "", at=now, details=details)


def publish_at_once(items: Iterable[Item], *, now: datetime) -> None:
    """Publish drafts that were checked before they came here (an import, the demonstration hub)."""
    for item in items:
        move_item(item=item, step=Step.PUBLISH, moved_by=None, now=now)
