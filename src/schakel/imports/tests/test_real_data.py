"""Real sources as they were found. They are not part of the repository; REAL_DATA says where they are."""

import gzip
import os
from pathlib import Path

import pytest

from schakel.imports.actions import dry_run, run_import
from schakel.imports.fields import draft_of
from schakel.imports.mapping import Known
from schakel.imports.models import LikelyDouble, SourceRecord
from schakel.imports.profiles import PROFILES
from schakel.imports.reading import read_file
from tests.architecture.project import ROOT
from tests.clock import NOW

DATA = Path(os.environ.get("REAL_DATA") or ROOT.parent / "shared" / "data")
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.skipif(not DATA.is_dir(), reason="the real data are not on this machine (REAL_DATA)"),
]


@pytest.mark.parametrize(
    ("profile", "file", "read"),
    [
        ("eu-calls", "messy/eu_calls_as_found.jsonl.gz", 258),
        ("ips-cases", "messy/ips_cases.csv.gz", 513),
        ("dpg", "dpg.jsonl.gz", 464),
        ("publiccode", "publiccode/open-forms.publiccode.yaml", 1),
        ("publiccode", "publiccode/signalen-frontend.publiccode.yml", 1),
        ("publiccode", "publiccode/woobundle.publiccode.yaml", 1),
    ],
)
def test_every_record_of_a_real_source_is_usable(profile, file, read):
    report = dry_run(profile=PROFILES[profile], path=DATA / file, now=NOW)
    assert report.plan.counts == {"read": read, "create": read, "update": 0, "unchanged": 0, "refuse": 0}
    texts = [
        text
        for mapped in read_file(PROFILES[profile], DATA / file, Known(str, str), today=NOW.date())
        for texts in draft_of(mapped.fields).texts.values()
        for text in texts.values()
    ]
    assert not [text for text in texts if "â€" in text or "<p>" in text or "&amp;" in text]


def test_the_same_case_in_two_lists_is_proposed_as_a_double():
    profile = PROFILES["ips-cases"]
    for year in (2022, 2021):
        run_import(profile=profile, path=DATA / f"ips_cases_{year}.jsonl.gz", run_by=None, now=NOW)
    items = dict(SourceRecord.objects.order_by("pk").values_list("key", "item_id"))
    proposed = set(LikelyDouble.objects.order_by("pk").values_list("one_id", "other_id"))
    with gzip.open(DATA / "eval" / "A4_same_case_two_lists" / "qrels.tsv.gz", "rt") as lines:
        known = [line.split() for line in lines]
    pairs = [
        tuple(sorted((items[old.removeprefix("old-")], items[new.removeprefix("ips-")])))
        for old, new, _ in known
    ]
    assert len(pairs) == 67
    assert [pair for pair in pairs if pair not in proposed] == []
