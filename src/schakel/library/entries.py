"""Days with the items they belong to."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from schakel.accounts.public import Person
from schakel.library.listing import days_between, values_by_key
from schakel.library.occasions import Happening, Occasion
from schakel.library.values import ItemValue


@dataclass(frozen=True, slots=True)
class Entry:
    """A day and the item with which something happens on it."""

    occasion: Occasion
    item: ItemValue


def entries_between(
    person: Person | None,
    *,
    begin: date,
    end: date | None,
    today: date,
    most: int | None = None,
    held_only: bool = False,
) -> list[Entry]:
    """What happens from the one day to the other with what somebody may see, in the order of time.

    See `days_between`. ``most``: so many at most, the first ones; ``held_only``: without what was cancelled.
    """
    days = days_between(person, begin=begin, end=end)
    if held_only:
        days = [dated for dated in days if dated.occasion.cancelled_on is None]
    days = days[:most]
    values = values_by_key([dated.item_pk for dated in days], person, today=today)
    return [Entry(dated.occasion, values[dated.item_pk]) for dated in days if dated.item_pk in values]


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


def what_happens(occasion: Occasion) -> str:
    """In a few words, for what is not simply held; empty for what is."""
    return {
        Happening.OPENS: gettext("you can apply from this day"),
        Happening.CLOSES: gettext("last day to apply"),
        Happening.STARTS: gettext("training starts"),
        Happening.HELD: "",
    }[occasion.happening]
