"""Staff looks after themes and words on the screen."""

import pytest

from schakel.journal import public as journal
from schakel.vocabulary.actions import labels_of
from schakel.vocabulary.models import Concept, Label
from schakel.vocabulary.queries import word_for

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def climate(db) -> Concept:
    return _concept("climate", "klimaat", "climate")


@pytest.fixture
def heat(climate) -> Concept:
    return _concept("heat", "hitte", "heat", broader=climate)


def _concept(notation: str, dutch: str, english: str, broader: Concept | None = None) -> Concept:
    made = Concept.objects.create(notation=notation, broader=broader)
    Label.objects.create(concept=made, language="nl", text=dutch, is_preferred=True)
    Label.objects.create(concept=made, language="en", text=english, is_preferred=True)
    return made


def sent_by(response) -> dict[str, str]:
    return {field.html_name: field.value() or "" for field in response.context["form"]}


def errors_of(response) -> dict[str, list[str]]:
    return dict(response.context["form"].errors)


def test_themes_are_found_by_a_word_in_either_language(signed_in, chaima, heat):
    browser = signed_in(chaima)
    for word in ("hitt", "HEAT"):
        page = browser.get(f"/staff/themes/?q={word}")
        assert [theme["notation"] for theme in page.context["themes"]] == ["heat"]
    assert "We know no theme with this word." in browser.get("/staff/themes/?q=zzz").content.decode()


def test_the_tree_is_walked_from_the_top_down(signed_in, chaima, heat):
    browser = signed_in(chaima)
    assert [theme["notation"] for theme in browser.get("/staff/themes/").context["themes"]] == ["climate"]
    below = browser.get("/staff/themes/?under=climate")
    assert [theme["notation"] for theme in below.context["themes"]] == ["heat"]
    assert browser.get("/staff/themes/?under=nowhere").status_code == 404


def test_a_theme_gets_the_words_people_really_use(signed_in, chaima, heat):
    browser = signed_in(chaima)
    sent = sent_by(browser.get("/staff/themes/heat/"))
    assert sent["broader"] == "climate"
    response = browser.post(
        "/staff/themes/heat/", sent | {"nl-others": "te warm in huis\n\nbroeierig"}, follow=True
    )
    assert "This is stored. It works in the next question." in response.content.decode()
    assert labels_of(heat)["nl"] == ["hitte", "broeierig", "te warm in huis"]
    assert journal.history_of("theme:heat")[0].actor == chaima.reference


def test_a_label_of_another_theme_is_refused_at_the_field_where_it_stands(signed_in, chaima, heat):
    browser = signed_in(chaima)
    sent = sent_by(browser.get("/staff/themes/heat/")) | {"nl-others": "broeierig\nklimaat"}
    response = browser.post("/staff/themes/heat/", sent)
    assert errors_of(response) == {
        "nl-others": ["“klimaat” is already a name of the theme climate. Choose another word."]
    }
    assert "broeierig\nklimaat" in response.content.decode()
    assert (
        browser.post("/staff/themes/heat/", sent_by(response) | {"nl-others": "broeierig"}).status_code == 302
    )


def test_a_theme_moves_under_the_theme_whose_name_is_typed(signed_in, chaima, heat):
    _concept("city", "stad", "city")
    browser = signed_in(chaima)
    sent = sent_by(browser.get("/staff/themes/heat/"))
    assert browser.post("/staff/themes/heat/", sent | {"broader": "Stad"}).status_code == 302
    assert Concept.objects.get(notation="heat").broader.notation == "city"


def test_an_unknown_place_is_refused_with_what_may_be_meant(signed_in, chaima, heat):
    browser = signed_in(chaima)
    sent = sent_by(browser.get("/staff/themes/heat/"))
    near = browser.post("/staff/themes/heat/", sent | {"broader": "clim"})
    assert errors_of(near)["broader"] == ["We know no theme called “clim”. Do you mean: climate?"]
    far = browser.post("/staff/themes/heat/", sent | {"broader": "zzz"})
    assert errors_of(far)["broader"] == ["We know no theme called “zzz”. Look it up in the list of themes."]


def test_a_theme_under_itself_is_refused_at_its_place(signed_in, chaima, heat):
    browser = signed_in(chaima)
    sent = sent_by(browser.get("/staff/themes/heat/"))
    assert list(errors_of(browser.post("/staff/themes/heat/", sent | {"broader": "heat"}))) == ["broader"]


def test_a_theme_at_the_top_stays_there(signed_in, chaima, heat):
    browser = signed_in(chaima)
    sent = sent_by(browser.get("/staff/themes/climate/"))
    assert "broader" not in sent
    assert browser.post("/staff/themes/climate/", sent | {"broader": "heat"}).status_code == 302
    assert Concept.objects.get(notation="climate").broader is None


def test_of_two_people_who_change_one_theme_the_second_sees_what_the_first_did(signed_in, chaima, ada, heat):
    first, second = signed_in(ada), signed_in(chaima)
    of_ada, of_chaima = (sent_by(browser.get("/staff/themes/heat/")) for browser in (first, second))
    first.post("/staff/themes/heat/", of_ada | {"nl-others": "van Ada"})
    response = second.post("/staff/themes/heat/", of_chaima | {"nl-others": "van Chaima"})
    page = response.content.decode()
    assert "Somebody else changed this in the meantime." in page
    assert "van Ada" in page
    assert "van Chaima" in page
    assert labels_of(heat)["nl"] == ["hitte", "van Ada"]
    assert second.post("/staff/themes/heat/", sent_by(response)).status_code == 302
    assert labels_of(heat)["nl"] == ["hitte", "van Chaima"]


def test_a_theme_is_added_under_another_with_a_short_name_made_of_its_english_name(signed_in, chaima, heat):
    said = {"nl-name": "hittegolf", "en-name": "Heat wave", "nl-others": "tropische dagen"}
    response = signed_in(chaima).post("/staff/themes/heat/new/", said)
    assert response.headers["Location"] == "/staff/themes/heat-wave/"
    added = Concept.objects.get(notation="heat-wave")
    assert added.broader == heat
    assert labels_of(added) == {"nl": ["hittegolf", "tropische dagen"], "en": ["Heat wave"]}


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"nl-name": "", "en-name": "x"}, "nl-name"),
        ({"nl-name": "x", "en-name": "y", "notation": "heat"}, "notation"),
        ({"nl-name": "x", "en-name": "y", "notation": "Niet Zo"}, "notation"),
        ({"nl-name": "hitte", "en-name": "y"}, "nl-name"),
        ({"nl-name": "x" * 161, "en-name": "y"}, "nl-name"),
        ({"nl-name": "x", "en-name": "!!!"}, "notation"),
    ],
)
def test_a_theme_that_is_not_usable_is_refused_at_its_field(signed_in, chaima, heat, said, field):
    response = signed_in(chaima).post("/staff/themes/heat/new/", said)
    assert list(errors_of(response)) == [field]
    assert Concept.objects.count() == 2


@pytest.mark.parametrize("address", ["/staff/themes/nowhere/", "/staff/themes/nowhere/new/"])
def test_an_unknown_theme_is_not_there(signed_in, chaima, address):
    assert signed_in(chaima).get(address).status_code == 404


def test_a_word_is_added_found_changed_and_taken_away(signed_in, chaima):
    browser = signed_in(chaima)
    added = browser.post(
        "/staff/words/word/", {"dutch": "Café", "english": "coffee house\ncafe"}, follow=True
    )
    assert [(word.dutch, word.english) for word in added.context["words"]] == [
        ("café", ("coffee house", "cafe"))
    ]
    form = browser.get("/staff/words/word/?word=café")
    assert sent_by(form)["english"] == "coffee house\ncafe"
    browser.post("/staff/words/word/?word=café", {"english": "cafe"})
    assert word_for("café").english == ("cafe",)
    browser.post("/staff/words/word/?word=café", {"english": ""})
    assert word_for("café") is None


def test_the_spelling_of_a_word_that_is_there_cannot_be_changed(signed_in, chaima):
    browser = signed_in(chaima)
    browser.post("/staff/words/word/", {"dutch": "hitte", "english": "heat"})
    browser.post("/staff/words/word/?word=hitte", {"dutch": "kou", "english": "warmth"})
    assert word_for("hitte").english == ("warmth",)
    assert word_for("kou") is None


@pytest.mark.parametrize(
    ("address", "sent", "field"),
    [
        ("", {"dutch": "", "english": "x"}, "dutch"),
        ("", {"dutch": "x" * 121, "english": "x"}, "dutch"),
        ("?word=hitte", {"english": "x" * 121}, "english"),
    ],
)
def test_a_word_that_is_not_usable_is_refused_at_its_field(signed_in, chaima, address, sent, field):
    browser = signed_in(chaima)
    browser.post("/staff/words/word/", {"dutch": "hitte", "english": "heat"})
    assert list(errors_of(browser.post(f"/staff/words/word/{address}", sent))) == [field]


def test_words_are_shown_after_a_search_and_an_unknown_one_can_be_added(signed_in, chaima):
    browser = signed_in(chaima)
    assert browser.get("/staff/words/").context["words"] == []
    assert 'href="/staff/words/word/?word=klam"' in browser.get("/staff/words/?q=klam").content.decode()


@pytest.mark.parametrize(
    "address", ["/staff/themes/", "/staff/themes/heat/", "/staff/words/", "/staff/words/word/"]
)
@pytest.mark.parametrize("name", ["anna", "dirk"])
def test_themes_and_words_are_not_there_for_others(signed_in, request, heat, name, address):
    assert signed_in(request.getfixturevalue(name)).get(address).status_code == 404
    assert signed_in(request.getfixturevalue(name)).post(address).status_code in (404, 405)
