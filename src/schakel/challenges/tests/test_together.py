"""Owning a challenge together, and what people hear about challenges."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from schakel.challenges import actions, jobs, queries
from schakel.challenges.models import Challenge, CoOwnership
from schakel.challenges.rules import MOST_CO_OWNERS, Reply, State, Step, check_co_owner
from schakel.jobs.public import Registry, Worker
from schakel.kernel.refusal import Refusal
from schakel.library.public import Visibility, allows, audiences_for, items_visible_to, value_of
from schakel.messages.public import Mail, notices_of
from schakel.organisations.public import Membership, Organisation
from tests.challenges import challenge_in
from tests.clock import NOW

pytestmark = pytest.mark.django_db
NL = {"accept-language": "nl"}


@pytest.fixture
def utrecht(db, dirk):
    organisation = Organisation.objects.create(slug="gm0344", name="Utrecht", type="municipality")
    Membership.objects.create(person=dirk, organisation=organisation)
    return organisation


def asked(challenge, organisation, by):
    return actions.ask_co_owner(challenge=challenge, organisation=organisation, asked_by=by, now=NOW)


def answered(co_ownership, reply, by):
    return actions.answer_co_ownership(
        co_ownership=co_ownership, reply=reply, answered_by=by, now=NOW + timedelta(hours=1)
    )


def subjects(person):
    return [notice.wording.subject for notice in notices_of(person.reference)]


@pytest.mark.parametrize(
    ("named", "code"),
    [
        ({"is_public_body": False}, "not-a-public-body"),
        ({"is_owner": True}, "co-owner-already"),
        ({"before": Reply.ASKED}, "co-owner-already"),
        ({"before": Reply.AGREED}, "co-owner-already"),
        ({"before": Reply.DECLINED}, "co-owner-declined-before"),
        ({"before": Reply.LEFT}, "co-owner-declined-before"),
        ({"number": MOST_CO_OWNERS}, "co-owners-too-many"),
    ],
)
def test_who_cannot_be_asked_to_own_it_too(named, code):
    fine = {"is_public_body": True, "is_owner": False, "before": None, "number": MOST_CO_OWNERS - 1}
    check_co_owner(**fine)
    check_co_owner(**fine | {"before": Reply.RELEASED})
    with pytest.raises(Refusal) as refused:
        check_co_owner(**fine | named)
    assert refused.value.code == code


def test_a_body_that_said_yes_sees_it_changes_it_and_takes_it_further(rotterdam, utrecht, anna, dirk):
    challenge = challenge_in(State.DRAFT, rotterdam, by=anna)
    ask = asked(challenge, utrecht, anna)
    assert queries.challenge_for(dirk, challenge.item.slug) is None, "asking shows nothing but what is asked"
    answered(ask, Reply.AGREED, dirk)
    mine = queries.challenge_for(dirk, challenge.item.slug)
    assert allows(dirk, "challenge.move", mine.item)
    assert allows(dirk, "item.edit", mine.item)
    assert list(queries.own_challenges(dirk)) == [challenge]
    answered(CoOwnership.objects.get(), Reply.LEFT, dirk)
    assert queries.challenge_for(dirk, challenge.item.slug) is None
    assert list(queries.own_challenges(dirk)) == []


def test_what_one_sees_in_the_database_and_in_the_index_is_the_same(rotterdam, utrecht, anna, dirk, bas):
    challenge = challenge_in(State.DRAFT, rotterdam, by=anna)
    answered(asked(challenge, utrecht, anna), Reply.AGREED, dirk)
    audiences = value_of(challenge.item, today=NOW.date()).audiences
    for person in (anna, bas, dirk):
        shown = items_visible_to(person).filter(pk=challenge.pk).exists()
        assert shown is bool(audiences & audiences_for(person))


def test_who_said_no_is_not_asked_again_and_who_was_let_go_can_be(rotterdam, utrecht, anna, dirk):
    challenge = challenge_in(State.OPEN, rotterdam, by=anna)
    answered(asked(challenge, utrecht, anna), Reply.RELEASED, anna)
    ask = asked(challenge, utrecht, anna)
    answered(ask, Reply.DECLINED, dirk)
    with pytest.raises(Refusal, match="co-owner-declined-before"):
        asked(challenge, utrecht, anna)
    with pytest.raises(Refusal, match="reply-not-possible"):
        answered(ask, Reply.AGREED, dirk)
    with pytest.raises(Refusal, match="challenge-is-finished"):
        asked(challenge_in(State.PARKED, rotterdam, "Een ander", by=anna), utrecht, anna)


@pytest.mark.django_db(transaction=True)
def test_a_yes_and_letting_go_at_once_end_in_one_of_both(rotterdam, utrecht, anna, dirk):
    challenge = challenge_in(State.OPEN, rotterdam, by=anna)
    ask = asked(challenge, utrecht, anna)
    start, said = Barrier(2), []

    def say(reply, by):
        try:
            start.wait()
            answered(ask, reply, by)
            said.append(reply)
        except Refusal:
            said.append(None)
        finally:
            connection.close()

    threads = [Thread(target=say, args=pair) for pair in ((Reply.AGREED, dirk), (Reply.RELEASED, anna))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stored = CoOwnership.objects.get()
    owners = set(Challenge.objects.get(pk=challenge.pk).item.co_owner_keys)
    assert stored.reply == Reply.RELEASED, "letting go is the last word in either order"
    assert owners == set()
    assert len(said) == 2


def test_on_the_screens_from_asking_to_leaving(rotterdam, utrecht, anna, dirk, bas, signed_in):
    challenge = challenge_in(State.OPEN, rotterdam, by=anna)
    owner, other = signed_in(anna), signed_in(dirk)
    page = f"/challenges/{challenge.item.slug}/co-owners/"
    assert other.get(page).status_code == 404
    assert other.get(f"/challenges/{challenge.item.slug}/together/").status_code == 404
    assert owner.post(page, {"name": "Nergenshuizen"}).status_code == 400
    assert owner.post(page, {"name": "utrecht"}).status_code == 302
    assert "Utrecht" in owner.get(page, headers=NL).content.decode()
    asks = other.get(f"/challenges/{challenge.item.slug}/together/", headers=NL).content.decode()
    assert "Rotterdam vraagt of Utrecht" in asks
    assert "U wordt gevraagd om mee te doen" in other.get("/me/challenges/", headers=NL).content.decode()
    assert signed_in(bas).get(f"/challenges/{challenge.item.slug}/together/").status_code == 404
    assert (
        other.post(f"/challenges/{challenge.item.slug}/together/", {"reply": "released"}).status_code == 404
    )
    assert other.post(f"/challenges/{challenge.item.slug}/together/", {"reply": "agreed"}).status_code == 302
    assert other.get(page).status_code == 200
    assert owner.post(f"{page}release/", {"organisation": "nobody"}).status_code == 404
    assert owner.post(f"{page}release/", {"organisation": utrecht.slug}).status_code == 302
    assert other.get(page).status_code == 404


def test_a_name_that_several_bodies_have_is_chosen_from_a_list(rotterdam, anna, signed_in):
    for slug, name in (("gm0000", "Bergen (L)"), ("gm0001", "Bergen (NH)")):
        Organisation.objects.create(
            slug=slug,
            name=name,
            type="municipality",
            comparable=name.lower().replace("(", "").replace(")", ""),
        )
    Organisation.objects.create(slug="bergen-bv", name="Bergen BV", type="company", comparable="bergen")
    challenge = challenge_in(State.OPEN, rotterdam, by=anna)
    shown = signed_in(anna).post(f"/challenges/{challenge.item.slug}/co-owners/", {"name": "Bergen"})
    text = shown.content.decode()
    assert shown.status_code == 200
    assert "Bergen (L)" in text
    assert "Bergen (NH)" in text
    assert "Bergen BV" not in text
    assert not CoOwnership.objects.exists()


def test_owner_and_follower_hear_once_where_a_challenge_went(rotterdam, anna, bas, chaima):
    challenge = challenge_in(State.OPEN, rotterdam, "Het zwembad", by=anna, visibility=Visibility.PUBLIC)
    actions.follow_challenge(challenge=challenge, person=bas, now=NOW)
    actions.follow_challenge(challenge=challenge, person=chaima, now=NOW)
    before = len(subjects(anna))
    actions.take_step(challenge=challenge, step=Step.BEGIN, taken_by=chaima, now=NOW)
    assert subjects(bas) == ["Het zwembad: Aan de slag"]
    assert len(subjects(anna)) == before + 1
    assert subjects(chaima) == [], "nobody hears what they did themselves"


def test_an_owner_whose_challenge_is_opened_hears_it_once(rotterdam, anna, bas, chaima):
    challenge = challenge_in(State.SUBMITTED, rotterdam, "Het zwembad", by=anna, visibility=Visibility.PUBLIC)
    actions.follow_challenge(challenge=challenge, person=anna, now=NOW)
    actions.take_step(challenge=challenge, step=Step.OPEN, taken_by=chaima, now=NOW)
    assert subjects(anna) == ["Gepubliceerd: Het zwembad"]


def test_a_follower_who_may_no_longer_see_it_hears_nothing(rotterdam, anna, bas):
    challenge = challenge_in(State.OPEN, rotterdam, "Het zwembad", by=anna, visibility=Visibility.PUBLIC)
    actions.follow_challenge(challenge=challenge, person=bas, now=NOW)
    actions.take_step(challenge=challenge, step=Step.BEGIN, taken_by=anna, now=NOW)
    assert subjects(bas) != []
    actions.hide_challenge(
        challenge=challenge,
        ground="5.1.2.b",
        review_on=NOW.date() + timedelta(days=9),
        hidden_by=anna,
        now=NOW,
    )
    assert subjects(bas) == []


def test_an_adviser_hears_what_is_given_to_them(rotterdam, anna, chaima, ada):
    challenge = challenge_in(State.SUBMITTED, rotterdam, "Het zwembad", by=anna)
    actions.assign_adviser(challenge=challenge, adviser=chaima, assigned_by=ada, now=NOW)
    assert "U begeleidt een vraagstuk: Het zwembad" in subjects(chaima)
    actions.assign_adviser(challenge=challenge, adviser=None, assigned_by=ada, now=NOW, reason="Vrij.")
    assert "U begeleidt een vraagstuk: Het zwembad" not in subjects(chaima)


def test_who_is_asked_hears_it_until_they_answered(rotterdam, utrecht, anna, dirk):
    challenge = challenge_in(State.OPEN, rotterdam, "Het zwembad", by=anna)
    ask = asked(challenge, utrecht, anna)
    assert subjects(dirk) == ["Rotterdam vraagt u mee te doen: Het zwembad"]
    answered(ask, Reply.AGREED, dirk)
    assert "Rotterdam vraagt u mee te doen: Het zwembad" not in subjects(dirk)
    assert "Utrecht over ‘Het zwembad’: Doet mee" in subjects(anna)


def test_owners_hear_of_a_bundle_and_of_what_the_others_said(rotterdam, utrecht, anna, dirk, chaima):
    both = [
        challenge_in(State.OPEN, owner, f"Het zwembad van {owner.name}", visibility=Visibility.PUBLIC)
        for owner in (rotterdam, utrecht)
    ]
    bundle = actions.propose_bundle(
        challenges=both, title="Zwembaden", text="Samen.", proposed_by=chaima, now=NOW
    )
    assert "Samen oppakken? Zwembaden" in subjects(anna)
    assert "Samen oppakken? Zwembaden" in subjects(dirk)
    actions.answer_bundle(bundle=bundle, challenge=both[0], reply=Reply.AGREED, answered_by=anna, now=NOW)
    actions.answer_bundle(bundle=bundle, challenge=both[1], reply=Reply.AGREED, answered_by=dirk, now=NOW)
    assert "Utrecht over ‘Zwembaden’: Doet mee" in subjects(anna)
    assert [one for one in subjects(chaima) if one.endswith("Doet mee")] == [
        "Utrecht over ‘Zwembaden’: Doet mee",
        "Rotterdam over ‘Zwembaden’: Doet mee",
    ]


def test_the_day_of_review_is_told_once(rotterdam, anna, bas):
    challenge = challenge_in(State.OPEN, rotterdam, "Het zwembad", by=anna)
    day = NOW.date() + timedelta(days=9)
    actions.hide_challenge(challenge=challenge, ground="5.1.2.b", review_on=day, hidden_by=anna, now=NOW)
    registry = Registry()
    registry.handles("challenges.review", every=timedelta(days=1))(jobs.tell_of_reviews)

    def work_on(now):
        worker = Worker(registry, clock=lambda: now, renews=False)
        while worker.work_once():
            pass

    work_on(NOW)
    told = "Moet dit nog vertrouwelijk zijn? Het zwembad"
    assert told not in subjects(anna)
    for days in (10, 11):
        work_on(NOW + timedelta(days=days))
    assert subjects(anna).count(told) == 1
    assert Mail.objects.filter(kind="challenge.review-due").count() == 1
    actions.disclose_challenge(challenge=challenge, disclosed_by=anna, now=NOW)
    assert told not in subjects(anna)
