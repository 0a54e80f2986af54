"""Putting the reference list of municipalities and provinces into the hub."""

from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from schakel.journal import public as journal
from schakel.organisations.models import Organisation
from schakel.organisations.reference import ReferenceBody, reference_bodies
from schakel.organisations.rules import OrganisationType

_TOOI = "https://identifier.overheid.nl/tooi/id/"
# In the addresses of TOOI, and in those of ours: an address does not change with the language of the screen.
_WORD = {OrganisationType.MUNICIPALITY: "gemeente", OrganisationType.PROVINCE: "provincie"}
_DECIDED_BY_THE_LIST = ("name", "type", "tooi", "province_id", "size_class", "valid_until", "successor_id")


@transaction.atomic
def load_reference(*, now: datetime) -> int:
    """Add the bodies that are missing and mend those that differ; returns how many, so 0 the second time.

    Left alone are a slug that is in use, a size class that is no estimate, an end that the list does not know
    of, and everything else about an organisation. Nothing is ever removed.
    """
    stored = {body.code: body for body in Organisation.objects.exclude(code=None).order_by("pk")}
    slugs = set(Organisation.objects.order_by("pk").values_list("slug", flat=True))
    touched = 0
    for written in reference_bodies():
        organisation = stored.setdefault(written.code, Organisation(code=written.code))
        before = _decided(organisation)
        _fill(organisation, written, stored)
        if not organisation.slug:
            organisation.slug = _free_slug(written, slugs)
            slugs.add(organisation.slug)
        if _decided(organisation) != before:
            organisation.save()
            touched += 1
    if touched:
        journal.record(
            "reference.loaded", on="organisations:reference", by="", at=now, details={"bodies": touched}
        )
    return touched


def add_organisation(*, slug: str, name: str, type_: str) -> Organisation:
    """The organisation with this slug; it is added when the hub does not have it yet."""
    found, _ = Organisation.objects.get_or_create(slug=slug, defaults={"name": name, "type": type_})
    return found


def _decided(organisation: Organisation) -> tuple[object, ...]:
    return tuple(getattr(organisation, name) for name in _DECIDED_BY_THE_LIST)


def _fill(organisation: Organisation, written: ReferenceBody, stored: dict[str | None, Organisation]) -> None:
    organisation.name = written.name
    organisation.type = written.type.value
    organisation.tooi = f"{_TOOI}{_WORD[written.type]}/{written.code}"
    if written.province:
        organisation.province = stored[written.province]
    if written.size_class and organisation.size_is_estimate:
        organisation.size_class = written.size_class.value
    if written.ended_on:
        organisation.valid_until = written.ended_on
        organisation.successor = stored[written.successor]


def _free_slug(written: ReferenceBody, taken: set[str]) -> str:
    """gemeente-rotterdam; with its code behind it where another organisation has that address already."""
    slug = f"{_WORD[written.type]}-{slugify(written.name)}"
    return slug if slug not in taken else f"{slug}-{written.code}"
