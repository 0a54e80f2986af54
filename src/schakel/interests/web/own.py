"""One's own interests: what was said, saying one more, and saying that one is over."""

from datetime import UTC, datetime

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from schakel.accounts.public import Person, for_who_may
from schakel.interests import actions, queries
from schakel.interests.messages import refusal_text
from schakel.interests.models import Interest
from schakel.interests.rules import DECLARED, LONGEST_WORDS, Relation, Said
from schakel.interests.wording import relation_name
from schakel.kernel.refusal import Refusal
from schakel.organisations import public as organisations

_FIELD_OF = {
    "interest-words-missing": "words",
    "interest-words-too-long": "words",
    "interest-begins-later": "since",
    "interest-ends-before-it-began": "until",
    "organisation-unknown": "organisation",
}


class InterestForm(forms.Form):
    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]  # handed on as they came
        day = {"widget": forms.DateInput({"type": "date"}, format="%Y-%m-%d")}
        wrong_day = gettext("Write a day as 2027-01-31.")
        self.fields["organisation"] = forms.CharField(
            label=gettext("Organisation"),
            help_text=gettext("Its name, as it stands in the hub."),
            max_length=160,
            error_messages={"required": gettext("Write the name of the organisation.")},
        )
        self.fields["relation"] = forms.ChoiceField(
            label=gettext("What are you to it?"),
            choices=[("", ""), *((one.value, relation_name(one)) for one in DECLARED)],
            error_messages={"required": gettext("Choose what you are to this organisation.")},
        )
        self.fields["since"] = forms.DateField(
            label=gettext("From"),
            error_messages={"required": gettext("Choose a day."), "invalid": wrong_day},
            **day,  # type: ignore[arg-type]
        )
        self.fields["until"] = forms.DateField(
            label=gettext("Until"),
            required=False,
            help_text=gettext("Leave it empty when there is no end yet."),
            error_messages={"invalid": wrong_day},
            **day,  # type: ignore[arg-type]
        )
        self.fields["words"] = forms.CharField(
            label=gettext("What others should know about it"),
            required=False,
            max_length=LONGEST_WORDS,
            widget=forms.Textarea({"rows": 3, "data-grows": True}),
        )


@require_http_methods(["GET", "POST"])
@for_who_may("interest.declare")
def my_interests(request: HttpRequest, person: Person) -> HttpResponse:
    """What somebody declared, what the hub knows by itself, and a form for one more."""
    form = InterestForm(
        request.POST if request.method == "POST" else None,
        initial={"since": timezone.localdate()},
        use_required_attribute=False,
    )
    if request.method == "POST" and form.is_valid():
        try:
            _declare(form, person)
        except Refusal as refusal:
            form.add_error(_FIELD_OF.get(refusal.code), refusal_text(refusal))
        else:
            messages.success(
                request,
                gettext("This is stored. From now on you are left out where this organisation is concerned."),
            )
            return redirect("my_interests")
    context = {
        "form": form,
        "interests": [shown(one) for one in queries.own_interests(person)],
        "memberships": [one.name for one in organisations.member_organisations(person)],
        "today": timezone.localdate(),
        "crumbs": [{"label": gettext("My interests")}],
    }
    return render(request, "interests/mine.html", context, status=400 if form.errors else 200)


@require_POST
@for_who_may("interest.declare")
def end(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """Say that an interest of one's own is over from a day on."""
    interest = queries.own_interest(person, code)
    if interest is None:
        raise Http404
    day = forms.DateField(required=False).clean(_day(request.POST.get("ended_on", "")))
    try:
        actions.end_interest(
            interest=interest, ended_on=day or timezone.localdate(), today=timezone.localdate(), now=_now()
        )
    except Refusal as refusal:
        messages.error(request, refusal_text(refusal))
    else:
        messages.success(request, gettext("This is stored. It stays in your list."))
    return redirect("my_interests")


def shown(interest: Interest) -> dict[str, object]:
    """An interest as a template shows it."""
    return {
        "code": interest.code,
        "person": interest.person.name,
        "organisation": interest.organisation.name,
        "relation": relation_name(Relation(interest.relation)),
        "words": interest.words,
        "since": interest.since,
        "until": interest.until,
        "ended_on": queries.ended_on(interest),
        "declared_at": interest.declared_at,
        "stands": queries.interest_stands(interest, today=timezone.localdate()),
    }


def _declare(form: InterestForm, person: Person) -> None:
    said = form.cleaned_data
    organisation = organisations.find_organisation(said["organisation"])
    if organisation is None:
        raise Refusal("organisation-unknown")
    actions.declare_interest(
        person=person,
        organisation=organisation,
        said=Said(Relation(said["relation"]), said["words"], said["since"], said["until"]),
        today=timezone.localdate(),
        now=_now(),
    )


def _day(written: str) -> str:
    """What was sent when it is a day, otherwise nothing: the button alone means today."""
    try:
        return datetime.strptime(written, "%Y-%m-%d").date().isoformat()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return ""


def _now() -> datetime:
    return timezone.now().astimezone(UTC)
