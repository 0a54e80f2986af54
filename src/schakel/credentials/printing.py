"""Paper and pictures, set by Typst: in this process, without a network, and with no font but those it brings along.

What people wrote goes in as values and is never read as markup: ``#let`` in a name is printed as it stands.
"""

import json
import re
import warnings
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

_LAYOUTS = Path(__file__).parent / "layouts"
_MISSING = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)", re.DOTALL)
UNPRINTABLE = "□"
"""Stands for a letter that no font here has: Chinese, and pictures such as emoji."""
_LATIN = "\u017f"
"""The fonts have every letter up to this one."""
PIXELS_PER_INCH = 144.0


def pdf_of(layout: str, values: Mapping[str, Any], *, made_at: datetime) -> bytes:
    """A page as PDF/UA-1, which Typst refuses to write where something is missing that the standard asks for.

    ``made_at`` is what the file says of itself: the same values give the same bytes.
    """
    source, given = _layout(layout), _given(values)
    return bytes(
        _fonts().compile(
            input=source,
            format="pdf",
            pdf_standards=["ua-1"],
            sys_inputs=given,
            timestamp=made_at.astimezone(UTC).replace(microsecond=0),
        )
    )


def png_of(layout: str, values: Mapping[str, Any]) -> bytes:
    """A picture of one page."""
    made = _fonts().compile(
        input=_layout(layout), format="png", ppi=PIXELS_PER_INCH, sys_inputs=_given(values)
    )
    return bytes(made[0] if isinstance(made, list) else made)


def printable(words: str) -> str:
    """The words with ``UNPRINTABLE`` for each letter that there is no font for."""
    return (
        words
        if all(" " <= letter <= _LATIN and letter not in "\x7f\xad" for letter in words)
        else _probed(words)
    )


@lru_cache(maxsize=512)
def _probed(words: str) -> str:
    """Asked of the program that will set them: it names every letter that it has no font for."""
    left = words
    for _ in range(3):  # what is shown together may come apart when one of it is replaced
        missing = _missing_in(left)
        if not missing:
            return left
        for piece in missing:
            left = left.replace(piece, UNPRINTABLE)
    return "".join(letter if letter <= _LATIN else UNPRINTABLE for letter in left)


def _missing_in(words: str) -> list[str]:
    try:
        pdf_of("probe", {"words": words}, made_at=datetime(2000, 1, 1, tzinfo=UTC))
    except typst.TypstError as error:
        found = [_unescaped(one) for one in _MISSING.findall(error.diagnostic)]
        if not found:
            raise
        return sorted(found, key=len, reverse=True)
    return []


def _unescaped(written: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)) if found[1] else found[2], written)


@lru_cache(maxsize=8)
def _layout(name: str) -> bytes:
    return (_LAYOUTS / f"{name}.typ").read_bytes()


def _given(values: Mapping[str, Any]) -> dict[str, str]:
    return {"values": json.dumps(values, ensure_ascii=False)}


class _Typesetter:
    """Keeps the fonts, which are looked at once; nothing else stays from one page to the next."""

    def __init__(self) -> None:
        self.fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)

    def compile(self, *, input: bytes, sys_inputs: dict[str, str], **how: Any) -> Any:  # noqa: A002 - so it is called
        compiler = typst.Compiler(
            input=input, root=str(_LAYOUTS), font_paths=self.fonts, sys_inputs=sys_inputs
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", typst.TypstWarning)
            return compiler.compile(**how)


@lru_cache(maxsize=1)
def _fonts() -> _Typesetter:
    return _Typesetter()
