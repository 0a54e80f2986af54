"""What somebody says about an item, tidied, and put into its row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from unicodedata import normalize

from django.utils.text import slugify

from schakel.kernel.languages import LANGUAGES
from schakel.library.models import Item, ItemText
from schakel.library.rules import Visibility
from schakel.organisations.public import Organisation
from schakel.vocabulary.public import Concept


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where an item was learned and under what terms."""

    source_url: str = ""
    source_name: str = ""
    licence: str = ""
    retrieved_on: date | None = None
    verified_on: date | None = None
    is_illustrative: bool = False


@dataclass(frozen=True, slots=True)
class Content:
    """Everything somebody says about an item. ``texts``: language -> name -> text."""

    texts: Mapping[str, Mapping[str, str]]
    facts: Mapping[str, object]
    themes: tuple[Concept, ...] = ()
    owner: Organisation | None = None
    place: Organisation | None = None
    visibility: Visibility = Visibility.PUBLIC
    original_language: str = "nl"
    provenance: Provenance = field(default_factory=Provenance)


def content_of(item: Item) -> Content:
    """What an item says now, as somebody would say it again."""
    texts: dict[str, dict[str, str]] = {}
    for text in item.texts.all():
        texts.setdefault(text.language, {})[text.name] = text.text
    return Content(
        texts=texts,
        facts=item.facts,
        themes=tuple(item.themes.all()),
        owner=item.owner,
        place=item.place,
        visibility=Visibility(item.visibility),
        original_language=item.original_language,
        provenance=Provenance(
            source_url=item.source_url,
            source_name=item.source_name,
            licence=item.licence,
            retrieved_on=item.retrieved_on,
            verified_on=item.verified_on,
            is_illustrative=item.is_illustrative,
        ),
    )


def tidy(content: Content) -> Content:
    """The content without what is empty, its texts as they are stored."""
    texts = {
        language: {name: _tidy_text(text) for name, text in texts.items() if text.strip()}
        for language, texts in content.texts.items()
        if language in LANGUAGES
    }
    facts = {name: value for name, value in content.facts.items() if value not in (None, "", [], {})}
    return Content(
        texts=texts,
        facts=facts,
        themes=tuple(dict.fromkeys(content.themes)),
        owner=content.owner,
        place=content.place,
        visibility=content.visibility,
        original_language=content.original_language,
        provenance=content.provenance,
    )


def _tidy_text(text: str) -> str:
    """Composed letters and plain line ends, so that places in a text mean the same everywhere."""
    return normalize("NFC", text).replace("\r\n", "\n").strip()


def texts_of(item: Item, content: Content) -> list[ItemText]:
    """What the content says, as rows that are not stored yet, in the order in which they will be read."""
    return [
        ItemText(item=item, language=language, name=name, text=text)
        for language, texts in sorted(content.texts.items())
        for name, text in sorted(texts.items())
    ]


def title_of(content: Content) -> str:
    """The title in the original language, or in the first that has one."""
    for language in (content.original_language, *LANGUAGES):
        title = content.texts.get(language, {}).get("title", "")
        if title:
            return title
    return ""


def free_slugs(wanted: Sequence[str]) -> list[str]:
    """An address for each that is not taken: the words of the title, with a number behind it where needed."""
    bases = [slugify(title)[:100].strip("-") or "item" for title in wanted]
    taken = set(Item.objects.filter(slug__in=bases).order_by("pk").values_list("slug", flat=True))
    numbers: dict[str, int] = {}
    return [_free_slug(base, taken, numbers) for base in bases]


def _free_slug(base: str, taken: set[str], numbers: dict[str, int]) -> str:
    slug = base
    if base in taken and base not in numbers:
        taken |= set(
            Item.objects.filter(slug__startswith=f"{base}-").order_by("pk").values_list("slug", flat=True)
        )
        numbers[base] = 2
    while slug in taken:
        slug = f"{base}-{numbers.setdefault(base, 2)}"
        numbers[base] += 1
    taken.add(slug)
    return slug


def fill(item: Item, content: Content) -> None:
    """Put everything of the content that stands in the item's own row there."""
    if content.owner is not None:
        item.owner = content.owner
    item.place = content.place
    item.visibility = content.visibility.value
    item.original_language = content.original_language
    item.facts = dict(content.facts)
    item.source_url = content.provenance.source_url
    item.source_name = content.provenance.source_name
    item.licence = content.provenance.licence
    item.retrieved_on = content.provenance.retrieved_on
    item.verified_on = content.provenance.verified_on
    item.is_illustrative = content.provenance.is_illustrative
