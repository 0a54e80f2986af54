"""Sending one mail, in steps of which each can be the last that a worker does."""

import logging

from django.conf import settings

from schakel.jobs.public import Work
from schakel.messages import actions, composing, queries, transport
from schakel.messages.composing import Dropped
from schakel.messages.models import Mail
from schakel.messages.rules import ENDED, MailState

log = logging.getLogger(__name__)
MAIL_SERVER = "django.core.mail.backends.smtp.EmailBackend"


def send(work: Work) -> None:
    """Send the mail of this job, unless it ended already.

    A mail that somebody began to hand over, and did not say how that ended, is not sent again: nobody knows whether
    it arrived.
    """
    mail = queries.mail_with(work.payload["mail"])
    if mail is None or mail.state in ENDED:
        return
    if mail.state == MailState.HANDING_OVER:
        _end(work, mail, MailState.UNCERTAIN, "worker-ended")
        return
    try:
        message = composing.compose(mail)
        text = b"" if isinstance(message, Dropped) else composing.written(message)
    except Exception as error:
        # Whatever the words of a kind stumble over: others go on, and staff sees it when it does not get better.
        log.exception("mail %s could not be written", mail.pk)
        with work.completion():
            actions.postpone_mail(mail=mail, why=type(error).__name__, now=work.now())
        return
    if isinstance(message, Dropped):
        _end(work, mail, MailState.DROPPED, message.why)
        return
    try:
        with transport.handing_over(message, text) as hand_over:
            actions.mark_mail(mail=mail, work=work, now=work.now())
            hand_over()
            with work.completion():
                kept = {"subject": message.subject, "text": message.body} if mails_are_kept() else None
                actions.end_mail(mail=mail, state=MailState.SENT, now=work.now(), kept=kept)
    except transport.NotNowError as error:
        with work.completion():
            actions.postpone_mail(mail=mail, why=str(error), now=work.now())
    except transport.NeverError as error:
        _end(work, mail, MailState.FAILED, str(error))
    except transport.UncertainError as error:
        _end(work, mail, MailState.UNCERTAIN, str(error))


def mails_are_kept() -> bool:
    """Whether what a mail says can be read in the hub: in a demonstration, where no mail leaves the machine."""
    return settings.ENVIRONMENT.demo and settings.EMAIL_BACKEND != MAIL_SERVER


def _end(work: Work, mail: Mail, state: MailState, why: str) -> None:
    with work.completion():
        actions.end_mail(mail=mail, state=state, why=why, now=work.now())
