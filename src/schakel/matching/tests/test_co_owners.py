"""Who owns an item beside its owner finds it at once, and no longer once it does not."""

import pytest

from schakel.library.public import Visibility, add_co_owner, remove_co_owner
from schakel.matching import public as matching
from schakel.organisations.public import Organisation
from tests.clock import NOW
from tests.items import item_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def understanding(db):
    matching.CURRENT.forget()
    yield
    matching.CURRENT.forget()


def found(person):
    form = matching.QuestionForm("zwembad lekt warmte")
    return [one.item.slug for one in matching.ask(form, person=person, now=NOW).matches]


def test_the_answer_to_a_question_knows_the_co_owner_at_once(rotterdam, heat_pumps, anna, bas, dirk):
    item = item_of(rotterdam, "Het zwembad lekt warmte", visibility=Visibility.ORGANISATION)
    assert (found(anna), found(bas), found(dirk)) == ([item.slug], [], [])
    other = Organisation.objects.get(pk=heat_pumps.pk)
    add_co_owner(item=item, organisation=other, added_by=anna, now=NOW)
    add_co_owner(item=item, organisation=other, added_by=anna, now=NOW)
    assert (found(bas), found(dirk)) == ([item.slug], [])
    remove_co_owner(item=item, organisation=other, removed_by=anna, now=NOW)
    remove_co_owner(item=item, organisation=other, removed_by=anna, now=NOW)
    assert found(bas) == []
