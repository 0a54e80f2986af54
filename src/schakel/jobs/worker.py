"""A process that does the work."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import DatabaseError, InterfaceError, close_old_connections, connection, connections

from schakel.jobs import actions, queries
from schakel.jobs.actions import Lease, LostLeaseError
from schakel.jobs.registry import Registry
from schakel.jobs.stopping import Stopping
from schakel.jobs.work import StoppedError, Work

LEASED_FOR = timedelta(seconds=30)
RENEWALS_A_LEASE = 3
_IDLE = timedelta(seconds=0.5)
_PAUSE_WITHOUT_DATABASE = timedelta(seconds=5)

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Worker:
    """Leases one job after another and does it, until `stopping` is set.

    A lease is renewed in the background for as long as the work takes, at most the handler's ``longest``.
    """

    registry: Registry
    clock: Callable[[], datetime]
    stopping: Stopping = field(default_factory=Stopping)
    leased_for: timedelta = LEASED_FOR
    renews: bool = True

    def work_until_stopped(self) -> None:
        """Survives a database that goes away for a while."""
        while not self.stopping.is_set():
            pause = timedelta(0)
            close_old_connections()
            try:
                if not self.work_once():
                    pause = _IDLE
            except (DatabaseError, InterfaceError):
                log.exception("the database does not answer; trying again in %s", _PAUSE_WITHOUT_DATABASE)
                connections.close_all()
                pause = _PAUSE_WITHOUT_DATABASE
            self.stopping.wait(pause.total_seconds())
        connections.close_all()

    def work_once(self) -> bool:
        """Do the job that is due the longest; False when there was none."""
        now = self.clock()
        actions.queue_repetitions(self.registry.periods(), now=now)
        if not queries.is_something_due(self.registry.handlers, now=now):
            return False
        lease = actions.lease(self.registry.handlers, now=now, until=now + self.leased_for)
        if lease is None:
            return False
        self._do(lease)
        return True

    def _do(self, lease: Lease) -> None:
        handler = self.registry.handlers[lease.name]
        work = Work(lease, clock=self.clock, is_stopping=self.stopping.is_set)
        try:
            with self._lease_kept(lease, handler.longest):
                handler.do(work)
                if not work.is_completed:  # its effect is not in this database
                    with work.completion():
                        pass
        except LostLeaseError:
            log.warning("job %s %s was taken up by another worker", lease.job, lease.name)
        except StoppedError:
            actions.give_back(lease, now=self.clock())
        except Exception as error:
            # Whatever a handler raises is the failure of its job, and must not end the worker.
            log.exception("job %s %s failed at attempt %s", lease.job, lease.name, lease.attempt)
            actions.fail(lease, message=f"{type(error).__name__}: {error}", now=self.clock())

    @contextmanager
    def _lease_kept(self, lease: Lease, longest: timedelta) -> Iterator[None]:
        if not self.renews:
            yield
            return
        ended = threading.Event()
        renewing = threading.Thread(target=self._renew, args=(lease, longest, ended), daemon=True)
        renewing.start()
        try:
            yield
        finally:
            ended.set()
            renewing.join()

    def _renew(self, lease: Lease, longest: timedelta, ended: threading.Event) -> None:
        no_longer_than = self.clock() + longest
        try:
            while not ended.wait((self.leased_for / RENEWALS_A_LEASE).total_seconds()):
                now = self.clock()
                if now > no_longer_than:
                    return
                try:
                    if not actions.renew(lease, until=now + self.leased_for):
                        return
                except DatabaseError:
                    log.warning("the lease of job %s could not be renewed this time", lease.job)
        finally:
            connection.close()
