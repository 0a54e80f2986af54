"""Custom properties: which ones a style sheet uses, and the style sheet without those that nobody sets.

The components of NL Design System offer far more variables than any theme sets. A browser drops a
declaration whose variable is unknown; doing so when building makes the result small, and makes it certain
that what is left is really there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
STRING = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'")
# What looks like a use inside a string is only text: strings are found too, and then have no group.
USE = re.compile(rf"{STRING.pattern}|var\(\s*(--[\w-]+)")


@dataclass(frozen=True, slots=True)
class Declaration:
    """One ``name: value`` and where it stands in the style sheet (the end is exclusive)."""

    name: str
    value: str
    start: int
    end: int


def used_variables(css: str) -> set[str]:
    return {found[1] for found in USE.finditer(css) if found[1]}


def defined_variables(css: str) -> set[str]:
    return {declaration.name for declaration in declarations_in(css) if declaration.name.startswith("--")}


def unresolved_variables(css: str) -> set[str]:
    """The variables that are used and set nowhere."""
    return used_variables(css) - defined_variables(css)


def without_comments(css: str) -> str:
    return COMMENT.sub("", css)


def settle_variables(css: str, *, always_set: frozenset[str] = frozenset()) -> str:
    """The style sheet with every ``var()`` of a variable that is set nowhere replaced by its fallback.

    A declaration without a fallback to turn to is left out, as a browser would leave it out. Variables in
    `always_set` hold everywhere, so their fallbacks go too. Definitions that nothing uses are left out.
    """
    css = without_comments(css)
    while True:
        # One definition falling away may leave another without its value: until nothing changes.
        settled = _drop_unused(_settle_once(css, always_set))
        if settled == css:
            return css
        css = settled


def declarations_in(css: str) -> Iterator[Declaration]:
    """Each declaration in a style sheet without comments; selectors and at-rule preludes are not."""
    start, depth, position = 0, 0, 0
    while position < len(css):
        character = css[position]
        if character in "\"'" and (string := STRING.match(css, position)):
            position = string.end()
            continue
        if character in "([":
            depth += 1
        elif character in ")]":
            depth -= 1
        elif not depth and character in "{};":
            if character != "{":
                yield from _as_declaration(css, start, position)
            start = position + 1
        position += 1


def _as_declaration(css: str, start: int, end: int) -> Iterator[Declaration]:
    name, colon, value = css[start:end].partition(":")
    if colon and not name.lstrip().startswith("@"):
        yield Declaration(name.strip(), value.strip(), start, end)


def _settle_once(css: str, always_set: frozenset[str]) -> str:
    defined = defined_variables(css) | always_set
    pieces, position = [], 0
    for declaration in declarations_in(css):
        pieces.append(css[position : declaration.start])
        value = _settled_value(declaration.value, defined, always_set)
        if value is not None:
            pieces.append(f"{declaration.name}:{value}")
        position = declaration.end
    return "".join(pieces) + css[position:]


def _settled_value(value: str, defined: set[str] | frozenset[str], always_set: frozenset[str]) -> str | None:
    """The value with its variables settled, or None when one of them has neither a value nor a fallback."""
    found = next((use for use in USE.finditer(value) if use[1]), None)
    if found is None:
        return value
    end = _closing_parenthesis(value, found.start() + len("var"))
    name, comma, fallback = value[found.start() + len("var(") : end].partition(",")
    name = name.strip()
    after = _settled_value(value[end + 1 :], defined, always_set)
    if after is None:
        return None
    settled_fallback = _settled_value(fallback.strip(), defined, always_set) if comma else None
    if name not in defined:
        replacement = settled_fallback
    elif settled_fallback is None or name in always_set:
        replacement = f"var({name})"
    else:
        replacement = f"var({name},{settled_fallback})"
    return None if replacement is None else value[: found.start()] + replacement + after


def _closing_parenthesis(value: str, opening: int) -> int:
    depth = 0
    for position in range(opening, len(value)):
        depth += {"(": 1, ")": -1}.get(value[position], 0)
        if not depth:
            return position
    raise ValueError(f"a parenthesis is never closed: {value!r}")


def _drop_unused(css: str) -> str:
    used = used_variables(css)
    pieces, position = [], 0
    for declaration in declarations_in(css):
        if declaration.name.startswith("--") and declaration.name not in used:
            pieces.append(css[position : declaration.start])
            position = declaration.end
    return "".join(pieces) + css[position:]
