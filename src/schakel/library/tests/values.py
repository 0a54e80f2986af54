"""Items as plain values, for tests that need no database."""

from dataclasses import replace
from datetime import date

from schakel.library.kinds import Kind
from schakel.library.rules import State, Visibility
from schakel.library.values import Body, ItemValue
from tests.clock import NOW

TODAY = date(2026, 11, 23)
ROTTERDAM = Body(
    pk=1,
    slug="gemeente-rotterdam",
    name="Rotterdam",
    type="municipality",
    code="gm0599",
    province="pv28",
    size_class="over-250k",
    is_illustrative=False,
)
UTRECHT = replace(
    ROTTERDAM, pk=2, slug="provincie-utrecht", name="Utrecht", type="province", code="pv26", province="pv26"
)
COMPANY = replace(
    ROTTERDAM, pk=3, slug="heat-pumps-bv", name="Heat Pumps BV", type="company", code="", province=""
)


def value(kind: Kind = Kind.CASE, **fields: object) -> ItemValue:
    """A published item in both languages; `fields` say what is different."""
    base = ItemValue(
        pk=7,
        kind=kind,
        slug="warmte-uit-het-kanaal",
        url="/item/warmte-uit-het-kanaal/",
        owner=ROTTERDAM,
        place=None,
        themes=("energy-transition",),
        visibility=Visibility.PUBLIC,
        state=State.PUBLISHED,
        original_language="nl",
        texts={
            "nl": {"title": "Warmte uit het kanaal", "summary": "Huizen warm met water."},
            "en": {"title": "Heat from the canal", "summary": "Homes warm with water."},
        },
        machine_made=frozenset(),
        facts={},
        is_illustrative=False,
        source_url="https://bron.example/verhaal",
        source_name="De Bron",
        licence="facts",
        retrieved_on=date(2026, 11, 1),
        verified_on=date(2026, 11, 2),
        version=3,
        changed_at=NOW,
        published_at=NOW,
    )
    return replace(base, **fields)  # type: ignore[arg-type]
