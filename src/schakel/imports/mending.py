"""Mending what is wrong with texts as they are found, each repair counted by its name. Nothing of Django."""

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from functools import partial

import ftfy
import nh3

_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,400}>")
_BREAKING_TAG = re.compile(r"<(?:br|/p|/li|/h\d|/div|/tr)\b[^<>]*>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,10}|#\d{2,6});")
_LEFT_OVER_TAG = re.compile(r"^\s*[\"']?/?>\s*")
_ADDRESS_OF_PERSON = re.compile(r"\b[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}\b")
_TELEPHONE = re.compile(r"(?<![\w/=.-])(?:\+|00)\d{1,3}[ ().\d-]{7,16}\d\b|\b0\d{1,3}[ -]?\d{6,8}\b")
_GLUED_SENTENCE = re.compile(r"(?<=[a-z)\]”’][.!?;:])(?=[A-ZÀ-Þ][a-zà-þ])")
LEFT_OUT = "[…]"


class Mender:
    """Mends texts and counts what was mended, by name."""

    def __init__(self) -> None:
        self.repairs: Counter[str] = Counter()

    def note(self, repair: str) -> None:
        self.repairs[repair] += 1

    def text(self, written: str, *, headings: tuple[str, ...] = ()) -> str:
        """The text as it was meant: one encoding, no markup, no glue, no contact of a person."""
        mended = self._once("encoding-mended", written, ftfy.fix_encoding)
        if _TAG.search(mended) or _LEFT_OVER_TAG.match(mended):
            mended = self._once("markup-removed", mended, without_markup)
        if _ENTITY.search(mended):
            mended = self._once("entities-written-out", mended, html.unescape)
        for heading in headings:
            mended = self._once("heading-unglued", mended, partial(_ungluing, heading))
        mended = self._once("sentences-unglued", mended, partial(_GLUED_SENTENCE.sub, "\n"))
        mended = self._once("contact-left-out", mended, without_contacts)
        mended = self._once("control-signs-removed", mended, without_control_signs)
        return self._once("blanks-trimmed", mended, _trimmed)

    def line(self, written: str) -> str:
        """A text of one line."""
        return " ".join(self.text(written).split())

    def _once(self, repair: str, text: str, mend: Callable[[str], str]) -> str:
        mended = mend(text)
        if mended != text:
            self.note(repair)
        return mended


def without_markup(text: str) -> str:
    """The words of a text with HTML in it. What stands in a script or style is gone; a paragraph is a line."""
    spaced = _BREAKING_TAG.sub(lambda tag: f"\n{tag.group()}", _LEFT_OVER_TAG.sub("", text))
    return html.unescape(nh3.clean(spaced, tags=set(), clean_content_tags={"script", "style"}))


def without_contacts(text: str) -> str:
    """The text without e-mail addresses and telephone numbers: nobody becomes public unasked."""
    return _TELEPHONE.sub(LEFT_OUT, _ADDRESS_OF_PERSON.sub(LEFT_OUT, text))


def without_control_signs(text: str) -> str:
    """The text without signs that do not show, but for line ends and tabs."""
    return "".join(
        sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cf", "Cs"}
    )


def _ungluing(heading: str, text: str) -> str:
    """A heading that stands in the middle of a line gets a line of its own."""
    return re.sub(
        rf"(?<=\S)\s*(?<![\w])({re.escape(heading)}:)\s*(?=\S)|^({re.escape(heading)}:)(?=\S)",
        _own_line,
        text,
    )


def _own_line(found: "re.Match[str]") -> str:
    return f"\n\n{found.group(1)}\n" if found.group(1) else f"{found.group(2)}\n"


def _trimmed(text: str) -> str:
    lines = [" ".join(line.split()) for line in text.replace("\xa0", " ").splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
