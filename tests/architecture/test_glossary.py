"""The names in the code and the words on the screens are those of the glossary: one thing has one name everywhere."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pytest
from django.apps import apps
from django.db import models
from django.utils import translation

from schakel.library.kinds import Kind
from schakel.library.public import kind_name
from tests.architecture.catalogues import sentences
from tests.architecture.project import ROOT

# Words of a name that name no thing.
SMALL_WORDS = {"a", "again", "and", "at", "back", "by", "done", "for", "of", "on", "once", "to"}
RECORDING = {"journal.record", "record", "_record"}
_PIECES = re.compile(r"[A-Z]?[a-z]+")


@dataclass(frozen=True)
class Row:
    """One term with its words on the screens; a dash where it has none."""

    term: str
    dutch: str
    english: str
    meaning: str
    confused: str


def rows() -> Iterator[Row]:
    for line in (ROOT / "GLOSSARY.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("| ") and not line.startswith("| term in code"):
            yield Row(*(cell.strip() for cell in line.strip("|").split("|")))


ROWS = list(rows())
TERMS = [row.term for row in ROWS]
WORDS = {word for term in TERMS for word in term.split()}


def words_in(name: str) -> list[str]:
    """The words of a name in either style, each in the singular."""
    return [singular(word.lower()) for word in _PIECES.findall(name)]


def singular(word: str) -> str:
    for ending, instead in (("ies", "y"), ("s", "")):
        if word.endswith(ending) and not word.endswith("ss") and word not in WORDS:
            return word.removesuffix(ending) + instead
    return word


def own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("schakel.")]


def functions_that_people_call() -> Iterator[str]:
    """The names of all actions: the functions of actions.py, and those it gives on from other modules."""
    for path in sorted((ROOT / "src" / "schakel").glob("*/actions.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield node.name
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
                yield from (one for one in ast.literal_eval(node.value) if one.islower())


def journal_names() -> Iterator[str]:
    """The beginnings of all names that are given to the journal, as far as they are written out."""
    for path in sorted((ROOT / "src" / "schakel").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if "tests" in path.parts or "record(" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and node.args and ast.unparse(node.func) in RECORDING:
                yield from written_beginnings(node.args[0])


def written_beginnings(argument: ast.expr) -> Iterator[str]:
    if isinstance(argument, ast.JoinedStr):
        argument = argument.values[0]
    if isinstance(argument, ast.Constant):
        yield str(argument.value)


ACTIONS = sorted(set(functions_that_people_call()))
VERBS = {name.partition("_")[0] for name in ACTIONS}


def test_every_term_stands_once():
    assert sorted(TERMS) == sorted(set(TERMS))
    assert len(TERMS) > 50


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.term)
def test_every_term_has_a_meaning_and_its_words_on_the_screen(row):
    assert row.meaning.endswith(".")
    assert row.confused
    english, dutch = said_on_screens()
    assert is_on_screen(row.english, english)
    assert is_on_screen(row.dutch, dutch)


@cache
def said_on_screens() -> tuple[str, str]:
    """Everything that the screens say in English and in Dutch, folded."""
    english, dutch = zip(*sentences(), strict=True)
    return "\n".join(english).casefold(), "\n".join(dutch).casefold()


def is_on_screen(words: str, said: str) -> bool:
    """Whether each of the words (or phrases, with a comma between) stands in some sentence; a dash always does."""
    return words == "–" or all(word.casefold() in said for word in words.split(", "))


@pytest.mark.parametrize("kind", [kind.value for kind in Kind])
def test_every_kind_is_a_term_and_has_its_name_on_the_screen(kind):
    row = next(row for row in ROWS if row.term == kind)
    with translation.override("en"):
        name = kind_name(Kind(kind))
    assert (name.lower(), dict(sentences())[name].lower()) == (row.english, row.dutch)


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model.__name__)
def test_models_are_named_in_words_of_the_glossary(model):
    assert set(words_in(model.__name__)) <= WORDS


@pytest.mark.parametrize("action", ACTIONS)
def test_actions_name_things_in_words_of_the_glossary(action):
    named = words_in(action.partition("_")[2])
    assert {word for word in named if word not in SMALL_WORDS | VERBS} <= WORDS


def is_thing_and_what_happened(name: str) -> bool:
    """Whether a name of the journal says of a thing of the glossary what happened to it: ``item.published``."""
    noun, dot, verb = name.partition(".")
    happened = not verb or re.fullmatch(r"[a-z]+(-[a-z]+)*", verb) is not None
    return bool(dot) and set(words_in(noun)) <= WORDS and happened


def test_journal_rows_say_what_happened_to_a_thing_of_the_glossary():
    names = set(journal_names())
    assert {"item.", "theme.changed", "match.contested"} <= names, "it is written to in many places"
    assert [name for name in sorted(names) if not is_thing_and_what_happened(name)] == []


@pytest.mark.parametrize("name", ["item", "gossip.told", "item.Published", "item.was published"])
def test_a_name_of_the_journal_that_says_something_else_is_caught(name):
    assert not is_thing_and_what_happened(name)


def test_a_name_outside_the_glossary_is_caught():
    assert not set(words_in("ItemGossip")) <= WORDS
    assert set(words_in("ItemText")) <= WORDS
    assert words_in("queue_repetitions") == ["queue", "repetition"]
