"""What the hub keeps of what somebody earned, and of what they gave and withdrew."""

from typing import Any

from schakel.accounts.public import Person, register_own_data
from schakel.credentials.models import Credential


def _credentials(person: Person) -> dict[str, Any]:
    own = Credential.objects.filter(person=person).order_by("pk")
    given = Credential.objects.filter(issued_by=person).order_by("pk")
    withdrawn = Credential.objects.filter(revoked_by=person).order_by("pk")
    return {
        "earned": list(
            own.values(
                "code",
                "holder_name",
                "email_hash",
                "salt",
                "issuer_name",
                "title",
                "criteria",
                "minutes",
                "level",
                "dimensions",
                "language",
                "began_on",
                "ended_on",
                "attended_minutes",
                "note",
                "issued_at",
                "sharing",
                "revoked_at",
                "reason",
            )
        ),
        "given_to_others": list(given.values("code", "title", "issued_at")),
        "withdrawn_from_others": list(withdrawn.values("code", "title", "revoked_at", "reason")),
    }


register_own_data("credentials", _credentials)
