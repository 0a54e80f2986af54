"""The work that jobs make themselves."""

from datetime import timedelta

from schakel.jobs import actions, rules
from schakel.jobs.registry import handles
from schakel.jobs.work import Work


@handles("jobs.tidy", every=timedelta(days=1))
def tidy(work: Work) -> None:
    """Forget what was done long ago."""
    with work.completion():
        actions.forget_done(before=work.now() - rules.KEPT_FOR)
