"""Taking a challenge a step further; a step that others want to understand asks for words first."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST

from schakel.accounts.public import Person, for_who_may
from schakel.challenges import actions
from schakel.challenges.messages import refusal_text
from schakel.challenges.models import Challenge
from schakel.challenges.rules import LONGEST_WORDS, WAYS, State, Step
from schakel.challenges.web.asking import asked_for, now
from schakel.challenges.wording import state_name, step_name, step_question
from schakel.kernel.languages import DUTCH
from schakel.kernel.refusal import Refusal
from schakel.library import public as library


@require_POST
@for_who_may("challenge.follow")  # signed in; what this step needs is asked once it is known
def take_step(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Take the step of the button that was pressed."""
    asked = request.POST.get("step", "")
    if asked not in set(Step):
        raise Http404
    step = Step(asked)
    challenge = asked_for(person, slug, WAYS[step].act)
    if WAYS[step].asks_words and "words" not in request.POST:
        return _ask_words(request, challenge, step)
    words = request.POST.get("words", "")
    try:
        moved = actions.take_step(challenge=challenge, step=step, taken_by=person, now=now(), words=words)
    except Refusal as refusal:
        if refusal.code == "challenge-step-not-possible":  # somebody else was first
            messages.error(request, refusal_text(refusal))
            return redirect("challenge", slug=slug)
        return _ask_words(request, challenge, step, error=refusal_text(refusal), words=words)
    messages.success(request, gettext("It is “%(state)s” now.") % {"state": state_name(State(moved.state))})
    return redirect("challenge", slug=slug)


def _ask_words(
    request: HttpRequest, challenge: Challenge, step: Step, *, error: str = "", words: str = ""
) -> HttpResponse:
    value = library.value_of(challenge.item, today=now().date())
    title = value.title(get_language() or DUTCH)
    context = {
        "title": title,
        "slug": challenge.item.slug,
        "step": step.value,
        "button": step_name(step),
        "question": step_question(step),
        "error": error,
        "words": words,
        "longest": LONGEST_WORDS,
        "crumbs": [
            {"label": title, "url": reverse("challenge", args=[challenge.item.slug])},
            {"label": step_name(step)},
        ],
    }
    return render(request, "challenges/ask_words.html", context, status=400 if error else 200)
