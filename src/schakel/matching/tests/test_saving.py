"""A question is saved as a challenge from its answer, and nothing is typed twice."""

from urllib.parse import quote

import pytest
from allauth.account.models import EmailAddress

from schakel.challenges.public import Challenge
from schakel.library.public import Item, content_of
from schakel.organisations.public import Membership, Organisation
from schakel.vocabulary.public import Concept
from tests.items import item_of
from tests.people import PASSWORD

pytestmark = pytest.mark.django_db
NL = {"accept-language": "nl"}
QUESTION = "Ons zwembad  stookt gas,\nook in juli. Wat doen wij tegen de hitte in Utrecht?"


@pytest.fixture
def hub(rotterdam):
    theme = Concept.objects.create(notation="heat")
    for language, name in (("nl", "hitte"), ("en", "heat")):
        theme.labels.create(language=language, text=name, is_preferred=True)
    Organisation.objects.create(slug="gm0344", name="Utrecht", type="municipality", code="gm0344")
    item_of(rotterdam, "Zwembad zonder gas")


def save(browser, question=QUESTION, **sent):
    return browser.post("/ask/save/", {"q": question, **sent}, headers=NL)


def saved():
    return content_of(Challenge.objects.select_related("item").get().item)


def test_one_click_keeps_the_words_and_proposes_the_rest(hub, rotterdam, anna, signed_in):
    browser = signed_in(anna)
    answer = browser.get(f"/ask/?q={quote(QUESTION)}", headers=NL)
    assert "Bewaar als vraagstuk" in answer.content.decode()
    sent = {kept["name"]: kept["value"] for kept in answer.context["save_keep"]}
    response = browser.post("/ask/save/", sent, headers=NL)
    challenge = Challenge.objects.select_related("item").get()
    assert response.headers["Location"] == f"/challenges/{challenge.item.slug}/"
    content = saved()
    assert content.texts["nl"]["question"] == QUESTION
    assert content.texts["nl"]["title"] in " ".join(QUESTION.split())
    assert [theme.notation for theme in content.themes] == ["heat"]
    assert (content.owner, content.original_language) == (rotterdam, "nl")
    assert content.place.name == "Utrecht"
    assert challenge.item.state == "draft"


def test_a_double_click_makes_one(hub, anna, signed_in):
    browser = signed_in(anna)
    first, second = save(browser), save(browser)
    assert first.headers["Location"] == second.headers["Location"]
    assert Challenge.objects.count() == 1
    said = browser.get(second.headers["Location"], headers=NL).content.decode()
    assert "Deze vraag was al bewaard." in said


def test_a_theme_that_was_taken_away_stays_away(hub, anna, signed_in):
    save(signed_in(anna), without="heat")
    assert saved().themes == ()


def test_a_visitor_signs_in_and_comes_back_with_nothing_lost(hub, client, anna):
    EmailAddress.objects.create(user=anna, email=anna.email, verified=True, primary=True)
    answer = client.get(f"/ask/?q={quote(QUESTION)}&without=heat", headers=NL)
    led_on = client.get(answer.context["save_url"], headers=NL)
    assert led_on.headers["Location"].startswith("/account/login/?next=/ask/save/")
    login = client.post(led_on.headers["Location"], {"login": anna.email, "password": PASSWORD}, headers=NL)
    page = client.get(login.headers["Location"], headers=NL)
    assert page.context["question"] == QUESTION
    client.post("/ask/save/", {"q": QUESTION, **{one["name"]: one["value"] for one in page.context["keep"]}})
    assert saved().texts["nl"]["question"] == QUESTION.replace("\r\n", "\n")
    assert saved().themes == ()


def test_what_is_sent_after_the_session_ended_is_kept(hub, client, anna):
    client.post("/ask/save/", {"q": QUESTION})
    client.force_login(anna, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/ask/save/").context["question"] == QUESTION
    assert not Challenge.objects.exists()


PERSONAL = "Geachte heer Jansen, ons zwembad stookt gas. Bel mij: 06 12345678."


def test_what_is_about_persons_is_pointed_out_before_it_is_saved(hub, anna, signed_in):
    browser = signed_in(anna)
    page = save(browser, PERSONAL)
    assert "06 12345678" in [one["words"] for one in page.context["personal"]]
    assert not Challenge.objects.exists()
    save(browser, PERSONAL, act="without")
    question = saved().texts["nl"]["question"]
    assert "06 12345678" not in question
    assert "Jansen" not in question
    assert "ons zwembad stookt gas" in question


def test_it_is_saved_as_it_is_where_somebody_says_so(hub, anna, signed_in):
    save(signed_in(anna), PERSONAL, act="as-it-is")
    assert saved().texts["nl"]["question"] == PERSONAL


def test_a_company_cannot_save_and_reads_why(hub, bas, signed_in):
    browser = signed_in(bas)
    assert (
        "Bewaar als vraagstuk" not in browser.get(f"/ask/?q={quote(QUESTION)}", headers=NL).content.decode()
    )
    refused = save(browser)
    assert refused.status_code == 403
    assert "gemeente, provincie, waterschap of het Rijk" in refused.content.decode()
    assert not Item.objects.filter(kind="challenge").exists()


def test_who_works_for_two_bodies_saves_it_for_the_one_that_was_asked_for(hub, anna, signed_in):
    utrecht = Organisation.objects.get(slug="gm0344")
    Membership.objects.create(person=anna, organisation=utrecht)
    save(signed_in(anna), **{"for": "gm0344"})
    assert saved().owner == utrecht


@pytest.mark.parametrize("question", ["", " ", "a " * 4000])
def test_nothing_and_too_much_are_refused_in_words(question, hub, anna, signed_in):
    assert save(signed_in(anna), question).status_code == 400
    assert not Challenge.objects.exists()
