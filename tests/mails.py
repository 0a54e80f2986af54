"""Mails in tests: a real mail server on this machine, a worker for nothing but mail, and something to tell."""

import socket
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from django.db import transaction
from icalendar import Calendar

from schakel.calendars.public import Appointment
from schakel.jobs.models import Job
from schakel.jobs.public import Registry, Worker
from schakel.jobs.worker import LEASED_FOR
from schakel.messages import jobs
from schakel.messages.composing import Dropped, compose, written
from schakel.messages.kinds import Kind, Told, Wording, kind_named, register_kind
from schakel.messages.models import Mail, MailChoice, Notice
from schakel.messages.public import tell
from schakel.messages.rules import Frequency


class Post:
    """What a mail server was given. How it answers depends on the name before the @ of the addressee.

    busy: not now · unknown: never · full: never, when it has the text · hangs-up: takes the text and says nothing ·
    crowded: not now, when it has the text.
    """

    def __init__(self) -> None:
        self.taken: list[tuple[str, EmailMessage]] = []
        self.senders: list[str] = []

    async def handle_RCPT(  # noqa: N802 - so it is called
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        name = address.partition("@")[0]
        if name == "busy":
            return "451 4.3.0 Come back later"
        if name == "unknown":
            return "550 5.1.1 Nobody is called so here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - idem
        address = envelope.rcpt_tos[0]
        name = address.partition("@")[0]
        if name == "full":
            return "552 5.2.2 Their box is full"
        if name == "crowded":
            return "452 4.3.1 No room just now"
        self.senders.append(envelope.mail_from)
        parsed = message_from_bytes(envelope.content, policy=policy.default)
        self.taken.append((address, parsed))
        if name == "hangs-up":
            server.transport.abort()
        return "250 OK"

    @property
    def deliveries(self) -> Counter[str]:
        return Counter(address for address, _ in self.taken)

    def to(self, address: str) -> EmailMessage:
        """The one mail that this address got."""
        (found,) = [mail for to, mail in self.taken if to == address]
        return found


@contextmanager
def post_office() -> Iterator[tuple[Post, int]]:
    """A mail server for as long as the block lasts, and its port."""
    post = Post()
    with socket.socket() as free:  # it takes no port 0
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(post, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield post, port
    finally:
        controller.stop()


HIDDEN: set[str] = set()
"""What nobody may see any more."""


def _visible(about: Collection[str], _addressee: str) -> Collection[str]:
    return set(about) - HIDDEN


def _word(told: Sequence[Told], _addressee: str) -> Sequence[Wording]:
    return [
        Wording(
            subject=str(one.payload.get("subject", "Something happened")),
            text=str(one.payload.get("text", "Look at it when you have time.")),
            path="/about/",
            appointment=_meeting(one) if "meets_at" in one.payload else None,
            is_cancelled=bool(one.payload.get("is_cancelled")),
        )
        for one in told
    ]


def _meeting(told: Told) -> Appointment:
    starts = datetime.fromisoformat(str(told.payload["meets_at"]))
    return Appointment(
        key="meeting-1",
        title=str(told.payload.get("subject", "A meeting")),
        starts=starts,
        ends=starts + timedelta(hours=1),
        changed_at=starts,
        sequence=int(str(told.payload.get("sequence", 0))),
    )


LETTER, QUIET, DUTY = "letter.usual", "letter.quiet", "letter.duty"


def register_letters() -> None:
    """Three kinds that only tests tell: mailed at once, not mailed unless asked for, and not to be switched off."""
    for name, mail, must in (
        (LETTER, Frequency.AT_ONCE, False),
        (QUIET, Frequency.NEVER, False),
        (DUTY, Frequency.AT_ONCE, True),
    ):
        if kind_named(name) is None:
            register_kind(Kind(name, name, _visible, _word, mail=mail, must=must))


def tell_letter(
    *to: str, now: datetime, event: str = "row:1", kind: str = LETTER, **payload: object
) -> list[Mail]:
    """Tell it, and give the mails about it."""
    with transaction.atomic():
        tell(kind, event=event, to=to, about="thing:1", now=now, payload=payload, language="nl")
    return list(Mail.objects.filter(event=event).order_by("pk"))


def mail_worker(now: datetime) -> Worker:
    """A worker that sends mail and does nothing else."""
    registry = Registry()
    registry.handles("mail.send")(jobs.send_mail)
    return Worker(registry, clock=lambda: now, renews=False)


def send_due(now: datetime) -> None:
    """Send whatever is due at this moment."""
    worker = mail_worker(now)
    while worker.work_once():
        pass


UNTIL_LEASES_ENDED = LEASED_FOR + timedelta(seconds=1)
"""After this nobody has the work of a worker that died."""


def give_up_all_work(now: datetime) -> None:
    """As if every worker had died of it."""
    Job.objects.update(gave_up_at=now)


def lose_all_work() -> None:
    """As if somebody had emptied the queue past the hub."""
    Job.objects.all().delete()


def letter_of(mail: Mail) -> str:
    """Everything that would go over the line now; empty for a mail that would be dropped."""
    made = compose(mail)
    return "" if isinstance(made, Dropped) else f"{made.subject}\n{made.body}\n{written(made).decode()}"


def appointments_in(mail: Mail) -> list[tuple[str, Any]]:
    """What a calendar program that reads this mail is told: the method, and the appointment; of none nothing."""
    made = compose(mail)
    assert not isinstance(made, Dropped), made
    parts = [part for part in made.message().walk() if part.get_content_type() == "text/calendar"]
    calendars = [Calendar.from_ical(part.get_payload(decode=True)) for part in parts]  # type: ignore[arg-type]
    return [(str(one["method"]), event) for one in calendars for event in one.walk("VEVENT")]


def mails_of(kind: str) -> list[Mail]:
    """The mails of this kind, the newest first."""
    return list(Mail.objects.filter(kind=kind).order_by("-pk"))


def told(kind: str) -> list[str]:
    """Whoever was told this among their notices."""
    return sorted(Notice.objects.filter(kind=kind).values_list("addressee", flat=True))


def kept_of_notices_and_mails() -> str:
    """All that is stored about what was told."""
    rows = [model.objects.values_list("payload", "about", "event") for model in (Notice, Mail)]
    return "\n".join(str(row) for several in rows for row in several)


def chose_mails(addressee: str, kind: str, frequency: str) -> None:
    """As somebody may have chosen it once, also for a kind of which there is nothing to choose any more."""
    MailChoice.objects.create(addressee=addressee, kind=kind, frequency=frequency)


def is_work_left() -> bool:
    return Job.objects.filter(done_at=None).exists()
