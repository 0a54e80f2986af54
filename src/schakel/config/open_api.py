"""The open API as a whole: the operations of every capability, their document, and its documentation page."""

import json
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path
from django.views.decorators.http import require_safe

from schakel.api import public as api
from schakel.imports.api.operations import ROUTES as IMPORTING
from schakel.library.api.operations import ROUTES as ITEMS
from schakel.matching.api.operations import ROUTES as ASKING
from schakel.organisations.api.operations import ROUTES as ORGANISATIONS
from schakel.vocabulary.api.operations import ROUTES as THEMES

API = api.open_api([ASKING, ITEMS, ORGANISATIONS, THEMES, IMPORTING])
ANY_HUB = api.Publisher("Schakel", "https://hub.example", "hub@hub.example")
"""Who publishes the document that is kept in the repository: the contract is the same for every hub."""


@cache
def _document(publisher: api.Publisher) -> dict[str, Any]:
    return api.document_of(API, publisher)


def document(publisher: api.Publisher | None = None) -> dict[str, Any]:
    """The OpenAPI document of this hub, or as somebody else would publish it."""
    environment = settings.ENVIRONMENT
    own = api.Publisher(environment.hub_name, environment.base_url, environment.email_from)
    return _document(publisher or own)


def written(document_: dict[str, Any]) -> str:
    """The document as it stands in a file: the same document gives the same text."""
    return json.dumps(document_, ensure_ascii=False, indent=2) + "\n"


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the same for everybody
    """The OpenAPI document."""
    return HttpResponse(json.dumps(document(), ensure_ascii=False), content_type="application/json")


def addresses() -> list[URLPattern]:
    """Everything below /api; what leads nowhere says so as a problem, and not with an error page."""
    root = api.ROOT.removeprefix("/")
    operations = [
        path(f"{root}/{pattern.pattern}", pattern.callback, name=pattern.name)
        for pattern in api.addresses_of(API)
    ]
    return [
        *operations,
        path(f"{root}/openapi.json", api.at_the_boundary(openapi), name="api_openapi"),
        path(f"{root}/docs", api.docs_page(document), name="api_docs"),
        re_path(r"^api(?:/[\s\S]*)?\Z", api.at_the_boundary(api.nothing_here), name="api_nothing"),
    ]
