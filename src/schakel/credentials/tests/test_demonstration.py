"""The demonstration gives certificates to made-up people, once."""

import pytest

from schakel.accounts.public import Person
from schakel.credentials.models import Credential
from schakel.credentials.public import load_demo_credentials
from schakel.library.public import Item, Kind
from tests.clock import NOW
from tests.items import item_of

pytestmark = pytest.mark.django_db


def test_made_up_people_get_a_certificate_of_a_training_of_the_demonstration_once(heat_pumps, anna, bas):
    assert load_demo_credentials(now=NOW) == 0
    training = item_of(
        heat_pumps, "Meten en regelen", kind=Kind.TRAINING, facts={"starts_on": ["2090-01-01"]}
    )
    Item.objects.filter(pk=training.pk).update(is_illustrative=True)
    Person.objects.filter(pk=anna.pk).update(is_illustrative=True)
    assert [load_demo_credentials(now=NOW) for _ in range(2)] == [1, 0]
    one = Credential.objects.get()
    assert (one.holder_name, one.title, one.issuer) == ("Anna", "Meten en regelen", heat_pumps)
