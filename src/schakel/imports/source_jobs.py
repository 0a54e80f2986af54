"""What the worker does for scheduled sources."""

from datetime import timedelta

from schakel.imports.sources import read_due_sources
from schakel.jobs.public import Work, handles


@handles("sources.read", longest=timedelta(hours=4), every=timedelta(minutes=10))
def read_sources(work: Work) -> None:
    """Read the scheduled sources that are due."""
    read_due_sources(now=work.now())
