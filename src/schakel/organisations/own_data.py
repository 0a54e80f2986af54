"""What the hub keeps of where somebody belongs, asked to belong and was invited, and of what they did there."""

from typing import Any

from django.db.models import Q, QuerySet

from schakel.accounts.public import Person, confirmed_addresses, register_own_data
from schakel.organisations.models import Invitation, JoinRequest, Membership, Organisation


def _organisations(person: Person) -> dict[str, Any]:
    memberships = Membership.objects.filter(person=person).order_by("pk")
    requests = JoinRequest.objects.filter(person=person).order_by("pk")
    theirs = Q(email__in=confirmed_addresses(person)) | Q(accepted_by=person)
    invitations = Invitation.objects.filter(theirs).order_by("pk")
    invited = Invitation.objects.filter(invited_by=person).order_by("pk")
    answered = JoinRequest.objects.filter(answered_by=person).order_by("pk")
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
        "invited_others": list(invited.values("organisation__name", "role", "invited_at")),
        "answered_join_requests": list(answered.values("organisation__name", "answered_at", "is_accepted")),
        "registered": _names(Organisation.objects.filter(registered_by=person)),
        "verified": _names(Organisation.objects.filter(verified_by=person)),
    }


def _names(found: QuerySet[Organisation]) -> list[str]:
    return list(found.order_by("pk").values_list("name", flat=True))


register_own_data("organisations", _organisations)
