"""The words of the OpenAPI document that the documentation page shows, paragraph by paragraph: what is translated."""

from collections.abc import Iterator
from typing import Any


def paragraphs_of(text: str) -> list[str]:
    """The paragraphs of a description, each on one line."""
    return [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]


def texts_of(document: dict[str, Any]) -> list[str]:
    """Every heading, summary and description that is shown, once."""
    shown = [document["paths"], [entry["properties"] for entry in _shapes(document)]]
    found = [tag["name"] for tag in document["tags"]]
    for text in _words(shown):
        found += paragraphs_of(text)
    return list(dict.fromkeys(found))


def _shapes(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [entry for entry in document["components"]["schemas"].values() if "properties" in entry]


def _words(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for inner in node:
            yield from _words(inner)
    elif isinstance(node, dict):
        for name, inner in node.items():
            if name in ("summary", "description") and isinstance(inner, str):
                yield inner
            elif name not in ("responses", "enum", "x-example"):
                yield from _words(inner)
