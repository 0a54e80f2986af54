"""Reading over the API: what comes back, in which parts, in which language, and how it is cached."""

import json
from datetime import timedelta
from typing import get_args
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from schakel.api.public import VERSION
from schakel.kernel.points import REACHES
from schakel.library.public import Item, Kind, Visibility
from schakel.matching.api.shapes import Kilometres
from schakel.matching.public import CURRENT, QuestionForm, ask, told_answer
from schakel.organisations.public import Organisation
from schakel.vocabulary.public import Concept
from tests.api.world import ROOT, call, ids, token_of
from tests.clock import NOW
from tests.items import item_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def heat(db):
    theme = Concept.objects.create(notation="heat")
    theme.labels.create(language="nl", text="hitte", is_preferred=True)
    theme.labels.create(language="en", text="heat", is_preferred=True)
    return theme


@pytest.fixture
def hub(rotterdam, heat):
    """Five public items and one of Rotterdam's own."""
    for number in range(5):
        item_of(
            rotterdam,
            f"Hitte in wijk {number}",
            kind=Kind.CASE if number % 2 else Kind.METHOD,
            texts={
                "nl": {"title": f"Hitte in wijk {number}", "summary": "Meten."},
                "en": {"title": f"Heat {number}"},
            },
            themes=(heat,),
        )
    return item_of(rotterdam, "Hitte, nog geheim", visibility=Visibility.ORGANISATION)


def test_a_list_has_what_everybody_may_see_and_not_all_of_it(hub):
    response = call("/items?lang=en")
    assert response.status_code == 200
    assert len(ids(response)) == 5
    assert hub.slug not in ids(response)
    item = response.json()["items"][0]
    assert item["title"].startswith("Heat")
    assert item["themes"] == [{"id": "heat", "label": "heat"}]
    assert "texts" not in item


def test_one_item_has_its_texts_in_every_language_and_its_source(hub):
    slug = next(iter(ids(call("/items"))))
    item = call(f"/items/{slug}").json()
    assert item["texts"]["nl"]["summary"] == "Meten."
    assert set(item["texts"]) == {"nl", "en"}
    assert item["source"].keys() == {"address", "name", "licence", "retrievedOn", "verifiedOn"}


def test_a_token_shows_what_its_person_may_see_and_one_for_another_use_does_not(hub, anna, bas, chaima):
    assert hub.slug in ids(call("/items", token=token_of(anna)))
    assert call(f"/items/{hub.slug}", token=token_of(anna)).status_code == 200
    assert hub.slug not in ids(call("/items", token=token_of(bas)))
    assert hub.slug in ids(call("/items", token=token_of(chaima)))
    assert hub.slug not in ids(call("/items", token=token_of(chaima, "import")))


def test_what_is_not_for_the_caller_cannot_be_told_from_nothing(hub, bas):
    hidden = call(f"/items/{hub.slug}", token=token_of(bas))
    nothing = call("/items/no-such-item", token=token_of(bas))
    assert hidden.status_code == nothing.status_code == 404
    assert hidden.content == nothing.content


def test_the_session_of_a_browser_opens_nothing(hub, anna, signed_in):
    assert hub.slug not in ids(signed_in(anna).get(f"{ROOT}/items"))


def test_parts_of_a_list_follow_each_other_and_newcomers_shift_nothing(hub, rotterdam):
    seen, address = [], "/items?limit=2"
    while address:
        response = call(address)
        seen += ids(response)
        following = response.json()["next"]
        assert response.headers.get("Link") == (f'<{following}>; rel="next"' if following else None)
        newcomer = item_of(rotterdam, f"Later toegevoegd {len(seen)}")
        Item.objects.filter(pk=newcomer.pk).update(published_at=NOW + timedelta(days=len(seen)))
        parts = urlsplit(following or "")
        address = f"{parts.path.removeprefix(ROOT)}?{parts.query}" if following else ""
    assert len(seen) == len(set(seen)) == 5
    assert not any("later" in slug for slug in seen)


@pytest.mark.parametrize(
    "cursor", ["abc", "WzFd", "WyJhIiwiYiJd", "WyIwMDAxLTAxLTAxVDAwOjAwOjAwKzE0OjAwIiwiYSJd", "A" * 400]
)
def test_a_made_up_cursor_is_refused(hub, cursor):
    response = call(f"/items?cursor={cursor}")
    assert response.status_code == 400
    assert response.json()["errors"][0]["name"] == "cursor"


def test_only_some_fields(hub):
    [item, *_] = call("/items?fields=title,texts&limit=1").json()["items"]
    assert item.keys() == {"id", "title", "texts"}
    slug = item["id"]
    assert call(f"/items/{slug}?fields=kind").json().keys() == {"id", "kind"}


@pytest.mark.parametrize(
    ("filters", "number"),
    [
        ("kind=case", 2),
        ("kind=case&kind=method", 5),
        ("theme=heat", 5),
        ("theme=nonsense", 0),
        ("language=en", 5),
        ("region=pv28", 0),
    ],
)
def test_filters(hub, filters, number):
    assert len(ids(call(f"/items?{filters}"))) == number


def test_all_errors_come_at_once_in_the_language_of_the_caller(hub):
    address = (
        "/items?kind=nonsense&limit=0&fields=password&ordering=owner__password&expand=owner&include=members"
    )
    response = call(address, headers={"Accept-Language": "nl-NL,nl;q=0.9,en;q=0.5"})
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert problem["type"] == "/api/v1/docs#problem-invalid-input"
    assert problem["title"] == "Wat u stuurde, kan niet worden gebruikt"
    assert {error["name"] for error in problem["errors"]} == {
        "kind",
        "limit",
        "fields",
        "ordering",
        "expand",
        "include",
    }
    assert call(address, headers={"Accept-Language": "en"}).json()["title"] == "What you sent cannot be used"


def test_asking_gives_the_order_scores_and_reasons_of_the_answer_page(hub, client):
    now = timezone.now()
    form = QuestionForm("hitte in de wijk", screen_language="nl", most=20, each_kind=False)
    labels = {notation: theme.label for notation, theme in CURRENT.themes("nl").items()}
    expected = told_answer(ask(form, person=None, now=now), labels)
    found = call("/_ask?q=hitte in de wijk&lang=nl&k=20").json()
    assert [item["id"] for item in found["items"]] == [item.id for item in expected.items]
    assert [item["score"] for item in found["items"]] == [item.score for item in expected.items]
    assert [[reason["text"] for reason in item["reasons"]] for item in found["items"]] == [
        [reason.text for reason in item.reasons] for item in expected.items
    ]
    assert found["understood"]["themes"] == [{"id": "heat", "label": "hitte"}]
    page = client.get("/ask/?q=hitte in de wijk&view=list").content.decode()
    places = [page.index(f'href="/item/{item["id"]}/"') for item in found["items"]]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("question", "code"),
    [("", "question-empty"), ("%20%20", "question-empty"), ("wijk%20" * 1100, "too-long")],
)
def test_a_question_that_cannot_be_asked(hub, question, code):
    response = call(f"/_ask?q={question}")
    assert response.status_code == 400
    assert response.json()["errors"][0]["code"] == code


def test_when_and_how_far_narrow_the_answer_as_on_its_page(hub, rotterdam, client):
    day = (timezone.localdate() + timedelta(days=40)).isoformat()
    there = Organisation.objects.create(slug="gm0014", code="gm0014", name="Groningen", type="municipality")
    far = item_of(rotterdam, "Hitte, een dag", kind=Kind.EVENT, facts={"starts_on": day})
    Item.objects.filter(pk=far.pk).update(place=there)
    asked = "/_ask?q=hitte&k=50&for=gm0599"
    for wish, is_there in (
        (f"from={day}&until={day}", True),
        (f"until={(timezone.localdate() + timedelta(days=39)).isoformat()}", False),
        ("within=100", False),
        ("", True),
    ):
        found = {item["id"] for item in call(f"{asked}&{wish}").json()["items"]}
        assert (far.slug in found) is is_there, wish
        assert (
            f'href="/item/{far.slug}/"' in client.get(f"/ask/?q=hitte&for=gm0599&view=list&{wish}").text
        ) is is_there
    assert get_args(get_args(Kilometres)[0]) == REACHES


@pytest.mark.parametrize("wish", ["from=soon", "until=3027-01-01", "within=30", "within=near"])
def test_when_and_how_far_that_cannot_be_are_said(hub, wish):
    response = call(f"/_ask?q=hitte&{wish}")
    assert (response.status_code, response.headers["Content-Type"].partition(";")[0]) == (
        400,
        "application/problem+json",
    )
    (mistake,) = response.json()["errors"]
    assert mistake["pointer" if "pointer" in mistake else "name"].endswith(wish.partition("=")[0])


def test_facets_count_a_list_and_an_answer(hub):
    counted = call("/facets?kind=case&lang=en").json()
    values = {
        facet["name"]: {one["value"]: one["count"] for one in facet["values"]} for facet in counted["facets"]
    }
    assert counted["total"] == 2
    assert values["kind"] == {"case": 2, "method": 3}  # as if kind were left open
    assert values["theme"] == {"heat": 2}
    assert call("/facets?q=hitte").json()["total"] == call("/_ask?q=hitte").json()["total"]


def test_organisations_and_themes(hub, heat, heat_pumps):
    assert set(ids(call("/organisations"))) == {"gm0599", "heat-pumps-bv"}
    assert list(ids(call("/organisations?q=pumps"))) == ["heat-pumps-bv"]
    assert list(ids(call("/organisations?limit=1"))) == ["gm0599"]
    assert call("/organisations/gm0599").json()["typeLabel"] == "Gemeente"
    assert list(ids(call("/themes"))) == ["heat"]
    assert call("/themes/heat").json()["labels"] == [
        {"language": "en", "text": "heat", "isPreferred": True},
        {"language": "nl", "text": "hitte", "isPreferred": True},
    ]
    assert call("/organisations/nothing").status_code == call("/themes/nothing").status_code == 404


def test_an_answer_that_did_not_change_is_not_sent_again(hub, rotterdam):
    first = call("/items")
    again = call("/items", headers={"If-None-Match": f"W/{first.headers['ETag']}"})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["API-Version"] == VERSION
    item_of(rotterdam, "Iets nieuws")
    assert call("/items", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_the_same_question_gives_the_same_bytes(hub):
    assert call("/_ask?q=hitte").content == call("/_ask?q=hitte").content


def test_shared_caches_keep_only_what_is_public(hub, anna):
    assert call("/items").headers["Cache-Control"] == "public, no-cache"
    assert call("/items", token=token_of(anna)).headers["Cache-Control"] == "private, no-cache"
    assert call("/items", token="nonsense").headers["Cache-Control"] == "no-store"
    assert {"Accept-Language", "Authorization"} <= set(call("/items").headers["Vary"].split(", "))


def test_pages_of_others_may_read_what_is_public_and_nothing_else(hub, anna):
    assert call("/items").headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in call("/items", token=token_of(anna)).headers
    preflight = call("/items", method="options", headers={"Origin": "https://other.example"})
    assert preflight.status_code == 204
    assert preflight.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "Authorization" not in preflight.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Methods" not in call("/imports/_try", method="options").headers


@pytest.mark.parametrize("address", ["/items/", "/nonsense", "", "/Items", "//items", "/items;x"])
def test_an_address_that_leads_nowhere_says_so_as_a_problem(db, address):
    response = Client().get(f"{ROOT}{address}")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["API-Version"]


def test_a_method_that_is_not_there(hub):
    response = call("/items", method="delete")
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert response.json()["type"].endswith("method-not-allowed")


def test_head_is_get_without_what_it_answers(hub):
    response = call("/items", method="head")
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["ETag"] == call("/items").headers["ETag"]


def test_what_goes_wrong_here_is_logged_and_not_told(hub, monkeypatch, caplog):
    monkeypatch.setattr("schakel.library.public.keys_after", lambda *_, **__: 1 / 0)
    response = call("/items")
    assert response.status_code == 500
    assert "division" not in response.content.decode()
    assert "division" in caplog.text


def test_security_headers(hub):
    headers = call("/items").headers
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_the_published_document_is_that_of_this_hub(db, settings):
    document = json.loads(Client().get(f"{ROOT}/openapi.json").content)
    assert document["servers"] == [
        {"url": f"{settings.ENVIRONMENT.base_url}{ROOT}", "description": "Schakel"}
    ]
    assert document["info"]["contact"]["email"] == settings.ENVIRONMENT.email_from


def test_a_token_that_expired_between_two_calls_opens_nothing(hub, anna):
    token = token_of(anna)
    anna.access_tokens.update(
        expires_at=timezone.now() + timedelta(seconds=0.001), made_at=timezone.now() - timedelta(days=1)
    )
    assert call("/items", token=token).status_code == 401
