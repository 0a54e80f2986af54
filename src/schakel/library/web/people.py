"""Who is asking, and what they typed before they had to sign in again."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.datastructures import MultiValueDict

from schakel.accounts.public import Person

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
PersonView = Callable[Concatenate[HttpRequest, Person, P], HttpResponse]

KEPT = "typed-before-signing-in"
MOST_KEPT = 200_000
"""Characters: more than any item has, and too few to fill a disk with."""


def for_people(view: PersonView[P]) -> View[P]:
    """The view gets the person who is signed in; a visitor is asked to sign in, and loses nothing they typed.

    Every address asks the same, whether or not there is anything there.
    """

    @wraps(view)
    def ask_to_sign_in(request: HttpRequest, /, *arguments: P.args, **named: P.kwargs) -> HttpResponse:
        if isinstance(request.user, Person):
            return view(request, request.user, *arguments, **named)
        if request.method == "POST":
            _keep_typed(request)
            return redirect_to_login(request.path)
        return redirect_to_login(request.get_full_path())

    return ask_to_sign_in


def _keep_typed(request: HttpRequest) -> None:
    typed = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    if sum(len(value) for values in typed.values() for value in values) <= MOST_KEPT:
        request.session[KEPT] = {"path": request.path, "typed": typed}


def typed_before(request: HttpRequest) -> MultiValueDict[str, str] | None:
    """What was typed on this page before signing in again, once; None when that is nothing."""
    kept = request.session.get(KEPT)
    if not isinstance(kept, dict) or kept["path"] != request.path:
        return None
    del request.session[KEPT]
    return MultiValueDict(kept["typed"])
