"""Everything that goes in and out at the API: language, headers, caching, and problems instead of error pages."""

import hashlib
import logging
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from schakel.api.limits import Count
from schakel.api.problems import Problem, problem_response
from schakel.api.rules import matches_etag, preferred_language
from schakel.kernel.languages import LANGUAGES

VERSION: Final = "1.2.0"
"""Semantic version of the contract; see docs/api/README.md for when which number goes up."""
LONGEST_ETAG = 2000
_TOLD = (
    "API-Version, Deprecation, ETag, Link, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After, "
    "Sunset"
)
"""Headers that a page of another site may read."""
View = Callable[..., HttpResponseBase]
logger = logging.getLogger("django.request")


def at_the_boundary(view: View) -> View:
    """The view as an address of the API."""

    @wraps(view)
    def answer(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
        with translation.override(language_of(request)):
            method = request.method
            if method == "OPTIONS":
                return _finished(request, _preflight(request, view, arguments, named))
            if method == "HEAD":
                request.method = "GET"
            response = _answered(request, view, arguments, named)
            request.method = method
            return _finished(request, response)

    # No cookie counts here, so that nobody can be made to call by a page of somebody else.
    answer.csrf_exempt = True  # type: ignore[attr-defined]
    return answer


def language_of(request: HttpRequest) -> str:
    """Asked for in the address, else preferred by the caller's program, else that of the hub."""
    asked = request.GET.get("lang", "")
    if asked in LANGUAGES:
        return asked
    accepted = parse_accept_lang_header(request.headers.get("Accept-Language", "")[:500])
    return preferred_language(accepted, known=LANGUAGES, otherwise=settings.LANGUAGE_CODE)


def nothing_here(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - whoever asks
    """What every address below the API says that leads nowhere."""
    return problem_response(Problem("not-found"))


def _answered(
    request: HttpRequest, view: View, arguments: tuple[Any, ...], named: dict[str, Any]
) -> HttpResponseBase:
    try:
        response = view(request, *arguments, **named)
    except Http404:
        return problem_response(Problem("not-found"))
    except Exception as error:  # noqa: BLE001 - a program gets no error page, and nothing of what went wrong
        return unexpected(error)
    if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        allowed = sorted({*response.headers.get("Allow", "").split(", "), "OPTIONS"} - {""})
        if "GET" in allowed:
            allowed.append("HEAD")
        return problem_response(Problem("method-not-allowed", headers={"Allow": ", ".join(sorted(allowed))}))
    return response


def unexpected(error: Exception) -> HttpResponse:
    """What nobody foresaw: a body that cannot be read is the caller's, everything else is ours and is logged."""
    if isinstance(error, RequestDataTooBig):
        return problem_response(Problem("too-large"))
    if isinstance(error, MultiPartParserError | SuspiciousOperation | UnreadablePostError):
        return problem_response(Problem("invalid-input"))
    logger.error("the API could not answer", exc_info=error)
    return problem_response(Problem("internal-error"))


def _preflight(
    request: HttpRequest, view: View, arguments: tuple[Any, ...], named: dict[str, Any]
) -> HttpResponseBase:
    """What a browser asks before a page of another site may read here: only what is public, so without a token."""
    refused = _answered(request, view, arguments, named)
    if refused.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
        return refused
    response = HttpResponse(status=204)
    del response.headers["Content-Type"]
    response.headers["Allow"] = refused.headers["Allow"]
    if "GET" in refused.headers["Allow"]:
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        response.headers["Access-Control-Allow-Headers"] = "Accept, Accept-Language, If-None-Match"
        response.headers["Access-Control-Max-Age"] = "86400"
    return response


def _finished(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    is_public = "Authorization" not in request.headers
    is_read = request.method in ("GET", "HEAD") and response.status_code == HTTPStatus.OK
    if is_read and isinstance(response, HttpResponse):
        response.headers["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        if matches_etag(request.headers.get("If-None-Match", "")[:LONGEST_ETAG], response.headers["ETag"]):
            response = _not_modified(response)
    headers = response.headers
    # Whoever keeps an answer asks each time whether it still holds; what a token opened is kept by its caller alone.
    keep = "public, no-cache" if is_public else "private, no-cache"
    headers["Cache-Control"] = keep if is_read else "no-store"
    headers["API-Version"] = VERSION
    headers["Content-Language"] = translation.get_language() or settings.LANGUAGE_CODE
    headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    headers["Referrer-Policy"] = "no-referrer"
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    if settings.SECURE_HSTS_SECONDS:
        headers["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}"
    if is_public and request.method in ("GET", "HEAD", "OPTIONS"):
        headers["Access-Control-Allow-Origin"] = "*"
        headers["Access-Control-Expose-Headers"] = _TOLD
    patch_vary_headers(response, ["Accept-Language", "Authorization"])
    for name, value in _headers_of_the_call(request).items():
        headers[name] = f"{headers[name]}, {value}" if name == "Link" and name in headers else value
    return response


def _not_modified(response: HttpResponse) -> HttpResponse:
    same = HttpResponseNotModified()
    for name in ("ETag", "Link"):
        if name in response.headers:
            same.headers[name] = response.headers[name]
    return same


def _headers_of_the_call(request: HttpRequest) -> dict[str, str]:
    """How many calls are left, and what the operation itself has to say."""
    headers: dict[str, str] = dict(getattr(request, "api_headers", {}))
    count: Any = getattr(request, "count", None)
    if isinstance(count, Count):
        headers["RateLimit-Limit"] = str(count.most)
        headers["RateLimit-Remaining"] = str(max(0, count.left))
        headers["RateLimit-Reset"] = str(count.seconds)
    return headers
