"""What of pilots moves along when an organisation goes on in another: those it owns, and where it is a partner.

Two partners that become one are one, with the reply that came furthest; an owner is no partner of itself. What they
said before stands in the journal. Their spaces hand over who takes part there.
"""

from collections.abc import Sequence

from schakel.journal import public as journal
from schakel.organisations.public import Going, register_move
from schakel.pilots import rules
from schakel.pilots.models import Partner, Pilot
from schakel.pilots.rules import Reply

_FURTHEST = (Reply.AGREED, Reply.ASKED, Reply.LEFT, Reply.DECLINED)


def _move_pilots(going: Going) -> int:
    here = Partner.objects.filter(organisation=going.organisation).order_by().values("pilot")
    found = Pilot.objects.filter(owner=going.organisation) | Pilot.objects.filter(pk__in=here)
    pilots = list(found.select_for_update().order_by("pk"))
    for pilot in pilots:
        _move_pilot(pilot, going)
    return len(pilots)


def _move_pilot(pilot: Pilot, going: Going) -> None:
    if pilot.owner_id == going.organisation.pk:
        _hand_over(pilot, going)
    both = (going.organisation.pk, going.into.pk)
    rows = pilot.partners.filter(organisation__in=both).select_related("organisation")
    several = list(rows.order_by("pk"))
    replies = {one.organisation.reference: one.reply for one in several}
    _make_one(several, pilot, going)
    said = {"was": going.organisation.reference, "organisation": going.into.reference, "replies": replies}
    by = going.by.reference if going.by else ""
    journal.record("pilot.handed-over", on=pilot.reference, by=by, at=going.now, details=said)


def _hand_over(pilot: Pilot, going: Going) -> None:
    """The same, started once more by whoever owns it now, is the pilot that is there."""
    pilot.owner = going.into
    if pilot.start_key is not None:
        key = rules.start_key(going.into.pk, pilot.challenge_id, pilot.title)
        pilot.start_key = None if Pilot.objects.filter(start_key=key).exists() else key
    pilot.save(update_fields=["owner", "start_key"])


def _make_one(several: Sequence[Partner], pilot: Pilot, going: Going) -> None:
    in_order = sorted(several, key=lambda one: _FURTHEST.index(Reply(one.reply)))
    kept = [] if pilot.owner_id == going.into.pk else in_order[:1]
    for gone in in_order[len(kept) :]:
        gone.delete()
    for one in kept:
        one.organisation = going.into
        one.save(update_fields=["organisation"])


register_move("pilots", _move_pilots)
