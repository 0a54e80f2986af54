"""What is asked and answered, as typed shapes; the OpenAPI document is made of them."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator
from pydantic.alias_generators import to_camel
from pydantic.annotated_handlers import GetJsonSchemaHandler

from schakel.api.rules import LONGEST_CURSOR

MOST_VALUES = 20
MOST_AT_ONCE = 100
NOT_GIVEN: Any = None
"""What stands for a value that a caller left out, and that none may send."""
Language = Literal["nl", "en"]
Notation = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,79}$")]
Province = Annotated[str, Field(pattern=r"^pv[0-9]{2}$")]
Slug = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,120}$", description="Its name in addresses.")]
_PLAIN = r"^[^\x00]*$"
PlainText = Annotated[str, Field(pattern=_PLAIN)]
Values = Annotated[list[Notation], Field(max_length=MOST_VALUES)]


class Shape(BaseModel):
    """Part of an answer. Names are written as JavaScript does: ``isIllustrative``."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True)


def _only_id_is_certain(schema: dict[str, Any]) -> None:
    schema["required"] = ["id"]


class Sparse(Shape):
    """Something of which callers can ask for some fields alone. Its ``id`` is always there."""

    model_config = ConfigDict(json_schema_extra=_only_id_is_certain)

    id: str = Field(description="The name by which it is asked for; it stays the same.")

    @classmethod
    def names(cls) -> list[str]:
        return [field.alias or name for name, field in cls.model_fields.items()]


class Asked(BaseModel):
    """What every operation for reading takes."""

    lang: Language = Field(
        default=NOT_GIVEN,
        description="Language of texts and labels; otherwise the one that Accept-Language prefers.",
    )


def _split(given: object) -> object:
    """Names between commas, or one by one."""
    if not isinstance(given, list):
        return given
    return [name for entry in given for name in str(entry).split(",")]


class Chosen(Asked):
    """What an operation takes of whose answer some fields can be chosen. ``of``: the shape that has them."""

    of: ClassVar[type[Sparse]]

    fields: Annotated[list[str], BeforeValidator(_split)] = Field(
        default_factory=list, description="Only these fields, with commas between them; id is always there."
    )

    @field_validator("fields")
    @classmethod
    def are_known(cls, names: list[str]) -> list[str]:
        known = cls.of.names()
        if set(names) <= set(known):
            return names
        raise ValueError(", ".join(known))

    @classmethod
    def __get_pydantic_json_schema__(cls, core: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        schema = handler(core)
        handler.resolve_ref_schema(schema)["properties"]["fields"] |= {
            "items": {"type": "string", "enum": cls.of.names()},
            "minItems": 1,
        }
        return schema


class Listed(Chosen):
    """What a list takes."""

    limit: int = Field(default=20, ge=1, le=MOST_AT_ONCE, description="At most so many at a time.")
    cursor: str = Field(
        default="",
        max_length=LONGEST_CURSOR,
        pattern=r"^[A-Za-z0-9_-]*$",
        description="Where to go on: the value from the link to the next part.",
    )


NextAddress = Annotated[
    str | None, Field(description="Address of the next part of the list; null when this is the last.")
]


class Mentioned(Shape):
    """Something that is named here and can be asked for elsewhere."""

    id: str
    label: str


class MistakeShape(Shape):
    """One thing that cannot be used."""

    in_: str = Field(alias="in", description="Where it stands: query, path, form, file or header.")
    name: str
    code: str
    detail: str


class ProblemShape(Shape):
    """What went wrong, by RFC 9457."""

    type: str = Field(description="Stable name of this kind of problem; its explanation can be read there.")
    title: str
    status: int
    detail: str = Field(description="What to do about it, in the language of the caller.")
    code: str = Field(default="", description="Stable name of the rule that said no, where there is one.")
    errors: list[MistakeShape] = Field(default_factory=list, description="All errors at once.")
