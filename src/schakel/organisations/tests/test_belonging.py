"""Becoming a member, being one, and being one no more."""

from dataclasses import replace
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import IntegrityError, transaction

from schakel.accounts.public import Person, Role, give_hub_role, withdraw_hub_role
from schakel.journal.public import history_of
from schakel.kernel.refusal import Refusal
from schakel.organisations import members, registering
from schakel.organisations.identifying import Register
from schakel.organisations.members import (
    accept_invitation,
    answer_join_request,
    ask_to_join,
    change_member,
    end_membership,
    invite_member,
    withdraw_invitation,
)
from schakel.organisations.models import Invitation, JoinRequest, Membership, Organisation
from schakel.organisations.queries import (
    likely_doubles,
    member_organisations,
    organisation_known_to,
    requests_for,
    roles_in,
    roles_towards,
    state_of,
    waiting_registrations,
)
from schakel.organisations.registering import (
    Registration,
    change_organisation,
    decline_organisation,
    hand_in_again,
    register_organisation,
    verify_organisation,
)
from schakel.organisations.rules import InvitationState, OrganisationType
from tests.clock import NOW
from tests.mails import send_due

pytestmark = pytest.mark.django_db
SAID = Registration(
    name="Windvang",
    type=OrganisationType.COMPANY,
    website="https://windvang.example",
    description_nl="Wij vangen wind.",
    identifiers={Register.KVK: "1234 5678"},
)


def confirmed(person: Person) -> Person:
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


@pytest.fixture
def keeper(anna, rotterdam) -> Person:
    """Anna, who looks after Rotterdam here."""
    Membership.objects.filter(person=anna).update(is_administrator=True)
    return anna


def refused(code: str):
    return pytest.raises(Refusal, match=f"^{code}$")


# ---------------------------------------------------------------------- registering


def test_a_registered_organisation_is_there_for_who_registered_it_alone(dirk, anna, chaima):
    windvang = register_organisation(registration=SAID, registered_by=dirk, now=NOW)
    assert (windvang.kvk, windvang.is_verified) == ("12345678", False)
    assert "windvang" not in windvang.slug
    assert member_organisations(dirk) == []
    assert roles_in(dirk, windvang) == frozenset()
    assert Role.ORGANISATION_ADMINISTRATOR in roles_towards(dirk, windvang)
    assert not Organisation.objects.visible_to(dirk).filter(pk=windvang.pk).exists()
    for person, sees in ((dirk, True), (anna, False), (chaima, True), (None, False)):
        found = organisation_known_to(person, windvang.slug, "organisation.see-members")
        assert (found == windvang) is sees


def test_the_staff_is_told_and_who_registered_it_hears_what_came_of_it(dirk, chaima):
    confirmed(dirk)
    windvang = register_organisation(registration=SAID, registered_by=dirk, now=NOW)
    assert list(waiting_registrations()) == [windvang]
    decline_organisation(organisation=windvang, reason=" Geen KvK. ", declined_by=chaima, now=NOW)
    send_due(NOW + timedelta(days=2))
    assert {message.to[0] for message in mail.outbox} == {dirk.email}
    assert "Geen KvK." in mail.outbox[0].body
    assert list(waiting_registrations()) == []
    hand_in_again(organisation=windvang, handed_in_by=dirk, now=NOW)
    assert list(waiting_registrations()) == [windvang]


def test_a_checked_organisation_is_seen_with_who_checked_it(dirk, chaima):
    windvang = register_organisation(registration=SAID, registered_by=dirk, now=NOW)
    checked = verify_organisation(organisation=windvang, verified_by=chaima, now=NOW)
    assert (checked.slug, checked.verified_by, checked.verified_at) == ("windvang", chaima, NOW)
    assert member_organisations(dirk) == [checked]
    assert roles_in(dirk, checked) == {Role.MEMBER, Role.OWNER, Role.ORGANISATION_ADMINISTRATOR}
    names = [row.name for row in history_of(checked.reference)]
    assert names == ["organisation.verified", "organisation.registered"]
    verify_organisation(organisation=checked, verified_by=chaima, now=NOW + timedelta(days=1))
    assert Organisation.objects.get(pk=checked.pk).verified_at == NOW


def test_nobody_checks_what_they_registered_themselves(chaima):
    windvang = register_organisation(registration=SAID, registered_by=chaima, now=NOW)
    with refused("own-registration"):
        verify_organisation(organisation=windvang, verified_by=chaima, now=NOW)


def test_a_number_belongs_to_one_checked_organisation(dirk, bas, chaima, heat_pumps):
    first, second = (
        register_organisation(registration=SAID, registered_by=person, now=NOW) for person in (dirk, bas)
    )
    verify_organisation(organisation=first, verified_by=chaima, now=NOW)
    assert likely_doubles(second) == [Organisation.objects.get(pk=first.pk)]
    with refused("identifier-taken"):
        verify_organisation(organisation=second, verified_by=chaima, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(pk=second.pk).update(is_verified=True)


def test_who_stored_a_number_a_moment_ago_was_first(dirk, bas, chaima, monkeypatch):
    """Both looked before either stored: then the database says no, and that is said in words."""
    first, second = (
        register_organisation(registration=SAID, registered_by=person, now=NOW) for person in (dirk, bas)
    )
    monkeypatch.setattr(registering, "_check_nobody_has", lambda _: None)
    verify_organisation(organisation=first, verified_by=chaima, now=NOW)
    with refused("identifier-taken"):
        verify_organisation(organisation=second, verified_by=chaima, now=NOW)


def test_two_of_one_name_have_addresses_of_their_own(dirk, bas, chaima):
    said = replace(SAID, identifiers={})
    slugs = [
        verify_organisation(
            organisation=register_organisation(registration=said, registered_by=person, now=NOW),
            verified_by=chaima,
            now=NOW,
        ).slug
        for person in (dirk, bas)
    ]
    assert slugs == ["windvang", "windvang-2"]


def test_nobody_registers_without_end(dirk):
    for _ in range(3):
        register_organisation(registration=SAID, registered_by=dirk, now=NOW)
    with refused("too-many-registrations"):
        register_organisation(registration=SAID, registered_by=dirk, now=NOW)


def test_a_change_that_says_nothing_new_leaves_no_row(dirk):
    windvang = register_organisation(registration=SAID, registered_by=dirk, now=NOW)
    change_organisation(organisation=windvang, registration=SAID, changed_by=dirk, now=NOW)
    assert len(history_of(windvang.reference)) == 1
    change_organisation(
        organisation=windvang, registration=replace(SAID, name="Wind"), changed_by=dirk, now=NOW
    )
    row = history_of(windvang.reference)[0]
    assert (row.name, row.details) == ("organisation.changed", {"fields": ["name"]})


# ---------------------------------------------------------------------- asking


def test_who_asks_is_answered_by_who_looks_after_it(keeper, dirk, rotterdam, chaima):
    asked = ask_to_join(organisation=rotterdam, person=dirk, message="Ik werk hier.", now=NOW)
    assert ask_to_join(organisation=rotterdam, person=dirk, message="Nog eens.", now=NOW) == asked
    assert list(requests_for(keeper)) == [asked]
    assert list(requests_for(chaima)) == []
    answer_join_request(request=asked, accept=True, role="trainer", answered_by=keeper, now=NOW)
    assert roles_in(dirk, rotterdam) == {Role.MEMBER, Role.TRAINER, Role.PUBLIC_BODY, Role.OWNER}
    with refused("answered-already"):
        answer_join_request(request=asked, accept=False, answered_by=keeper, now=NOW)
    with refused("member-already"):
        ask_to_join(organisation=rotterdam, person=dirk, message="", now=NOW)


def test_the_staff_answers_where_nobody_looks_after_it_and_can_appoint_the_first(
    anna, dirk, rotterdam, chaima
):
    asked = ask_to_join(organisation=rotterdam, person=dirk, message="", now=NOW)
    assert list(requests_for(chaima)) == [asked]
    assert list(requests_for(anna)) == []
    answer_join_request(request=asked, accept=True, as_administrator=True, answered_by=chaima, now=NOW)
    assert Role.ORGANISATION_ADMINISTRATOR in roles_in(dirk, rotterdam)


def test_who_is_not_let_in_is_nothing_there_and_may_ask_again(keeper, dirk, rotterdam):
    asked = ask_to_join(organisation=rotterdam, person=dirk, message="", now=NOW)
    answer_join_request(request=asked, accept=False, answered_by=keeper, now=NOW)
    assert roles_in(dirk, rotterdam) == frozenset()
    assert ask_to_join(organisation=rotterdam, person=dirk, message="", now=NOW) != asked


def test_nobody_asks_everywhere(dirk):
    for number in range(11):
        body = Organisation.objects.create(slug=f"body-{number}", name=f"Body {number}", type="company")
        if number < 10:
            ask_to_join(organisation=body, person=dirk, message="", now=NOW)
    with refused("too-many-requests"):
        ask_to_join(organisation=body, person=dirk, message="", now=NOW)


def test_an_organisation_that_is_not_checked_lets_nobody_in(dirk, bas):
    windvang = register_organisation(registration=SAID, registered_by=dirk, now=NOW)
    with refused("organisation-not-verified"):
        ask_to_join(organisation=windvang, person=bas, message="", now=NOW)
    with refused("organisation-not-verified"):
        invite_member(organisation=windvang, email="a@b.example", invited_by=dirk, now=NOW)


# ---------------------------------------------------------------------- inviting


def invited(keeper, rotterdam, email="dirk@elsewhere.example", **more):
    return invite_member(organisation=rotterdam, email=email, invited_by=keeper, now=NOW, **more)[0]


def test_an_invitation_is_used_once_by_whom_it_is_for(keeper, dirk, bas, rotterdam):
    invitation = invited(keeper, rotterdam, role="expert")
    with refused("invitation-for-another"):
        accept_invitation(invitation=invitation, person=confirmed(bas), now=NOW)
    with refused("invitation-for-another"):
        accept_invitation(invitation=invitation, person=dirk, now=NOW)  # who did not confirm the address
    accept_invitation(invitation=invitation, person=confirmed(dirk), now=NOW)
    assert {Role.EXPERT, Role.OWNER} <= roles_in(dirk, rotterdam)
    assert Role.ORGANISATION_ADMINISTRATOR not in roles_in(dirk, rotterdam)
    with refused("invitation-used"):
        accept_invitation(invitation=invitation, person=dirk, now=NOW)
    with refused("invitation-used"):
        withdraw_invitation(invitation=invitation, withdrawn_by=keeper, now=NOW)


def test_an_invitation_that_is_old_or_withdrawn_opens_nothing(keeper, dirk, rotterdam):
    confirmed(dirk)
    invitation = invited(keeper, rotterdam)
    with refused("invitation-expired"):
        accept_invitation(invitation=invitation, person=dirk, now=NOW + timedelta(days=14))
    for _ in range(2):
        withdraw_invitation(invitation=invitation, withdrawn_by=keeper, now=NOW)
    with refused("invitation-withdrawn"):
        accept_invitation(invitation=invitation, person=dirk, now=NOW)
    assert not Membership.objects.filter(person=dirk).exists()


def test_an_invitation_counts_as_long_as_who_invited_may_invite(keeper, bas, dirk, rotterdam):
    confirmed(dirk)
    invitation = invited(keeper, rotterdam)
    Membership.objects.create(person=bas, organisation=rotterdam, is_administrator=True)
    own = Membership.objects.get(person=keeper)
    change_member(membership=own, role="member", is_administrator=False, changed_by=bas, now=NOW)
    with refused("invitation-void"):
        accept_invitation(invitation=invitation, person=dirk, now=NOW)
    end_membership(membership=own, ended_by=bas, now=NOW)
    with refused("invitation-withdrawn"):
        accept_invitation(invitation=invitation, person=dirk, now=NOW)


def test_an_invitation_of_the_staff_counts_as_long_as_they_work_for_the_hub(chaima, ada, dirk, rotterdam):
    confirmed(dirk)
    give_hub_role(person=chaima, role="adviser", given_by=ada, now=NOW)
    person = Person.objects.get(pk=chaima.pk)
    invitation, _ = invite_member(organisation=rotterdam, email=dirk.email, invited_by=person, now=NOW)
    for role in ("adviser", "editor"):
        withdraw_hub_role(person=chaima, role=role, withdrawn_by=ada, now=NOW)
    stored = Invitation.objects.get(pk=invitation.pk)
    assert state_of(stored, now=NOW) is InvitationState.VOID
    with refused("invitation-void"):
        accept_invitation(invitation=stored, person=dirk, now=NOW)


def test_a_closed_account_invites_nobody(keeper, dirk, rotterdam):
    invitation = invited(keeper, rotterdam)
    Person.objects.filter(pk=keeper.pk).update(is_active=False)
    with refused("invitation-void"):
        accept_invitation(
            invitation=Invitation.objects.get(pk=invitation.pk), person=confirmed(dirk), now=NOW
        )


def test_nobody_invites_who_may_not(anna, dirk, rotterdam):
    for person in (anna, dirk):
        with refused("may-not-invite"):
            invite_member(organisation=rotterdam, email="x@y.example", invited_by=person, now=NOW)


def test_inviting_again_ends_the_invitation_before(keeper, rotterdam):
    first, second = (invited(keeper, rotterdam, email=email) for email in ("X@y.example", "x@y.example"))
    first.refresh_from_db()
    assert (state_of(first, now=NOW), state_of(second, now=NOW)) == (
        InvitationState.WITHDRAWN,
        InvitationState.OPEN,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.filter(pk=first.pk).update(withdrawn_at=None)


def test_the_mail_has_the_link_and_nothing_keeps_its_code(keeper, rotterdam):
    _, code = invite_member(organisation=rotterdam, email="x@y.example", invited_by=keeper, now=NOW)
    send_due(NOW)
    (message,) = mail.outbox
    assert message.to == ["x@y.example"]
    assert f"http://127.0.0.1:8000/invitations/{code}/" in message.body
    assert code not in str(list(Invitation.objects.values()))


def test_a_withdrawn_invitation_is_not_sent_any_more(keeper, rotterdam):
    invitation = invited(keeper, rotterdam)
    withdraw_invitation(invitation=invitation, withdrawn_by=keeper, now=NOW)
    send_due(NOW)
    assert mail.outbox == []


# ---------------------------------------------------------------------- staying and leaving


def test_the_last_who_looks_after_it_cannot_go(keeper, dirk, rotterdam):
    own = Membership.objects.get(person=keeper)
    with refused("last-organisation-administrator"):
        end_membership(membership=own, ended_by=keeper, now=NOW)
    with refused("last-organisation-administrator"):
        change_member(membership=own, role="member", is_administrator=False, changed_by=keeper, now=NOW)
    Membership.objects.create(person=dirk, organisation=rotterdam, is_administrator=True)
    end_membership(membership=own, ended_by=keeper, now=NOW)
    assert roles_in(keeper, rotterdam) == frozenset()
    with refused("member-left"):
        end_membership(membership=own, ended_by=keeper, now=NOW)


def test_who_has_a_closed_account_looks_after_nothing(keeper, dirk, rotterdam):
    Membership.objects.create(person=dirk, organisation=rotterdam, is_administrator=True)
    Person.objects.filter(pk=dirk.pk).update(is_active=False)
    with refused("last-organisation-administrator"):
        end_membership(membership=Membership.objects.get(person=keeper), ended_by=keeper, now=NOW)


def test_control_without_counting_nobody_would_be_left(keeper, rotterdam, monkeypatch):
    monkeypatch.setattr(members.rules, "check_somebody_stays", lambda **_: None)
    end_membership(membership=Membership.objects.get(person=keeper), ended_by=keeper, now=NOW)
    assert not Membership.objects.filter(organisation=rotterdam).exists()


def test_what_somebody_is_has_to_be_one_of_what_there_is(keeper, rotterdam):
    own = Membership.objects.get(person=keeper)
    with refused("member-role-unknown"):
        change_member(membership=own, role="staff", is_administrator=True, changed_by=keeper, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.filter(pk=own.pk).update(role="staff")


def test_what_the_journal_says_of_a_join_request(keeper, dirk, rotterdam):
    asked = ask_to_join(organisation=rotterdam, person=dirk, message="Geheim", now=NOW)
    answer_join_request(request=asked, accept=True, answered_by=keeper, now=NOW)
    rows = history_of(JoinRequest.objects.get().reference)
    assert [row.name for row in rows] == ["join-request.answered", "join-request.made"]
    assert "Geheim" not in str([row.details for row in rows])
