"""The second factor: how django-allauth speaks about it here, and who has to have one."""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base import forms as allauth
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schakel.accounts.access import standing_of
from schakel.accounts.models import Person
from schakel.accounts.rules import must_use_second_factor

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
LABELS = {
    "code": _("Code"),
    "name": _("What do you call it?"),
    "passwordless": _("Sign in with it without a password"),
}


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    error_messages = DefaultMFAAdapter.error_messages | {
        "add_email_blocked": _("Stop the second step first; then you can add an e-mail address."),
        "cannot_delete_authenticator": _(
            "Your work for the hub asks for a second step. Add another one first."
        ),
        "cannot_generate_recovery_codes": _("Set up a second step first."),
        "incorrect_code": _("This code is not right, or it was used before. Wait for the next one."),
        "unverified_email": _("Confirm your e-mail address first."),
    }

    def encrypt(self, text: str) -> str:
        """What an app and the hub share is of no use to who only has the database."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        person = authenticator.user
        if not must_use_second_factor(standing_of(person), setting=settings.ENVIRONMENT.second_factor):
            return True
        others = Authenticator.objects.filter(user=person, type__in=FACTORS).exclude(pk=authenticator.pk)
        return bool(others.exists())


def _box() -> Fernet:
    """Locks with a key that only this hub has; another purpose than that of sessions gives another key."""
    key = sha256(b"second factor\n" + settings.SECRET_KEY.encode()).digest()
    return Fernet(urlsafe_b64encode(key))


class _Labelled(Form):
    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in LABELS:
                field.label = LABELS[name]
            field.error_messages["required"] = _("Fill this in.")
        if "passwordless" in self.fields:
            self.fields["passwordless"].help_text = _(
                "Your device asks for your finger, your face or its own code."
            )
        self.use_required_attribute = False


class Authenticate(_Labelled, allauth.AuthenticateForm): ...  # type: ignore[misc]  # allauth has no types


class Reauthenticate(_Labelled, allauth.ReauthenticateForm): ...  # type: ignore[misc]


class ActivateTotp(_Labelled, ActivateTOTPForm): ...  # type: ignore[misc]


_UNREADABLE = ("incorrect_code", "invalid", "required")
"""How a library says that it knows no such passkey; what else it says is that somebody has to wait."""


class _Read(_Labelled):
    """What a browser sends is read by a library that takes it for well made; whatever is not is no passkey.

    What that library says of a passkey it does not know is about a code that was typed: here it is about a passkey.
    """

    said_at = "__all__"
    """The field of which a page shows what is wrong."""

    def full_clean(self) -> None:
        unknown = ValidationError(gettext("This is no passkey that we know."))
        try:
            super().full_clean()
        except (KeyError, TypeError, ValueError, AttributeError, IndexError):
            self.cleaned_data = {}
            self._errors = ErrorDict({self.said_at: self.error_class([unknown])})
            return
        wrong = self.errors.as_data().get("credential", [])
        if wrong:
            del self.errors["credential"]
            others = [error for error in wrong if error.code not in _UNREADABLE]
            self.errors[self.said_at] = self.error_class(others or [unknown])


class AddPasskey(_Read, AddWebAuthnForm): ...  # type: ignore[misc]


class LoginPasskey(_Read, LoginWebAuthnForm):  # type: ignore[misc]
    said_at = "credential"


class AuthenticatePasskey(_Read, AuthenticateWebAuthnForm): ...  # type: ignore[misc]


class ReauthenticatePasskey(_Read, ReauthenticateWebAuthnForm): ...  # type: ignore[misc]


class EditPasskey(_Labelled, EditWebAuthnForm): ...  # type: ignore[misc]


_OPEN = ("/static/", "/language/", "/scheme/", "/health", "/api/")
"""What needs no second factor: files, switches, and programs, which have tokens instead."""


class SecondFactorMiddleware:
    """Whoever has to have a second factor and has none sees their account until they set one up, and nothing else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._asked_first(request) or self.get_response(request)

    def _asked_first(self, request: HttpRequest) -> HttpResponse | None:
        setting = settings.ENVIRONMENT.second_factor
        if setting == "nobody" or not isinstance(request.user, Person):
            return None
        if _is_about_signing_in(request.path) or request.path.startswith(_OPEN):
            return None
        if not must_use_second_factor(standing_of(request.user), setting=setting):
            return None
        if Authenticator.objects.filter(user=request.user, type__in=FACTORS).exists():
            return None
        if request.method not in ("GET", "HEAD"):
            return render(request, "403.html", status=403)
        messages.warning(request, gettext("Set up a second step first."))
        return redirect("mfa_index")


def _is_about_signing_in(path: str) -> bool:
    """The pages on which a second factor is set up. Tokens are not among them: they would do without one."""
    return path.startswith(reverse("my_account")) and not path.startswith(reverse("access_tokens"))
