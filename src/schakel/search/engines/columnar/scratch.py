"""Memory that a thread uses for question after question: asking for megabytes costs more than filling."""

from threading import local
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray


class Scratch(local):
    """Every thread has its own; what a method returned is overwritten by its next call with the same name."""

    def __init__(self) -> None:
        self._columns: dict[str, NDArray[Any]] = {}

    def column(self, name: str, dtype: DTypeLike, size: int) -> NDArray[Any]:
        """A column of this size with anything in it."""
        column = self._columns.get(name)
        if column is None or len(column) < size or column.dtype != dtype:
            column = self._columns[name] = np.empty(size, dtype)
        return column[:size]

    def zeros(self, name: str, dtype: DTypeLike, size: int) -> NDArray[Any]:
        column = self.column(name, dtype, size)
        column.fill(0)
        return column
