from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schakel.library import queries
from schakel.library.kinds import Kind
from schakel.library.listing import situated_items, whereabouts_of
from schakel.library.models import Item
from schakel.library.overview import Selection, count_by_state, lines_of, select
from schakel.library.queries import (
    all_values,
    audiences_for,
    drafts_of,
    in_need_of_an_update,
    item_for,
    items_visible_to,
    values_by_reference,
    values_of,
    values_with_keys,
    waiting_for_review,
)
from schakel.library.rules import State, Visibility, audiences_of, state_at
from schakel.organisations.public import Membership, Organisation
from tests.clock import NOW, TODAY
from tests.items import item_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def everything(rotterdam, heat_pumps) -> list[Item]:
    """An item of each of two organisations in every state and visibility; states are set as they come."""
    items = []
    for owner in (rotterdam, heat_pumps):
        for state in State:
            for visibility in Visibility:
                item = item_of(owner, f"{state} {visibility}", visibility=visibility)
                Item.objects.filter(pk=item.pk).update(state=state.value)
                items.append(Item.objects.get(pk=item.pk))
    return items


AUDIENCES = ["public", "network", "partners", "staff"]


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    named=st.sets(st.sampled_from(AUDIENCES)),
    is_of_owner=st.booleans(),
    is_of_other=st.booleans(),
    is_of_nobody=st.booleans(),
)
def test_what_the_database_shows_is_what_the_rule_says(
    everything, rotterdam, heat_pumps, named, is_of_owner, is_of_other, is_of_nobody
):
    keys = [(is_of_owner, rotterdam.pk), (is_of_other, heat_pumps.pk), (is_of_nobody, 10**6)]
    audiences = named | {f"organisation:{pk}" for is_member, pk in keys if is_member}
    shown = set(Item.objects.visible_in(audiences).order_by("pk").values_list("pk", flat=True))
    ruled = {
        item.pk
        for item in everything
        if audiences
        & audiences_of(
            state=State(item.state), visibility=Visibility(item.visibility), owner_id=item.owner_id
        )
    }
    assert shown == ruled


def test_a_visitor_belongs_to_the_public_alone():
    assert audiences_for(None) == {"public"}


def test_a_member_belongs_to_the_network_and_their_organisation(anna, rotterdam):
    assert audiences_for(anna) == {"public", "network", f"organisation:{rotterdam.pk}"}


def test_a_member_of_a_partner_belongs_to_the_partners_too(anna, rotterdam):
    rotterdam.is_hub_partner = True
    rotterdam.save()
    assert audiences_for(anna) == {"public", "network", "partners", f"organisation:{rotterdam.pk}"}


def test_who_belongs_to_no_organisation_sees_what_a_visitor_sees(dirk):
    assert audiences_for(dirk) == {"public"}


@pytest.mark.parametrize("name", ["chaima", "ada"])
def test_staff_and_administrators_see_everything(name, everything, request):
    person = request.getfixturevalue(name)
    assert audiences_for(person) == {"public", "staff"}
    assert items_visible_to(person).count() == len(everything)


def test_who_may_no_longer_sign_in_is_a_visitor(chaima):
    chaima.is_active = False
    assert audiences_for(chaima) == {"public"}


def test_membership_of_an_organisation_that_is_not_verified_opens_nothing(anna, rotterdam):
    rotterdam.is_verified = False
    rotterdam.save()
    assert audiences_for(anna) == {"public"}


def test_an_unknown_address_and_a_hidden_item_are_the_same_nothing(rotterdam, dirk, anna):
    item_of(rotterdam, "Geheim", state=State.DRAFT)
    assert item_for(dirk, "geheim") is None
    assert item_for(dirk, "bestaat-niet") is None
    assert item_for(anna, "geheim").slug == "geheim"


def test_references_to_what_one_may_not_see_give_nothing(rotterdam):
    public, hidden = item_of(rotterdam, "Open"), item_of(rotterdam, "Dicht", state=State.DRAFT)
    found = values_by_reference([public.reference, hidden.reference, "item:999999"], None, today=TODAY)
    assert list(found) == [public.reference]


def test_the_index_gets_everything_with_who_may_see_it(rotterdam):
    item_of(rotterdam, "Open")
    item_of(rotterdam, "Dicht", state=State.DRAFT)
    values = list(all_values(today=TODAY))
    assert [(value.slug, "public" in value.audiences) for value in values] == [
        ("open", True),
        ("dicht", False),
    ]
    assert [value.slug for value in values_with_keys([values[1].pk], today=TODAY)] == ["dicht"]


def test_every_item_is_read_however_many_there_are(rotterdam, monkeypatch):
    monkeypatch.setattr(queries, "AT_ONCE", 2)
    for number in range(5):
        item_of(rotterdam, f"Nummer {number}")
    expected = [f"nummer-{number}" for number in range(5)]
    assert [value.slug for value in all_values(today=TODAY)] == expected
    assert [value.slug for value in values_of(Item.objects.order_by("pk"), today=TODAY)] == expected
    assert [value.texts["nl"]["title"] for value in all_values(today=TODAY)][4] == "Nummer 4"


def test_the_values_of_many_items_take_as_many_queries_as_those_of_one(rotterdam, django_assert_num_queries):
    for number in range(5):
        item_of(rotterdam, f"Nummer {number}", place=rotterdam)
    with django_assert_num_queries(5):
        assert len(values_of(Item.objects.order_by("pk"), today=TODAY)) == 5


def test_what_waits_for_review_comes_oldest_first(rotterdam, chaima):
    for days, title in ((1, "Gisteren"), (3, "Eerder"), (0, "Vandaag")):
        item = item_of(rotterdam, title, state=State.REVIEW)
        Item.objects.filter(pk=item.pk).update(changed_at=NOW - timedelta(days=days))
    item_of(rotterdam, "Concept", state=State.DRAFT)
    assert [item.slug for item in waiting_for_review(chaima)] == ["eerder", "gisteren", "vandaag"]


def test_my_drafts_are_those_i_wrote_and_those_of_my_organisations(rotterdam, heat_pumps, anna, chaima):
    item_of(rotterdam, "Van Rotterdam", state=State.DRAFT)
    item_of(heat_pumps, "Van een ander", state=State.DRAFT)
    item_of(heat_pumps, "Door Chaima", state=State.DRAFT, by=chaima)
    item_of(rotterdam, "Gepubliceerd", by=anna)
    assert [item.slug for item in drafts_of(anna)] == ["van-rotterdam"]
    assert [item.slug for item in drafts_of(chaima)] == ["door-chaima"]


def test_a_draft_i_wrote_for_an_organisation_i_left_is_no_longer_mine(rotterdam, anna):
    item_of(rotterdam, "Van toen", state=State.DRAFT, by=anna)
    Membership.objects.all().delete()
    assert not drafts_of(anna).exists()


def test_what_needs_an_update_is_what_the_rule_says(rotterdam, chaima):
    ages = {"Vers": 0, "Net goed": 365, "Te oud": 366, "Veel te oud": 900}
    for title, days in ages.items():
        item = item_of(rotterdam, title)
        Item.objects.filter(pk=item.pk).update(verified_on=TODAY - timedelta(days=days))
    Item.objects.filter(pk=item_of(rotterdam, "Concept", state=State.DRAFT).pk).update(
        verified_on="2020-01-01"
    )
    Item.objects.filter(pk=item_of(rotterdam, "Nooit bekeken").pk).update(verified_on=None)
    Item.objects.filter(pk=item_of(rotterdam, "Zo gezet").pk).update(state=State.NEEDS_UPDATE.value)
    found = [item.slug for item in in_need_of_an_update(chaima, today=TODAY)]
    assert found == ["veel-te-oud", "te-oud", "zo-gezet"]
    ruled = {
        item.slug
        for item in Item.objects.order_by("pk")
        if state_at(State(item.state), verified_on=item.verified_on, today=TODAY) is State.NEEDS_UPDATE
    }
    assert set(found) == ruled


@pytest.fixture
def table(rotterdam, heat_pumps):
    item_of(rotterdam, texts={"nl": {"title": "Beton"}, "en": {"title": "Zinc"}})
    item_of(heat_pumps, "appels", state=State.DRAFT)
    item_of(heat_pumps, texts={"en": {"title": "Carrots and apples"}})
    return Item.objects.visible_in({"staff"})


def titles(items, selection, language="nl") -> list[str]:
    return [line.title for line in lines_of(select(items, selection, language=language, today=TODAY))]


def test_titles_are_sorted_in_the_language_of_the_screen_whatever_their_case(table):
    assert titles(table, Selection(sort="title")) == ["appels", "Beton", "Carrots and apples"]
    assert titles(table, Selection(sort="-title"), "en") == ["Zinc", "Carrots and apples", "appels"]


def test_items_are_searched_by_all_words_of_their_title_or_owner(table):
    assert titles(table, Selection(text="appel", sort="title")) == ["appels"]
    assert titles(table, Selection(text="heat appl", sort="title")) == ["Carrots and apples"]
    assert titles(table, Selection(text="zinc heat")) == []


def test_items_are_selected_and_counted_by_the_state_as_it_stands_today(table):
    Item.objects.filter(texts__text="Beton").update(verified_on="2020-01-01")
    counts = count_by_state(table, Selection(), today=TODAY)
    assert counts == {State.NEEDS_UPDATE: 1, State.DRAFT: 1, State.PUBLISHED: 1}
    assert titles(table, Selection(state=State.NEEDS_UPDATE)) == ["Beton"]
    assert titles(table, Selection(state=State.PUBLISHED)) == ["Carrots and apples"]


def test_the_counts_follow_the_search_and_not_the_chosen_state(table):
    counted = count_by_state(table, Selection(text="heat", state=State.DRAFT), today=TODAY)
    assert counted == {State.DRAFT: 1, State.PUBLISHED: 1}


def test_an_item_is_at_one_place_on_the_map_by_whichever_way_it_is_asked(rotterdam, heat_pumps):
    province = Organisation.objects.create(slug="pv28", code="pv28", name="Zuid-Holland", type="province")
    Organisation.objects.filter(pk=heat_pumps.pk).update(province=province)
    heat_pumps.refresh_from_db()
    items = [item_of(owner, kind=Kind.FACILITY) for owner in (rotterdam, heat_pumps)]
    Item.objects.filter(pk=items[0].pk).update(place=rotterdam)
    values = {one.pk: whereabouts_of(one) for one in values_of(Item.objects.order_by("pk"), today=TODAY)}
    situated = {one.item_pk: one.whereabouts for one in situated_items(None, [Kind.FACILITY])}
    assert None not in values.values()
    assert situated == values
