"""Pilots over HTTP: starting from what is known, filling in, deciding, and the case."""

import html
import re
from datetime import timedelta

import pytest
from django.utils.formats import date_format

from schakel.challenges.public import State as ChallengeState
from schakel.introductions import public as introductions
from schakel.library.public import Item, Kind, Visibility
from schakel.organisations.public import Organisation
from schakel.pilots.models import Measure, Partner, Pilot
from schakel.pilots.rules import State
from schakel.spaces.public import Space
from tests.challenges import challenge_in
from tests.clock import NOW
from tests.introductions import in_state
from tests.items import item_of
from tests.pilots import LESSON, pilot_in
from tests.strictness import StrictClient

pytestmark = pytest.mark.django_db


def words_of(response):
    return response.content.decode()


def boxes_of(page):
    """The solutions that are proposed with a box each."""
    boxes = re.findall(r'<input[^>]*name="solutions"[^>]*>', page)
    return [value[1] for box in boxes if (value := re.search(r'value="([^"]+)"', box))]


@pytest.fixture
def running(rotterdam, heat_pumps, anna, bas):
    return pilot_in(State.RUNNING, rotterdam, by=anna, partners=[(heat_pumps, bas)])


def test_a_challenge_and_a_solution_become_a_pilot_in_one_click(rotterdam, heat_pumps, anna, signed_in):
    texts = {"nl": {"title": "Ons zwembad stookt gas", "question": "Waar blijft het gas?"}}
    challenge = challenge_in(ChallengeState.OPEN, rotterdam, texts=texts).item
    solution = item_of(heat_pumps, "Een deksel", kind=Kind.SOLUTION)
    browser = signed_in(anna)
    address = f"/pilots/new/?challenge={challenge.slug}&item={solution.slug}"
    form = words_of(browser.get(address))
    for known in (
        'value="Proef: Een deksel bij Rotterdam"',
        "Ons zwembad stookt gas",
        "Waar blijft het gas?",
        "Heat Pumps BV",
        "Een deksel",
    ):
        assert known in form
    sent = {
        "title": "Ons zwembad stookt gas",
        "owner": rotterdam.slug,
        "problem": "Waar blijft het gas?",
        "partners": [heat_pumps.slug],
        "phases": "Meten\nAfdekken",
    }
    response = browser.post(address, sent)
    pilot = Pilot.objects.get()
    assert response.headers["Location"] == f"/pilots/{pilot.slug}/measures/"
    assert (pilot.challenge, list(pilot.items.all())) == (challenge, [solution])
    assert Partner.objects.get().organisation == heat_pumps
    assert browser.post(address, sent).headers["Location"] == f"/pilots/{pilot.slug}/"
    assert Pilot.objects.count() == 1


def test_on_the_page_of_a_challenge_one_goes_on_with_solution_and_facility_in_one_go(
    rotterdam, heat_pumps, anna, signed_in
):
    texts = {"nl": {"title": "Ons zwembad stookt gas", "question": "Waar blijft het gas van het zwembad?"}}
    challenge = challenge_in(ChallengeState.OPEN, rotterdam, texts=texts).item
    lid = item_of(heat_pumps, "Een deksel voor het zwembad", kind=Kind.SOLUTION)
    other = item_of(heat_pumps, "Heel iets anders", kind=Kind.SOLUTION)
    hall = item_of(heat_pumps, "De hal", kind=Kind.FACILITY)
    hidden = item_of(heat_pumps, "Onze prijs", kind=Kind.SOLUTION, visibility=Visibility.ORGANISATION)
    browser = signed_in(anna)
    found = re.search(r'href="(/pilots/new/[^"]+)"', words_of(browser.get(f"/challenges/{challenge.slug}/")))
    assert found is not None
    address = f"{html.unescape(found[1])}&propose={lid.slug}&propose={hidden.slug}"
    page = words_of(browser.get(address))
    assert lid.slug in boxes_of(page)
    for slug in (other.slug, hall.slug):
        assert f'value="{slug}"' in page
    assert "Onze prijs" not in page
    sent = {"title": "", "owner": rotterdam.slug, "solutions": [lid.slug], "facility": hall.slug}
    wrong = browser.post(address, sent | {"solutions": [hidden.slug]})
    assert wrong.status_code == 400
    assert browser.post(address, sent | {"asks_owners": "on"}).status_code == 302
    pilot = Pilot.objects.get()
    assert (pilot.challenge, list(pilot.items.all()), pilot.facility) == (challenge, [lid], hall)
    assert pilot.title == "Proef: Een deksel voor het zwembad bij Rotterdam"
    assert [one.organisation for one in pilot.partners.all()] == [heat_pumps]


def test_who_is_behind_what_is_tried_is_asked_only_where_one_says_so(rotterdam, heat_pumps, anna, signed_in):
    lid = item_of(heat_pumps, "Een deksel", kind=Kind.SOLUTION)
    browser = signed_in(anna)
    sent = {"title": "Mijn eigen naam", "owner": rotterdam.slug, "other_solution": lid.slug}
    assert browser.post("/pilots/new/", sent).status_code == 302
    pilot = Pilot.objects.get()
    assert (pilot.title, list(pilot.items.all()), list(pilot.partners.all())) == (
        "Mijn eigen naam",
        [lid],
        [],
    )
    nameless = browser.post("/pilots/new/", {"title": "", "owner": rotterdam.slug})
    assert nameless.status_code == 400
    assert "Schrijf een paar woorden." in words_of(nameless)


def test_what_one_asked_an_introduction_for_is_proposed_first(rotterdam, heat_pumps, anna, bas, signed_in):
    challenge = challenge_in(ChallengeState.OPEN, rotterdam, by=anna)
    lid = item_of(heat_pumps, "Een deksel", kind=Kind.SOLUTION)
    in_state(introductions.State.REQUESTED, anna, bas, lid, challenge=challenge)
    address = f"/pilots/new/?challenge={challenge.item.slug}"
    assert boxes_of(words_of(signed_in(anna).get(address))) == [lid.slug]
    assert boxes_of(words_of(signed_in(bas).get(address))) == []


def test_a_pilot_starts_on_the_page_of_an_item_and_of_a_challenge(
    rotterdam, heat_pumps, anna, dirk, signed_in
):
    solution = item_of(heat_pumps, "Een deksel", kind=Kind.SOLUTION)
    challenge = challenge_in(ChallengeState.OPEN, rotterdam).item
    assert f"/pilots/new/?item={solution.slug}" in words_of(signed_in(anna).get(solution.get_absolute_url()))
    assert "/pilots/new/" not in words_of(signed_in(dirk).get(solution.get_absolute_url()))
    assert f"/pilots/new/?challenge={challenge.slug}" in words_of(
        signed_in(anna).get(f"/challenges/{challenge.slug}/")
    )


def test_nothing_is_started_from_what_one_may_not_see(heat_pumps, anna, signed_in):
    hidden = item_of(heat_pumps, "Onze prijs", kind=Kind.SOLUTION, visibility=Visibility.ORGANISATION)
    browser = signed_in(anna)
    assert browser.get(f"/pilots/new/?item={hidden.slug}").status_code == 404
    assert browser.get(f"/pilots/new/?challenge={hidden.slug}").status_code == 404
    assert browser.get("/pilots/new/?item=no-such-item").status_code == 404


def test_who_belongs_nowhere_starts_nothing(dirk, signed_in):
    assert signed_in(dirk).get("/pilots/new/").status_code == 404


def test_nobody_starts_one_for_an_organisation_of_others(rotterdam, heat_pumps, anna, signed_in):
    sent = {"title": "Koel", "owner": heat_pumps.slug}
    assert signed_in(anna).post("/pilots/new/", sent).status_code == 400
    assert not Pilot.objects.exists()


def test_the_page_shows_where_it_stands_in_words_and_what_waits(running, anna, bas, signed_in):
    page = words_of(signed_in(anna).get(f"/pilots/{running.slug}/"))
    assert 'aria-current="step">Loopt<span class="sk-steps__word">hier is het nu</span>' in page
    assert 'name="step" value="stop"' in page
    partner = words_of(signed_in(bas).get(f"/pilots/{running.slug}/"))
    assert 'name="step"' not in partner
    assert "Heat Pumps BV" in partner


@pytest.mark.parametrize("page", ["", "edit/", "measures/", "checks/", "plan/", "partners/"])
def test_a_stranger_gets_what_nothing_gets(running, dirk, signed_in, page):
    assert signed_in(dirk).get(f"/pilots/{running.slug}/{page}").status_code == 404
    assert StrictClient().get(f"/pilots/{running.slug}/{page}").status_code == 302


@pytest.mark.parametrize("page", ["edit/", "measures/", "checks/", "plan/", "partners/"])
def test_a_partner_reads_and_changes_nothing(running, bas, signed_in, page):
    browser = signed_in(bas)
    assert browser.get(f"/pilots/{running.slug}/").status_code == 200
    assert browser.get(f"/pilots/{running.slug}/{page}").status_code == 404
    assert browser.post(f"/pilots/{running.slug}/step/", {"step": "evaluate"}).status_code == 404
    assert browser.post(f"/pilots/{running.slug}/case/").status_code == 404


def test_the_staff_helps_on_and_does_not_decide(running, chaima, signed_in):
    browser = signed_in(chaima)
    assert browser.post(f"/pilots/{running.slug}/step/", {"step": "stop"}).status_code == 404
    assert browser.post(f"/pilots/{running.slug}/step/", {"step": "evaluate"}).status_code == 302
    assert Pilot.objects.get().state == State.EVALUATED


def test_a_partner_answers_on_the_page_and_no_longer_sees_it_after_saying_no(
    rotterdam, heat_pumps, anna, bas, signed_in
):
    pilot = pilot_in(State.PROPOSED, rotterdam, by=anna)
    asking = {"organisation": "Heat Pumps BV", "role": "provider"}
    assert signed_in(anna).post(f"/pilots/{pilot.slug}/partners/", asking).status_code == 302
    browser = signed_in(bas)
    assert "Uw antwoord is nodig" in words_of(browser.get("/me/pilots/"))
    answer = {"organisation": heat_pumps.slug, "reply": "declined"}
    assert browser.post(f"/pilots/{pilot.slug}/answer/", answer).headers["Location"] == "/me/pilots/"
    assert browser.get(f"/pilots/{pilot.slug}/").status_code == 404


def test_nobody_answers_for_others(rotterdam, heat_pumps, anna, bas, signed_in):
    pilot = pilot_in(State.PROPOSED, rotterdam, by=anna)
    utrecht = Organisation.objects.create(slug="gm0344", name="Utrecht", type="municipality")
    browser = signed_in(anna)
    for name in ("Heat Pumps BV", "Utrecht"):
        browser.post(f"/pilots/{pilot.slug}/partners/", {"organisation": name, "role": "other"})
    answer = {"organisation": utrecht.slug, "reply": "agreed"}
    assert signed_in(bas).post(f"/pilots/{pilot.slug}/answer/", answer).status_code == 404
    assert browser.post(f"/pilots/{pilot.slug}/answer/", answer).status_code == 404


def test_an_organisation_we_do_not_know_is_not_asked_and_its_name_stays(rotterdam, anna, signed_in):
    pilot = pilot_in(State.PROPOSED, rotterdam, by=anna)
    sent = {"organisation": "Bestaat Niet", "role": "other"}
    response = signed_in(anna).post(f"/pilots/{pilot.slug}/partners/", sent)
    assert response.status_code == 400
    assert "Bestaat Niet" in words_of(response)


def seen_version(page):
    # In the head of a page that was posted, the switch of language has the same fields, with what was sent.
    *_, found = re.finditer(r'name="seen_version" value="(\d+)"', page)
    return found[1]


def test_two_editors_see_both_texts_and_nothing_is_overwritten(running, anna, chaima, signed_in):
    address = f"/pilots/{running.slug}/edit/"
    first, second = signed_in(anna), signed_in(chaima)
    version = seen_version(words_of(first.get(address)))
    sent = {"title": running.title, "problem": "Gas.", "seen_version": version}
    assert first.post(address, sent).status_code == 302
    response = second.post(address, sent | {"problem": "Water."})
    assert response.status_code == 409
    page = words_of(response)
    assert "Gas." in page
    assert "Water." in page
    assert Pilot.objects.get().problem == "Gas."
    again = sent | {"problem": "Water.", "seen_version": seen_version(page)}
    assert second.post(address, again).status_code == 302
    assert Pilot.objects.get().problem == "Water."


def test_what_only_the_other_changed_is_taken_over_and_not_put_back(running, anna, chaima, signed_in):
    address = f"/pilots/{running.slug}/edit/"
    first, second = signed_in(anna), signed_in(chaima)
    version = seen_version(words_of(second.get(address)))
    same = {
        "title": running.title,
        "problem": running.problem,
        "hypothesis": running.hypothesis,
        "approach": running.approach,
        "starts_on": running.starts_on.isoformat(),
        "results": running.results,
        "lesson": running.lesson,
        "seen_version": version,
    }
    assert first.post(address, same | {"approach": "Wij leggen er een zeil op."}).status_code == 302
    response = second.post(address, same | {"problem": "Water."})
    assert response.status_code == 409
    page = words_of(response)
    assert "Wij leggen er een zeil op.</textarea>" in page
    assert 'id="conflicts-caption"' not in page
    assert "<li>Wat gaat u doen?</li>" in page
    sent = same | {"problem": "Water.", "approach": "Wij leggen er een zeil op."}
    assert second.post(address, sent | {"seen_version": seen_version(page)}).status_code == 302
    pilot = Pilot.objects.get()
    assert (pilot.problem, pilot.approach) == ("Water.", "Wij leggen er een zeil op.")


def test_what_it_said_before_is_kept_and_shown_with_who_changed_it(running, anna, signed_in):
    browser = signed_in(anna)
    address = f"/pilots/{running.slug}/edit/"
    sent = {"title": running.title, "problem": "Het zwembad stookt te veel gas."}
    version = seen_version(words_of(browser.get(address)))
    assert browser.post(address, sent | {"seen_version": version}).status_code == 302
    page = words_of(browser.get(f"/pilots/{running.slug}/"))
    assert '<ins><span class="sk-unseen">nieuw: </span>te veel</ins>' in page
    assert "Met een deksel stookt het een kwart minder." in page  # taken away above, and kept
    assert f'<ins><span class="sk-unseen">nieuw: </span>{date_format(NOW.date(), "j F Y")}</ins>' in page
    browser.post(f"/pilots/{running.slug}/plan/", {"phases": "Meten\nVergelijken"})
    page = words_of(browser.get(f"/pilots/{running.slug}/"))
    assert '<del><span class="sk-unseen">weg: </span>Afdekken</del>' in page


def test_once_it_runs_what_came_of_it_is_written_on_a_page_of_its_own(running, anna, signed_in):
    browser = signed_in(anna)
    address = f"/pilots/{running.slug}/edit/"
    assert f'<a href="{address}">Wat ervan kwam</a>' in words_of(browser.get(f"/pilots/{running.slug}/"))
    page = words_of(browser.get(address))
    assert "<h1>Wat ervan kwam</h1>" in page
    assert "Opslaan en verder" not in page


def test_measures_are_filled_in_as_people_write_numbers(rotterdam, anna, signed_in):
    pilot = pilot_in(State.PROPOSED, rotterdam, by=anna)
    browser = signed_in(anna)
    address = f"/pilots/{pilot.slug}/measures/"
    sent = {
        "seen_version": "1",
        "name-0": "Gas",
        "unit-0": "m³",
        "before-0": "1.850,5",
        "aimed-0": "1390",
        "measured-0": "",
        "then": "next",
    }
    assert browser.post(address, sent).headers["Location"] == f"/pilots/{pilot.slug}/checks/"
    assert str(Measure.objects.get().before) == "1850.500"
    wrong = browser.post(address, sent | {"seen_version": "2", "before-0": "veel"})
    assert wrong.status_code == 400
    assert "veel" in words_of(wrong)
    nameless = browser.post(address, {"seen_version": "2", "before-0": "3"})
    assert nameless.status_code == 400


def test_two_who_measure_at_once_see_both(running, anna, chaima, signed_in):
    address = f"/pilots/{running.slug}/measures/"
    page = words_of(signed_in(anna).get(address))
    sent = {"seen_version": seen_version(page), "name-0": "Gas", "before-0": "100", "measured-0": "70"}
    assert signed_in(anna).post(address, sent).status_code == 302
    response = signed_in(chaima).post(address, sent | {"measured-0": "60"})
    assert response.status_code == 409
    page = words_of(response)
    assert "<td>70</td>" in page
    assert "<td>60</td>" in page
    assert Measure.objects.get().measured == 70


def test_a_check_is_settled_with_its_words(rotterdam, anna, signed_in):
    pilot = pilot_in(State.PROPOSED, rotterdam, by=anna)
    browser = signed_in(anna)
    address = f"/pilots/{pilot.slug}/checks/"
    silent = {"check": "dpia", "state": "done", "words": ""}
    assert browser.post(address, silent).status_code == 400
    assert browser.post(address, silent | {"words": "Zie bijlage."}).status_code == 302
    assert pilot.checks.get(name="dpia").set_by == anna
    assert browser.post(address, silent | {"check": "other"}).status_code == 404


def test_the_history_says_which_check_was_looked_at_and_what_was_answered(rotterdam, anna, signed_in):
    pilot = pilot_in(State.PROPOSED, rotterdam, by=anna)
    browser = signed_in(anna)
    sent = {"check": "dpia", "state": "done", "words": "Zie bijlage 3."}
    browser.post(f"/pilots/{pilot.slug}/checks/", sent)
    page = words_of(browser.get(f"/pilots/{pilot.slug}/"))
    assert "Toets “Privacy (DPIA)”: Klaar. Zie bijlage 3." in page


def test_the_space_closes_some_time_after_the_pilot_and_the_hub_opens_it_again(
    running, anna, chaima, signed_in
):
    browser = signed_in(anna)
    stop = {"step": "stop", "words": "Te duur.", "lesson": LESSON}
    browser.post(f"/pilots/{running.slug}/step/", stop)
    assert "U kunt er tot" in words_of(browser.get(running.space.get_absolute_url()))
    page = words_of(browser.get(f"/pilots/{running.slug}/"))
    assert "kan er nog iets bij" in page
    assert "Weer openen" not in page
    Space.objects.update(closed_at=NOW - timedelta(days=400))
    closed = words_of(browser.get(running.space.get_absolute_url()))
    assert "Deze werkruimte is gesloten" in closed
    assert 'name="sent_key"' not in closed
    assert browser.get(f"{running.space.get_absolute_url()}dossier.zip").status_code == 200
    again = f"/pilots/{running.slug}/space/"
    assert browser.post(again, {"reason": "Nog een vraag."}).status_code == 404
    hub = signed_in(chaima)
    assert "Weer openen" in words_of(hub.get(f"/pilots/{running.slug}/"))
    hub.post(again, {"reason": ""})
    assert Space.objects.get().closed_at == NOW - timedelta(days=400)
    hub.post(again, {"reason": "Nog een vraag."})
    assert 'name="sent_key"' in words_of(browser.get(running.space.get_absolute_url()))
    assert "De werkruimte is weer geopend: Nog een vraag." in words_of(
        browser.get(f"/pilots/{running.slug}/")
    )


def test_stopping_asks_why_and_for_the_lesson_and_keeps_what_was_typed(running, anna, signed_in):
    Pilot.objects.update(lesson="")
    browser = signed_in(anna)
    address = f"/pilots/{running.slug}/step/"
    asked = words_of(browser.post(address, {"step": "stop"}))
    assert 'id="lesson"' in asked
    silent = browser.post(address, {"step": "stop", "words": "Te duur.", "lesson": ""})
    assert silent.status_code == 400
    assert "Te duur." in words_of(silent)
    assert Pilot.objects.get().state == State.RUNNING
    assert browser.post(address, {"step": "stop", "words": "Te duur.", "lesson": LESSON}).status_code == 302
    assert Pilot.objects.get().lesson == LESSON
    assert LESSON in words_of(browser.get(f"/pilots/{running.slug}/"))


def test_the_case_is_edited_and_the_pilot_and_it_lead_to_each_other(running, anna, bas, signed_in):
    browser = signed_in(anna)
    stop = {"step": "stop", "words": "Te duur.", "lesson": LESSON}
    browser.post(f"/pilots/{running.slug}/step/", stop)
    response = browser.post(f"/pilots/{running.slug}/case/")
    case = Item.objects.get(kind=Kind.CASE)
    assert response.headers["Location"] == f"/item/{case.slug}/edit/"
    assert LESSON in words_of(browser.get(f"/item/{case.slug}/edit/"))
    page = words_of(browser.get(f"/pilots/{running.slug}/"))
    assert f"/item/{case.slug}/" in page
    assert "het praktijkvoorbeeld is geschreven" in page
    assert f"/pilots/{running.slug}/" in words_of(browser.get(f"/item/{case.slug}/"))
    assert f"/item/{case.slug}/" not in words_of(signed_in(bas).get(f"/pilots/{running.slug}/"))


def test_once_published_the_case_is_for_everybody_and_the_pilot_is_not(
    running, anna, chaima, dirk, signed_in
):
    signed_in(anna).post(
        f"/pilots/{running.slug}/step/", {"step": "stop", "words": "Te duur.", "lesson": LESSON}
    )
    signed_in(anna).post(f"/pilots/{running.slug}/case/")
    case = Item.objects.get(kind=Kind.CASE)
    signed_in(chaima).post(f"/item/{case.slug}/step/", {"step": "publish"})
    page = words_of(signed_in(dirk).get(f"/item/{case.slug}/"))
    assert LESSON in page
    assert "/pilots/" not in page


def test_my_pilots_are_filtered_by_the_address_and_taken_along_as_a_file(running, rotterdam, anna, signed_in):
    pilot_in(State.PROPOSED, rotterdam, by=anna, title="=1+1")
    browser = signed_in(anna)
    page = words_of(browser.get("/me/pilots/?state=running"))
    assert running.title in page
    assert "=1+1" not in page
    file = browser.get("/me/pilots/file.csv").content.decode("utf-8-sig")
    assert "'=1+1" in file
    assert running.title in file
    assert "=1+1" not in browser.get("/me/pilots/file.csv?state=running").content.decode("utf-8-sig")


def test_what_a_partner_may_not_see_in_the_library_is_not_named_to_them(
    rotterdam, heat_pumps, anna, bas, signed_in
):
    hidden = challenge_in(
        ChallengeState.DRAFT, rotterdam, "Wat nog niemand weet", visibility=Visibility.ORGANISATION
    )
    pilot = pilot_in(State.PROPOSED, rotterdam, by=anna, partners=[(heat_pumps, bas)], challenge=hidden.item)
    assert "Wat nog niemand weet" in words_of(signed_in(anna).get(f"/pilots/{pilot.slug}/"))
    assert "Wat nog niemand weet" not in words_of(signed_in(bas).get(f"/pilots/{pilot.slug}/"))
