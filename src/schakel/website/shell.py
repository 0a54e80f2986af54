"""What every page needs around its own content."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, gettext_lazy

from schakel import __version__
from schakel.accounts.public import Person
from schakel.challenges import public as challenges
from schakel.imports import public as imports
from schakel.kernel.languages import DUTCH, ENGLISH, LANGUAGES
from schakel.library import public as library
from schakel.matching import public as matching
from schakel.messages import public as messages

SCHEME_COOKIE = "scheme"
SCHEMES = ("auto", "light", "dark")
LANGUAGE_NAMES = {DUTCH: "Nederlands", ENGLISH: "English"}
"""Each in its own language: whoever looks for it cannot read the other."""
# Name of the address, what the menu calls it, and the addresses at which it is the place one is.
MENU = (
    ("themes", gettext_lazy("Themes"), ("themes", "theme")),
    ("browse", gettext_lazy("Look around"), ("browse", "browse_kind", "item")),
    ("agenda", gettext_lazy("Agenda"), ("agenda",)),
    ("organisations", gettext_lazy("Organisations"), ("organisations", "organisation")),
    ("map", gettext_lazy("Map"), ("map",)),
)


@dataclass(frozen=True, slots=True)
class MenuEntry:
    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Alternate:
    """The same page in another language."""

    code: str
    name: str
    url: str


def shell(request: HttpRequest) -> dict[str, object]:
    """The variables of ``base.html``. What asks the database does so only where a template wants to know."""
    person = getattr(request, "user", None)
    here = request.resolver_match.url_name if request.resolver_match else ""
    return {
        "LANGUAGE_CODE": get_language() or settings.LANGUAGE_CODE,
        "alternate_urls": [_alternate(request, code) for code in LANGUAGES],
        "hub_name": settings.ENVIRONMENT.hub_name,
        "may_review_interests": lambda: library.allows(person, "interest.review"),
        "may_edit": lambda: library.allows(person, "item.create"),
        "nav": [MenuEntry(str(label), reverse(name), here in places) for name, label, places in MENU],
        "person": person if isinstance(person, Person) else None,
        "scheme": scheme_of(request),
        "source_url": "",
        "version": __version__,
        "unread_notices": lambda: (
            messages.unread_count(person.reference) if isinstance(person, Person) else 0
        ),
        "waiting_elsewhere": _waiting_elsewhere,
    }


def _waiting_elsewhere() -> list[dict[str, object]]:
    """What waits for the staff on pages of their own, as ``components/tabs.html`` shows it."""
    return [
        {
            "label": gettext("Challenges"),
            "url": reverse("staff_challenges"),
            "current": False,
            "count": challenges.number_waiting(),
        },
        {
            "label": gettext("Not right"),
            "url": reverse("staff_objections"),
            "current": False,
            "count": matching.waiting_objections().count(),
        },
        {
            "label": gettext("Likely doubles"),
            "url": reverse("staff_doubles"),
            "current": False,
            "count": imports.open_doubles().count(),
        },
        {
            "label": gettext("Mail"),
            "url": reverse("staff_mails"),
            "current": False,
            "count": messages.mails_in_trouble(timezone.now()).count(),
        },
    ]


def _alternate(request: HttpRequest, code: str) -> Alternate:
    back = urlencode({"next": request.get_full_path()})
    return Alternate(code, LANGUAGE_NAMES[code], f"{reverse('set_language', args=[code])}?{back}")


def scheme_of(request: HttpRequest) -> str:
    """The colours that were chosen; "auto": as the device says."""
    chosen = request.COOKIES.get(SCHEME_COOKIE, "")
    return chosen if chosen in SCHEMES else SCHEMES[0]
