"""Saving a question as a challenge: one click on its answer, or one more where something about persons stands in it."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods

from schakel.accounts.public import Person
from schakel.challenges import public as challenges
from schakel.documents import public as documents
from schakel.kernel.languages import DUTCH
from schakel.kernel.refusal import Refusal
from schakel.library import public as library
from schakel.matching.addresses import AnswerAddress
from schakel.matching.public import LONGEST_QUESTION, challenge_from
from schakel.matching.web.asked import asked_in
from schakel.matching.wording import refusal_text
from schakel.organisations import public as organisations
from schakel.organisations.public import Organisation

FORBIDDEN = 403
KEPT = "question-to-save"
"""Where the words of somebody who has to sign in first wait in their session."""


KEPT_ALONG = ("q", "document", "without", "also", "for")
"""Of the address of an answer: what the challenge is made of."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Why it was not saved, and whether it is for who asks that it cannot be."""

    why: str
    status: int


@require_http_methods(["GET", "POST"])
def save_challenge(request: HttpRequest) -> HttpResponse:
    """Save it at once; or show it first, where somebody had to sign in or something about persons stands in it."""
    address = _address(request)
    if not isinstance(request.user, Person):
        return _sign_in_first(request, address)
    owner = saving_body(request.user, address.asker)
    if owner is None:
        why = challenges.refusal_text(Refusal("not-a-public-body"))
        return _show(request, address, Refused(why, status=FORBIDDEN))
    if request.method == "GET":
        return _show(request, address, None)
    act = request.POST.get("act", "")
    personal = documents.personal_data(address.question)
    if personal and act not in ("without", "as-it-is"):
        return _show(request, address, None)
    words = address.question
    if act == "without":
        words = documents.without(words, [one.words for one in personal])
    try:
        form = address.form(screen_language=get_language() or DUTCH, most=0, asker=None)
        saved = challenges.save_challenge(
            content=challenge_from(replace(form, text=words), owner=owner), saved_by=request.user, now=_now()
        )
    except Refusal as refusal:
        return _show(request, address, Refused(refusal_text(refusal), status=400))
    request.session.pop(KEPT, None)
    messages.success(
        request,
        gettext("Your question is saved as a draft. Look whether it is complete.")
        if saved.is_new
        else gettext("This question was saved before. Here it is."),
    )
    return redirect("challenge", slug=saved.challenge.item.slug)


def saving_body(person: Person, asked_for: str) -> Organisation | None:
    """The public body of this person for which a challenge is saved: the one that was asked for, else the first."""
    if not library.allows(person, "challenge.save"):
        return None
    own = [
        body
        for body in organisations.member_organisations(person)
        if body.type in organisations.PUBLIC_BODIES
    ]
    return next((body for body in own if body.slug == asked_for), own[0] if own else None)


def _address(request: HttpRequest) -> AnswerAddress:
    """What was asked, in the form, in the address, or before somebody had to sign in."""
    written = request.POST if request.method == "POST" else request.GET
    address = asked_in(request, written) or AnswerAddress("")
    kept = request.session.get(KEPT)
    if not address.question and isinstance(kept, str):
        return replace(address, question=kept, document="")
    return address if "q" not in written else replace(address, document="")


def _sign_in_first(request: HttpRequest, address: AnswerAddress) -> HttpResponse:
    """The words wait in the session, as they can be too long for an address; what else was chosen stands in it."""
    request.session[KEPT] = address.question[:LONGEST_QUESTION]
    along = [(name, value) for name, value in address.pairs() if name in KEPT_ALONG and name not in _WORDS]
    return redirect_to_login(f"{reverse('save_challenge')}{'?' if along else ''}{urlencode(along)}")


_WORDS = ("q", "document")


def _show(request: HttpRequest, address: AnswerAddress, refused: Refused | None) -> HttpResponse:
    personal = documents.personal_data(address.question)
    return render(
        request,
        "matching/save_challenge.html",
        {
            "question": address.question,
            "longest": LONGEST_QUESTION,
            "error": refused.why if refused else "",
            "may_save": refused is None or refused.status != FORBIDDEN,
            "personal": [{"words": one.words, "kind": documents.personal_name(one.kind)} for one in personal],
            "keep": [
                {"name": name, "value": value}
                for name, value in address.pairs()
                if name in KEPT_ALONG and name not in _WORDS
            ],
            "answer_url": f"{reverse('answer')}?{urlencode([('q', address.question)])}",
        },
        status=refused.status if refused else 200,
    )


def _now() -> datetime:
    return timezone.now().astimezone(UTC)
