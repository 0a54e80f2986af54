"""Reading the boundaries of the provinces with the same report as every other import."""

import gzip
import zlib
from datetime import datetime
from pathlib import Path

from django.db import transaction

from schakel.kernel.refusal import Refusal
from schakel.kernel.reports import ImportReport
from schakel.organisations.actions import load_boundaries
from schakel.organisations.boundaries import LARGEST_FILE, read_boundaries
from schakel.organisations.models import Organisation
from schakel.organisations.outlines import Outline, outlines_of
from schakel.organisations.queries import province_outlines


def preview_boundaries(*, path: Path) -> ImportReport:
    """What `import_boundaries` would do with this file now; nothing is changed."""
    return _report(_outlines(path))


@transaction.atomic
def import_boundaries(*, path: Path, now: datetime) -> ImportReport:
    """Draw the map with the boundaries in this file. Raises a Refusal unless it has those of all provinces."""
    outlines = _outlines(path)
    report = _report(outlines)
    if report.create or report.update:
        load_boundaries(outlines, now=now)
    return report


def _outlines(path: Path) -> dict[str, Outline]:
    try:
        with path.open("rb") as file:
            is_zipped = file.read(2) == b"\x1f\x8b"
        with gzip.open(path) if is_zipped else path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise Refusal("boundaries-unreadable") from error
    outlines = outlines_of(read_boundaries(content))
    if Organisation.objects.filter(code__in=outlines).count() < len(outlines):
        raise Refusal("provinces-missing")
    return outlines


def _report(outlines: dict[str, Outline]) -> ImportReport:
    stored = province_outlines()
    create = len(outlines.keys() - stored.keys())
    unchanged = sum(outline == stored.get(code) for code, outline in outlines.items())
    return ImportReport(
        read=len(outlines),
        create=create,
        unchanged=unchanged,
        update=len(outlines) - create - unchanged,
    )
