from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from schakel.challenges.public import Reply, State, answer_bundle, propose_bundle
from schakel.fairness import queries, ties
from schakel.fairness.models import Exposure
from schakel.fairness.queries import coverage_for, network_for
from schakel.library.public import Item, Kind, Visibility
from schakel.organisations.public import Organisation
from schakel.vocabulary.public import concept_by_notation, load_vocabulary
from tests.challenges import challenge_in
from tests.clock import NOW
from tests.items import item_of

pytestmark = pytest.mark.django_db
NL = {"Accept-Language": "nl"}


@pytest.fixture
def themes():
    load_vocabulary(now=NOW)
    return concept_by_notation


@pytest.fixture
def limburg(db):
    return Organisation.objects.create(slug="limburg", name="Limburg", type="province", code="pv31")


def shown(item, times, day=None):
    Exposure.objects.create(item=item, day=day or timezone.localdate(), times=times)


def with_theme(item, concept):
    item.themes.add(concept)
    return item


def test_the_report_has_everybody_who_offers_something_and_only_the_period(
    rotterdam, heat_pumps, chaima, anna, signed_in
):
    pump = item_of(heat_pumps, "Een pomp", kind=Kind.PROVIDER)
    quiet = Organisation.objects.create(slug="stil-bv", name="Stil BV", type="company")
    item_of(quiet, "Nooit gezien", kind=Kind.SOLUTION)
    shown(item_of(rotterdam, "Een geval"), 50)  # nothing on offer
    shown(pump, 8)
    shown(pump, 4, timezone.localdate() - timedelta(days=60))
    staff = signed_in(chaima)
    page = staff.get("/staff/neutrality/?days=30", headers=NL)
    assert [(row["name"], row["times"]) for row in page.context["rows"]] == [
        ("Heat Pumps BV", 8),
        ("Stil BV", 0),
    ]
    assert "Contacten" in page.content.decode()
    lines = staff.get("/staff/neutrality/file.csv?days=90", headers=NL).content.decode("utf-8-sig")
    assert "Heat Pumps BV,1,12,100%,0" in lines
    assert staff.get("/staff/neutrality/?days=31").status_code == 404
    assert staff.get("/staff/neutrality/?theme=nowhere").status_code == 404
    assert signed_in(anna).get("/staff/neutrality/").status_code == 404


def test_contacts_are_counted_over_the_period(heat_pumps, chaima, signed_in, monkeypatch):
    item_of(heat_pumps, "Een pomp", kind=Kind.PROVIDER)
    counted = {"contacts_in": lambda first, last: {heat_pumps.pk: (last - first).days + 1}}
    monkeypatch.setattr(queries, "introductions", SimpleNamespace(**counted))
    page = signed_in(chaima).get("/staff/neutrality/?days=30", headers=NL)
    assert page.context["rows"][0]["contacts"] == 30
    assert "Contacten" in page.content.decode()


def test_providers_see_their_own_figures_and_nobody_elses(heat_pumps, rotterdam, bas, anna, signed_in):
    shown(item_of(heat_pumps, "Kanarie met een pomp", kind=Kind.PROVIDER), 7)
    page = signed_in(bas).get("/me/exposure/", headers=NL).content.decode()
    assert "7 keer getoond" in page
    other = signed_in(anna).get("/me/exposure/", headers=NL).content.decode()
    assert "Kanarie" not in other
    assert "bieden in deze hub nog niets aan" in other


def test_a_challenge_where_nobody_offers_anything_stands_first(limburg, client, themes):
    heat = themes("heat-stress")
    challenge = challenge_in(State.OPEN, limburg, "Te warm")
    with_theme(challenge.item, heat)
    page = client.get("/coverage/", headers=NL)
    assert [(gap["theme"], gap["province"]) for gap in page.context["gaps"]] == [
        ("klimaatverandering", "Limburg")
    ]
    assert client.get(page.context["gaps"][0]["url"]).status_code == 200
    lines = client.get("/coverage/file.csv", headers=NL).content.decode("utf-8-sig")
    assert sum(line.endswith(",ja") for line in lines.splitlines()) == 1
    with_theme(item_of(limburg, "Een schaduwdoek", kind=Kind.SOLUTION), heat)
    assert client.get("/coverage/", headers=NL).context["gaps"] == []
    under = client.get("/coverage/?theme=climate-change", headers=NL)
    assert {row["name"] for row in under.context["rows"]} > {"klimaatverandering"}
    assert client.get("/coverage/?theme=nowhere").status_code == 404


def test_what_one_may_not_see_counts_nowhere(limburg, themes, dirk):
    item = with_theme(item_of(limburg, "Verborgen", kind=Kind.SOLUTION), themes("heat-stress"))
    Item.objects.filter(pk=item.pk).update(visibility=Visibility.ORGANISATION)
    ((_, cells),) = coverage_for(dirk, ["climate-change"]).rows
    assert all(cell.is_empty for cell in cells)


def bundled(owners, chaima):
    own = [challenge_in(State.OPEN, owner, f"Vraag van {owner.slug}") for owner in owners]
    bundle = propose_bundle(challenges=own, title="Samen", text="Samen.", proposed_by=chaima, now=NOW)
    for challenge in own:
        answer_bundle(bundle=bundle, challenge=challenge, reply=Reply.AGREED, answered_by=chaima, now=NOW)
    return own


def test_who_is_in_a_bundle_works_together_and_the_others_are_alone(
    rotterdam, limburg, heat_pumps, chaima, client
):
    item_of(heat_pumps, "Een pomp", kind=Kind.PROVIDER)
    bundled([rotterdam, limburg], chaima)
    page = client.get("/network/", headers=NL)
    assert [{row.one["name"], row.other["name"]} for row in page.context["rows"]] == [
        {"Limburg", "Rotterdam"}
    ]
    assert [one["name"] for one in page.context["alone"]] == ["Heat Pumps BV"]
    text = page.content.decode()
    assert text.count('r="7"') == 2
    assert text.count("<line x1") == 1
    lines = client.get("/network/file.csv", headers=NL).content.decode("utf-8-sig").splitlines()[1:]
    assert lines == ["Heat Pumps BV,,", "Limburg,Rotterdam,in een bundel van vraagstukken"]


def test_a_tie_that_somebody_may_not_see_is_not_drawn(rotterdam, limburg, chaima, dirk, client):
    hidden = bundled([rotterdam, limburg], chaima)[0]
    Item.objects.filter(pk=hidden.pk).update(visibility=Visibility.ORGANISATION)
    assert network_for(dirk).pairs == {}
    assert network_for(chaima).pairs != {}


def test_what_others_know_is_drawn(rotterdam, limburg, monkeypatch):
    monkeypatch.setattr(ties, "FINDERS", {"pilot": lambda person: [(limburg.pk, rotterdam.pk)]})
    assert network_for(None).pairs == {
        (min(limburg.pk, rotterdam.pk), max(limburg.pk, rotterdam.pk)): ["pilot"]
    }
