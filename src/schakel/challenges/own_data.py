"""What the hub keeps of the challenges somebody follows, saved or looks after."""

from typing import Any

from schakel.accounts.public import Person, register_own_data
from schakel.challenges.models import Challenge, Follower, Note


def _challenges(person: Person) -> dict[str, Any]:
    followed = Follower.objects.filter(person=person).order_by("pk")
    return {
        "follows": list(followed.values_list("challenge__item__slug", flat=True)),
        "saved": list(
            Challenge.objects.filter(saved_by=person).order_by("pk").values_list("item__slug", flat=True)
        ),
        "looks_after": list(
            Challenge.objects.filter(adviser=person).order_by("pk").values_list("item__slug", flat=True)
        ),
        "notes": list(Note.objects.filter(written_by=person).order_by("pk").values("text", "written_at")),
    }


register_own_data("challenges", _challenges)
