"""What changed between two OpenAPI documents, in plain words, and whether it breaks who already calls; plain Python.

A change breaks callers when something they rely on is gone or narrower: an operation, a field of an answer, a
parameter, a value that they may send; or when they have to send something new. Everything else adds to the contract, or
only says it in other words.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Node = Mapping[str, Any]
_METHODS = ("get", "post", "put", "patch", "delete")
_WIDER_WHEN_HIGHER = ("maximum", "maxLength", "maxItems", "exclusiveMaximum")
_WIDER_WHEN_LOWER = ("minimum", "minLength", "minItems", "exclusiveMinimum")


class Weight(StrEnum):
    """What a change means for who already calls."""

    BREAKS = "breaks"
    ADDS = "adds"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Difference:
    """One change, as a sentence."""

    weight: Weight
    sentence: str


def differences(old: Node, new: Node) -> list[Difference]:
    """Every difference of the contract, those that break callers first."""
    found = list(_operations(old, new))
    if not found and _without_version(old) != _without_version(new):
        found = [Difference(Weight.WORDS, "descriptions, examples or other words differ")]
    order = list(Weight)
    return sorted(found, key=lambda one: (order.index(one.weight), one.sentence))


def refusal_to_keep(old: Node, new: Node) -> str:
    """Why the new document may not take the place of the old one; empty when it may.

    By semantic versioning: what breaks callers needs another first number (and so another address), what adds at least
    another second one.
    """
    weights = {one.weight for one in differences(old, new)}
    before, after = _numbers(old), _numbers(new)
    if Weight.BREAKS in weights and after[0] <= before[0]:
        return "It breaks who already calls: that needs a new first number of the version, at an address of its own."
    if Weight.ADDS in weights and after <= before:
        return "It adds to the contract: raise the second number of the version."
    return ""


def _numbers(document: Node) -> tuple[int, int]:
    first, second, *_ = str(document["info"]["version"]).split(".")
    return int(first), int(second)


def _without_version(document: Node) -> dict[str, Any]:
    info = {name: value for name, value in document["info"].items() if name != "version"}
    return {**document, "info": info}


def _calls(document: Node) -> dict[str, Node]:
    return {
        f"{method.upper()} {path}": entry[method]
        for path, entry in document.get("paths", {}).items()
        for method in _METHODS
        if method in entry
    }


def _operations(old: Node, new: Node) -> Iterator[Difference]:
    before, after = _calls(old), _calls(new)
    for name in before.keys() - after.keys():
        yield _breaks(f"the operation {name} is gone")
    for name in after.keys() - before.keys():
        yield _adds(f"the operation {name} is new")
    for name in before.keys() & after.keys():
        yield from _Pair(name, old, new).compare(before[name], after[name])


class _Pair:
    """One operation as it was and as it is."""

    def __init__(self, name: str, old: Node, new: Node) -> None:
        self.name = name
        self.old = old
        self.new = new

    def compare(self, before: Node, after: Node) -> Iterator[Difference]:
        if before.get("operationId") != after.get("operationId"):
            yield _breaks(
                f"{self.name} is called {after.get('operationId')}, no longer {before.get('operationId')}"
            )
        if not before.get("deprecated") and after.get("deprecated"):
            yield _adds(f"{self.name} is deprecated")
        if {} in before.get("security", [{}]) and {} not in after.get("security", [{}]):
            yield _breaks(f"{self.name} needs a token now")
        yield from self._parameters(before, after)
        yield from self._body(before, after)
        yield from self._responses(before, after)

    def _parameters(self, before: Node, after: Node) -> Iterator[Difference]:
        old = {(one["in"], one["name"]): one for one in before.get("parameters", ())}
        new = {(one["in"], one["name"]): one for one in after.get("parameters", ())}
        for key in old.keys() - new.keys():
            yield _breaks(f"{self.name} no longer takes {key[1]}")
        for key in new.keys() - old.keys():
            if new[key].get("required"):
                yield _breaks(f"{self.name} has to be given {key[1]} now")
            else:
                yield _adds(f"{self.name} can be given {key[1]}")
        for key in old.keys() & new.keys():
            if new[key].get("required") and not old[key].get("required"):
                yield _breaks(f"{self.name} has to be given {key[1]} now")
            where = f"{key[1]} of {self.name}"
            yield from self._taken(where, old[key].get("schema", {}), new[key].get("schema", {}), frozenset())

    def _body(self, before: Node, after: Node) -> Iterator[Difference]:
        old = before.get("requestBody", {}).get("content", {})
        new = after.get("requestBody", {}).get("content", {})
        for kind in old.keys() - new.keys():
            yield _breaks(f"{self.name} no longer takes {kind}")
        if new and not old and after["requestBody"].get("required"):
            yield _breaks(f"{self.name} has to be sent something now")
        for kind in old.keys() & new.keys():
            yield from self._taken(
                f"what is sent to {self.name}",
                old[kind].get("schema", {}),
                new[kind].get("schema", {}),
                frozenset(),
            )

    def _responses(self, before: Node, after: Node) -> Iterator[Difference]:
        old, new = before.get("responses", {}), after.get("responses", {})
        for status in old.keys() - new.keys():
            weight = _breaks if status.startswith("2") else _adds
            yield weight(f"{self.name} no longer answers with {status}")
        for status in new.keys() - old.keys():
            yield _adds(f"{self.name} can answer with {status}")
        for status in old.keys() & new.keys():
            old_kinds = _response(old[status], self.old).get("content", {})
            new_kinds = _response(new[status], self.new).get("content", {})
            for kind in old_kinds.keys() - new_kinds.keys():
                yield _breaks(f"{self.name} no longer answers {status} as {kind}")
            for kind in old_kinds.keys() & new_kinds.keys():
                yield from self._given(
                    f"the answer {status} of {self.name}",
                    old_kinds[kind].get("schema", {}),
                    new_kinds[kind].get("schema", {}),
                    frozenset(),
                )

    def _taken(self, where: str, old: Node, new: Node, seen: frozenset[str]) -> Iterator[Difference]:
        """What callers send: it may become wider, never narrower."""
        old, new, seen = self._resolved(old, new, seen)
        if not _types(old) <= _types(new) and _types(new):
            yield _breaks(f"{where} has to be {_listed(_types(new))}, no longer {_listed(_types(old))}")
        yield from _enumerated(where, old, new, gone=_breaks, added=_adds)
        yield from _bounded(where, old, new)
        old_names, new_names = old.get("properties", {}), new.get("properties", {})
        for name in old_names.keys() - new_names.keys():
            yield _breaks(f"{name} in {where} is no longer taken")
        for name in new_names.keys() - old_names.keys():
            if name not in new.get("required", ()):
                yield _adds(f"{name} in {where} can be given")
        for name in set(new.get("required", ())) - set(old.get("required", ())):
            yield _breaks(f"{name} in {where} has to be given now")
        for name in old_names.keys() & new_names.keys():
            yield from self._taken(f"{name} in {where}", old_names[name], new_names[name], seen)
        if "items" in old and "items" in new:
            yield from self._taken(f"each of {where}", old["items"], new["items"], seen)

    def _given(self, where: str, old: Node, new: Node, seen: frozenset[str]) -> Iterator[Difference]:
        """What callers get: it may become more, never less."""
        old, new, seen = self._resolved(old, new, seen)
        if not _types(new) <= _types(old) and _types(old):
            yield _breaks(f"{where} can be {_listed(_types(new) - _types(old))} now")
        yield from _enumerated(where, old, new, gone=_adds, added=_breaks)
        old_names, new_names = old.get("properties", {}), new.get("properties", {})
        for name in old_names.keys() - new_names.keys():
            yield _breaks(f"{name} in {where} is gone")
        for name in new_names.keys() - old_names.keys():
            yield _adds(f"{name} in {where} is new")
        for name in (set(old.get("required", ())) - set(new.get("required", ()))) & new_names.keys():
            yield _breaks(f"{name} in {where} is no longer always there")
        for name in old_names.keys() & new_names.keys():
            yield from self._given(f"{name} in {where}", old_names[name], new_names[name], seen)
        for inner in ("items", "additionalProperties"):
            if isinstance(old.get(inner), Mapping) and isinstance(new.get(inner), Mapping):
                yield from self._given(f"each of {where}", old[inner], new[inner], seen)

    def _resolved(self, old: Node, new: Node, seen: frozenset[str]) -> tuple[Node, Node, frozenset[str]]:
        """Without references; a shape within itself is compared once."""
        names = "|".join(str(one.get("$ref", "")) for one in (old, new))
        if "#" in names and names in seen:
            return {}, {}, seen
        return _plain(old, self.old), _plain(new, self.new), seen | {names}


def _response(response: Node, document: Node) -> Node:
    if "$ref" in response:
        response = document["components"]["responses"][response["$ref"].rsplit("/", 1)[-1]]
    return response


def _plain(schema: Node, document: Node) -> dict[str, Any]:
    """A schema without what does not change its meaning. Of "this or null" both types stand beside each other."""
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    plain = {
        name: value
        for name, value in schema.items()
        if name not in ("title", "description", "default", "examples", "example", "anyOf", "allOf", "oneOf")
    }
    for choice in (entry for name in ("anyOf", "allOf", "oneOf") for entry in schema.get(name, ())):
        inner = _plain(choice, document)
        types = _types(plain) | _types(inner)
        plain = {**plain, **inner}
        if types:
            plain["type"] = sorted(types)
    return plain


def _types(schema: Node) -> set[str]:
    found = schema.get("type", ())
    return {found} if isinstance(found, str) else set(found)


def _enumerated(where: str, old: Node, new: Node, *, gone: Any, added: Any) -> Iterator[Difference]:
    if "enum" in old and "enum" in new:
        for value in _values(old) - _values(new):
            yield gone(f"{where} is never {value} any more")
        for value in _values(new) - _values(old):
            yield added(f"{where} can be {value} too")
    elif "enum" in new:
        yield gone(f"{where} is one of {_listed(_values(new))} now, and was anything")
    elif "enum" in old:
        yield added(f"{where} can be anything now, and was one of {_listed(_values(old))}")


def _bounded(where: str, old: Node, new: Node) -> Iterator[Difference]:
    """Limits to what may be sent."""
    for names, sign in ((_WIDER_WHEN_HIGHER, 1), (_WIDER_WHEN_LOWER, -1)):
        for name in names:
            before, after = old.get(name), new.get(name)
            if before == after:
                continue
            if after is None or (before is not None and sign * after >= sign * before):
                yield _adds(f"{where} has more room ({name})")
            else:
                yield _breaks(f"{where} has less room: {name} is {after}")
    if old.get("pattern") != new.get("pattern"):
        weight = _adds if "pattern" not in new else _breaks
        yield weight(f"{where} is written otherwise: {new.get('pattern', 'as one likes')}")


def _values(schema: Node) -> set[str]:
    return {str(value) for value in schema["enum"]}


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(names)) or "anything"


def _breaks(sentence: str) -> Difference:
    return Difference(Weight.BREAKS, sentence)


def _adds(sentence: str) -> Difference:
    return Difference(Weight.ADDS, sentence)
