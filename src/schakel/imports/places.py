"""Where the files of a scheduled source are found: at an address, or below the folder for sources."""

import hashlib
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from schakel.imports.source_models import ScheduledSource
from schakel.kernel.refusal import Refusal
from schakel.outbound.public import Fetched, Limits

Fetch = Callable[..., Fetched]
MOST_FILES = 200
LIMITS = Limits(size=500_000_000, unpacked_size=2_000_000_000, seconds=600.0)
"""Large vocabularies are some hundreds of megabytes, and nobody waits for them."""
_NOT_IN_A_NAME = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class Found:
    """The files of a source, in order; none when nothing changed. The rest is kept to ask the next time."""

    files: tuple[Path, ...]
    digest: str
    etag: str = ""
    last_modified: str = ""


def is_address(place: str) -> bool:
    return "://" in place


@contextmanager
def found_files(source: ScheduledSource, *, folder: Path | None, fetch: Fetch) -> Iterator[Found]:
    """What the source has now; files that were fetched are gone afterwards. Raises a Refusal when nothing is there."""
    if not is_address(source.place):
        found = _below(source.place, folder)
        yield Found((), source.digest) if found.digest == source.digest else found
        return
    with tempfile.TemporaryDirectory(prefix="schakel-source-") as temporary:
        path = Path(temporary) / _name_of(source.place)
        with path.open("wb") as file:
            fetched = fetch(
                source.place,
                etag=source.etag,
                last_modified=source.last_modified,
                limits=LIMITS,
                into=file,
            )
        # A server may send the same once more, with or without another mark.
        digest = source.digest if fetched.is_unchanged else _digest([path])
        is_same = digest == source.digest
        yield Found(
            () if is_same else (path,),
            digest,
            fetched.etag or (source.etag if is_same else ""),
            fetched.last_modified or (source.last_modified if is_same else ""),
        )


def check_place(place: str, folder: Path | None) -> None:
    """Raise a Refusal for a place that is no address and does not lie below the folder for sources."""
    if not is_address(place):
        _inside(place, folder)


def _below(place: str, folder: Path | None) -> Found:
    path = _inside(place, folder)
    if path.is_dir():
        files = sorted(
            entry for entry in path.iterdir() if entry.is_file() and not entry.name.startswith(".")
        )
    else:
        files = [path] if path.is_file() else []
    if not files:
        raise Refusal("source-not-there", place=place)
    if len(files) > MOST_FILES:
        raise Refusal("source-has-too-many-files", most=MOST_FILES)
    for file in files:
        _inside(str(file), folder)  # not by a link out of it
    try:
        return Found(tuple(files), _digest(files))
    except OSError as error:
        raise Refusal("source-not-there", place=place) from error


def _inside(place: str, folder: Path | None) -> Path:
    if folder is None:
        raise Refusal("source-folder-not-set")
    try:
        path = (folder / place).resolve()
    except (OSError, ValueError, RuntimeError) as error:
        raise Refusal("source-outside-folder") from error
    if not path.is_relative_to(folder.resolve()):
        raise Refusal("source-outside-folder")
    return path


def _name_of(address: str) -> str:
    """What the file is called at its address: its ending says how it is written."""
    name = _NOT_IN_A_NAME.sub("_", unquote(urlsplit(address).path).rstrip("/").rpartition("/")[2])
    return name.lstrip(".")[-100:] or "fetched"


def _digest(files: list[Path]) -> str:
    if len(files) == 1:
        with files[0].open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    together = hashlib.sha256()
    for path in files:
        together.update(f"{path.name}\0{_digest([path])}\0".encode())
    return together.hexdigest()
