"""Mail about accounts: a link to confirm an address, or to choose a new password."""

from datetime import datetime
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language

from schakel.messages import public as messages

ACCOUNT = "account.letter"


@transaction.atomic
def hand_in_letter(*, address: str, subject: str, text: str, now: datetime) -> None:
    """Have it sent, in the language that is active; whether or not the address has an account this does the same work.

    Raises a Refusal for an address that no mail server takes.
    """
    messages.tell(
        ACCOUNT,
        event=f"account:{uuid4().hex}",
        to=[address],
        about="account",
        payload={"subject": subject, "text": text},
        language=get_language() or "",
        now=now,
    )


def at_this_hub(url: str) -> str:
    """The same page at the address that was set for this hub, whatever host somebody said they asked."""
    parts = urlsplit(url)
    return settings.ENVIRONMENT.base_url + urlunsplit(("", "", parts.path, parts.query, ""))
