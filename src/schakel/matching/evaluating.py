"""Scoring the real pipeline on a folder with questions and known answers, in a temporary place."""

import gzip
import json
import math
import os
import statistics
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter

from schakel.kernel.languages import ENGLISH
from schakel.kernel.refusal import Refusal
from schakel.matching.analysing import analyser_from_files
from schakel.matching.meaning import GLOSSED, WEIGHT, find_with_meaning
from schakel.matching.reading import Meaning, Source
from schakel.search.analysis.analyser import Analyser, Passage, stream_settings
from schakel.search.analysis.languages import language_of
from schakel.search.engine import PUBLIC, Engine, Entry, Question
from schakel.search.public import open_index
from schakel.search.semantic.vectors import Progress

DEPTH = 100
TITLE_WEIGHT = 2.0


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures of one set; gains are 2 ** grade - 1. The names are those of ``evaluate --json``."""

    set: str
    documents: int
    queries: int
    ndcg10: float
    mrr10: float
    recall10: float
    recall100: float
    success1: float
    unanswered: int
    p50_ms: float
    p95_ms: float
    configuration: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class _Asked:
    key: str
    text: str
    language: str
    without: frozenset[str]


def evaluate_folder(
    folder: Path,
    *,
    where: Mapping[str, str] | None = None,
    analyser: Analyser | None = None,
    like: Meaning | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Evaluation:
    """Score a folder with corpus, queries and qrels. Raises a Refusal when it is not one.

    Meaning counts as it does in the hub that gives it with `like`: its model is used, and nothing else of it.
    """
    documents = list(_lines(folder, "corpus"))
    grades = _grades(folder)
    asked = [_asked(query) for query in _lines(folder, "queries") if _matches(query, where or {})]
    asked = [query for query in asked if query.key in grades]
    if not documents or not asked:
        raise Refusal("evaluation-empty", folder=str(folder))
    analyser = analyser or analyser_from_files()
    with tempfile.TemporaryDirectory(prefix="schakel-evaluate-") as place:
        engine = open_index(Path(place) / "index", stream_settings())
        engine.replace_all((_entry(document, analyser) for document in documents), watermark=0)
        meaning = like.elsewhere(Path(place) / "meaning") if like else None
        if meaning is not None:
            _encode(documents, meaning, analyser)
        rankings: dict[str, list[str]] = {}
        times: list[float] = []
        for number, query in enumerate(asked):
            started = perf_counter()
            rankings[query.key] = _ranking(query, engine, analyser, meaning)
            times.append((perf_counter() - started) * 1000)
            if progress:
                progress(number + 1, len(asked))
    configuration = {**asdict(analyser.weights), "meaning": _described(meaning)}
    return _scored(folder.resolve().name, len(documents), rankings, grades, times, configuration)


def _ranking(query: _Asked, engine: Engine, analyser: Analyser, meaning: Meaning | None) -> list[str]:
    terms = analyser.question(query.text, query.language).terms
    question = Question(terms, frozenset({PUBLIC}), without=query.without, most=DEPTH)
    if meaning is None:
        found = engine.find(question)
    else:
        found, _ = find_with_meaning(
            engine.find, question, lambda: meaning.known(query.text, query.language, analyser.lexicon)
        )
    return [hit.key for hit in found.hits]


def _encode(documents: Sequence[Mapping[str, object]], meaning: Meaning, analyser: Analyser) -> None:
    """The vectors of all documents, by as many threads as there are processors."""
    sources = {
        str(document["id"]): Source(
            _language(document), tuple((name, str(document.get(name) or "")) for name in ("title", "text"))
        )
        for document in documents
    }
    read = {
        key: meaning.read(source, analyser.lexicon)
        for key, source in sources.items()
        if meaning.can_be_given(source.language)
    }
    meaning.store.move_on(Progress(place=0, seal=""))
    with ThreadPoolExecutor(os.cpu_count()) as workers:
        meaning.store.put(dict(zip(read, workers.map(meaning.encode, read.values()), strict=True)))


def _described(meaning: Meaning | None) -> object:
    """How meaning counted; False when it did not."""
    if meaning is None:
        return False
    weights = {"weight": WEIGHT, "glossed": GLOSSED}
    return {"model": meaning.encoder.fingerprint, "languages": meaning.languages, **weights}


def _scored(
    name: str,
    documents: int,
    rankings: Mapping[str, Sequence[str]],
    grades: Mapping[str, Mapping[str, int]],
    times: Sequence[float],
    configuration: Mapping[str, object],
) -> Evaluation:
    per_query = [(rankings[key], grades[key]) for key in rankings]
    return Evaluation(
        set=name,
        documents=documents,
        queries=len(per_query),
        ndcg10=_mean(ndcg(ranking, grade, 10) for ranking, grade in per_query),
        mrr10=_mean(reciprocal_rank(ranking, grade, 10) for ranking, grade in per_query),
        recall10=_mean(recall(ranking, grade, 10) for ranking, grade in per_query),
        recall100=_mean(recall(ranking, grade, 100) for ranking, grade in per_query),
        success1=_mean(float(bool(ranking) and ranking[0] in _best(grade)) for ranking, grade in per_query),
        unanswered=sum(not ranking for ranking, _ in per_query),
        p50_ms=round(statistics.median(times), 2),
        p95_ms=round(sorted(times)[min(len(times) - 1, int(len(times) * 0.95))], 2),
        configuration=configuration,
    )


def ndcg(ranking: Sequence[str], grades: Mapping[str, int], depth: int) -> float:
    """Normalised discounted cumulative gain (Järvelin & Kekäläinen 2002) with gain 2 ** grade - 1."""
    gained = sum(
        (2 ** grades.get(key, 0) - 1) / math.log2(place + 2) for place, key in enumerate(ranking[:depth])
    )
    ideal_grades = sorted(grades.values(), reverse=True)[:depth]
    ideal = sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(ideal_grades))
    return gained / ideal if ideal else 0.0


def reciprocal_rank(ranking: Sequence[str], grades: Mapping[str, int], depth: int) -> float:
    """One over the rank of the first document of the highest grade; 0 when it is not among the first."""
    best = _best(grades)
    return next((1 / (place + 1) for place, key in enumerate(ranking[:depth]) if key in best), 0.0)


def recall(ranking: Sequence[str], grades: Mapping[str, int], depth: int) -> float:
    """The share of the documents of the highest grade found, of at most as many as there are places."""
    best = _best(grades)
    return len(best & set(ranking[:depth])) / min(depth, len(best))


def _best(grades: Mapping[str, int]) -> set[str]:
    highest = max(grades.values())
    return {key for key, grade in grades.items() if grade == highest}


def _mean(values: Iterator[float]) -> float:
    return round(statistics.fmean(values), 4)


def _lines(folder: Path, name: str) -> Iterator[dict[str, object]]:
    with _open(folder, f"{name}.jsonl") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                try:
                    yield json.loads(line)
                except json.JSONDecodeError as error:
                    raise Refusal("evaluation-unreadable", file=f"{name}.jsonl", line=number) from error


def _grades(folder: Path) -> dict[str, dict[str, int]]:
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    with _open(folder, "qrels.tsv") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                query, document, grade = line.rstrip("\n").split("\t")
                grades[query][document] = int(grade)
            except ValueError as error:
                raise Refusal("evaluation-unreadable", file="qrels.tsv", line=number) from error
    return grades


def _open(folder: Path, name: str):  # type: ignore[no-untyped-def]  # noqa: ANN202 - text, zipped or not
    if (folder / f"{name}.gz").exists():
        return gzip.open(folder / f"{name}.gz", "rt", encoding="utf-8")
    if (folder / name).exists():
        return (folder / name).open(encoding="utf-8")
    raise Refusal("evaluation-file-missing", file=name, folder=str(folder))


def _matches(query: Mapping[str, object], where: Mapping[str, str]) -> bool:
    return all(str(query.get(name)) == value for name, value in where.items())


def _asked(query: Mapping[str, object]) -> _Asked:
    text = str(query["text"])
    language = str(query.get("lang") or "") or language_of(text, otherwise="en")
    without = frozenset({str(query["self"])}) if query.get("self") else frozenset()
    return _Asked(str(query["id"]), text, language, without)


def _entry(document: Mapping[str, object], analyser: Analyser) -> Entry:
    title, text = str(document.get("title") or ""), str(document.get("text") or "")
    passages = [Passage(title, TITLE_WEIGHT, is_title=True), Passage(text)]
    streams = analyser.streams_of({_language(document): passages})
    return Entry(str(document["id"]), streams, frozenset({PUBLIC}))


def _language(document: Mapping[str, object]) -> str:
    return str(document.get("lang") or "") or language_of(str(document.get("text") or ""), otherwise=ENGLISH)
