"""Who may what: one table that somebody without a technical background can check.

A *role* is what a person is towards one thing at one moment; a person can have several. The table names,
for each act, the roles that may do it. An act that is not in the table may be done by nobody.
"""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta
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
    # What happens to a challenge: challenges.rules.WAYS says from where to where
    "challenge.save": frozenset({Role.MEMBER}),  # of a public body
    "challenge.follow": frozenset({Role.VISITOR}),  # once signed in, what they may see
    "challenge.move": frozenset({Role.OWNER, Role.STAFF, Role.ADMINISTRATOR}),
    "challenge.triage": frozenset({Role.STAFF, Role.ADMINISTRATOR}),
    "challenge.change-open": frozenset({Role.STAFF, Role.ADMINISTRATOR}),  # others act on what it says
    "alert.keep": frozenset({Role.VISITOR}),  # once signed in, one's own; without an account by a link
    # A market consultation: consultations.rules.WAYS says from where to where; the staff helps and does not decide
    "consultation.decide": frozenset({Role.OWNER}),
    "consultation.help": frozenset(
        {Role.OWNER, Role.STAFF, Role.ADMINISTRATOR}
    ),  # without an interest in the owner
    "consultation.ask": frozenset({Role.VISITOR}),  # once signed in, of what they may see
    "consultation.take-part": frozenset({Role.MEMBER}),  # of another organisation than the owner
    "fairness.review": frozenset({Role.STAFF, Role.ADMINISTRATOR}),
    "fairness.own": frozenset({Role.VISITOR}),  # once signed in, of one's own organisations
    # Who has an interest in an organisation is left out where it is chosen: interests.recused_from
    "interest.declare": frozenset({Role.VISITOR}),  # once signed in, one's own
    "interest.review": frozenset({Role.ADMINISTRATOR}),
    "staff.work": frozenset({Role.STAFF, Role.ADMINISTRATOR}),
    "import.run": frozenset({Role.STAFF, Role.ADMINISTRATOR}),  # what is imported is published at once
    "vocabulary.edit": frozenset({Role.STAFF, Role.ADMINISTRATOR}),
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
