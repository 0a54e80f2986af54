"""Looking organisations up."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Case, F, Q, QuerySet, Value, When

from schakel.accounts.public import Person, Role, may, standing_of
from schakel.kernel.looking import asked_once
from schakel.kernel.points import Reach
from schakel.organisations.identifying import Register
from schakel.organisations.models import (
    Boundary,
    Invitation,
    JoinRequest,
    Membership,
    Organisation,
    OrganisationQuerySet,
)
from schakel.organisations.outlines import Outline
from schakel.organisations.reference import codes_by_other_name, other_names, point_of, points
from schakel.organisations.rules import (
    PUBLIC_BODIES,
    InvitationState,
    OrganisationType,
    comparable_name,
    invitation_state,
    named_type,
)

_NAMED_TYPES = (OrganisationType.MUNICIPALITY, OrganisationType.PROVINCE)
_ORDER_OF_TYPES = {type_.value: place for place, type_ in enumerate(OrganisationType)}


@asked_once
def organisation_by_code(code: str) -> Organisation | None:
    """The organisation with this code, also when it has ended; GM0599 is gm0599."""
    written = code.strip()
    return _known_to_all().filter(code__in=[written, written.lower()]).first()


def find_organisation(name: str) -> Organisation | None:
    """Who is meant by this code, slug or name, as it stands now: one that ended is found as its successor.

    A name that says "gemeente" or "provincie" is never taken for the other of the two. When it does not say,
    the municipality of Utrecht comes before the province, and a body that exists before one that ended.
    """
    found = organisation_by_code(name) or _by_slug(name) or _by_name(name)
    return _as_it_stands_now(found) if found else None


def search_organisations(
    text: str = "",
    *,
    person: Person | None,
    type: OrganisationType | None = None,  # noqa: A002 - the name of the field, as callers know it
    province: str = "",
    most: int = 50,
    skip: int = 0,
) -> list[Organisation]:
    """Organisations that have every word of the text in one of their names, the best fit first.

    ``province`` is a code; the province itself is among its organisations. Those that ended are found by
    their name and are not in the list that an empty text gives.
    """
    found = Organisation.objects.visible_to(person).select_related("province")
    if type is not None:
        found = found.filter(type=type.value)
    if province:
        found = found.filter(Q(province__code=province) | Q(code=province))
    wanted = comparable_name(text)
    if not wanted:
        return list(found.filter(valid_until=None).order_by("name", "pk")[skip : skip + most])
    words = wanted.split()
    has_the_words = Q(*(("comparable__contains", word) for word in words)) | Q(code__in=_codes_with(words))
    fit = Case(
        When(comparable=comparable_name(text, other_names()), then=Value(0)),
        When(comparable__startswith=wanted, then=Value(1)),
        default=Value(2),
    )
    ranked = found.filter(has_the_words).order_by(fit, F("valid_until").desc(nulls_first=True), "name", "pk")
    return list(ranked[skip : skip + most])


def organisations_after(
    slug: str,
    *,
    person: Person | None,
    type: OrganisationType | None = None,  # noqa: A002 - as above
    province: str = "",
    most: int,
) -> list[Organisation]:
    """The next organisations that exist now, by their slug: a list that is read part by part."""
    found = Organisation.objects.visible_to(person).filter(valid_until=None, slug__gt=slug)
    if type is not None:
        found = found.filter(type=type.value)
    if province:
        found = found.filter(Q(province__code=province) | Q(code=province))
    return list(found.select_related("province", "successor").order_by("slug")[:most])


def organisation_for(person: Person | None, slug: str) -> Organisation | None:
    """The organisation at this address, also when it has ended; None when there is none to see."""
    found = Organisation.objects.visible_to(person).select_related("province", "successor")
    return found.filter(slug=slug).first()


@asked_once
def member_organisations(person: Person) -> list[Organisation]:
    """The verified organisations somebody belongs to: claiming to belong somewhere opens nothing."""
    found = Organisation.objects.visible_to(person).filter(memberships__person=person)
    return list(found.select_related("province").order_by("name", "pk"))


@asked_once
def bodies_of(person: Person) -> list[tuple[int, bool]]:
    """The keys of the verified organisations somebody belongs to, and whether each is a partner of the hub.

    What nearly every page asks, some more than once: no more of the rows is read than that.
    """
    found = Organisation.objects.visible_to(person).filter(memberships__person=person)
    return list(found.order_by("pk").values_list("pk", "is_hub_partner"))


def roles_in(person: Person | None, organisation: Organisation | int | None = None) -> frozenset[Role]:
    """What somebody is by belonging to verified organisations, and towards this one when it is given."""
    if person is None or not person.is_active:
        return frozenset()
    asked = organisation.pk if isinstance(organisation, Organisation) else organisation
    roles: set[Role] = set()
    for role, is_administrator, key, type_ in _belonging(person):
        roles |= {Role.MEMBER, Role(role)}
        if type_ in PUBLIC_BODIES:
            roles.add(Role.PUBLIC_BODY)
        if key == asked:
            roles.add(Role.OWNER)
            if is_administrator:
                roles.add(Role.ORGANISATION_ADMINISTRATOR)
    return frozenset(roles)


@asked_once
def _belonging(person: Person) -> list[tuple[str, bool, int, str]]:
    """(role, whether they look after it, its key, its type) of each verified organisation somebody belongs to.

    Asked many times for a page: plain values, no rows with everything that an organisation has.
    """
    found = Membership.objects.filter(person=person, organisation__is_verified=True).order_by("pk")
    return list(found.values_list("role", "is_administrator", "organisation_id", "organisation__type"))


def member_references(organisation: Organisation) -> list[str]:
    """The people who belong to an organisation, as references; nobody while it is not verified."""
    memberships = Membership.objects.filter(
        organisation=organisation, organisation__is_verified=True, person__is_active=True
    )
    return [one.person.reference for one in memberships.select_related("person").order_by("pk")]


def administrator_references(organisation: Organisation) -> list[str]:
    """Who looks after an organisation, as references."""
    memberships = Membership.objects.filter(
        organisation=organisation, is_administrator=True, person__is_active=True
    )
    return [one.person.reference for one in memberships.select_related("person").order_by("pk")]


def roles_towards(person: Person | None, organisation: Organisation) -> frozenset[Role]:
    """What somebody is towards this organisation and its members, also while it is not verified."""
    roles = standing_of(person) | roles_in(person, organisation)
    if person is None or not person.is_active or organisation.is_verified:
        return roles
    membership = Membership.objects.filter(person=person, organisation=organisation).first()
    if membership is None:
        return roles
    own = {Role.OWNER, Role.ORGANISATION_ADMINISTRATOR} if membership.is_administrator else {Role.OWNER}
    return roles | own


def organisation_known_to(person: Person | None, slug: str, act: str) -> Organisation | None:
    """The organisation at this address when somebody may do this act with it, also one that is not verified.

    None for everything else: who may not cannot tell it from what does not exist.
    """
    found = (
        Organisation.objects.filter(slug=slug, merged_into=None)
        .select_related("province", "successor")
        .first()
    )
    if found is None or not may(act, roles_towards(person, found)):
        return None
    return found


def merged_into(slug: str) -> Organisation | None:
    """The organisation that the double at this address was found to be, as far as everybody may see that."""
    return Organisation.objects.visible_to(None).filter(doubles__slug=slug).first()


@asked_once
def memberships_of(person: Person) -> list[Membership]:
    """Where somebody belongs, also where that is not verified yet."""
    found = Membership.objects.filter(person=person, organisation__merged_into=None)
    return list(found.select_related("organisation").order_by("organisation__name", "pk"))


def members_of(organisation: Organisation) -> list[Membership]:
    """The members with an open account, those who look after it first."""
    found = Membership.objects.filter(organisation=organisation, person__is_active=True)
    return list(found.select_related("person").order_by("-is_administrator", "person__name", "pk"))


def membership_in(organisation: Organisation, key: int) -> Membership | None:
    found = Membership.objects.filter(organisation=organisation, pk=key, person__is_active=True)
    return found.select_related("person", "organisation").first()


def own_membership(person: Person, organisation: Organisation) -> Membership | None:
    found = Membership.objects.filter(organisation=organisation, person=person)
    return found.select_related("person", "organisation").first()


def open_invitations(organisation: Organisation) -> list[Invitation]:
    """Those that were neither used nor withdrawn, the newest first; some of them may have expired."""
    found = Invitation.objects.filter(organisation=organisation, accepted_at=None, withdrawn_at=None)
    return list(found.select_related("invited_by", "organisation"))


def invitation_with(code_hash: str) -> Invitation | None:
    found = Invitation.objects.filter(code_hash=code_hash)
    return found.select_related("organisation", "invited_by").first()


def may_invite(person: Person, organisation: Organisation) -> bool:
    return may("organisation.manage", standing_of(person) | roles_in(person, organisation))


def state_of(invitation: Invitation, *, now: datetime) -> InvitationState:
    """What an invitation is good for at this moment."""
    return invitation_state(
        is_accepted=invitation.accepted_at is not None,
        is_withdrawn=invitation.withdrawn_at is not None,
        expires_at=invitation.expires_at,
        inviter_may=invitation.organisation.is_verified
        and may_invite(invitation.invited_by, invitation.organisation),
        now=now,
    )


def open_requests(organisation: Organisation) -> list[JoinRequest]:
    """Who asks whether they belong there, the oldest first."""
    found = JoinRequest.objects.filter(organisation=organisation, answered_at=None, person__is_active=True)
    return list(found.select_related("person", "organisation"))


def open_requests_of(person: Person) -> list[JoinRequest]:
    """Where somebody asked and nobody answered yet."""
    found = JoinRequest.objects.filter(person=person, answered_at=None)
    return list(found.select_related("organisation"))


def requests_for(person: Person) -> QuerySet[JoinRequest]:
    """What waits for this person's answer: in what they look after, and for the staff where nobody looks after it."""
    kept = Membership.objects.filter(is_administrator=True, person__is_active=True)
    own = kept.filter(person=person, organisation__is_verified=True)
    mine = Q(organisation__in=own.values("organisation"))
    if may("organisation.verify", standing_of(person)):
        mine |= ~Q(organisation__in=kept.values("organisation"))
    found = JoinRequest.objects.filter(mine, answered_at=None, person__is_active=True)
    return found.select_related("person", "organisation").order_by("asked_at", "pk")


def waiting_registrations() -> QuerySet[Organisation]:
    """Organisations that the staff has to look at, the oldest first."""
    found = Organisation.objects.filter(is_verified=False, merged_into=None, declined_at=None)
    return found.select_related("registered_by").order_by("registered_at", "pk")


def declined_registrations() -> QuerySet[Organisation]:
    found = Organisation.objects.filter(is_verified=False, declined_at__isnull=False)
    return found.select_related("registered_by").order_by("-declined_at", "pk")


def announced_successions() -> QuerySet[Organisation]:
    """Organisations of which somebody said here that they end, until they are carried over; by that day."""
    found = Organisation.objects.filter(succession_announced_at__isnull=False, carried_over_at=None)
    found = found.filter(is_verified=True).exclude(Q(successor=None) | Q(valid_until=None))
    return found.select_related("successor").order_by("valid_until", "name", "pk")


def to_carry_over(*, today: date) -> QuerySet[Organisation]:
    """Organisations that ended and are not carried over yet."""
    return announced_successions().filter(valid_until__lte=today)


def likely_doubles(organisation: Organisation) -> list[Organisation]:
    """Other verified organisations with the same name or the same number."""
    same = Q(comparable=organisation.comparable)
    for register in Register:
        if number := getattr(organisation, register.value):
            same |= Q((register.value, number))
    found = Organisation.objects.visible_to(None).filter(same).exclude(pk=organisation.pk)
    return list(found.order_by("name", "pk")[:10])


def province_outlines() -> dict[str, Outline]:
    """The outlines of the provinces by their codes; empty where no boundaries were loaded."""
    rows = Boundary.objects.order_by("pk").values_list("organisation__code", "path", "label_x", "label_y")
    return {code or "": Outline(path, (x, y)) for code, path, x, y in rows}


@asked_once
def province_slugs() -> dict[str, str]:
    """The slug of each province by its code, also of one that has ended."""
    provinces = _known_to_all().filter(type=OrganisationType.PROVINCE.value).exclude(code=None)
    return {code or "": slug for code, slug in provinces.order_by("pk").values_list("code", "slug")}


def _known_to_all() -> OrganisationQuerySet:
    return Organisation.objects.visible_to(None).select_related("province")


def _by_slug(slug: str) -> Organisation | None:
    return _known_to_all().filter(slug=slug.strip()).first()


def _by_name(name: str) -> Organisation | None:
    comparable = comparable_name(name, other_names())
    if not comparable:
        return None
    said = named_type(name)
    possible = [
        candidate
        for candidate in _known_to_all().filter(comparable=comparable).order_by("pk")
        if said in (None, candidate.type) or candidate.type not in _NAMED_TYPES
    ]
    return min(possible, key=lambda body: _how_unlikely(body, said), default=None)


def _how_unlikely(body: Organisation, said: OrganisationType | None) -> tuple[bool, bool, int]:
    return body.type != said, body.successor_id is not None, _ORDER_OF_TYPES[body.type]


def _as_it_stands_now(organisation: Organisation) -> Organisation:
    """The last of the successors that everybody may see; each is visited once, should they ever go round."""
    seen = {organisation.pk}
    while (successor := organisation.successor) and successor.is_verified and successor.pk not in seen:
        seen.add(successor.pk)
        organisation = successor
    return organisation


def _codes_with(words: Sequence[str]) -> list[str]:
    return [code for comparable, code in codes_by_other_name() if all(word in comparable for word in words)]


def starting_points(person: Person | None) -> list[tuple[str, str]]:
    """Slug and name of every municipality and province that is on the map: from where somebody can count kilometres."""
    types = [OrganisationType.MUNICIPALITY.value, OrganisationType.PROVINCE.value]
    found = Organisation.objects.visible_to(person).filter(
        type__in=types, valid_until=None, code__in=[*points()]
    )
    return list(found.order_by("name", "pk").values_list("slug", "name"))


def reach_from(slug: str, within: int | None, *, person: Person | None) -> Reach | None:
    """So many kilometres around a municipality or province; None without a distance, or a place on the map."""
    if within is None or not slug:
        return None
    found = Organisation.objects.visible_to(person).filter(slug=slug).select_related("province").first()
    if found is None:
        return None
    near = point_of(found.code or "", (found.province.code or "") if found.province else "")
    return Reach(near, within, found.name) if near is not None else None
