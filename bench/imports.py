"""How fast records become items, and how long the database lets nobody else write meanwhile.

Makes a file of so many cases from the words of the bilingual word list, imports it into a hub in a temporary folder
(SQLite, or the PostgreSQL of SCHAKEL_DATABASE), and brings the index up to it. Prints one JSON object: seconds for
reading and mending, for storing (the one transaction), for proposing doubles and for the index; items a second; the
most memory. With --kill 5,20,40 the import is killed (kill -9) after so many seconds, each time from the beginning,
and the hub has to hold then what it held before; afterwards it goes through.
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import monotonic
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(PROJECT), str(PROJECT / "src")]
STATUSES = ("Planned", "Pilot", "Implemented", "In development", "Not in use anymore")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="schakel bench imports", description=__doc__)
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument(
        "--kill", type=lambda text: [float(word) for word in text.split(",")], default=[], metavar="SECONDS"
    )
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.file:
        print(json.dumps(imported(options.file)))
        return 0
    with tempfile.TemporaryDirectory(prefix="schakel-bench-") as folder:
        os.environ.setdefault("SCHAKEL_DATA", folder)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "schakel.config.settings")
        file = Path(folder) / "cases.jsonl"
        prepare()
        write_records(file, options.records)
        killed = [_killed(file, seconds) for seconds in options.kill]
        figures = json.loads(_import_process(file).communicate()[0])
        print(json.dumps({"asked": options.records, **figures, "killed": killed, **index_again()}, indent=2))
        return 0


def prepare() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def write_records(file: Path, count: int) -> None:
    """Cases with a title of six words, a description of a hundred and an address of their own."""
    from schakel.vocabulary.public import written_words

    words = [word.english[0] for word in written_words() if word.english]
    chance = random.Random(7)
    with file.open("w", encoding="utf-8") as lines:
        for number in range(count):
            lines.write(json.dumps(_record(number, words, chance)) + "\n")


def _record(number: int, words: list[str], chance: random.Random) -> dict[str, object]:
    sentences = [" ".join(chance.choices(words, k=12)).capitalize() + "." for _ in range(8)]
    return {
        "id": number,
        "name": " ".join(chance.choices(words, k=6)).capitalize(),
        "description": " ".join(sentences),
        "status": chance.choice(STATUSES),
        "start_date": str(chance.randint(2005, 2026)),
        "url": f"https://example.org/cases/{number}",
    }


def imported(file: Path) -> dict[str, Any]:
    """Import the file in this process; what took how long."""
    import django

    django.setup()
    from django.utils import timezone

    from schakel.imports import public as imports

    began, stages = monotonic(), {"reading": 0.0}

    def progress(_done: int, of: int) -> None:
        if not of:
            stages["reading"] = monotonic() - began
        else:
            stages["stored"] = monotonic() - began

    report = imports.run_import(
        profile=imports.PROFILES["ips-cases"], path=file, run_by=None, now=timezone.now(), progress=progress
    )
    took = monotonic() - began
    return {
        "created": report.plan.counts["create"],
        "duplicates": report.duplicates,
        "reading_s": round(stages["reading"], 1),
        "storing_s": round(stages["stored"] - stages["reading"], 1),
        "proposing_s": round(took - stages["stored"], 1),
        "items_per_s": round(report.plan.counts["create"] / took),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _import_process(file: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, __file__, "--file", str(file)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def _killed(file: Path, seconds: float) -> dict[str, object]:
    """Kill an import after so many seconds; what the hub holds then, and whether that is what it held before."""
    before = held()
    process = _import_process(file)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
    else:
        raise SystemExit("the import was done before it was killed; take fewer --kill seconds")
    process.communicate()
    return {"after_s": seconds, "as_before": held() == before, **held()}


def held() -> dict[str, int]:
    """What the database holds of imports."""
    from schakel.imports.models import LikelyDouble, Run, SourceRecord
    from schakel.journal import public as journal
    from schakel.library.public import Item

    return {
        "items": Item.objects.count(),
        "runs": Run.objects.count(),
        "records": SourceRecord.objects.count(),
        "doubles": LikelyDouble.objects.count(),
        "journal": journal.last_number(),
    }


def index_again() -> dict[str, Any]:
    """Bring the index up to the database, and hold them against each other."""
    from django.utils import timezone

    from schakel.config.index_check import index_that_differs
    from schakel.matching.public import hub_index

    began = monotonic()
    hub_index().catch_up(today=timezone.localdate())
    took = round(monotonic() - began, 1)
    return {"indexing_s": took, "index_differs": list(index_that_differs())[:5], **held()}


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
