"""Makes the strict harness and the cast known to every test, beside the code and in tests/."""

import gc
import subprocess
from collections.abc import Generator, Iterator, Sequence
from typing import Any

import pytest
from django.conf import settings
from django.test.utils import setup_databases, teardown_databases
from xdist.scheduler import LoadScopeScheduling

from schakel.config.migrating import models_made_alone
from tests import ready_database
from tests.shares import SWEEPS, WORLDS, Share, chosen, share_in

pytest_plugins = ["tests.strictness", "tests.people", "tests.credentials"]

MAKING = pytest.StashKey[subprocess.Popen[bytes]]()

WITHOUT_DATABASE = (
    "src/schakel/documents/tests/test_reading.py",
    "src/schakel/kernel/",
    "src/schakel/search/",
    "tests/architecture/",
    "tests/test_bootstrap.py",
    "tests/test_matching_bench.py",
    "tests/test_mutants.py",
)
"""What is tested here knows of no database: contracts say so, or it reads files."""


TOGETHER = (
    "tests/browser/",
    "tests/security/test_twin_acts.py",
    "tests/security/test_canaries.py",
    "tests/security/test_twin_worlds.py",
    "tests/test_actions.py",
    "src/schakel/config/tests/test_verification.py",
    "src/schakel/matching/tests/test_explaining.py",
    "src/schakel/organisations/tests/test_queries.py",
)
"""What shares something that takes long to make: a hub with a browser, a world, an index."""


class TogetherScheduling(LoadScopeScheduling):
    """Any test goes to whichever process is free, but what belongs together goes to the same one.

    The plugin's own groups (``xdist_group``) put a mark in the name of a test, which pytest 9.2 no longer takes.
    """

    def _split_scope(self, nodeid: str) -> str:
        return next(filter(nodeid.startswith, TOGETHER), nodeid)


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("numprocesses", None) and not hasattr(config, "workerinput"):
        config.stash[MAKING] = ready_database.begin()


def pytest_unconfigure(config: pytest.Config) -> None:
    if making := config.stash.get(MAKING, None):
        making.wait()
        ready_database.remove()


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,  # noqa: ARG001 - it is there before the database
    django_db_modify_db_settings_parallel_suffix: None,  # noqa: ARG001 - it names each process's database apart
    django_db_blocker: Any,
) -> Iterator[None]:
    """The database of the tests is made as that of a hub is, once for all processes."""
    with django_db_blocker.unblock(), models_made_alone():
        made = setup_databases(verbosity=0, interactive=False, keepdb=ready_database.copied())
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is collected stays until the end: looking through it again and again for what can go took a third of it."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> TogetherScheduling:
    return TogetherScheduling(config, log)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--whole", action="store_true", help="on PostgreSQL too: every test and every case")
    parser.addoption(
        "--share", default="0/1", metavar="TURN/SHARES", help="of what is tried in many ways, a part"
    )
    parser.addoption(
        "--beside-postgres",
        action="store_true",
        help="without what has its turn on PostgreSQL, and is run there",
    )


@pytest.fixture(scope="session")
def share(pytestconfig: pytest.Config) -> Share:
    """Which part of what is tried in many ways is tried this time."""
    return share_in(pytestconfig.getoption("share"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of what takes turns, what has its turn; a second time, on PostgreSQL, only what may meet the database."""
    share = share_in(config.getoption("share"))
    is_second = "postgresql" in str(settings.DATABASES["default"]["ENGINE"])
    if is_second and not config.getoption("whole"):
        names = _again(items, share)
    else:
        names = chosen((item.nodeid for item in items), share)
    if config.getoption("beside_postgres"):
        stays = (LINES, *SWEEPS, *WORLDS)  # other cases of these have their turn here
        names -= {name for name in _having_turn(items, share) if not name.startswith(stays)}
    config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in names])
    items[:] = [item for item in items if item.nodeid in names]


ABOUT_THE_DATABASE = ("src/schakel/facilities/tests/test_constraints.py", "src/schakel/journal/")
"""With everything that commits: each time on one of the two databases, in turns."""
LINES = "tests/security/test_matrix.py::test_each_role_gets_what_the_table_says"
"""Each of these cases is a test of its own: another address."""


def _again(items: Sequence[pytest.Item], share: Share) -> set[str]:
    """The names of the tests that are run on PostgreSQL.

    The cases of a sweep take turns apart from the tests, or always the same ones would be met.
    """
    in_turn = _having_turn(items, share)
    whole = {name for name in in_turn if not name.startswith(SWEEPS)}
    return whole | chosen(in_turn - whole, Share(share.turn // share.of**2, share.of))


def _having_turn(items: Sequence[pytest.Item], share: Share) -> set[str]:
    """The names of the tests whose turn it is on PostgreSQL, chosen by name alone."""
    return {
        item.nodeid
        for item in items
        if _may_meet_the_database(item) and _turns_of(item, share).has(_part_of(item.nodeid))
    }


def _turns_of(item: pytest.Item, share: Share) -> Share:
    """How often it has its turn on PostgreSQL: what is about the database every second time.

    Sweeps have their turn on SQLite, and here one in as many times as many.
    """
    if share.is_whole:
        return share
    if item.nodeid.startswith((*SWEEPS, *WORLDS)):
        return Share(share.turn, share.of**2)
    return Share(share.turn, 2) if _is_about_the_database(item) else share


def _part_of(nodeid: str) -> str:
    """What has its turn as a whole: a line of the matrix, what shares a world, a test with its cases."""
    if nodeid.startswith(LINES):
        return nodeid
    return next(filter(nodeid.startswith, WORLDS), nodeid.partition("[")[0])


def _is_about_the_database(item: pytest.Item) -> bool:
    """Races, what survives a killed process, the journal. Starting a hub is made of what each of these begins with."""
    marker = item.get_closest_marker("django_db")
    commits = marker is not None and marker.kwargs.get("transaction", False)
    starts_a_hub = item.nodeid.startswith("src/schakel/config/")
    return (commits and not starts_a_hub) or item.nodeid.startswith(ABOUT_THE_DATABASE)


def _may_meet_the_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("browser"):
        return False  # the hub in the browser has a database of its own
    if item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(
        getattr(item, "fixturenames", ())
    ):
        return True
    path = item.path.relative_to(item.config.rootpath).as_posix()
    # What is slow starts programs of its own, which open the database themselves.
    return bool(item.get_closest_marker("slow")) and not path.startswith(WITHOUT_DATABASE)
