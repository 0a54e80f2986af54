"""Writing and changing items on the screen."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from schakel.journal import public as journal
from schakel.kernel.comparing import Piece, pieces_of
from schakel.library.kinds import KINDS, Kind
from schakel.library.models import Item
from schakel.library.rules import State, Visibility
from schakel.library.versions import snapshot
from schakel.library.web.people import KEPT
from schakel.organisations.public import Membership, Organisation
from schakel.vocabulary.public import Concept
from tests.items import item_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def heat(db) -> Concept:
    concept = Concept.objects.create(notation="heat")
    concept.labels.create(language="en", text="Heat", is_preferred=True)
    return concept


def words_of(response) -> str:
    """What stands on the page, without tags."""
    page = response.content.decode()
    text = re.sub(r"<[^>]+>", " ", re.sub(r"<(style|script|title).*?</\1>", " ", page, flags=re.DOTALL))
    return " ".join(unescape(text).split())


def fields_of(response) -> dict[str, object]:
    """What a browser would send when the form on this page is stored as it is."""
    form = response.context["form"]
    sent: dict[str, object] = {}
    for field in form:
        value = field.value()
        if isinstance(value, bool):
            sent |= {field.html_name: "on"} if value else {}
        elif value is not None:
            sent[field.html_name] = value if isinstance(value, list) else str(value)
    return sent


def typed(owner: Organisation, **more: object) -> dict[str, object]:
    least = {"nl-title": "Warmte uit het kanaal", "owner": owner.slug, "visibility": "public"}
    return least | {"original_language": "nl"} | more


def test_the_kinds_to_choose_from_are_all_kinds(signed_in, anna):
    page = signed_in(anna).get("/items/new/").content.decode()
    assert all(f'href="/items/new/{kind.value}/"' in page for kind in Kind)


def test_who_belongs_to_no_organisation_cannot_add_anything(signed_in, dirk):
    assert signed_in(dirk).get("/items/new/").status_code == 404
    assert signed_in(dirk).get("/items/new/case/").status_code == 404


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_a_field_for_each_of_its_texts_and_facts(signed_in, anna, kind):
    form = signed_in(anna).get(f"/items/new/{kind.value}/").context["form"]
    definition = KINDS[kind]
    assert {f"{code}-{text.name}" for text in definition.texts for code in ("nl", "en")} <= set(form.fields)
    assert {f"fact-{fact.name}" for fact in definition.facts} <= set(form.fields)
    shown = {field.name for section in form.sections() for row in section.rows for field in row.fields}
    assert set(form.fields) - shown <= {"seen_version", "themes"}


def test_an_unknown_kind_is_not_there(signed_in, anna):
    assert signed_in(anna).get("/items/new/castle/").status_code == 404


def test_a_title_is_enough_for_a_draft(signed_in, anna, rotterdam):
    response = signed_in(anna).post("/items/new/case/", typed(rotterdam), follow=True)
    item = Item.objects.get()
    assert response.redirect_chain == [(f"/item/{item.slug}/edit/", 302)]
    assert (item.state, item.owner) == ("draft", rotterdam)
    assert journal.history_of(item.reference)[0].actor == anna.reference
    assert "This is stored as a draft." in words_of(response)


def test_everything_typed_is_stored(signed_in, chaima, rotterdam, heat):
    said = typed(
        rotterdam,
        **{
            "nl-summary": "Kort",
            "en-title": "Heat from the canal",
            "nl-lessons": "Begin klein\nMeet alles",
            "fact-status": "running",
            "fact-started_year": "2024",
            "fact-figures": "25 | procent minder gas | percent less gas",
            "fact-inhabitants_reached": "12.500",
            "themes": ["heat"],
            "place": rotterdam.slug,
            "visibility": "network",
            "source_url": "https://www.rotterdam.example/warmte",
            "source_name": "Jaarverslag",
            "licence": "CC-BY-4.0",
            "retrieved_on": "1-11-2026",
            "verified_on": "",
            "is_illustrative": "on",
        },
    )
    assert signed_in(chaima).post("/items/new/case/", said).status_code == 302
    assert snapshot(Item.objects.get()) == {
        "owner": "gm0599",
        "place": "gm0599",
        "visibility": "network",
        "original_language": "nl",
        "themes": ["heat"],
        "facts": {
            "status": "running",
            "started_year": 2024,
            "figures": [{"value": "25", "unit_nl": "procent minder gas", "unit_en": "percent less gas"}],
            "inhabitants_reached": 12_500,
        },
        "source_url": "https://www.rotterdam.example/warmte",
        "source_name": "Jaarverslag",
        "licence": "CC-BY-4.0",
        "retrieved_on": "2026-11-01",
        "verified_on": "",
        "is_illustrative": True,
        "text.nl.title": "Warmte uit het kanaal",
        "text.nl.summary": "Kort",
        "text.nl.lessons": "Begin klein\nMeet alles",
        "text.en.title": "Heat from the canal",
    }


def test_storing_a_form_as_it_came_changes_nothing(signed_in, chaima, rotterdam, heat):
    item = item_of(
        rotterdam,
        kind=Kind.FUNDING,
        texts={"nl": {"title": "Regeling", "conditions": "Een\nTwee"}, "en": {"title": "Scheme"}},
        facts={
            "funder": "RVO",
            "budget_cents": 125_050,
            "windows": [{"opens_on": "2027-03-01", "closes_on": "2027-04-30"}],
            "for_types": ["municipality", "province"],
        },
        themes=(heat,),
        place=rotterdam,
        visibility=Visibility.PARTNERS,
    )
    browser = signed_in(chaima)
    sent = fields_of(browser.get(f"/item/{item.slug}/edit/"))
    before = journal.last_number()
    assert browser.post(f"/item/{item.slug}/edit/", sent).status_code == 302
    assert journal.last_number() == before
    assert Item.objects.get().version == item.version


def test_what_is_wrong_stands_at_the_top_and_at_the_field_and_nothing_typed_is_lost(
    signed_in, anna, rotterdam
):
    said = typed(
        rotterdam,
        **{
            "nl-title": "",
            "nl-summary": "Wat ik al schreef",
            "fact-started_year": "lang geleden",
            "fact-figures": "| procent",
            "source_url": "geen adres",
            "retrieved_on": "gisteren",
        },
    )
    response = signed_in(anna).post("/items/new/case/", said)
    page = response.content.decode()
    assert response.status_code == 200
    assert not Item.objects.exists()
    summary = page[
        page.index('class="sk-error-list"') : page.index("</ul>", page.index('class="sk-error-list"'))
    ]
    for name, sentence in {
        "nl-title": "Write a Dutch title too, since there is more in Dutch.",
        "fact-started_year": "“lang geleden” is not a whole number.",
        "fact-figures": "“| procent” cannot be read.",
        "source_url": "This is not a web address.",
        "retrieved_on": "“gisteren” cannot be read as a day.",
    }.items():
        assert f'href="#id_{name}"' in summary
        assert sentence in unescape(summary)
        assert sentence in unescape(page[page.index(f'id="id_{name}_error"') :])
    assert all(str(value) in unescape(page) for value in said.values() if value)
    wrong = {entry["url"] for entry in response.context["contents"] if entry["is_wrong"]}
    assert wrong == {"#what", "#facts", "#source"}
    assert "<title>Not complete yet:" in page


def test_without_any_text_a_title_is_asked_for_once(signed_in, anna, rotterdam):
    form = signed_in(anna).post("/items/new/case/", typed(rotterdam, **{"nl-title": " "})).context["form"]
    assert form.errors.get_json_data() == {
        "nl-title": [{"message": "Write a title, in Dutch or in English.", "code": ""}]
    }


def test_a_title_that_is_too_long_says_how_long_it_may_be(signed_in, anna, rotterdam):
    form = (
        signed_in(anna).post("/items/new/case/", typed(rotterdam, **{"nl-title": "x" * 201})).context["form"]
    )
    assert form.errors["nl-title"] == ["This is 201 characters long. Use at most 200."]


def test_a_day_that_is_still_to_come_was_not_the_day_of_checking(signed_in, anna, rotterdam):
    tomorrow = timezone.localdate() + timedelta(days=1)
    said = typed(rotterdam, verified_on=tomorrow.isoformat())
    assert "verified_on" in signed_in(anna).post("/items/new/case/", said).context["form"].errors


def test_a_member_can_choose_only_their_own_organisations(signed_in, anna, rotterdam, heat_pumps):
    browser = signed_in(anna)
    assert browser.get("/items/new/case/").context["form"].fields["owner"].choices == [
        ("gm0599", "Rotterdam")
    ]
    form = browser.post("/items/new/case/", typed(heat_pumps)).context["form"]
    assert form.errors["owner"] == ["Choose an organisation from the list."]
    assert not Item.objects.exists()


def test_a_member_cannot_give_an_item_to_another_organisation(signed_in, anna, rotterdam, heat_pumps):
    item = item_of(rotterdam, state=State.DRAFT)
    browser = signed_in(anna)
    sent = fields_of(browser.get(f"/item/{item.slug}/edit/")) | {"owner": heat_pumps.slug}
    assert "owner" in browser.post(f"/item/{item.slug}/edit/", sent).context["form"].errors
    assert Item.objects.get().owner == rotterdam


def test_staff_can_choose_any_organisation(signed_in, chaima, rotterdam, heat_pumps):
    assert signed_in(chaima).post("/items/new/case/", typed(heat_pumps)).status_code == 302
    assert Item.objects.get().owner == heat_pumps


def test_a_member_of_several_organisations_has_to_choose(signed_in, anna, rotterdam, heat_pumps):
    Membership.objects.create(person=anna, organisation=heat_pumps)
    browser = signed_in(anna)
    form = browser.post("/items/new/case/", typed(rotterdam) | {"owner": ""}).context["form"]
    assert form.errors["owner"] == ["Choose the organisation this belongs to."]
    assert browser.post("/items/new/case/", typed(heat_pumps)).status_code == 302


def test_looking_for_themes_keeps_what_was_typed_and_judges_nothing(signed_in, anna, rotterdam, heat):
    said = {
        "nl-summary": "Al geschreven",
        "fact-started_year": "nog niet",
        "find_theme": "hea",
        "act": "find-themes",
    }
    response = signed_in(anna).post("/items/new/case/", said)
    form = response.context["form"]
    assert not form.is_bound
    assert form.fields["themes"].choices == [("heat", "Heat")]
    assert "Al geschreven" in response.content.decode()
    assert "nog niet" in response.content.decode()
    assert not Item.objects.exists()


def test_a_theme_that_is_not_found_is_said_to_be_unknown(signed_in, anna):
    response = signed_in(anna).post("/items/new/case/", {"find_theme": "zzz", "act": "find-themes"})
    assert "We know no theme with “zzz”. Try another word." in words_of(response)


def test_a_theme_that_is_no_longer_ticked_does_not_come_back(signed_in, chaima, rotterdam, heat):
    item = item_of(rotterdam, state=State.DRAFT, themes=(heat,))
    browser = signed_in(chaima)
    sent = fields_of(browser.get(f"/item/{item.slug}/edit/")) | {
        "themes": [],
        "find_theme": "x",
        "act": "find-themes",
    }
    searched = browser.post(f"/item/{item.slug}/edit/", sent)
    assert searched.context["form"]["themes"].value() == []


def test_an_unknown_theme_is_refused(signed_in, anna, rotterdam):
    form = signed_in(anna).post("/items/new/case/", typed(rotterdam, themes=["heat"])).context["form"]
    assert form.errors["themes"] == ["We know no theme “heat”. Search for another one."]


def test_two_people_who_changed_different_fields_both_keep_their_work(signed_in, anna, chaima, rotterdam):
    item = item_of(rotterdam, state=State.DRAFT, texts={"nl": {"title": "Warmte", "summary": "Kort"}})
    address = f"/item/{item.slug}/edit/"
    first, second = signed_in(anna), signed_in(chaima)
    of_anna, of_chaima = fields_of(first.get(address)), fields_of(second.get(address))
    first.post(address, of_anna | {"nl-summary": "Van Anna"})
    response = second.post(address, of_chaima | {"fact-status": "pilot"})
    assert response.status_code == 409
    assert response.context["meanwhile"] == {"conflicts": [], "taken_over": ["Summary in Dutch"]}
    assert second.post(address, fields_of(response)).status_code == 302
    stored = snapshot(Item.objects.get())
    assert (stored["text.nl.summary"], stored["facts"]) == ("Van Anna", {"status": "pilot"})


def test_of_a_field_that_two_people_changed_both_versions_are_shown_and_what_was_typed_stays(
    signed_in, anna, chaima, rotterdam
):
    item = item_of(rotterdam, state=State.DRAFT)
    address = f"/item/{item.slug}/edit/"
    first, second = signed_in(anna), signed_in(chaima)
    of_anna, of_chaima = fields_of(first.get(address)), fields_of(second.get(address))
    first.post(address, of_anna | {"nl-title": "Titel van Anna", "fact-status": "idea"})
    response = second.post(address, of_chaima | {"nl-title": "Titel van Chaima", "fact-status": "pilot"})
    assert response.context["meanwhile"]["conflicts"] == [
        {
            "label": "Title in Dutch",
            "url": "#id_nl-title",
            "theirs": "Titel van Anna",
            "yours": "Titel van Chaima",
        },
        {"label": "Status", "url": "#id_fact-status", "theirs": "Idea", "yours": "Pilot"},
    ]
    assert "Somebody else changed this in the meantime" in words_of(response)
    assert snapshot(Item.objects.get())["text.nl.title"] == "Titel van Anna"
    assert second.post(address, fields_of(response)).status_code == 302
    assert snapshot(Item.objects.get())["text.nl.title"] == "Titel van Chaima"


def test_what_was_typed_before_the_session_ended_is_still_there_after_signing_in(client, anna, rotterdam):
    item = item_of(rotterdam, state=State.DRAFT)
    address = f"/item/{item.slug}/edit/"
    refused = client.post(address, typed(rotterdam, **{"nl-summary": "Een uur werk", "themes": ["x"]}))
    assert refused.headers["Location"] == f"/account/login/?next={address}"
    client.force_login(anna, backend="django.contrib.auth.backends.ModelBackend")
    response = client.get(address)
    assert "Een uur werk" in response.content.decode()
    assert "What you typed is still here" in words_of(response)
    assert client.post(address, fields_of(response) | {"themes": []}).status_code == 302
    assert snapshot(Item.objects.get())["text.nl.summary"] == "Een uur werk"
    assert "Een uur werk" not in client.get("/items/new/case/").content.decode()


def test_a_visitor_cannot_fill_the_hub_with_what_they_type(client):
    client.post("/items/new/case/", {"nl-summary": "x" * 200_001})
    assert KEPT not in client.session


def test_what_somebody_typed_elsewhere_does_not_turn_up_here(client, anna):
    client.post("/items/new/case/", {"nl-summary": "Elders getypt"})
    client.force_login(anna, backend="django.contrib.auth.backends.ModelBackend")
    assert "Elders getypt" not in client.get("/items/new/solution/").content.decode()


@pytest.mark.parametrize(
    ("who", "state", "buttons"),
    [
        ("anna", State.DRAFT, ["submit", "archive"]),
        ("chaima", State.DRAFT, ["publish", "archive"]),
        ("anna", State.REVIEW, []),
        ("chaima", State.REVIEW, ["publish", "send-back"]),
        ("anna", State.PUBLISHED, ["archive"]),
        ("anna", State.ARCHIVED, ["restore"]),
    ],
)
def test_the_buttons_are_the_steps_one_may_take(signed_in, request, rotterdam, anna, who, state, buttons):
    item = item_of(rotterdam, state=state)
    response = signed_in(request.getfixturevalue(who)).get(f"/item/{item.slug}/edit/")
    assert [step.value for step in response.context["steps"]] == buttons


def test_a_writer_can_store_and_hand_in_at_once(signed_in, anna, rotterdam):
    signed_in(anna).post("/items/new/case/", typed(rotterdam, step="submit"))
    assert Item.objects.get().state == "review"


def test_a_writer_cannot_publish(signed_in, anna, rotterdam):
    assert signed_in(anna).post("/items/new/case/", typed(rotterdam, step="publish")).status_code == 404
    assert not Item.objects.exists()
    item = item_of(rotterdam, state=State.REVIEW)
    browser = signed_in(anna)
    sent = fields_of(browser.get(f"/item/{item.slug}/edit/")) | {"step": "publish"}
    assert browser.post(f"/item/{item.slug}/edit/", sent).status_code == 404
    assert Item.objects.get().state == "review"


def test_staff_can_store_and_publish_at_once(signed_in, chaima, rotterdam):
    item = item_of(rotterdam, state=State.REVIEW)
    browser = signed_in(chaima)
    sent = fields_of(browser.get(f"/item/{item.slug}/edit/")) | {"step": "publish", "nl-summary": "Nagekeken"}
    assert browser.post(f"/item/{item.slug}/edit/", sent).status_code == 302
    assert Item.objects.get().state == "published"
    assert snapshot(Item.objects.get())["text.nl.summary"] == "Nagekeken"


def step(browser, item: Item, **sent: str):
    return browser.post(f"/item/{item.slug}/step/", sent, follow=True)


def test_archiving_is_asked_once_more(signed_in, anna, rotterdam):
    item, browser = item_of(rotterdam), signed_in(anna)
    asked = step(browser, item, step="archive")
    assert "Nobody finds it any more after this." in words_of(asked)
    assert Item.objects.get().state == "published"
    done = step(browser, item, step="archive", confirmed="yes")
    assert "This is archived." in words_of(done)
    assert Item.objects.get().state == "archived"


def test_sending_back_asks_for_the_reason_until_there_is_one(signed_in, chaima, rotterdam):
    item, browser = item_of(rotterdam, state=State.REVIEW), signed_in(chaima)
    assert "What has to change?" in words_of(step(browser, item, step="send-back"))
    without = step(browser, item, step="send-back", confirmed="yes", reason=" ")
    assert "Write why, so that the writer knows what to do." in words_of(without)
    assert Item.objects.get().state == "review"
    step(browser, item, step="send-back", confirmed="yes", reason="Welke bron?")
    assert Item.objects.get().state == "draft"
    assert journal.history_of(item.reference)[0].details["reason"] == "Welke bron?"


def test_a_step_that_is_no_longer_possible_says_so(signed_in, chaima, rotterdam):
    item = item_of(rotterdam)
    response = step(signed_in(chaima), item, step="submit")
    assert "“Hand in for review” is not possible now: this is “Published”." in words_of(response)


def test_a_reviewer_does_not_publish_what_was_changed_after_they_read_it(signed_in, anna, chaima, rotterdam):
    item = item_of(rotterdam, state=State.REVIEW)
    writer = signed_in(anna)
    sent = fields_of(writer.get(f"/item/{item.slug}/edit/")) | {"nl-title": "Toch anders"}
    writer.post(f"/item/{item.slug}/edit/", sent)
    response = step(signed_in(chaima), item, step="publish", seen_version="1")
    assert "Somebody else changed this in the meantime." in words_of(response)
    assert Item.objects.get().state == "review"


@pytest.mark.parametrize("asked", ["", "burn"])
def test_an_unknown_step_is_not_there(signed_in, chaima, rotterdam, asked):
    assert step(signed_in(chaima), item_of(rotterdam), step=asked).status_code == 404


def test_after_a_step_at_the_desk_one_is_back_at_the_desk(signed_in, chaima, rotterdam):
    item = item_of(rotterdam, state=State.REVIEW)
    response = step(signed_in(chaima), item, step="publish", back="staff")
    assert response.redirect_chain[-1][0] == "/staff/"


def test_the_history_shows_what_changed_word_by_word_and_who_did_it(signed_in, anna, chaima, rotterdam):
    item = item_of(rotterdam, state=State.DRAFT, by=anna)
    writer = signed_in(anna)
    sent = fields_of(writer.get(f"/item/{item.slug}/edit/")) | {"nl-title": "Koude uit het kanaal"}
    writer.post(f"/item/{item.slug}/edit/", sent | {"fact-status": "running", "visibility": "network"})
    response = signed_in(chaima).get(f"/item/{item.slug}/history/")
    changed, written = response.context["happenings"]
    assert (changed["what"], changed["by"], changed["version"]) == ("Changed", "Anna", 2)
    assert (written["what"], written["by"], written["changes"]) == ("Written", "Anna", [])
    assert {change["label"]: change["pieces"] for change in changed["changes"]} == {
        "Who may find it once it is published": pieces_of("Everybody", "Everybody who takes part in the hub"),
        "Title (Dutch)": [Piece("gone", "Warmte"), Piece("new", "Koude"), Piece("same", "uit het kanaal")],
        "Status": [Piece("new", "In use")],
    }


def test_a_person_without_a_name_is_somebody_in_the_history(signed_in, anna, chaima, rotterdam):
    anna.name = ""
    anna.save()
    item = item_of(rotterdam, by=anna)
    page = words_of(signed_in(chaima).get(f"/item/{item.slug}/history/"))
    assert "somebody," in page
    assert anna.email not in page
