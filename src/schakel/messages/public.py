"""The door of messages."""

from schakel.messages.actions import (
    choose_mails,
    read_notices,
    resume_mails,
    send_again,
    stop_mails,
    tell,
)
from schakel.messages.addressees import Addressee, register_directory
from schakel.messages.kinds import Kind, Told, Wording, kind_named, register_kind
from schakel.messages.messages import refusal_text
from schakel.messages.models import Mail
from schakel.messages.queries import (
    kept_of,
    longest_wait,
    mail_with,
    mails_in_trouble,
    newest_mails,
    notices_of,
    unread_count,
)
from schakel.messages.rules import IN_TROUBLE, LONGEST_UNSEEN, Frequency, MailState, checked_address
from schakel.messages.tokens import stop_token
from schakel.messages.wording import state_name, why_text

__all__ = [
    "IN_TROUBLE",
    "LONGEST_UNSEEN",
    "Addressee",
    "Frequency",
    "Kind",
    "Mail",
    "MailState",
    "Told",
    "Wording",
    "checked_address",
    "choose_mails",
    "kept_of",
    "kind_named",
    "longest_wait",
    "mail_with",
    "mails_in_trouble",
    "newest_mails",
    "notices_of",
    "read_notices",
    "refusal_text",
    "register_directory",
    "register_kind",
    "resume_mails",
    "send_again",
    "state_name",
    "stop_mails",
    "stop_token",
    "tell",
    "unread_count",
    "why_text",
]
