"""What the hub keeps of where somebody belongs, asked to belong, and was invited."""

from typing import Any

from schakel.accounts.public import Person, confirmed_addresses, register_own_data
from schakel.organisations.models import Invitation, JoinRequest, Membership


def _organisations(person: Person) -> dict[str, Any]:
    memberships = Membership.objects.filter(person=person).order_by("pk")
    requests = JoinRequest.objects.filter(person=person).order_by("pk")
    invitations = Invitation.objects.filter(email__in=confirmed_addresses(person)).order_by("pk")
    return {
        "memberships": list(memberships.values("organisation__name", "role", "is_administrator", "since")),
        "join_requests": list(
            requests.values("organisation__name", "message", "asked_at", "answered_at", "is_accepted")
        ),
        "invitations": list(
            invitations.values(
                "organisation__name", "role", "invited_at", "expires_at", "accepted_at", "withdrawn_at"
            )
        ),
    }


register_own_data("organisations", _organisations)
