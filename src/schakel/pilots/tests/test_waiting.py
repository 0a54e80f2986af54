"""What of pilots waits for somebody on the page where they begin."""

from datetime import timedelta

import pytest

from schakel.accounts.public import Urgency, doing_of, waiting_for
from schakel.pilots.actions import answer_pilot, ask_partner, change_pilot, settle_check
from schakel.pilots.models import Check, Pilot
from schakel.pilots.rules import CheckName, CheckState, PartnerRole, Reply, State
from tests.clock import NOW, TODAY
from tests.pilots import pilot_in

pytestmark = pytest.mark.django_db


def waits(person):
    return {one.label: (one.count, one.url) for one in waiting_for(person, now=NOW) if "/pilots/" in one.url}


def late(person):
    return [one.label for one in waiting_for(person, now=NOW) if one.urgency is Urgency.LATE]


def ask(pilot, body):
    ask_partner(pilot=pilot, organisation=body, role=PartnerRole.PROVIDER, asked_by=None, now=NOW)


def test_who_is_asked_answers(rotterdam, heat_pumps, anna, bas, chaima):
    pilot = pilot_in(State.PROPOSED, rotterdam, by=anna)
    ask(pilot, heat_pumps)
    assert waits(bas) == {"Pilots waarvoor u gevraagd bent": (1, f"/pilots/{pilot.slug}/")}
    assert waits(anna) == waits(chaima) == {}
    other = pilot_in(State.RUNNING, rotterdam, by=anna, title="Een warm zwembad")
    ask(other, heat_pumps)
    assert waits(bas) == {"Pilots waarvoor u gevraagd bent": (2, "/me/pilots/")}
    for one in (pilot, other):
        answer_pilot(pilot=one, organisation=heat_pumps, reply=Reply.DECLINED, answered_by=bas, now=NOW)
    assert waits(bas) == {}


def test_a_pilot_that_is_finished_asks_nobody(rotterdam, heat_pumps, anna, bas):
    pilot = pilot_in(State.PROPOSED, rotterdam, by=anna)
    ask(pilot, heat_pumps)
    Pilot.objects.filter(pk=pilot.pk).update(state=State.WITHDRAWN.value)
    assert waits(bas) == waits(anna) == {}


def test_open_checks_hold_up_what_was_agreed(rotterdam, anna):
    pilot = pilot_in(State.AGREED, rotterdam, by=anna)
    assert waits(anna) == {}
    Check.objects.filter(pilot=pilot, name=CheckName.DPIA.value).update(state=CheckState.NEEDED.value)
    assert waits(anna) == {"Pilots met open toetsen": (1, f"/pilots/{pilot.slug}/checks/")}
    settle_check(
        pilot=pilot, name=CheckName.DPIA, state=CheckState.DONE, words="Gedaan.", settled_by=anna, now=NOW
    )
    assert waits(anna) == {}


def test_what_was_evaluated_wants_a_decision_and_a_lesson(rotterdam, heat_pumps, anna, bas):
    pilot = pilot_in(State.EVALUATED, rotterdam, by=anna, partners=[(heat_pumps, bas)])
    address = f"/pilots/{pilot.slug}/"
    Pilot.objects.filter(pk=pilot.pk).update(lesson="")
    decide, learn = "Pilots om over te beslissen", "Pilots die een les vragen"
    assert waits(anna) == {decide: (1, address), learn: (1, f"{address}edit/")}
    assert waits(bas) == {}
    change_pilot(
        pilot=pilot,
        seen_version=pilot.version,
        fields={"lesson": "Regel een droge opslag."},
        changed_by=anna,
        now=NOW,
    )
    assert waits(anna) == {decide: (1, address)}


@pytest.mark.parametrize(("days", "is_late"), [(-1, True), (0, False), (None, False)])
def test_a_pilot_past_its_last_day_is_late(rotterdam, anna, days, is_late):
    last = TODAY + timedelta(days=days) if days is not None else None
    pilot_in(State.RUNNING, rotterdam, by=anna, starts_on=TODAY - timedelta(days=9), ends_on=last)
    assert ("Pilots die voorbij zijn en niet geëvalueerd" in late(anna)) is is_late


def test_members_can_start_one(anna, dirk):
    assert {"/me/pilots/", "/pilots/new/"} <= {one.url for one in doing_of(anna)}
    assert not {"/me/pilots/", "/pilots/new/"} & {one.url for one in doing_of(dirk)}


def test_every_page_it_leads_to_is_there(rotterdam, heat_pumps, anna, bas, signed_in):
    ask(pilot_in(State.EVALUATED, rotterdam, by=anna), heat_pumps)
    pilot = pilot_in(State.AGREED, rotterdam, by=anna, title="Een warm zwembad")
    Check.objects.filter(pilot=pilot, name=CheckName.DPIA.value).update(state=CheckState.OPEN.value, words="")
    for person in (anna, bas):
        pages = [url for _, url in waits(person).values()]
        assert pages
        assert {signed_in(person).get(url).status_code for url in pages} == {200}
