"""Reading organisations: a list, and one of them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import Query

from schakel.api.public import Routes, Slug, caller_of, link_to_next, page_address, place_of
from schakel.kernel.languages import DUTCH
from schakel.organisations import public as organisations_door
from schakel.organisations.api.shapes import (
    OrganisationAsked,
    OrganisationsAsked,
    OrganisationShape,
    OrganisationsShape,
    organisation_shape,
)

ROUTES = Routes("Organisations")


@ROUTES.get(
    "/organisations",
    name="api_organisations",
    call="listOrganisations",
    summary="List organisations",
    answers={200: OrganisationsShape},
    example="/organisations?q=rotterdam&fields=name,page",
)
def organisations(
    request: HttpRequest, response: HttpResponse, asked: Query[OrganisationsAsked]
) -> OrganisationsShape:
    """The organisations the hub knows. With a search the best fits, otherwise all that exist now, part by part."""
    person, language = caller_of(request).reader, get_language() or DUTCH
    following = None
    if asked.q.strip():
        found = organisations_door.search_organisations(
            asked.q, person=person, type=asked.type, province=asked.province, most=asked.limit
        )
    else:
        place = place_of(asked.cursor, parts=1)
        found = organisations_door.organisations_after(
            place[0] if place else "",
            person=person,
            type=asked.type,
            province=asked.province,
            most=asked.limit + 1,
        )
        if len(found) > asked.limit:
            found = found[: asked.limit]
            following = page_address(request, found[-1].slug)
    link_to_next(response, following)
    return OrganisationsShape(
        items=[organisation_shape(body, language=language) for body in found], next=following
    )


@ROUTES.get(
    "/organisations/{id}",
    name="api_organisation",
    call="getOrganisation",
    summary="Read one organisation",
    answers={200: OrganisationShape},
    example="/organisations/gemeente-rotterdam",
    problems=(404,),
)
def organisation(
    request: HttpRequest,
    id: Slug,  # noqa: A002 - its name in the address
    asked: Query[OrganisationAsked],  # noqa: ARG001 - looked at before
) -> OrganisationShape:
    """One organisation, also when it has ended."""
    found = organisations_door.organisation_for(caller_of(request).reader, id)
    if found is None:
        raise Http404
    return organisation_shape(found, language=get_language() or DUTCH)
