"""The program that reads one document: ``python -I child.py``, with the file on its standard input.

With ``--table`` it answers the ``rows`` of a workbook and ``is_cut``, with ``--picture`` the ``renditions`` of a
picture; otherwise one line of JSON: ``type``, ``text``, ``people``, ``is_cut``, ``has_macros``. Each way ``code`` for
why not; and ``memory``, the most it used in kilobytes, and ``walls``, what kept it apart. It never says more than that.
"""

import json
import os
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[3]))
sys.dont_write_bytecode = True

from schakel.documents.reading.limits import MEMORY, PICTURE_MEMORY  # noqa: E402 - its folder has to be known first
from schakel.documents.reading.sealing import limit, seal  # noqa: E402 - its folder has to be known first

_CODECS = (
    *("utf-8", "utf-8-sig", "utf-16", "cp1252", "iso8859-15", "cp1250", "iso8859-2", "cp437", "ascii"),
    *("latin-1", "raw-unicode-escape"),  # headings of mails
)


def main() -> None:
    """Everything that is imported is there before the first byte is looked at."""
    asked = sys.argv[1] if len(sys.argv) > 1 else ""
    limit(PICTURE_MEMORY if asked == "--picture" else MEMORY)
    memory = os.open("/proc/self/status", os.O_RDONLY)
    content = _standard_input()
    answer: dict[str, object]
    try:
        answer = {"--table": _table, "--picture": _picture}.get(asked, _answer)(content)
    except MemoryError:
        answer = {"code": "document-too-big"}
    except Exception:  # noqa: BLE001 - whatever a library stumbles over is a document that cannot be read
        answer = {"code": "document-broken"}
    answer["memory"] = _most_memory(memory)
    _say(json.dumps(answer).encode())


def _answer(content: bytes) -> dict[str, object]:
    from schakel.documents.reading.limits import (  # noqa: PLC0415 - within the limits
        EnoughError,
        FileType,
        Gathered,
        UnreadableError,
    )
    from schakel.documents.reading.mails import read_mail  # noqa: PLC0415
    from schakel.documents.reading.office import has_macros, read_office  # noqa: PLC0415
    from schakel.documents.reading.plain import decoded, read_html, read_text  # noqa: PLC0415
    from schakel.documents.reading.recognising import is_pdf, recognised  # noqa: PLC0415

    if is_pdf(content):
        from schakel.documents.reading.pdf import read_pdf  # noqa: PLC0415 - it takes most of the start
    for codec in _CODECS:
        "".encode(codec)
    walls = seal()
    gathered = Gathered()
    people: tuple[str, ...] = ()
    is_cut = False
    macros = False
    try:
        file_type, package = recognised(content)
        try:
            if package is not None:
                macros = has_macros(package)
                read_office(package, file_type, gathered)
            elif file_type is FileType.PDF:
                read_pdf(content, gathered)
            elif file_type is FileType.MAIL:
                people = read_mail(content, gathered)
            elif file_type is FileType.HTML:
                read_html(decoded(content), gathered)
            else:
                read_text(content, gathered)
        except EnoughError:
            is_cut = True
    except UnreadableError as error:
        return {"code": error.code, "walls": walls}
    return {
        "type": file_type.value,
        "text": gathered.text.encode("utf-8", "replace").decode(),
        "people": people,
        "is_cut": is_cut,
        "has_macros": macros,
        "walls": walls,
    }


def _table(content: bytes) -> dict[str, object]:
    from schakel.documents.reading.limits import FileType, UnreadableError  # noqa: PLC0415 - within the limits
    from schakel.documents.reading.recognising import recognised  # noqa: PLC0415
    from schakel.documents.reading.tables import sheet_read  # noqa: PLC0415

    for codec in _CODECS:
        "".encode(codec)
    walls = seal()
    try:
        file_type, package = recognised(content)
        if package is None or file_type is not FileType.XLSX:
            return {"code": "document-is-no-table", "walls": walls}
        rows, is_cut = sheet_read(package)
    except UnreadableError as error:
        return {"code": error.code, "walls": walls}
    return {"rows": rows, "is_cut": is_cut, "walls": walls}


def _picture(content: bytes) -> dict[str, object]:
    from schakel.documents.reading.limits import UnreadableError  # noqa: PLC0415 - within the limits
    from schakel.documents.reading.pictures import made_anew  # noqa: PLC0415 - only what is read is loaded

    walls = seal()
    try:
        return {"renditions": made_anew(content), "walls": walls}
    except UnreadableError as error:
        return {"code": error.code, "walls": walls}


def _standard_input() -> bytes:
    pieces = []
    while piece := os.read(0, 1 << 20):
        pieces.append(piece)
    return b"".join(pieces)


def _most_memory(status: int) -> int:
    """Kilobytes of memory in use at its highest, as the system counts it."""
    for line in os.pread(status, 4096, 0).decode("ascii", "replace").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    return 0


def _say(answer: bytes) -> None:
    while answer:
        answer = answer[os.write(1, answer) :]
    os._exit(0)


if __name__ == "__main__":
    main()
