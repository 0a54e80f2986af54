"""The items of the demonstration hub as plain values, without a database."""

from datetime import UTC, date, datetime

import yaml

from schakel.library.demonstration import _facts, _texts, demo_folder
from schakel.library.public import PUBLIC_AUDIENCE, Body, ItemValue, Kind, State, Visibility

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
OWNER = Body(1, "owner", "Owner", "association", "", "", "", is_illustrative=False)


def demonstration_items() -> list[ItemValue]:
    items = []
    for path in sorted(demo_folder().joinpath("items").iterdir(), key=lambda entry: entry.name):
        for written in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) or []:
            items.append(item_value(len(items) + 1, written))
    return items


def item_value(pk: int, written: dict) -> ItemValue:
    kind = Kind(written["kind"])
    _, facts = _facts(kind, written.get("facts") or {}, TODAY)
    return ItemValue(
        pk=pk,
        kind=kind,
        slug=written["id"],
        url=f"/item/{written['id']}",
        owner=OWNER,
        place=None,
        themes=tuple(written.get("themes", ())),
        visibility=Visibility.PUBLIC,
        state=State.PUBLISHED,
        original_language="nl",
        texts={language: _texts(written.get(language) or {}) for language in ("nl", "en")},
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
