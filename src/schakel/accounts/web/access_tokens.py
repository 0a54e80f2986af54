"""One's own access tokens: which there are, a new one, and withdrawing one."""

from datetime import UTC, datetime

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from schakel.accounts.messages import refusal_text
from schakel.accounts.models import AccessToken, Person
from schakel.accounts.public import (
    LIFETIMES,
    SCOPE_NEEDS,
    Scope,
    access_tokens_of,
    make_access_token,
    may,
    standing_of,
    withdraw_access_token,
)
from schakel.kernel.refusal import Refusal

LARGEST_KEY = 2**31


class AccessTokenForm(forms.Form):
    def __init__(self, person: Person, sent: QueryDict | None = None) -> None:
        super().__init__(sent, use_required_attribute=False)
        roles = standing_of(person)
        self.fields["name"] = forms.CharField(
            label=gettext("What is it for?"),
            max_length=80,
            help_text=gettext("For example: the intranet of our municipality."),
            error_messages={"required": gettext("Write what you need it for, so that you know it again.")},
            widget=forms.TextInput({"autocomplete": "off"}),
        )
        self.fields["scopes"] = forms.MultipleChoiceField(
            label=gettext("What may it be used for?"),
            choices=[(scope.value, scope_name(scope)) for scope in Scope if may(SCOPE_NEEDS[scope], roles)],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": gettext("Choose at least one thing it may be used for.")},
        )
        self.fields["days"] = forms.TypedChoiceField(
            label=gettext("How long may it be used?"),
            choices=[
                (days, ngettext("%(days)s day", "%(days)s days", days) % {"days": days}) for days in LIFETIMES
            ],
            coerce=int,
            error_messages={"required": gettext("Choose how long it may be used.")},
        )


@require_http_methods(["GET", "POST"])
@login_required
def access_tokens(request: HttpRequest) -> HttpResponse:
    """The tokens somebody has, and a new one; how that is written stands on this page once, and nowhere else."""
    person = _person(request)
    form = AccessTokenForm(person, request.POST if request.method == "POST" else None)
    made = ""
    if request.method == "POST" and form.is_valid():
        try:
            _, made = make_access_token(
                person=person,
                name=form.cleaned_data["name"],
                scopes=form.cleaned_data["scopes"],
                days=form.cleaned_data["days"],
                now=_now(),
            )
            form = AccessTokenForm(person)
        except Refusal as refusal:
            form.add_error(None, refusal_text(refusal))
    return render(
        request,
        "accounts/access_tokens.html",
        {"form": form, "made": made, "tokens": [_line(token) for token in access_tokens_of(person)]},
    )


@require_POST
@login_required
def withdraw(request: HttpRequest, key: int) -> HttpResponse:
    """Withdraw a token of one's own; 404 for any other."""
    person = _person(request)
    token = AccessToken.objects.filter(person=person, pk=key).first() if key < LARGEST_KEY else None
    if token is None:
        raise Http404
    try:
        withdraw_access_token(token=token, withdrawn_by=person, now=_now())
    except Refusal as refusal:
        messages.info(request, refusal_text(refusal))
    else:
        messages.success(request, gettext("The token is withdrawn. It opens nothing any more."))
    return redirect("access_tokens")


def scope_name(scope: Scope) -> str:
    return {
        Scope.READ: gettext("Read what I may read"),
        Scope.IMPORT: gettext("Import files, and undo that"),
    }[scope]


def _line(token: AccessToken) -> dict[str, object]:
    state, tone = _state(token)
    return {
        "key": token.pk,
        "name": token.name,
        "prefix": token.prefix,
        "scopes": [scope_name(Scope(scope)) for scope in token.scopes if scope in set(Scope)],
        "made_at": token.made_at,
        "expires_at": token.expires_at,
        "last_used_at": token.last_used_at,
        "state": state,
        "tone": tone,
        "can_be_withdrawn": tone == "good",
    }


def _state(token: AccessToken) -> tuple[str, str]:
    if token.withdrawn_at is not None:
        return gettext("Withdrawn"), "ended"
    if token.expires_at <= _now():
        return gettext("Expired"), "ended"
    return gettext("In use"), "good"


def _person(request: HttpRequest) -> Person:
    if not isinstance(request.user, Person):
        raise Http404
    return request.user


def _now() -> datetime:
    return timezone.now().astimezone(UTC)
