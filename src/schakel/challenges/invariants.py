"""What must be true of challenges."""

from collections.abc import Iterator

from django.utils import timezone

from schakel.challenges.models import BundleAnswer, Challenge, CoOwnership
from schakel.challenges.rules import FINISHED, Reply, State, agrees
from schakel.interests.public import has_interest
from schakel.journal import public as journal
from schakel.kernel.invariants import Invariant
from schakel.library.public import FINDABLE, Item, Kind, Visibility
from schakel.library.public import State as ItemState


def items_without_a_life() -> Iterator[str]:
    """The key of a challenge is that of its item, so that there can never be two."""
    kept = Challenge.objects.order_by().values("pk")
    missing = Item.objects.filter(kind=Kind.CHALLENGE.value).exclude(pk__in=kept)
    for slug in missing.order_by("slug").values_list("slug", flat=True):
        yield f"{slug} has no challenge beside it"


def of_another_kind() -> Iterator[str]:
    found = Challenge.objects.exclude(item__kind=Kind.CHALLENGE.value).order_by("pk")
    for slug in found.values_list("item__slug", flat=True):
        yield f"{slug} is no challenge"


def disagreeing_states() -> Iterator[str]:
    rows = Challenge.objects.order_by("pk").values_list("item__slug", "state", "item__state")
    for slug, state, item_state in rows:
        seen = ItemState.PUBLISHED.value if item_state in FINDABLE else item_state
        if not agrees(State(state), seen):
            yield f"{slug} is {state!r} and its item {item_state!r}"


def confidential_and_shown() -> Iterator[str]:
    shown = Challenge.objects.exclude(woo_ground="").exclude(item__visibility=Visibility.ORGANISATION.value)
    for slug in shown.order_by("pk").values_list("item__slug", flat=True):
        yield f"{slug} is confidential and can be found by others"


def bundled_and_not_shared() -> Iterator[str]:
    """What is confidential or withdrawn left its bundles when it became so."""
    at_work = BundleAnswer.objects.filter(reply__in=[Reply.ASKED.value, Reply.AGREED.value])
    hidden = at_work.exclude(challenge__woo_ground="") | at_work.filter(
        challenge__state=State.WITHDRAWN.value
    )
    for slug in hidden.order_by("pk").values_list("challenge__item__slug", flat=True):
        yield f"{slug} is in a bundle and not for others"


def owned_otherwise_than_agreed() -> Iterator[str]:
    """Who agreed to own a challenge is its co-owner, and nobody else is."""
    agreed = set(
        CoOwnership.objects.filter(reply=Reply.AGREED.value)
        .order_by("pk")
        .values_list("challenge__item__slug", "organisation__slug")
    )
    items = Item.objects.filter(kind=Kind.CHALLENGE.value, co_owners__isnull=False)
    owning = set(items.order_by("pk").values_list("slug", "co_owners__organisation__slug"))
    for slug, organisation in sorted(agreed ^ owning):
        yield f"{organisation} and {slug}"


def otherwise_than_recorded() -> Iterator[str]:
    """The last row that says where a challenge went, says where it is."""
    every = {one.reference: one for one in Challenge.objects.order_by("pk").select_related("item")}
    for reference, rows in journal.histories_of(every).items():
        went = [row.details["to"] for row in rows if "to" in row.details and row.name != "challenge.assigned"]
        if went and went[-1] != every[reference].state:
            yield f"{every[reference].item.slug} is {every[reference].state!r}, and went to {went[-1]!r}"


def advisers_with_an_interest() -> Iterator[str]:
    """Nobody looks after a challenge of an organisation in which they have an interest."""
    today = timezone.localdate()
    looked_after = Challenge.objects.exclude(adviser=None).exclude(state__in=[one.value for one in FINISHED])
    for challenge in looked_after.select_related("adviser", "item__owner").order_by("pk"):
        if challenge.adviser and has_interest(challenge.adviser, challenge.item.owner, today=today):
            yield f"{challenge.item.slug} is looked after by {challenge.adviser.reference}"


_BACKUP = "Put back a backup: it was changed past the hub."

INVARIANTS = (
    Invariant("every challenge has its life beside it", items_without_a_life, _BACKUP),
    Invariant("every life of a challenge is beside a challenge", of_another_kind, _BACKUP),
    Invariant("every challenge stands where its item stands", disagreeing_states, _BACKUP),
    Invariant(
        "what is confidential is found by its owner and the staff alone",
        confidential_and_shown,
        "Choose on the item's screen that only its own organisation may find it.",
    ),
    Invariant("what is in a bundle is not confidential or withdrawn", bundled_and_not_shared, _BACKUP),
    Invariant("who agreed to own a challenge owns it, and nobody else", owned_otherwise_than_agreed, _BACKUP),
    Invariant(
        "nobody looks after a challenge of an organisation in which they have an interest",
        advisers_with_an_interest,
        "Let somebody else look after it, on the page of the challenge.",
    ),
    Invariant("every challenge is where the journal says", otherwise_than_recorded, _BACKUP),
)
