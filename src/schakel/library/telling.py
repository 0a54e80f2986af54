"""Who is told when an item takes a step, in the transaction in which it does."""

from dataclasses import dataclass
from datetime import datetime

from schakel.accounts.public import Person, staff_references
from schakel.library.models import Item
from schakel.library.rules import State, Step
from schakel.messages import public as messages
from schakel.organisations import public as organisations

PUBLISHED, SENT_BACK, WAITS = "item.published", "item.sent-back", "item.waits"


@dataclass(frozen=True, slots=True)
class Move:
    """A step that an item took; ``row`` is its number in the journal."""

    item: Item
    step: Step
    came_from: State
    moved_by: Person
    reason: str
    row: int


def owner_references(item: Item) -> list[str]:
    """Everybody of who owns an item, as references."""
    owners = organisations.Organisation.objects.filter(pk__in=[item.owner_id, *item.co_owner_keys])
    return [one for owner in owners.order_by("pk") for one in organisations.member_references(owner)]


def tell_of_step(move: Move, *, now: datetime) -> None:
    """Owners hear what became of their item, and staff that one waits; nobody hears what they did themselves."""
    if move.step is Step.SUBMIT:
        kind, told = WAITS, staff_references()
    elif move.step is Step.SEND_BACK:
        kind, told = SENT_BACK, owner_references(move.item)
    elif move.step is Step.PUBLISH and move.came_from is not State.NEEDS_UPDATE:
        kind, told = PUBLISHED, owner_references(move.item)
    else:
        return
    messages.tell(
        kind,
        event=f"row:{move.row}",
        to=set(told) - {move.moved_by.reference},
        about=move.item.reference,
        payload={"reason": move.reason},
        now=now,
    )
