"""Challenges of different bodies that say much the same are brought to the staff, and to nobody else."""

import pytest

from schakel.challenges import public as challenges
from schakel.library.public import Visibility
from schakel.matching import public as matching
from schakel.matching.comparing import compare_challenges
from schakel.messages.public import notices_of
from schakel.organisations.public import Membership, Organisation
from tests.challenges import challenge_in
from tests.clock import NOW

pytestmark = pytest.mark.django_db
NL = {"accept-language": "nl"}
WORDS = "Waar gaat de warmte van het zwembad heen, en hoe stookt het minder gas?"


@pytest.fixture(autouse=True)
def understanding(db):
    matching.CURRENT.forget()
    yield
    matching.CURRENT.forget()


@pytest.fixture
def utrecht(db, dirk):
    organisation = Organisation.objects.create(slug="gm0344", name="Utrecht", type="municipality")
    Membership.objects.create(person=dirk, organisation=organisation)
    return organisation


def pool_of(owner, state=challenges.State.OPEN, visibility=Visibility.NETWORK, **fields):
    texts = {"nl": {"title": f"Het zwembad van {owner.name} stookt gas", "question": WORDS}}
    return challenge_in(state, owner, texts=texts, visibility=visibility, **fields)


def compared():
    seen = []
    fresh = compare_challenges(now=NOW, report=lambda done, of: seen.append((done, of)))
    return fresh, seen


def page(browser):
    return browser.get("/staff/challenges/alike/", headers=NL).content.decode()


def test_two_bodies_that_ask_the_same_are_brought_together_once(rotterdam, utrecht, anna, chaima, signed_in):
    first, second = pool_of(rotterdam), pool_of(utrecht)
    challenge_in(challenges.State.OPEN, utrecht, "Wie maait de bermen?", visibility=Visibility.NETWORK)
    assert compared() == (1, [(1, 3), (2, 3), (3, 3)])
    assert compared()[0] == 0
    subjects = [notice.wording.subject for notice in notices_of(chaima.reference)]
    assert subjects == ["Rotterdam en Utrecht vragen bijna hetzelfde"]
    assert notices_of(anna.reference) == []
    browser = signed_in(chaima)
    shown = page(browser)
    assert first.item.slug in shown
    assert second.item.slug in shown
    assert "bermen" not in shown
    assert "Het zwembad van Utrecht" in browser.get("/staff/challenges/alike/file.csv").content.decode()
    beside = browser.get(
        f"/challenges/{first.item.slug}/bundle/?challenge={second.item.slug}"
    ).content.decode()
    assert f'value="{second.item.slug}" checked' in beside


@pytest.mark.parametrize(
    "hidden",
    [
        {"visibility": Visibility.ORGANISATION},
        {"visibility": Visibility.PARTNERS},
        {"state": challenges.State.SUBMITTED},
        {"state": challenges.State.RESOLVED},
    ],
)
def test_what_others_may_not_find_is_compared_with_nothing(rotterdam, utrecht, anna, hidden):
    pool_of(rotterdam)
    pool_of(utrecht, **hidden)
    assert compared()[0] == 0


def test_two_of_the_same_body_are_no_bundle(rotterdam, anna):
    pool_of(rotterdam)
    pool_of(rotterdam)
    assert compared()[0] == 0


def test_what_was_put_aside_stays_aside(rotterdam, utrecht, anna, chaima, signed_in):
    pool_of(rotterdam)
    pool_of(utrecht)
    compared()
    browser = signed_in(chaima)
    number = page(browser).split("/staff/challenges/alike/")[-1].split("/")[0]
    assert browser.post(f"/staff/challenges/alike/{number}/").status_code == 302
    assert browser.post(f"/staff/challenges/alike/{number}/").status_code == 404
    assert compared()[0] == 0
    assert "zwembad" not in page(browser)
    assert notices_of(chaima.reference) == []


def test_what_was_asked_to_be_bundled_is_not_brought_up(rotterdam, utrecht, anna, chaima, signed_in):
    both = pool_of(rotterdam), pool_of(utrecht)
    compared()
    challenges.propose_bundle(challenges=both, title="Zwembaden", text="Samen.", proposed_by=chaima, now=NOW)
    assert "Het zwembad" not in page(signed_in(chaima))


def test_what_is_no_longer_alike_is_gone(rotterdam, utrecht, anna, chaima, signed_in):
    pool_of(rotterdam)
    second = pool_of(utrecht)
    compared()
    challenges.take_step(challenge=second, step=challenges.Step.PARK, taken_by=None, now=NOW, words="Later.")
    assert "Het zwembad" not in page(signed_in(chaima))
    assert compared()[0] == 0
    challenges.take_step(challenge=second, step=challenges.Step.RESUME, taken_by=None, now=NOW)
    assert compared()[0] == 1
