"""What of the library moves along when an organisation goes on in another: what it owns, alone or beside another."""

from schakel.library.actions import transfer_co_ownerships, transfer_items
from schakel.organisations.public import Going, register_move


def _move_items(going: Going) -> int:
    """The items it owns, and the place of some; what it owns beside another comes after that."""
    moved = transfer_items(
        owner=going.organisation, to=going.into, with_place=going.is_double, handed_by=going.by, now=going.now
    )
    return moved + transfer_co_ownerships(
        owner=going.organisation, to=going.into, handed_by=going.by, now=going.now
    )


register_move("items", _move_items)
