"""What the documents say is so, and nothing of importance is left unsaid."""

import re
from dataclasses import fields

import pytest

from schakel.config.command_line import VERBS
from schakel.config.environment import PREFIX, Environment
from tests.architecture.project import PYPROJECT, ROOT, own_files

SETTINGS = ROOT / "docs" / "operate" / "settings.md"
COMMANDS = ROOT / "docs" / "operate" / "commands.md"
DEPENDENCIES = ROOT / "docs" / "dependencies.md"
DOCUMENTS = [path for path in own_files(".md") if path.name != "CHANGELOG.md"]
_COMMAND = re.compile(r"\./schakel ([a-z]+)")
_LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
_SOURCES = (
    ".py",
    ".html",
    ".css",
    ".js",
    ".md",
    ".toml",
    ".yaml",
    ".yml",
    ".tsv",
    ".json",
    ".txt",
    ".svg",
    "",
)
# Written so that this file is none of them.
_UNFINISHED = re.compile(
    r"\bTO[D]O\b|\bFIX[M]E\b|\bX[X]X\b|\bHA[C]K\b|NotImplement[e]d|(?i:coming so[o]n|lorem ip[s]um)"
)
_MACHINE = re.compile(
    r"(?<![\w.])/wo[r]k/|(?<![\w.])/far[m]\b|(?<![\w.])/roo[t]/|/home/(?!\w+/)[a-z]+\b(?=/)|p[y]pi\.org|pythonhost[e]d|registry\.n[p]mjs"
)


@pytest.fixture(scope="module")
def settings_page():
    return SETTINGS.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [PREFIX + field.name.upper() for field in fields(Environment)])
def test_every_setting_is_documented(settings_page, name):
    assert re.search(rf"^\| `{name}` \|", settings_page, re.MULTILINE)


def test_every_documented_setting_exists(settings_page):
    known = {PREFIX + field.name.upper() for field in fields(Environment)} | {"SCHAKEL_TEST_DATABASE"}
    assert set(re.findall(r"SCHAKEL_[A-Z_]+", settings_page)) == known


@pytest.mark.parametrize("verb", [verb.name for verb in VERBS])
def test_every_command_is_documented(verb):
    assert f"## `./schakel {verb}" in COMMANDS.read_text(encoding="utf-8")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_that_is_named_exists(document):
    named = set(_COMMAND.findall(document.read_text(encoding="utf-8")))
    assert named <= {verb.name for verb in VERBS}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_between_documents_leads_somewhere(document):
    missing = [
        target
        for target in _LINK.findall(document.read_text(encoding="utf-8"))
        if not (document.parent / target).exists()
    ]
    assert missing == []


def test_the_readme_names_the_two_commands_of_a_newcomer():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "./schakel run" in readme
    assert "./schakel test" in readme


def test_every_dependency_has_a_licence_and_a_reason():
    page = DEPENDENCIES.read_text(encoding="utf-8")
    optional = PYPROJECT["project"]["optional-dependencies"]
    asked = [*PYPROJECT["project"]["dependencies"], *(wish for group in optional.values() for wish in group)]
    for wish in asked:
        name = re.split(r"[\[<>=;~! ]", wish)[0]
        assert re.search(
            rf"^\| {re.escape(name)} \| [^|]+ \| [^|]{{10,}} \|", page, re.MULTILINE | re.IGNORECASE
        ), name


def lines_with(pattern):
    for path in own_files(*_SOURCES):
        for number, line in enumerate(
            path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1
        ):
            if pattern.search(line):
                yield f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}"


def test_nothing_is_left_unfinished():
    assert list(lines_with(_UNFINISHED)) == []


def test_nothing_names_one_machine_or_one_registry():
    assert list(lines_with(_MACHINE)) == []
