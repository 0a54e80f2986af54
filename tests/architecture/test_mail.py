"""There is one way out for mail: what is told in ``messages`` waits in its outbox, whatever package it is of.

So what is proved of the outbox (a worker that is killed between any two steps, ``messages/tests/test_survival.py``)
holds for every kind of mail, those with an appointment among them.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from schakel.messages.kinds import kind_named
from tests.architecture.project import ROOT

SOURCES = ROOT / "src" / "schakel"
WAYS_OUT = ("aiosmtplib", "django.core.mail", "imaplib", "poplib", "smtplib")
CALLS = {"email_user", "mail_admins", "mail_managers", "send_mass_mail", "sendmail"}
MAY = {
    "messages/composing.py": "writes a mail that waits in the outbox",
    "messages/transport.py": "hands it to the mail server",
}
"""Which module knows of mail, and why."""


def ways_out(source: str) -> list[str]:
    """What in a module sends mail, or could."""
    return sorted(set(_found_in(ast.parse(source))))


def _found_in(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names if _is_way_out(one.name))
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or "", *(f"{node.module}.{one.name}" for one in node.names)]
            yield from (name for name in names[:1] if _is_way_out(name))
            yield from (name for name in names[1:] if name in WAYS_OUT)
        elif isinstance(node, ast.Attribute | ast.Name):
            name = node.attr if isinstance(node, ast.Attribute) else node.id
            if name in CALLS:
                yield name


def _is_way_out(module: str) -> bool:
    return any(module == one or module.startswith(f"{one}.") for one in WAYS_OUT)


def _modules() -> Iterator[Path]:
    """All of the hub; what its tests send is sent by nobody."""
    for path in sorted(SOURCES.rglob("*.py")):
        if "tests" not in path.relative_to(SOURCES).parts:
            yield path


def test_only_the_outbox_sends_mail():
    found = {
        path.relative_to(SOURCES).as_posix(): ways_out(path.read_text(encoding="utf-8"))
        for path in _modules()
    }
    assert {module for module, ways in found.items() if ways} == set(MAY)


def test_nothing_is_mailed_past_it_by_a_setting():
    """Django would mail its errors to these, with what a request held."""
    assert list(settings.ADMINS) == list(settings.MANAGERS) == []


@pytest.mark.parametrize(
    "kind", ["booking.news", "booking.struck", "training.session", "introduction.news", "meeting.agreed"]
)
def test_what_has_an_appointment_is_told_as_all_else_is(kind):
    """It is registered with the outbox, which words it at the moment at which it is sent."""
    assert kind_named(kind) is not None


@pytest.mark.parametrize(
    "source",
    [
        "import smtplib",
        "from django.core.mail import send_mail",
        "from django.core import mail",
        "import django.core.mail.message as letters",
        "def tell(person):\n    person.email_user('Dag', 'Tot ziens')",
        "from smtplib import SMTP_SSL",
    ],
)
def test_control_another_way_out_is_found(source):
    assert ways_out(source)


def test_control_what_only_looks_like_one_is_not():
    assert ways_out("from email.utils import parseaddr\nfrom schakel.messages.public import tell") == []
