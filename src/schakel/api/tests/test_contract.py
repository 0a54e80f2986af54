"""What breaks callers and what does not, and what has to happen before a document may take the place of another."""

import copy

import pytest

from schakel.api.contract import Weight, differences, refusal_to_keep

OLD = {
    "openapi": "3.1.0",
    "info": {"title": "Hub", "version": "1.2.0"},
    "paths": {
        "/items": {
            "get": {
                "operationId": "listItems",
                "security": [{"Token": []}, {}],
                "parameters": [
                    {"in": "query", "name": "kind", "schema": {"type": "string", "enum": ["case", "hub"]}},
                    {
                        "in": "query",
                        "name": "limit",
                        "schema": {"type": "integer", "maximum": 100, "minimum": 1},
                    },
                ],
                "responses": {
                    "200": {
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Items"}}}
                    },
                    "400": {"$ref": "#/components/responses/400"},
                },
            }
        },
        "/imports": {
            "post": {
                "operationId": "runImport",
                "parameters": [],
                "requestBody": {
                    "required": True,
                    "content": {
                        "multipart/form-data": {
                            "schema": {
                                "type": "object",
                                "properties": {"file": {"type": "string"}},
                                "required": ["file"],
                            }
                        }
                    },
                },
                "responses": {"201": {"description": "Created"}},
            }
        },
    },
    "components": {
        "responses": {"400": {"content": {"application/problem+json": {"schema": {"type": "object"}}}}},
        "schemas": {
            "Items": {
                "type": "object",
                "properties": {"items": {"type": "array", "items": {"$ref": "#/components/schemas/Item"}}},
                "required": ["items"],
            },
            "Item": {
                "type": "object",
                "description": "An item.",
                "properties": {
                    "id": {"type": "string"},
                    "state": {"type": "string", "enum": ["published", "archived"]},
                    "like": {"$ref": "#/components/schemas/Item"},
                    "place": {"anyOf": [{"type": "string"}, {"type": "null"}]},
                },
                "required": ["id", "state"],
            },
        },
    },
}
GET = ("paths", "/items", "get")
POST = ("paths", "/imports", "post")
SENT = (*POST, "requestBody", "content", "multipart/form-data", "schema")
ITEM = ("components", "schemas", "Item")


def at(document, *steps):
    for step in steps:
        document = document[step]
    return document


def changed(*steps, **fields):
    """The old document with some fields at a place set; None takes one away."""
    new = copy.deepcopy(OLD)
    node = at(new, *steps)
    for name, value in fields.items():
        if value is None:
            del node[name]
        else:
            node[name] = value
    return new


def with_parameter(**parameter):
    new = copy.deepcopy(OLD)
    at(new, *GET)["parameters"].append({"in": "query", "schema": {"type": "string"}, **parameter})
    return new


def without(*steps):
    new = copy.deepcopy(OLD)
    del at(new, *steps[:-1])[steps[-1]]
    return new


def with_schema_of_limit(**schema):
    new = copy.deepcopy(OLD)
    at(new, *GET)["parameters"][1]["schema"] = {"type": "integer", "maximum": 100, "minimum": 1} | schema
    return new


BREAKING = [
    (without("paths", "/items"), "the operation GET /items is gone"),
    (changed(*GET, operationId="items"), "GET /items is called items, no longer listItems"),
    (changed(*GET, security=[{"Token": []}]), "GET /items needs a token now"),
    (without(*GET, "parameters", 0), "GET /items no longer takes kind"),
    (with_parameter(name="q", required=True), "GET /items has to be given q now"),
    (with_schema_of_limit(maximum=50), "limit of GET /items has less room: maximum is 50"),
    (with_schema_of_limit(minimum=2), "limit of GET /items has less room: minimum is 2"),
    (with_schema_of_limit(type="string"), "limit of GET /items has to be string, no longer integer"),
    (with_schema_of_limit(pattern="^1$"), "limit of GET /items is written otherwise: ^1$"),
    (
        changed(*GET, "parameters", 0, schema={"type": "string", "enum": ["case"]}),
        "kind of GET /items is never hub any more",
    ),
    (
        changed(*SENT, required=["file", "profile"]),
        "profile in what is sent to POST /imports has to be given now",
    ),
    (without(*SENT, "properties", "file"), "file in what is sent to POST /imports is no longer taken"),
    (without(*POST, "responses", "201"), "POST /imports no longer answers with 201"),
    (without(*ITEM, "properties", "state"), "state in each of items in the answer 200 of GET /items is gone"),
    (
        changed(*ITEM, required=["id"]),
        "state in each of items in the answer 200 of GET /items is no longer always there",
    ),
    (
        changed(*ITEM, "properties", id={"anyOf": [{"type": "string"}, {"type": "null"}]}),
        "id in each of items in the answer 200 of GET /items can be null now",
    ),
    (
        changed(*ITEM, "properties", state={"type": "string", "enum": ["published", "archived", "draft"]}),
        "state in each of items in the answer 200 of GET /items can be draft too",
    ),
    (
        changed("components", "responses", "400", content={"text/plain": {}}),
        "GET /items no longer answers 400 as application/problem+json",
    ),
]
ADDING = [
    (
        changed("paths", **{"/themes": {"get": {"operationId": "listThemes", "responses": {}}}}),
        "the operation GET /themes is new",
    ),
    (with_parameter(name="theme"), "GET /items can be given theme"),
    (with_schema_of_limit(maximum=200), "limit of GET /items has more room (maximum)"),
    (changed(*GET, deprecated=True), "GET /items is deprecated"),
    (without(*GET, "responses", "400"), "GET /items no longer answers with 400"),
    (
        changed(*GET, "parameters", 0, schema={"type": "string", "enum": ["case", "hub", "event"]}),
        "kind of GET /items can be event too",
    ),
    (
        changed(*ITEM, "properties", title={"type": "string"}),
        "title in each of items in the answer 200 of GET /items is new",
    ),
    (
        changed(*ITEM, "properties", place={"type": "string"}),
        None,
    ),
]


@pytest.mark.parametrize(("new", "sentence"), BREAKING, ids=[sentence for _, sentence in BREAKING])
def test_what_breaks_callers(new, sentence):
    assert (Weight.BREAKS, sentence) in [(one.weight, one.sentence) for one in differences(OLD, new)]
    assert "first number" in refusal_to_keep(OLD, new)


@pytest.mark.parametrize(("new", "sentence"), ADDING, ids=[str(sentence) for _, sentence in ADDING])
def test_what_does_not_break_callers(new, sentence):
    found = differences(OLD, new)
    assert all(one.weight is not Weight.BREAKS for one in found)
    if sentence is not None:
        assert [one.sentence for one in found] == [sentence]
        assert "second number" in refusal_to_keep(OLD, new)


def test_the_same_document_has_no_differences():
    assert differences(OLD, copy.deepcopy(OLD)) == []
    assert refusal_to_keep(OLD, OLD) == ""


def test_other_words_are_no_change_of_the_contract():
    new = changed(*ITEM, description="One thing.")
    assert [one.weight for one in differences(OLD, new)] == [Weight.WORDS]
    assert refusal_to_keep(OLD, new) == ""


def test_with_another_version_what_breaks_and_what_adds_may_be_kept():
    gone = without("paths", "/items")
    gone["info"] = {"title": "Hub", "version": "1.3.0"}
    assert refusal_to_keep(OLD, gone)
    gone["info"] = {"title": "Hub", "version": "2.0.0"}
    assert refusal_to_keep(OLD, gone) == ""
    more = with_parameter(name="theme")
    more["info"] = {"title": "Hub", "version": "1.3.0"}
    assert refusal_to_keep(OLD, more) == ""
