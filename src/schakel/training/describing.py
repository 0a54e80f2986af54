"""Editions for search engines and other machines: schema.org."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from schakel.library.public import Kind
from schakel.training import queries
from schakel.training.models import Edition, Session
from schakel.training.queries import Room
from schakel.training.rules import FREE, PriceKind, State
from schakel.training.wording import edition_title, price_kind_name, where_text

_ATTENDANCE = {"online": "Online", "onsite": "Offline", "hybrid": "Mixed"}
_MODES = {"online": "online", "onsite": "onsite", "hybrid": "blended"}


def described(
    editions: Iterable[Edition], *, now: datetime, language: str, base_url: str
) -> list[dict[str, object]]:
    """Each edition that has sessions and was opened as an Event, of a training as a CourseInstance (which is one)."""
    several = [one for one in editions if one.opened_at is not None]
    sessions, rooms = queries.sessions_by_edition(several), queries.rooms_of(several, now=now)
    return [
        _described(one, sessions[one.pk], rooms[one.pk], language, base_url)
        for one in several
        if sessions[one.pk]
    ]


def _described(
    one: Edition, sessions: list[Session], room: Room, language: str, base_url: str
) -> dict[str, object]:
    url = f"{base_url}{one.get_absolute_url()}"
    is_training, is_off = one.item.kind == Kind.TRAINING, one.state == State.CANCELLED
    where = where_text(one, sessions[0])
    said: dict[str, object] = {
        "@type": "CourseInstance" if is_training else "Event",
        "@id": url,
        "url": url,
        "name": edition_title(one, language),
        "startDate": timezone.localtime(sessions[0].starts_at).isoformat(),
        "endDate": timezone.localtime(sessions[-1].ends_at).isoformat(),
        "eventStatus": f"https://schema.org/Event{'Cancelled' if is_off else 'Scheduled'}",
        "eventAttendanceMode": f"https://schema.org/{_ATTENDANCE[one.format]}EventAttendanceMode",
        "inLanguage": one.language,
        "organizer": {"@type": "Organization", "name": one.item.owner.name},
        "offers": [] if is_off else _offers(one, room, url),
    }
    if is_training:
        said["courseMode"] = _MODES[one.format]
    if one.format == "online":
        said["location"] = {"@type": "VirtualLocation", "url": url}
    elif where:
        said["location"] = {"@type": "Place", "name": where, "address": where}
    if room.seats is not None:
        said["maximumAttendeeCapacity"] = room.seats
        said["remainingAttendeeCapacity"] = room.free
    return {name: value for name, value in said.items() if value != []}


def _offers(one: Edition, room: Room, url: str) -> list[dict[str, object]]:
    """With VAT, as schema.org wants a price; one offer where it costs the same for everybody."""
    prices = {each.kind: each.price for each in one.prices.all()}
    costs = {kind: prices.get(kind.value, FREE).with_vat for kind in PriceKind}
    availability = "SoldOut" if room.is_full else "InStock"
    found: list[dict[str, object]] = [
        {
            "@type": "Offer",
            "url": url,
            "category": price_kind_name(kind),
            "price": f"{cents / 100:.2f}",
            "priceCurrency": "EUR",
            "availability": f"https://schema.org/{availability}",
        }
        for kind, cents in costs.items()
    ]
    if len(set(costs.values())) > 1:
        return found
    return [{name: value for name, value in found[0].items() if name != "category"}]
