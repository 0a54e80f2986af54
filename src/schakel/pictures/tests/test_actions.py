"""Adding, describing, ordering and removing pictures, also by two people at once."""

from hashlib import sha256

import pytest
from django.db import IntegrityError, transaction

from schakel.documents.public import path_of
from schakel.journal.public import history_of
from schakel.kernel.refusal import Refusal
from schakel.pictures import actions, invariants, rules
from schakel.pictures.actions import Said, add_picture, describe_picture, move_picture, remove_picture
from schakel.pictures.models import Picture, PictureSize
from schakel.pictures.own_data import _pictures
from schakel.pictures.queries import HOLDER, pictures_by_item, size_for
from tests.clock import NOW
from tests.items import item_of
from tests.pictures import SEEN, image, picture_of, sweep

pytestmark = pytest.mark.django_db
COLOURS = ("teal", "navy", "maroon", "olive", "gray", "black", "white", "red")


@pytest.fixture
def item(rotterdam):
    return item_of(rotterdam)


def order(item):
    return list(Picture.objects.filter(item=item).order_by("position").values_list("pk", flat=True))


def wrongs():
    return [line for one in invariants.INVARIANTS for line in one.violations()]


def test_a_picture_is_made_anew_kept_in_its_widths_and_the_journal_says_so(item, anna):
    added = add_picture(
        item=item,
        content=image(size=(900, 500)),
        said=Said({"nl": " Een  hal. "}, maker="Kim", licence="CC BY 4.0"),
        added_by=anna,
        now=NOW,
    )
    assert (added.position, added.description_nl, added.maker, added.licence) == (
        1,
        "Een hal.",
        "Kim",
        "CC BY 4.0",
    )
    sizes = list(PictureSize.objects.order_by("width"))
    assert [(one.width, one.height) for one in sizes] == [(400, 222), (800, 444), (900, 500)]
    for one in sizes:
        assert sha256(path_of(one.sha256).read_bytes()).hexdigest() == one.sha256
        assert HOLDER.holds(one.sha256)
    assert not path_of(added.sent_sha256).exists()
    row = next(iter(history_of(item.reference)))
    assert (row.name, row.actor) == ("picture.added", anna.reference)
    assert "Kim" not in str(row.details)
    assert wrongs() == []
    with pytest.raises(Refusal, match="picture-there-already"):
        add_picture(item=item, content=image(size=(900, 500)), said=Said(SEEN), added_by=anna, now=NOW)
    assert _pictures(anna)["added"][0]["maker"] == "Kim"


@pytest.mark.parametrize(
    ("content", "said", "code"),
    [
        (b"", SEEN, "picture-missing"),
        (b"x" * (12 * 2**20 + 1), SEEN, "picture-too-large"),
        (b"<svg/>", SEEN, "picture-type"),
        (b"never read", {"en": "A hall."}, "description-missing"),
    ],
)
def test_what_is_refused_leaves_nothing(item, anna, content, said, code):
    with pytest.raises(Refusal, match=code):
        add_picture(item=item, content=content, said=Said(said), added_by=anna, now=NOW)
    assert not Picture.objects.exists()


def test_an_item_in_two_languages_has_pictures_described_in_two(item, anna):
    item.texts.create(language="en", name="title", text="Heat from the canal")
    with pytest.raises(Refusal, match="description-missing"):
        add_picture(item=item, content=image(), said=Said({"nl": "Een hal."}), added_by=anna, now=NOW)
    picture = picture_of(item)
    with pytest.raises(Refusal, match="description-missing"):
        describe_picture(
            picture=picture, said=Said({"nl": "Een hal."}), seen_version=1, described_by=anna, now=NOW
        )


def test_there_is_room_for_eight_and_the_database_is_the_last_to_say_so(item, anna, monkeypatch):
    for colour in COLOURS:
        picture_of(item, colour)
    monkeypatch.setattr(actions.documents, "read_picture", lambda _: pytest.fail("read for nothing"))
    with pytest.raises(Refusal, match="pictures-too-many"):
        add_picture(item=item, content=image(), said=Said(SEEN), added_by=anna, now=NOW)
    monkeypatch.setattr(rules, "check_room", lambda _: None)  # as for two who add the last one at once
    monkeypatch.setattr(actions.documents, "read_picture", lambda _: ())
    with pytest.raises(IntegrityError), transaction.atomic():
        add_picture(item=item, content=image(), said=Said(SEEN), added_by=anna, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Picture.objects.filter(item=item, position=2).update(position=1)
    assert wrongs() == []


def test_words_are_changed_once_and_not_over_those_of_somebody_else(item, anna, chaima):
    picture = picture_of(item)
    said = Said({**SEEN, "nl": "Een nieuwe hal."})
    describe_picture(picture=picture, said=said, seen_version=1, described_by=anna, now=NOW)
    again = describe_picture(picture=picture, said=said, seen_version=1, described_by=anna, now=NOW)
    assert (again.version, again.description_nl) == (2, "Een nieuwe hal.")
    with pytest.raises(Refusal, match="picture-changed-meanwhile"):
        describe_picture(
            picture=picture, said=Said({"nl": "Oud."}), seen_version=1, described_by=chaima, now=NOW
        )
    names = [row.name for row in history_of(item.reference)]
    assert names.count("picture.described") == 1
    remove_picture(picture=picture, removed_by=anna, now=NOW)
    with pytest.raises(Refusal, match="picture-gone"):
        describe_picture(picture=picture, said=said, seen_version=2, described_by=anna, now=NOW)


def test_pictures_change_places_and_close_up(item, anna):
    first, second, third, fourth = (picture_of(item, colour) for colour in COLOURS[:4])
    move_picture(picture=first, by=2, moved_by=anna, now=NOW)
    assert order(item) == [second.pk, third.pk, first.pk, fourth.pk]
    move_picture(picture=fourth, by=-9, moved_by=anna, now=NOW)
    assert order(item) == [fourth.pk, second.pk, third.pk, first.pk]
    before = len(list(history_of(item.reference)))
    move_picture(picture=first, by=1, moved_by=anna, now=NOW)
    assert len(list(history_of(item.reference))) == before  # it is at the end already
    remove_picture(picture=second, removed_by=anna, now=NOW)
    assert order(item) == [fourth.pk, third.pk, first.pk]
    assert list(Picture.objects.order_by("position").values_list("position", flat=True)) == [1, 2, 3]
    remove_picture(picture=second, removed_by=anna, now=NOW)  # a second click
    move_picture(picture=second, by=1, moved_by=anna, now=NOW)
    assert wrongs() == []


def test_control_what_is_wrong_with_pictures_is_found(item):
    picture = picture_of(item)
    Picture.objects.filter(pk=picture.pk).update(position=3, sent_sha256="f" * 64)
    PictureSize.objects.all().delete()
    assert len(wrongs()) == 3


def test_the_files_of_a_picture_go_with_the_last_that_has_them_and_not_at_once(item, rotterdam, monkeypatch):
    picture, other = picture_of(item), picture_of(item_of(rotterdam, "Ook warmte"))
    digest = picture.sizes.first().sha256
    remove_picture(picture=picture, removed_by=None, now=NOW)
    sweep(monkeypatch)
    assert path_of(digest).exists()
    remove_picture(picture=other, removed_by=None, now=NOW)
    sweep(monkeypatch)
    assert not path_of(digest).exists()


def test_the_first_pictures_of_many_items_are_one_query(item, rotterdam, django_assert_num_queries):
    other = item_of(rotterdam, "Ook warmte")
    for one in (item, other):
        for colour in COLOURS[:2]:
            picture_of(one, colour)
    with django_assert_num_queries(1):
        found = pictures_by_item([item, other], "en", first_only=True)
    assert {key: [one.description for one in ones] for key, ones in found.items()} == {
        item.pk: [SEEN["en"]],
        other.pk: [SEEN["en"]],
    }
    shown = found[item.pk][0]
    assert [one.width for one in shown.widths] == [400, 500]
    assert shown.srcset.count(shown.code) == 2
    assert (shown.small.width, shown.middle.width) == (400, 500)
    code = shown.code
    assert size_for(None, item.slug, code, 400).is_public
    assert size_for(None, item.slug, code, 401) is None
    assert size_for(None, item.slug, code[:-1], 400) is None
    assert size_for(None, item.slug, "", 400) is None
