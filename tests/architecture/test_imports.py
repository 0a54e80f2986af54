"""The import contracts of pyproject.toml hold, and each of them catches what it is there for."""

import os
import re
import shutil
import subprocess
import sys

import pytest

from tests.architecture.project import CONTRACTS, ROOT

LINT = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
CAPABILITIES_WITH_A_DOOR = [
    found["id"].removeprefix("door-") for found in CONTRACTS if found["id"].startswith("door-")
]

# contract -> (module, the import planted in it)
PLANTED = {
    "order": ("kernel.languages", "schakel.journal.public"),
    "inside": ("library.rules", "schakel.library.models"),
    "pure-rules": ("journal.rules", "django"),
    "reading-apart": ("documents.reading.plain", "schakel.kernel.refusal"),
    "search-engine": ("website.apps", "schakel.search.engines"),
    "one-way-out": ("jobs.worker", "socket"),
    "no-cycles": ("kernel.refusal", "schakel.matching.public"),
} | {f"door-{name}": ("website.shell", f"schakel.{name}.rules") for name in CAPABILITIES_WITH_A_DOOR}


def lint(folder):
    return subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "src"), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_import_contract_is_kept():
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout


def test_every_package_has_a_place_in_the_order_of_layers():
    assert next(found for found in CONTRACTS if found["id"] == "order")["exhaustive"] is True


@pytest.fixture(scope="module")
def sabotaged(tmp_path_factory):
    """A copy of the sources in which every contract is violated, each in one place of its own."""
    folder = tmp_path_factory.mktemp("sabotaged")
    shutil.copy(ROOT / "pyproject.toml", folder)
    shutil.copytree(
        ROOT / "src" / "schakel", folder / "src" / "schakel", ignore=shutil.ignore_patterns("*.tsv", "static")
    )
    for module, planted in PLANTED.values():
        path = folder / "src" / "schakel" / f"{module.replace('.', '/')}.py"
        path.write_text(f"{path.read_text(encoding='utf-8')}\nimport {planted}\n", encoding="utf-8")
    (folder / "src" / "schakel" / "gossip").mkdir()
    (folder / "src" / "schakel" / "gossip" / "__init__.py").touch()
    return folder


@pytest.fixture(scope="module")
def broken(sabotaged):
    """What is told of each contract that is broken there, by its name."""
    done = lint(sabotaged)
    assert done.returncode == 1
    told = done.stdout.partition("Broken contracts\n")[2]
    parts = re.split(r"\n(.+)\n-+\n", told)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize("contract", CONTRACTS, ids=[found["id"] for found in CONTRACTS])
def test_a_violation_of_the_contract_is_caught(broken, contract):
    module, planted = PLANTED[contract["id"]]
    told = broken[contract["name"]]
    if contract["id"] != "no-cycles":  # which names the packages of the circle and not its modules
        assert f"schakel.{module}" in told
        assert planted in told


@pytest.mark.parametrize("planted", ["import http.client", "from urllib.request import urlopen"])
def test_another_way_out_that_shares_its_name_with_something_harmless_is_caught(planted):
    command = [sys.executable, "-m", "ruff", "check", "--stdin-filename=src/schakel/library/queries.py", "-"]
    done = subprocess.run(command, cwd=ROOT, input=planted, capture_output=True, text=True, check=False)
    assert "TID251" in done.stdout


def test_a_package_without_a_place_is_caught(broken):
    assert "gossip" in broken["Capabilities know only what is below them"]
