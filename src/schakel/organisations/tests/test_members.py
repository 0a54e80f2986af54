"""Who belongs where."""

from schakel.accounts.public import Person
from schakel.organisations.models import Membership, Organisation
from schakel.organisations.public import member_organisations


def test_somebody_sees_where_they_belong(anna: Person, dirk: Person, rotterdam: Organisation) -> None:
    assert member_organisations(anna) == [rotterdam]
    assert member_organisations(dirk) == []


def test_organisations_somebody_belongs_to_are_in_the_order_of_their_names(
    anna: Person, rotterdam: Organisation, heat_pumps: Organisation
) -> None:
    Membership.objects.create(person=anna, organisation=heat_pumps)
    assert member_organisations(anna) == [heat_pumps, rotterdam]


def test_belonging_to_what_is_not_verified_does_not_count(anna: Person, rotterdam: Organisation) -> None:
    Organisation.objects.filter(pk=rotterdam.pk).update(is_verified=False)
    assert member_organisations(anna) == []
