"""Keeping the search index equal to what the library holds, by reading on in the journal."""

import fcntl
import logging
import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from hashlib import sha256
from importlib.metadata import version
from itertools import islice
from pathlib import Path

from django.conf import settings

from schakel.journal import public as journal
from schakel.kernel.languages import LANGUAGES
from schakel.library import public as library
from schakel.library.public import ItemValue
from schakel.matching.analysing import CURRENT, changes_understanding
from schakel.matching.attaching import attached_to, with_attachments
from schakel.matching.reuse import item_behind, reuse_tokens, with_reuse
from schakel.search.analysis.analyser import Analyser, Passage, stream_settings
from schakel.search.engine import Engine, Entry, StreamSettings
from schakel.search.public import DamagedIndexError, OtherSettingsError, open_index

log = logging.getLogger(__name__)

CONTEXT_STREAM = "context"
"""Facts about an item that count without being words: its size class, its province, who reuses it."""
SORTED_BY = "kind"
"""The facet by which answers are narrowed and divided most."""
BATCH = 500
AT_ONCE = 200
"""Items whose attachments are read in one go."""
INLINE = 2000
"""Rows that a question waits for; a longer backlog is caught up by the worker while questions go on."""


def streams() -> dict[str, StreamSettings]:
    """Every stream of the hub's index."""
    return stream_settings() | {
        CONTEXT_STREAM: StreamSettings(k1=1.2, b=0.0, pivot=1.0, statistics=CONTEXT_STREAM)
    }


def entry_of(item: ItemValue, analyser: Analyser) -> Entry:
    """What the engine knows of an item, and of what is attached to it where it comes with that."""
    texts = {
        language: [
            Passage(item.texts[language][text.name], text.weight, is_title=text.name == "title")
            for text in item.definition.texts
            if item.texts.get(language, {}).get(text.name)
        ]
        for language in LANGUAGES
        if item.texts.get(language)
    }
    attached = [(language, text) for language in LANGUAGES for _, text in attached_to(item, language)]
    found = dict(analyser.streams_of(texts, item.themes, attached))
    context = context_of(item)
    if context:
        found[CONTEXT_STREAM] = context
    return Entry(
        key=index_key(item.pk),
        streams=found,
        audiences=item.audiences,
        facets=facets_of(item, analyser),
        lot=item.slug,
    )


def index_key(pk: int) -> str:
    """The key of an item in the index, as long for every item.

    Equal scores stand in the order of the keys. "item:9" would come after "item:10", so how many hidden items
    were written before two public ones would show in their order.
    """
    return f"item:{pk:012}"


def context_of(item: ItemValue) -> dict[str, float]:
    """Tokens for what makes an item's owner comparable with the one who asks, and for proven reuse."""
    body = item.place if item.place is not None and item.place.type == "municipality" else item.owner
    tokens: dict[str, float] = {}
    if body.type == "municipality" and body.size_class:
        tokens[f"size:{body.size_class}"] = 1.0
    if item.region:
        tokens[f"region:{item.region}"] = 1.0
    return tokens | reuse_tokens(item)


def facets_of(item: ItemValue, analyser: Analyser) -> dict[str, frozenset[str]]:
    """By what an answer with this item can be narrowed."""
    themes = set(item.themes)
    for theme in item.themes:
        themes.update(analyser.finder.ancestors(theme))
    facets = {
        "kind": frozenset({item.kind.value}),
        "theme": frozenset(themes),
        "region": frozenset({item.region} - {""}),
        "language": frozenset(item.languages),
        "owner": frozenset({item.owner.slug}),
    }
    status = item.facts.get("status") or item.facts.get("development_status") or item.facts.get("format")
    if isinstance(status, str):
        facets["status"] = frozenset({status})
    return facets


SEAL = "read-up-to"
OUTDATED = "vocabulary-changed"
READ_BY = "read-by"
_LIBRARIES = ("PyStemmer", "py3langid", "simplemma")
_NO_SEAL = (-1, "")


def way_of_reading() -> str:
    """Changes with whatever decides what is indexed of an item: our own code, its word lists, the libraries it uses."""
    package = Path(__file__).resolve().parent.parent
    files = [
        Path(__file__),
        *(package / "library" / name for name in ("kinds.py", "values.py")),
        package / "matching" / "attaching.py",
        *(package / "search" / "analysis").glob("*.py"),
        *(package / "search" / "analysis" / "word_lists").glob("*.txt"),
    ]
    digest = sha256(" ".join(map(version, _LIBRARIES)).encode())
    for path in sorted(files):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _opened(folder: Path) -> Engine:
    """The engine on this folder; an index made with other settings (an older version), or damaged, is made anew."""
    try:
        return open_index(folder, streams(), sorted_by=SORTED_BY)
    except (OtherSettingsError, DamagedIndexError) as reason:
        log.warning("the search index is made anew: %s: %s", type(reason).__name__, reason)
        shutil.rmtree(folder)
        return open_index(folder, streams(), sorted_by=SORTED_BY)


class HubIndex:
    """The index of this hub in its data folder, shared by all its server processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._thread_lock = threading.Lock()
        self._engine: Engine | None = None
        self._seal = _NO_SEAL

    @property
    def engine(self) -> Engine:
        with self._thread_lock:
            if self._engine is None:
                self._engine = _opened(self.folder)
            return self._engine

    def catch_up(self, *, today: date, most: int | None = None) -> int:
        """Put everything that changed since the index's watermark into it; returns how many rows were read.

        With `most` somebody is waiting: a longer backlog is left alone (0 is returned), and a changed
        vocabulary is at once used for questions while the items are read anew by the worker.
        """
        last, last_hash = journal.last_place()
        at = self.engine.watermark()
        is_waiting = most is not None
        if at == last and self._read_seal(at) == last_hash and (is_waiting or not self._is_outdated()):
            return 0
        if most is not None and 0 <= at < last - most:
            return 0
        with self._one_writer():
            before = self.engine.watermark()
            is_new = before < 0 or self._read_seal(before) != journal.hash_at(before)
            if is_new or (self._is_outdated() and not is_waiting):
                self._rebuild(today)
                return journal.last_number()
            while self.engine.watermark() < journal.last_number():
                self._read_batch(today, is_waiting=is_waiting)
            return self.engine.watermark() - before

    def rebuild(self, *, today: date) -> int:
        """Make the index anew from the database while the old one goes on answering; returns the number of items."""
        with self._one_writer():
            return self._rebuild(today)

    def outdate_when_read_otherwise(self) -> None:
        """After an upgrade items may be read in another way: then the worker reads them all anew."""
        path = self.folder / READ_BY
        if self.engine.watermark() >= 0 and not (path.exists() and path.read_text() == way_of_reading()):
            (self.folder / OUTDATED).touch()

    def damaged_files(self) -> list[str]:
        """The names of its files that the disk did not keep as they were written."""
        names: list[str] = self.engine.damaged_files()  # type: ignore[attr-defined]
        return names

    def merge(self) -> None:
        """Bring many small segments together."""
        self.engine.merge()  # type: ignore[attr-defined]

    def _read_batch(self, today: date, *, is_waiting: bool) -> None:
        rows = journal.rows_after(self.engine.watermark(), most=BATCH)
        if any(changes_understanding(row) for row in rows):
            if not is_waiting:
                self._rebuild(today)
                return
            (self.folder / OUTDATED).touch()
        keys = {int(row.subject.partition(":")[2]) for row in rows if row.subject.startswith("item:")}
        keys |= {item for item in map(item_behind, rows) if item is not None}
        watermark = rows[-1].number
        values = library.values_with_keys(keys, today=today)
        gone = keys - {value.pk for value in values}
        if gone:
            self.engine.drop([index_key(pk) for pk in gone], watermark=self.engine.watermark())
        self.engine.put(_entries(values), watermark=watermark)
        self._write_seal(watermark)

    def _rebuild(self, today: date) -> int:
        watermark = journal.last_number()
        number = 0

        def every_item() -> Iterator[ItemValue]:
            nonlocal number
            for value in library.all_values(today=today):
                number += 1
                yield value

        self.engine.replace_all(_entries(every_item()), watermark=watermark)
        self._write_seal(watermark)
        self._write(READ_BY, way_of_reading())
        (self.folder / OUTDATED).unlink(missing_ok=True)
        return number

    def _is_outdated(self) -> bool:
        """Whether the vocabulary, or the way of reading, changed since the items were read."""
        return (self.folder / OUTDATED).exists()

    def _read_seal(self, watermark: int) -> str | None:
        """The hash of the journal row the index had read up to: an index of another journal (a database put back
        from a backup) is thereby known as such and made anew."""
        if self._seal[0] != watermark:
            path = self.folder / SEAL
            number, _, row_hash = (path.read_text() if path.exists() else "").partition(" ")
            self._seal = (int(number), row_hash) if number.isdigit() else _NO_SEAL
        return self._seal[1] if self._seal[0] == watermark else None

    def _write_seal(self, watermark: int) -> None:
        self._seal = (watermark, journal.hash_at(watermark))
        self._write(SEAL, f"{self._seal[0]} {self._seal[1]}")

    def _write(self, name: str, text: str) -> None:
        fresh = self.folder / f"{name}.new"
        fresh.write_text(text)
        fresh.replace(self.folder / name)

    @contextmanager
    def _one_writer(self) -> Iterator[None]:
        """One process at a time reads the database and writes the index, so that no older state overwrites a newer."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "catching-up.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _entries(values: Iterable[ItemValue]) -> Iterator[Entry]:
    analyser = CURRENT.get()
    return (entry_of(value, analyser) for value in whole_items(values))


def whole_items(values: Iterable[ItemValue]) -> Iterator[ItemValue]:
    """The items with what is attached to them; few at a time are in memory."""
    waiting = iter(values)
    while some := list(islice(waiting, AT_ONCE)):
        yield from with_reuse(with_attachments(some))


_HUB_INDEXES: dict[Path, HubIndex] = {}


def hub_index() -> HubIndex:
    """The index of the hub these settings belong to."""
    folder = Path(settings.SEARCH_INDEX)
    if folder not in _HUB_INDEXES:
        _HUB_INDEXES[folder] = HubIndex(folder)
    return _HUB_INDEXES[folder]
