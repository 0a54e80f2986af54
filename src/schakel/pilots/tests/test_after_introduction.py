"""A pilot of two who were introduced: nothing that is known is typed again."""

import re

import pytest

from schakel.challenges.public import State as ChallengeState
from schakel.introductions import public as introductions
from schakel.library.public import Kind, Visibility
from schakel.pilots.models import Pilot
from tests.challenges import challenge_in
from tests.introductions import in_state
from tests.items import item_of

pytestmark = pytest.mark.django_db
NL = {"accept-language": "nl"}


@pytest.fixture
def introduced(anna, bas, rotterdam, heat_pumps):
    texts = {"nl": {"title": "Het zwembad lekt warmte", "question": "Waar blijft de warmte?"}}
    challenge = challenge_in(
        ChallengeState.OPEN, rotterdam, by=anna, texts=texts, visibility=Visibility.NETWORK
    )
    offer = item_of(heat_pumps, "Warmtepompen", kind=Kind.SOLUTION)
    return in_state(introductions.State.ACCEPTED, anna, bas, offer, challenge=challenge)


def started(browser, introduced):
    address = f"/pilots/new/?introduction={introduced.code}"
    form = browser.get(address, headers=NL)
    shown = form.content.decode()
    boxes = re.findall(r'<input[^>]*name="partners"[^>]*>', shown)
    partners = [re.search(r'value="([^"]+)"', box).group(1) for box in boxes]
    sent = {
        "title": "Het zwembad lekt warmte",
        "owner": introduced.requester.slug,
        "problem": "Waar blijft de warmte?",
        "partners": partners,
        "phases": "Meten",
    }
    return shown, browser.post(address, sent, headers=NL)


def test_what_is_known_of_the_introduction_stands_in_the_form(introduced, anna, heat_pumps, signed_in):
    shown, answer = started(signed_in(anna), introduced)
    assert 'value="Proef: Warmtepompen bij Rotterdam"' in shown
    assert "Waar blijft de warmte?" in shown
    assert f'value="{heat_pumps.slug}"' in shown
    assert answer.status_code == 302
    pilot = Pilot.objects.get()
    assert pilot.challenge_id == introduced.challenge_id
    assert [one.organisation for one in pilot.partners.order_by("pk")] == [heat_pumps]


def test_a_pilot_is_what_came_of_the_introduction_and_goes_on_in_its_space(introduced, anna, signed_in):
    browser = signed_in(anna)
    browser.post(f"/introductions/one/{introduced.code}/space/")
    started(browser, introduced)
    one = introductions.Introduction.objects.get(pk=introduced.pk)
    assert one.outcome == introductions.Outcome.PILOT
    assert Pilot.objects.get().space_id == one.space_id
    started(browser, introduced)
    assert Pilot.objects.count() == 1, "the same again is the same pilot"


@pytest.mark.parametrize("who", ["dirk", "chaima"])
def test_nobody_else_starts_from_it(introduced, who, request, signed_in):
    browser = signed_in(request.getfixturevalue(who))
    assert browser.get(f"/pilots/new/?introduction={introduced.code}").status_code == 404


def test_there_is_nothing_to_start_from_once_the_contact_ended(introduced, anna, signed_in):
    browser = signed_in(anna)
    browser.post(f"/introductions/one/{introduced.code}/withdraw/", {"version": introduced.version})
    assert browser.get(f"/pilots/new/?introduction={introduced.code}").status_code == 404
    assert browser.get("/pilots/new/?introduction=no-such").status_code == 404
