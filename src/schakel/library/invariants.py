"""What must be true of items."""

from collections.abc import Iterator

from schakel.journal import public as journal
from schakel.kernel.invariants import Invariant
from schakel.library.kinds import KINDS, Kind
from schakel.library.models import Item, ItemText
from schakel.library.rules import FINDABLE, State, Visibility, fact_is_usable
from schakel.library.versions import differences, replayed, snapshot

_FINDABLE = [state.value for state in FINDABLE]


def unknown_states() -> Iterator[str]:
    known = [state.value for state in State]
    for slug, state in Item.objects.exclude(state__in=known).order_by("slug").values_list("slug", "state"):
        yield f"{slug} is {state!r}"


def unknown_audiences() -> Iterator[str]:
    known = [visibility.value for visibility in Visibility]
    rows = Item.objects.exclude(visibility__in=known).order_by("slug").values_list("slug", "visibility")
    for slug, visibility in rows:
        yield f"{slug} is visible to {visibility!r}"


def untitled() -> Iterator[str]:
    titled = ItemText.objects.filter(name="title").exclude(text="").values("item")
    for slug in Item.objects.exclude(pk__in=titled).order_by("slug").values_list("slug", flat=True):
        yield f"{slug} has no title"


def never_verified() -> Iterator[str]:
    """What can be found says when it was last looked at, so that it is looked at again in time."""
    found = Item.objects.filter(state__in=_FINDABLE, verified_on=None)
    for slug in found.order_by("slug").values_list("slug", flat=True):
        yield f"{slug} was never verified"


def unpublished_moments() -> Iterator[str]:
    found = Item.objects.filter(state__in=_FINDABLE, published_at=None)
    for slug in found.order_by("slug").values_list("slug", flat=True):
        yield f"{slug} can be found and was never published"


def unusable_facts() -> Iterator[str]:
    for slug, kind, facts in Item.objects.order_by("slug").values_list("slug", "kind", "facts").iterator():
        if kind not in set(Kind):
            yield f"{slug} is of unknown kind {kind!r}"
            continue
        for name, value in facts.items():
            fact = KINDS[Kind(kind)].fact(name)
            if fact is None or not fact_is_usable(fact, value):
                yield f"{slug}: {name}"


def texts_of_no_kind() -> Iterator[str]:
    rows = (
        ItemText.objects.order_by("item__slug", "name")
        .values_list("item__slug", "item__kind", "name")
        .distinct()
    )
    for slug, kind, name in rows:
        if kind in set(Kind) and KINDS[Kind(kind)].text(name) is None:
            yield f"{slug}: {name}"


def unrecorded() -> Iterator[str]:
    """Every item came to be by an action, and the journal knows of it."""
    known = journal.recorded_subjects("item:")
    for pk, slug in Item.objects.order_by("slug").values_list("pk", "slug"):
        if f"item:{pk}" not in known:
            yield f"{slug} is not in the journal"


def vanished() -> Iterator[str]:
    """Items are archived; no action removes one."""
    there = {f"item:{pk}" for pk in Item.objects.order_by().values_list("pk", flat=True)}
    for reference in sorted(journal.recorded_subjects("item:") - there):
        yield f"{reference} is in the journal and is gone"


def otherwise_than_recorded() -> Iterator[str]:
    """Whatever was done to an item stands in the journal; doing it all again gives the item as it is."""
    after = 0
    while items := list(
        Item.objects.filter(pk__gt=after)
        .order_by("pk")
        .select_related("owner", "place")
        .prefetch_related("texts", "themes")[:_AT_A_TIME]
    ):
        histories = journal.histories_of(item.reference for item in items)
        for item in items:
            if history := histories.get(item.reference):
                state, values = replayed(history)
                names = list(differences({"state": state, **values}, {"state": item.state, **snapshot(item)}))
                if names:
                    yield f"{item.slug}: {', '.join(sorted(names))}"
        after = items[-1].pk


_AT_A_TIME = 500
_MEND = "Mend it on the item's staff screen, or put back a backup."
_PAST_THE_HUB = (
    "Somebody changed it past the hub: put back a backup, or write on the item's screen what it should say."
)

INVARIANTS = (
    Invariant("every item is in a known state", unknown_states, "Put back a backup."),
    Invariant("every item has a known visibility", unknown_audiences, _MEND),
    Invariant("every item has a title", untitled, _MEND),
    Invariant("every item that can be found says when it was verified", never_verified, _MEND),
    Invariant(
        "every item that can be found has a moment of publication", unpublished_moments, "Put back a backup."
    ),
    Invariant("every fact has the shape its kind asks for", unusable_facts, _MEND),
    Invariant("every text is one of its kind", texts_of_no_kind, _MEND),
    Invariant("every item is in the journal", unrecorded, "Put back a backup: it was added past the hub."),
    Invariant(
        "every item of the journal is there", vanished, "Put back a backup: it was removed past the hub."
    ),
    Invariant("every item is as the journal says", otherwise_than_recorded, _PAST_THE_HUB),
)
