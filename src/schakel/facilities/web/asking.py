"""Who asks for which facility or booking, and when."""

from datetime import UTC, date, datetime

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext

from schakel.accounts.public import Person
from schakel.facilities import queries
from schakel.facilities.models import Booking, Facility, Resource
from schakel.kernel.languages import DUTCH
from schakel.library import public as library
from schakel.organisations import public as organisations
from schakel.organisations.public import Organisation

_MOST_DIGITS = 15


def now() -> datetime:
    return timezone.now().astimezone(UTC)


def today() -> date:
    return timezone.localdate()


def keys_in(text: str) -> list[int]:
    """The whole number that a form sent, such as a key or a version; none where it is no number of a database."""
    return [int(text)] if text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS else []


def screen_language() -> str:
    return get_language() or DUTCH


def person_of(request: HttpRequest) -> Person | None:
    return request.user if isinstance(request.user, Person) else None


def facility_asked_for(person: Person | None, slug: str) -> Facility:
    """The facility at this address; Http404 where there is none to see."""
    found = queries.facility_at(person, slug)
    if found is None:
        raise Http404
    return found


def operated(person: Person, slug: str) -> Facility:
    """The facility at this address that this person runs; Http404 for any other."""
    found = queries.operated_facility(person, slug)
    if found is None:
        raise Http404
    return found


def resource_asked_for(facility: Facility, code: str) -> Resource:
    found = (
        Resource.objects.select_related("facility__item__owner").filter(facility=facility, code=code).first()
    )
    if found is None:
        raise Http404
    return found


def booking_asked_for(person: Person, code: str) -> Booking:
    """The booking at this address; Http404 where there is none to see."""
    found = queries.booking_for(person, code)
    if found is None:
        raise Http404
    return found


def title_of(facility: Facility) -> str:
    return library.value_of(facility.item, today=today()).title(screen_language())


def own_organisations(person: Person | None) -> list[Organisation]:
    return organisations.member_organisations(person) if person is not None else []


def crumbs_of(facility: Facility, *here: str, of_desk: bool = False) -> list[dict[str, str]]:
    """From the search, or for who runs it from their list, to the page one is on."""
    title = title_of(facility)
    if of_desk:
        crumbs = [
            {"label": gettext("My test facilities"), "url": reverse("my_facilities")},
            {"label": title, "url": reverse("facility_desk", args=[facility.item.slug])},
        ]
    else:
        crumbs = [
            {"label": gettext("Test facilities: what is free?"), "url": reverse("facilities_free")},
            {"label": title, "url": reverse("facility_times", args=[facility.item.slug])},
        ]
    crumbs += [{"label": one, "url": ""} for one in here]
    crumbs[-1] = {"label": crumbs[-1]["label"], "url": ""}
    return crumbs
