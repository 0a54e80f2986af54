"""Making a challenge confidential by a ground of the Wet open overheid, and saying that it no longer is."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods

from schakel.accounts.public import Person, for_who_may
from schakel.challenges import actions
from schakel.challenges.messages import refusal_text
from schakel.challenges.rules import WOO_GROUNDS
from schakel.challenges.web.asking import asked_for, now
from schakel.challenges.wording import ground_text
from schakel.kernel.languages import DUTCH
from schakel.kernel.refusal import Refusal
from schakel.library import public as library


class ConfidentialForm(forms.Form):
    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]  # handed on as they came
        self.fields["ground"] = forms.ChoiceField(
            label=gettext("Ground in the Wet open overheid"),
            choices=[("", ""), *((ground, ground_text(ground)) for ground in WOO_GROUNDS)],
            error_messages={"required": gettext("Choose the ground in the law.")},
        )
        self.fields["review_on"] = forms.DateField(
            label=gettext("Look again on"),
            help_text=gettext("Within a year. Then somebody looks whether it still has to be confidential."),
            widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            error_messages={
                "required": gettext("Choose a day."),
                "invalid": gettext("Write a day as 2027-01-31."),
            },
        )


@require_http_methods(["GET", "POST"])
@for_who_may("challenge.follow")  # signed in; whose challenge it is decides what they may
def confidential(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Choose the ground and the day of review; or end it."""
    challenge = asked_for(person, slug, "challenge.move")
    if request.POST.get("act") == "disclose":
        actions.disclose_challenge(challenge=challenge, disclosed_by=person, now=now())
        messages.success(
            request,
            gettext(
                "It is no longer confidential. Choose with “Edit” who may find it; nobody else does yet."
            ),
        )
        return redirect("challenge", slug=slug)
    form = ConfidentialForm(
        request.POST if request.method == "POST" else None,
        initial={"ground": challenge.woo_ground, "review_on": challenge.review_on},
        use_required_attribute=False,
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.hide_challenge(
                challenge=challenge,
                ground=form.cleaned_data["ground"],
                review_on=form.cleaned_data["review_on"],
                hidden_by=person,
                now=now(),
            )
        except Refusal as refusal:
            form.add_error("review_on" if "review" in refusal.code else "ground", refusal_text(refusal))
        else:
            messages.success(
                request,
                gettext("This is confidential: only your organisation and the staff of the hub see it."),
            )
            return redirect("challenge", slug=slug)
    title = library.value_of(challenge.item, today=now().date()).title(get_language() or DUTCH)
    context = {
        "form": form,
        "title": title,
        "slug": slug,
        "is_confidential": challenge.is_confidential,
        "crumbs": [
            {"label": title, "url": reverse("challenge", args=[slug])},
            {"label": gettext("Confidential")},
        ],
    }
    return render(request, "challenges/confidential.html", context, status=400 if form.errors else 200)
