"""What of adoptions waits for somebody on the page where they begin."""

import pytest

from schakel.accounts.public import doing_of, waiting_for
from schakel.adoptions.actions import Draft, confirm_adoption, decline_adoption, report_adoption
from schakel.adoptions.rules import Scale, State
from schakel.organisations.public import Membership
from tests.clock import NOW
from tests.items import item_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(rotterdam, heat_pumps, anna, bas):
    """Bas says that Rotterdam uses what his company has."""
    draft = Draft(state=State.RUNNING, scale=Scale.PART)
    return report_adoption(item=item_of(heat_pumps), adopter=rotterdam, draft=draft, reported_by=bas, now=NOW)


def waits(person):
    return [one.count for one in waiting_for(person, now=NOW) if one.url == "/me/adoptions/"]


def test_the_adopter_says_whether_it_is_so(said, anna, bas, chaima):
    assert waits(anna) == [1]
    assert waits(bas) == waits(chaima) == []
    confirm_adoption(adoption=said, confirmed_by=anna, now=NOW)
    assert waits(anna) == []


def test_what_was_denied_does_not_wait(said, anna):
    decline_adoption(adoption=said, declined_by=anna, now=NOW)
    assert waits(anna) == []


def test_who_works_for_both_is_not_asked(said, heat_pumps, anna):
    Membership.objects.create(person=anna, organisation=heat_pumps)
    assert waits(anna) == []


def test_members_can_see_what_they_use(anna, dirk, said, signed_in):
    assert "/me/adoptions/" in [one.url for one in doing_of(anna)]
    assert "/me/adoptions/" not in [one.url for one in doing_of(dirk)]
    page = signed_in(anna).get("/me/").content.decode()
    assert "Te bevestigen: uw organisatie gebruikt het" in page
