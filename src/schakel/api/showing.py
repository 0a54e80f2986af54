"""The documentation page: the OpenAPI document for people, in their language, with an example of every operation."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from schakel.api.boundary import VERSION
from schakel.api.document import Document, operations_of
from schakel.api.examples import curl_of
from schakel.api.problems import TYPES
from schakel.api.rules import ROOT, SHORTEST_NOTICE
from schakel.api.texts import paragraphs_of


@dataclass(frozen=True, slots=True)
class Shown:
    """One operation on the page."""

    id: str
    method: str
    path: str
    summary: str
    paragraphs: tuple[str, ...]
    parameters: dict[str, object] | None
    sent: dict[str, object] | None
    answer: dict[str, object] | None
    statuses: str
    example: str
    needs_token: bool
    ends_on: str


def docs_page(document: Callable[[], Document]) -> Callable[[HttpRequest], HttpResponse]:
    """The page of this document, which is made when it is asked for."""

    @require_safe
    def docs(request: HttpRequest) -> HttpResponse:
        made = document()
        address = settings.ENVIRONMENT.base_url
        shown = [_shown(name, operation, made, address) for name, operation in operations_of(made)]
        groups = [
            {
                "title": _text(tag["name"]),
                "id": tag["name"].lower(),
                "operations": [
                    one
                    for one, (_, operation) in zip(shown, operations_of(made), strict=True)
                    if tag["name"] in operation["tags"]
                ],
            }
            for tag in made["tags"]
        ]
        return render(
            request,
            "api/docs.html",
            {
                "groups": groups,
                "root": f"{address}{ROOT}",
                "version_of_contract": VERSION,
                "limits": settings.API_CALLS_PER_MINUTE,
                "notice": SHORTEST_NOTICE,
                "problems": _problems(),
            },
        )

    return docs


def _shown(name: str, operation: Document, document: Document, address: str) -> Shown:
    method, path = name.split()
    id_ = operation["operationId"]
    return Shown(
        id=id_,
        method=method,
        path=path,
        summary=_text(operation["summary"]),
        paragraphs=tuple(_text(part) for part in paragraphs_of(operation.get("description", ""))),
        parameters=_parameters(id_, operation),
        sent=_sent(id_, operation, document),
        answer=_answer(id_, operation, document),
        statuses=", ".join(status for status in operation["responses"]),
        example=curl_of(method, operation, address=address),
        needs_token={} not in operation["security"],
        ends_on=operation.get("x-sunset", ""),
    )


def _table(id_: str, caption: str, columns: list[str], rows: list[list[str]]) -> dict[str, object]:
    """As ``components/table.html`` shows it."""
    return {
        "id": id_,
        "caption": caption,
        "hides_caption": True,
        "columns": [{"label": column} for column in columns],
        "rows": [{"cells": [{"text": cell} for cell in row]} for row in rows],
    }


def _parameters(id_: str, operation: Document) -> dict[str, object] | None:
    rows = [
        [
            one["name"],
            _form(one["schema"]),
            gettext("yes") if one.get("required") else gettext("no"),
            _text(one.get("description", "")),
        ]
        for one in operation["parameters"]
    ]
    columns = [gettext("Name"), gettext("What"), gettext("Needed"), gettext("Meaning")]
    caption = gettext("What it takes: %(operation)s") % {"operation": _text(operation["summary"])}
    return _table(f"{id_}-takes", caption, columns, rows) if rows else None


def _sent(id_: str, operation: Document, document: Document) -> dict[str, object] | None:
    for content in operation.get("requestBody", {}).get("content", {}).values():
        schema = _resolved(content["schema"], document)
        rows = [
            [name, _form(inner), _text(inner.get("description", ""))]
            for name, inner in schema["properties"].items()
        ]
        columns = [gettext("Name"), gettext("What"), gettext("Meaning")]
        caption = gettext("What is sent, as a form with a file: %(operation)s")
        return _table(f"{id_}-sent", caption % {"operation": _text(operation["summary"])}, columns, rows)
    return None


def _answer(id_: str, operation: Document, document: Document) -> dict[str, object] | None:
    """The fields of the answer; of a list those of its items."""
    content = operation["responses"]["200"].get("content", {}).get("application/json")
    if content is None:
        return None
    schema = _resolved(content["schema"], document)
    items = schema["properties"].get("items", {}).get("items")
    caption = gettext("What it answers: %(operation)s") % {"operation": _text(operation["summary"])}
    fields = _resolved(items, document)["properties"] if items else schema["properties"]
    rows = [[name, _form(inner), _text(inner.get("description", ""))] for name, inner in fields.items()]
    return _table(f"{id_}-has", caption, [gettext("Name"), gettext("What"), gettext("Meaning")], rows)


def _resolved(schema: Document, document: Document) -> Document:
    """The schema itself instead of where it stands."""
    if "$ref" not in schema:
        return schema
    found: Document = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    return found


def _form(schema: Document) -> str:
    """What a value looks like, in a few words."""
    if "$ref" in schema:
        return gettext("object")
    for choices in (schema.get("anyOf"), schema.get("allOf")):
        if choices:
            return " | ".join(dict.fromkeys(_form(choice) for choice in choices))
    if "enum" in schema or "const" in schema:
        return ", ".join(str(value) for value in schema.get("enum", [schema.get("const")]))
    if schema.get("type") == "array":
        return gettext("list of %(what)s") % {"what": _form(schema.get("items", {}))}
    words = _FORMS.get(schema.get("format", "")) or _FORMS.get(schema.get("type", ""))
    return words() if words else str(schema.get("type", ""))


_FORMS: dict[str, Callable[[], str]] = {
    "string": lambda: gettext("text"),
    "integer": lambda: gettext("whole number"),
    "number": lambda: gettext("number"),
    "boolean": lambda: gettext("true or false"),
    "object": lambda: gettext("object"),
    "null": lambda: gettext("nothing"),
    "date": lambda: gettext("day"),
    "date-time": lambda: gettext("moment"),
    "binary": lambda: gettext("file"),
}


def _text(text: str) -> str:
    return gettext(text) if text else ""


def _problems() -> list[dict[str, Any]]:
    return [
        {"code": one.code, "status": one.status, "title": one.title, "detail": one.detail}
        for one in TYPES.values()
    ]
