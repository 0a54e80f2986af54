"""The OpenAPI document: what the library makes of the operations, with what the Dutch API Design Rules ask besides."""

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from ninja import NinjaAPI

from schakel.api.problems import MEDIA_TYPE, TYPES
from schakel.api.rules import ROOT
from schakel.api.shapes import ProblemShape

Document = dict[str, Any]
_METHODS = ("get", "post", "put", "patch", "delete")
NEVER_OF_AN_OPERATION = 405
"""What only an address answers with, when there is no such operation at it."""
_HEADERS = {
    "API-Version": "Full version of the contract.",
    "Content-Language": "Language of texts and labels.",
    "ETag": "Fingerprint of this answer, for If-None-Match.",
    "Link": "Address of the next part of the list, with rel=next.",
    "RateLimit-Limit": "Calls that can be made in a minute.",
    "RateLimit-Remaining": "Calls that are left in this minute.",
    "RateLimit-Reset": "Seconds until the next minute begins.",
    "Retry-After": "Seconds after which one can go on.",
    "WWW-Authenticate": "How to identify oneself.",
    "Location": "Address of what was made.",
}


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes the API: the hub, and where it and its people are reached."""

    name: str
    address: str
    email: str


def document_of(api: NinjaAPI, publisher: Publisher) -> Document:
    """The document, as plain JSON values."""
    schema = api.get_openapi_schema(path_prefix="")
    document: Document = json.loads(json.dumps(schema, default=str))
    info = document["info"]
    info["contact"] = {"name": publisher.name, "url": publisher.address, "email": publisher.email}
    info["license"] = {"name": "EUPL-1.2", "identifier": "EUPL-1.2"}
    document["servers"] = [{"url": f"{publisher.address}{ROOT}", "description": publisher.name}]
    document["externalDocs"] = {"url": f"{publisher.address}{ROOT}/docs"}
    schemas = document["components"]["schemas"]
    problem = ProblemShape.model_json_schema(
        mode="serialization", ref_template="#/components/schemas/{model}"
    )
    problem["required"] = ["type", "title", "status", "detail"]
    schemas.update(problem.pop("$defs", {}))
    schemas["ProblemShape"] = problem
    document["components"]["headers"] = {
        name: {"description": text, "schema": {"type": "string"}} for name, text in _HEADERS.items()
    }
    document["tags"] = [{"name": name} for name in dict.fromkeys(_tags(document))]
    document["components"]["responses"] = {
        str(status): _problem(status)
        for status in sorted({entry.status for entry in TYPES.values()} - {NEVER_OF_AN_OPERATION})
    }
    for name, operation in operations_of(document):
        _finish(operation, is_read=name.startswith("GET "))
    _drop_what_nothing_points_to(document)
    _drop_made_up_titles(document["components"]["schemas"])
    return document


def operations_of(document: Document) -> list[tuple[str, Document]]:
    """("GET /items", operation) of everything that can be called, in the order of the document."""
    return [
        (f"{method.upper()} {path}", entry[method])
        for path, entry in document["paths"].items()
        for method in _METHODS
        if method in entry
    ]


def _tags(document: Document) -> list[str]:
    return [tag for _, operation in operations_of(document) for tag in operation.get("tags", ())]


def _finish(operation: Document, *, is_read: bool) -> None:
    statuses = operation.pop("x-problems")
    if HTTPStatus.FORBIDDEN not in statuses:
        operation["security"] = [*operation["security"], {}]
    responses = operation["responses"]
    for status, response in responses.items():
        names = [
            "API-Version",
            "Content-Language",
            "RateLimit-Limit",
            "RateLimit-Remaining",
            "RateLimit-Reset",
        ]
        names += ["ETag"] if is_read else []
        names += ["Link"] if any(one["name"] == "cursor" for one in operation["parameters"]) else []
        names += ["Location"] if status == "201" else []
        response["headers"] = _headers(*sorted(names))
    if is_read:
        responses["304"] = {"description": _said(304), "headers": _headers("API-Version", "ETag")}
    for status in statuses:
        responses[str(status)] = {"$ref": f"#/components/responses/{status}"}
    operation["responses"] = dict(sorted(responses.items()))
    for parameter in operation["parameters"]:
        _tidy(parameter)


def _tidy(parameter: Document) -> None:
    """Without what the library says twice, or says in the way of another version of OpenAPI."""
    schema = parameter["schema"]
    schema.pop("title", None)
    schema.pop("description", None)
    if isinstance(schema.get("items"), dict):
        schema["items"].pop("title", None)
    if schema.get("default") == "":
        del schema["default"]
    if examples := schema.pop("examples", None):
        parameter.pop("examples", None)
        parameter["example"] = examples[0]
    if len(schema.get("allOf", ())) == 1:
        parameter["schema"] = {name: value for name, value in schema["allOf"][0].items() if name != "title"}
    if parameter["name"] == "fields":
        parameter["style"], parameter["explode"] = "form", False


def _drop_what_nothing_points_to(document: Document) -> None:
    """What is asked stands with each operation; the shapes it was read from are nobody's."""
    schemas = document["components"]["schemas"]
    while unused := [
        name for name in schemas if f'"#/components/schemas/{name}"' not in json.dumps(document)
    ]:
        for name in unused:
            del schemas[name]


def _drop_made_up_titles(node: Any) -> None:
    """Of each field a title is made up of its name, which says nothing more than the name."""
    if isinstance(node, list):
        for inner in node:
            _drop_made_up_titles(inner)
    elif isinstance(node, dict):
        for properties in (value for name, value in node.items() if name == "properties"):
            for inner in properties.values():
                if isinstance(inner, dict):
                    inner.pop("title", None)
        for inner in node.values():
            _drop_made_up_titles(inner)


def _problem(status: int) -> Document:
    headers = ["API-Version"]
    headers += ["WWW-Authenticate"] if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN) else []
    headers += ["Retry-After"] if status == HTTPStatus.TOO_MANY_REQUESTS else []
    return {
        "description": _said(status),
        "headers": _headers(*headers),
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemShape"}}},
    }


def _headers(*names: str) -> Document:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _said(status: int) -> str:
    titles = [entry.code for entry in TYPES.values() if entry.status == status]
    return f"{HTTPStatus(status).phrase}: {', '.join(titles)}" if titles else HTTPStatus(status).phrase
