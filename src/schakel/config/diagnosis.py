"""Whether this installation is fit for what people entrust to it; nothing is changed in the hub."""

import os
import shutil
import stat
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.db import connection

from schakel.alerts import public as alerts
from schakel.config.building import STYLES, untranslated
from schakel.config.database_safety import weaknesses
from schakel.config.index_check import INDEX_EQUALS_DATABASE, VECTORS_ARE_COMPLETE
from schakel.config.migrating import database_is_behind
from schakel.config.preparation import static_files_changed
from schakel.config.settings import ENVIRONMENT
from schakel.credentials.public import current_key, file_of
from schakel.imports.public import sources_not_well
from schakel.jobs import public as jobs
from schakel.journal import public as journal
from schakel.kernel.invariants import Finding, found
from schakel.messages import public as messages
from schakel.vocabulary.public import packs_in

LEAST_FREE_BYTES = 1_000_000_000
LEAST_FREE_SHARE = 0.05
SYNCS = 15
FASTEST_HONEST_SYNC = 0.000_01
"""Seconds. No disk answers faster; memory does, and a disk that only says so."""
LONGEST_OVERDUE = timedelta(hours=6)
"""An alert is looked at within the hour in which it is due; so much later nobody does it."""
LONGEST_WAIT = timedelta(minutes=5)
"""Work that waits longer than this is done by nobody."""
OLDEST_POSTGRESQL = 150_000
MOST_AHEAD = timedelta(minutes=5)
"""Between the clocks of two machines."""
IN_MEMORY = {"tmpfs", "ramfs"}
OVER_THE_NETWORK = {
    "9p",
    "afs",
    "ceph",
    "cifs",
    "fuse.sshfs",
    "glusterfs",
    "lustre",
    "ncpfs",
    "nfs",
    "nfs4",
    "smb3",
    "smbfs",
}


def diagnose(*, now: datetime) -> Iterator[Finding]:
    """Each check in turn. Those of the database come after the one that says whether it answers."""
    yield from _settings()
    yield from _disk(ENVIRONMENT.data)
    yield from (
        _finding("styles are built", *_styles()),
        _finding("translations are compiled", *_translations()),
        _finding("static files are collected", *_static_files()),
    )
    answers = _finding(
        "the database answers",
        *_answers(),
        "Nothing works without it: look at SCHAKEL_DATABASE and the server, or put back a backup",
    )
    yield answers
    if not answers.ok:
        return
    yield from _database()
    behind = database_is_behind()
    yield _finding("the database is up to date", not behind, "", "Run: schakel migrate")
    if not behind:
        yield from _badge_key()
        yield from _work(now)
        yield found(INDEX_EQUALS_DATABASE)
        yield found(VECTORS_ARE_COMPLETE)


def _finding(check: str, ok: bool, detail: str, remedy: str) -> Finding:
    """What was found; when it is not well, what to do about it comes after it."""
    return Finding(check, ok, detail if ok else ". ".join(filter(None, (detail, remedy))))


def _settings() -> Iterator[Finding]:
    public = ENVIRONMENT.base_url.startswith("https://")
    yield _finding(
        "debug pages are off",
        not ENVIRONMENT.debug,
        "SCHAKEL_DEBUG shows strangers what is inside" * ENVIRONMENT.debug,
        "Set SCHAKEL_DEBUG=no",
    )
    anybody = "*" in ENVIRONMENT.hosts
    yield _finding(
        "host names are named",
        not anybody,
        "SCHAKEL_HOSTS accepts any name" if anybody else ", ".join(ENVIRONMENT.hosts),
        "Name the hosts people reach the hub at",
    )
    shown = public and ENVIRONMENT.demo
    yield _finding(
        "a public hub is no demonstration",
        not shown,
        ENVIRONMENT.base_url,
        "Anybody can step into any role: set SCHAKEL_DEMO=no",
    )
    packs = ", ".join(packs_in(ENVIRONMENT.lexicon_packs))
    yield _finding(
        "the word lists beside our own", True, packs or "none; see docs/operate/lexicon-packs.md", ""
    )
    folder = ENVIRONMENT.data
    yield _finding(
        "the data folder is private", *_private(folder), f"Others can read what is in it: chmod 700 {folder}"
    )
    key = folder / "secret-key"
    yield _finding(
        "the signing key is private", *_key(key), f"Others can sign in as anybody: chmod 600 {key}"
    )


def _badge_key() -> Iterator[Finding]:
    key = current_key()
    file = file_of(key) if key is not None else None
    if file is None:
        found = True, "made when the hub is first served"
    else:
        found = _private(file) if file.exists() else (False, f"{file} is gone")
    yield _finding(
        "the key that signs badges is there and private",
        *found,
        "Put back badge-keys of the backup, or run: schakel keys replace; it is for its owner alone (chmod 600)",
    )


def _key(path: Path) -> tuple[bool, str]:
    return _private(path) if path.exists() else (True, "from SCHAKEL_SECRET_KEY")


def _private(path: Path) -> tuple[bool, str]:
    mode = stat.S_IMODE(path.stat().st_mode)
    return not mode & 0o077, f"{path} has mode {mode:o}"


def _disk(folder: Path) -> Iterator[Finding]:
    usage = shutil.disk_usage(folder)
    enough = usage.free >= LEAST_FREE_BYTES and usage.free >= usage.total * LEAST_FREE_SHARE
    yield _finding(
        "there is room on the disk",
        enough,
        f"{usage.free / 1e9:.1f} GB free of {usage.total / 1e9:.1f} GB",
        f"Nothing can be saved on a full disk: make room, 1 GB and {LEAST_FREE_SHARE:.0%} at least",
    )
    nodes = os.statvfs(folder)
    yield _finding(
        "there is room for more files",
        not nodes.f_files or nodes.f_favail > nodes.f_files * LEAST_FREE_SHARE,
        f"{nodes.f_favail} left",
        "Remove files from this disk, or move the data folder to another",
    )
    if connection.vendor == "sqlite":
        kind = file_system_of(folder, Path("/proc/self/mounts").read_text(encoding="utf-8"))
        yield _finding(
            "the data folder is on a local disk",
            kind not in IN_MEMORY | OVER_THE_NETWORK,
            kind,
            "SQLite loses data there: move SCHAKEL_DATA to a local disk, or use PostgreSQL",
        )
        yield _finding(
            "what is saved reaches the disk",
            *_sync(folder),
            "What people save would be lost: make it writable, switch off its write cache, or take another disk",
        )


def file_system_of(folder: Path, mounts: str) -> str:
    """The kind of file system that holds the folder, by the text of /proc/mounts."""
    lines = [line.split() for line in mounts.splitlines()]
    holding = [line for line in lines if folder.resolve().is_relative_to(line[1].replace("\\040", " "))]
    return max(holding, key=lambda line: len(line[1]))[2] if holding else "unknown"


def _sync(folder: Path) -> tuple[bool, str]:
    try:
        return judge_sync(_time_syncs(folder))
    except OSError as error:
        return False, f"nothing can be written there: {error.strerror}"


def _time_syncs(folder: Path) -> float:
    """Median seconds that writing a page and having it synchronised takes in this folder."""
    times = []
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        for _ in range(SYNCS):
            file.write(b"\0" * 4096)
            file.flush()
            began = time.perf_counter()
            os.fsync(file.fileno())
            times.append(time.perf_counter() - began)
    return statistics.median(times)


def judge_sync(seconds: float) -> tuple[bool, str]:
    """Whether a disk that takes this long can have written anything."""
    detail = f"{seconds * 1000:.3f} ms for each fsync"
    if seconds < FASTEST_HONEST_SYNC:
        return False, f"{detail}: too fast to be true"
    return True, detail


def _styles() -> tuple[bool, str, str]:
    made = STYLES / "schakel.css"
    return made.exists(), str(made) if made.exists() else "", "Run: schakel styles"


def _translations() -> tuple[bool, str, str]:
    missing = untranslated()
    return not missing, ", ".join(str(path) for path in missing), "Run: schakel styles"


def _static_files() -> tuple[bool, str, str]:
    return not static_files_changed(), str(ENVIRONMENT.data / "static"), "Start the hub again: schakel run"


def _answers() -> tuple[bool, str]:
    try:
        connection.ensure_connection()
    except Exception as error:  # noqa: BLE001 - whatever is wrong with it is the finding
        return False, str(error).splitlines()[0] if str(error) else type(error).__name__
    return True, f"{connection.vendor} {'.'.join(map(str, connection.get_database_version()))}"


def _database() -> Iterator[Finding]:
    if connection.vendor == "sqlite":
        weak = weaknesses(connection)
        yield _finding(
            "SQLite is set safely", not weak, "; ".join(weak), "Use the settings that Schakel comes with"
        )
        return
    version = int(_shown("server_version_num"))
    yield _finding(
        "PostgreSQL is recent enough",
        version >= OLDEST_POSTGRESQL,
        _shown("server_version"),
        "Take PostgreSQL 15 or newer",
    )
    for setting, wanted in (
        ("fsync", {"on"}),
        ("full_page_writes", {"on"}),
        ("synchronous_commit", {"on", "remote_write", "remote_apply", "local"}),
        ("server_encoding", {"UTF8"}),
    ):
        value = _shown(setting)
        yield _finding(
            f"PostgreSQL: {setting}", value in wanted, value, f"Set it to {' or '.join(sorted(wanted))}"
        )


def _shown(setting: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [setting])
        return str(cursor.fetchone()[0])


def _work(now: datetime) -> Iterator[Finding]:
    since = jobs.waiting_since(now)
    late = since is not None and now - since > LONGEST_WAIT
    yield _finding(
        "queued work is being done",
        not late,
        f"waiting since {since:%Y-%m-%d %H:%M}" if since else "nothing waits",
        "Nobody works: start the hub, or run: schakel jobs work",
    )
    given_up = jobs.given_up_jobs()
    yield _finding(
        "no work was given up",
        not given_up,
        "; ".join(f"job {job.number} {job.name}: {job.message}" for job in given_up[:3]),
        "Mend what it says, then run: schakel jobs again NUMBER",
    )
    yield from _mails(now)
    yield from _alerts(now)
    yield _finding("scheduled sources are read", *_sources(now))
    yield _finding("the clock is right", *_clock(now))
    number, last = journal.last_place()
    yield _finding("the journal is kept", True, f"{number} rows, the last {last[:16] or 'none'}", "")


def _sources(now: datetime) -> tuple[bool, str, str]:
    unwell = sources_not_well(now)
    said = "; ".join(
        f"{one.source.name} is {one.status}" + (f" since {one.since:%Y-%m-%d}" if one.since else "")
        for one in unwell
    )
    return not unwell, said, "Look at them, or pause them: schakel sources"


def _mails(now: datetime) -> Iterator[Finding]:
    waited = messages.longest_wait(now)
    late = waited is not None and waited > messages.LONGEST_UNSEEN
    yield _finding(
        "mail goes out",
        not late,
        f"one has waited for {waited.total_seconds() / 60:.0f} minutes" if waited else "nothing waits",
        "Look at SCHAKEL_EMAIL and at /staff/mail/, and see: schakel jobs list",
    )
    troubled = messages.mails_in_trouble(now).count()
    yield _finding("mail that did not go", True, f"{troubled}, see /staff/mail/" if troubled else "none", "")


def _alerts(now: datetime) -> Iterator[Finding]:
    waits = alerts.longest_overdue(now)
    yield _finding(
        "alerts look in time",
        waits is None or waits <= LONGEST_OVERDUE,
        f"one should have looked {waits.total_seconds() / 3600:.0f} hours ago" if waits else "all did",
        "See: schakel jobs list",
    )


def _clock(now: datetime) -> tuple[bool, str, str]:
    """Against the journal: what has happened already cannot be written to happen tomorrow."""
    newest = journal.newest_moment()
    right = newest is None or newest <= now + MOST_AHEAD
    said = f"the journal goes on until {newest:%Y-%m-%d %H:%M}" if newest else ""
    return right, said, f"It is {now:%Y-%m-%d %H:%M} here: set the clocks of all machines"
