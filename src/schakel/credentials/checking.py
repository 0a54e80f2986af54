"""What the hub can say of a badge that somebody brings: whether it signed it, and whether it still stands by it.

No address that stands in the badge is asked anything: whoever made it could have it say any.
"""

from dataclasses import dataclass
from typing import Any

from schakel.credentials.baking import NoBadgeError, token_from
from schakel.credentials.models import Credential
from schakel.credentials.queries import credential_coded
from schakel.credentials.rules import State, Verdict
from schakel.credentials.tokens import AlteredError, ForeignError, NoTokenError, statement_in

_OF_STATES = {
    State.VALID: Verdict.VALID,
    State.REVOKED: Verdict.REVOKED,
    State.REPLACED: Verdict.REPLACED,
    State.ERASED: Verdict.ERASED,
}


@dataclass(frozen=True, slots=True)
class Checked:
    """The verdict, and what the badge says where the hub signed it; both empty otherwise."""

    verdict: Verdict
    credential: Credential | None = None
    holder_name: str = ""


def check_badge(brought: bytes) -> Checked:
    """Look at a picture or a signed statement; whatever is brought, there is a verdict."""
    try:
        said = statement_in(token_from(brought))
    except (NoBadgeError, NoTokenError):
        return Checked(Verdict.NOT_A_BADGE)
    except ForeignError:
        return Checked(Verdict.UNKNOWN_ISSUER)
    except AlteredError:
        return Checked(Verdict.ALTERED)
    found = credential_coded(_code_in(said))
    if found is None:
        # Signed by us, and not a credential: a list of what was withdrawn, or of a hub that was put back from a backup.
        return Checked(Verdict.NOT_A_BADGE)
    verdict = _OF_STATES[found.state]
    if verdict is Verdict.ERASED:
        return Checked(verdict)
    return Checked(verdict, found, found.holder_name)


def _code_in(said: dict[str, Any]) -> str:
    address = said.get("jti")
    return address.rstrip("/").rpartition("/")[2] if isinstance(address, str) else ""
