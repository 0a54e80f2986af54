"""What of the library moves along when an organisation goes on in another: the items it owns, and the place of some."""

from schakel.library.actions import transfer_items
from schakel.organisations.public import Going, register_move


def _move_items(going: Going) -> int:
    return transfer_items(
        owner=going.organisation, to=going.into, with_place=going.is_double, handed_by=going.by, now=going.now
    )


register_move("items", _move_items)
