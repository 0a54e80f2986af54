"""The settings under test: those of production, in a folder of their own, on the database that is asked for.

SCHAKEL_TEST_DATABASE takes an address as SCHAKEL_DATABASE does; without it the tests run on SQLite.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path


def _folder_of_this_run() -> Path:
    """A new folder; the processes that pytest-xdist starts each take one inside that of the process before them."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker and (shared := os.environ.get("SCHAKEL_DATA")):
        return Path(shared) / worker
    folder = Path(tempfile.mkdtemp(prefix="schakel-test-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _set_environment(folder: Path) -> None:
    """Whatever the person who runs the tests has set for a hub of their own must not reach the tests."""
    database = os.environ.get("SCHAKEL_TEST_DATABASE", "")
    for name in [name for name in os.environ if name.startswith("SCHAKEL_")]:
        del os.environ[name]
    (folder / "static").mkdir(parents=True, exist_ok=True)
    os.environ["SCHAKEL_DATA"] = str(folder)
    os.environ["SCHAKEL_DATABASE"] = database
    os.environ["SCHAKEL_TEST_DATABASE"] = database
    # What a machine has of word lists must not change what the hub finds here.
    os.environ["SCHAKEL_LEXICON_PACKS"] = "none"


_set_environment(_folder_of_this_run())

from schakel.config.settings import *  # noqa: E402, F403 - the environment has to be there first
from schakel.config.settings import API_CALLS_PER_MINUTE, STORAGES, TEMPLATES  # noqa: E402
from tests.undefined_variables import UndefinedVariable  # noqa: E402

TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UndefinedVariable()  # type: ignore[index]
# Signing in happens in hundreds of tests and need not be slow; the real hashers have a test of their own.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Without the manifest no test depends on collected files.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Tests call as often as they like; the limits have tests of their own.
API_CALLS_PER_MINUTE = dict.fromkeys(API_CALLS_PER_MINUTE, 10_000_000)
