"""The items of the demonstration hub as plain values, without a database."""

from datetime import UTC, date, datetime
from typing import Any

from schakel.library.public import (
    PUBLIC_AUDIENCE,
    Body,
    ItemValue,
    Kind,
    State,
    Visibility,
    read_demo_item,
    written_demo_items,
)

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
OWNER = Body(1, "owner", "Owner", "association", "", "", "", is_illustrative=False)


def demonstration_items() -> list[ItemValue]:
    return [item_value(pk, written) for pk, written in enumerate(written_demo_items(), start=1)]


def item_value(pk: int, written: dict[str, Any]) -> ItemValue:
    texts, facts = read_demo_item(written, today=TODAY)
    return ItemValue(
        pk=pk,
        kind=Kind(written["kind"]),
        slug=written["id"],
        url=f"/item/{written['id']}",
        owner=OWNER,
        place=None,
        themes=tuple(written.get("themes", ())),
        visibility=Visibility.PUBLIC,
        state=State.PUBLISHED,
        original_language="nl",
        texts=texts,
        machine_made=frozenset(),
        facts=facts,
        is_illustrative=bool(written.get("is_illustrative")),
        source_url="",
        source_name="",
        licence="",
        retrieved_on=None,
        verified_on=TODAY,
        version=1,
        changed_at=NOW,
        published_at=NOW,
        audiences=frozenset({PUBLIC_AUDIENCE}),
    )
