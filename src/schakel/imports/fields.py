"""The fields of an item by name, as imports compare them: "text.nl.title", "fact.status", "place"."""

from collections import defaultdict
from collections.abc import Mapping

from schakel.library.public import Draft, Item

SOURCE_URL = "source_url"
PLACE = "place"
"""The code or slug of the public body it is about."""
THEMES = "themes"
"""The short names of its themes, in order."""


def fields_of(item: Item) -> dict[str, object]:
    """Everything a source can say of an item."""
    fields: dict[str, object] = {f"text.{text.language}.{text.name}": text.text for text in item.texts.all()}
    fields |= {f"fact.{name}": value for name, value in item.facts.items()}
    if item.source_url:
        fields[SOURCE_URL] = item.source_url
    if item.place is not None:
        fields[PLACE] = item.place.code or item.place.slug
    if themes := sorted(theme.notation for theme in item.themes.all()):
        fields[THEMES] = themes
    return fields


def draft_of(fields: Mapping[str, object]) -> Draft:
    """The texts and facts among the fields."""
    texts: dict[str, dict[str, str]] = defaultdict(dict)
    facts: dict[str, object] = {}
    for name, value in fields.items():
        group, _, rest = name.partition(".")
        if group == "text":
            language, _, text = rest.partition(".")
            texts[language][text] = str(value)
        elif group == "fact":
            facts[rest] = value
    return Draft(texts=dict(texts), facts=facts)
