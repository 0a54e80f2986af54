"""Who calls: a visitor, or a program with the access token of a person. A browser's session counts for nothing here."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja.security.base import AuthBase

from schakel.accounts.public import (
    SCOPE_NEEDS,
    Person,
    Scope,
    address_of_caller,
    mark_access_token,
    may,
    standing_access_token,
    standing_of,
)
from schakel.api.limits import CALLS, Count
from schakel.api.problems import Problem

LONGEST_HEADER = 200
CHALLENGE = 'Bearer realm="hub"'


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who calls. ``scopes``: what the token they sent is for; none without a token."""

    token_person: Person | None
    scopes: frozenset[Scope]

    @property
    def reader(self) -> Person | None:
        """For whom is read: only a token made for reading shows more than what is public."""
        return self.token_person if Scope.READ in self.scopes else None

    def person_with(self, scope: Scope) -> Person:
        """The person, when the token is for this and they may do it themselves, now. Raises a Problem."""
        if self.token_person is None:
            raise Problem("token-missing", headers={"WWW-Authenticate": CHALLENGE})
        if scope not in self.scopes or not may(SCOPE_NEEDS[scope], standing_of(self.token_person)):
            raise Problem("not-allowed", headers={"WWW-Authenticate": f'{CHALLENGE}, scope="{scope}"'})
        return self.token_person


class AccessToken(AuthBase):
    """Looks at the token of a call before anything else of it is looked at, and counts the call.

    ``scope``: what the operation needs; None for what everybody may read.
    """

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __init__(self, scope: Scope | None) -> None:
        super().__init__()
        self.scope = scope
        self.known_names: frozenset[str] = frozenset()
        """What can stand in the query; set once the operation is there."""

    def __call__(self, request: HttpRequest) -> Caller:
        request.known_names = self.known_names  # type: ignore[attr-defined]
        caller = _caller(request)
        if self.scope is not None:
            caller.person_with(self.scope)
        return caller


def caller_of(request: HttpRequest) -> Caller:
    """Who called; known once the token was looked at."""
    caller: Any = getattr(request, "auth", None)
    if not isinstance(caller, Caller):
        raise TypeError("every operation looks at the token first")
    return caller


def _caller(request: HttpRequest) -> Caller:
    limits: dict[str, int] = settings.API_CALLS_PER_MINUTE
    address = address_of_caller(request)
    header = request.headers.get("Authorization")
    if header is None:
        _count(request, f"address {address}", limits["visitor"])
        return Caller(None, frozenset())
    wrong = f"wrong tokens from {address}"
    _refuse_beyond(CALLS.count(wrong, most=limits["wrong-token"], calls=0))
    now = timezone.now()
    scheme, _, written = header[:LONGEST_HEADER].partition(" ")
    token = standing_access_token(written.strip(), now=now) if scheme.lower() == "bearer" else None
    if token is None:
        CALLS.count(wrong, most=limits["wrong-token"])
        challenge = f'{CHALLENGE}, error="invalid_token"'
        raise Problem("token-unusable", headers={"WWW-Authenticate": challenge})
    _count(request, f"token {token.pk}", limits["token"])
    mark_access_token(token=token, now=now)
    return Caller(token.person, frozenset(Scope(scope) for scope in token.scopes if scope in set(Scope)))


def _count(request: HttpRequest, who: str, most: int) -> None:
    count = CALLS.count(who, most=most)
    request.count = count  # type: ignore[attr-defined]
    _refuse_beyond(count)


def _refuse_beyond(count: Count) -> None:
    if count.is_over:
        raise Problem("too-many-calls", headers={"Retry-After": str(count.seconds)})
