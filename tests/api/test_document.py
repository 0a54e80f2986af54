"""The OpenAPI document keeps to the contract and to the Dutch API Design Rules, and its examples work.

The rules are those of https://logius-standaarden.github.io/API-Design-Rules/ that a document can show, in our own
words; their linter runs on the same document outside (docs/api/README.md). Controls break a rule and see it found.
"""

import copy
import json
import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from schakel.accounts.public import Person
from schakel.api.public import ROOT, VERSION, curl_of, operations_of
from schakel.api.texts import texts_of
from schakel.config.command_line import main
from schakel.config.commands import contract
from schakel.config.open_api import ANY_HUB, document
from schakel.imports.public import Run
from schakel.library.public import Kind, State
from schakel.organisations.public import Organisation
from schakel.vocabulary.public import Concept
from tests.api.world import token_of
from tests.items import item_of

DOCUMENT = document(ANY_HUB)
Document = dict[str, Any]


# ---------------------------------------------------------------------- the contract


def test_the_code_keeps_to_the_contract(capsys):
    assert main(["contract", "--check"]) == 0, capsys.readouterr().out


@pytest.fixture
def older(tmp_path) -> Callable[[Document], str]:
    def kept(changed: Document) -> str:
        path = tmp_path / "openapi.json"
        path.write_text(json.dumps(changed), encoding="utf-8")
        return str(path)

    return kept


def test_control_an_operation_that_went_is_told_and_cannot_be_kept(older, capsys):
    before = copy.deepcopy(DOCUMENT)
    before["paths"]["/gossip"] = before["paths"]["/kinds"]
    path = older(before)
    assert main(["contract", "--old", path]) == 1
    assert "breaks  the operation GET /gossip is gone" in capsys.readouterr().out
    assert main(["contract", "--old", path, "--write"]) == 1
    assert "first number" in capsys.readouterr().out
    assert "/gossip" in Path(path).read_text(encoding="utf-8")


def test_control_a_field_that_is_new_asks_for_a_higher_version(older, capsys):
    before = copy.deepcopy(DOCUMENT)
    del before["components"]["schemas"]["ItemShape"]["properties"]["region"]
    assert main(["contract", "--old", older(before), "--json"]) == 1
    [told, refused] = capsys.readouterr().out.splitlines()
    assert {one["weight"] for one in json.loads(told)} == {"adds"}
    assert "second number" in refused
    before["info"]["version"] = "0.9.0"
    assert main(["contract", "--old", older(before), "--write"]) == 0


def test_what_is_no_document_is_refused(tmp_path, capsys):
    path = tmp_path / "openapi.json"
    for text in ("", "[]", "{}"):
        path.write_text(text, encoding="utf-8")
        assert main(["contract", "--old", str(path)]) == 2
    assert main(["contract", "--old", str(tmp_path / "nothing.json")]) == 2
    assert main(["contract", "--old", str(tmp_path / "nothing.json"), "--write"]) == 0
    assert contract.kept().exists()


# ---------------------------------------------------------------------- the design rules


def responses_of(document_: Document, operation: Document) -> Iterator[tuple[str, Document]]:
    for status, response in operation["responses"].items():
        name = response.get("$ref", "").rsplit("/", 1)[-1]
        yield status, document_["components"]["responses"][name] if name else response


def resolved(document_: Document, schema: Document) -> Document:
    name = schema.get("$ref", "").rsplit("/", 1)[-1]
    return document_["components"]["schemas"][name] if name else schema


def broken_rules(document_: Document) -> list[str]:
    """Every place where a rule is broken: the rule, and where."""
    return [f"{rule.__name__}: {where}" for rule in RULES for where in rule(document_)]


def doc_openapi(document_: Document) -> Iterator[str]:
    if not re.fullmatch(r"3\.1(\.\d+)?", document_["openapi"]):
        yield document_["openapi"]


def doc_openapi_contact(document_: Document) -> Iterator[str]:
    yield from {"name", "url", "email"} - document_["info"].get("contact", {}).keys()


def semver(document_: Document) -> Iterator[str]:
    if not re.fullmatch(r"(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}", document_["info"]["version"]):
        yield document_["info"]["version"]


def uri_version(document_: Document) -> Iterator[str]:
    major = document_["info"]["version"].split(".")[0]
    servers = document_.get("servers", [])
    if not servers:
        yield "no servers"
    for server in servers:
        if not server["url"].startswith("https://") or not server["url"].endswith(f"/v{major}"):
            yield server["url"]


def no_trailing_slash(document_: Document) -> Iterator[str]:
    yield from (path for path in document_["paths"] if path.endswith("/"))


def path_segments_kebab_case(document_: Document) -> Iterator[str]:
    segment = re.compile(r"\{[a-z]+\}|_?[a-z0-9]+(-[a-z0-9]+)*")
    for path in document_["paths"]:
        if not all(segment.fullmatch(part) for part in path.strip("/").split("/")):
            yield path


def query_keys_camel_case(document_: Document) -> Iterator[str]:
    for name, operation in operations_of(document_):
        for parameter in operation["parameters"]:
            if parameter["in"] == "query" and not re.fullmatch(r"[a-z][a-zA-Z0-9]*", parameter["name"]):
                yield f"{name} {parameter['name']}"


def http_methods(document_: Document) -> Iterator[str]:
    for path, entry in document_["paths"].items():
        yield from (f"{path} {method}" for method in entry.keys() - {"get", "post", "put", "patch", "delete"})


def version_header(document_: Document) -> Iterator[str]:
    for name, operation in operations_of(document_):
        for status, response in responses_of(document_, operation):
            if "API-Version" not in response.get("headers", {}):
                yield f"{name} {status}"


def problem_details(document_: Document) -> Iterator[str]:
    for name, operation in operations_of(document_):
        for status, response in responses_of(document_, operation):
            if status[0] not in "45":
                continue
            schema = response["content"].get("application/problem+json", {}).get("schema", {})
            members = resolved(document_, schema).get("properties", {}).keys()
            if not {"type", "status", "title", "detail"} <= members:
                yield f"{name} {status}"


def invalid_input(document_: Document) -> Iterator[str]:
    for name, operation in operations_of(document_):
        if "400" not in operation["responses"] or "422" in operation["responses"]:
            yield name


def operation_ids(document_: Document) -> Iterator[str]:
    seen = [operation["operationId"] for _, operation in operations_of(document_)]
    yield from {one for one in seen if seen.count(one) > 1 or not re.fullmatch(r"[a-z][a-zA-Z]+", one)}


def collections_are_plural(document_: Document) -> Iterator[str]:
    for path in document_["paths"]:
        first = path.split("/")[1]
        if not first.startswith("_") and not first.endswith("s"):
            yield path


def dates_say_their_format(document_: Document) -> Iterator[str]:
    for shape, schema in document_["components"]["schemas"].items():
        for name, property_ in schema.get("properties", {}).items():
            formats = {one.get("format") for one in [property_, *property_.get("anyOf", [])]}
            wanted = "date" if re.search(r"On$", name) else "date-time" if re.search(r"At$", name) else None
            if wanted and wanted not in formats:
                yield f"{shape}.{name}"


def everything_is_described(document_: Document) -> Iterator[str]:
    for name, operation in operations_of(document_):
        if not operation.get("description") or not operation.get("summary") or not operation.get("tags"):
            yield name
        yield from (
            f"{name} {parameter['name']}"
            for parameter in operation["parameters"]
            if parameter["in"] == "query" and not parameter.get("description")
        )


RULES = (
    doc_openapi,
    doc_openapi_contact,
    semver,
    uri_version,
    no_trailing_slash,
    path_segments_kebab_case,
    query_keys_camel_case,
    http_methods,
    version_header,
    problem_details,
    invalid_input,
    operation_ids,
    collections_are_plural,
    dates_say_their_format,
    everything_is_described,
)
ITEMS = ("paths", "/items", "get")
BROKEN: list[tuple[str, tuple[str, ...], object]] = [
    ("doc_openapi", ("openapi",), "2.0"),
    ("doc_openapi_contact", ("info", "contact"), {"name": "x"}),
    ("semver", ("info", "version"), "1.0"),
    ("uri_version", ("servers",), [{"url": "http://hub.example/api"}]),
    ("no_trailing_slash", ("paths", "/items/"), {}),
    ("path_segments_kebab_case", ("paths", "/itemTypes"), {}),
    (
        "query_keys_camel_case",
        (*ITEMS, "parameters"),
        [{"in": "query", "name": "page_size", "description": "x", "schema": {}}],
    ),
    ("http_methods", ("paths", "/items", "trace"), {}),
    ("version_header", (*ITEMS, "responses", "200", "headers"), {}),
    (
        "problem_details",
        (*ITEMS, "responses", "400"),
        {"content": {"application/json": {}}, "headers": {"API-Version": 1}},
    ),
    ("invalid_input", (*ITEMS, "responses", "422"), {"$ref": "#/components/responses/400"}),
    ("operation_ids", (*ITEMS, "operationId"), "getItem"),
    ("collections_are_plural", ("paths", "/item"), {}),
    (
        "dates_say_their_format",
        ("components", "schemas", "ItemShape", "properties", "changedAt"),
        {"type": "string"},
    ),
    ("everything_is_described", (*ITEMS, "summary"), ""),
]


def test_every_design_rule_is_kept():
    assert broken_rules(DOCUMENT) == []
    assert len(operations_of(DOCUMENT)) >= 14


@pytest.mark.parametrize(("rule", "place", "value"), BROKEN, ids=[rule for rule, *_ in BROKEN])
def test_control_a_rule_that_is_broken_is_found(rule, place, value):
    changed = copy.deepcopy(DOCUMENT)
    node = changed
    for step in place[:-1]:
        node = node[step]
    node[place[-1]] = value
    assert {one.partition(":")[0] for one in broken_rules(changed)} == {rule}


def test_every_rule_has_a_control():
    assert {rule for rule, *_ in BROKEN} == {rule.__name__ for rule in RULES}


def test_the_address_has_the_first_number_of_the_version():
    assert f"/api/v{VERSION.split('.')[0]}" == ROOT


def test_two_shapes_of_one_name_have_not_become_one():
    """The library that makes the document would let the last of them win."""
    schemas = DOCUMENT["components"]["schemas"]
    assert schemas["State"]["enum"] == [state.value for state in State]
    assert schemas["RunState"]["enum"] == [state.value for state in Run.State]


# ---------------------------------------------------------------------- the page and its examples


def test_every_word_of_the_document_is_there_in_dutch():
    with translation.override("nl"):
        untranslated = [text for text in texts_of(DOCUMENT) if gettext(text) == text]
    assert untranslated == ["Items"]  # the same word in both languages


@pytest.fixture
def hub(db) -> Person:
    """What the examples ask for; somebody of the staff."""
    owner = Organisation.objects.create(slug="gemeente-rotterdam", name="Rotterdam", type="municipality")
    for notation, dutch in (("energy-transition", "energietransitie"), ("heat-stress", "hittestress")):
        theme = Concept.objects.create(notation=notation)
        theme.labels.create(language="nl", text=dutch, is_preferred=True)
        theme.labels.create(language="en", text=notation, is_preferred=True)
    item_of(owner, "Mind the energy gap", themes=(Concept.objects.get(notation="energy-transition"),))
    item_of(owner, "Sporthallen besparen energie", kind=Kind.METHOD)
    return Person.objects.create_user("chaima@hub.example", "x", name="Chaima", is_hub_staff=True)


def call_as_curl(line: str, token: str, files: dict[str, bytes]) -> Any:
    """What a line for curl asks, asked of this hub."""
    words = iter(shlex.split(line.replace("$TOKEN", token)))
    assert next(words) == "curl"
    headers, form, method, address = {}, {}, "", ""
    for word in words:
        match word:
            case "-H":
                name, _, value = next(words).partition(": ")
                headers[name] = value
            case "-X":
                method = next(words)
            case "-F":
                name, _, value = next(words).partition("=")
                sent = SimpleUploadedFile(value[1:], files[value[1:]]) if value.startswith("@") else value
                form[name] = sent
            case _:
                address = word
    parts = urlsplit(address)
    verb = (method or ("POST" if form else "GET")).lower()
    return getattr(Client(), verb)(
        f"{parts.path}?{parts.query}" if parts.query else parts.path,
        headers=headers,
        **({"data": form} if form else {}),
    )


# In the order in which somebody would: what is undone has to have been done.
IN_ORDER = sorted(
    operations_of(DOCUMENT), key=lambda entry: ("/imports" in entry[0], "_undo" in entry[0], "{" in entry[0])
)


def test_every_example_works(hub):
    token = token_of(hub, "read", "import")
    files = {"cases.csv": b"id,name,description\n1,Wave,It waves.\n"}
    asked = {}
    number = "1"
    for name, operation in IN_ORDER:
        line = curl_of(name.split()[0], operation, address="http://127.0.0.1:8000").replace(
            "/imports/1", f"/imports/{number}"
        )
        response = call_as_curl(line, token, files)
        assert response.status_code in (200, 201), f"{line}: {response.content.decode()}"
        asked[name] = response.json()
        if name == "POST /imports":
            number = str(response.json()["number"])
    assert asked.keys() == {name for name, _ in operations_of(DOCUMENT)}
    assert asked["GET /_ask"]["items"]
    assert asked["GET /items"]["items"][0].keys() == {"id", "title", "page"}
    assert asked["POST /imports/{number}/_undo"]["state"] == "undone"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_documentation_page_has_every_operation_with_its_example(client, db, language):
    client.cookies["django_language"] = language
    page = client.get(f"{ROOT}/docs")
    text = page.content.decode()
    for name, operation in operations_of(DOCUMENT):
        assert f'id="{operation["operationId"]}"' in text, name
        assert operation["x-example"]["address"].partition("?")[0] in text
    assert ("Zo werkt het" if language == "nl" else "How it works") in text
    assert page.headers["Content-Security-Policy"].startswith("default-src 'self'")


def test_every_type_of_problem_is_explained_where_its_name_leads(client, db):
    problem = Client().get(f"{ROOT}/nothing").json()
    page, _, place = problem["type"].partition("#")
    assert f'id="{place}"' in client.get(page).content.decode()
