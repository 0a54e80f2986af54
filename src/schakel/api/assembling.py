"""Putting the operations of all capabilities together into one API."""

import json
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.renderers import BaseRenderer
from ninja.responses import NinjaJSONEncoder

from schakel.api.boundary import VERSION, at_the_boundary, unexpected
from schakel.api.problems import Problem, mistakes_of, problem_response
from schakel.api.routing import Routes, unknown_in
from schakel.api.rules import only

NAME = "Schakel"


class _Renderer(BaseRenderer):
    """JSON with the fields that were asked for."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        fields = getattr(request, "wanted_fields", ())
        shown = only(fields, data) if fields and response_status == HTTPStatus.OK else data
        text = json.dumps(shown, cls=NinjaJSONEncoder, ensure_ascii=False, separators=(",", ":"))
        return text.encode("utf-8", "replace")


def open_api(parts: Iterable[Routes]) -> NinjaAPI:
    """The API of these parts, in this order."""
    api = NinjaAPI(
        title=NAME,
        version=VERSION,
        description=(
            "Ask the hub a question in your own words and get ranked answers with reasons; read its items, "
            "organisations and themes; and import what others wrote down."
        ),
        docs_url=None,
        openapi_url=None,
        renderer=_Renderer(),
    )
    for part in parts:
        api.add_router("", part.router)
    for kind in (Problem, ValidationError, Http404, HttpError, Exception):
        api.add_exception_handler(kind, _answer_to)
    return api


def _answer_to(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    """What the caller gets when an operation ends with an exception."""
    match error:
        case Problem():
            return problem_response(error)
        case ValidationError():
            return _invalid(request, error)
        case Http404():
            return problem_response(Problem("not-found"))
        case HttpError():
            return problem_response(Problem("invalid-input"))
        case Exception():
            return unexpected(error)
    raise TypeError("an operation ends with an exception, and not with a kind of one")


def addresses_of(api: NinjaAPI) -> list[URLPattern]:
    """The addresses of the operations, each at the boundary."""
    found: dict[str, URLPattern] = {}
    for pattern in api.urls[0]:
        if isinstance(pattern, URLPattern) and pattern.name != "api-root":
            found.setdefault(str(pattern.pattern), pattern)
    return [
        URLPattern(pattern.pattern, at_the_boundary(pattern.callback), name=pattern.name)
        for pattern in found.values()
    ]


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problem_response(
        Problem("invalid-input", mistakes=[*mistakes_of(error.errors), *unknown_in(request)])
    )
