"""How often somebody may call, counted in the memory of each server process.

Reading must not write: a count in the database would make every answer wait for the disk. So with several processes
somebody gets at most as many times the limit.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

SECONDS = 60
MOST_CALLERS = 50_000
"""So many are told apart in one window; the others are counted together."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many calls somebody has left in this window, and after how many seconds the next begins."""

    most: int
    left: int
    seconds: int

    @property
    def is_over(self) -> bool:
        return self.left < 0


class Counter:
    """Counts calls in windows of a minute."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._window = -1
        self._counts: dict[str, int] = {}

    def count(self, who: str, *, most: int, calls: int = 1) -> Count:
        """Add calls of somebody; with ``calls=0`` look only."""
        window, since = divmod(self._clock(), SECONDS)
        with self._lock:
            if window != self._window:
                self._window, self._counts = int(window), {}
            if who not in self._counts and len(self._counts) >= MOST_CALLERS:
                who = "others"
            made = self._counts.get(who, 0) + calls
            self._counts[who] = made
        return Count(most, max(-1, most - made), max(1, int(SECONDS - since)))


CALLS = Counter()
