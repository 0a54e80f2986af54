"""A bundle: what several bodies run into, in one page that keeps the words of each."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_POST

from schakel.accounts.public import Person, for_who_may
from schakel.challenges import actions, queries
from schakel.challenges.messages import refusal_text
from schakel.challenges.queries import SeenBundle
from schakel.challenges.rules import Reply
from schakel.challenges.web.asking import now
from schakel.challenges.wording import REPLY_TONES, bundle_state_text, reply_text
from schakel.kernel.languages import DUTCH
from schakel.kernel.refusal import Refusal
from schakel.library import public as library
from schakel.library.public import Item


@require_GET
def bundle(request: HttpRequest, code: str) -> HttpResponse:
    """What is in it, as far as one may see that; the owner who is asked agrees or declines here."""
    person = request.user if isinstance(request.user, Person) else None
    seen = queries.bundle_for(person, code)
    if seen is None:
        raise Http404
    context = {
        "bundle": seen.bundle,
        "state": bundle_state_text(seen.state),
        "parts": _parts(seen),
        "crumbs": [
            {"label": library.kind_name_plural(library.Kind.CHALLENGE), "url": _all_challenges()},
            {"label": seen.bundle.title},
        ],
    }
    return render(request, "challenges/bundle.html", context)


@require_POST
@for_who_may("challenge.follow")  # signed in; whose challenge it is decides what they may
def answer(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """Agree, decline, or leave, for one challenge."""
    seen = queries.bundle_for(person, code)
    slug, asked = request.POST.get("challenge", ""), request.POST.get("reply", "")
    own = [] if seen is None else [one for one in seen.own if one.challenge.item.slug == slug]
    if seen is None or not own or asked not in set(Reply):
        raise Http404
    try:
        actions.answer_bundle(
            bundle=seen.bundle,
            challenge=own[0].challenge,
            reply=Reply(asked),
            answered_by=person,
            now=now(),
        )
    except Refusal as refusal:
        messages.error(request, refusal_text(refusal))
    else:
        messages.success(request, gettext("This is stored."))
    return redirect("challenge", slug=slug)


def _all_challenges() -> str:
    return reverse("browse_kind", args=[library.Kind.CHALLENGE.value])


def _parts(seen: SeenBundle) -> list[dict[str, object]]:
    language = get_language() or DUTCH
    items = Item.objects.filter(pk__in=[one.challenge_id for one in seen.answers]).order_by("pk")
    values = {value.pk: value for value in library.values_of(items, today=timezone.localdate())}
    own = {one.pk for one in seen.own}
    return [
        {
            "title": values[one.challenge_id].title(language),
            "url": reverse("challenge", args=[one.challenge.item.slug]),
            "slug": one.challenge.item.slug,
            "owner": one.challenge.item.owner.name,
            "words": values[one.challenge_id].text("question", language),
            "reply": reply_text(Reply(one.reply)),
            "tone": REPLY_TONES[Reply(one.reply)],
            "may_answer": one.pk in own and one.reply == Reply.ASKED,
            "may_leave": one.pk in own and one.reply == Reply.AGREED,
        }
        for one in seen.answers
    ]
