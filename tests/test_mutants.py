"""`bench mutants` is only worth something while it finds tests that cannot fail."""

import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
RULE = "def is_of_age(years):\n    return years >= 18\n"
HOLLOW = "def test_age():\n    is_of_age(30)\n"
HONEST = "def test_age():\n    assert [is_of_age(years) for years in (17, 18)] == [False, True]\n"
WRONG = "def test_age():\n    assert is_of_age(17)\n"


def measured(tree: Path, tests: str) -> tuple[int, str]:
    """What it ends with and says about a project of which one package has rules with these tests."""
    package = tree / "src" / "schakel" / "ages"
    files = {
        tree / "bench" / "mutants.py": (PROJECT / "bench" / "mutants.py").read_text(encoding="utf-8"),
        package.parent / "__init__.py": "",
        package / "__init__.py": "",
        package / "rules.py": RULE,
        package / "tests" / "__init__.py": "",
        package / "tests" / "test_rules.py": f"from schakel.ages.rules import is_of_age\n\n{tests}",
    }
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "bench/mutants.py", "ages"], cwd=tree, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout


@pytest.mark.slow
def test_a_test_that_cannot_fail_is_found(tmp_path):
    outcome, said = measured(tmp_path, HOLLOW)
    assert outcome == 1
    assert "ages              0 of    2 noticed:   0.0%  too few" in said
    assert "src/schakel/ages/rules.py:2: return years >= 18  =>  return years > 18" in said


@pytest.mark.slow
def test_tests_that_notice_every_change_are_enough(tmp_path):
    outcome, said = measured(tmp_path, HONEST)
    assert outcome == 0
    assert "ages              2 of    2 noticed: 100.0%\n" in said


@pytest.mark.slow
def test_tests_that_fail_anyway_measure_nothing(tmp_path):
    assert measured(tmp_path, WRONG) == (
        2,
        "The tests of schakel.ages.rules fail as it stands; mend that first.\n",
    )
