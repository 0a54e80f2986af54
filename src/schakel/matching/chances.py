"""When somebody can have what an answer shows: the next edition with a seat, or that it can be booked, and how far."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from schakel.accounts.public import Person
from schakel.facilities import public as facilities
from schakel.kernel.points import Point, kilometres
from schakel.library import public as library
from schakel.library.public import Chance, ItemValue, Kind
from schakel.matching.availability import NO_WISH, Wish, period_of
from schakel.organisations.public import point_of
from schakel.training import public as training
from schakel.training.public import NextEdition


def chances_of(
    items: Iterable[ItemValue],
    *,
    person: Person | None,
    now: datetime,
    wish: Wish = NO_WISH,
    near: Point | None = None,
) -> dict[int, Chance]:
    """By the key of each item what is known of when this person can have it; asked once for all of them."""
    several = {item.pk: item for item in items}
    dated = [pk for pk, item in several.items() if item.kind in training.KINDS]
    places = [pk for pk, item in several.items() if item.kind is Kind.FACILITY]
    within = period_of(wish, now)
    away_from = near if wish.within is not None else None
    found: dict[int, Chance] = {}
    if dated:
        editions = training.next_editions(person, dated, now=now, within=within)
        found |= {pk: _edition(of_item[0], several[pk], away_from) for pk, of_item in editions.items()}
    if places:
        free = facilities.first_free_days(places, within, person=person, now=now)
        for pk, day in free.items():
            item = several[pk]
            url = reverse("facility_times", args=[item.slug])
            words = gettext("free on %(day)s") % {"day": library.written_day(day)} if day else ""
            words = _with_distance(words, library.whereabouts_of(item), away_from)
            url = f"{url}?day={day.isoformat()}" if day else url
            found[pk] = Chance(day, words, gettext("See what is free"), url)
    return found


def _edition(one: NextEdition, item: ItemValue, away_from: Point | None) -> Chance:
    edition, day = one.edition, timezone.localdate(one.starts_at)
    words = gettext("%(day)s, %(room)s") % {
        "day": library.written_day(day),
        "room": training.room_text(one.room),
    }
    point = point_of(edition.municipality) or library.whereabouts_of(item)
    words = _with_distance(words, None if edition.format == "online" else point, away_from)
    label = gettext("Enrol") if one.can_enrol and not one.room.is_full else gettext("See the dates")
    return Chance(day, words, label, edition.get_absolute_url())


def _with_distance(words: str, point: Point | None, away_from: Point | None) -> str:
    if point is None or away_from is None:
        return words
    far = gettext("%(number)s km") % {"number": round(kilometres(away_from, point))}
    return f"{words} · {far}" if words else far
