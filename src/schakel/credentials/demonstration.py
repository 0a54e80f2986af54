"""Certificates of the demonstration: of made-up people, by organisations of the demonstration."""

from datetime import datetime, timedelta

from schakel.accounts.public import demonstration_people
from schakel.credentials.actions import Holder, issue_credential
from schakel.credentials.models import Credential
from schakel.credentials.rules import Achievement, Evidence
from schakel.library import public as library
from schakel.library.public import Item, Kind

_MOST = 3
_MINUTES = 360


def load_demo_credentials(*, now: datetime) -> int:
    """Give the first made-up people a certificate of a training of the demonstration, once; returns how many."""
    if Credential.objects.exists():
        return 0
    trainings = Item.objects.filter(kind=Kind.TRAINING.value).order_by("pk")
    training = trainings.filter(is_illustrative=True).select_related("owner").first()
    if training is None:
        return 0
    given = 0
    for days_ago, person in enumerate(demonstration_people()[:_MOST], start=5):
        day = (now - timedelta(days=days_ago)).date()
        issue_credential(
            key=f"demonstration:{person.pk}",
            holder=Holder.of(person),
            issuer=training.owner,
            achievement=Achievement(
                title=library.value_of(training, today=now.date()).title(training.original_language),
                criteria="Aanwezig bij alle onderdelen en de opdracht gemaakt.",
                minutes=_MINUTES,
                language=training.original_language,
                source=training.reference,
                level="basis",
            ),
            evidence=Evidence(day, day, _MINUTES),
            by=None,
            now=now - timedelta(days=days_ago - 1),
            tells=False,
        )
        given += 1
    return given
