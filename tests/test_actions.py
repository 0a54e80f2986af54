"""An action is one transaction with its row in the journal: both are stored, or neither.

The database is made to refuse journal rows; whatever an action did before that must be gone. A control does the same
to actions without their transaction, and sees what stays behind.
"""

import inspect
from collections.abc import Callable, Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection

from schakel.journal.public import last_number
from schakel.library.actions import change_and_move, change_item, move_item, write_and_move, write_item
from schakel.library.public import Kind, Step
from schakel.matching.actions import contest_match
from schakel.organisations.actions import load_reference
from schakel.vocabulary.actions import add_theme, change_theme, change_word, load_vocabulary
from schakel.vocabulary.models import Concept
from tests.architecture.project import ROOT
from tests.clock import NOW
from tests.items import content, item_of

pytestmark = pytest.mark.django_db(transaction=True)

NO_ROW_OF_THEIR_OWN = {
    "accounts.introduce_oneself": "a name is its owner's to change and to erase, and the journal does not forget",
    "journal.record": "it writes the row",
    "journal.read_on": "it reads",
    "library.move_items": "each of its items is moved in a transaction of its own, by move_item",
    "library.publish_at_once": "idem",
    "matching.contest_match": "nothing but its row",
    "vocabulary.fingerprint_of": "it reads",
    "vocabulary.labels_of": "it reads",
}
"""And why. Of jobs only giving up is kept: the queue is its own record."""


class World:
    """What every action needs to be done once."""

    def __init__(self, anna, chaima, rotterdam):
        self.anna, self.chaima, self.rotterdam = anna, chaima, rotterdam
        self.item = item_of(rotterdam)
        self.theme = Concept.objects.create(notation="heat")
        for language, text in (("nl", "hitte"), ("en", "heat")):
            self.theme.labels.create(language=language, text=text, is_preferred=True)

    @property
    def change(self) -> dict[str, Any]:
        return {
            "item": self.item,
            "seen_version": self.item.version,
            "content": content(self.rotterdam, "Kou uit het kanaal"),
            "changed_by": self.anna,
            "now": NOW,
        }


NAMES = {"nl": "warmte", "en": "warmth"}
DONE: dict[Callable[..., object], Callable[[World, Callable[..., object]], object]] = {
    write_item: lambda world, act: act(
        kind=Kind.CASE, content=content(world.rotterdam), written_by=world.anna, now=NOW
    ),
    change_item: lambda world, act: act(**world.change),
    move_item: lambda world, act: act(item=world.item, step=Step.ARCHIVE, moved_by=world.anna, now=NOW),
    write_and_move: lambda world, act: act(
        kind=Kind.CASE, content=content(world.rotterdam), step=Step.SUBMIT, written_by=world.anna, now=NOW
    ),
    change_and_move: lambda world, act: act(step=Step.ARCHIVE, **world.change),
    add_theme: lambda world, act: act(
        notation="warmth", preferred=NAMES, broader=world.theme, added_by=world.chaima, now=NOW
    ),
    change_theme: lambda world, act: act(
        concept=world.theme, preferred=NAMES, others={}, broader=None, changed_by=world.chaima, now=NOW
    ),
    change_word: lambda world, act: act(dutch="warmte", english=["heat"], changed_by=world.chaima, now=NOW),
    load_reference: lambda world, act: act(now=NOW),
}
ALONE = {load_vocabulary: lambda act: act(now=NOW)}
"""Only in a hub without themes."""


@pytest.fixture
def world(anna, chaima, rotterdam):
    return World(anna, chaima, rotterdam)


@pytest.fixture
def journal_refuses() -> Iterator[None]:
    """No row can be added to the journal, as on a full disk."""
    make: tuple[str, ...]
    undo: tuple[str, ...]
    if connection.vendor == "postgresql":
        make = (
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'full'; END $$",
            "CREATE TRIGGER journal_is_full BEFORE INSERT ON journal_entry FOR EACH ROW EXECUTE FUNCTION refuse()",
        )
        undo = ("DROP TRIGGER journal_is_full ON journal_entry", "DROP FUNCTION refuse()")
    else:
        make = (
            "CREATE TRIGGER journal_is_full BEFORE INSERT ON journal_entry BEGIN SELECT RAISE(ABORT, 'full'); END",
        )
        undo = ("DROP TRIGGER journal_is_full",)
    execute(*make)
    yield
    execute(*undo)


def execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def everything() -> dict[str, list[Any]]:
    """Every row that the hub has."""
    return {
        model.__name__: sorted(map(str, model._default_manager.order_by("pk").values_list()))
        for model in apps.get_models()
        if model.__module__.startswith("schakel.")
    }


def actions_of(module: ModuleType) -> Iterator[str]:
    capability = module.__name__.split(".")[1]
    for name, function in inspect.getmembers(module, inspect.isfunction):
        if inspect.unwrap(function).__module__ == module.__name__ and not name.startswith("_"):
            yield f"{capability}.{name}"


def named(action: Callable[..., object]) -> str:
    return f"{action.__module__.split('.')[1]}.{action.__name__}"


def test_every_action_stands_here():
    modules = [
        import_module(f"schakel.{path.parent.name}.actions")
        for path in (ROOT / "src" / "schakel").glob("*/actions.py")
    ]
    found = {name for module in modules for name in actions_of(module) if not name.startswith("jobs.")}
    assert found == {named(action) for action in (*DONE, *ALONE)} | set(NO_ROW_OF_THEIR_OWN)
    assert named(contest_match) in NO_ROW_OF_THEIR_OWN


@pytest.mark.parametrize("action", DONE, ids=named)
def test_every_action_leaves_a_row(action, world):
    before = last_number()
    DONE[action](world, action)
    assert last_number() > before


@pytest.mark.parametrize("action", DONE, ids=named)
def test_an_action_without_its_row_leaves_nothing(action, world, journal_refuses):
    before = everything()
    with pytest.raises(DatabaseError, match="full"):
        DONE[action](world, action)
    assert everything() == before


@pytest.mark.parametrize("action", ALONE, ids=named)
def test_loading_without_its_row_leaves_nothing(action, journal_refuses):
    before = everything()
    with pytest.raises(DatabaseError, match="full"):
        ALONE[action](action)
    assert everything() == before


@pytest.mark.parametrize("action", [write_item, change_word, load_reference], ids=named)
def test_control_an_action_without_its_transaction_is_caught(action, world, journal_refuses):
    before = everything()
    with pytest.raises(DatabaseError):
        DONE[action](world, inspect.unwrap(action))
    assert everything() != before
