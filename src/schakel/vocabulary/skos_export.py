"""The themes of the hub as SKOS for others, in Turtle or JSON-LD."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import pyoxigraph as rdf

from schakel.vocabulary.models import Concept, Label, ThemeSource

_SKOS = "http://www.w3.org/2004/02/skos/core#"
_TYPE = rdf.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_TITLE = rdf.NamedNode("http://purl.org/dc/terms/title")
_PREFIXES = {"skos": _SKOS, "dcterms": "http://purl.org/dc/terms/"}
SKOS_FORMATS = {"ttl": rdf.RdfFormat.TURTLE, "jsonld": rdf.RdfFormat.JSON_LD}
SKOS_MEDIA_TYPES = {"ttl": "text/turtle; charset=utf-8", "jsonld": "application/ld+json"}


def themes_as_skos(ending: str, *, base_url: str, hub_name: str) -> bytes:
    """Every theme, with its names, its place and the addresses it has elsewhere. ``ending`` is ttl or jsonld."""
    written = rdf.serialize(
        _statements(f"{base_url}/themes/", hub_name), format=SKOS_FORMATS[ending], prefixes=_PREFIXES
    )
    return written or b""


def _statements(base: str, hub_name: str) -> Iterator[rdf.Triple]:
    scheme = rdf.NamedNode(base)
    yield rdf.Triple(scheme, _TYPE, _skos("ConceptScheme"))
    yield rdf.Triple(scheme, _TITLE, rdf.Literal(hub_name))
    rows = Concept.objects.order_by("position", "notation").values_list("pk", "notation", "broader__notation")
    labels = _by_theme(
        Label.objects.order_by("pk").values_list("concept", "is_preferred", "language", "text")
    )
    related = _by_theme(
        Concept.related.through.objects.order_by("to_concept__notation").values_list(
            "from_concept", "to_concept__notation"
        )
    )
    elsewhere = _by_theme(ThemeSource.objects.order_by("uri").values_list("concept", "is_attached", "uri"))
    for pk, notation, broader in rows:
        node = _node(base, notation)
        yield rdf.Triple(node, _TYPE, _skos("Concept"))
        yield rdf.Triple(node, _skos("inScheme"), scheme)
        yield rdf.Triple(node, _skos("notation"), rdf.Literal(notation))
        if broader:
            yield rdf.Triple(node, _skos("broader"), _node(base, broader))
        else:
            yield rdf.Triple(node, _skos("topConceptOf"), scheme)
        for is_preferred, language, text in labels.get(pk, ()):
            name = "prefLabel" if is_preferred else "altLabel"
            yield rdf.Triple(node, _skos(name), rdf.Literal(text, language=language))
        for (other,) in related.get(pk, ()):
            yield rdf.Triple(node, _skos("related"), _node(base, other))
        for is_attached, uri in elsewhere.get(pk, ()):
            # What was taken from there is the same; what only has the same name may be a little different.
            if uri.startswith(("http://", "https://")):
                yield rdf.Triple(
                    node, _skos("closeMatch" if is_attached else "exactMatch"), rdf.NamedNode(uri)
                )


def _by_theme(rows: Iterable[tuple[Any, ...]]) -> dict[int, list[tuple[Any, ...]]]:
    """The rows by their first column, without it."""
    found: dict[int, list[tuple[Any, ...]]] = {}
    for pk, *rest in rows:
        found.setdefault(pk, []).append(tuple(rest))
    return found


def _node(base: str, notation: str) -> rdf.NamedNode:
    return rdf.NamedNode(f"{base}{notation}/")


@cache
def _skos(name: str) -> rdf.NamedNode:
    return rdf.NamedNode(f"{_SKOS}{name}")
