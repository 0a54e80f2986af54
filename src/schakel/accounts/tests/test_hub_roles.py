"""Who is what in the hub: given and taken by name, for a time or without an end, and never the last administrator."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from schakel.accounts import actions
from schakel.accounts.access import standing_of
from schakel.accounts.actions import give_hub_role, withdraw_hub_role
from schakel.accounts.models import HubRole, Person
from schakel.accounts.queries import people_in, staff_references
from schakel.accounts.rules import Role
from schakel.journal.public import history_of
from schakel.kernel.refusal import Refusal
from tests.clock import NOW

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
WORKS = {Role.VISITOR, Role.STAFF}


def standing(person, *, days=0):
    return standing_of(Person.objects.get(pk=person.pk), today=TODAY + timedelta(days=days))


@pytest.mark.parametrize("role", ["adviser", "editor", "programme-manager", "controller"])
def test_whoever_is_given_work_works_for_the_hub(dirk, ada, role):
    give_hub_role(person=dirk, role=role, given_by=ada, now=NOW)
    assert standing(dirk) == WORKS | {Role(role)}
    withdraw_hub_role(person=dirk, role=role, withdrawn_by=ada, now=NOW)
    assert standing(dirk) == {Role.VISITOR}
    names = [(row.name, row.actor, row.details["role"]) for row in history_of(dirk.reference)]
    assert names == [("hub-role.withdrawn", ada.reference, role), ("hub-role.given", ada.reference, role)]


def test_an_auditor_does_not_work_for_the_hub(dirk, ada):
    give_hub_role(person=dirk, role="auditor", given_by=ada, now=NOW)
    assert standing(dirk) == {Role.VISITOR, Role.AUDITOR}
    assert staff_references() == []
    assert list(people_in({Role.AUDITOR}, today=TODAY)) == [dirk]


def test_a_role_for_a_time_ends_by_itself(dirk, ada):
    give_hub_role(person=dirk, role="editor", given_by=ada, now=NOW, ends_on=TODAY + timedelta(days=2))
    assert Role.EDITOR in standing(dirk, days=1)
    assert standing(dirk, days=2) == {Role.VISITOR}
    assert list(people_in({Role.STAFF}, today=TODAY + timedelta(days=1))) == [dirk]
    assert list(people_in({Role.STAFF}, today=TODAY + timedelta(days=2))) == []


def test_giving_it_again_changes_the_end_and_nothing_else(dirk, ada):
    for ends_on in (None, None, TODAY + timedelta(days=9)):
        give_hub_role(person=dirk, role="editor", given_by=ada, now=NOW, ends_on=ends_on)
    assert [row.ends_on for row in HubRole.objects.filter(person=dirk)] == [TODAY + timedelta(days=9)]
    assert len(history_of(dirk.reference)) == 2


def test_who_is_all_round_keeps_the_rest_when_one_role_is_taken(chaima, ada):
    assert standing(chaima) == WORKS | {Role.ADVISER, Role.EDITOR}
    withdraw_hub_role(person=chaima, role="editor", withdrawn_by=ada, now=NOW)
    assert standing(chaima) == WORKS | {Role.ADVISER}
    withdraw_hub_role(person=chaima, role="adviser", withdrawn_by=ada, now=NOW)
    assert standing(chaima) == {Role.VISITOR}
    assert Person.objects.get(pk=chaima.pk).is_hub_staff is False


def test_an_auditor_who_was_all_round_stays_what_they_were(chaima, ada):
    give_hub_role(person=chaima, role="auditor", given_by=ada, now=NOW)
    assert standing(chaima) == WORKS | {Role.ADVISER, Role.EDITOR, Role.AUDITOR}


def test_what_somebody_is_not_cannot_be_taken(dirk, ada):
    for role in ("editor", "administrator"):
        with pytest.raises(Refusal) as refusal:
            withdraw_hub_role(person=dirk, role=role, withdrawn_by=ada, now=NOW)
        assert refusal.value.code == "hub-role-not-there"


def test_somebody_always_runs_the_installation(ada, dirk):
    with pytest.raises(Refusal) as refusal:
        withdraw_hub_role(person=ada, role="administrator", withdrawn_by=ada, now=NOW)
    assert refusal.value.code == "last-administrator"
    give_hub_role(person=dirk, role="administrator", given_by=ada, now=NOW)
    withdraw_hub_role(person=ada, role="administrator", withdrawn_by=dirk, now=NOW)
    assert (standing(ada), standing(dirk)) == ({Role.VISITOR}, {Role.VISITOR, Role.ADMINISTRATOR})


def test_who_left_does_not_count_as_an_administrator(ada, dirk):
    give_hub_role(person=dirk, role="administrator", given_by=ada, now=NOW)
    Person.objects.filter(pk=dirk.pk).update(is_active=False)
    with pytest.raises(Refusal, match="last-administrator"):
        withdraw_hub_role(person=ada, role="administrator", withdrawn_by=ada, now=NOW)


def test_the_database_knows_each_role_once_and_no_other(dirk):
    HubRole.objects.create(person=dirk, role="editor", given_at=NOW)
    for role in ("editor", "owner"):
        with pytest.raises(IntegrityError), transaction.atomic():
            HubRole.objects.create(person=dirk, role=role, given_at=NOW)


def test_whoever_worked_for_the_hub_still_does_after_the_migration(chaima, dirk, ada):
    HubRole.objects.create(person=ada, role="auditor", given_at=NOW)
    before = standing(chaima)
    migration = import_module("schakel.accounts.migrations.0005_roles_of_staff")
    for _ in range(2):
        migration.name_roles(apps, None)
    rows = HubRole.objects.order_by("person__name", "role").values_list("person__name", "role")
    assert list(rows) == [("Ada", "auditor"), ("Chaima", "adviser"), ("Chaima", "editor")]
    assert standing(chaima) == before
    assert standing(dirk) == {Role.VISITOR}


def test_control_without_counting_nobody_would_be_left(ada, monkeypatch):
    monkeypatch.setattr(actions, "len", lambda _: 2, raising=False)
    withdraw_hub_role(person=ada, role="administrator", withdrawn_by=ada, now=NOW)
    assert not Person.objects.filter(is_administrator=True).exists()
