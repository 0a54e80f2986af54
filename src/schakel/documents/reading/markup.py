"""XML as a stream of elements: without document types, entities of its own, or anything fetched."""

from collections.abc import Callable, Iterable
from xml.parsers.expat import ExpatError, ParserCreate

from schakel.documents.reading.limits import ELEMENTS, LONGEST_TOKEN, NESTING, EnoughError, UnreadableError

Attributes = dict[str, str]


def local(name: str) -> str:
    """The name without its prefix."""
    return name.rpartition(":")[2]


def read_xml(
    chunks: Iterable[bytes],
    *,
    begins: Callable[[str, Attributes], None],
    ends: Callable[[str], None],
    says: Callable[[str], None],
) -> None:
    """Tell what begins, ends and is said, by local names, in order. Raises UnreadableError for what is no such XML.

    Office documents have no document type. One that has is there for its entities: a file to be read, or a thousand
    million laughs (CWE-611, CWE-776).
    """
    parser = ParserCreate()
    parser.buffer_text = True
    depth, left, at = 0, ELEMENTS, 0

    def on_begin(name: str, attributes: Attributes) -> None:
        nonlocal depth, left, at
        depth, left, at = depth + 1, left - 1, parser.CurrentByteIndex
        if depth > NESTING:
            raise UnreadableError("document-broken")
        if left < 0:
            raise EnoughError
        begins(local(name), attributes)

    def on_end(name: str) -> None:
        nonlocal depth, at
        depth, at = depth - 1, parser.CurrentByteIndex
        ends(local(name))

    def on_text(text: str) -> None:
        nonlocal at
        at = parser.CurrentByteIndex
        says(text)

    def on_document_type(*_about: object) -> None:
        raise UnreadableError("document-harmful")

    parser.StartElementHandler = on_begin
    parser.EndElementHandler = on_end
    parser.CharacterDataHandler = on_text
    parser.StartDoctypeDeclHandler = on_document_type
    try:
        given = 0
        for chunk in chunks:
            parser.Parse(chunk, False)
            given += len(chunk)
            if given - at > LONGEST_TOKEN:  # a name or comment without end is looked at anew with every chunk
                raise UnreadableError("document-broken")
        parser.Parse(b"", True)
    except (ExpatError, LookupError, ValueError) as error:
        raise UnreadableError("document-broken") from error
