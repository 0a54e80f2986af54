"""The command that draws the map with real boundaries."""

import gzip
import json

import pytest

from schakel.config.command_line import main
from schakel.journal import public as journal
from schakel.organisations.public import load_reference, province_outlines
from tests.boundaries import PROVINCES, geojson, written
from tests.clock import NOW


@pytest.fixture
def provinces(db):
    load_reference(now=NOW)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "provinces.json"
    path.write_bytes(written(geojson()))
    return path


def test_the_command_draws_the_map_and_takes_it_back(provinces, file, client, capsys):
    before = client.get("/map/").content.decode()
    assert main(["boundaries", str(file)]) == 0
    assert "12 provinces" in capsys.readouterr().out
    assert set(province_outlines()) == set(PROVINCES)
    assert journal.history_of("boundary:provinces")[0].details == {"boundaries": 12}
    drawn = client.get("/map/").content.decode()
    assert drawn.count('<path class="sk-map__area') == 12
    assert "<rect" not in drawn
    assert main(["boundaries", "--remove"]) == 0
    assert client.get("/map/").content.decode().count("<rect") == before.count("<rect") == 12


def test_the_boundaries_can_be_imported_with_the_report_of_every_import(provinces, file, capsys):
    file.write_bytes(gzip.compress(file.read_bytes()))
    for options in ("--dry-run", "--json", "--json"):
        assert main(["import", "boundaries", str(file), options]) == 0
    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines()[-2:])
    assert (first["read"], first["create"], second["unchanged"], second["problems"]) == (12, 12, 12, [])
    assert len(province_outlines()) == 12


@pytest.mark.parametrize("content", [b"", b"<html>", written(geojson(pv28=None))])
def test_a_hostile_file_is_refused_with_one_sentence_and_the_map_stays(provinces, file, capsys, content):
    assert main(["boundaries", str(file)]) == 0
    capsys.readouterr()
    file.write_bytes(content)
    assert main(["boundaries", str(file)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("schakel: ")
    assert said.err.count("\n") == 1
    assert len(province_outlines()) == 12


def test_a_file_that_is_not_there_is_named(provinces, tmp_path, capsys):
    assert main(["boundaries", str(tmp_path / "none.json")]) == 2
    assert "none.json" in capsys.readouterr().err


def test_without_provinces_in_the_hub_there_is_nothing_to_draw(db, file, capsys):
    assert main(["boundaries", str(file)]) == 2
    assert "provinces are not in the hub yet" in capsys.readouterr().err
