"""An item as others get it: a plain value, with its texts in the reader's language first."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from schakel.kernel.languages import LANGUAGES
from schakel.library.kinds import KINDS, Kind, KindDefinition
from schakel.library.rules import State, Visibility


@dataclass(frozen=True, slots=True)
class Body:
    """The organisation that owns an item or where it is."""

    pk: int
    slug: str
    name: str
    type: str
    code: str
    province: str
    """Code of the province it is (in); empty when it is nowhere in particular."""
    size_class: str
    is_illustrative: bool


@dataclass(frozen=True, slots=True)
class Text:
    """One text and the language it is in; ``is_foreign`` when the reader asked for another language."""

    text: str
    language: str
    is_foreign: bool
    is_machine_made: bool


@dataclass(frozen=True, slots=True)
class ItemValue:
    """One item. ``texts`` maps language -> name -> text."""

    pk: int
    kind: Kind
    slug: str
    url: str
    owner: Body
    place: Body | None
    themes: tuple[str, ...]
    visibility: Visibility
    state: State
    original_language: str
    texts: Mapping[str, Mapping[str, str]]
    machine_made: frozenset[tuple[str, str]]
    facts: Mapping[str, object]
    is_illustrative: bool
    source_url: str
    source_name: str
    licence: str
    retrieved_on: date | None
    verified_on: date | None
    version: int
    changed_at: datetime
    published_at: datetime | None
    co_owners: tuple[Body, ...] = ()
    """Who owns it beside its owner, longest first."""
    audiences: frozenset[str] = field(default_factory=frozenset)

    @property
    def definition(self) -> KindDefinition:
        return KINDS[self.kind]

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(language for language in LANGUAGES if self.texts.get(language, {}).get("title"))

    def text(self, name: str, language: str) -> Text | None:
        """The text in the reader's language, else in the language it was written in, else in any."""
        for candidate in (language, self.original_language, *LANGUAGES):
            text = self.texts.get(candidate, {}).get(name, "")
            if text:
                made = (candidate, name) in self.machine_made
                return Text(text, candidate, is_foreign=candidate != language, is_machine_made=made)
        return None

    def title(self, language: str) -> str:
        found = self.text("title", language)
        return found.text if found else self.slug

    @property
    def region(self) -> str:
        """The province it is in, through its place; of a municipality or province that owns it otherwise."""
        for body in (self.place, self.owner):
            if body is not None and body.province:
                return body.province
        return ""

    @property
    def where(self) -> str:
        """The municipality or province people know it by: its owner where that is one, else its place."""
        if self.owner.type in ("municipality", "province") or self.place is None:
            return self.owner.name
        return self.place.name

    @property
    def year(self) -> int | None:
        """The year by which people place it: when it began, appeared or is held."""
        for name in ("started_year", "published_year"):
            value = self.facts.get(name)
            if isinstance(value, int):
                return value
        starts = self.facts.get("starts_on")
        if isinstance(starts, str):
            return int(starts[:4])
        return None
