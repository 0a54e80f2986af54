"""Putting the reference list of municipalities and provinces into the hub."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from schakel.journal import public as journal
from schakel.organisations.models import Boundary, Organisation
from schakel.organisations.outlines import Outline
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
    of, the name and province that a newer file said, and everything else about an organisation. Nothing is ever
    removed.
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


@transaction.atomic
def load_boundaries(outlines: Mapping[str, Outline], *, now: datetime) -> int:
    """Put the outlines of the provinces, by their codes, in the place of those there were; returns how many.

    Without any the map is drawn with tiles again.
    """
    provinces = {body.code: body for body in Organisation.objects.filter(code__in=outlines).order_by("pk")}
    Boundary.objects.all().delete()
    Boundary.objects.bulk_create(
        Boundary(
            organisation=provinces[code],
            path=outline.path,
            label_x=outline.label[0],
            label_y=outline.label[1],
        )
        for code, outline in outlines.items()
    )
    journal.record(
        "boundary.loaded", on="boundary:provinces", by="", at=now, details={"boundaries": len(outlines)}
    )
    return len(outlines)


def _decided(organisation: Organisation) -> tuple[object, ...]:
    return tuple(getattr(organisation, name) for name in _DECIDED_BY_THE_LIST)


def _fill(organisation: Organisation, written: ReferenceBody, stored: dict[str | None, Organisation]) -> None:
    is_told_by_others = organisation.counted_in is not None
    if not is_told_by_others:
        organisation.name = written.name
    organisation.type = written.type.value
    organisation.tooi = f"{_TOOI}{_WORD[written.type]}/{written.code}"
    if written.province and not is_told_by_others:
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
