"""What somebody earned: to look at, take along, share or delete. A guest does it by the link in their mail."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from schakel.accounts.public import Person, for_who_may, may_try
from schakel.credentials import actions, queries
from schakel.credentials.links import credential_with
from schakel.credentials.messages import refusal_text
from schakel.credentials.models import Credential
from schakel.credentials.rules import Sharing
from schakel.credentials.web.showing import FORMS, address_of, file_of, now, shown
from schakel.credentials.wording import STATE_TONES, sharing_name, state_name
from schakel.kernel.refusal import Refusal

MOST_AN_HOUR = 60
"""What one link fetches and changes: setting a page and signing cost some work."""
TOO_OFTEN = 429


@require_GET
@for_who_may("credential.own")
def mine(request: HttpRequest, person: Person) -> HttpResponse:
    """Everything that somebody earned, also as a guest before they had an account."""
    actions.claim_credentials(person=person, now=now())
    found = [
        {"about": one, "state": state_name(one.state), "tone": STATE_TONES[one.state]}
        for one in queries.credentials_of(person)
    ]
    return render(request, "credentials/mine.html", {"found": found})


@require_http_methods(["GET", "POST"])
@for_who_may("credential.own")
def own(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """One of them: files, and who can see its page."""
    one = _own(person, code)
    here = reverse("own_credential", args=[code])
    if request.method == "POST":
        return _shared(request, one, person.reference, here)
    crumbs = [{"label": gettext("My certificates"), "url": reverse("my_credentials")}, {"label": one.title}]
    return _page(request, one, here, crumbs)


@require_http_methods(["GET", "POST"])
@for_who_may("credential.own")
def delete_own(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """Asks first, and then deletes it for good."""
    one = _own(person, code)
    if request.method == "POST":
        actions.erase_credential(credential=one, by=person.reference, now=now())
        messages.success(request, gettext("The certificate is deleted."))
        return redirect("my_credentials")
    return _asks(request, one, reverse("own_credential", args=[code]))


@require_GET
@for_who_may("credential.own")
def file_of_own(request: HttpRequest, person: Person, code: str, form: str) -> HttpResponse:
    """The certificate or the badge, to keep and to show elsewhere."""
    return _file(request, _own(person, code), form, reverse("own_credential", args=[code]))


@require_http_methods(["GET", "POST"])
def of_guest(request: HttpRequest, word: str) -> HttpResponse:
    """The same for a guest, who shows by the link that it is theirs."""
    one = _of_guest(word)
    here = reverse("credential_of_guest", args=[word])
    if request.method == "POST":
        if not _may_do_more(one):
            return _private(render(request, "429.html", status=TOO_OFTEN))
        return _private(_shared(request, one, "", here))
    return _private(_page(request, one, here, []))


@require_http_methods(["GET", "POST"])
def delete_of_guest(request: HttpRequest, word: str) -> HttpResponse:
    """Asks first, and then deletes it for good."""
    one = _of_guest(word)
    if request.method == "POST":
        actions.erase_credential(credential=one, by="", now=now())
        return _private(render(request, "credentials/deleted.html"))
    return _private(_asks(request, one, reverse("credential_of_guest", args=[word])))


@require_GET
def file_of_guest(request: HttpRequest, word: str, form: str) -> HttpResponse:
    """The certificate or the badge of a guest."""
    one = _of_guest(word)
    if not _may_do_more(one):
        return _private(render(request, "429.html", status=TOO_OFTEN))
    return _private(_file(request, one, form, reverse("credential_of_guest", args=[word])))


def _own(person: Person, code: str) -> Credential:
    one = queries.own_credential(person, code)
    if one is None:
        raise Http404
    return one


def _of_guest(word: str) -> Credential:
    one = credential_with(word)
    if one is None:
        raise Http404
    return one


def _may_do_more(one: Credential) -> bool:
    return may_try(
        "credential-link", caller=one.code, most=MOST_AN_HOUR, within=timedelta(hours=1), now=now()
    )


def _page(request: HttpRequest, one: Credential, here: str, crumbs: list[dict[str, str]]) -> HttpResponse:
    context = {
        **shown(one),
        "files": [{"url": f"{here}{form}", "form": form} for form in FORMS],
        "here": here,
        "delete_url": f"{here}delete/",
        "address": address_of(one),
        "choices": [
            {"value": one_way.value, "label": sharing_name(one_way), "is_chosen": one.sharing == one_way}
            for one_way in Sharing
        ],
        "is_guest": not crumbs,
        "crumbs": crumbs,
    }
    return render(request, "credentials/own.html", context)


def _shared(request: HttpRequest, one: Credential, by: str, here: str) -> HttpResponse:
    asked = request.POST.get("sharing", "")
    if asked not in set(Sharing):
        raise Http404
    try:
        actions.share_credential(credential=one, sharing=Sharing(asked), by=by, now=now())
    except Refusal as refusal:
        messages.error(request, refusal_text(refusal))
    else:
        messages.success(request, gettext("This is stored."))
    return redirect(here)


def _file(request: HttpRequest, one: Credential, form: str, here: str) -> HttpResponse:
    try:
        return file_of(one, form)
    except Refusal as refusal:
        messages.error(request, refusal_text(refusal))
        return redirect(here)


def _asks(request: HttpRequest, one: Credential, back: str) -> HttpResponse:
    return render(request, "credentials/delete.html", {"credential": one, "back": back})


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Referrer-Policy"] = "no-referrer"  # the address of this page is what allows it
    response.headers["X-Robots-Tag"] = "noindex"
    return response
