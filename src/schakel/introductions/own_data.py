"""What the hub keeps of the introductions somebody asked for, answered, looks after, or can be reached through."""

from typing import Any

from django.db.models import Q, QuerySet

from schakel.accounts.public import Person, confirmed_addresses, register_own_data
from schakel.introductions.models import Consent, Duty, Introduction, MailLink


def _introductions(person: Person) -> dict[str, Any]:
    """Also what was sent to their address before they had an account."""
    addresses = confirmed_addresses(person)
    asked = Introduction.objects.filter(requested_by=person).order_by("pk")
    outside = Introduction.objects.filter(outside_address__in=addresses).order_by("pk")
    consents = Consent.objects.filter(Q(person=person) | Q(address__in=addresses)).order_by("pk")
    duties = Duty.objects.filter(person=person).order_by("pk")
    links = MailLink.objects.filter(addressee__in=[person.reference, *addresses]).order_by("pk")
    return {
        "asked_for": list(
            asked.values("code", "requester__name", "receiver__name", "why", "state", "requested_at")
        ),
        "handed_to": _codes(Introduction.objects.filter(answerer=person)),
        "looks_after": _codes(Introduction.objects.filter(adviser=person)),
        "asked_by_mail": list(outside.values("code", "outside_name", "outside_address")),
        "can_be_reached": list(
            consents.values(
                "introduction__code", "side", "name", "address", "telephone", "given_at", "withdrawn_at"
            )
        ),
        "answers_for": list(duties.values("organisation__name", "begins_on", "last_on")),
        "links_in_mails": list(
            links.values("introduction__code", "purpose", "made_at", "expires_at", "used_at")
        ),
    }


def _codes(found: QuerySet[Introduction]) -> list[str]:
    return list(found.order_by("pk").values_list("code", flat=True))


register_own_data("introductions", _introductions)
