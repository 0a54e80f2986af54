"""A list to take along: as CSV or XLSX for a spreadsheet, as JSON for a program."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from schakel.accounts.public import Person
from schakel.kernel.sheets import csv_file, xlsx_file
from schakel.library.cards import when_of
from schakel.library.labels import kind_name, kind_name_plural
from schakel.library.listing import NEWEST_FIRST, values_by_key
from schakel.library.values import ItemValue
from schakel.library.web.addresses import ListAddress
from schakel.library.web.browse import Browsing, list_address
from schakel.library.web.visiting import full_address, screen_language, today, visitor
from schakel.organisations import public as organisations
from schakel.vocabulary import public as vocabulary

AT_ONCE = 500
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
def csv_export(request: HttpRequest, kind: str = "") -> HttpResponse:
    """The list at this address as CSV."""
    address = list_address(request, kind)
    return _file(csv_file(_sheet(address, visitor(request))), "text/csv; charset=utf-8", address, "csv")


@require_safe
def xlsx_export(request: HttpRequest, kind: str = "") -> HttpResponse:
    """The list at this address as a workbook."""
    address = list_address(request, kind)
    name = kind_name_plural(address.kind) if address.kind else settings.ENVIRONMENT.hub_name
    return _file(xlsx_file(_sheet(address, visitor(request)), name=name), XLSX, address, "xlsx")


@require_safe
def json_export(request: HttpRequest, kind: str = "") -> HttpResponse:
    """The list at this address as one JSON array."""
    address = list_address(request, kind)
    rows = [asdict(row) for row in _rows(address, visitor(request))]
    return _file(json.dumps(rows, ensure_ascii=False).encode(), "application/json", address, "json")


def _sheet(address: ListAddress, person: Person | None) -> Iterator[list[str]]:
    yield COLUMNS
    for row in _rows(address, person):
        yield list(asdict(row).values())


def _file(content: bytes, content_type: str, address: ListAddress, ending: str) -> HttpResponse:
    what = f"-{address.kind.value}" if address.kind else ""
    response = HttpResponse(content, content_type=content_type)
    name = f"schakel{what}-{today().isoformat()}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


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
