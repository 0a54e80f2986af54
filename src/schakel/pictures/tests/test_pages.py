"""Pictures over HTTP: who puts them there, who sees them, and what is said with them."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from schakel.library.public import Item, Kind, State, Visibility
from schakel.pictures.models import Picture
from schakel.pictures.web import files as picture_files
from tests.items import item_of
from tests.pictures import SEEN, image, picture_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(rotterdam):
    return item_of(rotterdam, kind=Kind.FACILITY)


def address_of(picture, width=400, *, name="item_picture"):
    more = [width] if name == "item_picture" else []
    return reverse(name, args=[picture.item.slug, picture.code, *more])


def send(browser, item, content, **said):
    file = SimpleUploadedFile("IMG_2041.SVG", content, content_type="image/svg+xml")
    words = {"description_nl": SEEN["nl"], **said}
    return browser.post(reverse("item_pictures", args=[item.slug]), {"picture": file, **words})


def test_the_owner_adds_a_picture_and_everybody_sees_it_where_the_item_is(item, anna, client, signed_in):
    browser = signed_in(anna)
    assert send(browser, item, image(size=(900, 500)), maker="Kim", licence="CC BY 4.0").status_code == 302
    picture = Picture.objects.get()
    assert "IMG_2041" not in str(vars(picture))
    page = client.get(item.get_absolute_url()).content.decode()
    assert f'alt="{SEEN["nl"]}"' in page
    assert 'width="900" height="500"' in page
    assert "Kim, CC BY 4.0" in page
    for width in (400, 800, 900):
        assert f"{address_of(picture, width)} {width}w" in page
    (shared,) = re.findall(r'property="og:image" content="([^"]+)"', page)
    assert shared.startswith("http")
    assert shared.endswith(address_of(picture, 900))
    (said,) = re.findall(r'<script type="application/ld\+json">(.+?)</script>', page)
    assert json.loads(said)["image"][0]["contentUrl"] == shared
    for where in ("browse", "browse_kind"):
        args = [Kind.FACILITY.value] if where == "browse_kind" else []
        assert address_of(picture) in client.get(reverse(where, args=args)).content.decode()


def test_a_picture_is_given_as_a_picture_and_asked_for_anew_only_where_that_matters(
    item, client, anna, signed_in
):
    picture = picture_of(item)
    response = client.get(address_of(picture))
    content = b"".join(response.streaming_content)
    assert content[8:12] == b"WEBP"
    headers = response.headers
    assert headers["Content-Type"] == "image/webp"
    assert headers["Content-Disposition"] == "inline"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert headers["Cache-Control"] == "public, max-age=3600"
    again = client.get(address_of(picture), headers={"if-none-match": headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    Item.objects.filter(pk=item.pk).update(visibility=Visibility.ORGANISATION)
    hidden = client.get(address_of(picture), headers={"if-none-match": headers["ETag"]})
    assert hidden.status_code == 404
    own = signed_in(anna).get(address_of(picture))
    assert b"".join(own.streaming_content) == content
    assert own.headers["Cache-Control"] == "private, no-cache"
    page = signed_in(anna).get(item.get_absolute_url()).content.decode()
    assert address_of(picture) in page
    assert "og:image" not in page
    assert "ImageObject" not in page


def test_who_may_not_see_the_item_gets_no_picture_of_it(rotterdam, item, client, bas, signed_in):
    draft = picture_of(item_of(rotterdam, "Nog niet", state=State.DRAFT))
    elsewhere = reverse("item_picture", args=[item.slug, draft.code, 400])
    for browser in (client, signed_in(bas)):
        assert browser.get(address_of(draft)).status_code == 404
        assert browser.get(elsewhere).status_code == 404
        assert browser.get(reverse("browse")).content.decode().count(draft.code) == 0


def test_control_without_the_question_who_may_see_it_a_stranger_gets_the_picture(
    rotterdam, client, monkeypatch
):
    draft = picture_of(item_of(rotterdam, "Nog niet", state=State.DRAFT))
    size = draft.sizes.get(width=400)
    kept = picture_files.queries.Kept(size.sha256, is_public=False)
    monkeypatch.setattr(picture_files.queries, "size_for", lambda *_: kept)
    response = client.get(address_of(draft))
    assert b"WEBP" in b"".join(response.streaming_content)
    assert response.status_code == 200


def test_what_is_wrong_is_said_beside_its_field_and_the_words_stay(item, anna, signed_in):
    browser = signed_in(anna)
    refused = send(browser, item, b"<svg onload='onheil()'/>", maker="Kim")
    page = refused.content.decode()
    assert refused.status_code == 400
    assert "geen afbeelding die wij kunnen lezen" in page
    assert SEEN["nl"] in page
    assert "onheil" not in page
    assert "Zeg wat er te zien is." in send(browser, item, image(), description_nl="").content.decode()
    missing = browser.post(reverse("item_pictures", args=[item.slug]), {"description_nl": "Een hal."})
    assert "Kies een afbeelding." in missing.content.decode()
    assert not Picture.objects.exists()


def test_the_owner_describes_orders_and_removes(item, anna, signed_in):
    browser = signed_in(anna)
    first, second = picture_of(item), picture_of(item, "navy")
    browser.post(address_of(second, name="item_picture_move"), {"direction": "forward"})
    assert list(Picture.objects.order_by("position")) == [second, first]
    assert browser.post(address_of(second, name="item_picture_move")).status_code == 302
    words = address_of(first, name="item_picture_describe")
    assert SEEN["nl"] in browser.get(words).content.decode()
    sent = {"description_nl": "Iets anders.", "maker": "", "licence": "", "seen_version": "1"}
    assert browser.post(words, sent).status_code == 302
    first.refresh_from_db()
    # What was said in a language that the item does not have any more is not thrown away.
    assert first.descriptions() == {"nl": "Iets anders.", "en": SEEN["en"]}
    stale = browser.post(words, sent | {"description_nl": "Nog iets."})
    assert "intussen veranderd" in stale.content.decode()
    away = address_of(first, name="item_picture_remove")
    assert "Deze afbeelding verwijderen?" in browser.get(away).content.decode()
    assert Picture.objects.count() == 2
    browser.post(away)
    assert list(Picture.objects.all()) == [second]
    assert second.description_nl in browser.get(reverse("item_pictures", args=[item.slug])).content.decode()


def test_programs_read_the_addresses_of_pictures_of_items_they_may_see(item, rotterdam, client):
    picture = picture_of(item, maker="Kim")
    draft = picture_of(item_of(rotterdam, "Nog niet", state=State.DRAFT), sent="draft")
    one = client.get(reverse("api_item", args=[item.slug])).json()
    assert one["pictures"][0]["description"] == SEEN["nl"]
    assert one["pictures"][0]["widths"][0]["address"].endswith(address_of(picture))
    chosen = client.get(reverse("api_items"), {"fields": "pictures"}).content.decode()
    assert address_of(picture) in chosen
    assert draft.code not in chosen
    assert "pictures" not in client.get(reverse("api_items")).json()["items"][0]
