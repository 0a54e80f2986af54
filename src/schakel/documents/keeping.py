"""Files of other capabilities: kept, checked, swept and given away as attachments are, while the rows are theirs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.http import FileResponse, Http404

from schakel.documents import files, rules
from schakel.documents.extracting import read_document

MOST_FILES = 1_000
"""Of one thing, where whoever keeps them says nothing else."""
# Whatever is in it, a browser that opens it all the same runs nothing and asks for nothing.
_SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"


@dataclass(frozen=True, slots=True)
class KeptFile:
    """What a row has to remember of a file. ``size`` in bytes."""

    name: str
    file_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Holder:
    """A table of another capability that has files. ``holds``: whether it needs the file with this hash.

    ``every`` gives what each file is, for a person, and its size and hash.
    """

    name: str
    holds: Callable[[str], bool]
    every: Callable[[], Iterator[tuple[str, int, str]]]


_HOLDERS: dict[str, Holder] = {}


def register_holder(holder: Holder) -> None:
    """From now on files that this table needs are not swept away, and `verify` looks at them."""
    _HOLDERS[holder.name] = holder


def holders() -> list[Holder]:
    return [_HOLDERS[name] for name in sorted(_HOLDERS)]


def keep_file(content: bytes, name: str, *, number: int = 0, most: int = MOST_FILES) -> KeptFile:
    """Keep a file safely; its row has to be stored soon after, or it is swept away. ``number`` are there already.

    Raises a Refusal for a file that is empty, too large, of a type that is not accepted, with programs in it, or for
    one too many.
    """
    environment = settings.ENVIRONMENT
    rules.check_size(len(content), largest=environment.document_megabytes * 2**20)
    read = read_document(content)
    rules.check_attachment(
        file_type=read.type.value,
        has_macros=read.has_macros,
        accepted=environment.attachment_types,
        number=number,
        most=most,
    )
    tidy = rules.tidy_name(name, read.type.value)
    return KeptFile(tidy, read.type.value, len(content), files.store(content))


def content_of(sha256: str) -> bytes:
    """What is in a kept file. Raises FileNotFoundError when it is gone."""
    return files.path_of(sha256).read_bytes()


def file_answer(*, name: str, file_type: str, sha256: str) -> FileResponse:
    """A kept file for somebody who has been found to may have it; 404 when it is gone."""
    try:
        content = files.path_of(sha256).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(
        content, as_attachment=True, filename=name, content_type=rules.MEDIA_TYPES[file_type]
    )
    response.headers["Content-Security-Policy"] = _SANDBOX
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Accept-Ranges"] = "none"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
