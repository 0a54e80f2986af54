"""What somebody is towards an item, and the door that every page goes through."""

from django.contrib.auth.models import AnonymousUser

from schakel.accounts.public import Person, Role, may, require_act, standing_of
from schakel.library.kinds import Kind
from schakel.library.models import Item
from schakel.library.rules import FINDABLE, State
from schakel.organisations import public as organisations


def roles_towards(person: Person | AnonymousUser | None, item: Item | None = None) -> frozenset[Role]:
    """The roles somebody has towards this item; without an item towards the hub as a whole."""
    roles = set(standing_of(person))
    if isinstance(person, Person) and person.is_active:
        roles |= organisations.roles_in(person, item.owner_id if item is not None else None)
        if item is not None and Role.MEMBER in roles and item.co_owner_keys:
            own = {key for key, _ in organisations.bodies_of(person)}
            roles |= set() if own.isdisjoint(item.co_owner_keys) else {Role.OWNER}
    return frozenset(roles)


def roles_of_writer(person: Person | AnonymousUser | None) -> frozenset[Role]:
    """The roles towards what somebody is about to add: it will belong to an organisation of their own."""
    roles = roles_towards(person)
    return roles | {Role.OWNER} if Role.MEMBER in roles else roles


def allows(person: Person | AnonymousUser | None, act: str, item: Item | None = None) -> bool:
    """Whether somebody may do this act, with this item where it is about one."""
    return may(_act_on(act, item), roles_towards(person, item))


def require(person: Person | AnonymousUser | None, act: str, item: Item | None = None) -> None:
    """Raise Http404 unless somebody may do this act, with this item where it is about one."""
    require_act(_act_on(act, item), roles_towards(person, item))


def _act_on(act: str, item: Item | None) -> str:
    """The act by the name it has with this item: once a challenge is open, others act on what it says."""
    is_open = item is not None and item.kind == Kind.CHALLENGE and State(item.state) in FINDABLE
    return "challenge.change-open" if act == "item.edit" and is_open else act
