"""What must be true of introductions."""

from collections.abc import Iterator
from itertools import pairwise

from schakel.introductions.models import Consent, Introduction
from schakel.introductions.rules import SHOWS_CONTACTS, Side, State
from schakel.journal import public as journal
from schakel.kernel.invariants import Invariant

_HIDES = [state.value for state in State if state not in SHOWS_CONTACTS]


def otherwise_than_recorded() -> Iterator[str]:
    """Each went the way its rows say, one row for each step; the last says where it is."""
    every = {one.reference: one for one in Introduction.objects.order_by("pk")}
    histories = journal.histories_of(every)
    for reference, one in every.items():
        went = [row for row in histories.get(reference, []) if "to" in row.details]
        if not went or went[0].name != "introduction.requested":
            yield f"{reference} has no row of its beginning"
            continue
        for earlier, later in pairwise(went):
            if later.details["from"] != earlier.details["to"]:
                yield f"{reference} went from {later.details['from']!r}, and was {earlier.details['to']!r}"
        if went[-1].details["to"] != one.state:
            yield f"{reference} is {one.state!r}, and went to {went[-1].details['to']!r}"


def contacts_without_both() -> Iterator[str]:
    """Who is in contact has somebody on both sides that can be reached, or consent was taken back."""
    together = Introduction.objects.filter(state__in=[state.value for state in SHOWS_CONTACTS])
    for one in together.order_by("pk").prefetch_related("consents"):
        given = {consent.side for consent in one.consents.all()}
        if given != {side.value for side in Side}:
            yield f"{one.reference} is {one.state!r} and {len(given)} side(s) ever said yes"


def kept_after_the_end() -> Iterator[str]:
    """Where it ended without contact, nothing that was given for it is left."""
    kept = Consent.objects.filter(withdrawn_at=None, introduction__state__in=_HIDES).exclude(
        introduction__state=State.REQUESTED.value
    )
    for reference in kept.order_by("pk").values_list("introduction_id", flat=True):
        yield f"introduction:{reference} has ended and still keeps how somebody can be reached"


def yes_before_it_was_said() -> Iterator[str]:
    """The receiver can be reached only once they said yes."""
    early = Consent.objects.filter(
        side=Side.RECEIVER.value, withdrawn_at=None, introduction__state=State.REQUESTED.value
    )
    for reference in early.order_by("pk").values_list("introduction_id", flat=True):
        yield f"introduction:{reference} keeps how the receiver can be reached, who has not answered"


_BACKUP = "Put back a backup: it was changed past the hub."

INVARIANTS = (
    Invariant("every introduction is where the journal says", otherwise_than_recorded, _BACKUP),
    Invariant("who is in contact said yes on both sides", contacts_without_both, _BACKUP),
    Invariant("nobody can be reached through an introduction that ended", kept_after_the_end, _BACKUP),
    Invariant("nobody can be reached before they said yes", yes_before_it_was_said, _BACKUP),
)
