"""Nobody meets in private while the market is asked openly, and nobody brokers where they have an interest."""

from datetime import timedelta

import pytest

from schakel.challenges.rules import State as ChallengeState
from schakel.consultations.actions import Plan, open_consultation, prepare_consultation
from schakel.fairness.ties import ties_for
from schakel.interests.public import Relation, Said, declare_interest
from schakel.introductions.acting import Party
from schakel.introductions.actions import accept_introduction, assign_introduction
from schakel.introductions.models import Introduction
from schakel.introductions.public import contacts_in
from schakel.introductions.rules import Side, State
from schakel.kernel.refusal import Refusal
from schakel.library.public import Kind, Visibility
from tests.challenges import challenge_in
from tests.clock import NOW
from tests.introductions import asked, in_state
from tests.items import item_of

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def challenge(rotterdam, anna):
    return challenge_in(
        ChallengeState.OPEN, rotterdam, "Wie verwarmt ons zwembad?", by=anna, visibility=Visibility.PUBLIC
    )


@pytest.fixture
def consulted(challenge, anna):
    plan = Plan("Wij vragen de markt.", TODAY + timedelta(days=20), TODAY + timedelta(days=30))
    prepared = prepare_consultation(challenge=challenge, plan=plan, prepared_by=anna, now=NOW)
    return open_consultation(consultation=prepared, opened_by=anna, today=TODAY, now=NOW)


def test_its_owner_meets_nobody_about_it_in_private(consulted, challenge, anna, heat_pumps):
    with pytest.raises(Refusal, match="market-is-consulted"):
        asked(anna, item_of(heat_pumps), challenge=challenge)
    assert asked(anna, item_of(heat_pumps)), "about something else they can"


def test_nobody_meets_its_owner_about_it_in_private(consulted, challenge, bas):
    with pytest.raises(Refusal, match="market-is-consulted"):
        asked(bas, challenge.item)


def test_without_a_consultation_both_can(challenge, anna, bas, heat_pumps):
    assert asked(anna, item_of(heat_pumps), challenge=challenge)
    assert asked(bas, challenge.item)


def declare(person, organisation):
    said = Said(Relation.OWNS_PART, "Ik heb er aandelen in.", TODAY, None)
    return declare_interest(person=person, organisation=organisation, said=said, today=TODAY, now=NOW)


def test_who_has_an_interest_in_one_of_the_two_does_not_look_after_it(anna, heat_pumps, chaima, ada):
    one = asked(anna, item_of(heat_pumps))
    assign_introduction(introduction=one, adviser=chaima, assigned_by=ada, now=NOW)
    declare(chaima, heat_pumps)
    assert Introduction.objects.get(pk=one.pk).adviser is None, "who declares it later steps aside"
    with pytest.raises(Refusal, match="adviser-has-interest"):
        assign_introduction(introduction=one, adviser=chaima, assigned_by=ada, now=NOW)
    party = Party(Side.RECEIVER, chaima, is_adviser=True)
    with pytest.raises(Refusal, match="adviser-has-interest"):
        accept_introduction(introduction=one, party=party, now=NOW)


def test_who_met_is_counted_and_drawn_for_those_who_may_see_it(
    anna, bas, dirk, chaima, rotterdam, heat_pumps
):
    in_state(State.ACCEPTED, anna, bas, item_of(heat_pumps, kind=Kind.PROVIDER))
    met = contacts_in(TODAY, TODAY + timedelta(days=2))
    assert (met[rotterdam.pk], met[heat_pumps.pk]) == (1, 1)
    assert contacts_in(TODAY - timedelta(days=9), TODAY - timedelta(days=8)) == {}
    for person, seen in ((anna, 1), (bas, 1), (chaima, 1), (dirk, 0), (None, 0)):
        assert len(list(ties_for(person))) == seen
