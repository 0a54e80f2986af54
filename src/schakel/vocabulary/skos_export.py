"""The themes of the hub as SKOS for others, in Turtle or JSON-LD."""

from collections.abc import Iterator

import pyoxigraph as rdf

from schakel.vocabulary.models import Concept, ThemeSource

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
    elsewhere: dict[int, list[tuple[str, bool]]] = {}
    for concept, uri, is_attached in (
        ThemeSource.objects.order_by("uri").values_list("concept", "uri", "is_attached").iterator()
    ):
        elsewhere.setdefault(concept, []).append((uri, is_attached))
    themes = Concept.objects.select_related("broader").prefetch_related("labels", "related")
    for theme in themes.order_by("position", "notation"):
        yield from _of_one(theme, scheme, base, elsewhere.get(theme.pk, []))


def _of_one(
    theme: Concept, scheme: rdf.NamedNode, base: str, elsewhere: list[tuple[str, bool]]
) -> Iterator[rdf.Triple]:
    node = _node(base, theme)
    yield rdf.Triple(node, _TYPE, _skos("Concept"))
    yield rdf.Triple(node, _skos("inScheme"), scheme)
    yield rdf.Triple(node, _skos("notation"), rdf.Literal(theme.notation))
    for label in theme.labels.all():
        name = "prefLabel" if label.is_preferred else "altLabel"
        yield rdf.Triple(node, _skos(name), rdf.Literal(label.text, language=label.language))
    if theme.broader:
        yield rdf.Triple(node, _skos("broader"), _node(base, theme.broader))
    else:
        yield rdf.Triple(node, _skos("topConceptOf"), scheme)
    for other in sorted(theme.related.all(), key=lambda other: other.notation):
        yield rdf.Triple(node, _skos("related"), _node(base, other))
    for uri, is_attached in elsewhere:
        # What was taken from there is the same; what only has the same name may be a little different.
        if uri.startswith(("http://", "https://")):
            yield rdf.Triple(node, _skos("closeMatch" if is_attached else "exactMatch"), rdf.NamedNode(uri))


def _node(base: str, theme: Concept) -> rdf.NamedNode:
    return rdf.NamedNode(f"{base}{theme.notation}/")


def _skos(name: str) -> rdf.NamedNode:
    return rdf.NamedNode(f"{_SKOS}{name}")
