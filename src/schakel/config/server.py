"""How gunicorn serves the hub: ``gunicorn -c python:schakel.config.server schakel.config.wsgi``."""

import os

from schakel.config.settings import ENVIRONMENT

worker_class = "gthread"
workers = ENVIRONMENT.processes
threads = ENVIRONMENT.threads
# The index and the vocabulary are read once and shared by the processes made afterwards.
preload_app = True
timeout = 60
graceful_timeout = 5
keepalive = 5
loglevel = "warning"
# It would be a file in the home folder, which need not exist.
control_socket_disable = True
# On a disk the heartbeat of the processes waits for whatever else is written there.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - gunicorn makes a file without a name
