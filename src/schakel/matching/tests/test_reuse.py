"""Reuse that was confirmed counts in the order of an answer and is named as a reason, at once."""

import pytest

from schakel.adoptions import public as adoptions
from schakel.library.public import Kind
from schakel.matching import public as matching
from schakel.matching.wording import reason_text
from schakel.organisations.public import Membership, Organisation
from tests.clock import NOW
from tests.items import item_of

pytestmark = pytest.mark.django_db
SMALL = "20k-50k"


@pytest.fixture(autouse=True)
def understanding(db):
    matching.CURRENT.forget()
    yield
    matching.CURRENT.forget()


@pytest.fixture
def town(db, dirk):
    organisation = Organisation.objects.create(
        slug="gm1900", name="Waterveen", type="municipality", size_class=SMALL
    )
    Membership.objects.create(person=dirk, organisation=organisation)
    return organisation


def answer(size_class=""):
    form = matching.QuestionForm("zwembad lekt warmte", size_class=size_class)
    return matching.ask(form, person=None, now=NOW).matches


def reasons(match):
    return [reason_text(reason, {}) for reason in match.explanation.all_reasons]


def test_what_others_use_weighs_more_once_they_confirmed_it(rotterdam, heat_pumps, town, dirk, bas):
    item = item_of(heat_pumps, "Warmte die uit het zwembad lekt, gaat in de grond", kind=Kind.SOLUTION)
    item_of(heat_pumps, "Het zwembad lekt: warmte blijft binnen met een deksel", kind=Kind.SOLUTION)
    before = {match.item.pk: match.score for match in answer()}
    draft = adoptions.Draft(state=adoptions.State.IN_USE, scale=adoptions.Scale.PART)
    said = adoptions.report_adoption(item=item, adopter=town, draft=draft, reported_by=bas, now=NOW)
    assert {match.item.pk: match.score for match in answer()} == before, (
        "who sells it said it, and nobody confirmed"
    )
    adoptions.confirm_adoption(adoption=said, confirmed_by=dirk, now=NOW)
    after = {match.item.pk: match.score for match in answer()}
    assert after[item.pk] > before[item.pk]
    first = next(match for match in answer(SMALL) if match.item.pk == item.pk)
    assert first.score > after[item.pk]
    assert "Gemeenten die ongeveer even groot zijn als de uwe, gebruiken dit al." in reasons(first)
    assert "Andere overheden gebruiken dit al." in reasons(first)
    others = [match for match in answer("over-250k") if match.item.pk == item.pk]
    assert not any("even groot" in reason for match in others for reason in reasons(match))
