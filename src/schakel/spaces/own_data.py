"""What the hub keeps of the spaces somebody works in: what they wrote there, and what they are to do.

The words of others are not among it, also not those of a task: they can be taken along from the space itself.
"""

from typing import Any

from schakel.accounts.public import Person, register_own_data
from schakel.spaces.models import Contribution, Guest, Participant, Revision, Space


def _spaces(person: Person) -> dict[str, Any]:
    opened = Space.objects.filter(opened_by=person).order_by("pk")
    seats = Participant.objects.filter(person=person).order_by("pk")
    guests = Guest.objects.filter(let_in_by=person).order_by("pk")
    written = Contribution.objects.filter(written_by=person).order_by("pk")
    tasks = Contribution.objects.filter(doer=person).order_by("pk")
    changed = Revision.objects.filter(changed_by=person).order_by("pk")
    return {
        "opened": list(opened.values("title", "opened_at", "closed_at")),
        "takes_part": list(
            seats.values("party__space__title", "party__organisation__name", "since", "left_at")
        ),
        "guests_let_in": list(
            guests.values("space__title", "name", "channel", "let_in_at", "until", "revoked_at")
        ),
        "written": list(
            written.values(
                "space__title",
                "kind",
                "channel",
                "text",
                "written_at",
                "changed_at",
                "day",
                "decided_by",
                "place",
                "address",
            )
        ),
        "is_to_do": list(tasks.values("space__title", "code", "day", "done_at")),
        "changed": list(
            changed.values("contribution__space__title", "contribution__code", "version", "changed_at")
        ),
    }


register_own_data("spaces", _spaces)
