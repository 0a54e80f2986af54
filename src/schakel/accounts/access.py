"""What somebody is towards the hub as a whole, and the one answer to who may not."""

from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from schakel.accounts.models import Person
from schakel.accounts.rules import Role, may


def standing_of(person: Person | AnonymousUser | None) -> frozenset[Role]:
    """The roles that do not depend on a thing: visitor always, staff and administrator while the account is active."""
    roles = {Role.VISITOR}
    if isinstance(person, Person) and person.is_active:
        if person.is_hub_staff:
            roles.add(Role.STAFF)
        if person.is_administrator:
            roles.add(Role.ADMINISTRATOR)
    return frozenset(roles)


def require_act(act: str, roles: frozenset[Role]) -> None:
    """Raise Http404 unless these roles may do this act: who may not cannot tell it from what does not exist."""
    if not may(act, roles):
        raise Http404
