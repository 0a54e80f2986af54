"""What the hub keeps of the challenges somebody follows, saved or looks after, and of what they decided about them."""

from typing import Any

from schakel.accounts.public import Person, register_own_data
from schakel.challenges.models import Alike, Bundle, Challenge, CoOwnership, Follower, Note


def _challenges(person: Person) -> dict[str, Any]:
    followed = Follower.objects.filter(person=person).order_by("pk")
    asked = CoOwnership.objects.filter(asked_by=person).order_by("pk")
    dismissed = Alike.objects.filter(dismissed_by=person).order_by("pk")
    bundles = Bundle.objects.filter(proposed_by=person).order_by("pk")
    return {
        "follows": list(followed.values_list("challenge__item__slug", flat=True)),
        "saved": list(
            Challenge.objects.filter(saved_by=person).order_by("pk").values_list("item__slug", flat=True)
        ),
        "looks_after": list(
            Challenge.objects.filter(adviser=person).order_by("pk").values_list("item__slug", flat=True)
        ),
        "notes": list(Note.objects.filter(written_by=person).order_by("pk").values("text", "written_at")),
        "asked_to_own_too": list(asked.values("challenge__item__slug", "organisation__name", "asked_at")),
        "found_not_alike": list(dismissed.values("one__item__slug", "other__item__slug", "dismissed_at")),
        "proposed_bundles": list(bundles.values("title", "text", "proposed_at")),
    }


register_own_data("challenges", _challenges)
