"""What must be true of items."""

from collections.abc import Iterator

from schakel.journal import public as journal
from schakel.kernel.invariants import Invariant
from schakel.library.kinds import KINDS, Kind
from schakel.library.models import Item, ItemText
from schakel.library.rules import FINDABLE, State, Visibility, fact_is_usable

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


INVARIANTS = (
    Invariant("every item is in a known state", unknown_states),
    Invariant("every item has a known visibility", unknown_audiences),
    Invariant("every item has a title", untitled),
    Invariant("every item that can be found says when it was verified", never_verified),
    Invariant("every item that can be found has a moment of publication", unpublished_moments),
    Invariant("every fact has the shape its kind asks for", unusable_facts),
    Invariant("every text is one of its kind", texts_of_no_kind),
    Invariant("every item is in the journal", unrecorded),
)
