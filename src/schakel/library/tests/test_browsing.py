"""Looking through lists: what is in them, how they are narrowed, counted, taken along and followed."""

import csv
import io
import json
import zipfile
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from schakel.library.kinds import Kind
from schakel.library.listing import (
    Wanted,
    count_by_kind,
    count_by_language,
    count_by_region,
    count_by_status,
    count_by_theme,
    items_wanted,
    newest_lessons,
    newest_of_each_kind,
)
from schakel.library.models import Item
from schakel.library.queries import items_visible_to, values_of
from schakel.library.rules import State, Visibility
from schakel.organisations.public import Organisation, OrganisationType
from schakel.vocabulary.public import Concept
from tests.clock import NOW
from tests.items import item_of

PAGES = ("/browse/", "/browse/case/", "/agenda/")
EXPORTS = ("/browse/items.csv", "/browse/items.json", "/browse/items.xlsx", "/browse/new.atom")
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def themes(db):
    """Energy transition with heat network under it; climate change beside it."""
    energy = Concept.objects.create(notation="energy-transition", is_challenge=True)
    heat = Concept.objects.create(notation="heat-network", broader=energy, position=1)
    climate = Concept.objects.create(notation="climate-change", is_challenge=True, position=2)
    for concept, dutch, english in (
        (energy, "energietransitie", "energy transition"),
        (heat, "warmtenet", "heat network"),
        (climate, "klimaatverandering", "climate change"),
    ):
        concept.labels.create(language="nl", text=dutch, is_preferred=True)
        concept.labels.create(language="en", text=english, is_preferred=True)
    return {concept.notation: concept for concept in (energy, heat, climate)}


@pytest.fixture
def zuid_holland(db):
    return Organisation.objects.create(
        slug="provincie-zuid-holland", name="Zuid-Holland", type=OrganisationType.PROVINCE, code="pv28"
    )


def titles(page):
    return [card["title"] for card in page.context["cards"]]


def facet(page, name):
    found = next(facet for facet in page.context["facets"] if facet["name"] == name)
    return {option["value"]: option["count"] for option in found["options"]}


def in_both(dutch, english):
    return {"nl": {"title": dutch}, "en": {"title": english}}


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_an_empty_hub_is_there(client, db, path, language):
    page = client.get(path, headers={"accept-language": language})
    assert page.status_code == 200
    assert f'lang="{language}"' in page.text


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_its_list(client, rotterdam, kind):
    item_of(rotterdam, "Iets", kind=kind)
    assert titles(client.get(f"/browse/{kind.value}/")) == ["Iets"]


@pytest.mark.parametrize(
    "path", ["/browse/nonsense/", "/browse/nonsense/items.csv", "/browse/nonsense/new.atom"]
)
def test_a_kind_that_does_not_exist_is_not_found(client, db, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "path", ["/browse/?page=0", "/browse/?page=x", "/browse/?theme=%00&kind=no&region=<b>"]
)
def test_what_makes_no_sense_in_an_address_is_left_out(client, db, path):
    assert client.get(path).status_code == 200


def test_the_newest_comes_first(client, rotterdam):
    for title in ("Eerste", "Tweede", "Derde"):
        item_of(rotterdam, title)
    assert titles(client.get("/browse/")) == ["Derde", "Tweede", "Eerste"]


def test_a_list_goes_on_on_the_next_page(client, rotterdam):
    for number in range(25):
        item_of(rotterdam, f"Item {number}")
    first, second = client.get("/browse/"), client.get("/browse/?page=2")
    assert (len(titles(first)), len(titles(second))) == (24, 1)
    assert set(titles(first)).isdisjoint(titles(second))
    assert 'aria-current="page"' in second.text


def test_a_theme_brings_what_is_narrower_and_each_item_once(client, rotterdam, themes):
    item_of(rotterdam, "Warmtenet", themes=(themes["heat-network"], themes["energy-transition"]))
    item_of(rotterdam, "Hitte", themes=(themes["climate-change"],))
    page = client.get("/browse/?theme=energy-transition")
    assert titles(page) == ["Warmtenet"]
    assert facet(page, "theme") == {"energy-transition": 1, "climate-change": 1}


def test_a_narrower_theme_does_not_bring_what_is_broader(client, rotterdam, themes):
    item_of(rotterdam, "Energie", themes=(themes["energy-transition"],))
    assert titles(client.get("/browse/?theme=heat-network")) == []


def test_two_values_of_one_filter_are_alternatives_and_two_filters_are_not(client, rotterdam, themes):
    item_of(rotterdam, "Energie", themes=(themes["energy-transition"],), facts={"status": "pilot"})
    item_of(rotterdam, "Klimaat", themes=(themes["climate-change"],), facts={"status": "stopped"})
    both = "/browse/case/?theme=energy-transition&theme=climate-change"
    assert titles(client.get(both)) == ["Klimaat", "Energie"]
    assert titles(client.get(f"{both}&status=pilot")) == ["Energie"]


def test_the_counts_of_a_filter_do_not_depend_on_its_own_choice(client, rotterdam):
    item_of(rotterdam, "Proef", facts={"status": "pilot"})
    item_of(rotterdam, "Gestopt", facts={"status": "stopped"})
    page = client.get("/browse/case/?status=pilot")
    assert facet(page, "status") == {"pilot": 1, "stopped": 1}
    assert page.context["total"] == 1


def test_an_item_is_in_the_province_of_its_place_or_else_of_its_owner(
    client, rotterdam, zuid_holland, heat_pumps
):
    utrecht = Organisation.objects.create(
        slug="provincie-utrecht", name="Utrecht", type=OrganisationType.PROVINCE, code="pv26"
    )
    rotterdam.province = zuid_holland
    rotterdam.save()
    item_of(rotterdam, "Van de gemeente")
    item_of(rotterdam, "In een andere provincie", place=utrecht)
    item_of(zuid_holland, "Van de provincie")
    item_of(heat_pumps, "Nergens")
    page = client.get("/browse/?region=pv28")
    assert sorted(titles(page)) == ["Van de gemeente", "Van de provincie"]
    assert facet(page, "region") == {"pv28": 2, "pv26": 1}


def test_what_a_list_says_of_the_province_is_what_an_item_says(rotterdam, zuid_holland, heat_pumps):
    rotterdam.province = zuid_holland
    rotterdam.save()
    for owner, place in (
        (rotterdam, None),
        (heat_pumps, rotterdam),
        (heat_pumps, zuid_holland),
        (heat_pumps, None),
    ):
        item_of(owner, place=place)
    from_items = [value.region for value in values_of(Item.objects.order_by("pk"), today=NOW.date())]
    assert count_by_region(Item.objects.all()) == {
        region: from_items.count(region) for region in set(from_items) if region
    }


def test_a_language_counts_where_there_is_a_title(client, rotterdam):
    item_of(rotterdam, texts=in_both("Warmte", "Heat"))
    item_of(rotterdam, "Alleen Nederlands")
    page = client.get("/browse/?language=en", headers={"accept-language": "nl"})
    assert titles(page) == ["Warmte"]
    assert facet(page, "language") == {"nl": 2, "en": 1}


def test_a_chosen_filter_stays_in_sight_when_nothing_is_left(client, rotterdam):
    item_of(rotterdam, facts={"status": "pilot"})
    page = client.get("/browse/case/?status=scaled")
    assert page.context["total"] == 0
    assert facet(page, "status") == {"scaled": 0, "pilot": 1}
    [chip] = page.context["chips"]
    assert chip["remove"] == "/browse/case/"


HIDDEN = [
    {"state": State.DRAFT},
    {"state": State.REVIEW},
    {"state": State.ARCHIVED},
    {"visibility": Visibility.ORGANISATION},
    {"visibility": Visibility.PARTNERS},
    {"visibility": Visibility.NETWORK},
]


@pytest.mark.parametrize("hidden", HIDDEN, ids=str)
def test_what_is_hidden_leaves_no_trace_for_a_stranger(client, dirk, signed_in, rotterdam, themes, hidden):
    facts = {"starts_on": "2099-12-24"}
    item_of(rotterdam, "Zichtbaar", kind=Kind.EVENT, facts=facts, themes=(themes["climate-change"],))
    paths = [
        *PAGES,
        "/agenda/calendar.ics",
        *EXPORTS,
        "/browse/?theme=climate-change",
        "/browse/event/?language=nl",
    ]
    for browser in (client, signed_in(dirk)):
        before = [shown(browser, path) for path in paths]
        item_of(
            rotterdam, "Geheim", kind=Kind.EVENT, facts=facts, themes=(themes["climate-change"],), **hidden
        )
        assert [shown(browser, path) for path in paths] == before


def test_what_is_public_does_leave_a_trace(client, rotterdam, themes):
    paths = [
        *PAGES,
        "/agenda/calendar.ics",
        *EXPORTS,
        "/browse/?theme=climate-change",
        "/browse/event/?language=nl",
    ]
    before = [shown(client, path) for path in paths]
    for kind in (Kind.EVENT, Kind.CASE):
        facts = {"starts_on": "2099-12-24"} if kind is Kind.EVENT else {}
        item_of(rotterdam, "Open", kind=kind, facts=facts, themes=(themes["climate-change"],))
    unchanged = [path for path, was in zip(paths, before, strict=True) if shown(client, path) == was]
    assert unchanged == []


def parsed(content):
    return ET.fromstring(content)  # noqa: S314 - a feed that this hub made itself


def shown(browser, path):
    """What a page says, whatever its form: a workbook is unpacked, a feed's own moment left out."""
    content = browser.get(path).content
    if path.endswith(".xlsx"):
        return zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")
    if path.endswith(".atom"):
        return [entry.findtext(f"{ATOM}title") for entry in parsed(content).iter(f"{ATOM}entry")]
    return content


def test_a_draft_is_in_the_list_of_its_owner(anna, signed_in, rotterdam):
    item_of(rotterdam, "Concept", state=State.DRAFT)
    assert titles(signed_in(anna).get("/browse/")) == ["Concept"]


def test_a_page_takes_no_more_queries_for_more_items(client, rotterdam, themes):
    def queries(path):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(path)
        return len(captured)

    facts = {"starts_on": "2099-12-24"}
    paths = [*PAGES, *EXPORTS, "/agenda/calendar.ics", "/browse/event/?theme=energy-transition"]
    item_of(rotterdam, "Een", kind=Kind.EVENT, facts=facts, themes=(themes["heat-network"],))
    before = {path: queries(path) for path in paths}
    for number in range(9):
        item_of(rotterdam, f"Nog {number}", kind=Kind.EVENT, facts=facts, themes=(themes["heat-network"],))
    assert {path: queries(path) for path in paths} == before
    assert max(before.values()) <= 16


# Taking a list along


def test_an_export_is_the_list_at_its_address(client, rotterdam, themes):
    item_of(rotterdam, "Warmte", themes=(themes["energy-transition"],), facts={"status": "pilot"})
    item_of(rotterdam, "Anders", kind=Kind.SOLUTION)
    answer = client.get("/browse/case/items.json?theme=energy-transition", headers={"accept-language": "nl"})
    [row] = json.loads(answer.content)
    assert (row["title"], row["owner"], row["status"]) == ("Warmte", "Rotterdam", "pilot")
    assert (row["kind"], row["themes"]) == ("Praktijkvoorbeeld", "energietransitie")
    assert row["url"].startswith("http")
    assert 'filename="schakel-case-' in answer["Content-Disposition"]


def test_a_text_is_never_a_formula_in_a_spreadsheet(client, rotterdam):
    for title in ("=1+1", "+31 10", "-ja", "@SUM(A1)"):
        item_of(rotterdam, title)
    content = client.get("/browse/items.csv").content.decode("utf-8-sig")
    written = [row["title"] for row in csv.DictReader(io.StringIO(content, newline=""))]
    assert sorted(written) == ["'+31 10", "'-ja", "'=1+1", "'@SUM(A1)"]


def test_a_workbook_holds_the_same_rows(client, rotterdam):
    item_of(rotterdam, "Warmte & water")
    sheet = shown(client, "/browse/items.xlsx").decode()
    assert "Warmte &amp; water" in sheet
    assert "<f>" not in sheet


def test_an_empty_list_is_an_empty_export(client, db):
    assert json.loads(client.get("/browse/items.json").content) == []
    assert client.get("/browse/items.csv").content.decode("utf-8-sig").startswith("id,kind,title")


def test_a_feed_tells_what_is_new(client, rotterdam):
    item_of(rotterdam, "Warmte & <water>", texts={"nl": {"title": "Warmte & <water>", "summary": "Kort."}})
    answer = client.get("/browse/case/new.atom")
    feed = parsed(answer.content)
    [entry] = feed.iter(f"{ATOM}entry")
    assert answer["Content-Type"].startswith("application/atom+xml")
    assert entry.findtext(f"{ATOM}title") == "Warmte & <water>"
    assert entry.find(f"{ATOM}link").get("href").endswith("/item/warmte-water/")


# Counting


def test_counts_are_of_what_somebody_may_see(rotterdam, themes):
    item_of(rotterdam, themes=(themes["heat-network"],), facts={"status": "pilot"})
    item_of(rotterdam, themes=(themes["heat-network"],), state=State.DRAFT)
    seen = items_visible_to(None)
    assert count_by_kind(seen) == {Kind.CASE: 1}
    assert count_by_language(seen) == {"nl": 1}
    assert count_by_status(seen, Kind.CASE) == {"pilot": 1}
    assert count_by_status(seen, Kind.PROVIDER) == {}
    parents = {"heat-network": "energy-transition"}
    assert count_by_theme(seen, parents) == {"heat-network": 1, "energy-transition": 1}


def test_items_of_an_organisation_are_those_it_owns_and_those_in_its_place(rotterdam, heat_pumps):
    own = item_of(rotterdam, "Eigen")
    there = item_of(heat_pumps, "Daar", place=rotterdam)
    item_of(heat_pumps, "Elders")
    found = items_wanted(Wanted(owner_or_place=rotterdam.pk), None, narrower={})
    assert set(found) == {own, there}


def test_the_newest_of_each_kind_are_at_most_so_many(rotterdam):
    for number in range(3):
        item_of(rotterdam, f"Praktijk {number}")
    solution = item_of(rotterdam, "Oplossing", kind=Kind.SOLUTION)
    keys = newest_of_each_kind(items_visible_to(None), most=2)
    assert len(keys) == 3
    assert solution.pk in keys


def test_lessons_come_from_different_places(rotterdam, heat_pumps):
    def lesson(owner, text):
        item_of(owner, texts={"nl": {"title": "Les", "lessons": f"{text}\nNog een les."}})

    lesson(rotterdam, "Begin klein.")
    lesson(rotterdam, "Vraag bewoners.")
    lesson(heat_pumps, "Meet eerst.")
    item_of(heat_pumps, "Zonder les")
    found = newest_lessons(None, language="nl", today=NOW.date(), most=3)
    assert [lesson.text for lesson in found] == ["Meet eerst.", "Vraag bewoners."]
