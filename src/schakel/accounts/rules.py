"""Who may what: one table that somebody without a technical background can check.

A *role* is what a person is towards one thing at one moment; a person can have several. The table names,
for each act, the roles that may do it. An act that is not in the table may be done by nobody.
"""

from enum import StrEnum

from schakel.kernel.languages import LANGUAGES
from schakel.kernel.refusal import Refusal

LONGEST_NAME = 120


class Role(StrEnum):
    """What a person is towards the thing at hand."""

    VISITOR = "visitor"
    """Anybody, signed in or not."""
    MEMBER = "member"
    """Signed in and a member of some organisation."""
    OWNER = "owner"
    """A member of the organisation that owns the thing."""
    STAFF = "staff"
    """Works for the hub."""
    ADMINISTRATOR = "administrator"
    """Runs the installation."""


MAY: dict[str, frozenset[Role]] = {
    "ask": frozenset({Role.VISITOR}),
    "item.read": frozenset({Role.VISITOR}),  # which items: visible_to()
    "item.create": frozenset({Role.MEMBER, Role.STAFF, Role.ADMINISTRATOR}),
    "item.edit": frozenset({Role.OWNER, Role.STAFF, Role.ADMINISTRATOR}),
    "item.submit": frozenset({Role.OWNER, Role.STAFF, Role.ADMINISTRATOR}),
    "item.review": frozenset({Role.STAFF, Role.ADMINISTRATOR}),
    "item.archive": frozenset({Role.OWNER, Role.STAFF, Role.ADMINISTRATOR}),
    "item.history": frozenset({Role.OWNER, Role.STAFF, Role.ADMINISTRATOR}),
    "staff.work": frozenset({Role.STAFF, Role.ADMINISTRATOR}),
    "vocabulary.edit": frozenset({Role.STAFF, Role.ADMINISTRATOR}),
    "import.run": frozenset({Role.STAFF, Role.ADMINISTRATOR}),
    "hub.administer": frozenset({Role.ADMINISTRATOR}),
}


def may(act: str, roles: frozenset[Role]) -> bool:
    """Whether somebody with these roles may do this act."""
    return bool(MAY.get(act, frozenset()) & roles)


def check_name(name: str) -> str:
    """The name without white space around and within it; a Refusal when nothing or too much is left."""
    tidy = " ".join(name.split())
    if not tidy:
        raise Refusal("name-missing")
    if len(tidy) > LONGEST_NAME:
        raise Refusal("name-too-long", longest=LONGEST_NAME)
    return tidy


def check_language(code: str) -> str:
    """The language when the screens have it; otherwise a Refusal."""
    if code not in LANGUAGES:
        raise Refusal("language-unknown", language=code)
    return code
