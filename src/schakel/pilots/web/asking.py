"""Who asks for which pilot, and when."""

from datetime import UTC, date, datetime

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext

from schakel.accounts.public import Person
from schakel.kernel.languages import DUTCH
from schakel.pilots import queries
from schakel.pilots.models import Pilot


def asked_for(person: Person, slug: str, act: str = "") -> Pilot:
    """The pilot at this address. Raises Http404 where there is none to see, or this act may not be done with it."""
    pilot = queries.pilot_for(person, slug)
    if pilot is None or (act and not queries.allows(person, act, pilot)):
        raise Http404
    return pilot


def crumbs_of(pilot: Pilot, *, here: str = "") -> list[dict[str, str]]:
    first = [{"label": gettext("My pilots"), "url": reverse("my_pilots")}]
    if not here:
        return [*first, {"label": pilot.title, "url": ""}]
    return [*first, {"label": pilot.title, "url": pilot.get_absolute_url()}, {"label": here, "url": ""}]


def screen_language() -> str:
    return get_language() or DUTCH


def now() -> datetime:
    return timezone.now().astimezone(UTC)


def today() -> date:
    return timezone.localdate()
