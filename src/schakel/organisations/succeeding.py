"""An organisation goes on in another: because they were one all along, or because it ended on a day.

The rule, in both cases: members go along. Items go along: whoever owned them, the other owns them now. In a merge of
doubles the place where something was done goes along too; after a reorganisation it stays, for that is where it was.
The page of a double leads on to the other; that of an ended organisation stays, and names its successor.
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from schakel.accounts.public import Person
from schakel.journal import public as journal
from schakel.kernel.refusal import Refusal
from schakel.organisations import rules
from schakel.organisations.going import Going, move_everything
from schakel.organisations.identifying import Register
from schakel.organisations.models import Invitation, JoinRequest, Membership, Organisation


@transaction.atomic
def merge_organisation(
    *, organisation: Organisation, into: Organisation, merged_by: Person, now: datetime
) -> Organisation:
    """Say that an organisation is the same as another, which everything of it belongs to from now on.

    Whoever looked after the double looks after the other only where nobody did: so nobody becomes more by a merge.
    Raises a Refusal for itself, for one that was merged, that is not verified, or that stands in the public list.
    """
    double, target = _both(organisation, into)
    if double.pk == target.pk:
        raise Refusal("merges-with-itself")
    if double.merged_into_id is not None or target.merged_into_id is not None:
        raise Refusal("organisation-merged")
    if not target.is_verified:
        raise Refusal("organisation-not-verified")
    if double.code is not None:
        raise Refusal("double-in-public-list")
    moved = _go(Going(double, target, is_double=True, by=merged_by, now=now))
    Organisation.objects.filter(merged_into=double).update(merged_into=target)
    Organisation.objects.filter(successor=double).exclude(pk=target.pk).update(successor=target)
    double.is_verified, double.merged_into = False, target
    double.declined_at, double.decline_reason = None, ""
    double.save()
    _take_numbers(double, target)
    said = {"into": target.reference, "moved": moved}
    journal.record("organisation.merged", on=double.reference, by=merged_by.reference, at=now, details=said)
    return target


@transaction.atomic
def announce_succession(
    *, organisation: Organisation, successor: Organisation, ends_on: date, announced_by: Person, now: datetime
) -> Organisation:
    """Say on which day an organisation ends and which one goes on for it. Raises a Refusal for what cannot be."""
    ending, going_on = _both(organisation, successor)
    rules.check_succession(
        is_same=ending.pk == going_on.pk,
        has_ended=ending.successor_id is not None
        and (ending.valid_until or ends_on) <= timezone.localdate(now),
        goes_round=_leads_to(going_on, ending),
    )
    if not (ending.is_verified and going_on.is_verified):
        raise Refusal("organisation-not-verified")
    if ending.valid_from is not None and ends_on <= ending.valid_from:
        raise Refusal("ends-before-it-began")
    ending.valid_until, ending.successor = ends_on, going_on
    ending.succession_announced_at, ending.carried_over_at = now, None
    ending.save()
    journal.record(
        "organisation.succession-announced",
        on=ending.reference,
        by=announced_by.reference,
        at=now,
        details={"successor": going_on.reference, "ends_on": ends_on.isoformat()},
    )
    return ending


@transaction.atomic
def carry_over(*, organisation: Organisation, carried_by: Person, now: datetime) -> dict[str, int]:
    """Move members and items to the successor, on the day itself or later; how much of each.

    Doing it again moves what came since. Raises a Refusal before that day.
    """
    stored = Organisation.objects.get(pk=organisation.pk)
    if stored.successor is None or stored.valid_until is None:
        raise Refusal("no-successor")
    if timezone.localdate(now) < stored.valid_until:
        raise Refusal("has-not-ended", day=stored.valid_until.isoformat())
    ended, successor = _both(stored, stored.successor)
    moved = _go(Going(ended, successor, is_double=False, by=carried_by, now=now))
    if ended.carried_over_at is None:
        ended.carried_over_at = now
        ended.save(update_fields=["carried_over_at"])
    if moved:
        said = {"successor": successor.reference, "moved": moved}
        journal.record(
            "organisation.carried-over", on=ended.reference, by=carried_by.reference, at=now, details=said
        )
    return moved


def _both(one: Organisation, other: Organisation) -> tuple[Organisation, Organisation]:
    """Both locked, always in the same order: two merges of the same two cannot wait for each other."""
    rows = Organisation.objects.select_for_update().filter(pk__in=[one.pk, other.pk]).order_by("pk")
    stored = {row.pk: row for row in rows}
    return stored[one.pk], stored[other.pk]


def _leads_to(organisation: Organisation, target: Organisation) -> bool:
    """Whether whoever follows the successors from here arrives at the target."""
    seen: set[int] = set()
    step: Organisation | None = organisation
    while step is not None and step.pk not in seen:
        if step.pk == target.pk:
            return True
        seen.add(step.pk)
        step = step.successor
    return False


def _go(going: Going) -> dict[str, int]:
    """How much of each moved; what there was nothing of is left out."""
    Invitation.objects.filter(organisation=going.organisation, accepted_at=None, withdrawn_at=None).update(
        withdrawn_at=going.now
    )
    moved = {"members": _move_members(going), **move_everything(going)}
    return {name: number for name, number in moved.items() if number}


def _move_members(going: Going) -> int:
    there = {one.person_id: one for one in Membership.objects.filter(organisation=going.into).order_by("pk")}
    looked_after = any(one.is_administrator for one in there.values())
    coming = list(Membership.objects.filter(organisation=going.organisation).order_by("pk"))
    for one in coming:
        stays_administrator = one.is_administrator and not (going.is_double and looked_after)
        known = there.get(one.person_id)
        if known is None:
            one.organisation, one.is_administrator = going.into, stays_administrator
            one.save(update_fields=["organisation", "is_administrator"])
            continue
        if stays_administrator and not known.is_administrator:
            known.is_administrator = True
            known.save(update_fields=["is_administrator"])
        one.delete()
    asked_there = JoinRequest.objects.filter(organisation=going.into, answered_at=None).values("person")
    asked = JoinRequest.objects.filter(organisation=going.organisation, answered_at=None)
    asked.filter(person__in=asked_there).delete()
    asked.update(organisation=going.into)
    return len(coming)


def _take_numbers(double: Organisation, target: Organisation) -> None:
    """The other gets the numbers that only its double had."""
    missing = [
        register.value
        for register in Register
        if not getattr(target, register.value) and not _is_taken(register, getattr(double, register.value))
    ]
    for name in missing:
        setattr(target, name, getattr(double, name))
    target.save(update_fields=missing)


def _is_taken(register: Register, number: str) -> bool:
    return Organisation.objects.filter(Q((register.value, number)), is_verified=True).exists()
