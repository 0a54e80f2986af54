"""A challenge on the screens: for its owner, for the staff, and for others."""

from datetime import timedelta

import pytest
from django.utils import timezone

from schakel.challenges.actions import hide_challenge, write_note
from schakel.challenges.models import Challenge, Follower, Note
from schakel.challenges.rules import State, Step
from schakel.library.public import Item, Visibility
from tests.challenges import challenge_in
from tests.clock import NOW
from tests.items import item_of

pytestmark = pytest.mark.django_db
NL = {"accept-language": "nl"}


def page(browser, challenge):
    return browser.get(f"/challenges/{challenge.item.slug}/", headers=NL)


def step(browser, challenge, name, **sent):
    return browser.post(
        f"/challenges/{challenge.item.slug}/step/", {"step": name, **sent}, headers=NL, follow=True
    )


def stored(challenge):
    return Challenge.objects.select_related("item").get(pk=challenge.pk)


def test_from_draft_to_resolved_by_owner_and_staff_together(rotterdam, anna, chaima, bas, signed_in):
    challenge = challenge_in(State.DRAFT, rotterdam)
    owner, staff, other = signed_in(anna), signed_in(chaima), signed_in(bas)
    assert page(other, challenge).status_code == 404
    assert "Het is nu ‘Ingediend’." in step(owner, challenge, "submit").content.decode()
    assert step(owner, challenge, "open").status_code == 404  # that is for the staff
    step(staff, challenge, "triage")
    step(staff, challenge, "open")
    assert stored(challenge).item.state == "published"
    assert "Wat er te doen is" not in page(other, challenge).content.decode()
    step(owner, challenge, "begin")
    asked = step(owner, challenge, "resolve")
    assert "Wat kwam ervan?" in asked.content.decode()
    assert step(owner, challenge, "resolve", words=" ").status_code == 400
    assert stored(challenge).state == State.IN_ACTION
    step(owner, challenge, "resolve", words="Een kwart minder gas.")
    assert stored(challenge).state == State.RESOLVED
    assert "Een kwart minder gas." in page(other, challenge).content.decode()


def test_who_comes_second_reads_what_the_first_did(rotterdam, anna, signed_in):
    challenge = challenge_in(State.RESOLVED, rotterdam)
    second = step(signed_in(anna), challenge, "resolve", words="Ik was later.")
    assert "kan nu niet: de status is ‘Opgelost’" in second.content.decode()
    assert stored(challenge).outcome == "Om een goede reden."


@pytest.mark.parametrize("name", list(Step))
def test_a_stranger_takes_no_step(name, rotterdam, bas, signed_in):
    challenge = challenge_in(State.OPEN, rotterdam)
    assert step(signed_in(bas), challenge, name.value, words="Ik vind van wel.").status_code == 404
    assert stored(challenge).state == State.OPEN


def test_a_step_that_does_not_exist_is_not_there(rotterdam, anna, signed_in):
    assert step(signed_in(anna), challenge_in(State.OPEN, rotterdam), "explode").status_code == 404


def test_the_owner_edits_until_it_is_open_and_the_staff_afterwards(rotterdam, anna, chaima, signed_in):
    for state, of_owner in ((State.DRAFT, 200), (State.TRIAGED, 200), (State.OPEN, 404), (State.PARKED, 404)):
        address = f"/item/{challenge_in(state, rotterdam, f'Vraag {state}').item.slug}/edit/"
        assert signed_in(anna).get(address).status_code == of_owner, state
        assert signed_in(chaima).get(address).status_code == 200


def test_only_the_buttons_somebody_may_press_are_there(rotterdam, anna, chaima, client, signed_in):
    challenge = challenge_in(State.SUBMITTED, rotterdam)
    assert [one["value"] for one in page(signed_in(anna), challenge).context["steps"]] == ["send-back"]
    staff = page(signed_in(chaima), challenge).context["steps"]
    assert [one["value"] for one in staff] == ["triage", "open", "send-back"]
    assert page(client, challenge).status_code == 404


def test_what_is_for_the_staff_is_not_shown_to_the_owner(rotterdam, anna, chaima, ada, signed_in):
    challenge = challenge_in(State.TRIAGED, rotterdam)
    write_note(challenge=challenge, text="Kanarie over de wethouder.", written_by=chaima, now=NOW)
    desk = f"/challenges/{challenge.item.slug}"
    staff = signed_in(chaima)
    staff.post(f"{desk}/adviser/", {"adviser": chaima.pk})
    unexplained = staff.post(f"{desk}/adviser/", {"adviser": ada.pk}, headers=NL, follow=True)
    assert "Schrijf op waarom u het overdraagt." in unexplained.content.decode()
    staff.post(f"{desk}/adviser/", {"adviser": ada.pk, "reason": "Kanarie op vakantie."})
    assert stored(challenge).adviser == ada
    assert "Kanarie over de wethouder." in page(staff, challenge).content.decode()
    seen_by_owner = page(signed_in(anna), challenge).content.decode()
    assert "Een andere adviseur" in seen_by_owner
    assert "Kanarie" not in seen_by_owner
    for address in (f"{desk}/adviser/", f"{desk}/notes/"):
        assert signed_in(anna).post(address, {"adviser": "", "text": "Ik ook"}).status_code == 404
    assert Note.objects.count() == 1


def test_an_adviser_who_is_not_there_cannot_be_chosen(rotterdam, anna, chaima, signed_in):
    challenge = challenge_in(State.TRIAGED, rotterdam)
    address = f"/challenges/{challenge.item.slug}/adviser/"
    assert signed_in(chaima).post(address, {"adviser": anna.pk}).status_code == 404


def test_somebody_follows_what_they_may_see_and_finds_it_back(rotterdam, bas, signed_in):
    challenge = challenge_in(State.OPEN, rotterdam, visibility=Visibility.NETWORK)
    browser = signed_in(bas)
    address = f"/challenges/{challenge.item.slug}/follow/"
    followed = browser.post(address, headers=NL, follow=True).content.decode()
    assert "1 volger" in followed
    assert "Ons zwembad stookt gas" in browser.get("/me/challenges/").content.decode()
    Item.objects.filter(pk=challenge.pk).update(visibility=Visibility.ORGANISATION)
    assert "Ons zwembad stookt gas" not in browser.get("/me/challenges/").content.decode()
    assert browser.post(address).status_code == 404
    Item.objects.filter(pk=challenge.pk).update(visibility=Visibility.PUBLIC)
    assert "0 volgers" in browser.post(address, {"act": "leave"}, headers=NL, follow=True).content.decode()
    assert not Follower.objects.exists()


def test_ones_own_challenges_stand_together(rotterdam, anna, bas, signed_in):
    for state in State:
        challenge_in(state, rotterdam, f"Vraag {state}")
    own = signed_in(anna).get("/me/challenges/").context["own"]
    assert {row["title"] for row in own} == {f"Vraag {state}" for state in State}
    assert signed_in(bas).get("/me/challenges/").context["own"] == []


def test_the_owner_makes_it_confidential_and_ends_that(rotterdam, anna, bas, signed_in):
    challenge = challenge_in(State.OPEN, rotterdam)
    owner = signed_in(anna)
    address = f"/challenges/{challenge.item.slug}/confidential/"
    assert signed_in(bas).get(address).status_code == 404
    review_on = timezone.localdate() + timedelta(days=60)
    far = timezone.localdate() + timedelta(days=4000)
    assert owner.post(address, {"ground": "", "review_on": review_on}).status_code == 400
    assert owner.post(address, {"ground": "5.1.2.b", "review_on": far}).status_code == 400
    owner.post(address, {"ground": "5.1.2.b", "review_on": review_on})
    shown = page(owner, challenge).content.decode()
    assert "artikel 5.1(2)(b) Woo: de economische of financiële belangen" in shown
    assert page(signed_in(bas), challenge).status_code == 404
    owner.post(address, {"act": "disclose"})
    assert not stored(challenge).is_confidential
    assert page(signed_in(bas), challenge).status_code == 404  # until the owner chooses who may find it


def test_the_desk_and_its_file_hold_the_same(rotterdam, chaima, anna, signed_in):
    for state in State:
        challenge_in(state, rotterdam, f"=Vraag {state}")
    staff = signed_in(chaima)
    assert signed_in(anna).get("/staff/challenges/").status_code == 404
    for heap in ("new", "mine", "unassigned", "late", "running", "finished"):
        table = staff.get(f"/staff/challenges/?heap={heap}", headers=NL)
        lines = staff.get(f"/staff/challenges/file.csv?heap={heap}", headers=NL).content.decode("utf-8-sig")
        titles = [row["title"] for row in table.context["rows"]]
        assert [line.split(",")[0] for line in lines.splitlines()[1:]] == [f"'{title}" for title in titles]
    assert staff.get("/staff/challenges/?heap=elsewhere").status_code == 404
    assert staff.get("/staff/challenges/").context["shown"] == "new"


def test_much_the_same_of_others_is_told_to_the_staff_as_far_as_it_may_be_seen(
    rotterdam, heat_pumps, anna, chaima, signed_in
):
    texts = {
        "nl": {
            "title": "Het zwembad stookt gas in de zomer",
            "question": "Waar gaat de warmte van het zwembad heen, en hoe stookt het minder gas?",
        }
    }
    challenge = challenge_in(State.OPEN, rotterdam, texts=texts)
    challenge_in(State.OPEN, heat_pumps, texts=texts)
    secret = challenge_in(State.DRAFT, heat_pumps, "Geheim zwembad stookt gas in de zomer")
    hide_challenge(
        challenge=secret,
        ground="5.1.2.b",
        review_on=NOW.date() + timedelta(days=9),
        hidden_by=chaima,
        now=NOW,
    )
    staff = page(signed_in(chaima), challenge)
    assert staff.context["asked_by_others"] == ["Heat Pumps BV"]
    owner = page(signed_in(anna), challenge)
    assert "asked_by_others" not in owner.context
    assert len(owner.context["others"]) == 1
    assert "Geheim" not in owner.content.decode()


def test_while_writing_one_sees_who_has_this_too_as_far_as_one_may(
    rotterdam, heat_pumps, anna, chaima, dirk, client, signed_in
):
    texts = {
        "nl": {"title": "Het zwembad stookt gas", "question": "Waar gaat de warmte van het zwembad heen?"}
    }
    challenge_in(State.OPEN, rotterdam, texts=texts)  # of one's own: no news
    other = challenge_in(State.OPEN, heat_pumps, texts=texts)
    challenge_in(State.DRAFT, heat_pumps, "Geheim zwembad stookt gas")
    case = item_of(heat_pumps, "Zwembad met een warmtepomp")
    form = {"nl-title": "Ons zwembad", "nl-question": "Waar gaat de warmte heen?", "en-title": "Our pool"}
    found = signed_in(anna).post("/items/suggestions/", form, headers=NL)
    assert [card["url"] for card in found.context["others"]] == [other.item.get_absolute_url()]
    assert [card["url"] for card in found.context["help"]] == [case.get_absolute_url()]
    assert "Geheim" not in found.content.decode()
    nothing = signed_in(anna).post("/items/suggestions/", {"nl-title": " "}, headers=NL)
    assert "Schrijf in een paar woorden" in nothing.content.decode()
    assert signed_in(dirk).post("/items/suggestions/", form).status_code == 404
    assert client.post("/items/suggestions/", form).headers["Location"].startswith("/account/login/")
    assert (
        "Kijk wie dit ook heeft" in signed_in(anna).get("/items/new/challenge/", headers=NL).content.decode()
    )
    assert (
        "Kijk wie dit ook heeft" not in signed_in(anna).get("/items/new/case/", headers=NL).content.decode()
    )
