"""A working example of every operation, as a line for curl."""

import shlex
from typing import Any

from schakel.api.rules import ROOT

TOKEN = "$TOKEN"  # noqa: S105 - the name of a variable, which stands for the reader's own token


def curl_of(method: str, operation: dict[str, Any], *, address: str) -> str:
    """A line that somebody can paste into a terminal. ``address``: of the hub."""
    example = operation["x-example"]
    words = ["curl"]
    if method != "GET" and "form" not in example:
        words += ["-X", method]
    if {} not in operation.get("security", [{}]):
        words += ["-H", f"Authorization: Bearer {TOKEN}"]
    for name, value in example.get("form", {}).items():
        words += ["-F", f"{name}={value}"]
    words.append(f"{address}{ROOT}{example['address']}")
    return " ".join(_quoted(word) for word in words)


def _quoted(word: str) -> str:
    """Between double quotes where a variable of the shell stands in it."""
    return f'"{word}"' if "$" in word else shlex.quote(word)
