"""A whole file read and mapped, before anything of the database is held: the slow half of a run.

The mapped records wait in a temporary file, so that a hundred thousand of them need no more memory than a few.
"""

import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import IO, Self

from schakel.imports.mapping import Known, Mapped, Mapper, Problem
from schakel.imports.mending import Mender
from schakel.imports.profiles import Profile
from schakel.imports.records import read_records

Progress = Callable[[int, int], None] | None
"""Called with how many are done, of how many; 0 while that is not known."""
TELL_EVERY = 200


class Reading:
    """The mapped records of a file, in their order, to be gone through as often as needed. Close it after use."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.count = 0
        self.repairs: dict[str, int] = {}
        self._file: IO[str] = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed by close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __iter__(self) -> Iterator[Mapped]:
        self._file.seek(0)
        for line in self._file:
            key, fields, raw, problems = json.loads(line)
            yield Mapped(key, fields, raw, tuple(Problem(**problem) for problem in problems))

    def add(self, mapped: Mapped) -> None:
        problems = [asdict(problem) for problem in mapped.problems]
        self._file.write(json.dumps([mapped.key, mapped.fields, mapped.raw, problems]) + "\n")
        self.count += 1


def read_file(
    profile: Profile, path: Path, known: Known, *, today: date, progress: Progress = None
) -> Reading:
    """Read and map a whole file. Raises a Refusal when it cannot be read."""
    mender = Mender()
    mapper = Mapper(profile, mender, known, today=today)
    reading = Reading(profile)
    try:
        for record in read_records(path, profile.formats, mender.note):
            reading.add(mapper.map(record))
            if progress and reading.count % TELL_EVERY == 0:
                progress(reading.count, 0)
    except BaseException:
        reading.__exit__()
        raise
    reading.repairs = dict(sorted(mender.repairs.items()))
    return reading
