import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from schakel.accounts.public import give_hub_role, withdraw_hub_role
from schakel.interests import queries
from schakel.interests.actions import declare_interest, end_interest
from schakel.interests.invariants import interests_of_no_action
from schakel.interests.models import Interest
from schakel.interests.public import has_interest, recused_from
from schakel.interests.rules import Relation, Said
from schakel.journal import public as journal
from schakel.organisations.public import Membership, Organisation
from tests.clock import NOW

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
NL = {"Accept-Language": "nl"}
SAID = Said(Relation.OWNS_PART, "Een tiende van de aandelen.", TODAY, None)


def declared(person, organisation, said=SAID):
    return declare_interest(person=person, organisation=organisation, said=said, today=TODAY, now=NOW)


def test_the_same_thing_said_twice_is_one_interest(chaima, heat_pumps):
    assert declared(chaima, heat_pumps) == declared(chaima, heat_pumps)
    assert [row.name for row in journal.history_of(Interest.objects.get().reference)] == ["interest.declared"]
    assert "aandelen" not in str(journal.history_of(Interest.objects.get().reference))


def test_who_declared_belongs_or_belonged_to_its_predecessor_has_an_interest(
    chaima, ada, bas, anna, heat_pumps
):
    declared(chaima, heat_pumps)
    merged = Organisation.objects.create(slug="warm-bv", name="Warm BV", type="company", successor=heat_pumps)
    Membership.objects.create(person=ada, organisation=merged)
    found = recused_from([chaima, ada, bas, anna], [heat_pumps], today=TODAY)
    assert {pk: [stake.relation for stake in stakes] for pk, stakes in found.items()} == {
        chaima.pk: [Relation.OWNS_PART],
        ada.pk: [Relation.MEMBER],
        bas.pk: [Relation.MEMBER],
    }
    assert {stake.organisation for stakes in found.values() for stake in stakes} == {heat_pumps}


def test_an_interest_that_is_over_no_longer_counts_and_stays(chaima, heat_pumps):
    interest = declared(chaima, heat_pumps)
    ending = end_interest(interest=interest, ended_on=TODAY, today=TODAY, now=NOW)
    assert end_interest(interest=interest, ended_on=TODAY, today=TODAY, now=NOW) == ending
    assert not has_interest(chaima, heat_pumps, today=TODAY)
    assert queries.own_interests(chaima) == [interest]
    assert list(interests_of_no_action()) == []


@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
@pytest.mark.parametrize(
    ("table", "column"), [("interests_interest", "words"), ("interests_ending", "ended_on")]
)
def test_the_database_refuses_to_change_what_was_declared(statement, table, column, chaima, heat_pumps):
    end_interest(interest=declared(chaima, heat_pumps), ended_on=TODAY, today=TODAY, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table, column, column))


def test_somebody_declares_and_ends_an_interest_on_their_page(chaima, heat_pumps, signed_in):
    browser = signed_in(chaima)
    today = timezone.localdate()
    form = {
        "organisation": "Heat Pumps BV",
        "relation": "advises",
        "since": today,
        "words": "Raad van advies.",
    }
    unknown = browser.post("/me/interests/", form | {"organisation": "Nergens"}, headers=NL)
    assert unknown.status_code == 400
    assert "kent geen organisatie" in unknown.content.decode()
    stored = browser.post("/me/interests/", form, headers=NL, follow=True).content.decode()
    assert "Raad van advies." in stored
    interest = Interest.objects.get()
    over = browser.post(f"/me/interests/{interest.code}/end/", headers=NL, follow=True).content.decode()
    assert "voorbij" in over
    assert not has_interest(chaima, heat_pumps, today=today)


def test_others_read_nothing_of_it(chaima, ada, bas, rotterdam, heat_pumps, signed_in):
    interest = declared(chaima, rotterdam)
    assert "aandelen" not in signed_in(bas).get("/me/interests/").content.decode()
    assert signed_in(bas).post(f"/me/interests/{interest.code}/end/").status_code == 404
    assert (
        signed_in(ada).post(f"/me/interests/{interest.code}/end/").status_code == 404
    )  # it is not theirs to end
    assert signed_in(chaima).get("/staff/interests/").status_code == 404
    assert "aandelen" in signed_in(ada).get("/staff/interests/").content.decode()
    lines = signed_in(ada).get("/staff/interests/file.csv", headers=NL).content.decode("utf-8-sig")
    assert "Chaima,Rotterdam,bezit er een deel van" in lines


@pytest.mark.parametrize("role", ["controller", "auditor"])
def test_controllers_and_auditors_read_interests_and_change_none(
    role, chaima, dirk, rotterdam, heat_pumps, signed_in
):
    interest = declared(chaima, rotterdam)
    give_hub_role(person=dirk, role=role, given_by=None, now=NOW)
    browser = signed_in(dirk)
    page = browser.get("/staff/interests/", headers=NL).content.decode()
    assert "aandelen" in page
    assert "/staff/neutrality/" in page  # the way to the other report they may read
    assert browser.get("/staff/neutrality/").status_code == 200
    for address in ("/staff/interests/", "/staff/interests/file.csv", "/staff/neutrality/"):
        assert browser.post(address).status_code == 405
    assert browser.post(f"/me/interests/{interest.code}/end/").status_code == 404
    withdraw_hub_role(person=dirk, role=role, withdrawn_by=None, now=NOW)
    assert browser.get("/staff/interests/").status_code == 404
