"""A hub filled with real data: cases, funding topics, public goods and publiccode files, as they were found.

Takes the folder with the data, imports everything into the hub of these settings, says of likely doubles with the
same title that they are the same (as a person would who looks at them), and brings the index up to it. Prints one
JSON object: of each source its counts, repairs and items a second, and how many items there are afterwards.
``bench real_challenges`` then asks this hub the real questions.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "schakel.config.settings")
django.setup()

from django.utils import timezone  # noqa: E402 - Django must be set up before its models

from schakel.imports import public as imports  # noqa: E402
from schakel.imports.doubles import Evidence  # noqa: E402
from schakel.library.public import Item  # noqa: E402
from schakel.matching.public import hub_index  # noqa: E402
from schakel.organisations.public import load_reference  # noqa: E402
from schakel.vocabulary.public import Concept, load_vocabulary  # noqa: E402

SOURCES = (
    ("ips-cases", "messy/ips_cases.csv.gz"),
    ("ips-cases", "ips_cases_2021.jsonl.gz"),
    ("eu-calls", "messy/eu_calls_as_found.jsonl.gz"),
    ("dpg", "dpg.jsonl.gz"),
    ("publiccode", "publiccode/*.y*ml"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Fill the hub; 0 when no record was refused."""
    parser = argparse.ArgumentParser(prog="schakel bench real_data", description=__doc__)
    parser.add_argument("folder", type=Path, help="the folder with the data")
    options = parser.parse_args(arguments)
    found = [(profile, path) for profile, name in SOURCES for path in sorted(options.folder.glob(name))]
    if not found:
        sys.stderr.write(f"{options.folder} holds none of the sources\n")
        return 2
    load_reference(now=timezone.now())
    if not Concept.objects.exists():
        load_vocabulary(now=timezone.now())
    figures = [imported(profile, path) for profile, path in found]
    same = decide_same_titles()
    began = perf_counter()
    hub_index().catch_up(today=timezone.localdate())
    there = Item.objects.filter(state="published").count()
    print(
        json.dumps(
            {
                "sources": figures,
                "decided_the_same": same,
                "items": there,
                "indexing_s": round(perf_counter() - began, 1),
            },
            indent=1,
        )
    )
    return 1 if any(each["refuse"] for each in figures) else 0


def imported(profile: str, path: Path) -> dict[str, Any]:
    began = perf_counter()
    report = imports.run_import(profile=imports.PROFILES[profile], path=path, run_by=None, now=timezone.now())
    took = perf_counter() - began
    return {
        "file": path.name,
        **report.plan.counts,
        "duplicates": report.duplicates,
        "repairs": report.plan.repairs,
        "items_per_s": round(report.plan.counts["read"] / took),
    }


def decide_same_titles() -> int:
    """Say of each pair with the same title that it is one; returns how many were decided."""
    decided = 0
    while pair := next(
        (pair for pair in imports.open_doubles() if Evidence.SAME_TITLE.value in pair.evidence), None
    ):
        imports.decide_double(double=pair, decision="same", decided_by=None, now=timezone.now())
        decided += 1
    return decided


if __name__ == "__main__":
    raise SystemExit(main())
