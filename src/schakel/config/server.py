"""How gunicorn serves the hub: ``gunicorn -c python:schakel.config.server schakel.config.wsgi``."""

import gc
import os
import threading

from django.db import connections
from django.utils import timezone

from schakel.config.settings import ENVIRONMENT

worker_class = "gthread"
workers = ENVIRONMENT.processes
threads = ENVIRONMENT.threads
# The index and the vocabulary are read once and shared by the processes made afterwards.
preload_app = True
# A long question stands in its address. This is the most that gunicorn takes.
limit_request_line = 8190
timeout = 60
graceful_timeout = 5
keepalive = 5
loglevel = "warning"
# It would be a file in the home folder, which need not exist.
control_socket_disable = True
# On a disk the heartbeat of the processes waits for whatever else is written there.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - gunicorn makes a file without a name


FIRST_ANSWERS = 1.0
"""Seconds in which a new process answers and does nothing else: whoever waits for the hub to be there sees that it is.
Reading beside it made the start twice as long."""


def post_worker_init(_worker: object) -> None:
    """Read the vocabulary and the index before the first person asks, without keeping the start waiting."""
    from schakel.fairness.public import keep_counting  # noqa: PLC0415 - after the application

    keep_counting()
    getting_ready = threading.Timer(FIRST_ANSWERS, _get_ready_and_close)
    getting_ready.daemon = True
    getting_ready.start()


def worker_exit(_server: object, _worker: object) -> None:
    """What this process counted and did not store yet is stored."""
    from schakel.fairness.public import stop_counting  # noqa: PLC0415 - after the application

    stop_counting()


def get_ready() -> None:
    """What a process does once, so that no question waits for it."""
    from schakel.matching.public import get_ready as read_what_questions_need  # noqa: PLC0415 - after the application

    read_what_questions_need(now=timezone.now())
    # What was read stays. Looking through all of it for garbage would keep one question in fifty waiting.
    gc.collect()
    gc.freeze()


def _get_ready_and_close() -> None:
    get_ready()
    connections.close_all()
