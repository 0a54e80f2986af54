"""Every setting of Schakel, read from the environment once, with its type, default and meaning.

``docs/operate/settings.md`` documents each of them; a test compares the two.
"""

import contextlib
import os
import secrets
import tempfile
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import unquote, urlsplit

PREFIX = "SCHAKEL_"
ATTACHABLE = ("pdf", "docx", "pptx", "xlsx", "odt", "odp", "ods", "txt")
"""Types of documents that can be read and hold no programs; no pages and no mails, which hold addresses of people."""


class UnusableSettingError(ValueError):
    """A setting has a value that cannot be used; the message names the setting and what it takes."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in. ``starttls``: encrypted after greeting (smtp); ``tls``: from the start (smtps)."""

    host: str
    port: int
    user: str
    password: str
    starttls: bool
    tls: bool


@dataclass(frozen=True, slots=True)
class SignInElsewhere:
    """A provider of OpenID Connect: what people call it, its address (the issuer), and how it knows this hub."""

    name: str
    url: str
    client: str
    secret: str


@dataclass(frozen=True, slots=True)
class Environment:
    """The settings as typed values. The name in the environment is SCHAKEL_ and the field in capitals."""

    data: Path
    """Folder for the embedded database, the search index and files."""
    database: str
    """Address of the database: empty for the embedded SQLite, or postgresql://user:password@host/name."""
    secret_key: str
    """Signing key; empty: made once and kept in the data folder, readable by the owner only."""
    hosts: tuple[str, ...]
    """Host names the hub answers to, separated by commas."""
    base_url: str
    """Address people reach the hub at, used in mails and feeds."""
    hub_name: str
    """Name of the hub on every page."""
    demo: bool
    """Demonstration mode: a page to step into each role, and mail shown instead of sent."""
    debug: bool
    """Django's debug pages; never in production."""
    language: str
    """Language of a visitor whose browser asks for neither Dutch nor English: nl or en."""
    lexicon_packs: tuple[Path, ...]
    """Folders in which word lists beside our own are looked for; see docs/operate/lexicon-packs.md."""
    email: "MailServer | None"
    """Address of the mail server, smtp://user:password@host:587 or smtps://…; empty: mail is written to the
    console, and in a demonstration nowhere: there it is read in the hub."""
    email_from: str
    """Sender of the hub's mail."""
    outbound_hosts: tuple[str, ...]
    """Hosts of the own network that the hub may ask, each with a port behind it or not: figures.intern:8443."""
    sources_folder: Path | None
    """Folder below which the files of scheduled sources stand; None: there are no such files."""
    threads: int
    """Threads of each server process."""
    processes: int
    """Server processes."""
    document_megabytes: int
    """Largest document that is read, to ask with or to attach, in megabytes."""
    document_readers: int
    """Documents that are read at once, each by a process of its own of at most 290 MB, for a picture 512 MB."""
    attachments_per_item: int
    """Files that an item may have."""
    second_factor: str
    """Who has to use a second factor: nobody, administrators, or staff (which administrators belong to)."""
    oidc: "SignInElsewhere | None"
    """Address (issuer) of a provider of OpenID Connect where people can sign in too; empty: there is none."""
    oidc_name: str
    """What people call that provider, on the button to sign in."""
    oidc_client: str
    """The name under which that provider knows this hub (client id)."""
    oidc_secret: str
    """The secret that the hub and that provider share."""
    attachment_types: tuple[str, ...]
    """Types of files that may be attached, by what is in them, separated by commas."""


def read_environment(values: dict[str, str], *, home: Path) -> Environment:
    """The settings in `values`; raises UnusableSettingError for an unknown name or an unusable value."""
    known = {PREFIX + field.name.upper() for field in fields(Environment)} | {"SCHAKEL_TEST_DATABASE"}
    for name in values:
        if name.startswith(PREFIX) and name not in known:
            raise UnusableSettingError(f"{name} is not a setting of Schakel; see docs/operate/settings.md")
    reader = _Reader(values)
    data = Path(reader.text("DATA", str(home / "var"))).absolute()
    return Environment(
        data=data,
        database=reader.text("DATABASE", ""),
        secret_key=reader.text("SECRET_KEY", "") or _kept_secret(data),
        hosts=reader.words("HOSTS", "127.0.0.1,localhost,[::1]"),
        base_url=reader.text("BASE_URL", "http://127.0.0.1:8000").rstrip("/"),
        hub_name=reader.text("HUB_NAME", "Schakel"),
        demo=reader.yes("DEMO", default=True),
        debug=reader.yes("DEBUG", default=False),
        language=reader.one_of("LANGUAGE", "nl", ("nl", "en")),
        lexicon_packs=tuple(map(Path, reader.words("LEXICON_PACKS", "/usr/share/dictd,/usr/share/wordnet"))),
        email=_mail_server(reader.text("EMAIL", "")),
        email_from=reader.text("EMAIL_FROM", "schakel@localhost"),
        outbound_hosts=tuple(name.lower() for name in reader.words("OUTBOUND_HOSTS", "")),
        sources_folder=Path(folder).absolute() if (folder := reader.text("SOURCES_FOLDER", "")) else None,
        threads=reader.number("THREADS", 4, lowest=1, highest=64),
        processes=reader.number("PROCESSES", 2, lowest=1, highest=64),
        document_megabytes=reader.number("DOCUMENT_MEGABYTES", 20, lowest=1, highest=50),
        document_readers=reader.number("DOCUMENT_READERS", 2, lowest=1, highest=16),
        second_factor=reader.one_of("SECOND_FACTOR", "nobody", ("nobody", "administrators", "staff")),
        oidc=_sign_in_elsewhere(reader),
        oidc_name=reader.text("OIDC_NAME", "OpenID Connect"),
        oidc_client=reader.text("OIDC_CLIENT", ""),
        oidc_secret=reader.text("OIDC_SECRET", ""),
        attachments_per_item=reader.number("ATTACHMENTS_PER_ITEM", 20, lowest=1, highest=1000),
        attachment_types=reader.some_of("ATTACHMENT_TYPES", ATTACHABLE),
    )


class _Reader:
    def __init__(self, values: dict[str, str]) -> None:
        self.values = values

    def text(self, name: str, default: str) -> str:
        """The value; one that is empty is as good as not given."""
        return self.values.get(PREFIX + name, "").strip() or default

    def words(self, name: str, default: str) -> tuple[str, ...]:
        return tuple(word.strip() for word in self.text(name, default).split(",") if word.strip())

    def yes(self, name: str, *, default: bool) -> bool:
        word = self.text(name, "yes" if default else "no").lower()
        if word in {"1", "yes", "true", "on"}:
            return True
        if word in {"0", "no", "false", "off"}:
            return False
        raise UnusableSettingError(f"{PREFIX}{name} takes yes or no, not {word!r}")

    def number(self, name: str, default: int, *, lowest: int, highest: int) -> int:
        word = self.text(name, str(default))
        if not word.isascii() or not word.isdigit() or not lowest <= int(word) <= highest:
            raise UnusableSettingError(
                f"{PREFIX}{name} takes a whole number from {lowest} to {highest}, not {word!r}"
            )
        return int(word)

    def some_of(self, name: str, known: tuple[str, ...]) -> tuple[str, ...]:
        """The values, each one of those that are known; all of them when nothing is given."""
        values = self.words(name, ",".join(known))
        for word in values:
            if word not in known:
                raise UnusableSettingError(f"{PREFIX}{name} takes some of {', '.join(known)}, not {word!r}")
        return values

    def one_of(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        word = self.text(name, default)
        if word not in choices:
            raise UnusableSettingError(f"{PREFIX}{name} takes one of {', '.join(choices)}, not {word!r}")
        return word


def _mail_server(address: str) -> MailServer | None:
    """What the address says. On this machine itself mail goes unencrypted; to any other it never does."""
    if not address:
        return None
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise UnusableSettingError(f"{PREFIX}EMAIL is no address: {error}") from None
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise UnusableSettingError(f"{PREFIX}EMAIL takes smtp://user:password@host:port or smtps://…")
    is_near = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    is_tls = parts.scheme == "smtps"
    return MailServer(
        host=parts.hostname,
        port=port or (465 if is_tls else 25 if is_near else 587),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=not is_tls and not is_near,
        tls=is_tls,
    )


def _sign_in_elsewhere(reader: _Reader) -> SignInElsewhere | None:
    """What the four settings say together. Over http only to this machine itself."""
    url = reader.text("OIDC", "").rstrip("/")
    if not url:
        return None
    parts = urlsplit(url)
    is_near = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if not parts.hostname or parts.scheme not in ({"https", "http"} if is_near else {"https"}):
        raise UnusableSettingError(f"{PREFIX}OIDC takes the address of a provider: https://…")
    client, secret = reader.text("OIDC_CLIENT", ""), reader.text("OIDC_SECRET", "")
    if not client or not secret:
        raise UnusableSettingError(f"{PREFIX}OIDC needs {PREFIX}OIDC_CLIENT and {PREFIX}OIDC_SECRET too")
    return SignInElsewhere(reader.text("OIDC_NAME", "OpenID Connect"), url, client, secret)


def make_private(folder: Path) -> None:
    """Make the folder when it is not there: what the hub keeps is for nobody else on the machine."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _kept_secret(data: Path) -> str:
    """The signing key kept in the data folder; made at the first start, so that sessions survive a restart."""
    path = data / "secret-key"
    if not path.exists():
        make_private(data)
        # Written whole and then given its name: whoever finds it, finds all of it.
        descriptor, partial = tempfile.mkstemp(dir=data, prefix="secret-key-")
        try:
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(48))
            with contextlib.suppress(FileExistsError):  # another process of the same start was first
                os.link(partial, path)
        finally:
            Path(partial).unlink()
    return path.read_text().strip()
