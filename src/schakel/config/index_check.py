"""Whether the search index, and the vectors beside it, hold exactly what the database holds."""

from collections.abc import Iterator
from functools import partial

from django.utils import timezone

from schakel.kernel.invariants import Invariant
from schakel.library.public import all_values
from schakel.matching.public import (
    CURRENT,
    ItemVectors,
    chosen_model,
    entry_of,
    hub_index,
    load_meaning,
    whole_items,
)
from schakel.search.engine import fingerprint
from schakel.search.public import UnusableModelError


def index_that_differs() -> Iterator[str]:
    """The index, after it has read what there is to read, holds every item as it stands in the database."""
    index = hub_index()
    today = timezone.localdate()
    index.catch_up(today=today)
    for name in index.damaged_files():
        yield f"{name} is damaged"
    analyser = CURRENT.get()
    expected = {
        entry.key: fingerprint(entry)
        for entry in map(partial(entry_of, analyser=analyser), whole_items(all_values(today=today)))
    }
    indexed = index.engine.keys()
    for key in sorted(expected.keys() | indexed.keys()):
        if key not in indexed:
            yield f"{key} is not in the index"
        elif key not in expected:
            yield f"{key} is in the index and not in the database"
        elif indexed[key] != expected[key]:
            yield f"{key} is in the index as it was before"


INDEX_EQUALS_DATABASE = Invariant(
    "the search index equals the database", index_that_differs, "Run: schakel index rebuild"
)


def vectors_that_differ() -> Iterator[str]:
    """Where meaning is switched on, every item has the vectors of its text. The worker makes those that are missing."""
    choice = chosen_model()
    if choice is None:
        return
    try:
        meaning = load_meaning(choice)
    except UnusableModelError as error:
        yield str(error)
        return
    yield from ItemVectors(meaning).differences(today=timezone.localdate())


VECTORS_ARE_COMPLETE = Invariant(
    "meaning is complete where it is switched on",
    vectors_that_differ,
    "Wait for the worker, or run: schakel semantic on",
)
