"""That a worker is to end, as a signal says it."""

from contextlib import suppress
from queue import Empty, SimpleQueue


class Stopping:
    """Like ``threading.Event``, for one who waits, and safe to set from the handler of a signal.

    A handler runs in the middle of whatever the process does. An Event locks while it is set and while it is waited
    for: told in the wrong moment it would wait for itself for ever. A SimpleQueue is documented not to.
    """

    def __init__(self) -> None:
        self._is_set = False
        self._told: SimpleQueue[None] = SimpleQueue()

    def set(self) -> None:
        self._is_set = True
        self._told.put(None)

    def is_set(self) -> bool:
        return self._is_set

    def wait(self, seconds: float) -> None:
        """Until it is set, and no longer than so many seconds."""
        if not self._is_set:
            with suppress(Empty):
                self._told.get(timeout=seconds)
