"""What was sent in one basket, taken the same step at once: all of it, or nothing."""

from collections.abc import Sequence

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from schakel.accounts.public import Person, for_who_may
from schakel.facilities import actions, queries
from schakel.facilities.messages import refusal_text
from schakel.facilities.models import Booking
from schakel.facilities.rules import OF_ALL, WAYS, Step
from schakel.facilities.web.asking import booking_asked_for, keys_in, now, screen_language
from schakel.facilities.web.forms import CalmForm, WordsForm
from schakel.facilities.web.showing import booking_line, cost_of_cancelling
from schakel.facilities.wording import step_of_all_name
from schakel.kernel.refusal import Refusal

CONFLICT = 409


@require_POST
@for_who_may("booking.read")  # signed in; whose bookings these are decides what they may
def booking_together(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """First which bookings, and what it costs; sent from there, the step is taken with all of these."""
    found = booking_asked_for(person, code)
    asked = request.POST.get("step", "")
    if asked not in {one.value for one in OF_ALL}:
        raise Http404
    step = Step(asked)
    group = queries.steps_for_all(person, queries.sent_with(person, found), now=now()).get(step, [])
    if not group:
        messages.error(request, gettext("There is nothing left for which this is possible."))
        return redirect("booking", code=found.code)
    is_sent = "sent" in request.POST
    form = _form(request if is_sent else None, step)
    if not is_sent:
        return _show(request, found, step, group, form)
    if not form.is_valid():
        return _show(request, found, step, group, form, status=400)
    try:
        done = actions.move_bookings(
            bookings=group,
            step=step,
            by=person,
            now=now(),
            said=actions.Said(words=form.cleaned_data.get("words", "")),
            seen=_seen_in(request.POST.get("seen", "")),
        )
    except Refusal as refusal:
        form.add_error(None, refusal_text(refusal))
        form.add_error(None, gettext("Nothing was changed."))
        return _show(request, found, step, group, form, status=CONFLICT)
    text = ngettext(
        "This is stored for %(number)s booking.", "This is stored for %(number)s bookings.", len(done)
    )
    messages.success(request, text % {"number": len(done)})
    return redirect("booking", code=found.code)


def _form(request: HttpRequest | None, step: Step) -> forms.Form:
    sent = request.POST if request is not None else None
    if step is Step.CONFIRM:
        return CalmForm(sent)
    is_required = WAYS[step].asks_words
    label = gettext("Why") if is_required else gettext("Why (if you like)")
    return WordsForm(sent, label=label, is_required=is_required)


def _seen_text(bookings: Sequence[Booking]) -> str:
    return ",".join(f"{one.pk}:{one.sequence}" for one in bookings)


def _seen_in(text: str) -> dict[int, int]:
    """By the key of each booking on the page its sequence; what cannot be read was not seen."""
    pairs = (one.partition(":") for one in text.split(","))
    return {
        number: sequence for key, _, seen in pairs for number in keys_in(key) for sequence in keys_in(seen)
    }


def _show(
    request: HttpRequest,
    found: Booking,
    step: Step,
    group: Sequence[Booking],
    form: forms.Form,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "booking": found,
        "lines": [
            {
                "line": booking_line(one, language=screen_language()),
                "cost": cost_of_cancelling(one) if step is Step.CANCEL else "",
            }
            for one in group
        ],
        "step": {"value": step.value, "label": step_of_all_name(step, len(group))},
        "seen": _seen_text(group),
        "form": form,
        "crumbs": [
            {"label": found.resource.name, "url": found.get_absolute_url()},
            {"label": step_of_all_name(step, len(group)), "url": ""},
        ],
    }
    return render(request, "facilities/together.html", context, status=status)
