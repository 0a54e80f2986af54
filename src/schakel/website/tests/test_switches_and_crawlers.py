"""Language and colours, and what programs ask the website for."""

import re
from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from schakel.website.example_questions import questions_of
from schakel.website.templatetags.provinces import PLACES, level_of, province_table, province_tiles
from tests.items import item_of

LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


@pytest.mark.parametrize("code", ["nl", "en"])
def test_the_language_that_was_chosen_stays(client, db, code):
    answer = client.get(f"/language/{code}/?next=/about/")
    assert (answer.status_code, answer["Location"]) == (302, "/about/")
    assert f'lang="{code}"' in client.get("/about/", headers={"accept-language": "fr"}).text


def test_a_language_we_do_not_speak_is_not_found(client, db):
    assert client.get("/language/fr/").status_code == 404


def test_switching_keeps_the_page_and_what_was_asked(client, db):
    page = client.get("/browse/case/?status=pilot&page=2", headers={"accept-language": "nl"}).text
    [url] = re.findall(r'<a class="sk-doors__link" href="([^"]*)" lang="en"', page)
    answer = client.get(url.replace("&amp;", "&"))
    assert answer["Location"] == "/browse/case/?status=pilot&page=2"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", "https:elsewhere", ""],
)
def test_switching_never_leads_to_another_site(client, db, elsewhere):
    for path in ("/language/en/", "/scheme/"):
        answer = client.get(path, {"next": elsewhere, "scheme": "dark"})
        assert answer["Location"] == "/"


def test_the_colours_that_were_chosen_stay(client, db):
    client.get("/scheme/?scheme=dark&next=/about/")
    assert 'data-scheme="dark"' in client.get("/about/").text
    client.get("/scheme/?scheme=auto&next=/about/")
    assert "data-scheme" not in client.get("/about/").text


def test_colours_that_do_not_exist_are_not_found(client, db):
    assert client.get("/scheme/?scheme=pink").status_code == 404


def test_robots_are_led_to_the_sitemap_and_away_from_questions(client, db):
    text = client.get("/robots.txt").text
    assert "Disallow: /ask/" in text
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in text


def test_the_sitemap_leads_to_every_public_page(client, rotterdam):
    item = item_of(rotterdam)
    [part] = addresses(client.get("/sitemap.xml"))
    pages = addresses(client.get(part.removeprefix("http://127.0.0.1:8000")))
    assert f"http://127.0.0.1:8000/item/{item.slug}/" in pages
    assert "http://127.0.0.1:8000/organisations/gm0599/" in pages
    for page in pages:
        assert client.get(page.removeprefix("http://127.0.0.1:8000")).status_code == 200


def test_a_part_of_the_sitemap_that_is_empty_is_not_there(client, db):
    assert client.get("/sitemap-2.xml").status_code == 404


def addresses(answer):
    return [place.text for place in ET.fromstring(answer.content).iter(LOC)]  # noqa: S314 - our own


def test_whom_to_warn_is_said_for_a_time(client, db):
    lines = dict(line.split(": ", 1) for line in client.get("/.well-known/security.txt").text.splitlines())
    expires = datetime.fromisoformat(lines["Expires"])
    assert lines["Contact"].startswith("mailto:")
    assert 0 < (expires - datetime.now(UTC)).days < 365


def test_a_broken_page_needs_nothing_that_may_be_broken(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        for name in ("400.html", "500.html"):
            page = render_to_string(name)
            assert "/static/schakel/built/schakel.css" in page
            assert 'lang="en"' in page


@pytest.mark.parametrize("name", ["403.html", "403_csrf.html", "404.html"])
def test_a_refusal_is_a_page_of_the_website(db, name):
    request = RequestFactory().get("/somewhere/")
    request.resolver_match = None
    assert "<h1>" in render_to_string(name, {}, request)


def test_there_are_other_questions_every_day_in_both_languages():
    monday, tuesday = date(2026, 11, 23), date(2026, 11, 24)
    for language in ("nl", "en"):
        assert len(set(questions_of(monday, language))) == 3
        assert set(questions_of(monday, language)).isdisjoint(questions_of(tuesday, language))
    assert questions_of(monday, "nl") != questions_of(monday, "en")


def test_in_a_week_every_question_has_its_day():
    first = date(2026, 11, 1).toordinal()
    asked = {question for day in range(7) for question in questions_of(date.fromordinal(first + day), "nl")}
    assert len(asked) == 21


def test_the_twelve_provinces_stand_apart_on_the_map():
    tiles = province_tiles({}, {})
    assert len({(tile.x, tile.y) for tile in tiles}) == len(PLACES) == 12
    assert {tile.name for tile in tiles} >= {"Friesland", "Noord-Brabant", "Zeeland"}


def test_a_province_is_a_link_only_where_it_leads_somewhere(db):
    page = render_to_string(
        "components/province_map.html", {"counts": {"pv28": 3}, "links": {"pv28": "/there/"}}
    )
    assert page.count('<a href="/there/"') == 2
    assert 'aria-label="Zuid-Holland: 3"' in page
    assert 'aria-label="Zeeland: 0"' in page


def test_the_table_has_every_province_by_name():
    names = [row["cells"][0]["text"] for row in province_table({}, {})["rows"]]
    assert names == sorted(names)
    assert len(names) == 12


@pytest.mark.parametrize(
    ("count", "most", "level"),
    [(0, 0, ""), (0, 9, ""), (1, 1, "some"), (1, 9, "some"), (5, 9, "some"), (6, 9, "most"), (9, 9, "most")],
)
def test_the_depth_of_a_tile_follows_its_count(count, most, level):
    assert level_of(count, most=most) == level
