"""What holders are told: that there is a certificate, and what became of it."""

from collections.abc import Callable, Collection, Sequence

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schakel.accounts.public import person_by_reference
from schakel.credentials.actions import ISSUED, REPLACED, WITHDRAWN
from schakel.credentials.links import address_key, holder_path
from schakel.credentials.models import Credential
from schakel.credentials.rules import Reason, State
from schakel.credentials.wording import reason_text
from schakel.messages.public import Kind, Told, Wording, register_kind

Say = Callable[[Credential], tuple[str, str]]
"""The subject and the text."""


def _found(about: Collection[str]) -> list[Credential]:
    keys = [int(one.removeprefix("credential:")) for one in about]
    return list(Credential.objects.kept().filter(pk__in=keys).order_by("pk"))


def _is_holder(one: Credential, addressee: str) -> bool:
    """Its person; or, while it is a guest's, whoever reads the mail of that guest."""
    if ":" not in addressee:
        return one.person_id is None and one.address_key == address_key(addressee)
    person = person_by_reference(addressee)
    return person is not None and one.person_id == person.pk


def _standing(about: Collection[str], addressee: str) -> Collection[str]:
    found = _found(about)
    return {one.reference for one in found if one.state is State.VALID and _is_holder(one, addressee)}


def _withdrawn(about: Collection[str], addressee: str) -> Collection[str]:
    found = _found(about)
    return {one.reference for one in found if one.state is State.REVOKED and _is_holder(one, addressee)}


def _has_any(addressee: str) -> bool:
    person = person_by_reference(addressee)
    return person is not None and Credential.objects.visible_to(person).exists()


def _word(say: Say) -> Callable[[Sequence[Told], str], Sequence[Wording]]:
    def word(told: Sequence[Told], addressee: str) -> Sequence[Wording]:
        found = {one.reference: one for one in _found({one.about for one in told})}
        return [_letter(found[one.about], say, addressee) for one in told]

    return word


def _letter(one: Credential, say: Say, addressee: str) -> Wording:
    subject, text = say(one)
    is_guest = ":" not in addressee
    path = holder_path(one) if is_guest else reverse("own_credential", args=[one.code])
    if is_guest:
        text += "\n\n" + gettext(
            "Keep this mail: whoever has the link can download, share or delete the certificate."
        )
    return Wording(subject, text, path, gettext("Look at the certificate"))


def _issued(one: Credential) -> tuple[str, str]:
    said = {"title": one.title, "issuer": one.issuer_name}
    return (
        gettext("Your certificate: %(title)s") % said,
        gettext(
            "%(issuer)s gave you a certificate of %(title)s. You can print it, and show it elsewhere as a badge."
        )
        % said,
    )


def _replaced(one: Credential) -> tuple[str, str]:
    said = {"title": one.title, "issuer": one.issuer_name}
    return (
        gettext("A new certificate: %(title)s") % said,
        gettext("%(issuer)s put the name right. The certificate that you had does not count any more.")
        % said,
    )


def _gone(one: Credential) -> tuple[str, str]:
    said = {"title": one.title, "issuer": one.issuer_name, "reason": reason_text(Reason(one.reason))}
    return (
        gettext("Withdrawn: your certificate of %(title)s") % said,
        gettext("%(issuer)s withdrew your certificate of %(title)s. %(reason)s") % said,
    )


for kind in (
    Kind(ISSUED, _("A certificate for you"), _standing, _word(_issued), concerns=_has_any),
    Kind(REPLACED, _("A certificate of yours was put right"), _standing, _word(_replaced), concerns=_has_any),
    Kind(WITHDRAWN, _("A certificate of yours was withdrawn"), _withdrawn, _word(_gone), concerns=_has_any),
):
    register_kind(kind)
