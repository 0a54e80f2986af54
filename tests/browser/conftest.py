"""A hub as a newcomer starts it, with the demonstration in it, and a browser to look at it with.

The hub is a process of its own on a database of its own: browsers meet the real server, its compressed files and
its rules about what a page may load.
"""

import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from schakel.config.commands.test import BROWSERS
from tests.processes import ROOT, end_with_parent

HUB = (sys.executable, "-m", "schakel.config.command_line")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]

People = dict[str, str | None]
# Who is looking, and the name under which the demonstration knows them.
PEOPLE: People = {
    "visitor": None,
    "member": "Anna Verbeek",
    "staff": "Chaima El Amrani",
    "administrator": "Ada Kuiper",
}


Seen = dict[str, set[int]]
"""By the mode that pages are looked at in, what the texts look like whose colours were examined: see examine.js."""


@dataclass(frozen=True, slots=True)
class RunningHub:
    """Where the hub answers, the file with what it prints (its mails among it), how to reach its data, and what was
    seen on its pages."""

    url: str
    printed: Path
    environment: Mapping[str, str]
    seen: Seen = field(default_factory=dict)

    def run(self, script: Path) -> None:
        """A program of the tests, beside the running hub."""
        subprocess.run([sys.executable, str(script)], env=dict(self.environment), check=True)

    def do(self, *arguments: str) -> None:
        """A command of the hub, beside the running one."""
        subprocess.run([*HUB, *arguments], env=dict(self.environment), check=True, stdout=subprocess.DEVNULL)


@pytest.fixture(scope="session")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    folder = tmp_path_factory.mktemp("hub")
    printed = folder / "printed"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SCHAKEL_")} | {
        "SCHAKEL_DATA": str(folder / "data"),
        "SCHAKEL_SECRET_KEY": settings.SECRET_KEY,  # so that tests know the links that it makes
        "DJANGO_SETTINGS_MODULE": "schakel.config.settings",
        "PYTHONPATH": str(ROOT / "src"),
        "PYTHONUNBUFFERED": "1",
    }
    with printed.open("w") as output:
        process = subprocess.Popen(
            [*HUB, "run", "--port", "0"],
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            preexec_fn=end_with_parent,  # noqa: PLW1509 - it calls one function of C
        )
    try:
        running = RunningHub(_address_said_in(printed, process), printed, environment)
        running.run(ROOT / "tests" / "browser" / "desk.py")
        yield running
        process.terminate()
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.wait(60)


def _address_said_in(printed: Path, process: "subprocess.Popen[bytes]") -> str:
    """Where the hub says that it runs; it sets everything up before that."""
    pause = threading.Event()
    while process.poll() is None:
        said = re.search(r"^Schakel draait op (\S+)", printed.read_text(), re.MULTILINE)
        if said:
            return said[1]
        pause.wait(0.1)
    raise AssertionError(printed.read_text())


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Of one module: while Playwright runs, no other test in this process could use the database."""
    path = next(filter(None, map(shutil.which, BROWSERS)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


Looking = Callable[..., BrowserContext]


@pytest.fixture
def looking(browser: Browser, hub: RunningHub) -> Iterator[Looking]:
    """Opens a browser of its own for a role, or for a person of the demonstration by their name:
    ``looking("staff", java_script_enabled=False)``."""
    opened: list[BrowserContext] = []

    def as_somebody(role: str, **settings: object) -> BrowserContext:
        context = browser.new_context(locale="nl-NL", base_url=hub.url, **settings)  # type: ignore[arg-type]
        opened.append(context)
        name = PEOPLE.get(role, role)
        if name is not None:
            page = context.new_page()
            page.goto("/demo/")
            page.get_by_role("button", name=name).click()
            page.get_by_role("link", name="Uitloggen").wait_for(state="attached")
            page.close()
        return context

    yield as_somebody
    for context in opened:
        context.close()
