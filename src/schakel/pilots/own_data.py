"""What the hub keeps of the pilots somebody started, answered for their organisation, or looked at."""

from typing import Any

from schakel.accounts.public import Person, register_own_data
from schakel.pilots.models import Check, Partner, Pilot


def _pilots(person: Person) -> dict[str, Any]:
    started = Pilot.objects.filter(started_by=person).order_by("pk")
    answered = Partner.objects.filter(answered_by=person).order_by("pk")
    checks = Check.objects.filter(set_by=person).order_by("pk")
    return {
        "started": list(started.values("slug", "title", "owner__name", "created_at")),
        "answered": list(answered.values("pilot__slug", "organisation__name", "reply", "answered_at")),
        "checks_settled": list(checks.values("pilot__slug", "name", "state", "words", "set_at")),
    }


register_own_data("pilots", _pilots)
