"""Making a mail of what was told, at the moment of sending."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import SafeMIMEMultipart
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, ngettext

from schakel.calendars.public import Method, Party, calendar_file
from schakel.kernel.refusal import Refusal
from schakel.messages import rules
from schakel.messages.actions import DIGEST
from schakel.messages.addressees import Addressee, find_addressees
from schakel.messages.choices import choices_of, is_suppressed
from schakel.messages.kinds import Kind, Told, Wording, kind_named
from schakel.messages.models import Mail
from schakel.messages.queries import notices_for_digest, worded
from schakel.messages.rules import Frequency
from schakel.messages.tokens import stop_url


@dataclass(frozen=True, slots=True)
class Dropped:
    """Nobody is to get this mail; ``why`` in a word."""

    why: str


@dataclass(frozen=True, slots=True)
class _Letter:
    """What a mail says, in the language of who reads it."""

    subject: str
    parts: Sequence[Wording]
    stop_url: str
    """By which it is stopped; empty where it cannot be."""


def compose(mail: Mail) -> EmailMultiAlternatives | Dropped:
    """The mail as it goes out now, or why it does not: whether somebody may see and wants it is asked now."""
    addressee = _addressee_of(mail)
    if addressee is None or not addressee.address:
        return Dropped("not-reachable")
    try:
        address = rules.checked_address(addressee.address)
    except Refusal as refusal:
        return Dropped(refusal.code)
    with translation.override(addressee.language or settings.LANGUAGE_CODE):
        letter = _digest(mail) if mail.kind == DIGEST else _single(mail)
        return letter if isinstance(letter, Dropped) else _message(mail, address, letter)


def _addressee_of(mail: Mail) -> Addressee | None:
    if rules.is_bare(mail.addressee):
        return Addressee(mail.addressee, mail.addressee, mail.language)
    return find_addressees([mail.addressee]).get(mail.addressee)


def _single(mail: Mail) -> _Letter | Dropped:
    kind = kind_named(mail.kind)
    if kind is None:
        return Dropped("kind-unknown")
    if not kind.must and _is_switched_off(mail, kind.mail):
        return Dropped("switched-off")
    if mail.about not in kind.visible([mail.about], mail.addressee):
        return Dropped("not-visible")
    wording = kind.word([Told(mail.about, mail.payload)], mail.addressee)[0]
    return _Letter(wording.subject, [wording], "" if kind.must else _stop_url(mail, kind))


def _stop_url(mail: Mail, kind: Kind) -> str:
    if kind.stop_path is None:
        return stop_url(mail.addressee, mail.kind)
    return settings.ENVIRONMENT.base_url + kind.stop_path(mail.about, mail.addressee)


def _is_switched_off(mail: Mail, usual: Frequency) -> bool:
    if rules.is_bare(mail.addressee):
        return is_suppressed(mail.addressee, mail.kind)
    chosen = choices_of([mail.addressee]).get(mail.addressee, {})
    return rules.frequency_of(mail.kind, chosen, default=usual, must=False) is Frequency.NEVER


def _digest(mail: Mail) -> _Letter | Dropped:
    frequency = Frequency(str(mail.payload["frequency"]))
    begins_at, ends_at = (datetime.fromisoformat(mail.payload[name]) for name in ("begins_at", "ends_at"))
    notices = notices_for_digest(mail.addressee, frequency=frequency, begins_at=begins_at, ends_at=ends_at)
    if not notices:
        return Dropped("nothing-to-tell")
    parts = [one.wording for one in worded(notices, mail.addressee)]
    subject = ngettext("%(count)s new notice", "%(count)s new notices", len(parts)) % {"count": len(parts)}
    return _Letter(subject, parts, stop_url(mail.addressee, mail.kind))


def _message(mail: Mail, address: str, letter: _Letter) -> EmailMultiAlternatives:
    hub = settings.ENVIRONMENT
    stop = letter.stop_url
    context = {
        "hub_name": hub.hub_name,
        "hub_url": f"{hub.base_url}/",
        "language": translation.get_language(),
        "is_digest": mail.kind == DIGEST,
        "parts": [
            {
                "subject": part.subject,
                "paragraphs": _paragraphs(part.text),
                "url": hub.base_url + part.path if part.path else "",
                "action": part.action or gettext("Look at it"),
            }
            for part in letter.parts
        ],
        "stop_url": stop,
        "settings_url": "" if rules.is_bare(mail.addressee) else hub.base_url + reverse("notice_settings"),
    }
    message = EmailMultiAlternatives(
        subject=rules.one_line(f"{letter.subject} ({hub.hub_name})"),
        body=render_to_string("messages/mail.txt", context).strip() + "\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[address],
        headers={"Message-ID": message_id(mail), "Auto-Submitted": "auto-generated"},
    )
    if stop:
        message.extra_headers |= {
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    message.attach_alternative(render_to_string("messages/mail.html", context), "text/html")
    if mail.kind != DIGEST:
        for part in letter.parts:
            _add_appointment(message, part, address)
    return message


def _add_appointment(message: EmailMultiAlternatives, part: Wording, address: str) -> None:
    """As another form of the mail, which calendar programs act upon, and as a file for all others (RFC 6047, 2.4)."""
    appointments = part.appointments or tuple(filter(None, [part.appointment]))
    if not appointments:
        return
    method = Method.CANCEL if part.is_cancelled else Method.REQUEST
    hub_name, hub_address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    file = calendar_file(
        appointments,
        method=method,
        organiser=Party(hub_name or settings.ENVIRONMENT.hub_name, hub_address),
        attendee=Party(address, address),
    )
    message.attach_alternative(file.decode(), f"text/calendar; method={method}")
    message.attach(gettext("appointment.ics"), file, "application/ics")


def _paragraphs(text: str) -> list[dict[str, object]]:
    """Pieces between blank lines. One that is nothing but an address of this hub is shown as a link; no other is."""
    base = f"{settings.ENVIRONMENT.base_url}/"
    pieces = [piece.strip() for piece in text.replace("\r\n", "\n").split("\n\n") if piece.strip()]
    return [
        {"text": piece, "is_link": piece.startswith(base) and len(piece.split()) == 1} for piece in pieces
    ]


def written(message: EmailMultiAlternatives) -> bytes:
    """The mail with its head, as it goes over the line."""
    made = message.message()
    assert isinstance(made, SafeMIMEMultipart)
    return made.as_bytes(linesep="\r\n")


def message_id(mail: Mail) -> str:
    """The same for every try, so that whoever gets a mail twice after all can tell (RFC 5322, 3.6.4)."""
    host = urlsplit(settings.ENVIRONMENT.base_url).hostname or "localhost"
    named = hashlib.sha256(f"{settings.SECRET_KEY}:{mail.pk}:{mail.event}".encode()).hexdigest()[:32]
    return f"<{named}@{host}>"
