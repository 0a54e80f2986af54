"""Giving an operation its place: who may call it, what it answers, an example, and when it goes."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from ninja import Router

from schakel.accounts.public import Scope
from schakel.api.calling import AccessToken
from schakel.api.problems import Mistake, Problem, unknown_name
from schakel.api.rules import Retirement, retirement_headers
from schakel.api.shapes import Chosen

View = TypeVar("View", bound=Callable[..., Any])
_EVERYWHERE = (400, 401, 429, 500)


class Routes:
    """The operations of one capability, under one heading of the documentation."""

    def __init__(self, heading: str) -> None:
        self.router = Router(tags=[heading])

    def get(self, path: str, **about: Any) -> Callable[[View], View]:
        """An operation that reads; see ``_add`` for what can be said about it."""
        return self._add("get", path, **about)

    def post(self, path: str, **about: Any) -> Callable[[View], View]:
        """An operation that changes something, for which a token is needed."""
        return self._add("post", path, **about)

    def _add(
        self,
        method: str,
        path: str,
        *,
        name: str,
        call: str,
        summary: str,
        answers: dict[int, Any],
        example: str,
        form: dict[str, str] | None = None,
        scope: Scope | None = None,
        problems: Sequence[int] = (),
        retirement: Retirement | None = None,
    ) -> Callable[[View], View]:
        """``name``: of the address; ``call``: of the operation, for programs that make clients of the document.

        ``example``: the address behind the root, and with ``form`` what is sent; ``problems``: statuses beside those
        that every operation can answer with.
        """
        token = AccessToken(scope)
        statuses = sorted({*_EVERYWHERE, *problems, *((403,) if scope else ())})
        extra: dict[str, Any] = {
            "x-example": {"address": example, **({"form": form} if form else {})},
            "x-problems": statuses,
        }
        if retirement is not None:
            extra["x-sunset"] = retirement.ends.isoformat()

        def add(view: View) -> View:
            told = _looked_through(view, retirement)
            register = getattr(self.router, method)
            register(
                path,
                auth=token,
                response=answers,
                operation_id=call,
                summary=summary,
                deprecated=True if retirement else None,
                by_alias=True,
                url_name=name,
                openapi_extra=extra,
            )(told)
            token.known_names = _names_in_the_query(told)
            return view

        return add


def _names_in_the_query(view: Any) -> frozenset[str]:
    return frozenset(
        name
        for model in view._ninja_operation.models  # noqa: SLF001 - the library keeps what it understood here
        if model.__ninja_param_source__ == "query"
        for name in model.__ninja_flatten_map__
    )


def _looked_through(view: Callable[..., Any], retirement: Retirement | None) -> Callable[..., Any]:
    """The view, once nothing unknown stands in the query."""

    @wraps(view)
    def answer(request: HttpRequest, *arguments: Any, **named: Any) -> Any:
        if unknown := unknown_in(request):
            raise Problem("invalid-input", mistakes=unknown)
        for given in named.values():
            if isinstance(given, Chosen):
                request.wanted_fields = frozenset(given.fields)  # type: ignore[attr-defined]
        if retirement is not None:
            request.api_headers = retirement_headers(retirement)  # type: ignore[attr-defined]
        return view(request, *arguments, **named)

    return answer


def unknown_in(request: HttpRequest) -> list[Mistake]:
    """What stands in the query and the operation does not know."""
    known: frozenset[str] = getattr(request, "known_names", frozenset())
    return [unknown_name(name) for name in request.GET if name not in known]


def link_to_next(response: HttpResponse, address: str | None) -> None:
    """The address of the next part in the header too, where programs look for it (RFC 8288)."""
    if address:
        response.headers["Link"] = f'<{address}>; rel="next"'
