"""Municipalities get the names, provinces and inhabitants that Statistics Netherlands says."""

import gzip
import json
from datetime import date
from pathlib import Path

import pytest

from schakel.journal import public as journal
from schakel.kernel.refusal import Refusal
from schakel.organisations.actions import load_reference
from schakel.organisations.counting import import_municipalities, preview_municipalities
from schakel.organisations.messages import refusal_text, remark_text
from schakel.organisations.models import Organisation
from schakel.organisations.rules import SizeClass, size_class_of
from schakel.organisations.statistics_files import read_municipalities
from tests.clock import NOW

LABELS = """"Regionale kerncijfers Nederland"
"Onderwerp";"Perioden";"Regiocode (gemeente) (code)";"Gemeentenaam (naam)";"Bevolking/Bevolkingssamenstelling/\
Totale bevolking (aantal)"
"";"2025";"GM0599";"Rotterdam";"672 960"
"Bron: CBS"
"""
TYPED = """"ID";"RegioS";"Perioden";"TotaleBevolking_1";"Mannen_2"
0;"NL01  ";"2025JJ00";17942942;8
1;"PV28  ";"2025JJ00";3840000;1
2;"GM0599";"2024JJ00";663900;1
3;"GM0599";"2025JJ00";672960;1
4;"GM0050";"2025JJ00";       .;1
"""
AREAS = json.dumps(
    {
        "value": [
            {"RegioS": "GM0599", "Code_1": "GM0599", "Naam_2": "Rotterdam ", "Code_3": "AM22", "Code_28": "PV28",
             "Inwonertal_57": 672960, "Perioden": "2025JJ00"}
        ]
    }
)  # fmt: skip


@pytest.fixture
def written(tmp_path):
    def write(text: str, name: str = "counted.csv") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize(
    ("inhabitants", "size"),
    [(1, "under-20k"), (19_999, "under-20k"), (20_000, "20k-50k"), (50_000, "50k-100k"), (99_999, "50k-100k"),
     (100_000, "100k-250k"), (249_999, "100k-250k"), (250_000, "over-250k")],
)  # fmt: skip
def test_the_size_class_follows_from_the_inhabitants(inhabitants, size):
    assert size_class_of(inhabitants) == SizeClass(size)


@pytest.mark.parametrize("text", [LABELS, TYPED, AREAS, AREAS[11:-2]])
def test_every_layout_is_read(written, text):
    path = written(text)
    found = {counted.code: counted for counted in read_municipalities(path).found}
    assert (found["gm0599"].inhabitants, found["gm0599"].year) == (672_960, 2025)
    zipped = path.with_suffix(".gz")
    zipped.write_bytes(gzip.compress(path.read_bytes()))
    assert read_municipalities(zipped) == read_municipalities(path)


def test_other_regions_and_years_are_left_out_and_counted(written):
    found = read_municipalities(written(TYPED))
    assert [counted.code for counted in found.found] == ["gm0050", "gm0599"]
    assert found.found[0].unreadable == "."
    assert found.repairs == {"row-of-another-region-left-out": 2, "row-of-another-year-left-out": 1}


@pytest.mark.parametrize(
    ("text", "code"),
    [("{", "municipalities-unreadable"), ("a;b\n1;2\n", "municipalities-not-found"), ("", "municipalities-not-found"),
     ("[" * 100_000, "municipalities-unreadable")],
)  # fmt: skip
def test_what_is_no_such_file_is_refused_with_a_sentence(written, text, code):
    with pytest.raises(Refusal) as refused:
        read_municipalities(written(text))
    assert refused.value.code == code
    assert code not in refusal_text(refused.value)


LINES = """{"gm_code": "GM0599", "name": "Rotterdam aan Zee", "pv_code": "PV27", "inhabitants": 240000, "year": 2026}
{"gm_code": "GM0363", "name": "Amsterdam", "province": "Noord-Holland", "inhabitants": 931000, "year": 2026}
{"gm_code": "GM0457", "name": "Weesp", "inhabitants": 20000, "year": 2026}
{"gm_code": "GM9999", "name": "Nergenshuizen", "inhabitants": 12}
{"gm_code": "GM0014", "name": "Groningen", "province": "Groningen", "inhabitants": "veel"}
"""


@pytest.mark.django_db
def test_municipalities_are_brought_up_to_date_by_their_codes(written):
    load_reference(now=NOW)
    path = written(LINES)
    before = preview_municipalities(path=path, now=NOW)
    assert Organisation.objects.get(code="gm0599").inhabitants is None
    report = import_municipalities(path=path, run_by=None, now=NOW)
    assert report == before
    assert (report.read, report.update, report.unchanged, report.refuse) == (5, 2, 2, 1)
    rotterdam = Organisation.objects.get(code="gm0599")
    assert (rotterdam.name, rotterdam.slug) == ("Rotterdam aan Zee", "gemeente-rotterdam")
    assert (rotterdam.inhabitants, rotterdam.size_class, rotterdam.size_is_estimate) == (
        240_000,
        "100k-250k",
        False,
    )
    assert rotterdam.province.code == "pv27"
    weesp = Organisation.objects.get(code="gm0457")
    assert (weesp.valid_until, weesp.successor.name, weesp.inhabitants) == (
        date(2022, 3, 24),
        "Amsterdam",
        None,
    )
    told = {remark.record: remark_text(remark) for remark in report.problems}
    assert told.keys() == {"gm0457", "gm9999", "gm0014"}
    assert "Nergenshuizen" in told["gm9999"]
    assert journal.rows_after(journal.last_number() - 1)[0].name == "reference.updated"


@pytest.mark.django_db
def test_the_next_start_of_the_hub_and_older_figures_do_not_undo_it(written):
    load_reference(now=NOW)
    path = written(LINES)
    import_municipalities(path=path, run_by=None, now=NOW)
    assert load_reference(now=NOW) == 0
    assert import_municipalities(path=path, run_by=None, now=NOW).update == 0
    older = written('{"gm_code": "GM0599", "name": "R", "inhabitants": 5, "year": 2025}', "older.json")
    report = import_municipalities(path=older, run_by=None, now=NOW)
    assert [remark.code for remark in report.problems] == ["figures-older"]
    assert Organisation.objects.get(code="gm0599").name == "Rotterdam aan Zee"


@pytest.mark.django_db
def test_a_file_of_the_whole_country_tells_whom_it_does_not_have(written):
    load_reference(now=NOW)
    codes = Organisation.objects.filter(type="municipality", valid_until=None).order_by("code")
    lines = [
        json.dumps({"gm_code": code.upper()})
        for code in codes.values_list("code", flat=True)
        if code != "gm0599"
    ]
    report = preview_municipalities(path=written("\n".join(lines)), now=NOW)
    assert [(remark.record, remark.code) for remark in report.problems] == [
        ("gm0599", "municipality-not-in-file")
    ]
