"""A mail as it was saved (RFC 5322, MIME): its subject and its text, and who is named in its heading."""

import re
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.utils import getaddresses

from schakel.documents.reading.limits import MAIL_PARTS, NESTING, Gathered, UnreadableError
from schakel.documents.reading.plain import decoded, read_html

_LONGEST_HEADING = 200_000
_LONGEST_SUBJECT = 500
_MOST_PEOPLE = 50
_BOUNDARY = re.compile(rb"^content-type:\s*(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)
_HEADINGS = re.compile(
    rb"^(from|to|subject|date|received|return-path|message-id|mime-version|content-type|cc|reply-to|x-[a-z-]+)"
    rb":[ \t]",
    re.IGNORECASE | re.MULTILINE,
)
_ENOUGH_HEADINGS = 3


def is_mail(content: bytes) -> bool:
    """Whether it begins with the heading of a mail."""
    first, _, _ = content[:4000].lstrip(b"\r\n").partition(b"\n")
    if not re.match(rb"[A-Za-z][A-Za-z-]{1,40}:[ \t]|From \S+@\S+ ", first):
        return False
    named = {match[1].lower() for match in _HEADINGS.finditer(content[:20_000])}
    return len(named) >= _ENOUGH_HEADINGS and b"from" in named


def read_mail(content: bytes, gathered: Gathered) -> tuple[str, ...]:
    """Put subject and text in `gathered`; returns the names of the people in the heading."""
    heading = re.split(rb"\r?\n\r?\n", content[: _LONGEST_HEADING + 1], maxsplit=1)[0]
    if len(heading) > _LONGEST_HEADING or len(_BOUNDARY.findall(content)) > min(MAIL_PARTS, NESTING):
        raise UnreadableError("document-broken")
    try:
        message = BytesParser().parsebytes(content)
        body = _body(message)
    except (RecursionError, LookupError, ValueError, AttributeError, TypeError) as error:
        raise UnreadableError("document-broken") from error
    subject = _written(message, "subject")[:_LONGEST_SUBJECT]
    people = tuple(
        name for name, _ in getaddresses([_written(message, name) for name in ("from", "to", "cc")]) if name
    )[:_MOST_PEOPLE]
    if subject.strip():
        gathered.add(f"{subject.strip()}\n\n")
    if body is not None:
        text = _text_of(body)
        if body.get_content_type() == "text/html":
            read_html(text, gathered)
        else:
            gathered.add(text.replace("\r\n", "\n").replace("\x00", ""))
    return people


def _body(message: Message) -> Message | None:
    """The plain text where there is one, else the page; what is attached is not read."""
    found: dict[str, Message] = {}
    for number, part in enumerate(message.walk()):
        if number > MAIL_PARTS:
            raise UnreadableError("document-broken")
        kind = part.get_content_type()
        if kind in ("text/plain", "text/html") and part.get_content_disposition() != "attachment":
            found.setdefault(kind, part)
    return found.get("text/plain") or found.get("text/html")


def _text_of(part: Message) -> str:
    content = part.get_payload(decode=True)
    return decoded(content, str(part.get_content_charset() or "")) if isinstance(content, bytes) else ""


def _written(message: Message, name: str) -> str:
    """A line of the heading with its encoded words (RFC 2047) as people read them, on one line."""
    raw = str(message.get(name, ""))[:_LONGEST_HEADING]
    try:
        pieces = decode_header(raw)
    except (ValueError, LookupError):
        return raw
    words = [
        decoded(piece, charset or "") if isinstance(piece, bytes) else piece for piece, charset in pieces
    ]
    return " ".join("".join(words).split())
