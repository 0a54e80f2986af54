"""What people do with adoptions. Each is one transaction with its journal row."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from schakel.accounts.public import Person
from schakel.adoptions import rules
from schakel.adoptions.models import Adoption
from schakel.adoptions.rules import Scale, State
from schakel.journal import public as journal
from schakel.kernel.refusal import Refusal
from schakel.library.public import Item
from schakel.messages import public as messages
from schakel.organisations import public as organisations
from schakel.organisations.public import Organisation

REPORTED, CONFIRMED = "adoption.to-confirm", "adoption.confirmed"


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody says about an adoption."""

    state: State
    scale: Scale
    version: str = ""
    since_on: date | None = None
    result: str = ""
    contact: Person | None = None
    challenge: Item | None = None


@transaction.atomic
def report_adoption(
    *, item: Item, adopter: Organisation, draft: Draft, reported_by: Person | None, now: datetime
) -> Adoption:
    """Say that an organisation uses an item. Said by somebody of it, it is confirmed at once; otherwise it is asked.

    The same organisation and item again gives the one that is there. Raises a Refusal for what cannot be adopted, for
    one's own item, or for a contact who does not work for the adopter.
    """
    rules.check_adoption(kind=item.kind, item_owner=item.owner_id, adopter=adopter.pk, state=draft.state)
    version = rules.check_words(" ".join(draft.version.split()), longest=rules.LONGEST_VERSION)
    result = rules.check_words(draft.result)
    _check_contact(draft.contact, adopter)
    before = Adoption.objects.standing(item.pk, adopter.pk)
    if before is not None:
        return before
    made = Adoption(
        item=item,
        adopter=adopter,
        challenge=draft.challenge,
        state=draft.state.value,
        scale=draft.scale.value,
        version=version,
        since_on=draft.since_on,
        result=result,
        contact=draft.contact,
        reported_by=reported_by,
        reported_at=now,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:  # somebody else said it between our two statements
        there = Adoption.objects.standing(item.pk, adopter.pk)
        if there is None:
            raise
        return there
    row = _record("adoption.reported", made, reported_by, now, _said(made))
    if reported_by is not None and _may_confirm(reported_by, made):
        return confirm_adoption(adoption=made, confirmed_by=reported_by, now=now)
    _tell(REPORTED, made, adopter, row, reported_by, now)
    return made


@transaction.atomic
def confirm_adoption(*, adoption: Adoption, confirmed_by: Person, now: datetime) -> Adoption:
    """Somebody of the adopter says that it is so; from then on it is shown and counted. Again changes nothing.

    Raises a Refusal for who does not work for the adopter, or works for who owns the item too.
    """
    stored = _locked(adoption)
    if not _may_confirm(confirmed_by, stored):
        raise Refusal("adoption-not-yours-to-confirm")
    if stored.confirmed_at is not None:
        return stored
    if stored.state == State.STOPPED:
        raise Refusal("adoption-step-not-possible", state=stored.state, step=State.IN_USE.value)
    stored.confirmed_at, stored.confirmed_by = now, confirmed_by
    stored.save(update_fields=["confirmed_at", "confirmed_by"])
    row = _record("adoption.confirmed", stored, confirmed_by, now, _said(stored))
    _tell(CONFIRMED, stored, stored.item.owner, row, confirmed_by, now)
    return stored


@transaction.atomic
def change_adoption(*, adoption: Adoption, draft: Draft, changed_by: Person, now: datetime) -> Adoption:
    """Store how it stands now, for somebody of the adopter. What says nothing new makes no row.

    Raises a Refusal where the state does not follow the one before, or for who does not work for the adopter.
    """
    stored = _locked(adoption)
    if not _works_for(changed_by, stored.adopter):
        raise Refusal("adoption-not-yours-to-confirm")
    before = _said(stored)
    if stored.state != draft.state:
        stored.state = rules.next_state(State(stored.state), draft.state).value
    _check_contact(draft.contact, stored.adopter)
    stored.scale, stored.since_on, stored.contact = draft.scale.value, draft.since_on, draft.contact
    stored.version = rules.check_words(" ".join(draft.version.split()), longest=rules.LONGEST_VERSION)
    result = rules.check_words(draft.result)
    is_other_result = result != stored.result
    stored.result = result
    stored.save()
    after = _said(stored)
    if before != after or is_other_result:
        said = {"before": before, "after": after, "from": before["state"], "to": after["state"]}
        _record("adoption.changed", stored, changed_by, now, said)
    return stored


@transaction.atomic
def decline_adoption(*, adoption: Adoption, declined_by: Person, now: datetime) -> Adoption:
    """Somebody of the adopter says that it is not so: it is never shown. One that was confirmed is stopped instead.

    Again changes nothing. Raises a Refusal for who does not work for the adopter.
    """
    stored = _locked(adoption)
    if not _works_for(declined_by, stored.adopter):
        raise Refusal("adoption-not-yours-to-confirm")
    if stored.state != State.STOPPED:
        before = stored.state
        stored.state = State.STOPPED.value
        stored.save(update_fields=["state"])
        said = {"from": before, "to": stored.state, "item": stored.item.reference}
        _record("adoption.declined", stored, declined_by, now, said)
    return stored


def _said(adoption: Adoption) -> dict[str, object]:
    """Never the result: what people write is not for a journal that never forgets."""
    return {
        "item": adoption.item.reference,
        "adopter": adoption.adopter.reference,
        "state": adoption.state,
        "scale": adoption.scale,
        "version": adoption.version,
        "since_on": adoption.since_on.isoformat() if adoption.since_on else "",
        "contact": adoption.contact.reference if adoption.contact else "",
    }


def _check_contact(contact: Person | None, adopter: Organisation) -> None:
    if contact is not None and not _works_for(contact, adopter):
        raise Refusal("contact-not-a-colleague")


def _may_confirm(person: Person, adoption: Adoption) -> bool:
    own = {one.pk for one in organisations.member_organisations(person)}
    return rules.may_confirm(own=own, item_owner=adoption.item.owner_id, adopter=adoption.adopter_id)


def _works_for(person: Person, organisation: Organisation) -> bool:
    return organisation.pk in {one.pk for one in organisations.member_organisations(person)}


def _locked(adoption: Adoption) -> Adoption:
    Adoption.objects.select_for_update().get(pk=adoption.pk)
    return Adoption.objects.select_related("item__owner", "adopter", "contact").get(pk=adoption.pk)


def _tell(
    kind: str, adoption: Adoption, body: Organisation, row: int, by: Person | None, now: datetime
) -> None:
    told = set(organisations.member_references(body)) - ({by.reference} if by is not None else set())
    messages.tell(kind, event=f"row:{row}", to=told, about=adoption.reference, now=now)


def _record(
    name: str, adoption: Adoption, by: Person | None, now: datetime, details: Mapping[str, object]
) -> int:
    return journal.record(name, on=adoption.reference, by=by.reference if by else "", at=now, details=details)
