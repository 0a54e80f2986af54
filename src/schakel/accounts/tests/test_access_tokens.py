"""The screen of one's own access tokens, and what is kept of them."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from schakel.accounts.actions import make_access_token, withdraw_access_token
from schakel.accounts.models import AccessToken
from schakel.accounts.queries import standing_access_token
from schakel.journal import public as journal
from schakel.kernel.refusal import Refusal

pytestmark = pytest.mark.django_db
MADE = {"name": "Intranet", "scopes": ["read"], "days": "30"}


def test_a_new_token_is_shown_once_works_and_is_kept_as_a_hash(anna, signed_in):
    browser = signed_in(anna)
    page = browser.post("/account/tokens/", MADE)
    [written] = re.findall(r"schakel_[a-z0-9]{10}_[\w-]{43}", page.content.decode())
    token = AccessToken.objects.get()
    assert standing_access_token(written, now=timezone.now()) == token
    assert written.rpartition("_")[2] not in str(token.__dict__)
    assert page.headers["Cache-Control"] == "private, no-store"
    again = browser.get("/account/tokens/").content.decode()
    assert written not in again
    assert token.prefix in again
    [row] = journal.history_of(token.reference)
    assert (row.name, row.details) == ("access-token.made", {"days": 30, "scopes": ["read"]})


def test_only_who_may_import_is_offered_to_give_that_away(anna, chaima, signed_in):
    assert 'value="import"' not in signed_in(anna).get("/account/tokens/").content.decode()
    assert 'value="import"' in signed_in(chaima).get("/account/tokens/").content.decode()
    signed_in(anna).post("/account/tokens/", MADE | {"scopes": ["import"]})
    assert not AccessToken.objects.exists()


@pytest.mark.parametrize("field", ["name", "scopes", "days"])
def test_what_is_left_out_is_asked_for(anna, signed_in, field):
    page = signed_in(anna).post("/account/tokens/", {**MADE, field: ""})
    assert page.status_code == 200
    assert 'aria-invalid="true"' in page.content.decode()
    assert not AccessToken.objects.exists()


def test_a_token_is_withdrawn_by_its_person_alone_and_once(anna, bas, signed_in):
    token, written = make_access_token(person=anna, name="x", scopes=["read"], days=30, now=timezone.now())
    address = f"/account/tokens/{token.pk}/withdraw/"
    assert signed_in(bas).post(address).status_code == 404
    assert standing_access_token(written, now=timezone.now()) is not None
    assert signed_in(anna).post(address).status_code == 302
    assert standing_access_token(written, now=timezone.now()) is None
    page = signed_in(anna).post(address, follow=True)
    assert "al ingetrokken" in page.content.decode()
    assert [row.name for row in journal.history_of(token.reference)].count("access-token.withdrawn") == 1
    assert signed_in(anna).post("/account/tokens/99999999999999999999/withdraw/").status_code == 404


def test_an_expired_token_is_shown_as_that(anna, signed_in):
    token, _ = make_access_token(
        person=anna, name="x", scopes=["read"], days=30, now=timezone.now() - timedelta(days=31)
    )
    page = signed_in(anna).get("/account/tokens/").content.decode()
    assert "Verlopen" in page
    assert f"/account/tokens/{token.pk}/withdraw/" not in page


def test_somebody_has_twenty_tokens_at_most(anna, signed_in):
    now = timezone.now()
    for _ in range(20):
        token, _ = make_access_token(person=anna, name="x", scopes=["read"], days=30, now=now)
    with pytest.raises(Refusal, match="token-too-many"):
        make_access_token(person=anna, name="x", scopes=["read"], days=30, now=now)
    assert "al 20 toegangssleutels" in signed_in(anna).post("/account/tokens/", MADE).content.decode()
    withdraw_access_token(token=token, withdrawn_by=anna, now=now)
    make_access_token(person=anna, name="x", scopes=["read"], days=30, now=now)
