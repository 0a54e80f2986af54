"""Source profiles: how the records of a source are read, and what their fields are here. Data, and plain Python.

To read another source, add a profile. Each line of `fields` says what a field of the item is made of: the first of the
`sources` that has a value, put through the converter `how` (``imports/mapping.py``).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from schakel.library.public import Kind


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an item: "text.title", "text.nl.title", "fact.status", "source_url" or "themes"."""

    name: str
    sources: tuple[str, ...]
    how: str = "text"
    words: Mapping[str, str] = field(default_factory=dict)
    """For choices: the source's word -> ours; a word that is not here gives no value, and is told."""
    before: str = ""
    """Words that stand before the value, where several sources become one text."""


@dataclass(frozen=True, slots=True)
class Profile:
    """How one source is read."""

    name: str
    title: str
    kind: Kind
    formats: tuple[str, ...]
    """How it is delivered: "csv", "json" (a list, lines, or objects without anything between them), "yaml"."""
    language: str
    key: tuple[str, ...]
    """The source's fields that together name a record, the same at every delivery."""
    owner_slug: str
    owner_name: str
    owner_type: str
    licence: str
    source_name: str
    fields: tuple[Field, ...]
    headings: tuple[str, ...] = ()
    """Headings that this source glues to the text around them."""
    left_out: tuple[str, ...] = ()
    """Fields with contacts of persons: never read, and not kept in the raw record."""


IPS_CASES = Profile(
    name="ips-cases",
    title="Cases of innovative public services (JRC)",
    kind=Kind.CASE,
    formats=("csv", "json"),
    language="en",
    key=("id",),
    owner_slug="joint-research-centre",
    owner_name="European Commission, Joint Research Centre",
    owner_type="knowledge",
    licence="EUPL-1.2",
    source_name="Innovative Public Services explorer (JRC)",
    fields=(
        Field("text.title", ("name",), "line"),
        Field("text.summary", ("description",), "summary"),
        Field("text.approach", ("description",)),
        Field(
            "fact.status",
            ("status",),
            "choice",
            {
                "Planned": "idea",
                "In development": "pilot",
                "Pilot": "pilot",
                "Implemented": "running",
                "In production": "running",
                "Not in use anymore": "stopped",
                "Withdrawn": "stopped",
            },
        ),
        Field("fact.started_year", ("start_date",), "year"),
        Field("fact.ended_year", ("end_date",), "year"),
        Field("source_url", ("url",), "address"),
    ),
    left_out=("contact",),
)
EU_CALLS = Profile(
    name="eu-calls",
    title="Topics of EU funding programmes (Funding & Tenders portal)",
    kind=Kind.FUNDING,
    formats=("json",),
    language="en",
    key=("reference",),
    owner_slug="european-commission",
    owner_name="European Commission",
    owner_type="national",
    licence="CC-BY-4.0",
    source_name="EU Funding & Tenders portal",
    fields=(
        Field("text.title", ("title",), "line"),
        Field("text.summary", ("description", "callTitle", "programme"), "summary"),
        Field("text.body", ("description",)),
        Field("text.conditions", ("topicConditions",)),
        Field("fact.funder", ("programme",), "line"),
        Field("fact.minimum_cents", ("budgetMin",), "euros"),
        Field("fact.maximum_cents", ("budgetMax",), "euros"),
        Field("fact.windows", ("deadline", "callStatus"), "window"),
        Field("source_url", ("portalUrl",), "address"),
    ),
    headings=(
        "Expected Outcome",
        "Expected Impact",
        "Scope",
        "Objective",
        "Objectives",
        "Background",
        "Specific conditions",
        "Proposal",
    ),
    left_out=("supportInfo",),
)
DPG = Profile(
    name="dpg",
    title="Digital public goods (DPG Alliance)",
    kind=Kind.SOLUTION,
    formats=("json",),
    language="en",
    key=("id",),
    owner_slug="digital-public-goods-alliance",
    owner_name="Digital Public Goods Alliance",
    owner_type="association",
    licence="Unlicense",
    source_name="Digital public goods register",
    fields=(
        Field("text.title", ("name",), "line"),
        Field("text.summary", ("description",), "summary"),
        Field("text.body", ("description",)),
        Field(
            "fact.solution_type",
            ("type",),
            "choice",
            {
                "software": "software",
                "data": "data",
                "content": "method",
                "aimodel": "software",
                "standard": "method",
            },
        ),
        Field("fact.spdx", ("licences",), "first"),
        Field("fact.repository_url", ("repositories",), "address"),
        Field("fact.suppliers", ("organisations",), "names"),
        Field("source_url", ("website",), "address"),
    ),
    left_out=("contact", "contact_name", "contact_email"),
)
_STATUSES = ("concept", "development", "beta", "stable", "obsolete")
PUBLICCODE = Profile(
    name="publiccode",
    title="publiccode.yml of public software (0.1 to 0.7)",
    kind=Kind.SOLUTION,
    formats=("yaml",),
    language="nl",
    key=("url", "name"),
    owner_slug="public-code",
    owner_name="Makers of public software",
    owner_type="association",
    licence="CC0-1.0",
    source_name="publiccode.yml",
    fields=(
        *(
            described
            for code, words in (("nl", "Kan"), ("en", "Features"))
            for described in (
                Field(f"text.{code}.summary", (f"description.{code}.shortDescription",), "summary"),
                Field(
                    f"text.{code}.body",
                    (f"description.{code}.longDescription", f"description.{code}.features"),
                    "together",
                    before=words,
                ),
            )
        ),
        Field("text.title", ("name",), "line"),
        Field("fact.solution_type", ("softwareType",), "software"),
        Field("fact.spdx", ("legal.license",), "line"),
        Field("fact.repository_url", ("url",), "address"),
        Field(
            "fact.development_status",
            ("developmentStatus",),
            "choice",
            {status: status for status in _STATUSES},
        ),
        Field("fact.suppliers", ("maintenance.contractors",), "names"),
        Field("fact.used_by", ("usedBy",), "bodies"),
        Field("source_url", ("landingURL", "url"), "address"),
    ),
    left_out=("maintenance.contacts",),
)
TABLES = ("csv", "json", "xlsx")
"""How a source that people here mapped themselves may be delivered."""


def definition_of(profile: Profile) -> dict[str, Any]:
    """The profile as plain values that JSON can hold."""
    return {**asdict(profile), "kind": profile.kind.value}


def profile_from(definition: Mapping[str, Any]) -> Profile:
    """The profile that `definition_of` wrote down."""
    fields = tuple(
        Field(**{**written, "sources": tuple(written["sources"])}) for written in definition["fields"]
    )
    tuples = {name: tuple(definition[name]) for name in ("formats", "key", "headings", "left_out")}
    return Profile(**{**definition, **tuples, "kind": Kind(definition["kind"]), "fields": fields})


PROFILES = {profile.name: profile for profile in (IPS_CASES, EU_CALLS, DPG, PUBLICCODE)}
