"""What a handler is given: the work, and how to say that it goes on or is done."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from schakel.jobs import actions
from schakel.jobs.actions import Lease


class StoppedError(Exception):
    """The worker is being stopped; the job goes back to whoever takes it next."""


class Work:
    """One job in the hands of a worker."""

    def __init__(
        self, lease: Lease, *, clock: Callable[[], datetime], is_stopping: Callable[[], bool]
    ) -> None:
        self._lease = lease
        self._clock = clock
        self._is_stopping = is_stopping
        self.is_completed = False

    @property
    def payload(self) -> Mapping[str, object]:
        return self._lease.payload

    @property
    def key(self) -> str:
        return self._lease.key

    @property
    def attempt(self) -> int:
        return self._lease.attempt

    def now(self) -> datetime:
        return self._clock()

    @contextmanager
    def completion(self) -> Iterator[None]:
        """What is written inside and "done" become one commit, or nothing does when the lease was lost.

        Slow work belongs before it: on SQLite nobody else can write while it lasts.
        """
        with transaction.atomic():
            actions.finish(self._lease, now=self._clock())
            yield
        self.is_completed = True

    def report(self, progress: int, *, size: int = 0, message: str = "") -> None:
        """Say how far long work is; the place where it ends early when it has to (StoppedError, LostLeaseError)."""
        if self._is_stopping():
            raise StoppedError
        actions.report(self._lease, progress=progress, size=size, message=message)
