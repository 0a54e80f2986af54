"""`schakel import` for what makes no items: the same options, the same report."""

import argparse
import json

from django.utils import timezone

from schakel.config.outcome import FINE, NOT_FINE, ImpossibleError
from schakel.config.terminal import doing, write_line
from schakel.imports.beside_items import BesideItems
from schakel.kernel.refusal import Refusal
from schakel.kernel.reports import ImportReport

MOST_SHOWN = 20


def import_beside_items(way: BesideItems, options: argparse.Namespace) -> int:
    try:
        if options.undo is not None:
            return _undo(way, options.undo)
        return _import(way, options)
    except Refusal as refusal:
        raise ImpossibleError(way.refusal_text(refusal)) from refusal


def _undo(way: BesideItems, number: int) -> int:
    if way.undo is None:
        raise ImpossibleError(f"What {way.name} brought cannot be undone; read another file over it.")
    if not way.undo(number, None, timezone.now()):
        raise ImpossibleError(f"There is no run {number}.")
    write_line(f"Run {number} is undone.")
    return FINE


def _import(way: BesideItems, options: argparse.Namespace) -> int:
    if options.file is None or not options.file.is_file():
        raise ImpossibleError(f"There is no file {options.file}.")
    with doing("Reading"):
        if options.dry_run:
            report = way.preview(options.file, timezone.now())
        else:
            report = way.run(options.file, None, timezone.now())
    if options.json:
        write_line(json.dumps(_answer(way, report), ensure_ascii=False))
    else:
        _tell(way, report, is_dry=options.dry_run)
    return NOT_FINE if report.refuse else FINE


def _answer(way: BesideItems, report: ImportReport) -> dict[str, object]:
    return {
        **report.counts,
        "duplicates": report.duplicates,
        "repairs": dict(report.repairs),
        "problems": [
            {"record": remark.record, "field": remark.field, "message": way.remark_text(remark)}
            for remark in report.problems
        ],
        "run": report.run,
    }


def _tell(way: BesideItems, report: ImportReport, *, is_dry: bool) -> None:
    if is_dry:
        write_line("Nothing was changed; this is what would happen.")
    elif report.run:
        write_line(f"Run {report.run}.")
    for name, count in {**report.counts, "duplicates": report.duplicates}.items():
        write_line(f"{name:12} {count}")
    for name, count in report.repairs.items():
        write_line(f"mended       {name}: {count}")
    for remark in report.problems[:MOST_SHOWN]:
        write_line(f"look at      {remark.record} {remark.field} {way.remark_text(remark)}")
    if len(report.problems) > MOST_SHOWN:
        write_line(f"             and {len(report.problems) - MOST_SHOWN} more; see --json")
