"""One's own account: name, language, and the way to everything else about it; all that is kept, as a file."""

from datetime import UTC, datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from schakel.accounts.messages import refusal_text
from schakel.accounts.models import Person
from schakel.accounts.public import (
    LONGEST_NAME,
    Role,
    access_tokens_of,
    introduce_oneself,
    own_data_of,
    role_name,
    standing_of,
)
from schakel.accounts.rules import must_use_second_factor
from schakel.accounts.web.oidc import providers_of
from schakel.kernel.refusal import Refusal


class OneselfForm(forms.Form):
    use_required_attribute = False

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["name"] = forms.CharField(
            label=gettext("Your name"),
            max_length=LONGEST_NAME,
            help_text=gettext("Others see it beside what you change."),
            error_messages={"required": gettext("Write your name.")},
            widget=forms.TextInput({"autocomplete": "name"}),
        )
        self.fields["language"] = forms.ChoiceField(
            label=gettext("Language of the screens and of our mail"),
            choices=[("nl", "Nederlands"), ("en", "English")],
            error_messages={"required": gettext("Choose a language.")},
        )


@require_http_methods(["GET", "POST"])
@login_required
def my_account(request: HttpRequest) -> HttpResponse:
    person = _person(request)
    form = OneselfForm(
        request.POST if request.method == "POST" else None,
        initial={"name": person.name, "language": person.language},
    )
    if request.method == "POST" and form.is_valid():
        try:
            introduce_oneself(
                person=person, name=form.cleaned_data["name"], language=form.cleaned_data["language"]
            )
        except Refusal as refusal:
            form.add_error("name", refusal_text(refusal))
        else:
            return _in_language(request, person.language)
    kinds = set(Authenticator.objects.filter(user=person).order_by("pk").values_list("type", flat=True))
    standing = standing_of(person)
    context = {
        "form": form,
        "me": person,
        "emails": list(EmailAddress.objects.filter(user=person).order_by("-primary", "email")),
        "has_password": person.has_usable_password(),
        "has_app": Authenticator.Type.TOTP in kinds,
        "passkeys": Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN).count(),
        "has_factor": bool(kinds & {Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN}),
        "needs_factor": must_use_second_factor(standing, setting=settings.ENVIRONMENT.second_factor),
        "tokens": len([token for token in access_tokens_of(person) if token.withdrawn_at is None]),
        "roles": [role_name(role) for role in Role if role in standing - {Role.VISITOR, Role.STAFF}],
        "providers": providers_of(request),
    }
    return render(request, "accounts/account.html", context, status=400 if form.errors else 200)


@require_GET
@login_required
def own_data(request: HttpRequest) -> HttpResponse:
    """All that the hub keeps of this person, as JSON."""
    response = JsonResponse(
        own_data_of(_person(request), now=_now()), json_dumps_params={"indent": 2, "ensure_ascii": False}
    )
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


def _in_language(request: HttpRequest, language: str) -> HttpResponse:
    """The page again, in the language that was chosen; the browser remembers it for the next visit."""
    with translation.override(language):
        messages.success(request, gettext("This is stored."))
    response = redirect("my_account")
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 24 * 3600,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return response


def _person(request: HttpRequest) -> Person:
    if not isinstance(request.user, Person):
        raise Http404
    return request.user


def _now() -> datetime:
    return timezone.now().astimezone(UTC)
