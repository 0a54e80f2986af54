"""Who may what: one table that somebody without a technical background can check.

A *role* is what a person is towards one thing at one moment; a person can have several. The table names,
for each act, the roles that may do it. An act that is not in the table may be done by nobody.
"""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import date, datetime, timedelta
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
    PUBLIC_BODY = "public-body"
    """A member of a municipality, a province or another public body."""
    PROVIDER = "provider"
    """Offers something for their organisation."""
    EXPERT = "expert"
    """Can be asked for what they know."""
    OPERATOR = "operator"
    """Runs a test facility of their organisation."""
    TRAINER = "trainer"
    """Gives training for their organisation."""
    OWNER = "owner"
    """A member of the organisation that owns the thing, or that the thing is."""
    ORGANISATION_ADMINISTRATOR = "organisation-administrator"
    """Looks after the members of the organisation that owns the thing, or that the thing is."""
    STAFF = "staff"
    """Works for the hub, as any of the four below."""
    ADVISER = "adviser"
    """Looks after challenges and brings people together."""
    EDITOR = "editor"
    """Looks after what the hub knows, and its words."""
    PROGRAMME_MANAGER = "programme-manager"
    """Looks after what the hub has promised to reach."""
    CONTROLLER = "controller"
    """Checks and locks what the hub accounts for."""
    AUDITOR = "auditor"
    """Reads everything and changes nothing; does not work for the hub."""
    ADMINISTRATOR = "administrator"
    """Runs the installation."""


STAFF_ROLES = frozenset({Role.ADVISER, Role.EDITOR, Role.PROGRAMME_MANAGER, Role.CONTROLLER})
"""Whoever has one of them works for the hub."""
HUB_ROLES = (Role.ADVISER, Role.EDITOR, Role.PROGRAMME_MANAGER, Role.CONTROLLER, Role.AUDITOR)
"""What an administrator can make somebody, for a time or without an end."""
ALL_ROUND = frozenset({Role.ADVISER, Role.EDITOR})
"""What somebody is who worked for the hub before its roles were told apart: they may still do what they did."""
MEMBER_ROLES = (Role.MEMBER, Role.PROVIDER, Role.EXPERT, Role.OPERATOR, Role.TRAINER)
"""What somebody can be in an organisation."""

MAY: dict[str, frozenset[Role]] = {
    "ask": frozenset({Role.VISITOR}),
    "item.read": frozenset({Role.VISITOR}),  # which items: visible_to()
    "item.read-every": frozenset({Role.STAFF, Role.AUDITOR, Role.ADMINISTRATOR}),
    "item.create": frozenset({Role.MEMBER, Role.STAFF, Role.ADMINISTRATOR}),
    "item.edit": frozenset({Role.OWNER, Role.EDITOR, Role.ADMINISTRATOR}),
    "item.submit": frozenset({Role.OWNER, Role.EDITOR, Role.ADMINISTRATOR}),
    "item.review": frozenset({Role.EDITOR, Role.ADMINISTRATOR}),
    "item.archive": frozenset({Role.OWNER, Role.EDITOR, Role.ADMINISTRATOR}),
    "item.history": frozenset({Role.OWNER, Role.STAFF, Role.AUDITOR, Role.ADMINISTRATOR}),
    # What happens to a challenge: challenges.rules.WAYS says from where to where
    "challenge.save": frozenset({Role.PUBLIC_BODY}),
    "challenge.follow": frozenset({Role.VISITOR}),  # once signed in, what they may see
    "challenge.move": frozenset({Role.OWNER, Role.ADVISER, Role.ADMINISTRATOR}),
    "challenge.triage": frozenset({Role.ADVISER, Role.ADMINISTRATOR}),
    "challenge.change-open": frozenset({Role.ADVISER, Role.ADMINISTRATOR}),  # others act on what it says
    "agenda.follow": frozenset({Role.VISITOR}),  # once signed in, their own days
    "alert.keep": frozenset({Role.VISITOR}),  # once signed in, one's own; without an account by a link
    # Which introductions, and on which side: introductions.rules.WAYS
    "introduction.ask": frozenset({Role.MEMBER}),  # in the name of an organisation of their own
    "introduction.read": frozenset({Role.VISITOR}),  # once signed in, those of their organisations
    "introduction.answer": frozenset({Role.OWNER, Role.ADVISER, Role.ADMINISTRATOR}),
    "introduction.withdraw": frozenset({Role.OWNER}),
    "introduction.take-part": frozenset({Role.OWNER, Role.ADVISER, Role.ADMINISTRATOR}),
    "introduction.broker": frozenset({Role.ADVISER, Role.ADMINISTRATOR}),
    "introduction.set-clock": frozenset({Role.ADVISER, Role.PROGRAMME_MANAGER, Role.ADMINISTRATOR}),
    # Meetings at an event: which events, and whose meetings: MeetingRound.objects.visible_to(), Meeting.objects
    "meeting-round.organise": frozenset({Role.OWNER, Role.EDITOR, Role.ADMINISTRATOR}),  # of the event
    "meeting-round.take-part": frozenset({Role.MEMBER}),  # for an organisation of their own
    "desk.change": frozenset({Role.OWNER, Role.ADVISER, Role.ADMINISTRATOR}),  # its administrators
    # Working together: a space is for who was let in, a pilot for its owner and its partners
    "space.enter": frozenset(
        {Role.VISITOR}
    ),  # once signed in, where they were let in: Space.objects.visible_to()
    "space.reopen": frozenset(
        {Role.ADVISER, Role.ADMINISTRATOR}
    ),  # of a pilot, without reading what it holds
    "pilot.start": frozenset(
        {Role.MEMBER, Role.STAFF, Role.ADMINISTRATOR}
    ),  # for an organisation of their own
    "pilot.read": frozenset({Role.VISITOR}),  # once signed in, which pilots: Pilot.objects.visible_to()
    "pilot.move": frozenset({Role.OWNER, Role.ADVISER, Role.ADMINISTRATOR}),  # where to: pilots.rules.WAYS
    "pilot.decide": frozenset({Role.OWNER}),  # what becomes of it is its owner's alone to say
    "pilot.answer": frozenset({Role.MEMBER}),  # for an organisation that is asked
    # An edition is open to whom it says: training.rules.check_may_enrol; a guest enrols without an account
    "training.enrol": frozenset({Role.VISITOR}),
    "training.enrol-group": frozenset({Role.MEMBER}),  # for an organisation of their own
    "training.organise": frozenset({Role.OWNER, Role.EDITOR, Role.ADMINISTRATOR}),
    "adoption.report": frozenset({Role.MEMBER, Role.STAFF, Role.ADMINISTRATOR}),
    "adoption.confirm": frozenset({Role.MEMBER}),  # of who adopts, and not of who owns the item
    # Test facilities: operator and administrator are those of the organisation that owns the facility
    "facility.operate": frozenset({Role.OPERATOR, Role.ORGANISATION_ADMINISTRATOR, Role.ADMINISTRATOR}),
    "booking.make": frozenset({Role.MEMBER}),  # in the name of an organisation of their own
    "booking.read": frozenset({Role.VISITOR}),  # once signed in, which: Booking.objects.visible_to()
    # A market consultation: consultations.rules.WAYS says from where to where; the staff helps and does not decide
    "consultation.decide": frozenset({Role.OWNER}),
    "consultation.help": frozenset(
        {Role.OWNER, Role.STAFF, Role.ADMINISTRATOR}
    ),  # without an interest in the owner
    "consultation.ask": frozenset({Role.VISITOR}),  # once signed in, of what they may see
    "consultation.take-part": frozenset({Role.MEMBER}),  # of another organisation than the owner
    # What somebody earned: giving it belongs to who gave the training, by the door
    "credential.own": frozenset({Role.VISITOR}),  # once signed in, one's own: Credential.objects.visible_to()
    "credential.withdraw": frozenset(
        {Role.ORGANISATION_ADMINISTRATOR, Role.PROGRAMME_MANAGER, Role.ADMINISTRATOR}
    ),
    "fairness.review": frozenset({Role.STAFF, Role.AUDITOR, Role.ADMINISTRATOR}),  # a report: reading alone
    "fairness.own": frozenset({Role.VISITOR}),  # once signed in, of one's own organisations
    # Who has an interest in an organisation is left out where it is chosen: interests.recused_from
    "interest.declare": frozenset({Role.VISITOR}),  # once signed in, one's own
    "interest.review": frozenset({Role.CONTROLLER, Role.AUDITOR, Role.ADMINISTRATOR}),  # reading alone
    # Organisations and who belongs to them
    "organisation.register": frozenset({Role.VISITOR}),  # once signed in; it is seen once it is verified
    "organisation.join": frozenset({Role.VISITOR}),  # once signed in: asks, and others answer
    "organisation.see-members": frozenset({Role.OWNER, Role.STAFF, Role.AUDITOR, Role.ADMINISTRATOR}),
    "organisation.manage": frozenset({Role.ORGANISATION_ADMINISTRATOR, Role.STAFF, Role.ADMINISTRATOR}),
    "organisation.verify": frozenset({Role.STAFF, Role.ADMINISTRATOR}),
    "organisation.merge": frozenset({Role.STAFF, Role.ADMINISTRATOR}),
    # The hub itself
    "staff.work": frozenset({Role.STAFF, Role.ADMINISTRATOR}),
    "import.run": frozenset({Role.EDITOR, Role.ADMINISTRATOR}),  # what is imported is published at once
    "vocabulary.edit": frozenset({Role.EDITOR, Role.ADMINISTRATOR}),
    "hub.see-roles": frozenset({Role.AUDITOR, Role.ADMINISTRATOR}),
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


# ---------------------------------------------------------------------- roles in the hub

LONGEST_TERM = timedelta(days=5 * 366)
"""A role that is given for a time ends within five years."""


def hub_role_stands(*, ends_on: date | None, today: date) -> bool:
    """Whether a role is still somebody's; the day on which it ends is the first without it."""
    return ends_on is None or today < ends_on


def check_hub_role(role: str, *, ends_on: date | None, today: date) -> Role:
    """The role, when an administrator can give it until then; otherwise a Refusal."""
    if role not in {*HUB_ROLES, Role.ADMINISTRATOR}:
        raise Refusal("hub-role-unknown", role=role)
    if ends_on is not None and role == Role.ADMINISTRATOR:
        raise Refusal("administrator-without-end")  # so that there is one left at any time
    if ends_on is not None and not today < ends_on <= today + LONGEST_TERM:
        raise Refusal("hub-role-ends-when")
    return Role(role)


def must_use_second_factor(roles: frozenset[Role], *, setting: str) -> bool:
    """Whether somebody with these roles has to have a second factor, by what was set for this hub."""
    asked = {
        "administrators": frozenset({Role.ADMINISTRATOR}),
        "staff": frozenset({Role.ADMINISTRATOR, Role.STAFF, Role.AUDITOR}),
    }
    return bool(asked.get(setting, frozenset()) & roles)


def with_staff(roles: Iterable[Role]) -> frozenset[Role]:
    """The roles, and that somebody works for the hub where one of them says so."""
    found = frozenset(roles)
    return found | {Role.STAFF} if found & STAFF_ROLES else found


# ---------------------------------------------------------------------- access tokens

BEGINNING = "schakel"
"""What every access token begins with, so that one that was published by mistake is recognised."""
PREFIX_LENGTH, SECRET_LENGTH = 10, 43
"""Characters: the part by which a token is looked up, and the secret of 256 bits."""
LONGEST_TOKEN_NAME = 80
LIFETIMES = (30, 90, 365)
"""Days that an access token can last."""
MOST_ACCESS_TOKENS = 20
"""So many of one person can stand at a time."""
USE_IS_MARKED_EVERY = timedelta(minutes=10)


class Scope(StrEnum):
    """What an access token may be used for; never more than its person may."""

    READ = "read"
    """See what the person may see, beside what is public."""
    IMPORT = "import"
    """Try, run and undo imports."""


SCOPE_NEEDS = {Scope.READ: "item.read", Scope.IMPORT: "import.run"}
"""The act that somebody has to be allowed to give a token this scope, and again at every use."""


def check_access_token(*, name: str, scopes: Iterable[str], days: int, roles: frozenset[Role]) -> str:
    """The name, tidied; a Refusal for a token that nobody may have."""
    tidy = " ".join(name.split())
    if not tidy:
        raise Refusal("token-name-missing")
    if len(tidy) > LONGEST_TOKEN_NAME:
        raise Refusal("token-name-too-long", longest=LONGEST_TOKEN_NAME)
    if days not in LIFETIMES:
        raise Refusal("token-lifetime-unknown", days=days)
    wanted = list(scopes)
    if not wanted:
        raise Refusal("token-scope-missing")
    for scope in wanted:
        if scope not in set(Scope) or not may(SCOPE_NEEDS[Scope(scope)], roles):
            raise Refusal("token-scope-not-allowed", scope=scope)
    return tidy


def written_token(prefix: str, secret: str) -> str:
    """The token as its person gets it, once."""
    return f"{BEGINNING}_{prefix}_{secret}"


def split_token(written: str) -> tuple[str, str] | None:
    """Prefix and secret of a token as it was sent along; None for what cannot be one."""
    beginning, _, rest = written.partition("_")
    prefix, _, secret = rest.partition("_")
    fits = len(prefix) == PREFIX_LENGTH and len(secret) == SECRET_LENGTH
    return (prefix, secret) if fits and beginning == BEGINNING and written.isascii() else None


def secret_hash(secret: str) -> str:
    """What is kept of a secret. It is random and long, so that a fast hash is as good as a slow one."""
    return hashlib.sha256(secret.encode()).hexdigest()


def is_the_secret(secret: str, *, kept: str) -> bool:
    """Takes as long for a wrong secret as for the right one."""
    return hmac.compare_digest(secret_hash(secret), kept)


def access_token_stands(*, expires_at: datetime, withdrawn_at: datetime | None, now: datetime) -> bool:
    return withdrawn_at is None and now < expires_at


def use_is_worth_marking(*, last_used_at: datetime | None, now: datetime) -> bool:
    """Reading should not write each time: when a token was used is known to ten minutes."""
    return last_used_at is None or now - last_used_at >= USE_IS_MARKED_EVERY
