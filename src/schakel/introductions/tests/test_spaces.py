"""A space for two who were introduced."""

import pytest

from schakel.introductions.acting import Party
from schakel.introductions.actions import share_space, tell_outcome, withdraw_introduction
from schakel.introductions.models import Introduction
from schakel.introductions.rules import Side, State
from schakel.kernel.refusal import Refusal
from schakel.spaces import public as spaces
from tests.clock import NOW
from tests.introductions import asked, in_state
from tests.items import item_of

pytestmark = pytest.mark.django_db
NL = {"accept-language": "nl"}


@pytest.fixture
def introduced(anna, bas, heat_pumps):
    return in_state(State.ACCEPTED, anna, bas, item_of(heat_pumps))


def share(one, person, side=Side.REQUESTER):
    return share_space(introduction=one, party=Party(side, person), now=NOW)


def test_both_who_are_in_contact_are_let_in_and_nobody_else(introduced, anna, bas, dirk, rotterdam):
    space = share(introduced, anna).space
    assert {person for person in (anna, bas, dirk) if spaces.seat_of(person, space.code)} == {anna, bas}
    assert space.public_organisation == rotterdam
    assert spaces.Channel.PRIVATE not in spaces.seat_of(anna, space.code).channels
    assert spaces.Channel.PRIVATE in spaces.seat_of(bas, space.code).channels


def test_the_second_who_opens_it_comes_to_the_same(introduced, anna, bas):
    first = share(introduced, anna).space
    assert share(introduced, bas, Side.RECEIVER).space == first


def test_there_is_no_space_before_both_said_yes(anna, heat_pumps):
    with pytest.raises(Refusal, match="introduction-not-together"):
        share(asked(anna, item_of(heat_pumps)), anna)


def test_who_ends_the_contact_closes_the_space(introduced, anna):
    share(introduced, anna)
    one = Introduction.objects.get(pk=introduced.pk)
    withdraw_introduction(introduction=one, party=Party(Side.REQUESTER, anna), now=NOW)
    assert Introduction.objects.select_related("space").get(pk=one.pk).space.closed_at == NOW


def test_on_the_page_a_button_opens_it_and_leads_to_it(introduced, anna, bas, chaima, signed_in):
    page = f"/introductions/one/{introduced.code}/"
    assert "Open een werkruimte voor ons" in signed_in(anna).get(page, headers=NL).content.decode()
    assert signed_in(chaima).post(f"{page}space/").status_code == 404
    assert signed_in(anna).post(f"{page}space/").status_code == 302
    shown = signed_in(bas).get(page, headers=NL).content.decode()
    code = Introduction.objects.select_related("space").get(pk=introduced.pk).space.code
    assert f"/spaces/{code}/" in shown
    assert "opende een werkruimte voor beide" in shown
    assert f"/pilots/new/?introduction={introduced.code}" in shown


def test_a_finished_introduction_lets_its_space_close_and_an_adviser_opens_it_again(
    introduced, anna, chaima, signed_in
):
    share(introduced, anna)
    one = Introduction.objects.get(pk=introduced.pk)
    tell_outcome(introduction=one, party=Party(Side.REQUESTER, anna), outcome="service", now=NOW)
    space = spaces.Space.objects.get()
    assert space.closed_at is not None
    assert space.closed_at > NOW
    page, broker = f"/introductions/one/{one.code}/", f"/introductions/one/{one.code}/broker/"
    assert signed_in(anna).post(broker, {"act": "reopen", "reason": "Nog iets."}).status_code == 404
    browser = signed_in(chaima)
    assert "Hun werkruimte" in browser.get(page, headers=NL).content.decode()
    browser.post(broker, {"act": "reopen", "reason": ""})
    assert spaces.Space.objects.get().closed_at == space.closed_at
    browser.post(broker, {"act": "reopen", "reason": "Nog iets."})
    assert spaces.Space.objects.get().closed_at != space.closed_at


@pytest.mark.parametrize("outcome", ["talking", "pilot"])
def test_while_they_go_on_together_it_stays_open(introduced, anna, outcome):
    share(introduced, anna)
    one = Introduction.objects.get(pk=introduced.pk)
    tell_outcome(introduction=one, party=Party(Side.REQUESTER, anna), outcome=outcome, now=NOW)
    assert spaces.Space.objects.get().closed_at is None


def test_who_ended_the_contact_closed_it_for_good(introduced, anna, chaima, signed_in):
    share(introduced, anna)
    one = Introduction.objects.get(pk=introduced.pk)
    withdraw_introduction(introduction=one, party=Party(Side.REQUESTER, anna), now=NOW)
    sent = {"act": "reopen", "reason": "Nog iets."}
    assert signed_in(chaima).post(f"/introductions/one/{one.code}/broker/", sent).status_code == 404
