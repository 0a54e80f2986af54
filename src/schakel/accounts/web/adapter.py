"""How django-allauth speaks and where it leads, here."""

from contextlib import suppress
from datetime import UTC
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.accounts.access import address_of_caller
from schakel.accounts.letters import at_this_hub, hand_in_letter
from schakel.kernel.refusal import Refusal
from schakel.messages.public import checked_address, refusal_text


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
        """Through the same outbox as all mail; the hub answers as fast for an address that it does not know."""
        hub = settings.ENVIRONMENT
        ours = {
            name: at_this_hub(value) if name.endswith("_url") else value for name, value in context.items()
        }
        about_hub = {"hub_name": hub.hub_name, "hub_url": hub.base_url, "email": email}
        letter = self.render_mail(template_prefix, email, ours | about_hub)
        with suppress(
            Refusal
        ):  # an account from before `clean_email` asked; no mail server takes such an address
            hand_in_letter(
                address=email, subject=letter.subject, text=letter.body, now=timezone.now().astimezone(UTC)
            )

    def clean_email(self, email: str) -> str:
        """The form says it when no mail can be sent there: whether there is an account does not matter for that."""
        try:
            checked_address(email)
        except Refusal as refusal:
            raise ValidationError(refusal_text(refusal)) from refusal
        return str(super().clean_email(email))

    def format_email_subject(self, subject: str) -> str:
        return subject  # every mail of the hub gets its name behind it

    def get_login_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 - allauth passes it
        return reverse("my_page")

    def get_signup_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 - allauth passes it
        return reverse("my_page")
