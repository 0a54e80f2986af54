"""Who belongs to an organisation: asking, inviting, becoming, being given another role, and leaving.

Everything that changes members first locks their organisation: of two things at once the second sees what the first
did. So nobody can be left without somebody who looks after it.
"""

import secrets
from datetime import datetime

from django.db import transaction

from schakel.accounts.public import (
    MEMBER_ROLES,
    Person,
    Role,
    confirmed_addresses,
    staff_references,
)
from schakel.journal import public as journal
from schakel.kernel.refusal import Refusal
from schakel.messages import public as messages
from schakel.organisations import rules
from schakel.organisations.models import Invitation, JoinRequest, Membership, Organisation
from schakel.organisations.queries import administrator_references, may_invite, state_of
from schakel.organisations.rules import InvitationState

ASKED, ANSWERED, INVITED = "join-request.waits", "join-request.answered", "invitation.sent"


@transaction.atomic
def ask_to_join(*, organisation: Organisation, person: Person, message: str, now: datetime) -> JoinRequest:
    """Say that one belongs there. Who looks after it answers; where nobody does, the staff.

    Asking again while it waits changes nothing. Raises a Refusal for a member, and for one request too many.
    """
    words = rules.check_text(message, longest=rules.LONGEST_MESSAGE)
    stored = _locked(organisation)
    if not stored.is_verified:
        raise Refusal("organisation-not-verified")
    if Membership.objects.filter(person=person, organisation=stored).exists():
        raise Refusal("member-already")
    open_ones = JoinRequest.objects.filter(person=person, answered_at=None)
    asked = open_ones.filter(organisation=stored).first()
    if asked is not None:
        return asked
    rules.check_number(open_ones.count(), most=rules.MOST_OPEN_REQUESTS, code="too-many-requests")
    asked = JoinRequest.objects.create(person=person, organisation=stored, message=words, asked_at=now)
    row = journal.record(
        "join-request.made", on=asked.reference, by=person.reference, at=now, details=_of(stored)
    )
    told = administrator_references(stored) or staff_references()
    messages.tell(
        ASKED,
        event=f"row:{row}",
        to=[reference for reference in told if reference != person.reference],
        about=asked.reference,
        now=now,
    )
    return asked


@transaction.atomic
def answer_join_request(
    *,
    request: JoinRequest,
    accept: bool,
    answered_by: Person,
    now: datetime,
    role: str = Role.MEMBER,
    as_administrator: bool = False,
) -> JoinRequest:
    """Let somebody in, or not. Raises a Refusal when somebody answered before."""
    organisation = _locked(request.organisation)
    stored = JoinRequest.objects.select_for_update().get(pk=request.pk)
    if stored.answered_at is not None:
        raise Refusal("answered-already")
    stored.answered_at, stored.answered_by, stored.is_accepted = now, answered_by, accept
    stored.save(update_fields=["answered_at", "answered_by", "is_accepted"])
    said = _of(organisation) | {"accepted": accept}
    row = journal.record(
        "join-request.answered", on=stored.reference, by=answered_by.reference, at=now, details=said
    )
    if accept:
        _let_in(organisation, stored.person, role, answered_by, now, as_administrator=as_administrator)
    if stored.person_id != answered_by.pk:
        messages.tell(
            ANSWERED, event=f"row:{row}", to=[stored.person.reference], about=stored.reference, now=now
        )
    return stored


@transaction.atomic
def invite_member(
    *,
    organisation: Organisation,
    email: str,
    invited_by: Person,
    now: datetime,
    role: str = Role.MEMBER,
    as_administrator: bool = False,
    language: str = "nl",
) -> tuple[Invitation, str]:
    """Invite whoever reads mail at this address; the code in the link, too, which is kept nowhere.

    An earlier invitation of the same address is withdrawn. Nothing tells whether the address has an account, or
    belongs to a member. Raises a Refusal for an address, a role or a number that cannot be.
    """
    address = messages.checked_address(email.strip()).lower()
    stored = _locked(organisation)
    if not stored.is_verified:
        raise Refusal("organisation-not-verified")
    _check_role(role)
    if not may_invite(invited_by, stored):
        raise Refusal("may-not-invite")
    open_ones = Invitation.objects.filter(organisation=stored, accepted_at=None, withdrawn_at=None)
    open_ones.filter(email=address).update(withdrawn_at=now)
    waiting = open_ones.filter(expires_at__gt=now).count()
    rules.check_number(waiting, most=rules.MOST_OPEN_INVITATIONS, code="too-many-invitations")
    code = secrets.token_urlsafe(24)
    invitation = Invitation.objects.create(
        organisation=stored,
        email=address,
        role=role,
        as_administrator=as_administrator,
        code_hash=rules.code_hash(code),
        invited_by=invited_by,
        invited_at=now,
        expires_at=now + rules.INVITATION_LASTS,
    )
    said = _of(stored) | {"role": role, "administrator": as_administrator}
    row = journal.record(
        "invitation.made", on=invitation.reference, by=invited_by.reference, at=now, details=said
    )
    messages.tell(
        INVITED,
        event=f"row:{row}",
        to=[address],
        about=invitation.reference,
        payload={"code": code},
        language=language,
        now=now,
    )
    return invitation, code


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, withdrawn_by: Person, now: datetime) -> Invitation:
    """From now on the link opens nothing. Raises a Refusal for one that was used; withdrawing twice is once."""
    stored = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if stored.accepted_at is not None:
        raise Refusal("invitation-used")
    if stored.withdrawn_at is None:
        stored.withdrawn_at = now
        stored.save(update_fields=["withdrawn_at"])
        journal.record("invitation.withdrawn", on=stored.reference, by=withdrawn_by.reference, at=now)
    return stored


@transaction.atomic
def accept_invitation(*, invitation: Invitation, person: Person, now: datetime) -> Membership:
    """Become a member. Raises a Refusal unless the invitation is open and for a confirmed address of this person."""
    organisation = _locked(invitation.organisation)
    stored = Invitation.objects.select_for_update().get(pk=invitation.pk)
    state = state_of(stored, now=now)
    if state is not InvitationState.OPEN:
        raise Refusal(f"invitation-{state.value}")
    if stored.email not in confirmed_addresses(person):
        raise Refusal("invitation-for-another")
    stored.accepted_at, stored.accepted_by = now, person
    stored.save(update_fields=["accepted_at", "accepted_by"])
    journal.record(
        "invitation.accepted", on=stored.reference, by=person.reference, at=now, details=_of(organisation)
    )
    JoinRequest.objects.filter(person=person, organisation=organisation, answered_at=None).update(
        answered_at=now, answered_by=stored.invited_by, is_accepted=True
    )
    return _let_in(
        organisation,
        person,
        stored.role,
        stored.invited_by,
        now,
        as_administrator=stored.as_administrator,
    )


@transaction.atomic
def change_member(
    *, membership: Membership, role: str, is_administrator: bool, changed_by: Person, now: datetime
) -> Membership:
    """Give a member another role. Raises a Refusal when nobody would look after the organisation any more."""
    _check_role(role)
    organisation = _locked(membership.organisation)
    stored = _found(membership)
    if (stored.role, stored.is_administrator) == (role, is_administrator):
        return stored
    rules.check_somebody_stays(
        is_administrator=stored.is_administrator and not is_administrator,
        other_administrators=_other_administrators(stored),
    )
    stored.role, stored.is_administrator = role, is_administrator
    stored.save(update_fields=["role", "is_administrator"])
    said = {"person": stored.person.reference, "role": role, "administrator": is_administrator}
    journal.record(
        "membership.changed", on=organisation.reference, by=changed_by.reference, at=now, details=said
    )
    return stored


@transaction.atomic
def end_membership(*, membership: Membership, ended_by: Person, now: datetime) -> None:
    """Somebody leaves, or is shown out: from now on they are nothing there, and whom they invited is not either.

    Raises a Refusal when nobody would look after the organisation any more, or when they left already.
    """
    organisation = _locked(membership.organisation)
    stored = _found(membership)
    rules.check_somebody_stays(
        is_administrator=stored.is_administrator, other_administrators=_other_administrators(stored)
    )
    open_ones = Invitation.objects.filter(
        organisation=organisation, invited_by=stored.person, accepted_at=None, withdrawn_at=None
    )
    open_ones.update(withdrawn_at=now)
    person = stored.person
    stored.delete()
    journal.record(
        "membership.ended",
        on=organisation.reference,
        by=ended_by.reference,
        at=now,
        details={"person": person.reference},
    )


def _locked(organisation: Organisation) -> Organisation:
    return Organisation.objects.select_for_update().get(pk=organisation.pk)


def _found(membership: Membership) -> Membership:
    stored = Membership.objects.filter(pk=membership.pk).select_related("person").first()
    if stored is None:
        raise Refusal("member-left")
    return stored


def _other_administrators(membership: Membership) -> int:
    others = Membership.objects.filter(
        organisation=membership.organisation_id, is_administrator=True, person__is_active=True
    )
    return others.exclude(pk=membership.pk).count()


def _check_role(role: str) -> None:
    if role not in MEMBER_ROLES:
        raise Refusal("member-role-unknown", role=role)


def _let_in(
    organisation: Organisation,
    person: Person,
    role: str,
    by: Person,
    now: datetime,
    *,
    as_administrator: bool,
) -> Membership:
    """A member from now on; who is one already keeps what they are, and looks after it too where that was meant."""
    _check_role(role)
    membership, is_new = Membership.objects.get_or_create(
        person=person,
        organisation=organisation,
        defaults={"role": role, "is_administrator": as_administrator, "since": now},
    )
    if not is_new and as_administrator and not membership.is_administrator:
        membership.is_administrator = True
        membership.save(update_fields=["is_administrator"])
    said = {
        "person": person.reference,
        "role": membership.role,
        "administrator": membership.is_administrator,
    }
    journal.record("membership.begun", on=organisation.reference, by=by.reference, at=now, details=said)
    return membership


def _of(organisation: Organisation) -> dict[str, object]:
    return {"organisation": organisation.reference}
