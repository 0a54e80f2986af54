"""The link by which a guest, who has no account, looks after their credential. Nothing of it is stored."""

import base64
import hmac
from hashlib import sha256

from django.conf import settings
from django.urls import reverse

from schakel.credentials.models import Credential

_LONGEST = 80


def holder_path(credential: Credential) -> str:
    """Where a guest downloads, shares or deletes it. Whoever has it can do that: it goes to the guest alone."""
    return reverse("credential_of_guest", args=[f"{credential.code}.{_mark(credential.code)}"])


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
