"""What people read about pilots, spaces and adoptions, as long as they may see what it is about."""

import pytest

from schakel.adoptions.public import Draft, Scale, confirm_adoption, report_adoption
from schakel.adoptions.public import State as AdoptionState
from schakel.library.public import Kind
from schakel.messages.public import notices_of
from schakel.organisations.public import Membership
from schakel.pilots import actions
from schakel.pilots.rules import PartnerRole, Reply, State, Step
from schakel.spaces.public import Channel
from schakel.spaces.public import Kind as SaidKind
from tests.clock import NOW
from tests.items import item_of
from tests.mails import send_due
from tests.pilots import fill, pilot_in
from tests.spaces import contribution_of, seat

pytestmark = pytest.mark.django_db


def subjects(person):
    return {one.wording.subject for one in notices_of(person.reference)}


def test_every_notice_of_a_pilot_says_what_it_is_about(rotterdam, heat_pumps, anna, bas, dirk, mailoutbox):
    Membership.objects.create(person=dirk, organisation=rotterdam)
    pilot = pilot_in(State.PROPOSED, rotterdam, by=anna)
    actions.ask_partner(pilot=pilot, organisation=heat_pumps, role=PartnerRole.USER, asked_by=anna, now=NOW)
    assert subjects(bas) == {"Doet u mee? Een koel zwembad"}
    send_due(NOW)
    assert [mail.to for mail in mailoutbox] == [[bas.email]]
    actions.answer_pilot(pilot=pilot, organisation=heat_pumps, reply=Reply.AGREED, answered_by=bas, now=NOW)
    assert subjects(bas) == set()  # they answered: it is no news any more
    fill(pilot, anna)
    for step in (Step.AGREE, Step.START, Step.EVALUATE):
        actions.move_pilot(pilot=pilot, step=step, moved_by=anna, now=NOW)
    assert subjects(dirk) == {
        "Heat Pumps BV antwoordde: Een koel zwembad",
        "Een stap verder: Een koel zwembad",
        "Wat hebt u geleerd? Een koel zwembad",
    }
    assert subjects(bas) == {"Een stap verder: Een koel zwembad"}
    texts = {one.wording.text for one in notices_of(bas.reference)}
    assert texts == {"Men werd het eens over het plan.", "De pilot begon.", "Het is geëvalueerd."}
    actions.answer_pilot(pilot=pilot, organisation=heat_pumps, reply=Reply.LEFT, answered_by=bas, now=NOW)
    assert subjects(bas) == set()


def test_what_is_told_of_a_space_never_says_what_was_written(rotterdam, heat_pumps, anna, bas):
    pilot = pilot_in(State.PROPOSED, rotterdam, by=anna, partners=[(heat_pumps, bas)])
    place = seat(anna, pilot.space)
    for kind in (SaidKind.POST, SaidKind.DECISION):
        contribution_of(kind, place, "kanarie")
    contribution_of(SaidKind.TASK, place, "kanarie", doer=bas)
    contribution_of(SaidKind.POST, seat(bas, pilot.space), channel=Channel.PRIVATE)
    assert subjects(bas) == {
        "Nieuw in Een koel zwembad",
        "Een besluit in Een koel zwembad",
        "Een taak voor u in Een koel zwembad",
    }
    assert not any("kanarie" in str(one) for one in notices_of(bas.reference))
    assert subjects(anna) == {"Heat Pumps BV antwoordde: Een koel zwembad"}
    Membership.objects.filter(person=bas).delete()
    assert subjects(bas) == set()


def test_what_is_told_of_an_adoption_leads_to_who_can_do_something(rotterdam, heat_pumps, anna, bas):
    solution = item_of(heat_pumps, "Een deksel", kind=Kind.SOLUTION)
    draft = Draft(state=AdoptionState.IN_USE, scale=Scale.PART)
    made = report_adoption(item=solution, adopter=rotterdam, draft=draft, reported_by=bas, now=NOW)
    assert subjects(anna) == {"Gebruikt u dit? Een deksel"}
    confirm_adoption(adoption=made, confirmed_by=anna, now=NOW)
    assert subjects(anna) == set()
    assert subjects(bas) == {"Hergebruikt: Een deksel"}
