"""Editions in a list, as plain values."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import prefetch_related_objects

from schakel.accounts.public import Person
from schakel.library import public as library
from schakel.library.public import Item
from schakel.training import queries
from schakel.training.models import Edition, Session
from schakel.training.queries import Room
from schakel.training.rules import PriceKind, State
from schakel.training.wording import (
    STATE_TONES,
    dimension_names,
    edition_title,
    format_name,
    level_name,
    prices_text,
    room_text,
    state_name,
    times_text,
    where_text,
)


def line_of(edition: Edition, sessions: list[Session], room: Room, *, language: str) -> dict[str, object]:
    """An edition in a list."""
    state = State(edition.state)
    return {
        "about": edition,
        "title": edition_title(edition, language),
        "url": edition.get_absolute_url(),
        "kind": library.kind_name(library.Kind(edition.item.kind)),
        "when": times_text(sessions[0]) if sessions else "",
        "more": len(sessions) - 1 if len(sessions) > 1 else 0,
        "where": where_text(edition, sessions[0]) if sessions else edition.place,
        "format": format_name(edition.format),
        "language": library.language_name(edition.language),
        "level": level_name(edition.item),
        "dimensions": dimension_names(edition.dimensions),
        "price": prices_text({PriceKind(one.kind): one.price for one in edition.prices.all()}),
        "room": room_text(room) if state is State.OPEN else "",
        "room_tone": "warning" if room.is_full else "good",
        "state": state_name(state) if state is not State.OPEN else "",
        "tone": STATE_TONES[state],
        "starts_at": sessions[0].starts_at if sessions else None,
    }


def lines_of(editions: Iterable[Edition], *, now: datetime, language: str) -> list[dict[str, object]]:
    several = list(editions)
    prefetch_related_objects(several, "prices")
    sessions, rooms = queries.sessions_by_edition(several), queries.rooms_of(several, now=now)
    return [line_of(one, sessions[one.pk], rooms[one.pk], language=language) for one in several]


def lines_on_item(
    person: Person | None, item: Item, *, now: datetime, language: str
) -> list[dict[str, object]]:
    """The editions of a training or an event that come, as far as somebody may see them."""
    return lines_of(queries.editions_of_item(person, item, now=now), now=now, language=language)
