"""What the hub keeps of the pictures somebody added."""

from typing import Any

from schakel.accounts.public import Person, register_own_data
from schakel.pictures.models import Picture


def _pictures(person: Person) -> dict[str, Any]:
    added = Picture.objects.filter(added_by=person).order_by("pk")
    return {
        "added": list(added.values("item__slug", "description_nl", "description_en", "maker", "added_at"))
    }


register_own_data("pictures", _pictures)
