"""A worker killed at each step of sending, and a real mail server: a mail arrives once, or is shown as uncertain.

The mails have an appointment, as another form and as a file: nothing that the hub sends holds more. That there is no
other way out for mail is held by ``tests/architecture/test_mail.py``.
"""

import signal
from collections import Counter
from email.message import EmailMessage
from typing import Any

import pytest
from django.utils import timezone
from icalendar import Calendar

from schakel.jobs.public import waiting_jobs
from schakel.journal.public import rows_after
from schakel.messages.models import Mail
from schakel.messages.queries import mails_in_trouble
from schakel.messages.rules import MailState
from schakel.messages.tests.worker_process import STEPS, SURELY_NOT_HANDED_OVER
from tests.mails import post_office, tell_letter
from tests.processes import python_process

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

ARRIVED = STEPS[STEPS.index("before-answer") :]
"""Killed here, the mail server has the whole text."""


def kill_at_every_step(
    monkeypatch, *options, **payload: Any
) -> tuple[Counter[str], dict[str, str], dict[str, EmailMessage]]:
    """How often each mail arrived, how the hub says it ended, and the mail, by the step at which its worker died."""
    now = timezone.now()
    for step in STEPS:
        tell_letter(f"{step}@town.example", event=step, now=now, **payload)
    with post_office() as (post, port):
        monkeypatch.setenv("SCHAKEL_EMAIL", f"smtp://127.0.0.1:{port}")
        with python_process("-m", "schakel.messages.tests.worker_process", *options) as process:
            assert process.stdout is not None
            said = process.stdout.read().split("\n")
    assert said == [*(f"{step} {signal.SIGKILL.value}" for step in STEPS), "done", ""]
    arrived = Counter({address.partition("@")[0]: count for address, count in post.deliveries.items()})
    taken = {address.partition("@")[0]: mail for address, mail in post.taken}
    return arrived, dict(Mail.objects.order_by("pk").values_list("event", "state")), taken


def test_a_mail_arrives_once_or_is_shown_as_uncertain_wherever_its_worker_is_killed(monkeypatch):
    invitation = {"meets_at": "2027-03-01T13:00:00+00:00", "sequence": 3, "subject": "Wij zien elkaar"}
    arrived, ended, taken = kill_at_every_step(monkeypatch, **invitation)
    expected = {
        step: MailState.SENT if step in SURELY_NOT_HANDED_OVER else MailState.UNCERTAIN for step in STEPS
    }
    expected["after-commit"] = MailState.SENT
    assert ended == expected
    assert arrived == dict.fromkeys((*SURELY_NOT_HANDED_OVER, *ARRIVED), 1)
    for step, mail in taken.items():
        kinds = [part.get_content_type() for part in mail.walk() if not part.is_multipart()]
        assert kinds == ["text/plain", "text/html", "text/calendar", "application/ics"], step
        (event,) = Calendar.from_ical(_calendar_in(mail)).walk("VEVENT")
        assert (event["sequence"], event["uid"][:9]) == (3, "meeting-1"), step
    assert waiting_jobs() == []
    shown = set(mails_in_trouble(timezone.now()).values_list("event", flat=True))
    assert shown == {step for step, state in ended.items() if state == MailState.UNCERTAIN}
    rows = Counter(row.name for row in rows_after(0))
    assert rows["mail.sent"] == len(SURELY_NOT_HANDED_OVER) + 1
    assert rows["mail.uncertain"] == len(shown)


def _calendar_in(mail: EmailMessage) -> bytes:
    """What a calendar program acts upon, whole: its file is the same."""
    parts = {part.get_content_type(): part.get_payload(decode=True) for part in mail.walk()}
    assert parts["text/calendar"] == parts["application/ics"]
    return bytes(parts["text/calendar"])


def test_control_without_the_mark_before_handing_over_the_same_mail_arrives_twice(monkeypatch):
    arrived, _, _ = kill_at_every_step(monkeypatch, "--no-guard")
    assert {step for step, count in arrived.items() if count > 1} == set(ARRIVED[:-1])
