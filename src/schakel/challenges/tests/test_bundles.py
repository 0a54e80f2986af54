"""Challenges of several bodies that are much the same, taken up together."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from schakel.challenges import actions
from schakel.challenges.invariants import INVARIANTS
from schakel.challenges.models import Bundle, BundleAnswer
from schakel.challenges.queries import bundle_for, history_of
from schakel.challenges.rules import BundleState, Reply, State, Step
from schakel.kernel.refusal import Refusal
from schakel.library.public import Item, Visibility
from schakel.organisations.public import Membership, Organisation
from tests.challenges import challenge_in
from tests.clock import NOW

pytestmark = pytest.mark.django_db
NL = {"accept-language": "nl"}
WORDS = "Waar gaat de warmte van het zwembad heen, en hoe stookt het minder gas?"


@pytest.fixture
def utrecht(db, dirk):
    """A second municipality, where Dirk works for once."""
    organisation = Organisation.objects.create(slug="gm0344", name="Utrecht", type="municipality")
    Membership.objects.create(person=dirk, organisation=organisation)
    return organisation


def pool_of(owner, state=State.OPEN, **fields):
    texts = {"nl": {"title": f"Het zwembad van {owner.name} stookt gas", "question": WORDS}}
    return challenge_in(state, owner, texts=texts, **fields)


@pytest.fixture
def both(rotterdam, utrecht):
    return pool_of(rotterdam), pool_of(utrecht)


def proposed(challenges, by, title="Zwembaden zonder gas"):
    return actions.propose_bundle(
        challenges=challenges, title=title, text="Wij zoeken samen.", proposed_by=by, now=NOW
    )


def answered(bundle, challenge, reply, by):
    return actions.answer_bundle(bundle=bundle, challenge=challenge, reply=reply, answered_by=by, now=NOW)


def refused(act, *arguments):
    with pytest.raises(Refusal) as refusal, transaction.atomic():
        act(*arguments)
    return refusal.value.code


def is_whole():
    return [sentence for invariant in INVARIANTS for sentence in invariant.violations()] == []


def test_it_stands_once_two_owners_agree_and_each_keeps_its_words(both, anna, bas, dirk, chaima):
    bundle = proposed(both, chaima)
    assert proposed(reversed(both), chaima) == bundle  # pressed twice
    assert Bundle.objects.count() == 1
    assert bundle_for(bas, bundle.code) is None  # nobody else sees a proposal
    assert bundle_for(anna, bundle.code).state is BundleState.PROPOSED
    answered(bundle, both[0], Reply.AGREED, anna)
    assert bundle_for(bas, bundle.code) is None
    answered(bundle, both[1], Reply.AGREED, dirk)
    seen = bundle_for(bas, bundle.code)
    assert (seen.state, len(seen.answers), seen.own) == (BundleState.STANDING, 2, ())
    assert {one.item.texts.get(name="question").text for one in both} == {WORDS}
    assert refused(answered, bundle, both[0], Reply.AGREED, anna) == "reply-not-possible"
    answered(bundle, both[0], Reply.LEFT, anna)
    assert bundle_for(bas, bundle.code) is None
    assert bundle_for(chaima, bundle.code).state is BundleState.ENDED
    assert [row.details["reply"] for row in history_of(both[0]) if "reply" in row.details] == [
        "left",
        "agreed",
    ]
    assert is_whole()


@pytest.mark.parametrize("reply", [Reply.DECLINED, Reply.LEFT])
def test_who_said_no_is_not_asked_again_to_join_the_same(reply, both, anna, chaima, heat_pumps):
    bundle = proposed(both, chaima)
    if reply is Reply.LEFT:
        answered(bundle, both[0], Reply.AGREED, anna)
    answered(bundle, both[0], reply, anna)
    assert refused(proposed, both, chaima) == "bundle-declined-before"
    third = pool_of(heat_pumps)
    assert refused(proposed, [*both, third], chaima) == "bundle-declined-before"
    assert proposed([both[0], third], chaima)  # with others they may be asked


def test_what_not_everybody_may_find_is_never_proposed(rotterdam, utrecht, chaima):
    own = pool_of(rotterdam)
    for fields in ({"visibility": Visibility.ORGANISATION}, {"visibility": Visibility.PARTNERS}):
        assert refused(proposed, [own, pool_of(utrecht, **fields)], chaima) == "bundle-not-shared"
    assert refused(proposed, [own, pool_of(utrecht, State.DRAFT)], chaima) == "bundle-not-shared"
    assert not Bundle.objects.exists()


def test_what_becomes_confidential_or_is_withdrawn_is_in_no_bundle_any_more(
    both, anna, bas, dirk, chaima, heat_pumps
):
    bundle = proposed(both, chaima)
    for challenge, person in zip(both, (anna, dirk), strict=True):
        answered(bundle, challenge, Reply.AGREED, person)
    soon = NOW.date() + timedelta(days=9)
    actions.hide_challenge(challenge=both[0], ground="5.1.2.b", review_on=soon, hidden_by=anna, now=NOW)
    assert bundle_for(bas, bundle.code) is None
    assert list(BundleAnswer.objects.values_list("reply", flat=True)) == [Reply.LEFT, Reply.RELEASED]
    third = pool_of(heat_pumps)
    again = proposed([both[1], third], chaima)  # who was left alone can be asked for another
    actions.take_step(challenge=both[1], step=Step.WITHDRAW, taken_by=dirk, now=NOW, words="Klaar.")
    replies = BundleAnswer.objects.filter(bundle=again).order_by("challenge")
    assert list(replies.values_list("reply", flat=True)) == [Reply.LEFT, Reply.RELEASED]
    assert is_whole()


def test_an_owner_sees_of_another_only_what_they_could_find(both, anna, chaima):
    bundle = proposed(both, chaima)
    Item.objects.filter(pk=both[1].pk).update(visibility=Visibility.ORGANISATION)
    assert [one.challenge_id for one in bundle_for(anna, bundle.code).answers] == [both[0].pk]


def test_the_database_refuses_a_challenge_in_two_bundles(both, chaima, heat_pumps):
    proposed(both, chaima)
    third = pool_of(heat_pumps)
    assert refused(proposed, [both[0], third], chaima) == "bundled-already"
    other = Bundle.objects.create(code="x", title="Nog een", text="Meer.", proposed_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        BundleAnswer.objects.create(bundle=other, challenge=both[0])


def test_from_evidence_side_by_side_to_a_bundle_on_the_screens(
    both, anna, bas, dirk, chaima, signed_in, client
):
    own, other = both
    staff = signed_in(chaima)
    address = f"/challenges/{own.item.slug}/bundle/"
    assert "Zet ze naast elkaar" in staff.get(f"/challenges/{own.item.slug}/", headers=NL).content.decode()
    assert signed_in(anna).get(address).status_code == 404
    page = staff.get(address, headers=NL)
    assert [one["slug"] for one in page.context["others"]] == [other.item.slug]
    assert "zwembad" in page.context["others"][0]["common"]
    sent = {"title": "Zwembaden zonder gas", "text": "Samen zoeken wij."}
    assert staff.post(address, sent).status_code == 400  # none was ticked
    assert staff.post(address, {**sent, "challenge": other.item.slug, "text": ""}).status_code == 400
    led = staff.post(address, {**sent, "challenge": other.item.slug}, headers=NL)
    bundle = Bundle.objects.get()
    assert led.headers["Location"] == f"/bundles/{bundle.code}/"
    asked = signed_in(anna).get(f"/challenges/{own.item.slug}/", headers=NL).content.decode()
    assert "U bent gevraagd dit samen met anderen op te pakken." in asked
    assert client.get(f"/bundles/{bundle.code}/").status_code == 404
    reply = f"/bundles/{bundle.code}/answer/"
    assert signed_in(bas).post(reply, {"challenge": own.item.slug, "reply": "agreed"}).status_code == 404
    assert signed_in(anna).post(reply, {"challenge": other.item.slug, "reply": "agreed"}).status_code == 404
    for person, challenge in ((anna, own), (dirk, other)):
        browser = signed_in(person)
        assert "Wij doen mee" in browser.get(f"/bundles/{bundle.code}/", headers=NL).content.decode()
        browser.post(reply, {"challenge": challenge.item.slug, "reply": "agreed"})
    shown = client.get(f"/bundles/{bundle.code}/", headers=NL).content.decode()
    assert "Deze organisaties pakken dit samen op." in shown
    assert shown.count(WORDS) == 2
    again = signed_in(anna).post(
        reply, {"challenge": own.item.slug, "reply": "agreed"}, headers=NL, follow=True
    )
    assert "Hierop is al geantwoord." in again.content.decode()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_agreeing_and_leaving_at_once_ends_in_one_of_both(both, anna, chaima):
    bundle = proposed(both, chaima)
    answered(bundle, both[1], Reply.AGREED, chaima)
    barrier = Barrier(3)
    said = []

    def say(reply):
        barrier.wait()
        try:
            said.append(answered(bundle, both[0], reply, anna).reply)
        except Refusal as refusal:
            said.append(refusal.code)
        finally:
            connection.close()

    threads = [Thread(target=say, args=[reply]) for reply in (Reply.AGREED, Reply.DECLINED, Reply.AGREED)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    stored = BundleAnswer.objects.get(challenge=both[0]).reply
    assert sorted(said) == sorted([stored, "reply-not-possible", "reply-not-possible"])
    assert [row.name for row in history_of(both[0])].count("challenge.bundle-answered") == 1
