"""Two people click at once, each in a process of the hub of their own."""

import pytest
from allauth.account.models import EmailAddress
from django.db import transaction

from schakel.accounts.public import Person
from schakel.journal.public import history_of
from schakel.organisations.members import invite_member
from schakel.organisations.models import Membership
from tests.clock import NOW
from tests.two_processes import two_processes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
TIMES = 8


def two_keepers(rotterdam, anna, dirk):
    Membership.objects.all().delete()
    with transaction.atomic():
        return tuple(
            str(Membership.objects.create(person=person, organisation=rotterdam, is_administrator=True).pk)
            for person in (anna, dirk)
        )


def test_of_two_who_leave_at_once_the_last_stays(rotterdam, anna, dirk, tmp_path):
    with two_processes(tmp_path, "leave") as both:
        for _ in range(TIMES):
            outcomes = both(two_keepers(rotterdam, anna, dirk))
            assert sorted(outcomes) == ["done", "last-organisation-administrator"]
            assert Membership.objects.filter(is_administrator=True).count() == 1


def test_control_without_transaction_and_lock_nobody_stays(rotterdam, anna, dirk, tmp_path):
    with two_processes(tmp_path, "leave", guarded=False) as both:
        both(two_keepers(rotterdam, anna, dirk))
    assert Membership.objects.count() == 0


def test_an_invitation_that_is_accepted_twice_at_once_was_accepted_once(rotterdam, anna, dirk, tmp_path):
    Membership.objects.filter(person=anna).update(is_administrator=True)
    EmailAddress.objects.create(user=dirk, email=dirk.email, verified=True, primary=True)
    with two_processes(tmp_path, "accept") as both:
        for _ in range(TIMES):
            Membership.objects.filter(person=dirk).delete()
            invitation, _ = invite_member(organisation=rotterdam, email=dirk.email, invited_by=anna, now=NOW)
            assert sorted(both((str(invitation.pk),) * 2)) == ["done", "invitation-used"]
            names = [row.name for row in history_of(invitation.reference)]
            assert names == ["invitation.accepted", "invitation.made"]


def test_of_two_administrators_who_demote_each_other_one_remains(ada, dirk, tmp_path):
    with two_processes(tmp_path, "demote") as both:
        for _ in range(TIMES):
            Person.objects.filter(pk__in=[ada.pk, dirk.pk]).update(is_administrator=True)
            assert sorted(both((str(ada.pk), str(dirk.pk)))) == ["done", "last-administrator"]
            assert Person.objects.filter(is_administrator=True).count() == 1
