"""What of imports waits for somebody."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext

from schakel.accounts.public import (
    Doing,
    Person,
    Urgency,
    Waiting,
    may,
    register_doing,
    register_waiting,
    standing_of,
)
from schakel.imports.models import Run
from schakel.imports.queries import open_doubles
from schakel.imports.sources import sources_not_well


def _waiting(person: Person, now: datetime) -> Iterator[Waiting]:
    if not may("import.run", standing_of(person)):
        return
    overview = reverse("staff_imports")
    yield Waiting(
        gettext("Sources that cannot be read"), len(sources_not_well(now=now)), overview, Urgency.LATE
    )
    planned = Run.objects.filter(state=Run.State.PLANNED).count()
    yield Waiting(gettext("Imports that wait for your yes"), planned, overview)
    yield Waiting(
        gettext("Likely doubles"), open_doubles().count(), reverse("staff_doubles"), Urgency.SOMETIME
    )


def _doing(person: Person) -> Iterator[Doing]:
    if may("import.run", standing_of(person)):
        yield Doing(gettext("Import"), reverse("staff_imports"), "upload")


register_waiting("imports", _waiting)
register_doing("imports", _doing)
