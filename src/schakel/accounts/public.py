"""The door of accounts."""

from schakel.accounts.access import address_of_caller, for_who_may, require_act, standing_of
from schakel.accounts.actions import (
    close_account,
    give_hub_role,
    introduce_oneself,
    make_access_token,
    mark_access_token,
    reopen_account,
    withdraw_access_token,
    withdraw_hub_role,
)
from schakel.accounts.demonstration import add_demonstration_person, demonstration_is_open
from schakel.accounts.holding import own_data_of, register_own_data
from schakel.accounts.models import AccessToken, Person
from schakel.accounts.queries import (
    access_tokens_of,
    confirmed_addresses,
    demonstration_people,
    names_by_reference,
    people_in,
    people_with_roles,
    person_by_reference,
    staff_references,
    standing_access_token,
)
from schakel.accounts.rules import (
    HUB_ROLES,
    LIFETIMES,
    LONGEST_NAME,
    MAY,
    MEMBER_ROLES,
    SCOPE_NEEDS,
    Role,
    Scope,
    may,
)
from schakel.accounts.start import (
    Doing,
    Urgency,
    Waiting,
    doing_of,
    register_doing,
    register_waiting,
    waiting_for,
)
from schakel.accounts.tries import may_try
from schakel.accounts.wording import role_name, role_work

__all__ = [
    "HUB_ROLES",
    "LIFETIMES",
    "LONGEST_NAME",
    "MAY",
    "MEMBER_ROLES",
    "SCOPE_NEEDS",
    "AccessToken",
    "Doing",
    "Person",
    "Role",
    "Scope",
    "Urgency",
    "Waiting",
    "access_tokens_of",
    "add_demonstration_person",
    "address_of_caller",
    "close_account",
    "confirmed_addresses",
    "demonstration_is_open",
    "demonstration_people",
    "doing_of",
    "for_who_may",
    "give_hub_role",
    "introduce_oneself",
    "make_access_token",
    "mark_access_token",
    "may",
    "may_try",
    "names_by_reference",
    "own_data_of",
    "people_in",
    "people_with_roles",
    "person_by_reference",
    "register_doing",
    "register_own_data",
    "register_waiting",
    "reopen_account",
    "require_act",
    "role_name",
    "role_work",
    "staff_references",
    "standing_access_token",
    "standing_of",
    "waiting_for",
    "withdraw_access_token",
    "withdraw_hub_role",
]
