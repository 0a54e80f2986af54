"""Files that wait to be imported: kept privately in the data folder, named by what is in them."""

import hashlib
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from schakel.imports.records import LARGEST_FILE
from schakel.kernel.refusal import Refusal


def keep_file(content: Iterable[bytes]) -> str:
    """Keep the content; returns the name it is kept under. Raises a Refusal when it is empty or too large."""
    folder = _folder()
    part = folder / f".{secrets.token_hex(8)}.part"
    seal, size = hashlib.sha256(), 0
    try:
        with part.open("xb") as file:
            os.fchmod(file.fileno(), 0o600)
            for chunk in content:
                size += len(chunk)
                if size > LARGEST_FILE:
                    raise Refusal("file-too-large", most_megabytes=LARGEST_FILE >> 20)
                seal.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        if not size:
            raise Refusal("file-empty")
        part.replace(folder / seal.hexdigest())
    finally:
        part.unlink(missing_ok=True)
    return seal.hexdigest()


def path_of(stored_as: str) -> Path:
    """Where a kept file is. Raises a Refusal when it was thrown away."""
    path = _folder() / Path(stored_as).name
    if not stored_as or not path.is_file():
        raise Refusal("file-thrown-away")
    return path


def forget_file(stored_as: str) -> None:
    (_folder() / Path(stored_as).name).unlink(missing_ok=True)


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _folder() -> Path:
    folder: Path = settings.ENVIRONMENT.data / "imports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
