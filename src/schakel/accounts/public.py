"""The door of accounts."""

from schakel.accounts.access import for_who_may, require_act, standing_of
from schakel.accounts.actions import introduce_oneself
from schakel.accounts.demonstration import add_demonstration_person, demonstration_is_open
from schakel.accounts.models import Person
from schakel.accounts.queries import demonstration_people, names_by_reference
from schakel.accounts.rules import LONGEST_NAME, MAY, Role, may

__all__ = [
    "LONGEST_NAME",
    "MAY",
    "Person",
    "Role",
    "add_demonstration_person",
    "demonstration_is_open",
    "demonstration_people",
    "for_who_may",
    "introduce_oneself",
    "may",
    "names_by_reference",
    "require_act",
    "standing_of",
]
