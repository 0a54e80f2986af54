"""Who has an interest in the owner of a challenge does not look after it."""

from datetime import timedelta

import pytest

from schakel.challenges.actions import assign_adviser
from schakel.challenges.invariants import advisers_with_an_interest
from schakel.challenges.models import Challenge
from schakel.challenges.queries import allows, heaps_for
from schakel.challenges.rules import Heap, State
from schakel.interests.public import Relation, Said, declare_interest
from schakel.kernel.refusal import Refusal
from schakel.organisations.public import Membership
from tests.challenges import challenge_in, hidden
from tests.clock import NOW

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
NL = {"Accept-Language": "nl"}
SAID = Said(Relation.OWNS_PART, "Een tiende van de aandelen.", TODAY, None)


def declared(person, organisation, said=SAID):
    return declare_interest(person=person, organisation=organisation, said=said, today=TODAY, now=NOW)


def test_who_has_an_interest_in_the_owner_does_not_look_after_its_challenge(rotterdam, chaima, ada):
    challenge = challenge_in(State.OPEN, rotterdam)
    declared(chaima, rotterdam)
    with pytest.raises(Refusal) as refused:
        assign_adviser(challenge=challenge, adviser=chaima, assigned_by=ada, now=NOW)
    assert refused.value.code == "adviser-has-interest"
    assign_adviser(challenge=challenge, adviser=ada, assigned_by=ada, now=NOW)


def test_who_declares_an_interest_steps_aside_at_once(rotterdam, heat_pumps, chaima, ada):
    theirs, other = challenge_in(State.OPEN, rotterdam), challenge_in(State.OPEN, heat_pumps, "Iets anders")
    for challenge in (theirs, other):
        assign_adviser(challenge=challenge, adviser=chaima, assigned_by=ada, now=NOW)
    declared(chaima, rotterdam)
    assert Challenge.objects.get(pk=theirs.pk).adviser is None
    assert Challenge.objects.get(pk=other.pk).adviser == chaima
    assert list(advisers_with_an_interest()) == []


def test_control_without_recusal_verify_notices(rotterdam, chaima, ada, monkeypatch):
    challenge = challenge_in(State.OPEN, rotterdam)
    assign_adviser(challenge=challenge, adviser=chaima, assigned_by=ada, now=NOW)
    monkeypatch.setattr("schakel.interests.actions._RECUSALS", [])
    declared(chaima, rotterdam)
    assert len(list(advisers_with_an_interest())) == 1


def test_the_page_of_a_challenge_says_who_cannot_be_chosen_to_the_staff_alone(
    rotterdam, chaima, ada, anna, signed_in
):
    challenge = challenge_in(State.OPEN, rotterdam)
    declared(chaima, rotterdam, Said(Relation.FAMILY, "", TODAY - timedelta(days=9), None))
    address = f"/challenges/{challenge.item.slug}/"
    shown = signed_in(ada).get(address, headers=NL)
    assert [one.name for one in shown.context["advisers"]] == ["Ada"]
    assert "Chaima (familie of goede vrienden werken er of bezitten het)" in shown.content.decode()
    assert "Chaima" not in signed_in(anna).get(address, headers=NL).content.decode()
    refused = signed_in(ada).post(f"{address}adviser/", {"adviser": chaima.pk}, headers=NL, follow=True)
    assert "een belang in Rotterdam" in refused.content.decode()


def test_who_joined_the_owner_after_it_was_assigned_stands_aside_at_once(rotterdam, chaima, ada, signed_in):
    challenge = challenge_in(State.SUBMITTED, rotterdam)
    assign_adviser(challenge=challenge, adviser=chaima, assigned_by=ada, now=NOW)
    browser, address = signed_in(chaima), f"/challenges/{challenge.item.slug}/"
    assert browser.get(address, headers=NL).context["is_staff"]
    assert heaps_for(chaima, now=NOW)[Heap.MINE]
    Membership.objects.create(person=chaima, organisation=rotterdam)
    shown = browser.get(address, headers=NL)
    assert "is_staff" not in shown.context  # the notes of the staff about her own organisation
    assert "U hebt een belang in Rotterdam" in shown.content.decode()
    assert [step["value"] for step in shown.context["steps"]] == ["send-back"]  # what owners may
    for path, sent in (("step/", {"step": "open"}), ("note/", {"text": "Van mij."}), ("adviser/", {})):
        assert browser.post(f"{address}{path}", sent).status_code == 404
    assert not heaps_for(chaima, now=NOW)[Heap.MINE]
    assert [one.challenge for one in heaps_for(ada, now=NOW)[Heap.UNASSIGNED]] == [challenge]


def test_an_interest_is_looked_up_anew_at_each_act(rotterdam, chaima):
    challenge = challenge_in(State.SUBMITTED, rotterdam)
    assert allows(chaima, "challenge.triage", challenge, today=TODAY)
    declared(chaima, rotterdam)
    assert not allows(chaima, "challenge.triage", challenge, today=TODAY)
    assert not allows(chaima, "challenge.move", challenge, today=TODAY)
    assert allows(chaima, "challenge.follow", challenge, today=TODAY)


def test_control_without_the_look_whoever_joined_goes_on(rotterdam, chaima, monkeypatch):
    challenge = challenge_in(State.SUBMITTED, rotterdam)
    Membership.objects.create(person=chaima, organisation=rotterdam)
    monkeypatch.setattr("schakel.challenges.queries.has_interest", lambda *_, **__: False)
    assert allows(chaima, "challenge.triage", challenge, today=TODAY)


def test_the_owner_reads_who_reads_along(rotterdam, anna, bas, signed_in):
    challenge = challenge_in(State.OPEN, rotterdam)
    address = f"/challenges/{challenge.item.slug}/"
    assert "leest alles" in signed_in(anna).get(address, headers=NL).content.decode()
    assert "leest alles" not in signed_in(bas).get(address, headers=NL).content.decode()
    hidden(challenge, by=anna)
    assert "Niemand anders." in signed_in(anna).get(address, headers=NL).content.decode()
