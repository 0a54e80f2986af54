"""Who asks for which edition, and when."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext

from schakel.accounts.public import Person
from schakel.kernel.languages import DUTCH
from schakel.training import queries
from schakel.training.models import Edition, Enrolment
from schakel.training.wording import edition_title

CONFLICT, TOO_MANY = 409, 429
LONGEST_NAME = 80
"""Of what one looks for among names."""


def visitor(request: HttpRequest) -> Person | None:
    return request.user if isinstance(request.user, Person) else None


def edition_asked(person: Person | None, code: str) -> Edition:
    """The edition at this address. Raises Http404 where there is none to see."""
    edition = queries.edition_for(person, code)
    if edition is None:
        raise Http404
    return edition


def edition_organised(person: Person, code: str) -> Edition:
    """The same, for who organises it; for anybody else there is nothing here."""
    edition = edition_asked(person, code)
    if not queries.allows(person, "training.organise", edition):
        raise Http404
    return edition


def crumbs_of(edition: Edition, *, here: str = "") -> list[dict[str, str]]:
    first = [{"label": gettext("Trainings and events"), "url": reverse("editions")}]
    title = edition_title(edition, screen_language())
    if not here:
        return [*first, {"label": title, "url": ""}]
    return [*first, {"label": title, "url": edition.get_absolute_url()}, {"label": here, "url": ""}]


def desk_crumbs_of(edition: Edition, *, here: str = "") -> list[dict[str, str]]:
    first = [{"label": gettext("What I organise"), "url": reverse("my_editions")}]
    title = edition_title(edition, screen_language())
    if not here:
        return [*first, {"label": title, "url": ""}]
    desk = reverse("edition_desk", args=[edition.code])
    return [*first, {"label": title, "url": desk}, {"label": here, "url": ""}]


def screen_language() -> str:
    return get_language() or DUTCH


def now() -> datetime:
    return timezone.now().astimezone(UTC)


def today() -> date:
    return timezone.localdate()


def named_so(people: Iterable[Enrolment], wanted: str) -> list[Enrolment]:
    """Those whose name, address or organisation has these letters in it; all of them for none."""
    letters = wanted.casefold()

    def words(one: Enrolment) -> str:
        of = one.organisation.name if one.organisation else ""
        return f"{one.shown_name}\n{one.address}\n{of}".casefold()

    return [one for one in people if letters in words(one)]


def private(response: HttpResponse) -> HttpResponse:
    """The address of such a page is what allows it: it is told to nobody else."""
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
