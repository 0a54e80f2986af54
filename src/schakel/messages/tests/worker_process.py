"""Workers that die while they send: ``python -m schakel.messages.tests.worker_process``.

For each step of sending a process takes the next mail and kills itself there, as ``kill -9`` would. Then one more
worker does what they left, half a minute later by its clock: that is when their leases have ended.
"""

import argparse
import os
import signal
import smtplib
import sys
from collections.abc import Callable
from typing import Any

import django

STEPS = (
    "before-composing",
    "after-composing",
    "after-greeting",
    "after-addressing",
    "before-mark",
    "after-mark",
    "before-text",
    "half-the-text",
    "before-answer",
    "after-answer",
    "before-storing",
    "after-storing",
    "after-commit",
)
"""Every step of sending; the worker of each is killed there."""
SURELY_NOT_HANDED_OVER = STEPS[:5]
"""Killed here, the mail is sent by the next worker without anybody's help."""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument(
        "--no-guard", action="store_true", help="sabotage: what was being handed over is sent again"
    )
    options = parser.parse_args()
    django.setup()
    from tests.mails import register_letters  # noqa: PLC0415 - after the setup

    register_letters()
    _load_what_all_need()
    for step in STEPS:
        child = os.fork()  # nothing has opened the database yet
        if not child:
            _die_at(step)
        _, status = os.waitpid(child, 0)
        say(f"{step} {os.WTERMSIG(status)}")
    _rescue(is_guarded=not options.no_guard)
    say("done")


def _load_what_all_need() -> None:
    """Addresses, templates and translations, once: each of the processes below would do it again."""
    from django.template.loader import get_template  # noqa: PLC0415
    from django.utils import translation  # noqa: PLC0415

    from schakel.messages.tokens import stop_url  # noqa: PLC0415

    with translation.override("nl"):
        stop_url("somebody@town.example", "")
        for ending in ("txt", "html"):
            get_template(f"messages/mail.{ending}").render({})


def _die_at(step: str) -> None:
    from django.utils import timezone  # noqa: PLC0415 - after the setup

    from tests.mails import mail_worker  # noqa: PLC0415

    _sabotage(step)
    mail_worker(timezone.now()).work_once()
    os._exit(0)  # alive after all: the test sees it


def _sabotage(step: str) -> None:
    from schakel.messages import actions, composing, sending, transport  # noqa: PLC0415

    when, _, what = step.partition("-")
    whole: dict[str, tuple[Any, str]] = {
        "composing": (composing, "compose"),
        "greeting": (transport, "_open"),
        "addressing": (transport, "_address"),
        "mark": (actions, "mark_mail"),
        "storing": (actions, "end_mail"),
        "commit": (sending, "send"),
    }
    if step == "before-text":
        _wrap(smtplib.SMTP, "data", before=die)
    elif step == "half-the-text":
        _within_text("send", _send_half)
    elif step == "before-answer":
        _within_text("getreply", lambda *_: die(), skip=1)
    elif step == "after-answer":
        _wrap(transport, "_hand_over", after=die)
    else:
        owner, name = whole[what]
        _wrap(owner, name, **{when: die})


def _wrap(
    owner: Any,
    name: str,
    *,
    before: Callable[[], None] | None = None,
    after: Callable[[], None] | None = None,
) -> None:
    original = getattr(owner, name)

    def wrapped(*arguments: Any, **named: Any) -> Any:
        if before:
            before()
        result = original(*arguments, **named)
        if after:
            after()
        return result

    setattr(owner, name, wrapped)


def _within_text(name: str, instead: Callable[..., Any], *, skip: int = 0) -> None:
    """Do something else at the next call of this method of the connection, from the moment the server asks for text."""
    data, original = smtplib.SMTP.data, getattr(smtplib.SMTP, name)
    asked: list[str] = []

    def watched(self: Any, *arguments: Any) -> Any:
        if len(asked) > skip + (name == "send"):
            return instead(self, *arguments)
        if asked:
            asked.append(name)
        return original(self, *arguments)

    def begun(self: Any, text: Any) -> Any:
        asked.append("data")
        return data(self, text)

    setattr(smtplib.SMTP, name, watched)
    setattr(smtplib.SMTP, "data", begun)  # noqa: B010 - as above


def _send_half(server: Any, text: bytes) -> None:
    server.sock.sendall(text[: len(text) // 2])
    die()


def _rescue(*, is_guarded: bool) -> None:
    from django.utils import timezone  # noqa: PLC0415

    from schakel.messages.models import Mail  # noqa: PLC0415
    from tests.mails import UNTIL_LEASES_ENDED, send_due  # noqa: PLC0415

    if not is_guarded:
        Mail.objects.filter(state="handing-over").update(state="waiting")
    send_due(timezone.now() + UNTIL_LEASES_ENDED)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
