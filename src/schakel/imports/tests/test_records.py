"""Files as they are found are read, or refused in one sentence; none does harm."""

import gzip
import json

import pytest

from schakel.imports.records import DEEPEST, read_records
from schakel.kernel.refusal import Refusal
from schakel.kernel.sheets import xlsx_file


def read(tmp_path, content, *formats):
    path = tmp_path / "file"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    repairs = []
    return list(read_records(path, formats, repairs.append)), repairs


def test_a_table_with_a_byte_order_mark_and_breaks_within_cells(tmp_path):
    records, repairs = read(tmp_path, '\ufeffname,text\nA,"one\ntwo"\n\nB,three\n', "csv", "json")
    assert records == [{"name": "A", "text": "one\ntwo"}, {"name": "B", "text": "three"}]
    assert repairs == ["byte-order-mark-removed"]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found_out(tmp_path, separator):
    records, _ = read(tmp_path, f"a{separator}b\n1{separator}2\n", "csv")
    assert records == [{"a": "1", "b": "2"}]


def test_a_row_with_too_many_or_too_few_cells_is_told(tmp_path):
    records, repairs = read(tmp_path, "a,b\n1\n1,2,3\n", "csv")
    assert records == [{"a": "1"}, {"a": "1", "b": "2"}]
    assert repairs == ["row-of-other-length"] * 2


@pytest.mark.parametrize("text", ['[{"a": 1}, {"a": 2}]', '{"a": 1}\n{"a": 2}\n', '{"a": 1},\n{"a": 2}'])
def test_json_in_a_list_in_lines_or_with_commas(tmp_path, text):
    records, repairs = read(tmp_path, text, "json")
    assert records == [{"a": 1}, {"a": 2}]
    assert repairs == []


def test_objects_with_nothing_between_them_are_read_and_counted(tmp_path):
    records, repairs = read(tmp_path, '{"a": 1}{"a": 2}{"a": 3}', "json")
    assert len(records) == 3
    assert repairs == ["record-separator-missing"] * 2


def test_a_zipped_file_is_unzipped(tmp_path):
    assert read(tmp_path, gzip.compress(b"a\n1\n"), "csv")[0] == [{"a": "1"}]


def test_old_office_encodings_are_read(tmp_path):
    records, repairs = read(tmp_path, "naam\nCafé\n".encode("cp1252"), "csv")
    assert records == [{"naam": "Café"}]
    assert repairs == ["read-as-windows-1252"]


def test_days_of_yaml_are_written_out(tmp_path):
    assert read(tmp_path, "name: A\nreleaseDate: 2021-05-20\nkeys: [1, null]\n", "yaml")[0] == [
        {"name": "A", "releaseDate": "2021-05-20", "keys": [1, None]}
    ]


BOMB = "a: &a [x]\n" + "".join(
    f"{name}: &{name} [*{last}, *{last}]\n" for last, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("content", "formats", "code"),
    [
        (b"\x00\x01\x02\x03", ("csv",), "file-is-no-text"),
        (b"PK\x03\x04\x00\x00", ("csv",), "file-is-no-text"),
        (b"", ("csv",), "file-empty"),
        (b"", ("json",), "file-empty"),
        (b'{"a": ', ("json",), "file-damaged"),
        (b'{"a": 1} and more', ("json",), "file-damaged"),
        (b"[1, 2]", ("json",), "file-holds-no-records"),
        (b"[" * 5000, ("json",), "file-damaged"),
        (b'{"a":' * 100_000, ("json",), "file-damaged"),
        (b'[{"a": ' + b"9" * 5000 + b"}]", ("json",), "file-damaged"),
        (json.dumps({"a": json.loads("[" * 60 + "]" * 60)}).encode(), ("json",), "file-holds-no-records"),
        (b"just words", ("yaml",), "file-holds-no-records"),
        (b"a: [1", ("yaml",), "file-damaged"),
        (b"a: !!python/object/apply:os.system [x]", ("yaml",), "file-damaged"),
        (BOMB.encode(), ("yaml",), "file-refers-to-itself"),
        (gzip.compress(b"a\n1\n", mtime=0)[:-9], ("csv",), "file-damaged"),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path, content, formats, code):
    with pytest.raises(Refusal) as refused:
        read(tmp_path, content, *formats)
    assert refused.value.code == code


def test_a_name_that_stands_twice_is_said(tmp_path):
    records, repairs = read(tmp_path, b'[{"a": "1", "a": "2"}, {"a": {"b": 1, "b": 2, "b": 3}}]', "json")
    assert [dict(record) for record in records] == [{"a": "2"}, {"a": {"b": 3}}]
    assert repairs == ["name-there-twice"] * 3


def test_a_small_file_that_unzips_to_very_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("schakel.imports.records.LARGEST_FILE", 10_000)
    with pytest.raises(Refusal, match="file-too-large"):
        read(tmp_path, gzip.compress(b"a" * 100_000), "csv")


def test_what_is_no_number_is_nothing_and_a_mark_of_byte_order_is_taken_away(tmp_path):
    records, repairs = read(tmp_path, '\ufeff[{"a": NaN, "b": Infinity, "c": -Infinity, "d": 1}]', "json")
    assert records == [{"a": None, "b": None, "c": None, "d": 1}]
    assert repairs == ["byte-order-mark-removed"]


def test_levels_are_counted(tmp_path):
    nested = json.loads("[" * (DEEPEST - 2) + "]" * (DEEPEST - 2))
    assert len(read(tmp_path, json.dumps({"a": nested}), "json")[0]) == 1


def test_the_rows_of_a_workbook(tmp_path):
    path = tmp_path / "projecten.xlsx"
    path.write_bytes(
        xlsx_file([["Naam", "Jaar"], ["Warmtenet", 2024], ["", ""], ["Snuffelfiets", ""]], name="Blad")
    )
    assert list(read_records(path, ("csv", "json", "xlsx"), lambda _: None)) == [
        {"Naam": "Warmtenet", "Jaar": "2024"},
        {"Naam": "Snuffelfiets", "Jaar": ""},
    ]


def test_what_no_database_keeps_is_taken_out(tmp_path):
    text = '{"a\\u0000": "x\\u0000y \\ud800 é", "b": [1e999, 1, 10000000000000000000000], "c": {"d": -1e999}}'
    (record,), _ = read(tmp_path, text, "json")
    assert record == {"a": "xy ? é", "b": [None, 1, "10000000000000000000000"], "c": {"d": None}}
