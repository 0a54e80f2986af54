"""Many items at once leave the same behind as one after another."""

import pytest

from schakel.journal import public as journal
from schakel.kernel.refusal import Refusal
from schakel.library.actions import move_item, write_item
from schakel.library.bulk import archive_all, publish_all
from schakel.library.kinds import Kind
from schakel.library.models import Item, ItemText
from schakel.library.rules import Step
from schakel.library.writing import Content, Provenance
from schakel.organisations.public import add_organisation
from schakel.vocabulary.public import Concept
from tests.clock import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def contents():
    owner = add_organisation(slug="acme", name="Acme", type_="company")
    theme = Concept.objects.create(notation="energy")
    return [
        Content(
            texts={
                "nl": {"title": title, "summary": " Café\r\nVoor iedereen ", "failed": " "},
                "en": {"title": "X"},
            },
            facts={"status": "pilot", "cost_band": "", "started_year": 2019},
            themes=(theme,) if number else (),
            owner=owner,
            provenance=Provenance(source_url=f"https://example.org/{number}", licence="CC0-1.0"),
        )
        for number, title in enumerate(["Snuffelfiets", "Slimme lantaarns", "Snuffelfiets", "Snuffelfiets 2"])
    ]


def left_behind():
    """Everything of items and journal, but for their numbers."""
    first_item, first_row = (
        Item.objects.order_by("pk").values_list("pk", flat=True)[0],
        journal.rows_after(0, most=1)[0].number,
    )
    items = [
        {
            **row,
            "id": row["id"] - first_item,
            "themes": [theme.notation for theme in Item.objects.get(pk=row["id"]).themes.all()],
        }
        for row in Item.objects.order_by("pk").values()
    ]
    texts = [
        (item - first_item, *rest)
        for item, *rest in ItemText.objects.values_list(
            "item_id", "language", "name", "text", "is_machine_made"
        )
    ]
    rows = {
        (int(row.subject.partition(":")[2]) - first_item, row.name): (row.actor, row.at, dict(row.details))
        for row in journal.rows_after(first_row - 1, most=100)
    }
    return items, texts, rows


def one_after_another(contents):
    for content in contents:
        item = write_item(kind=Kind.CASE, content=content, written_by=None, now=NOW)
        move_item(item=item, step=Step.PUBLISH, moved_by=None, now=NOW)


def test_the_same_items_texts_and_journal_rows_as_one_after_another(contents, django_assert_max_num_queries):
    one_after_another(contents)
    expected = left_behind()
    Item.objects.all().delete()
    last = journal.last_number()
    with django_assert_max_num_queries(20):
        publish_all(kind=Kind.CASE, contents=contents, written_by=None, now=NOW)
    items, texts, rows = left_behind_after(last)
    assert (items, texts) == expected[:2]
    assert rows == expected[2]
    assert journal.broken_row() is None
    assert [item["slug"] for item in items] == [
        "snuffelfiets",
        "slimme-lantaarns",
        "snuffelfiets-2",
        "snuffelfiets-2-2",
    ]


def left_behind_after(number):
    items, texts, _ = left_behind()
    first = Item.objects.order_by("pk").values_list("pk", flat=True)[0]
    rows = {
        (int(row.subject.partition(":")[2]) - first, row.name): (row.actor, row.at, dict(row.details))
        for row in journal.rows_after(number, most=100)
    }
    return items, texts, rows


def test_one_that_is_not_usable_and_none_is_added(contents):
    broken = Content(texts={"nl": {"title": " "}}, facts={}, owner=contents[0].owner)
    with pytest.raises(Refusal, match="title-missing"):
        publish_all(kind=Kind.CASE, contents=[*contents, broken], written_by=None, now=NOW)
    assert (Item.objects.count(), journal.last_number()) == (0, 0)


def test_archiving_many_says_the_same_as_archiving_one(contents):
    items = publish_all(kind=Kind.CASE, contents=contents, written_by=None, now=NOW)
    move_item(item=items[0], step=Step.ARCHIVE, moved_by=None, now=NOW)
    assert archive_all(items=items, archived_by=None, now=NOW) == len(items) - 1
    first, *others = journal.rows_named("item.archived")
    assert len(others) == len(items) - 1
    assert all(other.details == first.details for other in others)
    assert set(Item.objects.values_list("state", "version")) == {("archived", 2)}
