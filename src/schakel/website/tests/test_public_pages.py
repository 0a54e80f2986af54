"""Every page that anybody can open: it is there in both languages, keeps the policy, and shows nothing hidden."""

import gzip
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from schakel.library.public import Kind, State, Visibility
from schakel.organisations.public import Organisation, OrganisationType
from schakel.vocabulary.public import CHALLENGES, Concept
from tests.items import item_of

MOST_KILOBYTES = 60
PATHS = [
    "/",
    "/about/",
    "/accessibility/",
    "/agenda/",
    "/ask/?q=warmte",
    "/browse/",
    "/browse/case/",
    "/colophon/",
    "/item/warmte-uit-het-kanaal/",
    "/map/",
    "/map/?kind=case",
    "/organisations/",
    "/organisations/gm0599/",
    "/privacy/",
    "/themes/",
    "/themes/energy-transition/",
    "/themes/heat-network/",
]
_INLINE = re.compile(
    r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)(?![^>]*application/ld\+json)",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(r"<(?:script|link|img|iframe)[^>]*\s(?:src|href)=\"https?://(?!127\.0\.0\.1:8000/)")


@pytest.fixture
def hub(rotterdam):
    """A hub with the seven challenges, a narrower theme, and an item of each kind."""
    province = Organisation.objects.create(
        slug="provincie-zuid-holland", name="Zuid-Holland", type=OrganisationType.PROVINCE, code="pv28"
    )
    rotterdam.province = province
    rotterdam.save()
    for position, notation in enumerate(CHALLENGES):
        challenge = Concept.objects.create(notation=notation, is_challenge=True, position=position)
        for language in ("nl", "en"):
            challenge.labels.create(language=language, text=f"{notation} {language}", is_preferred=True)
    energy = Concept.objects.get(notation="energy-transition")
    heat = Concept.objects.create(notation="heat-network", broader=energy)
    heat.labels.create(language="nl", text="warmtenet", is_preferred=True)
    heat.labels.create(language="nl", text="stadsverwarming")
    heat.labels.create(language="en", text="heat network", is_preferred=True)
    facts = {Kind.EVENT: {"starts_on": "2099-12-24"}, Kind.TRAINING: {"starts_on": ["2099-11-24"]}}
    for kind in Kind:
        title = "Warmte uit het kanaal" if kind is Kind.CASE else f"Warmte: {kind.value}"
        texts = {"nl": {"title": title, "summary": "Warmte voor huizen aan het water."}}
        item_of(rotterdam, kind=kind, texts=texts, themes=(heat,), facts=facts.get(kind, {}))
    return rotterdam


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("path", PATHS)
def test_every_page_is_there_in_both_languages(client, hub, path, language):
    page = client.get(path, headers={"accept-language": language})
    assert page.status_code == 200
    assert f'<html class="schakel-theme" lang="{language}"' in page.text
    assert len(re.findall(r"<h1\b", page.text)) == 1


@pytest.mark.parametrize("path", PATHS)
def test_no_page_has_script_or_style_of_its_own_or_asks_anything_elsewhere(client, hub, path):
    page = client.get(path)
    assert "default-src 'self'" in page["Content-Security-Policy"]
    assert _INLINE.findall(page.text) == []
    assert _ELSEWHERE.findall(page.text) == []


@pytest.mark.parametrize("path", PATHS)
def test_no_page_has_the_same_name_for_two_places(client, hub, path):
    names = re.findall(r'\sid="([^"]+)"', client.get(path).text)
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("path", PATHS)
def test_every_place_on_a_page_that_it_links_to_is_there(client, hub, path):
    page = client.get(path).text
    names = set(re.findall(r'\sid="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= names


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_small(client, hub, path):
    assert len(gzip.compress(client.get(path).content)) < MOST_KILOBYTES * 1000


def test_a_page_is_sent_compressed_to_a_browser_that_takes_it(db):
    client = Client()
    plain = client.get("/accessibility/")
    packed = client.get("/accessibility/", headers={"accept-encoding": "gzip, br"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 2


@pytest.mark.parametrize("path", [path for path in PATHS if not path.startswith("/ask")])
def test_a_page_takes_no_more_queries_for_more_items(client, hub, path):
    def queries():
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        return len(captured)

    before = queries()
    heat = Concept.objects.get(notation="heat-network")
    for number in range(6):
        texts = {"nl": {"title": f"Warmte in wijk {number}", "summary": "Warmte voor huizen aan het water."}}
        item_of(hub, texts=texts, themes=(heat,))
    # A strip or a page of a list may fill up; what it holds does not cost a query each.
    assert queries() <= before + 1
    assert before <= 20


HIDDEN = [
    {"state": State.DRAFT},
    {"state": State.REVIEW},
    {"state": State.ARCHIVED},
    {"visibility": Visibility.ORGANISATION},
    {"visibility": Visibility.PARTNERS},
    {"visibility": Visibility.NETWORK},
]


def _without_token(page: bytes) -> bytes:
    """The token of a form is another one each time."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", page)


@pytest.mark.parametrize("hidden", HIDDEN, ids=str)
def test_what_is_hidden_leaves_no_trace_for_a_visitor(client, hub, hidden):
    paths = [*(path for path in PATHS if not path.startswith("/ask")), "/sitemap.xml", "/sitemap-1.xml"]
    before = [_without_token(client.get(path).content) for path in paths]
    heat = Concept.objects.get(notation="heat-network")
    facts = {"starts_on": "2099-12-25"}
    item_of(hub, "Warmte: geheim", kind=Kind.EVENT, facts=facts, themes=(heat,), **hidden)
    texts = {"nl": {"title": "Warmte, geheim", "lessons": "Vertel niemand iets."}}
    item_of(hub, texts=texts, themes=(heat,), **hidden)
    after = [_without_token(client.get(path).content) for path in paths]
    assert [path for path, was, now in zip(paths, before, after, strict=True) if was != now] == []
    assert client.get("/item/warmte-geheim/").status_code == 404


def test_what_is_public_does_leave_a_trace(client, hub):
    paths = ["/", "/map/", "/themes/", "/themes/heat-network/", "/organisations/gm0599/", "/sitemap-1.xml"]
    before = [_without_token(client.get(path).content) for path in paths]
    heat = Concept.objects.get(notation="heat-network")
    item_of(hub, texts={"nl": {"title": "Open", "lessons": "Vertel het door."}}, themes=(heat,))
    unchanged = [path for path, was in zip(paths, before, strict=True) if client.get(path).content == was]
    assert unchanged == []


@pytest.mark.parametrize(
    "path", ["/nothing/", "/item/nothing/", "/themes/nothing/", "/organisations/nothing/"]
)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_page_that_is_not_there_says_so_kindly(client, db, path, language):
    page = client.get(path, headers={"accept-language": language})
    assert page.status_code == 404
    assert {"nl": "Deze pagina is er niet", "en": "This page is not here"}[language] in page.text


def test_the_start_page_begins_with_the_box(client, hub):
    page = client.get("/", headers={"accept-language": "nl"}).text
    assert "Waar loopt u tegenaan?" in page
    assert page.index("<textarea") < page.index("Zeven maatschappelijke opgaven")
    assert 'action="/ask/"' in page
    assert page.count('href="/ask/?q=') == 3


def test_the_start_page_counts_what_is_narrower_with_the_challenge(client, hub):
    tiles = client.get("/", headers={"accept-language": "nl"}).context["challenges"]
    assert [tile["icon"] for tile in tiles] == list(CHALLENGES)
    assert tiles[0]["text"] == f"{len(Kind)} items"
    assert tiles[1]["text"] == "0 items"


def test_the_start_page_names_the_partners(client, hub):
    hub.is_hub_partner = True
    hub.save()
    assert 'href="/organisations/gm0599/">Rotterdam</a>' in client.get("/").text


def test_a_theme_shows_what_is_around_it_and_its_items(client, hub):
    page = client.get("/themes/heat-network/", headers={"accept-language": "nl"})
    assert "stadsverwarming" in page.text
    assert 'href="/themes/energy-transition/"' in page.text
    assert {strip.kind for strip in page.context["strips"]} == set(Kind)
    assert page.context["ask_url"] == "/ask/?q=warmtenet&also=heat-network"


def test_a_theme_without_items_shows_what_speaks_of_it(client, hub):
    climate = Concept.objects.get(notation="climate-change")
    water = Concept.objects.create(notation="water-heat", broader=climate)
    water.labels.create(language="nl", text="warmte", is_preferred=True)
    water.labels.create(language="en", text="warmth", is_preferred=True)
    page = client.get("/themes/water-heat/", headers={"accept-language": "nl"})
    assert page.context["total"] == 0
    assert "Warmte uit het kanaal" in [card["title"] for card in page.context["near"]]


def test_an_organisation_shows_its_own_items_and_those_in_its_place(client, hub, heat_pumps):
    item_of(heat_pumps, "Pompen aan de kade", place=hub)
    page = client.get("/organisations/gm0599/")
    assert page.context["total"] == len(Kind) + 1
    assert "Pompen aan de kade" in page.text


def test_an_organisation_that_ended_leads_to_its_successor_and_back(client, hub):
    Organisation.objects.create(
        slug="gemeente-rozenburg",
        name="Rozenburg",
        type=OrganisationType.MUNICIPALITY,
        valid_until="2010-03-18",
        successor=hub,
    )
    ended = client.get("/organisations/gemeente-rozenburg/", headers={"accept-language": "nl"}).text
    assert "18 maart 2010" in ended
    assert 'href="/organisations/gm0599/"' in ended
    assert "Rozenburg" in client.get("/organisations/gm0599/").text


def test_a_size_is_marked_as_an_estimate(client, hub):
    hub.size_class = "over-250k"
    hub.save()
    page = client.get("/organisations/gm0599/", headers={"accept-language": "nl"}).text
    assert "meer dan 250.000 inwoners (onze schatting)" in page


def test_the_map_counts_by_province_and_kind(client, hub):
    assert client.get("/map/").context["counts"] == {"pv28": len(Kind)}
    page = client.get("/map/?kind=case")
    assert page.context["counts"] == {"pv28": 1}
    assert 'href="/browse/case/?region=pv28"' in page.text
    assert 'aria-label="Zuid-Holland: 1"' in page.text


def test_the_menu_says_where_one_is(client, hub):
    page = client.get("/themes/heat-network/").text
    assert re.search(r'href="/themes/" aria-current="page"', page)


def test_the_privacy_page_names_every_cookie_that_is_set(client, hub):
    page = client.get("/privacy/").text
    for path in ("/language/en/", "/scheme/?scheme=dark"):
        for name in client.get(path).cookies:
            assert f">{name}<" in page


def test_the_accessibility_page_does_not_claim_an_audit(client, db):
    assert "nog niet onderzocht" in client.get("/accessibility/", headers={"accept-language": "nl"}).text
    assert "not yet audited" in client.get("/accessibility/", headers={"accept-language": "en"}).text
