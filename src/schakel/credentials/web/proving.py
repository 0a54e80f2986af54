"""What others check a certificate by: its page, the keys of the hub, and what was withdrawn."""

import json

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from schakel.accounts.public import Person
from schakel.credentials import queries
from schakel.credentials.drawing import badge_png
from schakel.credentials.keys import make_first_key
from schakel.credentials.models import Credential
from schakel.credentials.open_badge import did_document_of, key_set_of, status_list_of
from schakel.credentials.rules import Sharing, State, may_be_listed
from schakel.credentials.tokens import signed
from schakel.credentials.web.showing import now, picture_of, shown

_FOR_ALL = "public, max-age=300"
"""Seconds in which a new key or a withdrawal is known everywhere."""


@require_safe
def credential(request: HttpRequest, code: str) -> HttpResponse:
    """What was earned, by whom, from whom, and whether it still counts."""
    one = _asked(request, code)
    after = one.replaced_by
    person = request.user if isinstance(request.user, Person) else None
    is_listed = may_be_listed(Sharing(one.sharing), one.state)
    context = {
        **shown(one),
        "is_listed": is_listed,
        "is_own": person is not None and one.person_id == person.pk,
        "is_replaced": after is not None,
        "hub": queries.hub(),
        "image_url": reverse("credential_image", args=[code]),
        "identity_url": queries.full_address(reverse("hub_identity")),
    }
    response = render(request, "credentials/credential.html", context)
    if not is_listed:
        response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"  # whoever has the address can look
    return response


@require_safe
def image(request: HttpRequest, code: str) -> HttpResponse:
    """The picture of the badge, without the signed statement: that is its holder's to give away."""
    one = _asked(request, code)
    response = HttpResponse(badge_png(picture_of(one)), content_type="image/png")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def status(request: HttpRequest, number: int) -> HttpResponse:  # noqa: ARG001 - the same for everybody
    """Which badges of one list were withdrawn: a bit for each, and no names."""
    if not queries.is_status_list(number):
        raise Http404
    url = queries.status_url(number)
    said = status_list_of(queries.withdrawn_places(number), url=url, hub=queries.hub(), now=now())
    return _for_all(HttpResponse(signed(said, now=now()), content_type="application/vc+jwt"))


@require_safe
def hub_identity(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the same for everybody
    """The hub as did:web, with the keys by which its badges are checked."""
    make_first_key(now=now())
    document = did_document_of(queries.key_pairs(), hub=queries.hub())
    return _for_all(HttpResponse(json.dumps(document), content_type="application/did+json"))


@require_safe
def hub_keys(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the same for everybody
    """The same keys for programs that know no did:web."""
    make_first_key(now=now())
    return _for_all(JsonResponse(key_set_of(queries.key_pairs())))


def _asked(request: HttpRequest, code: str) -> Credential:
    person = request.user if isinstance(request.user, Person) else None
    one = queries.find_public(code, person=person)
    if one is None or one.state is State.ERASED:
        raise Http404
    return one


def _for_all(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = _FOR_ALL
    response.headers["Access-Control-Allow-Origin"] = "*"  # pages that check badges ask from a browser
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
