"""What somebody asked in a market consultation, and where they had their organisation take part."""

from typing import Any

from schakel.accounts.public import Person, register_own_data
from schakel.consultations.models import Inquiry, Participant


def _consultations(person: Person) -> dict[str, Any]:
    inquiries = Inquiry.objects.filter(asked_by=person).order_by("pk")
    participants = Participant.objects.filter(registered_by=person).order_by("pk")
    return {
        "asked": list(inquiries.values("consultation__challenge__item__slug", "text")),
        "registered": list(
            participants.values("consultation__challenge__item__slug", "organisation__name", "words")
        ),
    }


register_own_data("consultations", _consultations)
