"""How a file may be called, how many an item may have, and how long what is lent is kept; plain Python."""

import re
import unicodedata
from collections.abc import Collection
from datetime import datetime, timedelta

from schakel.kernel.refusal import Refusal

LONGEST_NAME = 120
KEPT_FOR = timedelta(hours=1)
"""A document somebody asks with is there for so long, for them alone."""
GRACE = timedelta(minutes=15)
"""A file that belongs to no attachment is left alone for so long: its row may be on its way."""
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "txt": "text/plain; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "eml": "message/rfc822",
}
"""What can be read, by the ending that a file of this type gets."""
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
"""Categories of Unicode: control, format, surrogate, private use, not assigned."""
_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
"""Names that mean a device in Windows."""


def tidy_name(given: str, file_type: str) -> str:
    """A name under which the file can be kept by anybody: no folders, nothing unseen, and the ending of what it is."""
    last = re.split(r"[/\\]", given)[-1]
    seen = "".join(
        character
        for character in unicodedata.normalize("NFC", last)
        if character.isspace() or unicodedata.category(character) not in _UNSEEN
    )
    plain = " ".join(_NOT_IN_NAMES.sub(" ", seen).split()).strip(" .")
    while plain.lower().endswith(f".{file_type}"):
        plain = plain[: -len(file_type) - 1].rstrip(" .")
    plain = plain[: LONGEST_NAME - len(file_type) - 1].rstrip(" .")
    if not plain or _RESERVED.fullmatch(plain.partition(".")[0]):
        plain = f"document {plain}".strip()
    return f"{plain}.{file_type}"


def check_size(size: int, *, largest: int) -> None:
    """A Refusal for an empty file, or one of more than `largest` bytes."""
    if size == 0:
        raise Refusal("document-empty")
    if size > largest:
        raise Refusal("document-too-large", megabytes=largest // 2**20)


def check_attachment(
    *, file_type: str, has_macros: bool, accepted: Collection[str], number: int, most: int
) -> None:
    """A Refusal for a type that is not accepted, one with programs in it, or one too many (`number` are there)."""
    if file_type not in accepted:
        raise Refusal("attachment-type", accepted=", ".join(sorted(accepted)))
    if has_macros:
        raise Refusal("attachment-has-macros")
    if number >= most:
        raise Refusal("attachments-too-many", most=most)


def is_over(lent_at: datetime, *, now: datetime) -> bool:
    """Whether what was lent then is kept no longer."""
    return now - lent_at >= KEPT_FOR
