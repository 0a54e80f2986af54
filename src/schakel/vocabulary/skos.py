"""Reading themes from a file of somebody else: SKOS in RDF/XML, Turtle, N-Triples or JSON-LD.

SKOS Reference (W3C, 2009), with the labels of its extension SKOS-XL, which EuroVoc uses. The statements of a file go
by one after another and only what is kept of them stays in memory: of EuroVoc with 24 languages about a tenth. What is
in the file is not trusted: nothing is fetched because a file names it, and entities that stand for more than an
address are refused (ten lines of them can fill a memory).
"""

import gzip
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, cast

import pyoxigraph as rdf

from schakel.kernel.languages import LANGUAGES
from schakel.kernel.refusal import Refusal

LARGEST_FILE = 2**31
"""Bytes, after unzipping. EuroVoc takes some three hundred million."""
MOST_CONCEPTS = 100_000
MOST_LABELS = 200
"""Of one concept. More are no names but a text in pieces."""

_SKOS = "http://www.w3.org/2004/02/skos/core#"
_XL = "http://www.w3.org/2008/05/skos-xl#"
_TERMS = "http://purl.org/dc/terms/"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_DEPRECATED = "http://www.w3.org/2002/07/owl#deprecated"
_LITERAL_FORM = f"{_XL}literalForm"
_LABELS = {f"{_SKOS}{name}": name for name in ("prefLabel", "altLabel", "hiddenLabel")}
_XL_LABELS = {f"{_XL}{name}": name for name in ("prefLabel", "altLabel", "hiddenLabel")}
_TITLES = {
    f"{_TERMS}title",
    "http://purl.org/dc/elements/1.1/title",
    "http://www.w3.org/2000/01/rdf-schema#label",
}
_LICENCES = {f"{_TERMS}license", f"{_TERMS}rights", "http://creativecommons.org/ns#license"}
_MATCHES = {f"{_SKOS}exactMatch": "exact", f"{_SKOS}closeMatch": "close"}
_ORDER = {"prefLabel": 0, "altLabel": 1, "hiddenLabel": 2}

_HEAD = 65_536
_ENTITY = re.compile(rb"<!\s*ENTITY", re.IGNORECASE)
_HARMLESS_ENTITY = re.compile(rb"""<!ENTITY\s+[\w.-]+\s+(?:"[^"&%<]{0,200}"|'[^'&%<]{0,200}')\s*>""")
_FORMATS = {
    ".rdf": rdf.RdfFormat.RDF_XML,
    ".xml": rdf.RdfFormat.RDF_XML,
    ".owl": rdf.RdfFormat.RDF_XML,
    ".ttl": rdf.RdfFormat.TURTLE,
    ".turtle": rdf.RdfFormat.TURTLE,
    ".nt": rdf.RdfFormat.N_TRIPLES,
    ".jsonld": rdf.RdfFormat.JSON_LD,
    ".json": rdf.RdfFormat.JSON_LD,
}


@dataclass(slots=True)
class FoundConcept:
    """A concept as a file speaks of it. ``labels`` maps a language to its labels, the preferred one first."""

    uri: str
    labels: dict[str, list[str]] = field(default_factory=dict)
    broader: list[str] = field(default_factory=list)
    notation: str = ""
    matches: dict[str, list[str]] = field(default_factory=dict)
    is_deprecated: bool = False


@dataclass(frozen=True, slots=True)
class FoundScheme:
    """What a file holds: its concepts by their addresses, and the scheme most of them belong to.

    ``repairs`` counts by name what was left out.
    """

    scheme: FoundConcept
    licence: str
    concepts: Mapping[str, FoundConcept]
    repairs: Mapping[str, int]


def read_skos(path: Path) -> FoundScheme:
    """The concepts of a file, zipped by gzip or not. Raises a Refusal when it cannot be read, or holds none."""
    reading = _Reading()
    for statement in _statements(path):
        reading.take(statement)
    if reading.needs_links:
        for statement in _statements(path):
            reading.take_link(statement)
    return reading.result(path.name.partition(".")[0])


class _Reading:
    """What is kept of the statements that went by."""

    def __init__(self) -> None:
        self._take: dict[str, Callable[[str, rdf.Quad], None]] = {
            **dict.fromkeys(_LABELS, self._label),
            **dict.fromkeys(_TITLES, self._title),
            **dict.fromkeys(_LICENCES, self._licence),
            **dict.fromkeys(_MATCHES, self._match),
            **dict.fromkeys(_XL_LABELS, self._link),
            _TYPE: self._type,
            _LITERAL_FORM: self._literal_form,
            _DEPRECATED: self._deprecated,
            f"{_SKOS}notation": self._notation,
            f"{_SKOS}broader": self._broader,
            f"{_SKOS}narrower": self._narrower,
            f"{_SKOS}inScheme": self._in_scheme,
            f"{_SKOS}topConceptOf": self._in_scheme,
            f"{_SKOS}hasTopConcept": self._has_top,
        }
        self._labels: dict[str, set[tuple[int, bool, str, str]]] = {}
        self._titles: dict[str, dict[str, str]] = {}
        self._concepts: set[str] = set()
        self._schemes: Counter[str] = Counter()
        self._broaders: dict[str, dict[str, None]] = {}
        self._matches: dict[str, dict[str, list[str]]] = {}
        self._notations: dict[str, str] = {}
        self._licences: dict[str, str] = {}
        self._gone: set[str] = set()
        self._forms: dict[str, tuple[str, bool, str]] = {}
        self._links: list[tuple[str, str, str]] = []
        self._others = Counter[str]()
        self.needs_links = False

    def take(self, statement: rdf.Quad) -> None:
        taken = self._take.get(statement.predicate.value)
        if taken is not None:
            taken(str(getattr(statement.subject, "value", "")), statement)

    def take_link(self, statement: rdf.Quad) -> None:
        """The second time: which concept a label is of, for the labels that are kept."""
        if statement.predicate.value in _XL_LABELS and _address(statement.object) in self._forms:
            self._links.append(
                (_address(statement.subject), statement.predicate.value, _address(statement.object))
            )

    def _label(self, subject: str, statement: rdf.Quad) -> None:
        if (written := self._written(statement.object, "label")) is not None:
            self._keep_label(subject, _LABELS[statement.predicate.value], *written)

    def _keep_label(self, subject: str, name: str, language: str, is_regional: bool, text: str) -> None:
        labels = self._labels.setdefault(subject, set())
        if text and len(labels) < MOST_LABELS:
            labels.add((_ORDER[name], is_regional, language, text))
        elif text:
            self._others["label-beyond-the-most-left-out"] += 1

    def _written(self, value: object, what: str) -> tuple[str, bool, str] | None:
        """(language, whether it is one region's, text) of a text in a language of the hub; the others are counted."""
        if not isinstance(value, rdf.Literal) or not value.language:
            self._others[f"{what}-without-language-left-out"] += 1
            return None
        language, _, region = value.language.lower().partition("-")
        if language not in LANGUAGES:
            self._others[f"{what}-of-another-language-left-out"] += 1
            return None
        return language, bool(region), " ".join(value.value.replace("\0", " ").split())

    def _literal_form(self, subject: str, statement: rdf.Quad) -> None:
        if (written := self._written(statement.object, "xl-label")) is not None:
            self._forms[subject] = written

    def _link(self, subject: str, statement: rdf.Quad) -> None:
        # Labels without an address have another one the next time the file is read. There are few of those.
        if isinstance(statement.object, rdf.BlankNode):
            self._links.append((subject, statement.predicate.value, statement.object.value))
        else:
            self.needs_links = True

    def _title(self, subject: str, statement: rdf.Quad) -> None:
        if isinstance(statement.object, rdf.Literal):
            language = (statement.object.language or "en").lower().partition("-")[0]
            self._titles.setdefault(subject, {}).setdefault(
                language, " ".join(statement.object.value.split())
            )

    def _licence(self, subject: str, statement: rdf.Quad) -> None:
        self._licences.setdefault(subject, str(getattr(statement.object, "value", ""))[:200])

    def _match(self, subject: str, statement: rdf.Quad) -> None:
        kinds = self._matches.setdefault(subject, {})
        kinds.setdefault(_MATCHES[statement.predicate.value], []).append(_address(statement.object))

    def _type(self, subject: str, statement: rdf.Quad) -> None:
        if _address(statement.object) == f"{_SKOS}Concept":
            self._concepts.add(subject)
            if len(self._concepts) > MOST_CONCEPTS:
                raise Refusal("file-has-too-many-themes", most=MOST_CONCEPTS)
        elif _address(statement.object) == f"{_SKOS}ConceptScheme":
            self._schemes[subject] += 0

    def _deprecated(self, subject: str, statement: rdf.Quad) -> None:
        if str(getattr(statement.object, "value", "")).lower() in {"true", "1"}:
            self._gone.add(subject)

    def _notation(self, subject: str, statement: rdf.Quad) -> None:
        self._notations.setdefault(subject, str(getattr(statement.object, "value", ""))[:80])

    def _broader(self, subject: str, statement: rdf.Quad) -> None:
        self._broaders.setdefault(subject, {})[_address(statement.object)] = None

    def _narrower(self, subject: str, statement: rdf.Quad) -> None:
        self._broaders.setdefault(_address(statement.object), {})[subject] = None

    def _in_scheme(self, subject: str, statement: rdf.Quad) -> None:
        self._concepts.add(subject)
        self._schemes[_address(statement.object)] += 1

    def _has_top(self, subject: str, statement: rdf.Quad) -> None:
        self._concepts.add(_address(statement.object))
        self._schemes[subject] += 1

    def result(self, file_name: str) -> FoundScheme:
        for subject, predicate, label in self._links:
            if label in self._forms:
                self._keep_label(subject, _XL_LABELS[predicate], *self._forms[label])
        above = {uri for broader in self._broaders.values() for uri in broader if uri in self._labels}
        names = (self._concepts | self._broaders.keys() | above) - self._schemes.keys() - {""}
        if not names:
            raise Refusal("file-holds-no-themes")
        address, _ = max(
            self._schemes.items(), key=lambda found: (found[1], found[0]), default=(f"file:{file_name}", 0)
        )
        scheme = self._scheme(address, file_name)
        repairs = self._counted()
        concepts = {uri: self._concept(uri, repairs) for uri in sorted(names)}
        return FoundScheme(scheme, self._licences.get(address, ""), concepts, dict(sorted(repairs.items())))

    def _scheme(self, address: str, file_name: str) -> FoundConcept:
        found = self._concept(address, Counter())
        for language, title in self._titles.get(address, {}).items():
            if language in LANGUAGES and language not in found.labels:
                found.labels[language] = [title]
        if not found.labels:
            found.labels = {language: [file_name] for language in LANGUAGES}
        for language in LANGUAGES:  # one name for all is what most schemes have: EuroVoc
            found.labels.setdefault(language, next(iter(found.labels.values()))[:1])
        found.broader = []
        return found

    def _concept(self, uri: str, repairs: Counter[str]) -> FoundConcept:
        found = FoundConcept(
            uri,
            broader=sorted(self._broaders.get(uri, ())),
            notation=self._notations.get(uri, ""),
            matches={kind: sorted(set(uris)) for kind, uris in self._matches.get(uri, {}).items()},
            is_deprecated=uri in self._gone,
        )
        for rank, _, language, text in sorted(self._labels.get(uri, ())):
            labels = found.labels.setdefault(language, [])
            if not labels and rank:
                repairs["other-label-taken-as-name"] += 1
            if text.casefold() not in {other.casefold() for other in labels}:
                labels.append(text)
        if len(found.broader) > 1:
            repairs["second-broader-left-out"] += len(found.broader) - 1
        return found

    def _counted(self) -> Counter[str]:
        """What was left out, by name. A label that a file has in both ways is left out once."""
        counted: Counter[str] = Counter()
        for name, number in self._others.items():
            plain = name.removeprefix("xl-")
            counted[plain] = max(counted[plain], number)
        return counted


def _address(node: object) -> str:
    return node.value if isinstance(node, rdf.NamedNode | rdf.BlankNode) else ""


def _statements(path: Path) -> Iterator[rdf.Quad]:
    """Everything a file says, one after another."""
    try:
        with _opened(path) as file:
            yield from rdf.parse(
                cast("IO[bytes]", _Guarded(file)), format=_format(path), base_iri=f"file:{path.name}"
            )
    except (SyntaxError, ValueError, OSError, EOFError, zlib.error, MemoryError) as error:
        raise Refusal("themes-unreadable", why=str(error)[:200]) from error


def _opened(path: Path) -> IO[bytes]:
    with path.open("rb") as file:
        is_zipped = file.read(2) == b"\x1f\x8b"
    return cast("IO[bytes]", gzip.open(path) if is_zipped else path.open("rb"))


def _format(path: Path) -> rdf.RdfFormat:
    """By the name of the file, else by how it begins."""
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix.lower() != ".gz"]
    if suffixes and suffixes[-1] in _FORMATS:
        return _FORMATS[suffixes[-1]]
    with _opened(path) as file:
        begin = file.read(1024).lstrip(b"\xef\xbb\xbf \t\r\n")
    if begin.startswith((b"{", b"[")):
        return rdf.RdfFormat.JSON_LD
    return rdf.RdfFormat.RDF_XML if begin.startswith((b"<?xml", b"<rdf:", b"<!")) else rdf.RdfFormat.TURTLE


class _Guarded:
    """A file that is read as far as it should be, and refused for entities that stand for more than an address."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._head = file.read(_HEAD)
        self._read = len(self._head)
        self._tail = self._head[-16:]
        if len(_ENTITY.findall(self._head)) != len(_HARMLESS_ENTITY.findall(self._head)):
            raise Refusal("file-has-entities")

    def read(self, size: int) -> bytes:
        if self._head:
            part, self._head = self._head[:size], self._head[size:]
            return part
        part = self._file.read(size)
        self._read += len(part)
        if self._read > LARGEST_FILE:
            raise Refusal("file-too-large", most_megabytes=LARGEST_FILE >> 20)
        if _ENTITY.search(self._tail + part):
            raise Refusal("file-has-entities")
        self._tail = part[-16:]
        return part
