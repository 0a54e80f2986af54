"""What of spaces moves along when an organisation goes on in another: where it takes part, the other does.

With it come the people who were let in for it; they became members of the other before this. Nobody comes to see more
by it: who left stays out, and what is a public body for either is one for both. A guest of the private parties whose
host no longer reads there goes out.
"""

from collections.abc import Mapping, Sequence

from schakel.journal import public as journal
from schakel.organisations.public import PUBLIC_BODIES, Going, OrganisationType, register_move
from schakel.spaces.models import Guest, Party, Space
from schakel.spaces.rules import Channel
from schakel.spaces.seats import channels_read_by


def _move_parties(going: Going) -> int:
    here = Party.objects.filter(organisation=going.organisation).order_by().values("space")
    found = Space.objects.filter(public_organisation=going.organisation) | Space.objects.filter(pk__in=here)
    spaces = list(found.select_for_update().order_by("pk"))
    for space in spaces:
        _move_in(space, going)
        said = {"was": going.organisation.reference, "party": going.into.reference}
        _record("space.party-moved", space, going, said)
    _end_guests_without_host(going)
    return len(spaces)


def _move_in(space: Space, going: Going) -> None:
    both = (going.organisation.pk, going.into.pk)
    parties = list(space.parties.filter(organisation__in=both).order_by("since", "pk"))
    is_public = (
        OrganisationType(going.into.type) in PUBLIC_BODIES
        or space.public_organisation_id in both
        or any(one.is_public for one in parties)
    )
    if space.public_organisation_id == going.organisation.pk:
        space.public_organisation = going.into
        space.save(update_fields=["public_organisation"])
    if parties:
        kept = _made_one(parties)
        kept.organisation, kept.is_public = going.into, is_public
        kept.save(update_fields=["organisation", "is_public", "left_at"])


def _made_one(parties: Sequence[Party]) -> Party:
    """Who was let in for a party that left was not there any more, and is not let in by this."""
    for party in parties:
        if party.left_at is not None:
            party.participants.filter(left_at=None).update(left_at=party.left_at)
    kept, *others = parties
    for other in others:
        _move_participants(other, kept)
        if kept.left_at is not None:
            kept.left_at = max(kept.left_at, other.left_at) if other.left_at is not None else None
        other.delete()
    return kept


def _move_participants(party: Party, to: Party) -> None:
    """Somebody who was let in for both is there once, and is there still when they left one of the two."""
    known = {one.person_id: one for one in to.participants.order_by("pk")}
    for one in party.participants.order_by("pk"):
        same = known.get(one.person_id)
        if same is None:
            one.party = to
            one.save(update_fields=["party"])
            continue
        same.since = min(same.since, one.since)
        same.left_at = None if one.left_at is None else same.left_at
        same.save(update_fields=["since", "left_at"])


def _end_guests_without_host(going: Going) -> None:
    """In every space where the other takes part: its new members may have let guests in there for somebody else."""
    there = Party.objects.filter(organisation=going.into).order_by().values("space")
    private = Guest.objects.filter(space__in=there, channel=Channel.PRIVATE.value, revoked_at=None)
    for guest in private.select_related("let_in_by", "space").order_by("pk"):
        host = guest.let_in_by
        if host is None:
            continue
        if channels_read_by(host, [guest.space_id])[guest.space_id] == {Channel.EVERYONE}:
            guest.revoked_at = going.now
            guest.save(update_fields=["revoked_at"])
            _record("space.guest-revoked", guest.space, going, {"guest": guest.pk})


def _record(name: str, space: Space, going: Going, said: Mapping[str, object]) -> None:
    by = going.by.reference if going.by else ""
    journal.record(name, on=space.reference, by=by, at=going.now, details=said)


register_move("spaces", _move_parties)
