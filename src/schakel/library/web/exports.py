"""A list to take along: as CSV for a spreadsheet, as JSON for a program."""

import csv
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields

from django.http import HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_safe

from schakel.accounts.public import Person
from schakel.library.cards import when_of
from schakel.library.labels import kind_name
from schakel.library.listing import NEWEST_FIRST, values_by_key
from schakel.library.values import ItemValue
from schakel.library.web.addresses import ListAddress
from schakel.library.web.browse import Browsing, list_address
from schakel.library.web.visiting import full_address, screen_language, today, visitor
from schakel.organisations import public as organisations
from schakel.vocabulary import public as vocabulary

AT_ONCE = 500
BYTE_ORDER_MARK = "\ufeff"
"""Without it spreadsheets take UTF-8 for something else."""
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class Row:
    """One item in an export; the names are those of the columns and must stay."""

    id: str
    kind: str
    title: str
    summary: str
    language: str
    owner: str
    place: str
    province: str
    themes: str
    when: str
    status: str
    is_illustrative: str
    source: str
    licence: str
    verified_on: str
    changed_on: str
    url: str


COLUMNS = [field.name for field in fields(Row)]


@require_safe
def csv_export(request: HttpRequest, kind: str = "") -> StreamingHttpResponse:
    """The list at this address as CSV; a spreadsheet takes no text of it for a formula."""
    address = list_address(request, kind)
    response = StreamingHttpResponse(
        _csv_lines(_rows(address, visitor(request))), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{_file_name(address, "csv")}"'
    return response


@require_safe
def json_export(request: HttpRequest, kind: str = "") -> StreamingHttpResponse:
    """The list at this address as one JSON array."""
    address = list_address(request, kind)
    response = StreamingHttpResponse(
        _json_pieces(_rows(address, visitor(request))), content_type="application/json"
    )
    response["Content-Disposition"] = f'attachment; filename="{_file_name(address, "json")}"'
    return response


def harmless(cell: str) -> str:
    """The cell so that a spreadsheet shows it and does not work it out."""
    return f"'{cell}" if cell.startswith(_FORMULA_SIGNS) else cell


class _Echo:
    """Gives back what a CSV writer writes, so that lines can be sent as they are made."""

    def write(self, line: str) -> str:
        return line


def _csv_lines(rows: Iterator[Row]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK + writer.writerow(COLUMNS)
    for row in rows:
        yield writer.writerow([harmless(str(cell)) for cell in asdict(row).values()])


def _json_pieces(rows: Iterator[Row]) -> Iterator[str]:
    separator = "[\n"
    for row in rows:
        yield separator + json.dumps(asdict(row), ensure_ascii=False)
        separator = ",\n"
    yield "[]\n" if separator == "[\n" else "\n]\n"


def _rows(address: ListAddress, person: Person | None) -> Iterator[Row]:
    language = screen_language()
    items = Browsing(address, person, language, vocabulary.all_parents()).items()
    keys = list(items.order_by(*NEWEST_FIRST).values_list("pk", flat=True))
    labels = {notation: theme.label for notation, theme in vocabulary.themes(language).items()}
    for start in range(0, len(keys), AT_ONCE):
        part = keys[start : start + AT_ONCE]
        values = values_by_key(part, person, today=today())
        yield from (_row(values[key], language, labels) for key in part if key in values)


def _row(item: ItemValue, language: str, labels: dict[str, str]) -> Row:
    title, summary = item.text("title", language), item.text("summary", language)
    return Row(
        id=item.slug,
        kind=kind_name(item.kind),
        title=title.text if title else "",
        summary=summary.text if summary else "",
        language=title.language if title else "",
        owner=item.owner.name,
        place=item.place.name if item.place else "",
        province=organisations.province_name(item.region) if item.region else "",
        themes="; ".join(labels.get(notation, notation) for notation in item.themes),
        when=when_of(item, today=today()),
        status=str(
            item.facts.get("status") or item.facts.get("development_status") or item.facts.get("stage") or ""
        ),
        is_illustrative="yes" if item.is_illustrative else "no",
        source=item.source_url,
        licence=item.licence,
        verified_on=item.verified_on.isoformat() if item.verified_on else "",
        changed_on=item.changed_at.date().isoformat(),
        url=full_address(item.url),
    )


def _file_name(address: ListAddress, ending: str) -> str:
    what = f"-{address.kind.value}" if address.kind else ""
    return f"schakel{what}-{today().isoformat()}.{ending}"
