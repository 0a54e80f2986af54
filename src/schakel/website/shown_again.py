"""The page that was made of a form that was sent, once more in another language or in other colours.

Such a page has no address of its own: to follow a link would lose what somebody typed. So the switch on it sends the
same fields to the same address again, beside ``show_in=en`` or ``show_colours=dark``, and the hub *looks* with them
and does nothing: what would be stored is refused before it reaches the database. Where the fields would do something
(they did so before, or what stood in their way is gone) the page that is there for looking is shown instead.

The other ways were worse: to send the form again for good does a second time what was meant once, and to keep the
words in the session needs every form to know of it. Passwords and codes are not sent along.

Who opens the address of such a page anew (in another tab, or from a bookmark) is told that there is nothing to read,
and is led to the page above it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import connection
from django.http import HttpRequest, HttpResponseNotAllowed, HttpResponseRedirect, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils import translation

from schakel.kernel.languages import LANGUAGES

SHOW_IN, SHOW_COLOURS = "show_in", "show_colours"
SCHEME_COOKIE = "scheme"
SCHEMES = ("auto", "light", "dark")
A_YEAR = 365 * 24 * 3600
NOT_ALLOWED = 405
_READS = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK", "SET ", "PRAGMA", "BEGIN", "EXPLAIN")
_OWN = ("csrfmiddlewaretoken", "code", SHOW_IN, SHOW_COLOURS)
_SECRET = ("password", "credential", "secret")
"""A field whose name holds one of these, or is that of a code, is not sent along: it is typed again."""


class WouldChangeError(Exception):
    """What only looks was about to store something."""


@dataclass(frozen=True, slots=True)
class Again:
    """How the page is to be shown: the cookie that remembers it, and its value."""

    cookie: str
    value: str


def fields_sent(request: HttpRequest) -> list[tuple[str, str]] | None:
    """The fields of the form this page was made of, without what is secret; None for a page with an address."""
    if request.method != "POST":
        return None
    try:
        sent = list(request.POST.lists())
    except (BadRequest, SuspiciousOperation, MultiPartParserError, OSError):  # what came in could not be read
        return []
    return [
        (name, value)
        for name, values in sent
        for value in values
        if name not in _OWN and not any(word in name.lower() for word in _SECRET)
    ]


class ShownAgain:
    """Stands last, so that signing in and the tokens against forged forms were looked at before."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        again = _asked(request)
        if again is None:
            return _with_a_way_on(request, self.get_response(request))
        request.only_looks = True  # type: ignore[attr-defined]
        request.COOKIES[again.cookie] = again.value
        if again.cookie == settings.LANGUAGE_COOKIE_NAME:
            translation.activate(again.value)
            request.LANGUAGE_CODE = again.value
        response = self.get_response(request)
        remember(response, again.cookie, again.value)
        return response

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        arguments: tuple[Any, ...],
        named: dict[str, Any],
    ) -> HttpResponseBase | None:
        if not getattr(request, "only_looks", False):
            return None
        if not getattr(view, "csrf_exempt", False):  # whose fields have been read by now
            sent = request.POST.copy()
            sent.pop(SHOW_IN, None)
            sent.pop(SHOW_COLOURS, None)
            request.POST = sent  # type: ignore[assignment]
        try:
            return _looked_at(request, view, arguments, named)
        except WouldChangeError:
            return HttpResponseRedirect(_where_to_look(request, view, arguments, named))


def remember(response: HttpResponseBase, cookie: str, value: str) -> None:
    """Keep what was chosen in a cookie of this browser, for a year."""
    response.set_cookie(
        cookie, value, max_age=A_YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=True
    )


def _with_a_way_on(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """The answer, or a page instead of the empty one that who reads gets at an address that takes only forms."""
    if request.method != "GET" or not isinstance(response, HttpResponseNotAllowed) or response.content:
        return response
    page = render(request, "405.html", {"above": next(_above(request.path), "/")}, status=NOT_ALLOWED)
    page.headers["Allow"] = response.headers["Allow"]
    return page


def _asked(request: HttpRequest) -> Again | None:
    """How the page is to be shown again; None for every other request.

    It stands among the fields and not in the address, to which the next form of that page is sent, and for good. The
    fields are read from the body, because a view that takes a file says itself how that is read.
    """
    if request.method != "POST" or request.content_type != "application/x-www-form-urlencoded":
        return None
    if b"show_" not in request.body:
        return None
    sent = QueryDict(request.body, encoding=request.encoding)
    language, scheme = sent.get(SHOW_IN, ""), sent.get(SHOW_COLOURS, "")
    if language in LANGUAGES:
        return Again(settings.LANGUAGE_COOKIE_NAME, language)
    return Again(SCHEME_COOKIE, scheme) if scheme in SCHEMES else None


def _looked_at(
    request: HttpRequest,
    view: Callable[..., HttpResponseBase],
    arguments: tuple[Any, ...],
    named: dict[str, Any],
) -> HttpResponseBase:
    """What the view answers, while nothing but tries is stored. Raises a WouldChangeError where more would be."""
    own = f'"{caches.settings["default"]["LOCATION"]}"'  # what counts tries goes on counting

    def only_look(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        said = str(sql).lstrip(" (\n").upper()
        if said and not said.startswith(_READS) and own not in str(sql):
            raise WouldChangeError
        return execute(sql, params, many, context)

    with connection.execute_wrapper(only_look):
        return view(request, *arguments, **named)


def _where_to_look(
    request: HttpRequest,
    view: Callable[..., HttpResponseBase],
    arguments: tuple[Any, ...],
    named: dict[str, Any],
) -> str:
    """The page at the address of the form, or the nearest one above it where that takes nothing but forms."""
    request.method = "GET"
    try:
        is_taken = _looked_at(request, view, arguments, named).status_code != NOT_ALLOWED
    except WouldChangeError:
        is_taken = True
    return request.get_full_path() if is_taken else next(_above(request.path), "/")


def _above(path: str) -> Iterator[str]:
    parts = path.strip("/").split("/")
    for end in range(len(parts) - 1, 0, -1):
        above = f"/{'/'.join(parts[:end])}/"
        try:
            resolve(above)
        except Resolver404:
            continue
        yield above
