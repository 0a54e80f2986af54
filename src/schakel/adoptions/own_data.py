"""What the hub keeps of the adoptions somebody reported, confirmed, or can be asked about."""

from typing import Any

from schakel.accounts.public import Person, register_own_data
from schakel.adoptions.models import Adoption


def _adoptions(person: Person) -> dict[str, Any]:
    reported = Adoption.objects.filter(reported_by=person).order_by("pk")
    confirmed = Adoption.objects.filter(confirmed_by=person).order_by("pk")
    asked = Adoption.objects.filter(contact=person).order_by("pk")
    about = ("item__slug", "adopter__name", "state")
    return {
        "reported": list(reported.values(*about, "scale", "version", "since_on", "result", "reported_at")),
        "confirmed": list(confirmed.values(*about, "confirmed_at")),
        "can_be_asked_about": list(asked.values(*about)),
    }


register_own_data("adoptions", _adoptions)
