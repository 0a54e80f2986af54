"""The door of the library."""

from schakel.library.actions import Content, Provenance, change_item, move_item, publish_at_once, write_item
from schakel.library.demonstration import load_demo
from schakel.library.kinds import KINDS, Fact, Kind, KindDefinition, Shape
from schakel.library.models import Item, ItemQuerySet
from schakel.library.queries import (
    all_values,
    audiences_for,
    history_of,
    item_for,
    items_visible_to,
    value_of,
    values_by_reference,
    values_of,
    waiting_for_review,
)
from schakel.library.rules import (
    FINDABLE,
    PUBLIC_AUDIENCE,
    STAFF_AUDIENCE,
    State,
    Step,
    Visibility,
    possible_steps,
    state_at,
)
from schakel.library.values import Body, ItemValue, Text

__all__ = [
    "FINDABLE",
    "KINDS",
    "PUBLIC_AUDIENCE",
    "STAFF_AUDIENCE",
    "Body",
    "Content",
    "Fact",
    "Item",
    "ItemQuerySet",
    "ItemValue",
    "Kind",
    "KindDefinition",
    "Provenance",
    "Shape",
    "State",
    "Step",
    "Text",
    "Visibility",
    "all_values",
    "audiences_for",
    "change_item",
    "history_of",
    "item_for",
    "items_visible_to",
    "load_demo",
    "move_item",
    "possible_steps",
    "publish_at_once",
    "state_at",
    "value_of",
    "values_by_reference",
    "values_of",
    "waiting_for_review",
    "write_item",
]
