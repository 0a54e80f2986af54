"""A page in a real browser, and whatever is wrong with it: for who cannot see, on another screen, in other colours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlparse

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

from tests.browser.conftest import RunningHub, Seen
from tests.processes import ROOT

AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()
EXAMINER = f"{AXE}\n{(Path(__file__).parent / 'examine.js').read_text()}\nvoid 0"
DESKTOP, PHONE, TWICE = (1280, 800), (320, 640), (640, 400)  # the last is the first at 200 %
PLAIN = {"color_scheme": "light", "forced_colors": "none", "contrast": "no-preference", "media": "screen"}


@dataclass(frozen=True, slots=True)
class Mode:
    """A way to look at a page; ``every``: at one in so many, for what follows from the same few colours on each."""

    name: str
    size: tuple[int, int] = DESKTOP
    media: Mapping[str, str] = field(default_factory=dict)
    every: int = 1


# By size, for a page that changes its size is laid out anew.
MODES = (
    Mode("desktop"),
    Mode("dark", media={"color_scheme": "dark"}),
    Mode("forced colours", media={"forced_colors": "active"}),
    Mode("high contrast", media={"contrast": "more"}, every=4),
    Mode("paper", media={"media": "print"}, every=4),
    Mode("phone", size=PHONE),
)
TOO_WIDE = """() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return '';
    const wide = [...document.body.querySelectorAll('*')].find(
        one => one.getBoundingClientRect().right > root.clientWidth + 1);
    return `${root.scrollWidth - root.clientWidth} px too wide: ${wide ? wide.outerHTML.slice(0, 120) : '?'}`;
}"""


def faults(page: Page, seen: Seen, *, in_every_mode: bool = True, number: int = 0) -> list[str]:
    """What is wrong with the page as it stands; of colours, what was not ``seen`` before.

    The number says which of the seldom modes it is looked at in.
    """
    if not page.evaluate("'examine' in window"):
        page.evaluate(EXAMINER)
    wrong = []
    for size in (DESKTOP, TWICE, PHONE) if in_every_mode else (DESKTOP, PHONE):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(**PLAIN)  # type: ignore[arg-type]
        if too_wide := page.evaluate(TOO_WIDE):
            wrong.append(f"{size[0]} px: {too_wide}")
        for mode in MODES:
            if mode.size == size and (mode is MODES[0] or (in_every_mode and number % mode.every == 0)):
                page.emulate_media(**{**PLAIN, **mode.media})  # type: ignore[arg-type]
                wrong += [f"{mode.name}: {fault}" for fault in _faults_in(mode, page, seen)]
    page.emulate_media(**PLAIN)  # type: ignore[arg-type]
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    return wrong


def _faults_in(mode: Mode, page: Page, seen: Seen) -> list[str]:
    known = seen.setdefault(mode.name, set())
    found = page.evaluate(
        "known => examine(known)", {"known": list(known), "isLaidOutAnew": mode.size != DESKTOP}
    )
    known.update(found["examined"])
    return list(found["faults"])


class Watched:
    """A page of somebody, and everything it did that it should not do."""

    def __init__(self, context: BrowserContext, hub: RunningHub) -> None:
        self.page = context.new_page()
        self.wrong: list[str] = []
        self._seen = hub.seen
        self._examined = 0
        self._host = urlparse(hub.url).netloc
        self.page.on("request", self._asked)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.wrong.append(f"script: {error}"))

    def go(self, address: str, *, status: int = 200) -> "Watched":
        answer = self.page.goto(address)
        assert answer is not None
        if answer.status != status:
            self.wrong.append(f"{address}: {answer.status} instead of {status}")
        return self

    def examine(self, name: str, *, in_every_mode: bool = True) -> None:
        found = faults(self.page, self._seen, in_every_mode=in_every_mode, number=self._examined)
        self.wrong += [f"{name} {fault}" for fault in found]
        self._examined += in_every_mode

    def _asked(self, request: Request) -> None:
        if urlparse(request.url).netloc != self._host:
            self.wrong.append(f"{self.page.url} asks {request.url}")

    def _said(self, message: ConsoleMessage) -> None:
        # A browser also tells when a page is answered with 400 or 404, which is what some of these do.
        if message.type == "error" and "the server responded with a status of" not in message.text:
            self.wrong.append(f"{self.page.url} says: {message.text}")
