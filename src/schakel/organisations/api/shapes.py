"""Organisations as programs get them."""

from datetime import date
from typing import ClassVar

from django.urls import reverse
from pydantic import Field

from schakel.api.public import (
    NOT_GIVEN,
    Chosen,
    Listed,
    Mentioned,
    NextAddress,
    PlainText,
    Province,
    Shape,
    Sparse,
    whole_address,
)
from schakel.organisations.public import Organisation, OrganisationType, type_name

LONGEST_SEARCH = 120


class OrganisationShape(Sparse):
    """A body that brings, owns or provides something."""

    name: str
    type: OrganisationType
    type_label: str
    code: str = Field(description="Of a municipality or province, as Statistics Netherlands has it: gm0599.")
    tooi: str = Field(description="Address in the government's register of organisations.")
    province: Mentioned | None
    size_class: str = Field(description="Of a municipality, by its inhabitants.")
    size_is_estimate: bool
    website: str
    description: str
    page: str = Field(description="Address of its page, for people.")
    is_hub_partner: bool
    is_illustrative: bool = Field(description="Whether it was made up for a demonstration.")
    valid_from: date | None
    valid_until: date | None = Field(description="The day it ended; null while it exists.")
    successor: str | None = Field(description="The organisation it went on in.")


class OrganisationsShape(Shape):
    """A part of the list of organisations."""

    items: list[OrganisationShape]
    next: NextAddress


class OrganisationAsked(Chosen):
    """How one organisation is wanted."""

    of: ClassVar[type[Sparse]] = OrganisationShape


class OrganisationsAsked(Listed):
    """Which organisations are wanted."""

    of: ClassVar[type[Sparse]] = OrganisationShape

    q: PlainText = Field(
        default="",
        max_length=LONGEST_SEARCH,
        description="Words of one of its names. The best fits come first, in one part.",
    )
    type: OrganisationType = Field(default=NOT_GIVEN, description="Only of this kind.")
    province: Province = Field(default="", description="Only in this province, by its code: pv28.")


def organisation_shape(organisation: Organisation, *, language: str) -> OrganisationShape:
    province = organisation.province
    texts = {"nl": organisation.description_nl, "en": organisation.description_en}
    return OrganisationShape(
        id=organisation.slug,
        name=organisation.name,
        type=OrganisationType(organisation.type),
        type_label=type_name(organisation.type),
        code=organisation.code or "",
        tooi=organisation.tooi,
        province=Mentioned(id=province.slug, label=province.name) if province else None,
        size_class=organisation.size_class,
        size_is_estimate=organisation.size_is_estimate,
        website=organisation.website,
        description=texts.get(language) or next((text for text in texts.values() if text), ""),
        page=whole_address(reverse("organisation", args=[organisation.slug])),
        is_hub_partner=organisation.is_hub_partner,
        is_illustrative=organisation.is_illustrative,
        valid_from=organisation.valid_from,
        valid_until=organisation.valid_until,
        successor=_known_successor(organisation),
    )


def _known_successor(organisation: Organisation) -> str | None:
    successor = organisation.successor
    return successor.slug if successor is not None and successor.is_verified else None
