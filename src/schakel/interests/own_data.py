"""What somebody declared of their interests."""

from typing import Any

from schakel.accounts.public import Person, register_own_data
from schakel.interests.models import Interest


def _interests(person: Person) -> dict[str, Any]:
    declared = Interest.objects.filter(person=person).order_by("pk")
    return {"declared": list(declared.values("organisation__name", "relation", "words", "since", "until"))}


register_own_data("interests", _interests)
