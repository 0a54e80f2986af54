"""The catalogue of abuse has every number once, and every test that it names is there."""

import re

from tests.architecture.project import ROOT

PAGE = (ROOT / "docs" / "develop" / "abuse.md").read_text(encoding="utf-8")
_NAMED = re.compile(r"`([\w/]+\.py)::(\w+)`")
_ROW = re.compile(r"^\| (\d+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
FIRST, LAST = 1, 55


def missing_of(page: str) -> list[str]:
    return [f"{file}::{name}" for file, name in _NAMED.findall(page) if not _is_there(file, name)]


def _is_there(file: str, name: str) -> bool:
    """A path begins at the root of the project, or at the package it belongs to."""
    path = next((one for one in (ROOT / file, ROOT / "src" / "schakel" / file) if one.is_file()), None)
    if path is None or not name.startswith("test_"):
        return False
    return re.search(rf"^def {name}\(", path.read_text(encoding="utf-8"), re.MULTILINE) is not None


def test_every_test_that_is_named_is_there():
    assert missing_of(PAGE) == []
    assert len(_NAMED.findall(PAGE)) > 100


def test_no_file_is_named_without_its_test():
    assert re.findall(r"`[\w/]*test_\w+\.py`", PAGE) == ["`tests/architecture/test_abuse.py`"]


def test_every_case_has_a_test_or_a_reason():
    rows = _ROW.findall(PAGE)
    assert [int(number) for number, _, _ in rows] == list(range(FIRST, LAST + 1))
    assert [number for number, _, held in rows if not _NAMED.search(held) and len(held.split()) < 4] == []


def test_control_a_test_that_is_gone_is_noticed():
    assert missing_of("`tests/architecture/test_abuse.py::test_that_never_was`") != []
    assert missing_of("`tests/nowhere/test_abuse.py::test_every_case_has_a_test_or_a_reason`") != []
