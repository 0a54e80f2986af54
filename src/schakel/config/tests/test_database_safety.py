import pytest
from django.db.utils import ConnectionHandler

from schakel.config.database_safety import refusal, weaknesses
from schakel.config.settings import SAFE_SQLITE
from tests.processes import finished

pytestmark = pytest.mark.django_db


def sqlite(path, **options):
    """A connection to a new SQLite file with these options."""
    settings = {"ENGINE": "django.db.backends.sqlite3", "NAME": path / "some.sqlite3", "OPTIONS": options}
    return ConnectionHandler({"default": settings})["default"]


def sabotaged(pragma):
    return SAFE_SQLITE | {"init_command": f"{SAFE_SQLITE['init_command']}; PRAGMA {pragma}"}


def test_the_settings_that_schakel_comes_with_are_safe(tmp_path):
    assert weaknesses(sqlite(tmp_path, **SAFE_SQLITE)) == []
    assert refusal(sqlite(tmp_path, **SAFE_SQLITE)) == ""


@pytest.mark.parametrize(
    ("pragma", "sentence"),
    [
        ("journal_mode=DELETE", "journal_mode is delete"),
        ("journal_mode=MEMORY", "journal_mode is memory"),
        ("synchronous=NORMAL", "synchronous is 1"),
        ("synchronous=OFF", "synchronous is 0"),
        ("foreign_keys=OFF", "foreign_keys is off"),
    ],
)
def test_a_database_that_may_lose_something_is_refused(tmp_path, pragma, sentence):
    found = weaknesses(sqlite(tmp_path, **sabotaged(pragma)))
    assert len(found) == 1
    assert found[0].startswith(sentence)


@pytest.mark.parametrize("mode", [None, "DEFERRED", "deferred"])
def test_transactions_that_begin_without_a_lock_are_refused(tmp_path, mode):
    found = weaknesses(sqlite(tmp_path, **(SAFE_SQLITE | {"transaction_mode": mode})))
    assert found == [
        "transaction_mode is DEFERRED instead of IMMEDIATE: people who save at once would get errors"
    ]


def test_a_safer_mode_than_asked_for_is_fine(tmp_path):
    assert weaknesses(sqlite(tmp_path, **sabotaged("synchronous=EXTRA"))) == []


def test_a_database_in_memory_is_refused(tmp_path):
    settings = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:", "OPTIONS": SAFE_SQLITE}
    assert "journal_mode is memory" in refusal(ConnectionHandler({"default": settings})["default"])


@pytest.mark.slow
@pytest.mark.parametrize("command", [["run", "--port", "0"], ["jobs", "work"]])
def test_the_hub_does_not_start_on_unsafe_settings(tmp_path, command):
    done = finished(
        command,
        DJANGO_SETTINGS_MODULE="schakel.config.tests.unsafe_settings",
        SCHAKEL_DATA=str(tmp_path),
        SCHAKEL_DATABASE="",
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert "The SQLite settings are unsafe: journal_mode is delete instead of wal" in done.stderr
    assert "transaction_mode is DEFERRED" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_a_server_that_is_started_without_the_command_does_not_start_either(tmp_path):
    done = finished(
        ["--version"],
        program=("-c", "import schakel.config.wsgi"),
        DJANGO_SETTINGS_MODULE="schakel.config.tests.unsafe_settings",
        SCHAKEL_DATA=str(tmp_path),
        SCHAKEL_DATABASE="",
    )
    assert done.returncode == 1
    assert "\nThe SQLite settings are unsafe" in done.stderr
    assert "Traceback" not in done.stderr
