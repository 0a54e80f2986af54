"""Draw the map with the real boundaries of the provinces, or with tiles again."""

import argparse
from pathlib import Path

from django.utils import timezone, translation

from schakel.config.migrating import database_is_behind
from schakel.config.outcome import FINE, ImpossibleError
from schakel.config.terminal import doing, write_line
from schakel.kernel.refusal import Refusal
from schakel.organisations.public import (
    Organisation,
    load_boundaries,
    outlines_of,
    read_boundaries,
    refusal_text,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("file", nargs="?", type=Path, help="GeoJSON or TopoJSON with the twelve provinces")
    what.add_argument("--remove", action="store_true", help="draw the map with tiles again")


def run(options: argparse.Namespace) -> int:
    if database_is_behind():
        raise ImpossibleError("The database is not up to date; run: schakel migrate")
    if options.remove:
        load_boundaries({}, now=timezone.now())
        write_line("The map is drawn with tiles.")
        return FINE
    try:
        with doing("Boundaries"):
            outlines = outlines_of(read_boundaries(_content(options.file)))
    except Refusal as refusal:
        with translation.override("en"):
            raise ImpossibleError(f"{refusal_text(refusal)} ({options.file})") from refusal
    if Organisation.objects.filter(code__in=outlines).count() < len(outlines):
        raise ImpossibleError("The provinces are not in the hub yet; start it once: schakel run")
    number = load_boundaries(outlines, now=timezone.now())
    points = sum(outline.path.count(" ") for outline in outlines.values())
    write_line(f"The map is drawn with the boundaries of {number} provinces ({points} points).")
    return FINE


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ImpossibleError(f"This file cannot be read ({error.strerror}): {path}") from error
