"""What the hub keeps of the documents somebody added."""

from typing import Any

from schakel.accounts.public import Person, register_own_data
from schakel.documents.models import Attachment


def _documents(person: Person) -> dict[str, Any]:
    added = Attachment.objects.filter(added_by=person).order_by("pk")
    return {"added": list(added.values("item__slug", "name", "size", "added_at"))}


register_own_data("documents", _documents)
