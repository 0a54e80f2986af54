"""A passkey in a real browser, with an authenticator that the browser makes up: it opens one account, and only that.

Browsers give passkeys to names and not to numbers, so the hub is visited by its name on this machine.
"""

import secrets
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import urlparse

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import RunningHub
from tests.browser.watching import Watched

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSWORD = "een lang en rustig wachtwoord"
PASSKEYS = "/account/second-step/webauthn/"
NOT_KNOWN = "Deze passkey kennen wij niet."
NOT_THERE = "Dit is niet gelukt, of het is gestopt."
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Device:
    """An authenticator of a browser: what is in it can be read, and put into another one."""

    def __init__(self, page: Page) -> None:
        self._tools = page.context.new_cdp_session(page)
        self._tools.send("WebAuthn.enable")
        made = self._tools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        self._number = made["authenticatorId"]

    def keys(self) -> list[dict[str, object]]:
        found = self._tools.send("WebAuthn.getCredentials", {"authenticatorId": self._number})
        return list(found["credentials"])

    def take(self, key: dict[str, object]) -> None:
        self._tools.send("WebAuthn.addCredential", {"authenticatorId": self._number, "credential": key})


def with_another_secret(key: dict[str, object]) -> dict[str, object]:
    """The same key by every name it has, made by who does not have what it signs with."""
    secret = generate_private_key(SECP256R1()).private_bytes(
        Encoding.DER, PrivateFormat.PKCS8, NoEncryption()
    )
    return key | {"privateKey": b64encode(secret).decode(), "signCount": 1000}


@pytest.fixture
def by_name(browser: Browser, hub: RunningHub) -> Iterator[Callable[[], Watched]]:
    """A watched page of a browser of its own; whatever was wrong with it fails the test in the end."""
    named = replace(hub, url=f"http://localhost:{urlparse(hub.url).port}")
    contexts: list[BrowserContext] = []
    pages: list[Watched] = []

    def another() -> Watched:
        contexts.append(browser.new_context(locale="nl-NL", base_url=named.url))
        pages.append(Watched(contexts[-1], named))
        return pages[-1]

    yield another
    for context in contexts:
        context.close()
    assert not (wrong := [fault for page in pages for fault in page.wrong]), "\n".join(wrong)


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=name, exact=True).click()


def makes_an_account(watched: Watched, email: str) -> None:
    page = watched.go("/account/signup/").page
    page.fill("[name=email]", email)
    page.fill("[name=password1]", PASSWORD)
    page.fill("[name=password2]", PASSWORD)
    press(page, "Maak het account")
    for _ in range(60):
        link = watched.go("/demo/mail/").page.locator("main li", has_text=email).locator("a[href*='confirm']")
        if link.count():
            watched.go(urlparse(link.first.get_attribute("href") or "").path)
            break
        page.wait_for_timeout(250)
    press(page, "Ja, bevestig het")
    if urlparse(page.url).path.startswith("/account/login/"):
        page.fill("[name=login]", email)
        page.fill("[name=password]", PASSWORD)
        press(page, "Inloggen")


def says_who_it_is(page: Page) -> None:
    """Who sits at a device that is signed in does not change the account without the password."""
    page.fill("[name=password]", PASSWORD)
    press(page, "Ga verder")


def adds_a_passkey(watched: Watched, name: str) -> None:
    page = watched.go(f"{PASSKEYS}add/").page
    says_who_it_is(page)
    watched.examine("adding a passkey", in_every_mode=False)
    page.fill("[name=name]", name)
    page.get_by_label("zonder wachtwoord").check()
    press(page, "De passkey toevoegen")
    expect(watched.go(PASSKEYS).page.locator("main")).to_contain_text(name)
    watched.examine("a list with a passkey", in_every_mode=False)


def signs_out(page: Page) -> None:
    page.goto("/account/logout/")
    press(page, "Uitloggen")
    assert not is_signed_in(page)


def is_signed_in(page: Page) -> bool:
    page.goto("/account/")
    return urlparse(page.url).path == "/account/"


def use_passkey(page: Page) -> None:
    page.goto("/account/login/")
    page.get_by_role("button", name="Inloggen met een passkey").click()


def is_let_in(page: Page) -> bool:
    """Whether the passkey of this device opens an account; if not, the page says so in its own words."""
    use_passkey(page)
    refused = page.locator("main").get_by_text(NOT_KNOWN).or_(page.get_by_text(NOT_THERE))
    expect(page.get_by_role("link", name="Uitloggen").or_(refused).locator("visible=true")).to_have_count(1)
    return is_signed_in(page)


def test_a_passkey_is_added_signs_in_and_is_removed_and_no_other_device_gets_in(by_name):
    watched = by_name()
    page = watched.page
    email = f"passkey-{secrets.token_hex(4)}@example.org"
    makes_an_account(watched, email)
    own = Device(page)
    adds_a_passkey(watched, "Mijn telefoon")
    (key,) = own.keys()
    signs_out(page)

    assert is_let_in(page)
    expect(page.locator("main")).to_contain_text(email)
    signs_out(page)

    stranger = by_name().page
    strange = Device(stranger)
    assert not is_let_in(stranger)
    strange.take(with_another_secret(key))
    assert not is_let_in(stranger)
    # Otherwise it would only be proved that this second browser opens nothing.
    copied = by_name().page
    Device(copied).take(key | {"signCount": 1000})
    assert is_let_in(copied)

    assert is_let_in(page)
    watched.go(PASSKEYS)
    page.get_by_role("link", name="Verwijderen").click()
    says_who_it_is(page)
    watched.examine("removing a passkey", in_every_mode=False)
    press(page, "Verwijderen")
    expect(watched.go(PASSKEYS).page.locator("main")).not_to_contain_text("Mijn telefoon")
    signs_out(page)
    assert not is_let_in(page)
