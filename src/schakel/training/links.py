"""What stands in the link of somebody without an account: signed, so that only who got our mail has it."""

from django.core import signing
from django.urls import reverse

from schakel.training.models import Enrolment

_SALT = "schakel.training"


def token_of(one: Enrolment) -> str:
    return signing.Signer(salt=_SALT).sign(one.code)


def page_of(one: Enrolment) -> str:
    """The page of an enrolment: after signing in for a person, behind a link for a guest."""
    if one.person_id:
        return reverse("my_training", args=[one.code])
    return reverse("enrolment_by_link", args=[token_of(one)])


def enrolment_behind(token: str) -> Enrolment | None:
    """The enrolment of a link of ours; None for one that we did not make."""
    try:
        code = signing.Signer(salt=_SALT).unsign(token)
    except signing.BadSignature:
        return None
    found = Enrolment.objects.filter(code=code, person=None, forgotten_at=None)
    return found.select_related("edition", "edition__item", "seat").first()
