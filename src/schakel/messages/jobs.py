"""What the worker does for mails."""

from datetime import timedelta

from schakel.jobs.public import Work, handles
from schakel.messages import actions, sending


@handles(actions.SEND, longest=timedelta(minutes=5))
def send_mail(work: Work) -> None:
    """Send one mail."""
    sending.send(work)


@handles("mail.rescue", every=timedelta(minutes=5))
def rescue_mails(work: Work) -> None:
    """Look for mails that nobody is at work on."""
    with work.completion():
        actions.rescue_mails(now=work.now())


@handles("mail.forget", every=timedelta(days=1))
def forget_mails(work: Work) -> None:
    """Remove what ended long ago."""
    with work.completion():
        actions.forget_mails(now=work.now())
