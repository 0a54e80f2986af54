"""How django-allauth speaks and where it leads, here."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from schakel.accounts.access import address_of_caller


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed. Ask the staff of the hub."),
        "email_password_mismatch": _(
            "This e-mail address and this password do not belong together. Type them again."
        ),
        "too_many_login_attempts": _("This was tried too often. Wait five minutes and try again."),
        "enter_current_password": _("Type the password you have now."),
        "incorrect_password": _("This is not your password. Type it again."),
        "email_taken": _(
            "There is an account with this e-mail address already. Sign in, or choose another address."
        ),
        "duplicate_email": _("This address is in your list already."),
        "cannot_remove_primary_email": _(
            "Choose another address to write to first; then you can remove this one."
        ),
        "unverified_primary_email": _("Confirm this address first; then we can write to it."),
        "rate_limited": _("This was tried too often. Wait a few minutes and try again."),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of_caller(request)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        about_hub = {"hub_name": settings.ENVIRONMENT.hub_name, "hub_url": settings.ENVIRONMENT.base_url}
        super().send_mail(template_prefix, email, about_hub | context)

    def format_email_subject(self, subject: str) -> str:
        return f"{subject} ({settings.ENVIRONMENT.hub_name})"

    def get_login_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 - allauth passes it
        return reverse("my_page")
