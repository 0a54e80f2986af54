"""The forms of django-allauth with labels of our own; a label says it once, so there is no text inside the boxes."""

from typing import Any

from allauth.account import forms as allauth
from allauth.socialaccount import forms as social
from django.forms import Form
from django.utils.translation import gettext_lazy as _

LABELS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "password1": _("Password"),
    "password2": _("The same password once more"),
    "oldpassword": _("The password you have now"),
    "remember": _("Stay signed in on this device"),
}
NEW_PASSWORD = _("New password")


class _Labelled(Form):
    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in LABELS:
                field.label = LABELS[name]
            field.error_messages["required"] = _("Fill this in.")
        self.use_required_attribute = False


class Login(_Labelled, allauth.LoginForm): ...  # type: ignore[misc]  # allauth has no types


class Signup(_Labelled, allauth.SignupForm): ...  # type: ignore[misc]


class SocialSignup(_Labelled, social.SignupForm): ...  # type: ignore[misc]


class AddEmail(_Labelled, allauth.AddEmailForm): ...  # type: ignore[misc]


class ResetPassword(_Labelled, allauth.ResetPasswordForm): ...  # type: ignore[misc]


class Reauthenticate(_Labelled, allauth.ReauthenticateForm): ...  # type: ignore[misc]


class SetPassword(_Labelled, allauth.SetPasswordForm): ...  # type: ignore[misc]


class _New(_Labelled):
    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["password1"].label = NEW_PASSWORD


class ChangePassword(_New, allauth.ChangePasswordForm): ...  # type: ignore[misc]


class ResetPasswordKey(_New, allauth.ResetPasswordKeyForm): ...  # type: ignore[misc]
