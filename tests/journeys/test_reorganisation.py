"""Organisations that go on in another: as a double, or after a reorganisation."""

from datetime import date, timedelta

import pytest

from schakel.accounts.rules import Role
from schakel.journal.public import history_of
from schakel.kernel.refusal import Refusal
from schakel.library.models import Item
from schakel.library.queries import history_of as history_of_item
from schakel.organisations.invariants import INVARIANTS
from schakel.organisations.models import Membership, Organisation
from schakel.organisations.queries import announced_successions, find_organisation, roles_in, to_carry_over
from schakel.organisations.succeeding import announce_succession, carry_over, merge_organisation
from tests.clock import NOW
from tests.items import item_of

pytestmark = pytest.mark.django_db
NEW_YEAR = date(2027, 1, 1)
THEN = NOW + timedelta(days=60)


@pytest.fixture
def double(db, chaima) -> Organisation:
    return Organisation.objects.create(
        slug="heatpumps",
        name="HeatPumps B.V.",
        type="company",
        kvk="12345678",
        verified_by=chaima,
        verified_at=NOW,
    )


@pytest.fixture
def new_body(db) -> Organisation:
    return Organisation.objects.create(slug="gemeente-maasstad", name="Maasstad", type="municipality")


def refused(code: str):
    return pytest.raises(Refusal, match=f"^{code}$")


def test_a_double_becomes_the_other_with_members_and_items(double, heat_pumps, bas, dirk, chaima, client):
    Membership.objects.filter(person=bas).update(is_administrator=True)
    Membership.objects.create(person=dirk, organisation=double, is_administrator=True)
    Membership.objects.create(person=bas, organisation=double)
    item = item_of(double)
    Item.objects.filter(pk=item.pk).update(place=double)
    merge_organisation(organisation=double, into=heat_pumps, merged_by=chaima, now=NOW)
    assert roles_in(dirk, heat_pumps) == {Role.MEMBER, Role.OWNER}  # no more than before: Bas looks after it
    assert Role.ORGANISATION_ADMINISTRATOR in roles_in(bas, heat_pumps)
    stored = Item.objects.get(pk=item.pk)
    assert (stored.owner, stored.place, stored.version) == (heat_pumps, heat_pumps, item.version + 1)
    assert history_of_item(stored)[0].name == "item.changed"
    assert Organisation.objects.get(pk=heat_pumps.pk).kvk == "12345678"
    response = client.get("/organisations/heatpumps/")
    assert (response.status_code, response["Location"]) == (301, "/organisations/heat-pumps-bv/")
    assert find_organisation("HeatPumps B.V.") is None
    assert history_of(double.reference)[0].details == {
        "into": heat_pumps.reference,
        "moved": {"members": 2, "items": 1},
    }
    assert_everything_holds()


def test_a_double_of_a_double_leads_to_the_last(double, heat_pumps, chaima):
    other = Organisation.objects.create(slug="pumps", name="Pumps", type="company")
    merge_organisation(organisation=other, into=double, merged_by=chaima, now=NOW)
    merge_organisation(organisation=double, into=heat_pumps, merged_by=chaima, now=NOW)
    assert Organisation.objects.get(pk=other.pk).merged_into == heat_pumps
    with refused("organisation-merged"):
        merge_organisation(organisation=other, into=heat_pumps, merged_by=chaima, now=NOW)
    with refused("organisation-merged"):
        merge_organisation(organisation=heat_pumps, into=double, merged_by=chaima, now=NOW)


def test_what_cannot_be_merged(double, heat_pumps, rotterdam, chaima):
    waiting = Organisation.objects.create(slug="new-1", name="New", type="company", is_verified=False)
    for organisation, into, code in (
        (double, double, "merges-with-itself"),
        (double, waiting, "organisation-not-verified"),
        (rotterdam, double, "double-in-public-list"),
    ):
        with refused(code):
            merge_organisation(organisation=organisation, into=into, merged_by=chaima, now=NOW)
    merge_organisation(organisation=waiting, into=double, merged_by=chaima, now=NOW)


def test_the_first_who_looks_after_it_comes_from_the_double(double, heat_pumps, dirk, chaima):
    Membership.objects.create(person=dirk, organisation=double, is_administrator=True)
    merge_organisation(organisation=double, into=heat_pumps, merged_by=chaima, now=NOW)
    assert Role.ORGANISATION_ADMINISTRATOR in roles_in(dirk, heat_pumps)


def test_who_looks_after_a_double_is_a_member_where_somebody_does_that_already(
    double, heat_pumps, bas, dirk, chaima
):
    """Otherwise whoever registers a double takes over the organisation into which it is merged (A 21)."""
    Membership.objects.filter(person=bas, organisation=heat_pumps).update(is_administrator=True)
    Membership.objects.create(person=dirk, organisation=double, is_administrator=True)
    merge_organisation(organisation=double, into=heat_pumps, merged_by=chaima, now=NOW)
    assert Role.ORGANISATION_ADMINISTRATOR not in roles_in(dirk, heat_pumps)
    assert Role.OWNER in roles_in(dirk, heat_pumps)


def test_after_a_reorganisation_members_and_items_go_on_and_history_stays(
    rotterdam, new_body, anna, chaima, client
):
    Membership.objects.filter(person=anna).update(is_administrator=True)
    item = item_of(rotterdam)
    Item.objects.filter(pk=item.pk).update(place=rotterdam)
    announce_succession(
        organisation=rotterdam, successor=new_body, ends_on=NEW_YEAR, announced_by=chaima, now=NOW
    )
    assert list(announced_successions()) == [rotterdam]
    assert list(to_carry_over(today=NOW.date())) == []
    with refused("has-not-ended"):
        carry_over(organisation=rotterdam, carried_by=chaima, now=NOW)
    assert list(to_carry_over(today=NEW_YEAR)) == [rotterdam]
    assert carry_over(organisation=rotterdam, carried_by=chaima, now=THEN) == {"members": 1, "items": 1}
    assert Role.ORGANISATION_ADMINISTRATOR in roles_in(anna, new_body)
    assert roles_in(anna, rotterdam) == roles_in(anna)
    stored = Item.objects.get(pk=item.pk)
    assert (stored.owner, stored.place) == (new_body, rotterdam)
    page = client.get("/organisations/gm0599/").content.decode()
    assert "Maasstad" in page
    assert item.slug in page
    assert find_organisation("Rotterdam") == new_body
    assert carry_over(organisation=rotterdam, carried_by=chaima, now=THEN) == {}
    assert len(history_of(rotterdam.reference)) == 2
    assert list(to_carry_over(today=THEN.date())) == []
    assert_everything_holds()


def test_what_cannot_go_on(rotterdam, new_body, chaima):
    def announce(organisation, successor, now=NOW):
        announce_succession(
            organisation=organisation, successor=successor, ends_on=NEW_YEAR, announced_by=chaima, now=now
        )

    with refused("succeeds-itself"):
        announce(rotterdam, rotterdam)
    with refused("no-successor"):
        carry_over(organisation=rotterdam, carried_by=chaima, now=THEN)
    announce(rotterdam, new_body)
    with refused("succeeds-itself"):
        announce(new_body, rotterdam)
    with refused("succeeded-already"):
        announce(rotterdam, new_body, now=THEN)


def assert_everything_holds():
    for invariant in INVARIANTS:
        found = [line for line in invariant.violations() if "lies in no province" not in line]
        assert found == [], invariant
