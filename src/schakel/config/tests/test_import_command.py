"""The command that imports: its report, and what it ends with."""

import json

import pytest

from schakel.config.command_line import main

pytestmark = pytest.mark.django_db
KEYS = {"read", "create", "update", "unchanged", "duplicates", "refuse", "repairs", "problems", "run"}


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text("id,name,description\n1,Wave,It waves.\n2,,Nothing\n", encoding="utf-8")
    return str(path)


def test_the_report_has_the_shape_that_others_rely_on(file, capsys):
    assert main(["import", "ips-cases", file, "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report.keys() == KEYS
    assert (report["read"], report["create"], report["refuse"]) == (2, 1, 1)
    assert report["problems"] == [{"record": "2", "field": "", "message": "It has no title."}]


def test_a_dry_run_says_so(file, capsys):
    assert main(["import", "ips-cases", file, "--dry-run"]) == 1
    assert "Nothing was changed" in capsys.readouterr().out


def test_a_run_is_undone_by_its_number(file, capsys):
    main(["import", "ips-cases", file, "--json"])
    number = json.loads(capsys.readouterr().out)["run"]
    assert main(["import", "--undo", str(number)]) == 0
    assert main(["import", "--undo", str(number)]) == 2


@pytest.mark.parametrize(
    "arguments", [["nonsense", "x"], ["ips-cases", "not-there.csv"], ["ips-cases"], ["--undo", "99"]]
)
def test_what_cannot_be_done_ends_with_two_and_a_sentence(arguments, capsys):
    assert main(["import", *arguments]) == 2
    assert capsys.readouterr().err.startswith("schakel: There is no")


def test_a_file_that_cannot_be_read_ends_with_two(tmp_path, capsys):
    path = tmp_path / "picture.png"
    path.write_bytes(b"\x89PNG\x00\x00")
    assert main(["import", "ips-cases", str(path)]) == 2
    assert "no text" in capsys.readouterr().err


def test_without_arguments_the_profiles_are_listed(capsys):
    assert main(["import"]) == 0
    assert "publiccode" in capsys.readouterr().out


SKOS = """@prefix s: <http://www.w3.org/2004/02/skos/core#> .
<http://e.example/1> a s:Concept ; s:prefLabel "energie"@nl .
<http://e.example/2> a s:Concept ; s:prefLabel "vent"@fr .
"""


def test_what_makes_no_items_has_the_same_report(tmp_path, capsys):
    path = tmp_path / "words.ttl"
    path.write_text(SKOS, encoding="utf-8")
    assert main(["import", "skos", str(path), "--dry-run", "--json"]) == 1
    before = json.loads(capsys.readouterr().out)
    assert main(["import", "skos", str(path), "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report.keys() == KEYS
    assert before | {"run": report["run"]} == report
    assert report["problems"][0]["message"] == "It has no name in Dutch or in English."
    assert main(["themes"]) == 0
    assert '"energie"@nl' in capsys.readouterr().out
    assert main(["import", "skos", "--undo", str(report["run"])]) == 0
    assert main(["import", "municipalities", "--undo", "1"]) == 2
    path.write_text("", encoding="utf-8")
    assert main(["import", "municipalities", str(path)]) == 2
    assert main(["import", "boundaries", str(path)]) == 2
    assert "schakel: This is no GeoJSON" in capsys.readouterr().err
