"""What must be true of spaces."""

from collections.abc import Iterator

from schakel.journal import public as journal
from schakel.kernel.invariants import Invariant
from schakel.organisations.public import PUBLIC_BODIES
from schakel.spaces.models import Contribution, Guest, Party
from schakel.spaces.rules import Channel
from schakel.spaces.seats import channels_read_by


def public_parties_taken_for_private() -> Iterator[str]:
    """A public body that counts as a private party would read what is said without it."""
    public = [one.value for one in PUBLIC_BODIES]
    rows = Party.objects.filter(is_public=False, organisation__type__in=public).order_by("pk")
    for space, name in rows.values_list("space", "organisation__name"):
        yield f"{name} is a public body, and not in space:{space}"


def contributions_of_no_action() -> Iterator[str]:
    known = {row.subject for row in journal.rows_named("contribution.added")}
    for one in Contribution.objects.order_by("pk").only("pk"):
        if one.reference not in known:
            yield f"{one.reference} is not in the journal"


def private_words_of_public_people() -> Iterator[str]:
    """Who reads only what is said with everyone cannot have let a guest into the other channel."""
    private = Guest.objects.filter(channel=Channel.PRIVATE.value, revoked_at=None)
    for guest in private.select_related("let_in_by", "space").order_by("pk"):
        if guest.let_in_by is None:
            continue
        reads = channels_read_by(guest.let_in_by, [guest.space_id])[guest.space_id]
        if reads == {Channel.EVERYONE}:
            yield f"{guest.reference} was let into a channel by somebody who does not read it"


_BACKUP = "Put back a backup: it was changed past the hub."

INVARIANTS = (
    Invariant(
        "every public body in a space is known as one",
        public_parties_taken_for_private,
        "Remove the organisation from the space and add it again.",
    ),
    Invariant("every contribution is in the journal", contributions_of_no_action, _BACKUP),
    Invariant(
        "nobody lets guests into a channel that they do not read",
        private_words_of_public_people,
        "End the guest's link in the space.",
    ),
)
