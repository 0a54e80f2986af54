"""Who says that they use something, who confirms it, who sees it, and what counts."""

import re
from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from schakel.adoptions import actions, queries, rules
from schakel.adoptions.actions import Draft
from schakel.adoptions.models import Adoption
from schakel.adoptions.rules import Scale, State
from schakel.challenges.public import State as ChallengeState
from schakel.journal import public as journal
from schakel.kernel.refusal import Refusal
from schakel.library.public import Kind, Visibility
from schakel.organisations.public import Membership, Organisation
from tests.challenges import challenge_in
from tests.clock import NOW
from tests.items import item_of
from tests.strictness import StrictClient
from tests.told import told

pytestmark = pytest.mark.django_db
IN_USE = Draft(state=State.IN_USE, scale=Scale.PART)


@pytest.fixture
def solution(heat_pumps):
    return item_of(heat_pumps, "Een deksel", kind=Kind.SOLUTION)


def report(item, adopter, by, draft=IN_USE):
    return actions.report_adoption(item=item, adopter=adopter, draft=draft, reported_by=by, now=NOW)


def words_of(response):
    return response.content.decode()


def test_what_somebody_of_the_adopter_says_is_confirmed_at_once_and_the_owner_is_told(
    solution, rotterdam, anna, bas
):
    made = report(solution, rotterdam, anna)
    assert made.confirmed_by == anna
    assert told() == [("adoption.confirmed", bas.reference)]


def test_what_the_owner_says_of_others_waits_until_they_say_yes(solution, rotterdam, anna, bas, dirk):
    made = report(solution, rotterdam, bas)
    assert made.confirmed_at is None
    assert told() == [("adoption.to-confirm", anna.reference)]
    assert queries.reuse_counts() == {}
    assert queries.reuse_of(dirk, solution).number == 0
    actions.confirm_adoption(adoption=made, confirmed_by=anna, now=NOW)
    assert queries.reuse_counts() == {solution.pk: {"": 1}}
    assert queries.reuse_of(dirk, solution).number == 1


def test_nobody_vouches_for_themselves(solution, rotterdam, heat_pumps, anna, bas):
    made = report(solution, rotterdam, bas)
    Membership.objects.create(person=bas, organisation=rotterdam)
    for who in (bas,):
        with pytest.raises(Refusal, match="adoption-not-yours-to-confirm"):
            actions.confirm_adoption(adoption=made, confirmed_by=who, now=NOW)
    Membership.objects.create(person=anna, organisation=heat_pumps)
    with pytest.raises(Refusal, match="adoption-not-yours-to-confirm"):
        actions.confirm_adoption(adoption=made, confirmed_by=anna, now=NOW)
    assert queries.reuse_counts() == {}


def test_control_without_that_rule_an_owner_would_count_their_own_reuse(
    solution, rotterdam, bas, monkeypatch
):
    made = report(solution, rotterdam, bas)
    Membership.objects.create(person=bas, organisation=rotterdam)
    monkeypatch.setattr("schakel.adoptions.rules.may_confirm", lambda **_: True)
    actions.confirm_adoption(adoption=made, confirmed_by=bas, now=NOW)
    assert queries.reuse_counts() == {solution.pk: {"": 1}}


def test_who_works_for_both_reports_and_somebody_else_confirms(solution, rotterdam, heat_pumps, anna, bas):
    Membership.objects.create(person=bas, organisation=rotterdam)
    assert report(solution, rotterdam, bas).confirmed_at is None


def test_an_organisation_adopts_an_item_once_at_a_time_and_again_after_it_stopped(solution, rotterdam, anna):
    one = report(solution, rotterdam, anna)
    assert report(solution, rotterdam, anna) == one
    stopped = Draft(state=State.STOPPED, scale=Scale.PART)
    actions.change_adoption(adoption=one, draft=stopped, changed_by=anna, now=NOW)
    assert queries.reuse_counts() == {}
    assert report(solution, rotterdam, anna) != one


def test_the_database_refuses_a_second_one(solution, rotterdam, anna):
    report(solution, rotterdam, anna)
    fields = {"item": solution, "adopter": rotterdam, "scale": "part", "reported_at": NOW}
    with pytest.raises(IntegrityError), transaction.atomic():
        Adoption.objects.create(state="running", **fields)
    Adoption.objects.create(state="stopped", **fields)
    for wrong in ({"state": "lost"}, {"state": "stopped", "scale": "all"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Adoption.objects.create(**(fields | wrong))


def test_what_was_declined_is_never_shown(solution, rotterdam, anna, bas, dirk):
    made = report(solution, rotterdam, bas)
    actions.decline_adoption(adoption=made, declined_by=anna, now=NOW)
    before = journal.last_number()
    actions.decline_adoption(adoption=made, declined_by=anna, now=NOW)
    assert journal.last_number() == before
    with pytest.raises(Refusal, match="adoption-step-not-possible"):
        actions.confirm_adoption(adoption=made, confirmed_by=anna, now=NOW)
    assert queries.reuse_of(dirk, solution).adoptions == ()


def test_only_a_colleague_can_be_asked_about_it_and_only_the_adopter_changes_it(
    solution, rotterdam, anna, bas
):
    with pytest.raises(Refusal, match="contact-not-a-colleague"):
        report(solution, rotterdam, anna, Draft(state=State.IN_USE, scale=Scale.PART, contact=bas))
    made = report(solution, rotterdam, anna)
    for act, named in (
        (actions.change_adoption, {"draft": IN_USE, "changed_by": bas}),
        (actions.decline_adoption, {"declined_by": bas}),
    ):
        with pytest.raises(Refusal, match="adoption-not-yours-to-confirm"):
            act(adoption=made, now=NOW, **named)


def test_reuse_counts_by_size_and_says_how_many_of_ones_own(solution, anna, signed_in, rotterdam):
    Organisation.objects.filter(pk=rotterdam.pk).update(size_class="over-250k")
    for number, size in enumerate(("over-250k", "over-250k", "20k-50k")):
        body = Organisation.objects.create(
            slug=f"gm{number}", name=f"Stad {number}", type="municipality", size_class=size
        )
        made = report(solution, body, None)
        Adoption.objects.filter(pk=made.pk).update(confirmed_at=NOW)
    assert queries.reuse_counts([solution.pk]) == {solution.pk: {"20k-50k": 1, "over-250k": 2}}
    assert queries.reuse_counts([]) == {}
    page = words_of(signed_in(anna).get(solution.get_absolute_url()))
    assert "2 gemeenten van uw grootte gebruiken dit" in page
    assert "Stad 2" in page


def test_who_uses_it_already_is_told_so_counts_as_nobody_else_and_goes_to_their_own(
    solution, rotterdam, anna, dirk, signed_in
):
    browser = signed_in(anna)
    own = report(solution, rotterdam, anna, Draft(State.IN_USE, Scale.PART, since_on=date(2026, 3, 1)))
    page = words_of(browser.get(solution.get_absolute_url()))
    assert "Uw organisatie (Rotterdam) gebruikt dit sinds 1 maart 2026." in page
    assert "U gebruikt dit. Nog geen andere organisatie liet weten dit te gebruiken." in page
    assert f'href="/adoptions/{own.code}/">Wijzigen of beëindigen' in page
    assert f"/item/{solution.slug}/adopt/" not in page
    again = browser.get(f"/item/{solution.slug}/adopt/")
    assert again.headers["Location"] == f"/adoptions/{own.code}/"
    for number in range(2):
        body = Organisation.objects.create(
            slug=f"gm{number}", name=f"Stad {number}", type="municipality", size_class="over-250k"
        )
        Adoption.objects.filter(pk=report(solution, body, None).pk).update(confirmed_at=NOW)
    assert "U en 2 andere organisaties gebruiken dit." in words_of(browser.get(solution.get_absolute_url()))
    Organisation.objects.filter(pk=rotterdam.pk).update(size_class="over-250k")
    of_size = words_of(browser.get(solution.get_absolute_url()))
    assert "U en 2 andere gemeenten van uw grootte gebruiken dit" in of_size
    assert "3 organisaties gebruiken dit." in words_of(signed_in(dirk).get(solution.get_absolute_url()))


def test_what_nobody_confirmed_yet_asks_for_a_word_and_one_that_stopped_can_begin_again(
    solution, rotterdam, anna, bas, signed_in
):
    browser = signed_in(anna)
    made = report(solution, rotterdam, bas)
    page = words_of(browser.get(solution.get_absolute_url()))
    assert 'href="/me/adoptions/">Laten weten of dat klopt' in page
    assert "Nog niemand liet weten dit te gebruiken." in page
    actions.decline_adoption(adoption=made, declined_by=anna, now=NOW)
    assert f"/item/{solution.slug}/adopt/" in words_of(browser.get(solution.get_absolute_url()))


def test_who_owns_it_and_the_staff_can_still_name_others(solution, rotterdam, anna, bas, chaima, signed_in):
    report(solution, rotterdam, anna)
    for person in (bas, chaima):
        assert f"/item/{solution.slug}/adopt/" in words_of(signed_in(person).get(solution.get_absolute_url()))


def test_who_may_not_see_the_item_sees_nothing_of_its_reuse(rotterdam, heat_pumps, anna, bas, dirk):
    hidden = item_of(heat_pumps, "Onze prijs", kind=Kind.SOLUTION, visibility=Visibility.ORGANISATION)
    report(hidden, rotterdam, None)
    Adoption.objects.update(confirmed_at=NOW)
    assert queries.reuse_of(dirk, hidden).number == 0
    assert not queries.adoptions_visible_to(None).exists()
    assert queries.reuse_of(bas, hidden).number == 1


def test_saying_that_one_uses_it_too_from_the_page_keeps_the_challenge(solution, rotterdam, anna, signed_in):
    challenge = challenge_in(ChallengeState.DRAFT, rotterdam, "Ons zwembad stookt gas").item
    browser = signed_in(anna)
    assert f"/item/{solution.slug}/adopt/" in words_of(browser.get(solution.get_absolute_url()))
    address = f"/item/{solution.slug}/adopt/?challenge={challenge.slug}"
    assert "Ons zwembad stookt gas" in words_of(browser.get(address))
    sent = {
        "adopter": rotterdam.slug,
        "state": "in-use",
        "scale": "whole",
        "version": "2.1",
        "since_on": "2026-01-31",
        "result": "Een kwart minder gas.",
        "contact": str(anna.pk),
    }
    assert browser.post(address, sent).status_code == 302
    made = Adoption.objects.get()
    assert (made.challenge, made.version, made.contact) == (challenge, "2.1", anna)
    page = words_of(browser.get(solution.get_absolute_url()))
    for words in ("Rotterdam", "Een kwart minder gas.", "2.1", "vraag het Anna"):
        assert words in page
    assert "anna@" not in page
    passing_by = words_of(StrictClient().get(solution.get_absolute_url()))
    assert "Een kwart minder gas." in passing_by
    assert "Anna" not in passing_by


def test_a_challenge_of_others_is_not_kept_along(solution, heat_pumps, anna, signed_in):
    theirs = challenge_in(ChallengeState.OPEN, heat_pumps, "Van een ander").item
    assert signed_in(anna).get(f"/item/{solution.slug}/adopt/?challenge={theirs.slug}").status_code == 404


def test_what_was_typed_stays_when_the_organisation_is_not_known(solution, bas, signed_in):
    sent = {"other": "Bestaat Niet", "state": "in-use", "scale": "part", "result": "Veel minder gas."}
    response = signed_in(bas).post(f"/item/{solution.slug}/adopt/", sent)
    assert response.status_code == 400
    assert "Veel minder gas." in words_of(response)
    own = signed_in(bas).post(f"/item/{solution.slug}/adopt/", sent | {"other": "Heat Pumps BV"})
    assert own.status_code == 400
    assert not Adoption.objects.exists()


def test_the_adopter_confirms_on_their_page_and_says_later_how_it_goes(
    solution, rotterdam, anna, bas, signed_in
):
    sent = {"other": "Rotterdam", "state": "running", "scale": "part"}
    assert signed_in(bas).post(f"/item/{solution.slug}/adopt/", sent).status_code == 302
    browser = signed_in(anna)
    page = words_of(browser.get("/me/adoptions/"))
    found = re.search(r"/adoptions/(\w+)/confirm/", page)
    assert found is not None
    assert signed_in(bas).post(found[0], {"act": "confirm"}).status_code == 404
    browser.post(found[0], {"act": "confirm"})
    assert Adoption.objects.get().confirmed_by == anna
    change = f"/adoptions/{found[1]}/"
    assert browser.post(change, {"state": "in-use", "scale": "whole"}).status_code == 302
    assert Adoption.objects.get().state == "in-use"
    assert browser.post(change, {"state": "intended", "scale": "whole"}).status_code == 400
    assert "Rotterdam" in browser.get("/me/adoptions/file.csv").content.decode("utf-8-sig")


def test_a_case_of_nobody_in_particular_is_not_for_strangers(heat_pumps, rotterdam, anna, dirk, signed_in):
    facility = item_of(heat_pumps, "De hal", kind=Kind.FACILITY)
    assert signed_in(anna).get(f"/item/{facility.slug}/adopt/").status_code == 404
    solution = item_of(heat_pumps, "Een deksel", kind=Kind.SOLUTION)
    made = report(solution, rotterdam, anna)
    assert signed_in(dirk).get(f"/item/{solution.slug}/adopt/").status_code == 404
    assert signed_in(dirk).get(f"/adoptions/{made.code}/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_colleagues_who_say_it_at_once_make_one(rotterdam, heat_pumps, anna, dirk):
    Membership.objects.create(person=dirk, organisation=rotterdam)
    solution = item_of(heat_pumps, "Een deksel", kind=Kind.SOLUTION)
    at_once, made = Barrier(2), []

    def say(person):
        at_once.wait()
        try:
            made.append(report(solution, rotterdam, person).pk)
        finally:
            connection.close()

    workers = [Thread(target=say, args=(person,)) for person in (anna, dirk)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(made) == 2
    assert len(set(made)) == 1


def test_the_kinds_that_are_adopted_are_kinds_of_items():
    assert set(rules.KINDS) < {kind.value for kind in Kind}
