"""Taking a pilot a step further, answering as a partner, and writing its case."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from schakel.accounts.public import Person, for_who_may
from schakel.kernel.refusal import Refusal
from schakel.pilots import actions, queries
from schakel.pilots.messages import refusal_text
from schakel.pilots.models import Pilot
from schakel.pilots.rules import LONGEST_TEXT, WAYS, Need, Reply, State, Step
from schakel.pilots.web.asking import asked_for, crumbs_of, now
from schakel.pilots.wording import standing_name, step_name, step_question

_ANSWERS = {"agreed": Reply.AGREED, "declined": Reply.DECLINED, "left": Reply.LEFT}


@require_POST
@for_who_may("pilot.read")  # signed in; what this step needs is asked once it is known
def take_step(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Take the step of the button that was pressed; one that others want to understand asks for words first."""
    asked = request.POST.get("step", "")
    if asked not in set(Step):
        raise Http404
    step = Step(asked)
    pilot = asked_for(person, slug, WAYS[step].act)
    if WAYS[step].asks_words and "words" not in request.POST:
        return _ask_words(request, pilot, step)
    try:
        moved = actions.move_pilot(
            pilot=pilot,
            step=step,
            moved_by=person,
            now=now(),
            words=request.POST.get("words", ""),
            lesson=request.POST.get("lesson", ""),
        )
    except Refusal as refusal:
        if refusal.code == "pilot-step-not-possible" or not WAYS[step].asks_words:
            messages.error(request, refusal_text(refusal))
            return redirect("pilot", slug=slug)
        return _ask_words(request, pilot, step, error=refusal_text(refusal), code=refusal.code)
    state = standing_name(State(moved.state), moved.decision)
    messages.success(request, gettext("It is “%(state)s” now.") % {"state": state})
    return redirect("pilot", slug=slug)


def _ask_words(
    request: HttpRequest, pilot: Pilot, step: Step, *, error: str = "", code: str = ""
) -> HttpResponse:
    context = {
        "pilot": pilot,
        "step": step.value,
        "button": step_name(step),
        "question": step_question(step),
        "asks_lesson": Need.LESSON in WAYS[step].needs,
        "lesson": request.POST.get("lesson", pilot.lesson),
        "error": error,
        "error_at": "lesson" if code == "pilot-not-ready" else "words",
        "words": request.POST.get("words", ""),
        "longest": LONGEST_TEXT,
        "crumbs": crumbs_of(pilot, here=step_name(step)),
    }
    return render(request, "pilots/ask_words.html", context, status=400 if error else 200)


@require_POST
@for_who_may("pilot.read")  # signed in; for which organisation is asked below
def answer(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """An organisation of this person says yes, no, or leaves."""
    pilot = asked_for(person, slug, "pilot.answer")
    asked = request.POST.get("organisation", "")
    own = [one for one in queries.own_partners(person, pilot) if one.organisation.slug == asked]
    reply = _ANSWERS.get(request.POST.get("reply", ""))
    if not own or reply is None:
        raise Http404
    try:
        actions.answer_pilot(
            pilot=pilot, organisation=own[0].organisation, reply=reply, answered_by=person, now=now()
        )
    except Refusal as refusal:
        messages.error(request, refusal_text(refusal))
    else:
        messages.success(request, gettext("This is stored."))
    return redirect("pilot", slug=slug) if queries.pilot_for(person, slug) else redirect("my_pilots")


@require_POST
@for_who_may("pilot.read")  # as above
def phase(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """A step of the plan is done, or not after all."""
    pilot = asked_for(person, slug, "pilot.move")
    asked = request.POST.get("phase", "")
    found = next((one for one in pilot.phases.all() if str(one.position) == asked), None)
    if found is None:
        raise Http404
    try:
        actions.finish_phase(
            pilot=pilot, phase=found, is_done=request.POST.get("act") != "reopen", by=person, now=now()
        )
    except Refusal as refusal:
        messages.error(request, refusal_text(refusal))
    return redirect("pilot", slug=slug)


@require_POST
@for_who_may("pilot.read")  # as above
def write_case(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Write the case from the pilot, and go there to read it over."""
    pilot = asked_for(person, slug, "pilot.move")
    try:
        item = actions.write_case(pilot=pilot, written_by=person, now=now())
    except Refusal as refusal:
        messages.error(request, refusal_text(refusal))
        return redirect("pilot", slug=slug)
    messages.success(request, gettext("The case is written as a draft. Read it over, and hand it in."))
    return redirect("item_edit", slug=item.slug)


@require_POST
@for_who_may("pilot.read")  # as above
def save_method(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Save the plan as a method from which others can start."""
    pilot = asked_for(person, slug, "pilot.move")
    try:
        item = actions.save_method(pilot=pilot, saved_by=person, now=now())
    except Refusal as refusal:
        messages.error(request, refusal_text(refusal))
        return redirect("pilot", slug=slug)
    messages.success(request, gettext("The plan is saved as a draft. Read it over, and hand it in."))
    return redirect("item_edit", slug=item.slug)


@require_POST
@for_who_may("pilot.read")  # as above
def reopen_space(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """The hub opens the space of a pilot again, with a reason that everybody who looks after the pilot reads."""
    pilot = asked_for(person, slug, "space.reopen")
    try:
        actions.reopen_pilot_space(
            pilot=pilot, reason=request.POST.get("reason", ""), reopened_by=person, now=now()
        )
    except Refusal as refusal:
        messages.error(request, refusal_text(refusal))
    else:
        messages.success(request, gettext("The space is open again."))
    return redirect("pilot", slug=slug)
