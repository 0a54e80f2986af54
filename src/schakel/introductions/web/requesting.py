"""Asking for an introduction: from an item, from an answer, from a challenge; nothing is typed twice."""

import secrets
from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from schakel.accounts.public import Person, for_who_may
from schakel.challenges.public import Challenge
from schakel.introductions import actions, queries
from schakel.introductions.desks import day_of
from schakel.introductions.messages import refusal_text
from schakel.introductions.rules import LONGEST_WHY
from schakel.introductions.web.asking import language, now, status_of
from schakel.introductions.web.forms import RequestForm
from schakel.kernel.refusal import Refusal
from schakel.library import public as library
from schakel.library.public import Item
from schakel.organisations import public as organisations
from schakel.organisations.public import Organisation

FORBIDDEN = 403
_FIELD_OF = {
    "introduction-why-missing": "why",
    "introduction-words-too-long": "why",
    "challenge-not-yours": "challenge",
    "challenge-is-confidential": "shares_challenge",
    "telephone-not-usable": "telephone",
}


@require_http_methods(["GET", "POST"])
@for_who_may("introduction.read")  # signed in; in whose name they ask is looked at below
def ask(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Write it, look at what the others will read, and send it. 404 for an item that this person may not see."""
    item = library.item_for(person, slug)
    if item is None:
        raise Http404
    bodies = [one for one in organisations.member_organisations(person) if one.pk != item.owner_id]
    own = {one.pk for one in organisations.member_organisations(person)}
    if not bodies or item.owner_id in own:
        code = "introduction-to-oneself" if item.owner_id in own else "not-a-member"
        return _show(request, item, None, why_not=_why_not(code), status=FORBIDDEN)
    if not library.allows(person, "introduction.ask"):
        raise Http404
    challenges = queries.askable_challenges(person)
    form = _form(request, bodies, challenges)
    if request.method == "GET" or request.POST.get("act") == "change":
        return _show(request, item, form)
    if not form.is_valid():
        return _show(request, item, form, status=400)
    asked = _request_in(form, item, bodies, challenges)
    if request.POST.get("act") != "send":
        return _preview(request, item, form, asked)
    try:
        done = actions.request_introduction(request=asked, requested_by=person, now=now())
    except Refusal as refusal:
        field = _FIELD_OF.get(refusal.code)
        form.add_error(field if field in form.fields else None, refusal_text(refusal))
        return _show(request, item, form, status=status_of(refusal))
    if done.is_new:
        messages.success(request, gettext("It is sent. Here you see what happens, and when."))
    return redirect("introduction", code=done.introduction.code)


def _why_not(code: str) -> str:
    if code == "not-a-member":
        return gettext(
            "You ask in the name of an organisation, and you belong to none yet. The staff of the hub can add you."
        )
    return refusal_text(Refusal(code))


def _form(
    request: HttpRequest, bodies: Sequence[Organisation], challenges: Sequence[Challenge]
) -> RequestForm:
    titles = {
        value.pk: value.title(language())
        for value in library.values_of(
            Item.objects.filter(pk__in=[one.pk for one in challenges]).order_by("pk"), today=day_of(now())
        )
    }
    several = [(one, titles[one.pk]) for one in challenges]
    if request.method == "POST":
        changing = request.POST.get("act") == "change"
        data: QueryDict | None = None if changing else request.POST
        initial = _said(request.POST) if changing else {}
        return RequestForm(bodies, several, data, initial=initial)
    chosen = request.GET.get("challenge", "")
    about = next((one for one in challenges if one.item.slug == chosen), None)
    initial = {
        # The question somebody asked, or their own words in the challenge they come from, is where it begins.
        "why": request.GET.get("q", "")[:LONGEST_WHY] or (_words_of(about) if about else ""),
        "challenge": about.item.slug if about else "",
        "shares_challenge": about is not None and not about.is_confidential,
        "can_be_handed_on": True,
        "form": secrets.token_urlsafe(16),
    }
    return RequestForm(bodies, several, initial=initial)


def _said(sent: QueryDict) -> dict[str, object]:
    said: dict[str, object] = {
        name: sent.get(name, "") for name in ("body", "why", "challenge", "telephone", "form")
    }
    return said | {name: name in sent for name in ("shares_challenge", "can_be_handed_on")}


def _words_of(challenge: Challenge) -> str:
    if challenge.is_confidential:
        return ""  # what others may know of it is written anew
    text = library.value_of(challenge.item, today=day_of(now())).text("question", language())
    return text.text[:LONGEST_WHY] if text else ""


def _request_in(
    form: RequestForm, item: Item, bodies: Sequence[Organisation], challenges: Sequence[Challenge]
) -> actions.Request:
    said = form.cleaned_data
    challenge = next((one for one in challenges if one.item.slug == said.get("challenge")), None)
    body = next((one for one in bodies if one.slug == said.get("body")), None)
    if body is None:
        # With more than one, the owner of the challenge asks.
        owner = challenge.item.owner_id if challenge else None
        body = next((one for one in bodies if one.pk == owner), bodies[0])
    return actions.Request(
        requester=body,
        receiver=item.owner,
        why=said["why"],
        item=item,
        challenge=challenge,
        shares_challenge=bool(said.get("shares_challenge")) and challenge is not None,
        can_be_handed_on=said["can_be_handed_on"],
        telephone=said["telephone"],
        form=said["form"],
    )


def _preview(request: HttpRequest, item: Item, form: RequestForm, asked: actions.Request) -> HttpResponse:
    """What the other side will read, and what they will not read yet."""
    challenge = asked.challenge
    shares = asked.shares_challenge and challenge is not None and not challenge.is_confidential
    title = (
        library.value_of(challenge.item, today=day_of(now())).title(language())
        if challenge is not None and shares
        else ""
    )
    if asked.shares_challenge and not shares:
        form.add_error("shares_challenge", refusal_text(Refusal("challenge-is-confidential")))
        return _show(request, item, form, status=400)
    kept = [(name, value) for name, value in request.POST.items() if name in form.fields]
    return _show(
        request,
        item,
        form,
        preview={
            "requester": asked.requester.name,
            "why": asked.why,
            "challenge": title,
            "kept": [{"name": name, "value": value} for name, value in kept],
        },
    )


def _show(
    request: HttpRequest,
    item: Item,
    form: RequestForm | None,
    *,
    preview: dict[str, object] | None = None,
    why_not: str = "",
    status: int = 200,
) -> HttpResponse:
    title = library.value_of(item, today=day_of(now())).title(language())
    context = {
        "form": form,
        "item_title": title,
        "item_url": item.get_absolute_url(),
        "receiver": item.owner.name,
        "responsiveness": queries.responsiveness_of(item.owner, now=now()),
        "preview": preview,
        "why_not": why_not,
        "crumbs": [
            {"label": title, "url": item.get_absolute_url()},
            {"label": gettext("Ask for an introduction"), "url": ""},
        ],
        "address": reverse("introduction_ask", args=[item.slug]),
    }
    return render(request, "introductions/ask.html", context, status=status)
