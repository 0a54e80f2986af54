"""The days that come, with the items they belong to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.text import capfirst
from django.utils.translation import gettext

from schakel.accounts.public import Person
from schakel.library.listing import Dated, coming_days, values_by_key
from schakel.library.occasions import Happening, Occasion
from schakel.library.values import ItemValue
from schakel.library.wording import written_times


@dataclass(frozen=True, slots=True)
class Entry:
    """A day and the item with which something happens on it."""

    occasion: Occasion
    item: ItemValue


def coming_entries(person: Person | None, *, today: date, most: int) -> list[Entry]:
    """The first days from today on that somebody may know of."""
    return entries_of(coming_days(person, today=today)[:most], person, today=today)


def entries_of(days: Iterable[Dated], person: Person | None, *, today: date) -> list[Entry]:
    days = list(days)
    values = values_by_key([dated.item_pk for dated in days], person, today=today)
    return [Entry(dated.occasion, values[dated.item_pk]) for dated in days if dated.item_pk in values]


def agenda_line(entry: Entry, *, language: str) -> dict[str, object]:
    """As ``components/agenda_list.html`` shows it."""
    title = entry.item.text("title", language)
    occasion = entry.occasion
    times = written_times(occasion.starts_at, occasion.ends_at)
    where = where_of(entry.item)
    what = _what_happens(occasion)
    return {
        "starts_on": occasion.on,
        "title": title.text if title else entry.item.slug,
        "url": entry.item.url,
        "lang": title.language if title and title.is_foreign else "",
        "time": times,
        "place": where,
        "about": what if times or where else capfirst(what),
    }


def entry_title(entry: Entry, *, language: str) -> str:
    """What happens, in words: the title of an event, with "Closes:" in front for that of a scheme."""
    title = entry.item.title(language)
    match entry.occasion.happening:
        case Happening.OPENS:
            return gettext("Opens: %(title)s") % {"title": title}
        case Happening.CLOSES:
            return gettext("Closes: %(title)s") % {"title": title}
        case Happening.STARTS:
            return gettext("Starts: %(title)s") % {"title": title}
        case Happening.HELD:
            return title


def where_of(item: ItemValue) -> str:
    """Where something is held; empty when that is not known."""
    return str(item.facts.get("venue") or (item.place.name if item.place else ""))


def _what_happens(occasion: Occasion) -> str:
    return {
        Happening.OPENS: gettext("you can apply from this day"),
        Happening.CLOSES: gettext("last day to apply"),
        Happening.STARTS: gettext("training starts"),
        Happening.HELD: "",
    }[occasion.happening]
