"""Challenges of one's own organisations, and those one follows."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_POST

from schakel.accounts.public import Person, for_who_may
from schakel.challenges import actions, queries
from schakel.challenges.models import Challenge
from schakel.challenges.web.asking import asked_for, now
from schakel.challenges.web.showing import rows_of
from schakel.kernel.languages import DUTCH
from schakel.library import public as library

MOST = 200
"""Of each list; a body with more looks them up in the lists of all items."""


@require_GET
@for_who_may("challenge.follow")
def my_challenges(request: HttpRequest, person: Person) -> HttpResponse:
    """What somebody's organisations are running into, and what else they follow."""
    own = list(queries.own_challenges(person)[:MOST])
    context = {
        "asked": _asked(person),
        "own": _rows(own),
        "followed": _rows(
            one for one in queries.followed_challenges(person)[:MOST] if one.pk not in {two.pk for two in own}
        ),
        "may_add": library.allows(person, "item.create"),
    }
    return render(request, "challenges/mine.html", context)


def _asked(person: Person) -> list[dict[str, object]]:
    """What bodies of theirs are asked to own too."""
    language, today = get_language() or DUTCH, now().date()
    return [
        {
            "title": library.value_of(one.challenge.item, today=today).title(language),
            "owner": one.challenge.item.owner.name,
            "url": reverse("challenge_together", args=[one.challenge.item.slug]),
        }
        for one in queries.own_co_ownerships(person)
    ]


def _rows(challenges: Iterable[Challenge]) -> list[dict[str, object]]:
    return rows_of([queries.Waiting(one, queries.lateness_of(one, now=now())) for one in challenges])


@require_POST
@for_who_may("challenge.follow")
def follow(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Follow a challenge, or no longer."""
    challenge = asked_for(person, slug, "challenge.follow")
    if request.POST.get("act") == "leave":
        actions.leave_challenge(challenge=challenge, person=person, now=now())
        messages.success(request, gettext("You no longer follow this."))
    else:
        actions.follow_challenge(challenge=challenge, person=person, now=now())
        messages.success(request, gettext("You follow this. It stands under “My challenges”."))
    return redirect("challenge", slug=slug)
