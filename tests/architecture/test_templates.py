"""What is a remark in a template stays one: one in braces ends on its line, or everybody reads it."""

import pytest

from tests.architecture.project import ROOT

TEMPLATES = sorted((ROOT / "src").rglob("templates/**/*.*"))


def remarks_without_an_end(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.count("{#") != line.count("#}")]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "src" / "schakel")))
def test_a_remark_ends_on_its_line(path):
    assert remarks_without_an_end(path.read_text(encoding="utf-8")) == []


def test_control_a_remark_of_two_lines_is_caught():
    assert remarks_without_an_end("{# what\nit is #}") == ["{# what", "it is #}"]
    assert len(TEMPLATES) > 50
