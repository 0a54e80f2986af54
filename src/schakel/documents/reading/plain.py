"""Plain text and HTML."""

from html.parser import HTMLParser

from schakel.documents.reading.limits import CHARACTERS, EnoughError, Gathered, UnreadableError

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
CODECS = {
    "ascii": "utf-8",
    "us-ascii": "utf-8",
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "utf-16": "utf-16",
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "windows-1252": "cp1252",
    "cp1252": "cp1252",
    "iso-8859-15": "iso8859-15",
    "windows-1250": "cp1250",
    "iso-8859-2": "iso8859-2",
}
"""What mails say about their letters, and how these are read (as browsers do, WHATWG Encoding 4.2)."""
MOST_CONTROLS = 0.02
"""The share of control characters above which something is no text."""
_LONGEST_PAGE = 4 * CHARACTERS


def decoded(content: bytes, charset: str = "") -> str:
    """The text in the letters it says it is in, else UTF-8, else those of Windows. Never fails."""
    for mark, codec in _MARKS:
        if content.startswith(mark):
            return content.decode(codec, "replace")
    codec = CODECS.get(charset.strip().lower(), "")
    for candidate in filter(None, (codec, "utf-8")):
        try:
            return content.decode(candidate)
        except UnicodeError:
            continue
    return content.decode("cp1252", "replace")


def is_text(content: bytes) -> bool:
    """Whether people can read it: no NUL, and few control characters."""
    sample = content[:20_000]
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        sample = decoded(sample[: len(sample) // 2 * 2]).encode()
    controls = sum(byte < 9 or 13 < byte < 32 or byte == 127 for byte in sample)  # noqa: PLR2004 - ASCII's own
    return b"\x00" not in sample and controls <= MOST_CONTROLS * len(sample)


def read_text(content: bytes, gathered: Gathered) -> None:
    if not is_text(content):
        raise UnreadableError("document-type-unknown")
    gathered.add(decoded(content[: 4 * CHARACTERS]).replace("\x00", ""))


class _Page(HTMLParser):
    """What a browser would show of a page, roughly."""

    _UNSEEN = frozenset({"script", "style", "head", "template", "noscript", "svg", "title", "select"})
    _LINES = frozenset(
        {
            "p",
            "br",
            "div",
            "li",
            "tr",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "section",
            "article",
            "blockquote",
            "hr",
        }
    )

    def __init__(self, gathered: Gathered) -> None:
        super().__init__(convert_charrefs=True)
        self.gathered = gathered
        self.unseen: list[str] = []

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if tag in self._UNSEEN:
            self.unseen.append(tag)
        elif not self.unseen and tag in self._LINES:
            self.gathered.add("\n")

    def handle_startendtag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if not self.unseen and tag in self._LINES:
            self.gathered.add("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.unseen:
            del self.unseen[self.unseen.index(tag) :]
        elif not self.unseen and tag in self._LINES:
            self.gathered.add("\n")

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            # In a page white space is white space; lines are made by elements.
            self.gathered.add(" ".join(data.split(" ")).replace("\n", " "))


def read_html(text: str, gathered: Gathered) -> None:
    page = _Page(gathered)
    page.feed(text[:_LONGEST_PAGE])
    page.close()
    if len(text) > _LONGEST_PAGE:
        raise EnoughError
