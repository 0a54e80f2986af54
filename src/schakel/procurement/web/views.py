"""The talk with the buyer, one question a page; every state stands in the address, and nothing is kept of it."""

from datetime import UTC
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_POST

from schakel.accounts.public import Person, for_who_may
from schakel.challenges.public import Challenge, allows, challenge_for
from schakel.kernel.languages import DUTCH
from schakel.kernel.refusal import Refusal
from schakel.library import public as library
from schakel.procurement import actions, rules, wording
from schakel.procurement.messages import refusal_text
from schakel.procurement.rules import Ask, Way

_MOST = 8
"""Questions on the longest way, for "step 2 of at most 8"."""


@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """The next question, or the route that may fit."""
    way = rules.way_of(request.GET.dict())
    challenge = _challenge(request, request.GET.get("for", ""))
    context = {
        "way": way,
        "answered": _answered(way, challenge),
        "keep": [{"name": ask.value, "value": choice} for ask, choice in way.answered],
        "challenge_slug": challenge.item.slug if challenge else "",
        "challenge_title": _title(challenge) if challenge else "",
        "thresholds": _thresholds(way),
        "step": len(way.answered) + 1,
        "most": _MOST,
        "question": wording.question_text(way.next) if way.next else "",
        "crumbs": [{"label": gettext("Which way to buy")}],
    }
    if way.next is not None:
        context |= {
            "name": way.next.value,
            "help": wording.help_text(way.next),
            "choices": [
                {"value": choice, "label": wording.choice_text(way.next, choice)}
                for choice in rules.CHOICES[way.next]
            ],
        }
    if way.route is not None:
        context |= {
            "route": wording.route_name(way.route),
            "sentence": wording.route_sentence(way.route),
            "points": wording.points_of(way.route),
            "law": wording.law_of(way.route),
            "is_consultation": way.route is rules.Route.CONSULTATION,
            "longest": rules.LONGEST_WORDS,
        }
    return render(request, "procurement/choose.html", context)


@require_POST
@for_who_may("challenge.follow")  # signed in; whose challenge it is decides what they may
def write_down(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Keep what came out with a challenge."""
    challenge = challenge_for(person, slug)
    if challenge is None or not allows(person, "challenge.move", challenge, today=timezone.localdate()):
        raise Http404
    try:
        actions.choose_route(
            challenge=challenge,
            answers=request.POST.dict(),
            words=request.POST.get("words", ""),
            chosen_by=person,
            now=timezone.now().astimezone(UTC),
        )
    except Refusal as refusal:
        messages.error(request, refusal_text(refusal))
        return redirect(f"{reverse('procurement')}?{urlencode({'for': slug})}")
    messages.success(request, gettext("This is stored. Talk about it with your buyer."))
    return redirect("challenge", slug=slug)


def _challenge(request: HttpRequest, slug: str) -> Challenge | None:
    """The challenge to write it down with, where this person may; otherwise it is a talk about
    nothing in particular.
    """
    if not slug or not isinstance(request.user, Person):
        return None
    found = challenge_for(request.user, slug)
    is_theirs = found and allows(request.user, "challenge.move", found, today=timezone.localdate())
    return found if is_theirs else None


def _title(challenge: Challenge) -> str:
    value = library.value_of(challenge.item, today=timezone.localdate())
    return value.title(get_language() or DUTCH)


def _answered(way: Way, challenge: Challenge | None) -> list[dict[str, str]]:
    """Every answer, with a link back to its question: those before it are kept."""
    before: dict[str, str] = {"for": challenge.item.slug} if challenge else {}
    answered = []
    for ask, choice in way.answered:
        answered.append(
            {
                "question": wording.question_text(ask),
                "answer": wording.choice_text(ask, choice),
                "url": f"{reverse('procurement')}?{urlencode(before)}",
            }
        )
        before[ask.value] = choice
    return answered


def _thresholds(way: Way) -> dict[str, object]:
    """The amounts that belong to what is bought, where they play a part and are known for today."""
    bought = dict(way.answered).get(Ask.BUYS, "")
    if not bought:
        return {}
    found = rules.threshold_on(bought, today=timezone.localdate())
    if found is None:
        return {"is_known": False}
    return {
        "is_known": True,
        "decentral": library.written_money(found.decentral * 100),
        "central": library.written_money(found.central * 100),
        "same": found.decentral == found.central,
        "from": found.valid_from,
        "until": found.valid_until,
        "source": rules.SOURCE_OF_THRESHOLDS,
    }
