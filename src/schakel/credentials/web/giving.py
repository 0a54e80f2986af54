"""What an organisation gave: a list to take along, withdrawing, and putting a name right."""

from datetime import date

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from schakel.accounts.public import Person, for_who_may
from schakel.credentials import actions, queries
from schakel.credentials.messages import refusal_text
from schakel.credentials.models import Credential, CredentialQuerySet
from schakel.credentials.rules import LONGEST_NAME, REASONS_TO_CHOOSE, State
from schakel.credentials.web.showing import download, now, shown
from schakel.credentials.wording import STATE_TONES, reason_text, state_name
from schakel.kernel.refusal import Refusal
from schakel.kernel.sheets import Cell, csv_file

PER_PAGE = 50


class NameForm(forms.Form):
    """The name as it should have been."""

    use_required_attribute = False

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]  # handed on as they came
        self.fields["holder_name"] = forms.CharField(
            label=gettext("Name on the certificate"),
            max_length=LONGEST_NAME,
            error_messages={"required": gettext("Write a few words.")},
        )


@require_GET
@for_who_may("credential.own")
def issued(request: HttpRequest, person: Person) -> HttpResponse:
    """What was given in the name of one's organisations."""
    page = Paginator(_managed(person), PER_PAGE).get_page(request.GET.get("page"))
    table = {
        "id": "issued",
        "caption": gettext("Certificates we gave"),
        "hides_caption": True,
        "columns": [
            {"label": gettext("Holder")},
            {"label": gettext("What")},
            {"label": gettext("Given on")},
            {"label": gettext("State")},
        ],
        "rows": [{"cells": _cells(one)} for one in page],
    }
    return render(request, "credentials/issued.html", {"table": table, "page": page})


@require_GET
@for_who_may("credential.own")
def issued_file(_request: HttpRequest, person: Person) -> HttpResponse:
    """The same as a file."""
    rows: list[list[Cell]] = [
        [
            gettext("Holder"),
            gettext("What"),
            gettext("Given by"),
            gettext("From"),
            gettext("To"),
            gettext("Minutes"),
            gettext("Given on"),
            gettext("State"),
        ]
    ]
    rows += [
        [
            one.holder_name,
            one.title,
            one.issuer_name,
            one.began_on.isoformat(),
            one.ended_on.isoformat(),
            one.attended_minutes,
            timezone.localdate(one.issued_at).isoformat(),
            state_name(one.state),
        ]
        for one in _managed(person)
    ]
    return download(csv_file(rows), "certificates.csv", "text/csv; charset=utf-8")


@require_http_methods(["GET", "POST"])
@for_who_may("credential.own")
def change(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """Withdraw one with a reason, or give it anew with the right name."""
    one = _managed(person).filter(code=code).first()
    if one is None:
        raise Http404
    act = request.POST.get("act", "")
    form = NameForm(request.POST if act == "correct" else None, initial={"holder_name": one.holder_name})
    if request.method == "POST":
        if act not in {"correct", "withdraw"}:
            raise Http404
        try:
            if act == "withdraw":
                reason = request.POST.get("reason", "")
                actions.revoke_credential(credential=one, reason=reason, by=person, now=now())
                messages.success(request, gettext("The certificate is withdrawn."))
                return redirect("issued_credential", code=code)
            if form.is_valid():
                name = form.cleaned_data["holder_name"]
                new = actions.correct_credential(credential=one, holder_name=name, by=person, now=now())
                messages.success(request, gettext("The certificate says the right name now."))
                return redirect("issued_credential", code=new.code)
        except Refusal as refusal:
            if act == "withdraw":
                messages.error(request, refusal_text(refusal))
                return redirect("issued_credential", code=code)
            form.add_error("holder_name", refusal_text(refusal))
    context = {
        **shown(one),
        "form": form,
        "reasons": [{"value": reason.value, "label": reason_text(reason)} for reason in REASONS_TO_CHOOSE],
        "crumbs": [
            {"label": gettext("Certificates we gave"), "url": reverse("issued_credentials")},
            {"label": one.title},
        ],
    }
    return render(request, "credentials/change.html", context, status=400 if form.errors else 200)


def _managed(person: Person) -> CredentialQuerySet:
    return queries.issued_managed_by(person, today=_today())


def _cells(one: Credential) -> list[dict[str, str]]:
    state: State = one.state
    return [
        {"text": one.holder_name, "url": reverse("issued_credential", args=[one.code])},
        {"text": one.title},
        {"text": date_format(timezone.localdate(one.issued_at), "j F Y")},
        {"text": state_name(state), "badge_tone": STATE_TONES[state]},
    ]


def _today() -> date:
    return timezone.localdate()
