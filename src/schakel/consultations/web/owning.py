"""What the owner does: prepare, put files with it, open, extend, answer, report. The staff helps to prepare."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from schakel.accounts.public import Person, for_who_may
from schakel.consultations import actions, queries
from schakel.consultations.actions import Plan
from schakel.consultations.messages import refusal_text
from schakel.consultations.rules import ASK, LONGEST_TEXT, State
from schakel.consultations.web.asking import (
    asked_for,
    challenge_of_owner,
    decided_by,
    helped_by,
    now,
    title_of,
    today,
)
from schakel.consultations.web.looking import page_of
from schakel.documents import public as documents
from schakel.documents.public import bounded, sent_file
from schakel.kernel.refusal import Refusal


class PlanForm(forms.Form):
    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]  # handed on as they came
        self.fields["text"] = forms.CharField(
            label=gettext("What you want to know from the market"),
            help_text=gettext(
                "Everybody reads the same text. Say what you are after, what you ask, "
                "and what happens with the answers."
            ),
            max_length=LONGEST_TEXT,
            widget=forms.Textarea({"rows": 10, "data-grows": True}),
            error_messages={"required": gettext("Write what you want to know.")},
        )
        for name, label, help_text in (
            (
                "questions_until",
                gettext("Last day for questions"),
                gettext("At least three days before the last day, so that everybody can read the answers."),
            ),
            ("closes_on", gettext("Last day"), gettext("At least ten days after it opens.")),
        ):
            self.fields[name] = forms.DateField(
                label=label,
                help_text=help_text,
                required=False,
                widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
                error_messages={"invalid": gettext("Write a day as 2027-01-31.")},
            )


@require_http_methods(["GET", "POST"])
@for_who_may(ASK)  # signed in; whose challenge it is decides what they may
def prepare(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """The text and the days, before anybody else sees them."""
    challenge = challenge_of_owner(person, slug)
    found = queries.consultation_for(person, slug)
    if found is not None and found.state != State.PREPARED:
        raise Http404
    initial = (
        {"text": found.text, "questions_until": found.questions_until, "closes_on": found.closes_on}
        if found is not None
        else {}
    )
    form = PlanForm(
        request.POST if request.method == "POST" else None, initial=initial, use_required_attribute=False
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.prepare_consultation(
                challenge=challenge,
                plan=Plan(said["text"], said["questions_until"], said["closes_on"]),
                prepared_by=person,
                now=now(),
            )
        except Refusal as refusal:
            form.add_error("text", refusal_text(refusal))
        else:
            messages.success(request, gettext("This is stored. Nobody else sees it until you open it."))
            return redirect("consultation", slug=slug)
    title = title_of(challenge)
    context = {
        "form": form,
        "title": title,
        "slug": slug,
        "is_new": found is None,
        "crumbs": [
            {"label": title, "url": reverse("challenge", args=[slug])},
            {"label": gettext("Market consultation")},
        ],
    }
    return render(request, "consultations/prepare.html", context, status=400 if form.errors else 200)


@require_POST
@for_who_may(ASK)
def take_step(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Open it, let it last longer, end the preparation, or report."""
    found = decided_by(person, slug)
    act, written = request.POST.get("act", ""), ""
    try:
        if act == "open":
            actions.open_consultation(consultation=found, opened_by=person, today=today(), now=now())
            messages.success(request, gettext("It is open. Everybody reads the same from now on."))
        elif act == "extend":
            closes_on = forms.DateField().clean(request.POST.get("closes_on", ""))
            actions.extend_consultation(
                consultation=found, closes_on=closes_on, extended_by=person, today=today(), now=now()
            )
            messages.success(request, gettext("It lasts longer, for everybody."))
        elif act == "report":
            written = request.POST.get("conclusion", "")
            actions.report_consultation(
                consultation=found, conclusion=written, reported_by=person, today=today(), now=now()
            )
            messages.success(request, gettext("Everybody reads what came of it."))
        elif act == "drop":
            actions.drop_consultation(consultation=found, dropped_by=person, now=now())
            messages.success(request, gettext("There will be no market consultation."))
            return redirect("challenge", slug=slug)
        else:
            raise Http404
    except forms.ValidationError:
        return _again(request, person, slug, act, gettext("Choose a day."))
    except Refusal as refusal:
        return _again(request, person, slug, act, refusal_text(refusal), conclusion=written)
    return redirect("consultation", slug=slug)


@require_POST
@bounded
@for_who_may(ASK)
def add_file(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Put a file with it for everybody, or take one away while it is prepared."""
    found = helped_by(person, slug)
    if queries.state_of(found, today=today()) is not State.PREPARED and not queries.may_decide(person, found):
        raise Http404
    try:
        if code := request.POST.get("remove", ""):
            file = next((one for one in queries.files_for_everybody(found) if one.code == code), None)
            if file is None:
                raise Http404
            actions.remove_file(file=file, removed_by=person, now=now())
        else:
            name, content = sent_file(request, "document")
            kept = documents.keep_file(content, name)
            actions.add_file(consultation=found, kept=kept, added_by=person, today=today(), now=now())
    except Refusal as refusal:
        return _again(request, person, slug, "file", refusal_text(refusal))
    messages.success(request, gettext("This is stored."))
    return redirect("consultation", slug=slug)


@require_POST
@for_who_may(ASK)
def answer(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Answer a question, to everybody at once."""
    found = decided_by(person, slug)
    number, words = request.POST.get("number", ""), request.POST.get("answer", "")
    if not (number.isascii() and number.isdigit() and len(number) < 6):  # noqa: PLR2004 - as many as there can be
        raise Http404
    try:
        actions.answer_inquiry(
            consultation=found, number=int(number), answer=words, answered_by=person, now=now()
        )
    except Refusal as refusal:
        return _again(
            request, person, slug, "answer", refusal_text(refusal), answer=words, number=int(number)
        )
    messages.success(request, gettext("Everybody reads the question and your answer."))
    return redirect("consultation", slug=slug)


def _again(
    request: HttpRequest, person: Person, slug: str, act: str, error: str, **written: object
) -> HttpResponse:
    """The page once more, with what was written and why it could not be done."""
    found = asked_for(person, slug)
    context = page_of(person, found, errors={act: error}, written=written)
    return render(request, "consultations/consultation.html", context, status=400)
