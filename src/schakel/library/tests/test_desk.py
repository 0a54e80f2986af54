"""The desk of the staff, one's own page, and stepping into a role of the demonstration."""

import csv
import io
from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from schakel.accounts.public import Person
from schakel.journal import public as journal
from schakel.library.models import Item
from schakel.library.rules import State, Visibility
from tests.items import item_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


def titles_of(response) -> list[str]:
    return [row["title"] for row in response.context["rows"]]


def counts_of(response) -> dict[str, int]:
    return {tab["label"]: tab["count"] for tab in response.context["tabs"]}


def current_of(response) -> list[str]:
    return [tab["label"] for tab in response.context["tabs"] if tab["current"]]


def test_reviews_wait_with_the_oldest_on_top(signed_in, chaima, rotterdam):
    for days, title in ((1, "Gisteren"), (3, "Eerder"), (0, "Vandaag")):
        item = item_of(rotterdam, title, state=State.REVIEW)
        Item.objects.filter(pk=item.pk).update(changed_at=timezone.now() - timedelta(days=days))
    response = signed_in(chaima).get("/staff/")
    assert titles_of(response) == ["Eerder", "Gisteren", "Vandaag"]
    assert counts_of(response) == {"Waiting for review": 3, "My drafts": 0, "May be out of date": 0}
    assert current_of(response) == ["Waiting for review"]


def test_the_desk_opens_with_the_first_heap_in_which_something_waits(signed_in, chaima, rotterdam):
    Item.objects.filter(pk=item_of(rotterdam, "Oud").pk).update(verified_on="2020-01-01")
    response = signed_in(chaima).get("/staff/")
    assert current_of(response) == ["May be out of date"]
    assert titles_of(response) == ["Oud"]


def test_each_heap_can_be_looked_at(signed_in, chaima, rotterdam):
    item_of(rotterdam, "Concept van Chaima", state=State.DRAFT, by=chaima)
    browser = signed_in(chaima)
    assert titles_of(browser.get("/staff/?heap=drafts")) == ["Concept van Chaima"]
    assert "Nothing waits for review." in browser.get("/staff/?heap=review").content.decode()
    assert browser.get("/staff/?heap=hay").status_code == 404


def test_all_items_stand_in_one_table_with_a_tab_for_each_state(signed_in, chaima, rotterdam, heat_pumps):
    item_of(rotterdam, "Warmte", visibility=Visibility.NETWORK)
    item_of(heat_pumps, "Koude", state=State.DRAFT)
    response = signed_in(chaima).get("/staff/items/?sort=title")
    assert titles_of(response) == ["Koude", "Warmte"]
    assert counts_of(response) == {
        "All": 2,
        "Draft": 1,
        "Waiting for review": 0,
        "Published": 1,
        "May be out of date": 0,
        "Archived": 0,
    }
    assert [row["visibility"] for row in response.context["rows"]] == [
        "",
        "Everybody who takes part in the hub",
    ]


def test_the_table_is_searched_filtered_and_sorted_by_its_address(signed_in, chaima, rotterdam, heat_pumps):
    item_of(rotterdam, "Warmte in huis")
    item_of(heat_pumps, "Warmte in de straat")
    item_of(heat_pumps, "Koude")
    browser = signed_in(chaima)
    assert titles_of(browser.get("/staff/items/?q=warmte&sort=title")) == [
        "Warmte in de straat",
        "Warmte in huis",
    ]
    assert titles_of(browser.get("/staff/items/?q=warmte+heat")) == ["Warmte in de straat"]
    assert titles_of(browser.get("/staff/items/?kind=solution")) == []
    assert titles_of(browser.get("/staff/items/?sort=-title")) == [
        "Warmte in huis",
        "Warmte in de straat",
        "Koude",
    ]


def test_a_column_sorts_the_other_way_when_it_is_chosen_again(signed_in, chaima, rotterdam):
    item_of(rotterdam)
    columns = signed_in(chaima).get("/staff/items/?sort=title&q=warmte").context["columns"]
    assert columns[0] == {"label": "Title", "sort_url": "?q=warmte&sort=-title", "sorted": "ascending"}
    assert columns[1] == {"label": "Kind", "sort_url": "?q=warmte&sort=kind", "sorted": ""}


@pytest.mark.parametrize(
    "query", ["state=burnt&kind=castle&sort=price&page=99", "q=%00", "page=-1", "page=x"]
)
def test_an_address_that_makes_no_sense_shows_what_it_can(signed_in, chaima, rotterdam, query):
    item_of(rotterdam)
    assert titles_of(signed_in(chaima).get(f"/staff/items/?{query}")) == ["Warmte uit het kanaal"]


def test_a_long_table_comes_in_pages(signed_in, chaima, rotterdam):
    for number in range(51):
        item_of(rotterdam, f"Item {number:02}")
    browser = signed_in(chaima)
    assert len(titles_of(browser.get("/staff/items/"))) == 50
    assert titles_of(browser.get("/staff/items/?sort=title&page=2")) == ["Item 50"]


def test_the_same_selection_can_be_taken_along_as_a_file(signed_in, chaima, rotterdam):
    item_of(rotterdam, "=Warmte")
    item_of(rotterdam, "Koude", state=State.DRAFT)
    response = signed_in(chaima).get("/staff/items/file.csv?state=published")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))
    assert rows[0][:4] == ["Title", "Kind", "Belongs to", "State"]
    assert [row[:4] for row in rows[1:]] == [["'=Warmte", "Case", "Rotterdam", "Published"]]
    today = timezone.localdate().isoformat()
    assert response.headers["Content-Disposition"] == f'attachment; filename="items-{today}.csv"'


def test_a_workbook_can_be_taken_along_and_nothing_else(signed_in, chaima, rotterdam):
    item_of(rotterdam)
    browser = signed_in(chaima)
    assert browser.get("/staff/items/file.xlsx").content.startswith(b"PK")
    assert browser.get("/staff/items/file.exe").status_code == 404


def bulk(browser, *items: Item, **sent: str):
    return browser.post("/staff/items/step/", {"item": [item.pk for item in items], **sent}, follow=True)


def messages_of(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_many_items_are_published_at_once_and_what_could_not_is_told(signed_in, chaima, rotterdam):
    waiting = [item_of(rotterdam, title, state=State.REVIEW) for title in ("Een", "Twee")]
    archived = item_of(rotterdam, "Drie", state=State.ARCHIVED)
    response = bulk(signed_in(chaima), *waiting, archived, step="publish", address="state=review&q=e")
    assert set(Item.objects.filter(state="published").values_list("slug", flat=True)) == {"een", "twee"}
    assert messages_of(response) == [
        "2 items are published.",
        "Drie: “Publish” is not possible now: this is “Archived”.",
    ]
    assert response.redirect_chain == [("/staff/items/?state=review&q=e", 302)]


def test_archiving_many_is_asked_once_more(signed_in, chaima, rotterdam):
    items = [item_of(rotterdam, title) for title in ("Een", "Twee")]
    browser = signed_in(chaima)
    asked = bulk(browser, *items, step="archive")
    assert [line.title for line in asked.context["lines"]] == ["Een", "Twee"]
    assert not Item.objects.filter(state="archived").exists()
    response = bulk(browser, *items, step="archive", confirmed="yes")
    assert messages_of(response) == ["2 items are archived."]
    assert Item.objects.filter(state="archived").count() == 2


def test_each_item_of_many_has_its_own_row_in_the_journal(signed_in, chaima, rotterdam):
    items = [item_of(rotterdam, title, state=State.REVIEW) for title in ("Een", "Twee")]
    bulk(signed_in(chaima), *items, step="publish")
    rows = [journal.history_of(item.reference)[0] for item in items]
    assert [(row.name, row.actor) for row in rows] == [("item.published", chaima.reference)] * 2


def test_without_a_tick_nothing_happens(signed_in, chaima):
    assert messages_of(bulk(signed_in(chaima), step="publish")) == ["Tick at least one item first."]


@pytest.mark.parametrize("step", ["", "restore", "burn"])
def test_only_publishing_and_archiving_can_be_done_with_many(signed_in, chaima, rotterdam, step):
    assert bulk(signed_in(chaima), item_of(rotterdam), step=step).status_code == 404


@pytest.mark.parametrize("address", ["/staff/", "/staff/items/", "/staff/items/file.csv"])
@pytest.mark.parametrize("name", ["anna", "dirk"])
def test_the_desk_is_not_there_for_others(signed_in, request, name, address):
    assert signed_in(request.getfixturevalue(name)).get(address).status_code == 404


def test_a_visitor_is_asked_to_sign_in_and_comes_back(client):
    response = client.get("/staff/items/?q=x")
    assert response.headers["Location"] == "/account/login/?next=/staff/items/%3Fq%3Dx"


def test_my_page_shows_my_organisations_and_what_is_not_finished(signed_in, anna, rotterdam, heat_pumps):
    item_of(rotterdam, "Nog niet af", state=State.DRAFT)
    item_of(heat_pumps, "Van een ander", state=State.DRAFT)
    page = signed_in(anna).get("/me/").content.decode()
    assert "Nog niet af" in page
    assert "Van een ander" not in page
    assert 'href="/organisations/gm0599/">Rotterdam</a></li>' in page
    assert 'href="/items/new/"' in page
    assert 'href="/staff/"' not in page


def test_my_page_leads_staff_to_their_desk(signed_in, chaima, rotterdam):
    item_of(rotterdam, "Te beoordelen", state=State.REVIEW)
    page = signed_in(chaima).get("/me/").content.decode()
    assert 'href="/staff/?heap=review"' in page
    assert 'href="/staff/items/"' in page


def test_who_belongs_nowhere_is_told_what_to_do(signed_in, dirk):
    page = signed_in(dirk).get("/me/").content.decode()
    assert "You do not belong to an organisation yet." in page
    assert 'href="/items/new/"' not in page


def test_my_name_and_language_are_stored_and_the_screen_follows(signed_in, dirk):
    browser = signed_in(dirk)
    response = browser.post("/account/", {"name": "Dirk  Hofstra", "language": "nl"}, follow=True)
    assert (Person.objects.get().name, Person.objects.get().language) == ("Dirk Hofstra", "nl")
    assert messages_of(response) == ["Dit is opgeslagen."]
    assert '<html class="schakel-theme" lang="nl"' in response.content.decode()


@pytest.mark.parametrize("sent", [{"name": " ", "language": "nl"}, {"name": "Dirk", "language": "de"}])
def test_what_is_wrong_on_my_page_is_said_and_not_stored(signed_in, dirk, sent):
    response = signed_in(dirk).post("/account/", sent)
    assert response.context["form"].errors
    assert (Person.objects.get().name, Person.objects.get().language) == ("Dirk", "nl")


def step_into(browser, person: Person):
    return browser.post(reverse("stepping_in"), {"person": person.pk})


@pytest.fixture
def demonstration(settings, anna, chaima):
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, demo=True, base_url="http://127.0.0.1:8000")
    Person.objects.filter(pk__in=[anna.pk, chaima.pk]).update(is_illustrative=True)


@pytest.mark.usefixtures("demonstration")
def test_in_the_demonstration_one_click_is_enough_to_be_somebody_made_up(client, anna, chaima, ada):
    page = client.get("/demo/").content.decode()
    assert "Anna" in page
    assert "Ada" not in page
    assert step_into(client, chaima).headers["Location"] == "/me/"
    assert client.get("/staff/").status_code == 200
    assert step_into(client, anna).headers["Location"] == "/me/"
    assert client.get("/staff/").status_code == 404


@pytest.mark.usefixtures("demonstration")
def test_looking_at_the_demonstration_signs_nobody_in(client, anna):
    client.get(f"/demo/?person={anna.pk}")
    assert client.get("/me/").status_code == 302


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize("person", ["", "999999", "x"])
def test_nobody_becomes_an_unknown_person(client, person):
    assert client.post("/demo/", {"person": person}).status_code == 404


@pytest.mark.usefixtures("demonstration")
def test_a_real_person_cannot_be_stepped_into(client, ada):
    assert step_into(client, ada).status_code == 404
    assert client.get("/me/").status_code == 302


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize(
    "real", [{"demo": False}, {"base_url": "https://hub.example"}, {"base_url": "HTTPS://hub.example"}]
)
def test_a_hub_in_real_use_has_no_demonstration(settings, client, chaima, real):
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, **real)
    assert client.get("/demo/").status_code == 404
    assert step_into(client, chaima).status_code == 404
    assert client.get("/me/").status_code == 302
    assert "/demo/" not in client.get("/account/login/").content.decode()


@pytest.mark.usefixtures("demonstration")
def test_the_page_to_sign_in_leads_to_the_demonstration(client):
    assert 'href="/demo/"' in client.get("/account/login/").content.decode()
