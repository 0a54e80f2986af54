"""What accounts keep of somebody. Secrets are left out: their hashes say nothing to anybody."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession

from schakel.accounts.holding import register_own_data
from schakel.accounts.models import AccessToken, HubRole, Person
from schakel.accounts.queries import confirmed_addresses
from schakel.journal import public as journal
from schakel.messages import public as messages


def _account(person: Person) -> dict[str, Any]:
    emails = EmailAddress.objects.filter(user=person).order_by("pk")
    roles = HubRole.objects.filter(person=person).order_by("pk")
    given = HubRole.objects.filter(given_by=person).order_by("pk")
    tokens = AccessToken.objects.filter(person=person).order_by("pk")
    sessions = UserSession.objects.filter(user=person).order_by("pk")
    factors = Authenticator.objects.filter(user=person).order_by("pk")
    elsewhere = SocialAccount.objects.filter(user=person).order_by("pk")
    return {
        "reference": person.reference,
        "name": person.name,
        "language": person.language,
        "joined_at": person.joined_at,
        "last_login": person.last_login,
        "is_administrator": person.is_administrator,
        "email_addresses": list(emails.values("email", "verified", "primary")),
        "roles_in_the_hub": list(roles.values("role", "given_at", "ends_on")),
        "roles_given_to_others": list(given.values("role", "given_at", "ends_on")),
        "access_tokens": list(
            tokens.values("name", "prefix", "scopes", "made_at", "expires_at", "last_used_at", "withdrawn_at")
        ),
        "sessions": list(sessions.values("ip", "user_agent", "created_at", "last_seen_at")),
        "second_factors": list(factors.values("type", "created_at", "last_used_at")),
        "signs_in_elsewhere": list(elsewhere.values("provider", "uid", "date_joined")),
    }


def _history(person: Person) -> list[dict[str, Any]]:
    """What the journal says happened to their account."""
    rows = journal.history_of(person.reference)
    return [{"name": row.name, "at": row.at, "details": row.details} for row in rows]


def _messages(person: Person) -> dict[str, Any]:
    """What they were told and mailed, and when they want mail; also what went to their address without an account."""
    return messages.kept_of([person.reference, *confirmed_addresses(person)])


register_own_data("account", _account)
register_own_data("account_history", _history)
register_own_data("messages", _messages)
