"""The door of search: the engine there is, without saying which."""

from collections.abc import Mapping
from pathlib import Path

from schakel.search.analysis.words import sentences_of
from schakel.search.engine import StreamSettings
from schakel.search.engines.columnar import ColumnarEngine, OtherSettingsError
from schakel.search.engines.memory import MemoryEngine
from schakel.search.semantic.encoder import PACKAGE, installed_model
from schakel.search.semantic.model_folder import UnusableModelError

__all__ = [
    "PACKAGE",
    "ColumnarEngine",
    "MemoryEngine",
    "OtherSettingsError",
    "UnusableModelError",
    "installed_model",
    "open_index",
    "sentences_of",
]


def open_index(folder: Path, streams: Mapping[str, StreamSettings]) -> ColumnarEngine:
    """The index in this folder, made when there is none.

    Raises OtherSettingsError for an index that was made with other settings.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return ColumnarEngine(folder, streams)
