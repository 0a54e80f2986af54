"""Counting what is shown: in the memory of the process, and now and then added to the table by a thread of its own.

The page that is shown adds a few numbers to a dictionary and goes on. What a process counted and could not store when
it was killed is lost: at most so much as it showed in the last half minute. That is no ledger, and does not have to be.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from threading import Event, Lock, Thread

from django.db import DatabaseError, connection, connections, transaction

from schakel.fairness.rules import is_robot
from schakel.library.public import Item

STORED_EVERY = 30.0
"""Seconds."""
_AT_ONCE = 300
"""Rows in one statement: SQLite takes a bounded number of values."""
_ADD = (
    "INSERT INTO fairness_exposure (item_id, day, times) VALUES {rows} "
    "ON CONFLICT (item_id, day) DO UPDATE SET times = fairness_exposure.times + excluded.times"
)
LOGGER = logging.getLogger(__name__)


class ExposureCounter:
    """Adds up, by item and day, until it is stored. Any thread may count."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: Counter[tuple[int, date]] = Counter()
        self._stop = Event()
        self._thread: Thread | None = None

    def count(self, items: Iterable[int], *, user_agent: str, today: date) -> None:
        """Each of these items, by its key, was shown once more to somebody with this browser. Robots do not count."""
        if is_robot(user_agent):
            return
        with self._lock:
            for item in set(items):
                self._counts[item, today] += 1

    def store(self) -> int:
        """Add what was counted to the table; returns how many rows.

        What cannot be stored now is kept for the next time.
        """
        with self._lock:
            counts, self._counts = self._counts, Counter()
        if not counts:
            return 0
        try:
            return add_counts(counts)
        except DatabaseError:
            with self._lock:
                self._counts.update(counts)
            raise

    def keep_storing(self) -> None:
        """Store now and then, in a thread of this process."""
        if self._thread is not None:
            return
        self._thread = Thread(target=self._store_again_and_again, name="store exposure", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Store the last of it; the process is ending."""
        self._stop.set()
        try:
            self.store()
        except DatabaseError:
            LOGGER.warning("what was shown last could not be counted")
        finally:
            connections.close_all()

    def _store_again_and_again(self) -> None:
        while not self._stop.wait(STORED_EVERY):
            try:
                self.store()
            except DatabaseError:
                LOGGER.warning("what was shown could not be counted now; it is tried again")
            finally:
                connections.close_all()


def add_counts(counts: Mapping[tuple[int, date], int]) -> int:
    """Add these numbers to the table, in one transaction; returns how many rows. Items that are gone are left out."""
    there = set(
        Item.objects.filter(pk__in={item for item, _ in counts}).order_by().values_list("pk", flat=True)
    )
    # In one order: two processes that add at the same moment wait for each other and never crosswise.
    rows = sorted((item, day.isoformat(), times) for (item, day), times in counts.items() if item in there)
    with transaction.atomic(), connection.cursor() as cursor:
        for first in range(0, len(rows), _AT_ONCE):
            part = rows[first : first + _AT_ONCE]
            statement = _ADD.format(rows=", ".join(["(%s, %s, %s)"] * len(part)))
            cursor.execute(statement, [value for row in part for value in row])
    return len(rows)


COUNTER = ExposureCounter()
"""The one of this process."""
