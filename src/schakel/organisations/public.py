"""The door of organisations."""

from schakel.organisations.actions import add_organisation, load_reference
from schakel.organisations.labels import province_name, size_name, type_name, type_name_plural
from schakel.organisations.models import Membership, Organisation
from schakel.organisations.queries import (
    find_organisation,
    member_organisations,
    organisation_by_code,
    search_organisations,
)
from schakel.organisations.reference import ReferenceBody, other_names, reference_bodies
from schakel.organisations.rules import PUBLIC_BODIES, OrganisationType, SizeClass

__all__ = [
    "PUBLIC_BODIES",
    "Membership",
    "Organisation",
    "OrganisationType",
    "ReferenceBody",
    "SizeClass",
    "add_organisation",
    "find_organisation",
    "load_reference",
    "member_organisations",
    "organisation_by_code",
    "other_names",
    "province_name",
    "reference_bodies",
    "search_organisations",
    "size_name",
    "type_name",
    "type_name_plural",
]
