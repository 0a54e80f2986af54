"""Items and kinds as programs get them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any, ClassVar

from pydantic import Field

from schakel.api.public import (
    Chosen,
    Language,
    Listed,
    Mentioned,
    NextAddress,
    Province,
    Shape,
    Sparse,
    Values,
    whole_address,
)
from schakel.library.public import (
    KINDS,
    Body,
    ItemValue,
    Kind,
    KindDefinition,
    ShownPicture,
    State,
    Visibility,
    fact_name,
    kind_meaning,
    kind_name,
    text_name,
)


class SourceShape(Shape):
    """Where an item was learned, and under what terms."""

    address: str
    name: str
    licence: str
    retrieved_on: date | None
    verified_on: date | None = Field(description="When somebody last checked it against its source.")


class PictureWidthShape(Shape):
    """A picture in one width, in pixels."""

    width: int
    height: int
    address: str = Field(description="Of the file, as WebP; there for everybody who may see the item.")


class PictureShape(Shape):
    """A photo or drawing of an item."""

    description: str = Field(description="What is to be seen, for who does not see it.")
    maker: str
    licence: str
    widths: list[PictureWidthShape] = Field(description="The smallest first.")


class ItemShape(Sparse):
    """One thing the hub knows. In a list, texts and facts are there only when the name fields asks for them."""

    kind: Kind
    title: str
    summary: str
    language: str = Field(description="Language of title and summary here.")
    languages: list[str] = Field(description="Languages in which it is there.")
    original_language: str
    page: str = Field(description="Address of its page, for people.")
    owner: Mentioned = Field(description="The organisation it belongs to.")
    place: Mentioned | None = Field(description="The municipality or province where it is or was done.")
    region: str = Field(description="Code of the province; empty when it is nowhere in particular.")
    themes: list[Mentioned]
    texts: dict[str, dict[str, str]] = Field(
        description="Everything written about it: by language, then by name of the text."
    )
    machine_translated: list[str] = Field(
        description="Texts that were translated by a machine, as language and name: en.summary."
    )
    facts: dict[str, Any] = Field(
        description="What is the same in every language; /kinds says what there can be."
    )
    state: State
    visibility: Visibility
    is_illustrative: bool = Field(description="Whether it was made up for a demonstration.")
    source: SourceShape
    version: int = Field(description="Counts the changes of its content.")
    changed_at: datetime
    published_at: datetime | None
    pictures: list[PictureShape] = Field(description="In their order.")


BRIEF = frozenset(ItemShape.names()) - {"texts", "facts", "machineTranslated", "pictures"}
"""What a list has of each item unless somebody asks for more."""


class ItemsShape(Shape):
    """A part of the list of items."""

    items: list[ItemShape]
    next: NextAddress


class ItemAsked(Chosen):
    """How one item is wanted."""

    of: ClassVar[type[Sparse]] = ItemShape


Kinds = Annotated[list[Kind], Field(max_length=len(Kind), description="Only these kinds.")]


class ItemsAsked(Listed):
    """Which items are wanted. Values of one name are alternatives."""

    of: ClassVar[type[Sparse]] = ItemShape

    kind: Kinds = Field(default_factory=list)
    theme: Values = Field(default_factory=list, description="Only of these themes, or of what is narrower.")
    region: list[Province] = Field(
        default_factory=list, max_length=12, description="Only in these provinces, by their codes: pv28."
    )
    language: list[Language] = Field(
        default_factory=list, max_length=2, description="Only what is there in one of these languages."
    )
    status: Values = Field(
        default_factory=list, description="Only what is this far; /kinds says what there is."
    )


class FactShape(Shape):
    """A fact that items of a kind can have."""

    name: str
    label: str
    form: str = Field(description="How its value is written: number, cents (of a euro), date, choice …")
    choices: list[str]


class KindShape(Shape):
    """A kind of item: what it is called, and what its items have."""

    id: Kind
    label: str
    meaning: str
    schema_org: str = Field(description="Its type at schema.org.")
    texts: list[Mentioned]
    facts: list[FactShape]


class KindsShape(Shape):
    """All kinds there are."""

    items: list[KindShape]


def item_shape(
    item: ItemValue,
    *,
    language: str,
    themes: Mapping[str, str],
    pictures: Sequence[ShownPicture] = (),
) -> ItemShape:
    """The item for a reader of this language. ``themes``: label by notation."""
    title, summary = item.text("title", language), item.text("summary", language)
    return ItemShape(
        id=item.slug,
        kind=item.kind,
        title=title.text if title else "",
        summary=summary.text if summary else "",
        language=title.language if title else item.original_language,
        languages=list(item.languages),
        original_language=item.original_language,
        page=whole_address(item.url),
        owner=_mentioned(item.owner),
        place=_mentioned(item.place) if item.place else None,
        region=item.region,
        themes=[Mentioned(id=notation, label=themes.get(notation, notation)) for notation in item.themes],
        texts={code: dict(texts) for code, texts in item.texts.items()},
        machine_translated=sorted(f"{code}.{name}" for code, name in item.machine_made),
        facts=dict(item.facts),
        state=item.state,
        visibility=item.visibility,
        is_illustrative=item.is_illustrative,
        source=SourceShape(
            address=item.source_url,
            name=item.source_name,
            licence=item.licence,
            retrieved_on=item.retrieved_on,
            verified_on=item.verified_on,
        ),
        version=item.version,
        changed_at=item.changed_at,
        published_at=item.published_at,
        pictures=[_picture_shape(picture) for picture in pictures],
    )


def _picture_shape(picture: ShownPicture) -> PictureShape:
    return PictureShape(
        description=picture.description,
        maker=picture.maker,
        licence=picture.licence,
        widths=[
            PictureWidthShape(width=one.width, height=one.height, address=whole_address(one.url))
            for one in picture.widths
        ],
    )


def kinds_shape() -> KindsShape:
    return KindsShape(items=[_kind_shape(definition) for definition in KINDS.values()])


def _kind_shape(definition: KindDefinition) -> KindShape:
    return KindShape(
        id=definition.kind,
        label=kind_name(definition.kind),
        meaning=kind_meaning(definition.kind),
        schema_org=definition.schema_org,
        texts=[Mentioned(id=text.name, label=text_name(text.name)) for text in definition.texts],
        facts=[
            FactShape(
                name=fact.name, label=fact_name(fact.name), form=fact.shape.value, choices=list(fact.choices)
            )
            for fact in definition.facts
        ],
    )


def _mentioned(body: Body) -> Mentioned:
    return Mentioned(id=body.slug, label=body.name)
