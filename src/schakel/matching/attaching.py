"""What is attached to an item is read with it: its words count a little, and its sentences can be quoted."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from schakel.documents import public as documents
from schakel.kernel.languages import LANGUAGES
from schakel.library.public import ItemValue

_BEGINNING = "attachment:"


def with_attachments(items: Iterable[ItemValue]) -> list[ItemValue]:
    """The items with the texts of their attachments among their own, each under a name of its own.

    For the index and for explaining. Whoever may see an item may see its attachments, and nobody else.
    """
    values = list(items)
    attached = documents.attached_texts(value.pk for value in values)
    return [_with(value, attached[value.pk]) if value.pk in attached else value for value in values]


def _with(item: ItemValue, attached: Iterable[documents.AttachedText]) -> ItemValue:
    texts = {language: dict(named) for language, named in item.texts.items()}
    for one in attached:
        language = one.language if one.language in LANGUAGES else item.original_language
        texts.setdefault(language, {})[f"{_BEGINNING}{one.attachment}:{one.name}"] = one.text
    return replace(item, texts=texts)


def attached_to(item: ItemValue, language: str) -> Iterator[tuple[str, str]]:
    """Name and text of what is attached to an item in this language."""
    for name, text in item.texts.get(language, {}).items():
        if name.startswith(_BEGINNING):
            yield name, text


def file_name(text_name: str) -> str:
    """The file that a text was read in; empty for a text of the item itself."""
    return text_name.split(":", 2)[2] if text_name.startswith(_BEGINNING) else ""
