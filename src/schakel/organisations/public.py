"""The door of organisations."""

from schakel.organisations.actions import add_organisation, load_boundaries, load_reference
from schakel.organisations.boundaries import read_boundaries
from schakel.organisations.boundary_imports import import_boundaries, preview_boundaries
from schakel.organisations.counting import import_municipalities, preview_municipalities
from schakel.organisations.labels import province_name, size_name, type_name, type_name_plural
from schakel.organisations.messages import refusal_text, remark_text
from schakel.organisations.models import Membership, Organisation
from schakel.organisations.outlines import Outline, outlines_of
from schakel.organisations.queries import (
    find_organisation,
    member_organisations,
    member_references,
    organisation_by_code,
    organisation_for,
    organisations_after,
    province_outlines,
    roles_in,
    search_organisations,
)
from schakel.organisations.reference import ReferenceBody, other_names, reference_bodies
from schakel.organisations.rules import PUBLIC_BODIES, OrganisationType, SizeClass

__all__ = [
    "PUBLIC_BODIES",
    "Membership",
    "Organisation",
    "OrganisationType",
    "Outline",
    "ReferenceBody",
    "SizeClass",
    "add_organisation",
    "find_organisation",
    "import_boundaries",
    "import_municipalities",
    "load_boundaries",
    "load_reference",
    "member_organisations",
    "member_references",
    "organisation_by_code",
    "organisation_for",
    "organisations_after",
    "other_names",
    "outlines_of",
    "preview_boundaries",
    "preview_municipalities",
    "province_name",
    "province_outlines",
    "read_boundaries",
    "reference_bodies",
    "refusal_text",
    "remark_text",
    "roles_in",
    "search_organisations",
    "size_name",
    "type_name",
    "type_name_plural",
]
