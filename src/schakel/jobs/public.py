"""The door of jobs."""

from schakel.jobs.actions import LostLeaseError, queue, queue_again
from schakel.jobs.queries import Progress, given_up_jobs, newest_with_key, waiting_jobs, waiting_since
from schakel.jobs.registry import HUB, Registry, handles
from schakel.jobs.work import StoppedError, Work
from schakel.jobs.worker import Worker

__all__ = [
    "HUB",
    "LostLeaseError",
    "Progress",
    "Registry",
    "StoppedError",
    "Work",
    "Worker",
    "given_up_jobs",
    "handles",
    "newest_with_key",
    "queue",
    "queue_again",
    "waiting_jobs",
    "waiting_since",
]
