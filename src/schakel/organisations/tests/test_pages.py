"""Looking an organisation up on the screen."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from schakel.organisations.models import Organisation
from schakel.organisations.rules import OrganisationType


@pytest.fixture
def zuid_holland(db):
    return Organisation.objects.create(
        slug="provincie-zuid-holland", name="Zuid-Holland", type=OrganisationType.PROVINCE, code="pv28"
    )


@pytest.fixture
def schiedam(zuid_holland):
    return Organisation.objects.create(
        slug="gemeente-schiedam",
        name="Schiedam",
        type=OrganisationType.MUNICIPALITY,
        code="gm0606",
        province=zuid_holland,
    )


def names(page):
    return [line.name for line in page.context["lines"]]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_page_of_an_empty_hub_is_there(client, db, language):
    page = client.get("/organisations/", headers={"accept-language": language})
    assert page.status_code == 200
    assert f'lang="{language}"' in page.text


def test_an_organisation_is_found_by_its_name(client, schiedam, heat_pumps):
    assert names(client.get("/organisations/?q=schie")) == ["Schiedam"]


def test_one_that_ended_is_found_by_its_name_only(client, schiedam, zuid_holland):
    Organisation.objects.create(
        slug="gemeente-ketel",
        name="Ketel",
        type=OrganisationType.MUNICIPALITY,
        province=zuid_holland,
        valid_until=date(2014, 1, 1),
        successor=schiedam,
    )
    assert names(client.get("/organisations/")) == ["Schiedam", "Zuid-Holland"]
    page = client.get("/organisations/?q=ketel", headers={"accept-language": "nl"})
    assert names(page) == ["Ketel"]
    assert "opgeheven in 2014" in page.text


def test_type_and_province_narrow_the_list(client, schiedam, heat_pumps):
    assert names(client.get("/organisations/?type=company")) == ["Heat Pumps BV"]
    assert names(client.get("/organisations/?province=pv28")) == ["Schiedam", "Zuid-Holland"]
    assert names(client.get("/organisations/?province=pv28&type=municipality")) == ["Schiedam"]


def test_what_makes_no_sense_is_left_out(client, schiedam):
    assert len(names(client.get("/organisations/?type=x&province=y&q=%00&page=z"))) == 2


def test_what_the_list_is_narrowed_by_can_be_taken_away(client, schiedam):
    page = client.get("/organisations/?q=schie&province=pv28&type=municipality")
    assert [chip["remove"] for chip in page.context["chips"]] == [
        "/organisations/?type=municipality&province=pv28",
        "/organisations/?q=schie&province=pv28",
        "/organisations/?q=schie&type=municipality",
    ]


def test_the_map_counts_what_exists_and_is_of_the_wanted_type(client, schiedam, heat_pumps, zuid_holland):
    heat_pumps.province = zuid_holland
    heat_pumps.save()
    assert client.get("/organisations/").context["counts"] == {"pv28": 2}
    assert client.get("/organisations/?type=company").context["counts"] == {"pv28": 1}
    assert (
        'href="/organisations/?type=company&amp;province=pv28"'
        in client.get("/organisations/?type=company").text
    )


def test_one_that_is_not_verified_is_not_shown(client, heat_pumps):
    heat_pumps.is_verified = False
    heat_pumps.save()
    assert names(client.get("/organisations/?q=heat")) == []


def test_more_organisations_take_no_more_queries(client, schiedam, zuid_holland):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get("/organisations/")
        return len(captured)

    before = queries()
    for number in range(9):
        Organisation.objects.create(
            slug=f"plaats-{number}",
            name=f"Plaats {number}",
            type=OrganisationType.MUNICIPALITY,
            province=zuid_holland,
        )
    assert queries() == before
