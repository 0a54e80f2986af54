"""What somebody is towards the hub as a whole, and the one answer to who may not."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlsplit

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from schakel.accounts.models import Person
from schakel.accounts.rules import ALL_ROUND, Role, hub_role_stands, may, with_staff

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def hub_roles_of(person: Person, *, today: date) -> frozenset[Role]:
    """What somebody is in the hub on this day; all-round for who works for it and was given no role by name."""
    rows = person.known_roles
    if not rows:
        return ALL_ROUND if person.is_hub_staff else frozenset()
    return frozenset(Role(role) for role, ends_on in rows if hub_role_stands(ends_on=ends_on, today=today))


def standing_of(person: Person | AnonymousUser | None, *, today: date | None = None) -> frozenset[Role]:
    """The roles that do not depend on a thing: visitor always, those in the hub while the account is active.

    ``today``: the day on which it is asked; the day it is when nothing is said.
    """
    if not isinstance(person, Person) or not person.is_active:
        return frozenset({Role.VISITOR})
    roles = {Role.VISITOR, *hub_roles_of(person, today=today or timezone.localdate())}
    if person.is_administrator:
        roles.add(Role.ADMINISTRATOR)
    return with_staff(roles)


def require_act(act: str, roles: frozenset[Role]) -> None:
    """Raise Http404 unless these roles may do this act: who may not cannot tell it from what does not exist."""
    if not may(act, roles):
        raise Http404


def address_of_caller(request: HttpRequest) -> str:
    """The address of the browser or program, by which tries are counted.

    A proxy on this machine says for whom it asks, as the last address of X-Forwarded-For. Nobody else is
    believed: whoever could choose the address by which tries are counted could try for ever.
    """
    from_this_machine = request.META.get("REMOTE_ADDR", "") in {"", "127.0.0.1", "::1"}
    forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    if from_this_machine and forwarded:
        return forwarded
    return str(request.META.get("REMOTE_ADDR") or "127.0.0.1")


def for_who_may(act: str) -> Callable[[Callable[Concatenate[HttpRequest, Person, P], HttpResponse]], View[P]]:
    """Makes a view one for people who may do this act towards the whole hub, and gives it the person.

    A visitor is asked to sign in; for anybody else there is nothing here (404).
    """

    def guard(view: Callable[Concatenate[HttpRequest, Person, P], HttpResponse]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *arguments: P.args, **named: P.kwargs) -> HttpResponse:
            if not isinstance(request.user, Person):
                return redirect_to_login(_page_asked_for(request))
            require_act(act, standing_of(request.user))
            return view(request, request.user, *arguments, **named)

        return guarded

    return guard


def _page_asked_for(request: HttpRequest) -> str:
    """Where somebody goes on after signing in: the page they asked for, or that with the button they pressed.

    What a button does is not done by looking at its address, so nobody is sent there.
    """
    if request.method == "GET":
        return request.get_full_path()
    came_from = urlsplit(request.headers.get("Referer", ""))
    return came_from.path if came_from.netloc == request.get_host() and came_from.path else "/"
