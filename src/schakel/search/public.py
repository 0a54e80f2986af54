"""The door of search: the engine there is, without saying which."""

from collections.abc import Mapping
from pathlib import Path

from schakel.search.analysis.words import sentences_of
from schakel.search.engine import StreamSettings
from schakel.search.engines.columnar import ColumnarEngine, NotAnIndexFileError, OtherSettingsError
from schakel.search.engines.memory import MemoryEngine
from schakel.search.semantic.encoder import PACKAGE, installed_model
from schakel.search.semantic.model_folder import UnusableModelError

__all__ = [
    "PACKAGE",
    "ColumnarEngine",
    "DamagedIndexError",
    "MemoryEngine",
    "OtherSettingsError",
    "UnusableModelError",
    "installed_model",
    "open_index",
    "sentences_of",
]


class DamagedIndexError(ValueError):
    """Files of the index are missing or are none; all it held can be read from the database again."""


def open_index(folder: Path, streams: Mapping[str, StreamSettings], *, sorted_by: str = "") -> ColumnarEngine:
    """The index in this folder, made when there is none; `sorted_by` is the facet that is asked under a condition most.

    Raises OtherSettingsError for an index that was made with other settings, DamagedIndexError for what is left of one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    try:
        return ColumnarEngine(folder, streams, sorted_by=sorted_by)
    except (NotAnIndexFileError, FileNotFoundError) as error:
        raise DamagedIndexError(str(error)) from error
