"""Which ways to buy somebody wrote down with a challenge."""

from typing import Any

from schakel.accounts.public import Person, register_own_data
from schakel.procurement.models import RouteChoice


def _routes(person: Person) -> dict[str, Any]:
    chosen = RouteChoice.objects.filter(chosen_by=person).order_by("pk")
    return {"chosen": list(chosen.values("challenge__item__slug", "route"))}


register_own_data("procurement", _routes)
