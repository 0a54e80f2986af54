"""What has to be there before the hub can serve: made at the first start, skipped once it is up to date."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TextIO

from django.conf import settings
from django.contrib.sessions.models import Session
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from schakel.adoptions.public import load_demo_adoptions
from schakel.agenda.public import load_demo_meetings
from schakel.challenges.public import load_demo_lives
from schakel.config.building import build_styles, compile_translations, untranslated
from schakel.config.database_safety import refusal
from schakel.config.environment import make_private
from schakel.config.migrating import database_is_behind, migrate, undo_migrations
from schakel.config.outcome import ImpossibleError
from schakel.config.places import in_checkout
from schakel.config.settings import ENVIRONMENT
from schakel.config.terminal import doing, say
from schakel.consultations.public import load_demo_consultations
from schakel.credentials.public import current_key, load_demo_credentials, make_first_key
from schakel.facilities.public import load_demo_bookings
from schakel.fairness.public import load_demo_exposure
from schakel.interests.public import load_demo_interests
from schakel.introductions.public import load_demo_introductions
from schakel.journal import public as journal
from schakel.library.public import Item, load_demo, written_demo_people
from schakel.matching.public import hub_index
from schakel.organisations.public import load_reference
from schakel.pictures.public import load_demo_pictures
from schakel.pilots.public import load_demo_pilots
from schakel.procurement.public import load_demo_routes
from schakel.training.public import load_demo_editions
from schakel.vocabulary.public import Concept, load_vocabulary

_PREPARING = 0x5C4A4B4D
"""Key of the PostgreSQL advisory lock that makes application nodes that start at once prepare one by one."""


A_FEW = 100
"""Rows of the journal. What a worker wrote down as the hub stopped need not keep the next start waiting: every question
brings in what is new, and a web server asks one itself when it starts."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that has to be there."""

    sentence: str
    is_needed: Callable[[], bool]
    do: Callable[[], object]


def prepare() -> None:
    """Make whatever is missing; raises ImpossibleError when the database may not be used as it is set up."""
    with _alone():
        if unsafe := refusal(connection) or lost():
            raise ImpossibleError(unsafe)
        for step in STEPS:
            if step.is_needed():
                with doing(step.sentence):
                    step.do()


@contextmanager
def _alone() -> Iterator[None]:
    """Of the commands that start at the same moment, one prepares and the others wait for it."""
    make_private(ENVIRONMENT.data)
    with (ENVIRONMENT.data / "preparing.lock").open("w") as lock:
        _wait_for(lock)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_lock(%s)", [_PREPARING])
        try:
            yield
        finally:
            # The lock of PostgreSQL goes with the connection.
            connection.close()


def _wait_for(lock: TextIO) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("Waiting for another command that prepares this hub …")
        fcntl.flock(lock, fcntl.LOCK_EX)


def lost() -> str:
    """Why an embedded database that is new must not be filled: another one stood here. Empty when all is well."""
    index = Path(settings.SEARCH_INDEX)
    if connection.vendor != "sqlite" or connection.introspection.table_names() or not index.exists():
        return ""
    return (
        f"The database is gone, and the search index of one is still in {index}. "
        "Put back a backup; or remove that folder too, and an empty hub is made."
    )


def static_files_changed() -> bool:
    kept = _static_stamp()
    if not kept.exists() or not _collected().exists():
        return True
    return kept.read_text() != _static_fingerprint()


def _collected() -> Path:
    """What collecting makes last, and without which no page can be shown: the list of names, where there is one."""
    return Path(settings.STATIC_ROOT) / getattr(staticfiles_storage, "manifest_name", "")


def collect_static_files() -> None:
    fingerprint = _static_fingerprint()
    call_command("collectstatic", interactive=False, verbosity=0)
    _static_stamp().write_text(fingerprint)


def _static_stamp() -> Path:
    return ENVIRONMENT.data / "collected-static-files"


def _static_fingerprint() -> str:
    """Changes with any static file: which there are, how long, how old."""
    files = []
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            files.append(f"{name} {status.st_size} {status.st_mtime_ns}")
    return sha256("\n".join(sorted(files)).encode()).hexdigest()


def always() -> bool:
    """What finds out by itself, and quickly, that there is nothing to do."""
    return True


def no_concepts() -> bool:
    return not Concept.objects.exists()


def no_signing_key() -> bool:
    return current_key() is None


def no_items() -> bool:
    return ENVIRONMENT.demo and not Item.objects.exists()


def index_is_behind() -> bool:
    """Whether it is not there, of another database, or more behind than the first question can bring in."""
    watermark = hub_index().engine.watermark()
    return watermark < 0 or not 0 <= journal.last_number() - watermark <= A_FEW


def fill_index() -> None:
    hub_index().catch_up(today=timezone.localdate())


def index_of_an_older_version() -> None:
    hub_index().outdate_when_read_otherwise()


@transaction.atomic
def load_demonstration(*, now: datetime) -> int:
    """The items of the demonstration, and what people did with them; returns how many items."""
    loaded = load_demo(now=now)
    if loaded:
        load_demo_lives(now=now)
        load_demo_pictures(now=now)
        load_demo_introductions(now=now)
        load_demo_pilots(now=now)
        load_demo_adoptions(now=now)
        load_demo_bookings(now=now)
        load_demo_editions(now=now)
        load_demo_interests(written_demo_people(), now=now)
        load_demo_routes(now=now)
        load_demo_consultations(now=now)
        load_demo_credentials(now=now)
        load_demo_meetings(now=now)
        load_demo_exposure(now=now)
    return loaded


STEPS = (
    Step("Styles", in_checkout, build_styles),
    Step("Translations", lambda: bool(untranslated()), compile_translations),
    Step("Database", database_is_behind, migrate),
    Step("Static files", static_files_changed, collect_static_files),
    Step("Municipalities and provinces", always, lambda: load_reference(now=timezone.now())),
    Step("Themes and words", no_concepts, lambda: load_vocabulary(now=timezone.now())),
    Step("Key that signs badges", no_signing_key, lambda: make_first_key(now=timezone.now())),
    Step("Demonstration hub", no_items, lambda: load_demonstration(now=timezone.now())),
    Step("Search index", index_is_behind, fill_index),
    Step("Search index of an older version", always, index_of_an_older_version),
)


def migrate_alone() -> bool:
    """Bring the database up to date; whether there was anything to do."""
    with _alone():
        if not database_is_behind():
            return False
        migrate()
        return True


def load_everything(*, now: datetime, with_demo: bool) -> int:
    """Put what every hub knows, and the demonstration, into a hub without items; returns how many items."""
    with _alone():
        migrate()
        return _load(now, with_demo=with_demo)


def start_over(*, now: datetime) -> int:
    """Throw away everything in the hub, its journal too, and load the demonstration; returns how many items."""
    with _alone():
        undo_migrations()
        migrate()
        Session.objects.all().delete()
        loaded = _load(now, with_demo=True)
        hub_index().rebuild(today=timezone.localdate())
        return loaded


def _load(now: datetime, *, with_demo: bool) -> int:
    load_reference(now=now)
    load_vocabulary(now=now)
    return load_demonstration(now=now) if with_demo else 0
