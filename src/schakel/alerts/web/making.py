"""Having an answer as an alert: at once with an account, after a yes by mail without one."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods

from schakel.accounts.public import Person, address_of_caller, demonstration_is_open, may_try
from schakel.alerts.actions import ask_for_alert, make_alert
from schakel.alerts.messages import refusal_text
from schakel.alerts.rules import Rhythm
from schakel.alerts.wording import rhythm_name
from schakel.kernel.languages import DUTCH
from schakel.kernel.refusal import Refusal
from schakel.matching.public import AnswerAddress, read_address

MOST_AN_HOUR = 20
"""Alerts that can be asked for from one place, so that nobody has us write to many."""
MOST_A_DAY = 5
"""Mails about alerts to one address that others can have us send."""
NOT_KEPT = ("view", "page", "document")


class AlertForm(forms.Form):
    """How often, and where to for who has no account."""

    use_required_attribute = False

    def __init__(self, data: object = None, *, asks_address: bool) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        if asks_address:
            self.fields["address"] = forms.CharField(
                label=gettext("Your e-mail address"),
                max_length=254,
                help_text=gettext("We send one mail there first. Nothing begins before you say yes in it."),
                widget=forms.EmailInput({"autocomplete": "email"}),
                error_messages={"required": gettext("Write your e-mail address.")},
            )
        self.fields["rhythm"] = forms.ChoiceField(
            label=gettext("How often?"),
            choices=[(rhythm.value, rhythm_name(rhythm)) for rhythm in Rhythm],
            initial=Rhythm.DAILY.value,
            widget=forms.RadioSelect,
            error_messages={
                "required": gettext("Choose how often."),
                "invalid_choice": gettext("Choose how often."),
            },
        )


@require_http_methods(["GET", "POST"])
def new_alert(request: HttpRequest) -> HttpResponse:
    """What would be kept, how often, and where to; the question and its filters come along from the answer."""
    person = request.user if isinstance(request.user, Person) else None
    address = read_address(request.POST if request.method == "POST" else request.GET)
    asked = asked_in(address)
    if not address.question.strip() and not address.also:
        return render(
            request,
            "matching/no_question.html",
            {"address": address, "why": refusal_text(Refusal("question-empty")), "question": ""},
            status=400,
        )
    form = AlertForm(request.POST if request.method == "POST" else None, asks_address=person is None)
    if request.method == "POST" and form.is_valid():
        try:
            return _keep(request, person, asked, form)
        except Refusal as refusal:
            field = "address" if refusal.code.startswith("address") and person is None else None
            form.add_error(field, refusal_text(refusal))
        except _TooOftenError:
            return render(request, "429.html", status=429)
    context = {
        "form": form,
        "address": address,
        "keep": [{"name": name, "value": value} for name, value in address.pairs(leave_out=NOT_KEPT)],
        "feeds": [
            {"label": "Atom", "url": f"{reverse('answer_atom')}?{asked}"},
            {"label": "JSON", "url": f"{reverse('answer_json')}?{asked}"},
        ],
        "crumbs": [
            {"label": gettext("Answer"), "url": address.url},
            {"label": gettext("Keep me posted")},
        ],
    }
    return render(request, "alerts/new.html", context, status=400 if form.errors else 200)


@require_GET
def alert_sent(request: HttpRequest) -> HttpResponse:
    """The same for every address, whatever we know of it."""
    return render(request, "alerts/sent.html", {"shows_mails": demonstration_is_open()})


def asked_in(address: AnswerAddress) -> str:
    """Everything that is asked in this address, without how it is shown."""
    return urlencode(address.pairs(leave_out=NOT_KEPT))


class _TooOftenError(Exception):
    pass


def _keep(request: HttpRequest, person: Person | None, asked: str, form: AlertForm) -> HttpResponse:
    said, language, now = form.cleaned_data, get_language() or DUTCH, _now()
    if person is not None:
        made = make_alert(asked=asked, person=person, language=language, rhythm=said["rhythm"], now=now)
        messages.success(
            request,
            gettext("We keep you posted. Here are all your alerts.")
            if made.is_new
            else gettext("You have this alert already."),
        )
        return redirect("my_alerts")
    _count(request, said["address"], now)
    ask_for_alert(asked=asked, address=said["address"], language=language, rhythm=said["rhythm"], now=now)
    return redirect("alert_sent")


def _count(request: HttpRequest, address: str, now: datetime) -> None:
    """Raises where this was asked too often from here, or for this address."""
    hour, day = timedelta(hours=1), timedelta(days=1)
    from_here = may_try("alert", caller=address_of_caller(request), most=MOST_AN_HOUR, within=hour, now=now)
    if not from_here or not may_try(
        "alert-to", caller=address.casefold(), most=MOST_A_DAY, within=day, now=now
    ):
        raise _TooOftenError


def _now() -> datetime:
    return timezone.now().astimezone(UTC)
