"""An operation that will go says so in every answer, in the document and on the page."""

from collections.abc import Iterator
from datetime import date
from types import ModuleType

import pytest
from django.http import HttpRequest
from django.test import Client, override_settings
from django.urls import path
from ninja import Query

from schakel.api.document import Publisher, document_of, operations_of
from schakel.api.public import Asked, Retirement, Routes, Shape, addresses_of, docs_page, open_api
from schakel.config.urls import urlpatterns

pytestmark = pytest.mark.django_db
ROUTES = Routes("Gossip")
PUBLISHER = Publisher("Hub", "https://hub.example", "hub@hub.example")


class GossipShape(Shape):
    said: str


@ROUTES.get(
    "/gossip",
    name="gossip",
    call="listGossip",
    summary="List gossip",
    answers={200: GossipShape},
    example="/gossip",
    retirement=Retirement(date(2027, 1, 1), date(2027, 9, 1), "/api/v1/docs#listItems"),
)
def gossip(request: HttpRequest, asked: Query[Asked]) -> GossipShape:
    """What people say."""
    return GossipShape(said="nothing")


API = open_api([ROUTES])


@pytest.fixture
def hub_with_gossip() -> Iterator[None]:
    addresses = ModuleType("addresses")
    operations = [path(f"old/{one.pattern}", one.callback, name=one.name) for one in addresses_of(API)]
    docs = path("old/docs", docs_page(lambda: document_of(API, PUBLISHER)), name="old_docs")
    addresses.__dict__["urlpatterns"] = [*operations, docs, *urlpatterns]
    with override_settings(ROOT_URLCONF=addresses):
        yield


def test_every_answer_says_when_it_goes_and_what_to_use_instead(hub_with_gossip):
    response = Client().get("/old/gossip")
    assert response.json() == {"said": "nothing"}
    assert response.headers["Deprecation"] == "@1798761600"
    assert response.headers["Sunset"] == "Wed, 01 Sep 2027 00:00:00 GMT"
    assert response.headers["Link"] == '</api/v1/docs#listItems>; rel="deprecation"; type="text/html"'


def test_the_document_and_the_page_say_it_too(hub_with_gossip, client):
    [(_, operation)] = operations_of(document_of(API, PUBLISHER))
    assert operation["deprecated"] is True
    assert operation["x-sunset"] == "2027-09-01"
    client.cookies["django_language"] = "en"
    assert "ends on 2027-09-01" in client.get("/old/docs").content.decode()
