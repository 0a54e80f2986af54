"""The door of organisations."""

from schakel.organisations.actions import add_organisation, load_boundaries, load_reference
from schakel.organisations.boundaries import read_boundaries
from schakel.organisations.boundary_imports import import_boundaries, preview_boundaries
from schakel.organisations.counting import import_municipalities, preview_municipalities
from schakel.organisations.going import Going, register_move
from schakel.organisations.identifying import Register
from schakel.organisations.labels import province_name, register_name, size_name, type_name, type_name_plural
from schakel.organisations.members import (
    accept_invitation,
    answer_join_request,
    ask_to_join,
    change_member,
    end_membership,
    invite_member,
    withdraw_invitation,
)
from schakel.organisations.messages import refusal_text, remark_text
from schakel.organisations.models import Membership, Organisation
from schakel.organisations.outlines import Outline, outlines_of
from schakel.organisations.queries import (
    administrator_references,
    bodies_of,
    find_organisation,
    member_organisations,
    member_references,
    memberships_of,
    merged_into,
    organisation_by_code,
    organisation_for,
    organisations_after,
    province_outlines,
    province_slugs,
    reach_from,
    requests_for,
    roles_in,
    roles_towards,
    search_organisations,
    starting_points,
    to_carry_over,
    waiting_registrations,
)
from schakel.organisations.reference import ReferenceBody, other_names, point_of, points, reference_bodies
from schakel.organisations.registering import (
    Registration,
    change_organisation,
    decline_organisation,
    register_organisation,
    verify_organisation,
)
from schakel.organisations.rules import PUBLIC_BODIES, OrganisationType, SizeClass
from schakel.organisations.succeeding import announce_succession, carry_over, merge_organisation

__all__ = [
    "PUBLIC_BODIES",
    "Going",
    "Membership",
    "Organisation",
    "OrganisationType",
    "Outline",
    "ReferenceBody",
    "Register",
    "Registration",
    "SizeClass",
    "accept_invitation",
    "add_organisation",
    "administrator_references",
    "announce_succession",
    "answer_join_request",
    "ask_to_join",
    "bodies_of",
    "carry_over",
    "change_member",
    "change_organisation",
    "decline_organisation",
    "end_membership",
    "find_organisation",
    "import_boundaries",
    "import_municipalities",
    "invite_member",
    "load_boundaries",
    "load_reference",
    "member_organisations",
    "member_references",
    "memberships_of",
    "merge_organisation",
    "merged_into",
    "organisation_by_code",
    "organisation_for",
    "organisations_after",
    "other_names",
    "outlines_of",
    "point_of",
    "points",
    "preview_boundaries",
    "preview_municipalities",
    "province_name",
    "province_outlines",
    "province_slugs",
    "reach_from",
    "read_boundaries",
    "reference_bodies",
    "refusal_text",
    "register_move",
    "register_name",
    "register_organisation",
    "remark_text",
    "requests_for",
    "roles_in",
    "roles_towards",
    "search_organisations",
    "size_name",
    "starting_points",
    "to_carry_over",
    "type_name",
    "type_name_plural",
    "verify_organisation",
    "waiting_registrations",
    "withdraw_invitation",
]
