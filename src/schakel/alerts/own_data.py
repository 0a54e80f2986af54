"""What the hub keeps of the questions that go on being asked for somebody, also from before they had an account."""

from typing import Any

from django.db.models import Q

from schakel.accounts.public import Person, confirmed_addresses, register_own_data
from schakel.alerts.models import Alert


def _alerts(person: Person) -> dict[str, Any]:
    theirs = Q(person=person) | Q(address__in=confirmed_addresses(person))
    found = Alert.objects.filter(theirs).order_by("pk")
    return {
        "asks": list(
            found.values(
                "asked",
                "challenge__slug",
                "address",
                "language",
                "rhythm",
                "made_at",
                "confirmed_at",
                "stopped_at",
            )
        )
    }


register_own_data("alerts", _alerts)
