"""Made with the key of the hub and stored nowhere: the link of a guest, and by what their address is found again."""

import base64
import hmac
from hashlib import sha256

from django.conf import settings
from django.urls import reverse

from schakel.credentials.models import Credential

_LONGEST = 80


def holder_path(credential: Credential) -> str:
    """Where a guest downloads, shares or deletes it. Whoever has it can do that: it goes to the guest alone."""
    return reverse("credential_of_guest", args=[word_of(credential.code)])


def word_of(code: str) -> str:
    """What stands in that link."""
    return f"{code}.{_mark(code)}"


def credential_with(word: str) -> Credential | None:
    """The credential of this link; None for a wrong one, one that was deleted, or that belongs to an account by now."""
    if len(word) > _LONGEST or not word.isascii():
        return None
    code, _, mark = word.partition(".")
    if not hmac.compare_digest(mark, _mark(code)):
        return None
    found = Credential.objects.kept().select_related("issuer").filter(code=code, person=None).first()
    while found is not None and found.replaced_by is not None:
        found = found.replaced_by  # the link of one with a wrong name leads to the one that took its place
    return found


def _mark(code: str) -> str:
    key = sha256(f"schakel.credentials.links:{settings.SECRET_KEY}".encode()).digest()
    return base64.urlsafe_b64encode(hmac.new(key, code.encode(), "sha256").digest()[:24]).decode()


def address_key(email: str) -> str:
    """By which an address is found again. Made with the hub's own key: who has the database alone can guess nothing."""
    key = sha256(f"schakel.credentials.addresses:{settings.SECRET_KEY}".encode()).digest()
    return hmac.new(key, email.strip().lower().encode(), "sha256").hexdigest()
