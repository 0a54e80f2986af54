"""What every page needs around its own content."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, gettext_lazy

from schakel import __version__
from schakel.accounts.public import Person, may, standing_of
from schakel.challenges import public as challenges
from schakel.imports import public as imports
from schakel.introductions import public as introductions
from schakel.kernel.languages import LANGUAGE_NAMES, LANGUAGES
from schakel.library import public as library
from schakel.matching import public as matching
from schakel.messages import public as messages
from schakel.organisations import public as organisations
from schakel.website.shown_again import SCHEME_COOKIE, SCHEMES, fields_sent

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
        "sent_again": lambda: fields_sent(request),
        "hub_name": settings.ENVIRONMENT.hub_name,
        "may_edit": lambda: library.allows(person, "item.create"),
        "nav": [MenuEntry(str(label), reverse(name), here in places) for name, label, places in MENU],
        "person": person if isinstance(person, Person) else None,
        "scheme": scheme_of(request),
        "source_url": "",
        "version": __version__,
        "unread_notices": lambda: (
            messages.unread_count(person.reference) if isinstance(person, Person) else 0
        ),
        "staff_may": lambda: _staff_may(person),
        "waiting_elsewhere": lambda: _waiting_elsewhere(person),
    }


def _staff_may(person: object) -> dict[str, bool]:
    """What of the work of the staff somebody may do, for the way between its pages."""
    roles = standing_of(person if isinstance(person, Person) else None)
    acts = {
        "work": "staff.work",
        "triage": "challenge.triage",
        "broker": "introduction.broker",
        "import": "import.run",
        "edit_words": "vocabulary.edit",
        "verify": "organisation.verify",
        "see_roles": "hub.see-roles",
        "review_fairness": "fairness.review",
        "review_interests": "interest.review",
    }
    return {name: may(act, roles) for name, act in acts.items()}


def _waiting_elsewhere(person: object) -> list[dict[str, object]]:
    """What waits for the staff on pages of their own, as ``components/tabs.html`` shows it."""
    allowed = _staff_may(person)
    tabs = [
        (allowed["triage"], gettext("Challenges"), "staff_challenges", challenges.number_waiting),
        (
            allowed["broker"],
            gettext("Introductions"),
            "staff_introductions",
            lambda: introductions.number_for_brokers(timezone.now()),
        ),
        (
            allowed["verify"],
            gettext("Organisations"),
            "staff_organisations",
            lambda: organisations.waiting_registrations().count(),
        ),
        (
            allowed["work"],
            gettext("Not right"),
            "staff_objections",
            lambda: matching.waiting_objections().count(),
        ),
        (
            allowed["import"],
            gettext("Likely doubles"),
            "staff_doubles",
            lambda: imports.open_doubles().count(),
        ),
        (
            allowed["work"],
            gettext("Mail"),
            "staff_mails",
            lambda: messages.mails_in_trouble(timezone.now()).count(),
        ),
    ]
    return [
        {"label": label, "url": reverse(name), "current": False, "count": count()}
        for is_shown, label, name, count in tabs
        if is_shown
    ]


def _alternate(request: HttpRequest, code: str) -> Alternate:
    """Where to go for it, or where to send the fields again for a page that was made of a form."""
    if request.method == "POST":
        return Alternate(code, LANGUAGE_NAMES[code], request.get_full_path())
    back = urlencode({"next": request.get_full_path()})
    return Alternate(code, LANGUAGE_NAMES[code], f"{reverse('set_language', args=[code])}?{back}")


def scheme_of(request: HttpRequest) -> str:
    """The colours that were chosen; "auto": as the device says."""
    chosen = request.COOKIES.get(SCHEME_COOKIE, "")
    return chosen if chosen in SCHEMES else SCHEMES[0]
