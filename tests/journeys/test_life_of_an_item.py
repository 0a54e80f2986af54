"""From an idea in somebody's head to an answer for everybody, and out of sight again."""

import pytest

from schakel.library.public import Item, history_of

pytestmark = pytest.mark.django_db
QUESTION = {"q": "warmte uit het riool", "view": "list"}


def answered(browser) -> list[str]:
    return [card["title"] for card in browser.get("/ask/", QUESTION).context["cards"]]


def test_an_item_is_written_reviewed_sent_back_published_found_and_archived(
    client, signed_in, anna, chaima, bas, rotterdam
):
    writer, reviewer, neighbour = signed_in(anna), signed_in(chaima), signed_in(bas)

    least = {"nl-title": "Warmte uit het riool", "owner": rotterdam.slug, "visibility": "public"}
    writer.post("/items/new/case/", least | {"original_language": "nl", "step": "submit"})
    item = Item.objects.get()
    page, form, step = (f"/item/{item.slug}/{part}" for part in ("", "edit/", "step/"))
    assert answered(client) == []
    assert client.get(page).status_code == neighbour.get(page).status_code == 404
    assert writer.get(page).status_code == reviewer.get(page).status_code == 200

    assert item.slug in reviewer.get("/staff/").content.decode()
    sent = {"step": "send-back", "confirmed": "yes", "reason": "Wat kostte het?", "seen_version": "1"}
    reviewer.post(step, sent)
    assert "Wat kostte het?" in writer.get(f"/item/{item.slug}/history/").content.decode()

    typed = {field.html_name: field.value() or "" for field in writer.get(form).context["form"]}
    typed.pop("is_illustrative")
    typed |= {"themes": [], "nl-summary": "Voor tien ton warmte voor een wijk.", "step": "submit"}
    writer.post(form, typed)
    reviewer.post(step, {"step": "publish", "seen_version": "2"})
    assert answered(client) == ["Warmte uit het riool"]
    assert client.get(page).status_code == 200
    assert neighbour.get(form).status_code == 404

    writer.post(step, {"step": "archive", "confirmed": "yes"})
    assert answered(client) == []
    assert client.get(page).status_code == 404

    assert [(row.name, row.actor) for row in history_of(Item.objects.get())] == [
        ("item.archived", anna.reference),
        ("item.published", chaima.reference),
        ("item.submitted", anna.reference),
        ("item.changed", anna.reference),
        ("item.sent-back", chaima.reference),
        ("item.submitted", anna.reference),
        ("item.written", anna.reference),
    ]


def test_a_change_of_who_may_find_it_works_at_once(client, signed_in, anna, bas, chaima, rotterdam):
    desk = signed_in(chaima)
    least = {"nl-title": "Warmte uit het riool", "owner": rotterdam.slug, "original_language": "nl"}
    desk.post("/items/new/case/", least | {"visibility": "public", "step": "publish"})
    item = Item.objects.get()
    neighbour, colleague = signed_in(bas), signed_in(anna)
    seen = {
        "public": (1, 1, 1),
        "network": (0, 1, 1),
        "partners": (0, 0, 1),
        "organisation": (0, 0, 1),
    }
    for visibility, expected in seen.items():
        form = desk.get(f"/item/{item.slug}/edit/").context["form"]
        typed = {field.html_name: field.value() or "" for field in form} | {
            "themes": [],
            "visibility": visibility,
        }
        typed.pop("is_illustrative")
        desk.post(f"/item/{item.slug}/edit/", typed)
        assert tuple(len(answered(browser)) for browser in (client, neighbour, colleague)) == expected, (
            visibility
        )
