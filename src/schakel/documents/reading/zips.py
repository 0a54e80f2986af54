"""Reading parts of a zip file by their names (APPNOTE 6.3.10), each bounded before it is unpacked.

Nothing is ever written anywhere: a name such as "../../etc/passwd" is only a name that nobody asks for.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from schakel.documents.reading.limits import DIRECTORY, ENTRIES, UNPACKED, UnreadableError

_END = struct.Struct("<4s4H2LH")
_IN_DIRECTORY = struct.Struct("<4s6H3L5H2L")
_BEFORE_DATA = struct.Struct("<4s5H3L2H")
_LONGEST_COMMENT = 65_535
_IS_ENCRYPTED = 0x1
_IS_UTF_8 = 0x800
_STORED, _DEFLATED = 0, 8
_CHUNK = 64 * 1024
_TOO_LARGE_FOR_ZIP = 0xFFFFFFFF
_TOO_MANY_FOR_ZIP = 0xFFFF


@dataclass(frozen=True, slots=True)
class Part:
    """A file in the package. ``size`` is what the package says; what is unpacked is counted."""

    offset: int
    packed: int
    size: int
    method: int
    is_encrypted: bool


class Package:
    """A zip file in memory. Raises UnreadableError for one that is damaged, or that is made to exhaust its reader."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._left = UNPACKED
        self.parts = dict(self._directory())

    def read(self, name: str) -> bytes:
        return b"".join(self.chunks(name))

    def chunks(self, name: str) -> Iterator[bytes]:
        """The part, unpacked piece by piece; nothing for one that is not there."""
        part = self.parts.get(name)
        if part is None:
            return
        if part.is_encrypted:
            raise UnreadableError("document-encrypted")
        if part.size > self._left:
            raise UnreadableError("document-too-big")
        packed = self._packed(part)
        if part.method == _STORED:
            yield from (self._counted(packed[at : at + _CHUNK]) for at in range(0, len(packed), _CHUNK))
        elif part.method == _DEFLATED:
            yield from self._inflated(packed)
        else:
            raise UnreadableError("document-broken")

    def _inflated(self, packed: bytes) -> Iterator[bytes]:
        unpacking = zlib.decompressobj(-15)
        try:
            for at in range(0, len(packed), _CHUNK):
                waiting = packed[at : at + _CHUNK]
                while waiting and not unpacking.eof:
                    yield self._counted(unpacking.decompress(waiting, 4 * _CHUNK))
                    waiting = unpacking.unconsumed_tail
                if unpacking.eof:
                    return
        except zlib.error as error:
            raise UnreadableError("document-broken") from error
        raise UnreadableError("document-broken")

    def _counted(self, chunk: bytes) -> bytes:
        self._left -= len(chunk)
        if self._left < 0:
            raise UnreadableError("document-too-big")
        return chunk

    def _packed(self, part: Part) -> bytes:
        head = self._content[part.offset : part.offset + _BEFORE_DATA.size]
        if len(head) < _BEFORE_DATA.size:
            raise UnreadableError("document-broken")
        mark, *_, name_length, extra_length = _BEFORE_DATA.unpack(head)
        start = part.offset + _BEFORE_DATA.size + name_length + extra_length
        if mark != b"PK\x03\x04" or start + part.packed > len(self._content):
            raise UnreadableError("document-broken")
        return self._content[start : start + part.packed]

    def _directory(self) -> Iterator[tuple[str, Part]]:
        start, length, number = self._place_of_directory()
        at, seen = start, 0
        names: set[str] = set()
        while at < start + length:
            head = self._content[at : at + _IN_DIRECTORY.size]
            if len(head) < _IN_DIRECTORY.size or head[:4] != b"PK\x01\x02":
                raise UnreadableError("document-broken")
            fields = _IN_DIRECTORY.unpack(head)
            flags, method, packed, size = fields[3], fields[4], fields[8], fields[9]
            name_length, extra_length, comment_length, offset = fields[10], fields[11], fields[12], fields[16]
            if _TOO_LARGE_FOR_ZIP in (packed, size, offset):
                raise UnreadableError("document-too-big")
            raw = self._content[at + _IN_DIRECTORY.size : at + _IN_DIRECTORY.size + name_length]
            name = raw.decode("utf-8" if flags & _IS_UTF_8 else "cp437", "replace")
            seen += 1
            # Two parts of one name are read differently by different programs: somebody wants us to see another one.
            if seen > ENTRIES or name in names:
                raise UnreadableError("document-too-many-parts" if seen > ENTRIES else "document-broken")
            names.add(name)
            yield name, Part(offset, packed, size, method, bool(flags & _IS_ENCRYPTED))
            at += _IN_DIRECTORY.size + name_length + extra_length + comment_length
        if seen != number:
            raise UnreadableError("document-broken")

    def _place_of_directory(self) -> tuple[int, int, int]:
        """Where the list of files stands, how long it is, and how many it names."""
        end = self._content.rfind(b"PK\x05\x06", max(0, len(self._content) - _LONGEST_COMMENT - _END.size))
        if end < 0 or end + _END.size > len(self._content):
            raise UnreadableError("document-broken")
        _, _, _, _, number, length, offset, _ = _END.unpack(self._content[end : end + _END.size])
        if number == _TOO_MANY_FOR_ZIP or number > ENTRIES or length > DIRECTORY:
            raise UnreadableError("document-too-many-parts")
        if offset + length != end:  # something stands in front: this is another kind of file as well
            raise UnreadableError("document-broken")
        return offset, length, number
