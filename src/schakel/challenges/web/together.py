"""Owning a challenge together: asking another public body, answering, leaving, and letting go."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST

from schakel.accounts.public import Person, for_who_may
from schakel.challenges import actions, queries
from schakel.challenges.messages import refusal_text
from schakel.challenges.models import CoOwnership
from schakel.challenges.rules import Reply
from schakel.challenges.web.asking import asked_for, now
from schakel.challenges.wording import REPLY_TONES, reply_text
from schakel.kernel.languages import DUTCH
from schakel.kernel.refusal import Refusal
from schakel.library import public as library
from schakel.organisations import public as organisations

MOST_PROPOSED = 8


@require_http_methods(["GET", "POST"])
@for_who_may("challenge.follow")  # signed in; whose challenge it is decides what they may
def co_owners(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Who owns it together, and asking another: its name is looked up, and one of those found is chosen."""
    challenge = asked_for(person, slug, "challenge.move")
    name, error = request.POST.get("name", "").strip(), ""
    proposed: list[organisations.Organisation] = []
    if request.method == "POST":
        proposed = _meant(person, name, request.POST.get("organisation", ""))
        if len(proposed) == 1:
            try:
                actions.ask_co_owner(
                    challenge=challenge, organisation=proposed[0], asked_by=person, now=now()
                )
            except Refusal as refusal:
                error = refusal_text(refusal)
                proposed = []
            else:
                messages.success(request, gettext("%(name)s is asked.") % {"name": proposed[0].name})
                return redirect("challenge_co_owners", slug=slug)
        elif not proposed:
            error = gettext("We know no public body with this name. Write another part of it.")
    title = library.value_of(challenge.item, today=now().date()).title(get_language() or DUTCH)
    context = {
        "title": title,
        "slug": slug,
        "owner": challenge.item.owner.name,
        "rows": [_row(one) for one in queries.co_ownerships_of(challenge)],
        "name": name,
        "error": error,
        "proposed": proposed,
        "crumbs": [
            {"label": title, "url": reverse("challenge", args=[slug])},
            {"label": gettext("Together with others")},
        ],
    }
    return render(request, "challenges/co_owners.html", context, status=400 if error else 200)


def _meant(person: Person, name: str, chosen: str) -> list[organisations.Organisation]:
    """The body that was chosen; else those that the name can mean, of which the one that is called so wins."""
    found = (
        organisations.search_organisations(chosen or name, person=person, most=50) if chosen or name else []
    )
    bodies = [one for one in found if one.type in organisations.PUBLIC_BODIES and one.valid_until is None]
    exact = [one for one in bodies if chosen and one.slug == chosen]
    if chosen:
        meant = organisations.find_organisation(chosen)
        return exact or ([meant] if meant is not None else [])
    same = [one for one in bodies if one.name.casefold() == name.casefold()]
    return same if len(same) == 1 else bodies[:MOST_PROPOSED]


def _row(one: CoOwnership) -> dict[str, object]:
    return {
        "slug": one.organisation.slug,
        "name": one.organisation.name,
        "reply": reply_text(Reply(one.reply)),
        "tone": REPLY_TONES[Reply(one.reply)],
        "at": one.answered_at or one.asked_at,
        "may_release": one.reply in (Reply.ASKED, Reply.AGREED),
    }


@require_POST
@for_who_may("challenge.follow")  # as above
def release(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Let a body go that was asked, or that owns it too."""
    challenge = asked_for(person, slug, "challenge.move")
    asked = request.POST.get("organisation", "")
    found = next((one for one in queries.co_ownerships_of(challenge) if one.organisation.slug == asked), None)
    if found is None:
        raise Http404
    _answer(request, found, Reply.RELEASED, person)
    still_ours = queries.challenge_for(person, slug) is not None
    return redirect("challenge_co_owners", slug=slug) if still_ours else redirect("my_challenges")


@require_http_methods(["GET", "POST"])
@for_who_may("challenge.follow")  # signed in; who was asked decides
def together(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """What a body is asked: the words of the other, and yes or no; or leaving, once it owns it too."""
    found = queries.co_ownership_for(person, slug)
    if found is None:
        raise Http404
    asked = request.POST.get("reply", "")
    if request.method == "POST":
        if asked not in (Reply.AGREED, Reply.DECLINED, Reply.LEFT):
            raise Http404
        _answer(request, found, Reply(asked), person)
        return redirect("challenge", slug=slug) if asked == Reply.AGREED else redirect("my_challenges")
    language = get_language() or DUTCH
    value = library.value_of(found.challenge.item, today=now().date())
    context = {
        "title": value.title(language),
        "words": value.text("question", language),
        "owner": value.owner.name,
        "organisation": found.organisation.name,
        "asked_by": str(found.asked_by or ""),
        "owns": found.reply == Reply.AGREED,
        "crumbs": [
            {"label": gettext("My challenges"), "url": reverse("my_challenges")},
            {"label": value.title(language)},
        ],
    }
    return render(request, "challenges/together.html", context)


def _answer(request: HttpRequest, found: CoOwnership, reply: Reply, person: Person) -> None:
    try:
        actions.answer_co_ownership(co_ownership=found, reply=reply, answered_by=person, now=now())
    except Refusal as refusal:
        messages.error(request, refusal_text(refusal))
    else:
        messages.success(request, gettext("This is stored."))
