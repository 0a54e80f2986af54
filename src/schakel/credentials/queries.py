"""Looking credentials up."""

import re
from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation

from schakel.accounts.public import Person, confirmed_addresses, may, standing_of
from schakel.credentials.keys import published_keys
from schakel.credentials.links import address_key
from schakel.credentials.models import Credential, CredentialQuerySet
from schakel.credentials.open_badge import Hub, Statement
from schakel.credentials.rules import Sharing, may_open
from schakel.credentials.wording import about_in_words
from schakel.organisations import public as organisations
from schakel.organisations.public import Organisation

_CODE = re.compile(r"[0-9a-f]{32}")


def credentials_of(person: Person) -> QuerySet[Credential]:
    """Somebody's own, the newest first; without those that another took the place of."""
    found = Credential.objects.visible_to(person).filter(replaced_by=None)
    return found.select_related("issuer").order_by("-issued_at", "-pk")


def to_claim(person: Person) -> CredentialQuerySet:
    """What somebody earned as a guest, by an address that they have shown to read, and that is not theirs yet."""
    keys = [address_key(email) for email in sorted(confirmed_addresses(person))]
    return Credential.objects.filter(person=None, erased_at=None, address_key__in=keys)


def own_credential(person: Person, code: str) -> Credential | None:
    return credentials_of(person).filter(code=code).first() if _CODE.fullmatch(code) else None


def find_public(code: str, *, person: Person | None = None) -> Credential | None:
    """The credential at this address for who has the link; None for one that its holder keeps to themselves."""
    if not _CODE.fullmatch(code):
        return None
    found = Credential.objects.select_related("issuer", "replaced_by").filter(code=code).first()
    if found is None:
        return None
    is_holder = person is not None and person.is_active and found.person_id == person.pk
    return found if may_open(Sharing(found.sharing), found.state, is_holder=is_holder) else None


def credential_coded(code: str) -> Credential | None:
    """By its code alone: for who brings the badge itself, and so knows what it says."""
    return Credential.objects.filter(code=code).first() if _CODE.fullmatch(code) else None


def issuers_managed_by(person: Person, *, today: date) -> list[Organisation]:
    """The organisations whose credentials somebody can withdraw or correct, by name."""
    own = organisations.member_organisations(person)
    standing = standing_of(person, today=today)
    if may("credential.withdraw", standing):
        issued = Credential.objects.order_by().values("issuer").distinct()
        return list(Organisation.objects.filter(pk__in=issued).order_by("name", "pk"))
    return [one for one in own if may("credential.withdraw", organisations.roles_in(person, one))]


def issued_managed_by(person: Person, *, today: date) -> CredentialQuerySet:
    """What was given in the name of these organisations, the newest first."""
    found = Credential.objects.issued_by(issuers_managed_by(person, today=today))
    return found.select_related("issuer", "person").order_by("-issued_at", "-pk")


def withdrawn_places(number: int) -> list[int]:
    """The bits that are set in this list."""
    found = Credential.objects.filter(status_list=number, revoked_at__isnull=False).order_by("status_place")
    return list(found.values_list("status_place", flat=True))


def is_status_list(number: int) -> bool:
    """Whether there is such a list. The first one is there before anything was certified."""
    return number == 1 or Credential.objects.filter(status_list=number).exists()


def hub() -> Hub:
    return Hub(settings.ENVIRONMENT.hub_name, settings.ENVIRONMENT.base_url)


def key_pairs() -> list[tuple[str, dict[str, str]]]:
    return [(one.thumbprint, one.public_key) for one in published_keys()]


def full_address(path: str) -> str:
    return f"{settings.ENVIRONMENT.base_url}{path}"


def status_url(number: int) -> str:
    return full_address(reverse("credential_status", args=[number]))


def statement_of(one: Credential) -> Statement:
    """What its badge says: the same each time, whoever fetches it and in whatever language they read the hub."""
    with translation.override(one.language):
        about = about_in_words(one.achievement, one.evidence, issuer=one.issuer_name)
    return Statement(
        url=full_address(one.get_absolute_url()),
        image_url=full_address(reverse("credential_image", args=[one.code])),
        status_url=status_url(one.status_list),
        status_place=one.status_place,
        holder_name=one.holder_name,
        email_hash=one.email_hash,
        salt=one.salt,
        issuer_name=one.issuer_name,
        issuer_url=full_address(reverse("organisation", args=[one.issuer_slug])),
        achievement=one.achievement,
        evidence=one.evidence,
        about=about,
        issued_at=one.issued_at,
    )


def credentials_certifying(keys: Iterable[str]) -> dict[str, Credential]:
    """By key ("enrolment:7") the newest credential of it, however it stands; nothing where there is none."""
    found = Credential.objects.filter(key__in=list(keys)).order_by("key", "version")
    return {one.key: one for one in found}
