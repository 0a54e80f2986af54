"""Makes the strict harness and the cast known to every test, beside the code and in tests/."""

import pytest
from django.conf import settings

pytest_plugins = ["tests.strictness", "tests.people"]

WITHOUT_DATABASE = (
    "src/schakel/documents/tests/test_reading.py",
    "src/schakel/kernel/",
    "src/schakel/search/",
    "tests/architecture/",
)
"""What is tested here knows of no database: contracts say so, or it reads files."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A second time, on PostgreSQL, only what may meet the database is tested again."""
    if "postgresql" not in str(settings.DATABASES["default"]["ENGINE"]):
        return
    once = [item for item in items if not _may_meet_the_database(item)]
    config.hook.pytest_deselected(items=once)
    items[:] = [item for item in items if _may_meet_the_database(item)]


def _may_meet_the_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(
        getattr(item, "fixturenames", ())
    ):
        return True
    path = item.path.relative_to(item.config.rootpath).as_posix()
    # What is slow starts programs of its own, which open the database themselves.
    return bool(item.get_closest_marker("slow")) and not path.startswith(WITHOUT_DATABASE)
