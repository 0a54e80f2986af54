"""The command for scheduled sources."""

import dataclasses
import json

import pytest

from schakel.config.command_line import main

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings, tmp_path):
    settings.ENVIRONMENT = dataclasses.replace(settings.ENVIRONMENT, sources_folder=tmp_path)
    (tmp_path / "cases.csv").write_text("id,name,description\n1,Wave,It waves.\n", encoding="utf-8")
    return tmp_path


def test_the_command_adds_reads_and_lists(folder, capsys):
    assert main(["sources", "add", "cases", "ips-cases", "cases.csv", "--every", "12h"]) == 0
    assert main(["sources", "run", "cases"]) == 0
    assert "create 1" in capsys.readouterr().out
    assert main(["sources", "run", "cases"]) == 0
    assert main(["sources", "--json"]) == 0
    (entry,) = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (entry["name"], entry["status"], entry["every_hours"], entry["problem"]) == (
        "cases",
        "fresh",
        12,
        "",
    )
    (folder / "cases.csv").unlink()
    assert main(["sources", "run", "cases"]) == 1
    assert main(["sources"]) == 1
    assert main(["sources", "pause", "cases"]) == 0
    assert main(["sources"]) == 0
    assert main(["sources", "resume", "cases"]) == 0
    for wrong in (["run", "x"], ["add", "X", "skos", "a"], ["add", "x", "skos", "a", "--every", "often"]):
        assert main(["sources", *wrong]) == 2
