"""Putting the reference list into a hub that is empty, or that has been in use."""

from datetime import date

import pytest

from schakel.journal import public as journal
from schakel.organisations.actions import load_reference
from schakel.organisations.models import Organisation
from schakel.organisations.reference import reference_bodies
from schakel.organisations.rules import OrganisationType
from tests.clock import NOW

pytestmark = pytest.mark.django_db
WRITTEN = len(list(reference_bodies()))


def stored(code: str) -> Organisation:
    return Organisation.objects.get(code=code)


def test_an_empty_hub_gets_every_body() -> None:
    assert load_reference(now=NOW) == WRITTEN
    assert Organisation.objects.filter(type="municipality", valid_until=None).count() == 342
    assert Organisation.objects.filter(type="province").count() == 12
    assert Organisation.objects.exclude(valid_until=None).count() == WRITTEN - 342 - 12


def test_a_municipality_has_its_address_province_size_and_identifier() -> None:
    load_reference(now=NOW)
    rotterdam = stored("gm0599")
    assert (rotterdam.name, rotterdam.slug, rotterdam.comparable) == (
        "Rotterdam",
        "gemeente-rotterdam",
        "rotterdam",
    )
    assert rotterdam.type == OrganisationType.MUNICIPALITY
    assert rotterdam.province == stored("pv28")
    assert (rotterdam.size_class, rotterdam.size_is_estimate) == ("over-250k", True)
    assert rotterdam.tooi == "https://identifier.overheid.nl/tooi/id/gemeente/gm0599"
    assert (rotterdam.valid_until, rotterdam.successor) == (None, None)
    assert rotterdam.is_verified
    assert not rotterdam.is_illustrative


def test_a_province_has_its_address_and_identifier_and_lies_in_none() -> None:
    load_reference(now=NOW)
    utrecht = stored("pv26")
    assert (utrecht.slug, utrecht.province, utrecht.size_class) == ("provincie-utrecht", None, "")
    assert utrecht.tooi == "https://identifier.overheid.nl/tooi/id/provincie/pv26"


def test_one_that_ended_names_its_day_and_its_successor() -> None:
    load_reference(now=NOW)
    weesp = stored("gm0457")
    assert (weesp.valid_until, weesp.successor) == (date(2022, 3, 24), stored("gm0363"))
    ubbergen = stored("gm0282")
    assert ubbergen.successor == stored("gm0241")
    assert ubbergen.successor.successor == stored("gm1945")


@pytest.mark.parametrize(
    ("code", "slug"),
    [
        ("gm0518", "gemeente-s-gravenhage"),
        ("gm0373", "gemeente-bergen-nh"),
        ("gm0893", "gemeente-bergen-l"),
        ("gm1900", "gemeente-sudwest-fryslan"),
        ("gm0820", "gemeente-nuenen-gerwen-en-nederwetten"),
        ("gm0014", "gemeente-groningen"),
        ("pv20", "provincie-groningen"),
    ],
)
def test_an_address_is_made_of_the_official_name(code: str, slug: str) -> None:
    load_reference(now=NOW)
    assert stored(code).slug == slug


def test_the_second_time_nothing_happens() -> None:
    load_reference(now=NOW)
    before = journal.last_number()
    assert load_reference(now=NOW) == 0
    assert journal.last_number() == before


def test_the_journal_tells_that_the_list_was_loaded() -> None:
    load_reference(now=NOW)
    row = journal.history_of("organisations:reference")[0]
    assert (row.name, row.actor, row.at, row.details) == ("reference.loaded", "", NOW, {"bodies": WRITTEN})


def test_what_differs_from_the_list_is_mended_and_its_address_stays() -> None:
    load_reference(now=NOW)
    Organisation.objects.filter(code="gm0599").update(
        name="Rotterdam!", slug="rotterdam", size_class="under-20k"
    )
    assert load_reference(now=NOW) == 1
    rotterdam = stored("gm0599")
    assert (rotterdam.name, rotterdam.slug, rotterdam.size_class) == ("Rotterdam", "rotterdam", "over-250k")


def test_a_size_that_is_no_estimate_stays() -> None:
    load_reference(now=NOW)
    Organisation.objects.filter(code="gm0243").update(size_class="50k-100k", size_is_estimate=False)
    assert load_reference(now=NOW) == 0
    assert stored("gm0243").size_class == "50k-100k"


def test_an_end_that_the_list_does_not_know_of_stays() -> None:
    load_reference(now=NOW)
    hilversum = stored("gm0402")
    Organisation.objects.filter(code="gm1696").update(valid_until=date(2026, 1, 1), successor=hilversum)
    assert load_reference(now=NOW) == 0
    assert (stored("gm1696").valid_until, stored("gm1696").successor) == (date(2026, 1, 1), hilversum)


def test_what_staff_wrote_about_a_body_stays() -> None:
    load_reference(now=NOW)
    Organisation.objects.filter(code="gm0599").update(
        description_nl="Havenstad", is_hub_partner=True, name="R'dam"
    )
    load_reference(now=NOW)
    assert (stored("gm0599").description_nl, stored("gm0599").is_hub_partner) == ("Havenstad", True)


def test_a_body_that_is_there_already_is_taken_up_by_its_code(rotterdam: Organisation) -> None:
    assert load_reference(now=NOW) == WRITTEN
    assert stored("gm0599").pk == rotterdam.pk
    assert stored("gm0599").slug == rotterdam.slug


def test_an_address_that_somebody_else_has_gets_the_code_behind_it() -> None:
    archive = Organisation.objects.create(
        slug="gemeente-rotterdam", name="Archief", type=OrganisationType.ASSOCIATION
    )
    load_reference(now=NOW)
    assert stored("gm0599").slug == "gemeente-rotterdam-gm0599"
    archive.refresh_from_db()
    assert archive.name == "Archief"


def test_other_organisations_are_left_alone(heat_pumps: Organisation) -> None:
    load_reference(now=NOW)
    heat_pumps.refresh_from_db()
    assert (heat_pumps.name, heat_pumps.code, heat_pumps.type) == (
        "Heat Pumps BV",
        None,
        OrganisationType.COMPANY,
    )
