"""What the hub keeps of the trainings and events somebody takes part in, organised, or marked people present at."""

from typing import Any

from django.db.models import Q

from schakel.accounts.public import Person, confirmed_addresses, register_own_data
from schakel.training.models import Attendance, Edition, Enrolment, Material


def _training(person: Person) -> dict[str, Any]:
    own = Enrolment.objects.filter(Q(person=person) | Q(address__in=confirmed_addresses(person))).order_by(
        "pk"
    )
    came = Attendance.objects.filter(enrolment__in=own.order_by().values("pk")).order_by("pk")
    others = Enrolment.objects.filter(enrolled_by=person).exclude(person=person).order_by("pk")
    marked = Attendance.objects.filter(marked_by=person).order_by("pk")
    return {
        "enrolments": list(
            own.values(
                "edition__item__slug",
                "edition__code",
                "name",
                "address",
                "organisation__name",
                "state",
                "since",
                "place",
                "price_cents",
                "price_vat_percent",
                "due_cents",
                "answers",
                "completed_at",
                "made_at",
            )
        ),
        "attended": list(came.values("session__edition__code", "session__starts_at", "arrived_at")),
        "enrolled_for_others": list(others.values("edition__code", "organisation__name", "made_at")),
        "editions_made": list(
            Edition.objects.filter(created_by=person)
            .order_by("pk")
            .values("code", "item__slug", "created_at")
        ),
        "materials_added": list(
            Material.objects.filter(added_by=person).order_by("pk").values("title", "added_at")
        ),
        "marked_present": list(marked.values("session__edition__code", "arrived_at")),
    }


register_own_data("training", _training)
