"""The engine of the hub: columns of impacts in memory-mapped segments, added up with NumPy."""

from schakel.search.engines.columnar.engine import ColumnarEngine, Sizes
from schakel.search.engines.columnar.layout import NotAnIndexFileError
from schakel.search.engines.columnar.state import OtherSettingsError

__all__ = ["ColumnarEngine", "NotAnIndexFileError", "OtherSettingsError", "Sizes"]
