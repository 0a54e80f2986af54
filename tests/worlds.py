"""A world that is made once for all tests of a module, where making it takes longer than what is done in it.

Its rows live in a transaction around all these tests, its files in a folder of which each test gets a copy. Objects are
copied by the test's own fixture (``deepcopy``): what one test does to rows, files or objects is not there in the next.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.test import override_settings


def files_in(folder: Path) -> dict[str, Any]:
    """The settings by which a hub keeps its files in this folder."""
    return {
        "ENVIRONMENT": replace(settings.ENVIRONMENT, data=folder),
        "DOCUMENTS": folder / "documents",
        "SEARCH_INDEX": folder / "index",
    }


@contextmanager
def made_once(blocker: Any, folder: Path) -> Iterator[None]:
    """What is written within is there for the tests of the module and gone after them."""
    with blocker.unblock(), override_settings(**files_in(folder)), transaction.atomic():
        yield
        transaction.set_rollback(True)


def copy_files(of: Path, to: Path, changed: Any) -> None:
    """Give a test its own copy of the files, through its fixture ``settings``."""
    for name, value in files_in(shutil.copytree(of, to)).items():
        setattr(changed, name, value)
