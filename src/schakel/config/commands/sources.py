"""Scheduled sources: list them with how they are doing, add one, read one now, pause one."""

import argparse
import json
import re
from datetime import datetime, timedelta

from django.utils import timezone, translation

from schakel.accounts.public import Person
from schakel.config.outcome import FINE, NOT_FINE, ImpossibleError
from schakel.config.terminal import doing, write_line
from schakel.imports.source_messages import problem_of_source, source_refusal_text
from schakel.imports.source_models import ScheduledSource
from schakel.imports.source_rules import SourceStatus
from schakel.imports.sources import (
    SourceNow,
    add_source,
    pause_source,
    read_source,
    source_named,
    sources_with_status,
)
from schakel.kernel.refusal import Refusal

_TERM = re.compile(r"([1-9][0-9]{0,3})([hd])")
_HOURS = {"h": 1, "d": 24}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="as JSON")
    what = parser.add_subparsers(dest="what", metavar="WHAT")
    add = what.add_parser("add", help="have a place read again and again")
    add.add_argument("name", help="what it is called: small letters, figures, hyphens")
    add.add_argument("profile", help="how its file is read; see: schakel import")
    add.add_argument("place", help="an address, or a file or folder below SCHAKEL_SOURCES_FOLDER")
    add.add_argument("--every", default="1d", help="how often: 12h, 1d (as it is by itself), 30d")
    add.add_argument("--person", metavar="EMAIL", help="who looks after it, and is told when it is not well")
    for verb, meaning in (("run", "read it now"), ("pause", "stop reading it"), ("resume", "read it again")):
        one = what.add_parser(verb, help=meaning)
        one.add_argument("name")


def run(options: argparse.Namespace) -> int:
    now = timezone.now()
    with translation.override("en"):
        try:
            match options.what:
                case "add":
                    return _add(options, now)
                case "run":
                    return _run(_named(options.name), now)
                case "pause" | "resume":
                    return _pause(_named(options.name), now, is_paused=options.what == "pause")
                case _:
                    return _list(now, as_json=options.json)
        except Refusal as refusal:
            raise ImpossibleError(source_refusal_text(refusal)) from refusal


def _add(options: argparse.Namespace, now: datetime) -> int:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", options.name):
        raise ImpossibleError(
            "A source is called in small letters, figures and hyphens, for example: eu-calls"
        )
    term = _TERM.fullmatch(options.every)
    if term is None:
        raise ImpossibleError("--every takes hours or days, for example: 12h or 7d")
    person = Person.objects.filter(email=options.person.lower()).first() if options.person else None
    if options.person and person is None:
        raise ImpossibleError(f"There is nobody with the address {options.person}.")
    source = add_source(
        name=options.name,
        profile=options.profile,
        place=options.place,
        every=timedelta(hours=int(term[1]) * _HOURS[term[2]]),
        looked_after_by=person,
        added_by=None,
        now=now,
    )
    write_line(f"The source {source.name} is read every {source.every_hours} hours.")
    return FINE


def _named(name: str) -> ScheduledSource:
    source = source_named(name)
    if source is None:
        raise ImpossibleError(f"There is no source {name}.")
    return source


def _run(source: ScheduledSource, now: datetime) -> int:
    with doing(f"Reading {source.name}"):
        after = read_source(source=source, now=now)
    if after.problem:
        write_line(problem_of_source(after))
        return NOT_FINE
    changed = after.changed_at == now
    counts = ", ".join(f"{name} {number}" for name, number in after.outcome.items())
    write_line(counts if changed else "Nothing changed there since the last time.")
    return FINE


def _pause(source: ScheduledSource, now: datetime, *, is_paused: bool) -> int:
    pause_source(source=source, is_paused=is_paused, paused_by=None, now=now)
    write_line(f"The source {source.name} is {'paused' if is_paused else 'read again'}.")
    return FINE


def _list(now: datetime, *, as_json: bool) -> int:
    found = sources_with_status(now)
    if as_json:
        write_line(json.dumps([_answer(entry) for entry in found], ensure_ascii=False))
    elif not found:
        write_line("There are no sources.")
    else:
        for entry in found:
            write_line(
                f"{entry.status.value:8} {entry.source.name:20} {entry.source.profile:14} "
                f"last read {_moment(entry.source.fresh_at)}  {problem_of_source(entry.source)}".rstrip()
            )
    unwell = {SourceStatus.FAILING, SourceStatus.STALE}
    return NOT_FINE if any(entry.status in unwell for entry in found) else FINE


def _moment(at: datetime | None) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else "never"


def _answer(entry: SourceNow) -> dict[str, object]:
    source = entry.source
    moments = {
        "fresh_at": source.fresh_at,
        "changed_at": source.changed_at,
        "since": entry.since,
        "due_at": entry.due_at,
    }
    return {
        "name": source.name,
        "profile": source.profile,
        "place": source.place,
        "every_hours": source.every_hours,
        "status": entry.status.value,
        **{name: at.isoformat() if at else None for name, at in moments.items()},
        "problem": problem_of_source(source),
        "outcome": source.outcome,
    }
