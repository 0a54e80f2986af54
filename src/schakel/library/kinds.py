"""The kinds of item and their own texts and facts; plain Python.

To add a fact to a kind, add it here: the edit screen, the item page, the import and the check all read it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    CASE = "case"
    SOLUTION = "solution"
    PROVIDER = "provider"
    EXPERT = "expert"
    FACILITY = "facility"
    TRAINING = "training"
    EVENT = "event"
    FUNDING = "funding"
    HUB = "hub"
    METHOD = "method"
    CHALLENGE = "challenge"


class Shape(StrEnum):
    """What kind of value a fact takes; the names are those of the edit screen's fields."""

    WORD = "word"  # one line of text that is the same in every language
    WORDS = "words"  # list of such lines
    NUMBER = "number"  # whole number >= 0
    DECIMAL = "decimal"
    CENTS = "cents"  # euro cents, whole number >= 0
    YEAR = "year"
    DATE = "date"  # 2026-11-23
    TIME = "time"  # 13:00
    DATES = "dates"
    CHOICE = "choice"
    CHOICES = "choices"
    ADDRESS = "address"  # web address
    BODIES = "bodies"  # codes or slugs of organisations
    FIGURES = "figures"  # list of {value, unit_nl, unit_en}
    WINDOWS = "windows"  # list of {opens_on, closes_on}


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of a kind. ``choices`` only for CHOICE and CHOICES."""

    name: str
    shape: Shape
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """One text of a kind, in each language.

    A ``listed`` text has one point a line. ``weight`` is how much its words count in matching.
    """

    name: str
    listed: bool = False
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class KindDefinition:
    """Everything that distinguishes one kind; ``schema_org`` is its type in JSON-LD."""

    kind: Kind
    schema_org: str
    texts: tuple[Text, ...]
    facts: tuple[Fact, ...]

    def text(self, name: str) -> Text | None:
        return next((text for text in self.texts if text.name == name), None)

    def fact(self, name: str) -> Fact | None:
        return next((fact for fact in self.facts if fact.name == name), None)


COST_BANDS = ("under-10k", "10k-50k", "50k-250k", "250k-1m", "over-1m")
FORMATS = ("online", "onsite", "hybrid")
BODY_TYPES = ("municipality", "province", "water-board", "company", "knowledge", "association")
TITLE = Text("title", weight=2.0)
SUMMARY = Text("summary", weight=2.0)
_BODY = Text("body")
_CONDITIONS = Text("conditions")


def _kind(
    kind: Kind, schema_org: str, texts: tuple[Text, ...], facts: tuple[Fact, ...]
) -> tuple[Kind, KindDefinition]:
    return kind, KindDefinition(kind, schema_org, (TITLE, SUMMARY, *texts), facts)


KINDS: Mapping[Kind, KindDefinition] = dict(
    [
        _kind(
            Kind.CASE,
            "Article",
            (
                Text("problem", weight=1.5),
                Text("approach"),
                Text("result"),
                Text("failed"),
                Text("lessons", listed=True),
                _CONDITIONS,
            ),
            (
                Fact("status", Shape.CHOICE, ("idea", "pilot", "running", "scaled", "stopped")),
                Fact("started_year", Shape.YEAR),
                Fact("ended_year", Shape.YEAR),
                Fact("cost_band", Shape.CHOICE, COST_BANDS),
                Fact("figures", Shape.FIGURES),
                Fact("inhabitants_reached", Shape.NUMBER),
            ),
        ),
        _kind(
            Kind.SOLUTION,
            "SoftwareApplication",
            (_BODY, _CONDITIONS, Text("cost_note")),
            (
                Fact("solution_type", Shape.CHOICE, ("software", "data", "method", "contract", "platform")),
                Fact("spdx", Shape.WORD),
                Fact("repository_url", Shape.ADDRESS),
                Fact(
                    "development_status",
                    Shape.CHOICE,
                    ("concept", "development", "beta", "stable", "obsolete"),
                ),
                Fact("standards", Shape.WORDS),
                Fact("suppliers", Shape.WORDS),
                Fact("used_by", Shape.BODIES),
            ),
        ),
        _kind(
            Kind.PROVIDER,
            "Organization",
            (_BODY, Text("offers", listed=True)),
            (
                Fact("organisation_size", Shape.CHOICE, ("1-9", "10-49", "50-249", "250+")),
                Fact("regions", Shape.BODIES),
                Fact("certificates", Shape.WORDS),
            ),
        ),
        _kind(
            Kind.EXPERT,
            "Person",
            (_BODY, Text("expertise", listed=True, weight=1.5)),
            (
                Fact("languages", Shape.CHOICES, ("nl", "en", "de", "fr")),
                Fact("hours_per_month", Shape.NUMBER),
            ),
        ),
        _kind(
            Kind.FACILITY,
            "Place",
            (
                _BODY,
                Text("can_test", listed=True, weight=1.5),
                Text("rules_relaxed"),
                Text("safety"),
                _CONDITIONS,
            ),
            (
                Fact("capacity_people", Shape.NUMBER),
                Fact("price_from_cents", Shape.CENTS),
                Fact("price_per", Shape.CHOICE, ("hour", "day", "week")),
                Fact("address", Shape.WORD),
                Fact("latitude", Shape.DECIMAL),
                Fact("longitude", Shape.DECIMAL),
            ),
        ),
        _kind(
            Kind.TRAINING,
            "Course",
            (_BODY, Text("outcomes", listed=True), Text("for_whom")),
            (
                Fact("level", Shape.CHOICE, ("basic", "advanced", "expert")),
                Fact("format", Shape.CHOICE, FORMATS),
                Fact("hours", Shape.NUMBER),
                Fact("price_cents", Shape.CENTS),
                Fact("seats", Shape.NUMBER),
                # The six dimensions of the Commission's maturity assessment for public organisations.
                Fact(
                    "raises",
                    Shape.CHOICE,
                    ("strategy", "readiness", "human-centric", "data", "interoperability", "green"),
                ),
                Fact("starts_on", Shape.DATES),
            ),
        ),
        _kind(
            Kind.EVENT,
            "Event",
            (_BODY, Text("for_whom")),
            (
                Fact("starts_on", Shape.DATE),
                Fact("ends_on", Shape.DATE),
                Fact("starts_at", Shape.TIME),
                Fact("ends_at", Shape.TIME),
                Fact("cancelled_on", Shape.DATE),
                Fact("format", Shape.CHOICE, FORMATS),
                Fact("venue", Shape.WORD),
                Fact("seats", Shape.NUMBER),
                Fact("price_cents", Shape.CENTS),
            ),
        ),
        _kind(
            Kind.FUNDING,
            "MonetaryGrant",
            (_BODY, Text("conditions", listed=True)),
            (
                Fact("funder", Shape.WORD),
                Fact("budget_cents", Shape.CENTS),
                Fact("minimum_cents", Shape.CENTS),
                Fact("maximum_cents", Shape.CENTS),
                Fact("own_share_percent", Shape.NUMBER),
                Fact("windows", Shape.WINDOWS),
                Fact("for_types", Shape.CHOICES, BODY_TYPES),
                Fact("inhabitants_min", Shape.NUMBER),
                Fact("partners_min", Shape.NUMBER),
                Fact("duration_months_max", Shape.NUMBER),
            ),
        ),
        _kind(
            Kind.HUB,
            "Organization",
            (_BODY, Text("offers", listed=True)),
            (
                Fact("country", Shape.WORD),
                Fact("website", Shape.ADDRESS),
                Fact("started_year", Shape.YEAR),
                Fact("sectors", Shape.WORDS),
            ),
        ),
        _kind(
            Kind.METHOD,
            "CreativeWork",
            (_BODY, Text("steps", listed=True)),
            (
                Fact("publication_type", Shape.CHOICE, ("method", "guide", "report", "standard", "article")),
                Fact("publisher", Shape.WORD),
                Fact("published_year", Shape.YEAR),
            ),
        ),
        _kind(
            Kind.CHALLENGE,
            "Demand",
            (
                Text("question", weight=2.0),
                Text("context"),
                Text("why_now"),
                Text("outcome_wanted", weight=1.5),
                Text("constraints"),
            ),
            (
                Fact("stage", Shape.CHOICE, ("explore", "find", "test", "scale", "buy")),
                Fact("wanted_by", Shape.DATE),
                Fact("budget_band", Shape.CHOICE, COST_BANDS),
                Fact("inhabitants_affected", Shape.NUMBER),
            ),
        ),
    ]
)
