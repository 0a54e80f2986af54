from collections.abc import Iterator

import pytest

from tests.mails import HIDDEN, register_letters


@pytest.fixture(autouse=True)
def letters() -> Iterator[None]:
    """The kinds that only tests tell."""
    register_letters()
    yield
    HIDDEN.clear()
