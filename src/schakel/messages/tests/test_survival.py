"""A worker killed at each step of sending, and a real mail server: a mail arrives once, or is shown as uncertain."""

import signal
from collections import Counter

import pytest
from django.utils import timezone

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


def kill_at_every_step(monkeypatch, *options) -> tuple[Counter[str], dict[str, str]]:
    """How often each mail arrived, and how the hub says it ended, by the step at which its worker was killed."""
    now = timezone.now()
    for step in STEPS:
        tell_letter(f"{step}@town.example", event=step, now=now)
    with post_office() as (post, port):
        monkeypatch.setenv("SCHAKEL_EMAIL", f"smtp://127.0.0.1:{port}")
        with python_process("-m", "schakel.messages.tests.worker_process", *options) as process:
            assert process.stdout is not None
            said = process.stdout.read().split("\n")
    assert said == [*(f"{step} {signal.SIGKILL.value}" for step in STEPS), "done", ""]
    arrived = Counter({address.partition("@")[0]: count for address, count in post.deliveries.items()})
    return arrived, dict(Mail.objects.order_by("pk").values_list("event", "state"))


def test_a_mail_arrives_once_or_is_shown_as_uncertain_wherever_its_worker_is_killed(monkeypatch):
    arrived, ended = kill_at_every_step(monkeypatch)
    expected = {
        step: MailState.SENT if step in SURELY_NOT_HANDED_OVER else MailState.UNCERTAIN for step in STEPS
    }
    expected["after-commit"] = MailState.SENT
    assert ended == expected
    assert arrived == dict.fromkeys((*SURELY_NOT_HANDED_OVER, *ARRIVED), 1)
    assert waiting_jobs() == []
    shown = set(mails_in_trouble(timezone.now()).values_list("event", flat=True))
    assert shown == {step for step, state in ended.items() if state == MailState.UNCERTAIN}
    rows = Counter(row.name for row in rows_after(0))
    assert rows["mail.sent"] == len(SURELY_NOT_HANDED_OVER) + 1
    assert rows["mail.uncertain"] == len(shown)


def test_control_without_the_mark_before_handing_over_the_same_mail_arrives_twice(monkeypatch):
    arrived, _ = kill_at_every_step(monkeypatch, "--no-guard")
    assert {step for step, count in arrived.items() if count > 1} == set(ARRIVED[:-1])
