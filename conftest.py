"""Makes the strict harness and the cast known to every test, beside the code and in tests/."""

import gc
import re
from collections.abc import Generator, Iterable, Iterator
from typing import Any
from zlib import crc32

import pytest
from django.conf import settings
from xdist.scheduler import LoadScopeScheduling

from schakel.config.migrating import new_models_alone
from tests.shares import SWEEPS, Share, chosen, share_in

pytest_plugins = ["tests.strictness", "tests.people", "tests.credentials"]

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
)
"""What shares something that takes long to make: a hub with a browser, a world, an index."""


class TogetherScheduling(LoadScopeScheduling):
    """Any test goes to whichever process is free, but what belongs together goes to the same one.

    The plugin's own groups (``xdist_group``) put a mark in the name of a test, which pytest 9.2 no longer takes.
    """

    def _split_scope(self, nodeid: str) -> str:
        return next(filter(nodeid.startswith, TOGETHER), nodeid)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,  # noqa: ARG001 - it names each process's database apart
) -> Iterator[None]:
    """The database of the tests is made as that of a hub is."""
    with new_models_alone():
        yield


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


@pytest.fixture(scope="session")
def share(pytestconfig: pytest.Config) -> Share:
    """Which part of what is tried in many ways is tried this time."""
    return share_in(pytestconfig.getoption("share"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A second time, on PostgreSQL, only what may meet the database is tested again, and of many cases of a test some.

    Both read the same code: a case that is wrong on one of them alone is wrong by its sort.
    """
    share = share_in(config.getoption("share"))
    is_again = "postgresql" in str(settings.DATABASES["default"]["ENGINE"]) and not config.getoption("whole")
    if is_again:
        names = set(_some_of_each_sort([one for one in items if _may_meet_the_database(one)], share))
    else:
        names = chosen((one.nodeid for one in items), share)
    config.hook.pytest_deselected(items=[one for one in items if one.nodeid not in names])
    items[:] = [one for one in items if one.nodeid in names]


SETTLED_ONCE = (
    "tests/security/test_forged_requests.py",
    "tests/security/test_hostile_words.py::test_no_page_",
    "tests/security/test_hostile_words.py::test_no_head_",
    "tests/security/test_hostile_words.py::test_odd_questions_",
    "tests/security/test_hostile_words.py::test_nothing_that_is_asked_",
)
"""What becomes of a request before any query, and of what was read after it: the same whatever it was read from."""
IN_THE_MATRIX = re.compile(r"^src/schakel/\w+/tests/test_\w*pages?\.py::")
"""What pages show and take: each asks the database what it asks in the matrix too, and does what actions do."""
LINES = "tests/security/test_matrix.py::test_each_role_gets_what_the_table_says"
"""Of this no case is left out but for the shares: it chooses among the roles itself."""
SOME = 6
"""One in so many of the cases of a test, beside the first."""


def _some_of_each_sort(items: Iterable[pytest.Item], share: Share) -> Iterator[str]:
    """Every test; of one with many cases the first by name, and some others: the same ones in every process.

    What is tried in very many ways takes turns here as a whole, and is tried in them on SQLite each time.
    """
    names = sorted(item.nodeid for item in items)
    lines = set(share.part(name for name in names if name.startswith(LINES)))
    waiting = tuple(set(SWEEPS) - set(share.part(SWEEPS)))
    begun: set[str] = set()
    for name in names:
        test = name.partition("[")[0]
        if name.startswith(LINES):
            is_tried = name in lines
        else:
            is_tried = test not in begun or (crc32(name.encode()) + share.turn) % SOME == 0
        if is_tried and not name.startswith(waiting):
            yield name
        begun.add(test)


def _is_settled_once(item: pytest.Item) -> bool:
    """Also that a walk through all pages can fail is shown where all of them are walked: the first time."""
    is_control = item.name.startswith("test_control_") and item.nodeid.startswith("tests/security/")
    return is_control or item.nodeid.startswith(SETTLED_ONCE) or IN_THE_MATRIX.match(item.nodeid) is not None


def _may_meet_the_database(item: pytest.Item) -> bool:
    if _is_settled_once(item):
        return False
    if item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(
        getattr(item, "fixturenames", ())
    ):
        return True
    path = item.path.relative_to(item.config.rootpath).as_posix()
    # What is slow starts programs of its own, which open the database themselves.
    return bool(item.get_closest_marker("slow")) and not path.startswith(WITHOUT_DATABASE)
