"""What of adoptions moves along when an organisation goes on in another: what it uses, the other uses from now on.

Two of the same item become one. Where one of the two owns what the other uses, nobody adopts anything any more: it
stops, and is not shown; that it was confirmed stands in the journal. This comes before the items are handed over.
"""

from collections.abc import Mapping

from schakel.adoptions import rules
from schakel.adoptions.models import Adoption
from schakel.adoptions.rules import State
from schakel.journal import public as journal
from schakel.organisations.public import Going, register_move

_FURTHEST = (State.INTENDED.value, State.RUNNING.value, State.IN_USE.value)


def _move_adoptions(going: Going) -> int:
    both = (going.organisation.pk, going.into.pk)
    every = Adoption.objects.select_for_update(of=("self",)).filter(adopter__in=both)
    number = 0
    for one in every.select_related("item").order_by("pk"):
        is_own = one.item.owner_id in both and one.state != State.STOPPED
        if one.adopter_id == going.into.pk and not is_own:
            continue
        if is_own:
            _stop(one, going)
        _hand_over(one, going)
        number += 1
    return number


def _stop(adoption: Adoption, going: Going) -> None:
    """Nobody vouches for themselves."""
    before = adoption.state
    adoption.state = State.STOPPED.value
    adoption.confirmed_at = adoption.confirmed_by = None
    adoption.save(update_fields=["state", "confirmed_at", "confirmed_by"])
    said = {"from": before, "to": adoption.state, "item": adoption.item.reference}
    _record("adoption.became-own", adoption, going, said)


def _hand_over(adoption: Adoption, going: Going) -> None:
    is_standing = adoption.state != State.STOPPED
    twin = Adoption.objects.standing(adoption.item_id, going.into.pk) if is_standing else None
    kept = adoption if twin is None else _made_one(adoption, twin, going)
    if kept.adopter_id != going.into.pk:
        kept.adopter = going.into
        kept.save(update_fields=["adopter"])
        said = {"was": going.organisation.reference, "adopter": going.into.reference}
        _record("adoption.moved", kept, going, said)


def _made_one(one: Adoption, other: Adoption, going: Going) -> Adoption:
    """Of two of one item the one that was confirmed and came furthest, with what only the other said."""
    kept, gone = sorted(
        (other, one), key=lambda each: (each.confirmed_at is None, -_FURTHEST.index(each.state))
    )
    said = {"into": kept.reference, "item": gone.item.reference, "state": gone.state}
    _record("adoption.merged", gone, going, said)
    gone.delete()
    kept.version, kept.since_on = kept.version or gone.version, kept.since_on or gone.since_on
    kept.contact, kept.challenge = kept.contact or gone.contact, kept.challenge or gone.challenge
    results = "\n\n".join(dict.fromkeys(text for text in (kept.result, gone.result) if text))
    kept.result = results if len(results) <= rules.LONGEST_TEXT else kept.result
    kept.save()
    return kept


def _record(name: str, adoption: Adoption, going: Going, said: Mapping[str, object]) -> None:
    by = going.by.reference if going.by else ""
    journal.record(name, on=adoption.reference, by=by, at=going.now, details=said)


register_move("adoptions", _move_adoptions)
