"""Import a file with a source profile: first what would happen (--dry-run), then for real; and undo."""

import argparse
import json
from pathlib import Path

from django.utils import timezone, translation

from schakel.config.importing_beside_items import import_beside_items
from schakel.config.outcome import FINE, NOT_FINE, ImpossibleError
from schakel.config.terminal import counting_up, write_line
from schakel.imports import public as imports
from schakel.imports.beside_items import BESIDE_ITEMS
from schakel.kernel.refusal import Refusal

MOST_SHOWN = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "profile", nargs="?", help="how the file is read; without any: the profiles there are"
    )
    parser.add_argument("file", nargs="?", type=Path, help="the file, zipped by gzip or not")
    parser.add_argument("--dry-run", action="store_true", help="say what would happen, and change nothing")
    parser.add_argument("--undo", type=int, metavar="RUN", help="take back what this run did")
    parser.add_argument("--json", action="store_true", help="as JSON")


def run(options: argparse.Namespace) -> int:
    with translation.override("en"):
        if options.profile in BESIDE_ITEMS:
            return import_beside_items(BESIDE_ITEMS[options.profile], options)
        try:
            if options.undo is not None:
                return _undo(options.undo)
            if options.profile is None:
                return _list_profiles()
            return _import(options)
        except Refusal as refusal:
            raise ImpossibleError(imports.refusal_text(refusal)) from refusal


def _list_profiles() -> int:
    titles = [(way.name, way.title) for way in imports.PROFILES.values()]
    for name, title in [*titles, *((way.name, way.title) for way in BESIDE_ITEMS.values())]:
        write_line(f"{name:14} {title}")
    return FINE


def _undo(number: int) -> int:
    found = imports.run_with(number)
    if found is None:
        raise ImpossibleError(f"There is no run {number}.")
    imports.undo_run(run=found, undone_by=None, now=timezone.now())
    write_line(f"Run {number} is undone.")
    return FINE


def _import(options: argparse.Namespace) -> int:
    profile = imports.PROFILES.get(options.profile)
    if profile is None:
        raise ImpossibleError(
            f"There is no profile {options.profile}; there are: {', '.join([*imports.PROFILES, *BESIDE_ITEMS])}"
        )
    if options.file is None or not options.file.is_file():
        raise ImpossibleError(f"There is no file {options.file}.")
    now = timezone.now()
    if options.dry_run:
        report = imports.dry_run(profile=profile, path=options.file, now=now)
    else:
        with counting_up("Records") as progress:
            report = imports.run_import(
                profile=profile, path=options.file, run_by=None, now=now, progress=progress
            )
    answer = imports.told_report(report)
    if options.json:
        write_line(json.dumps(answer, ensure_ascii=False))
    else:
        _tell(report, answer, is_dry=options.dry_run)
    return NOT_FINE if answer["refuse"] else FINE


def _tell(report: imports.Report, answer: dict[str, object], *, is_dry: bool) -> None:
    counts = report.plan.counts
    write_line("Nothing was changed; this is what would happen." if is_dry else f"Run {answer['run']}.")
    for name in ("read", "create", "update", "unchanged", "refuse"):
        write_line(f"{name:12} {counts[name]}")
    write_line(f"{'duplicates':12} {report.duplicates} likely, to be decided by a person")
    for name, count in report.plan.repairs.items():
        write_line(f"mended       {name}: {count}")
    for problem in report.plan.problems[:MOST_SHOWN]:
        write_line(f"look at      {problem.record} {problem.field} {imports.problem_text(problem)}")
    if len(report.plan.problems) > MOST_SHOWN:
        write_line(f"             and {len(report.plan.problems) - MOST_SHOWN} more; see --json")
