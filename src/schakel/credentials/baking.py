"""A badge in a picture: putting a signed statement into SVG or PNG, and taking one out of what a stranger brings.

Open Badges 3.0, 5.3: in SVG an element ``openbadges:credential``, in PNG a chunk ``iTXt`` of that name.
"""

import json
import struct
import zlib
from collections.abc import Iterator
from xml.parsers.expat import ExpatError, ParserCreate

from schakel.credentials.rules import LARGEST_BADGE

PNG_BEGINS = b"\x89PNG\r\n\x1a\n"
_KEYWORD = b"openbadgecredential"
_NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
_ELEMENT = f"{_NAMESPACE} credential"
_ENVELOPE = "data:application/vc+jwt,"
LONGEST_TOKEN = 64 * 1024
"""Characters of a signed statement; ours have 4,000."""


class NoBadgeError(Exception):
    """There is no badge in it that can be read."""


def into_svg(picture: str, token: str) -> bytes:
    """The picture with the statement in it. ``picture`` is ours: it ends in </svg>. A token has no letter to escape."""
    element = f'<openbadges:credential xmlns:openbadges="{_NAMESPACE}" verify="{token}"/>'
    head, end, _ = picture.rpartition("</svg>")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}{element}{end}'.encode()


def into_png(picture: bytes, token: str) -> bytes:
    """The picture with the statement in a chunk before the last one."""
    text = _KEYWORD + b"\0\0\0\0\0" + token.encode("ascii")
    chunk = struct.pack(">I", len(text)) + b"iTXt" + text + struct.pack(">I", zlib.crc32(b"iTXt" + text))
    at = picture.rindex(b"IEND") - 4
    return picture[:at] + chunk + picture[at:]


def token_from(brought: bytes) -> str:
    """The signed statement in a badge: a picture, or the statement itself. Raises NoBadgeError.

    Nothing is unpacked, fetched or drawn: the picture is looked through for one text.
    """
    if len(brought) > LARGEST_BADGE:
        raise NoBadgeError
    if brought.startswith(PNG_BEGINS):
        found = _from_png(brought)
    elif brought.lstrip()[:1] == b"<":
        found = _from_svg(brought)
    else:
        found = _from_text(brought)
    token = found.strip()
    if not 0 < len(token) <= LONGEST_TOKEN or not token.isascii() or token.count(".") != 2:  # noqa: PLR2004 - a JWS
        raise NoBadgeError
    return token


def _from_text(brought: bytes) -> str:
    """The statement as it is, or in the JSON in which it is downloaded here."""
    try:
        text = brought.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise NoBadgeError from None
    if not text.startswith("{"):
        return text
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        raise NoBadgeError from None
    address = said.get("id") if isinstance(said, dict) else None
    if not isinstance(address, str) or not address.startswith(_ENVELOPE):
        raise NoBadgeError
    return address.removeprefix(_ENVELOPE)


def _from_png(brought: bytes) -> str:
    for kind, body in _chunks(brought):
        name, _, rest = body.partition(b"\0")
        if kind != b"iTXt" or name != _KEYWORD:
            continue
        if rest[:1] != b"\0":
            raise NoBadgeError  # compressed: the standard asks for plain text, and a kilobyte can hold a gigabyte
        text = rest[2:].split(b"\0", 2)[-1]
        try:
            return text.decode("ascii")
        except UnicodeDecodeError:
            break
    raise NoBadgeError


def _chunks(brought: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(PNG_BEGINS)
    while at + 12 <= len(brought):
        (length,) = struct.unpack_from(">I", brought, at)
        if at + 12 + length > len(brought):
            return
        yield brought[at + 4 : at + 8], brought[at + 8 : at + 8 + length]
        at += 12 + length


def _from_svg(brought: bytes) -> str:
    """The first such element; a picture with a document type is refused: it is there for its entities (CWE-776)."""
    found: list[str] = []
    words: list[str] = []
    depth = [0]
    parser = ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def on_begin(name: str, attributes: dict[str, str]) -> None:
        if depth[0] or name == _ELEMENT:
            depth[0] += 1
        if name == _ELEMENT and not found:
            found.append(attributes.get("verify", ""))

    def on_end(_name: str) -> None:
        depth[0] = max(0, depth[0] - 1)

    def on_text(text: str) -> None:
        if depth[0]:
            words.append(text)

    def on_document_type(*_about: object) -> None:
        raise NoBadgeError

    parser.StartElementHandler = on_begin
    parser.EndElementHandler = on_end
    parser.CharacterDataHandler = on_text
    parser.StartDoctypeDeclHandler = on_document_type
    try:
        parser.Parse(brought, True)
    except (ExpatError, LookupError, ValueError):
        raise NoBadgeError from None
    if not found:
        raise NoBadgeError
    return found[0] or "".join(words)
