"""States of mails and moments of mails, in words of the screen."""

from django.utils.translation import gettext

from schakel.messages.models import Mail
from schakel.messages.rules import Frequency, MailState


def frequency_name(frequency: Frequency) -> str:
    return {
        Frequency.AT_ONCE: gettext("at once"),
        Frequency.DAILY: gettext("once a day"),
        Frequency.WEEKLY: gettext("once a week"),
        Frequency.NEVER: gettext("no mail"),
    }[frequency]


def state_name(state: MailState) -> str:
    return {
        MailState.WAITING: gettext("waits"),
        MailState.HANDING_OVER: gettext("is being sent"),
        MailState.SENT: gettext("sent"),
        MailState.FAILED: gettext("failed"),
        MailState.UNCERTAIN: gettext("not known whether it arrived"),
        MailState.DROPPED: gettext("not sent"),
    }[state]


def why_text(mail: Mail) -> str:
    """What went wrong: in our words where it was us, otherwise in those of the mail server."""
    ours = {
        "worker-ended": gettext("The program stopped while it was sending."),
        "address-not-usable": gettext("No mail can be sent to this address."),
    }
    return ours.get(mail.why, mail.why)
