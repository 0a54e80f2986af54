"""What the hub keeps of the objections to answers that somebody looked at; who objects leaves no name."""

from typing import Any

from schakel.accounts.public import Person, register_own_data
from schakel.matching.models import Objection


def _matching(person: Person) -> dict[str, Any]:
    return {
        "looked_at": list(
            Objection.objects.filter(seen_by=person).order_by("pk").values("item__slug", "seen_at")
        )
    }


register_own_data("matching", _matching)
