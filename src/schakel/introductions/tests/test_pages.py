"""Introductions on the screens: asking, answering, and what each of them sees."""

from datetime import timedelta

import pytest
from django.utils import timezone

from schakel.introductions.models import Introduction
from schakel.introductions.rules import State
from tests.introductions import asked
from tests.items import item_of

pytestmark = pytest.mark.django_db
NL = {"accept-language": "nl"}


def now():
    return timezone.now()


def page(browser, one):
    return browser.get(f"/introductions/one/{one.code}/", headers=NL)


def do(browser, one, act, **sent):
    return browser.post(f"/introductions/one/{one.code}/{act}/", sent, headers=NL, follow=True)


def test_anna_asks_bas_says_yes_and_both_see_whom_they_can_reach(rotterdam, heat_pumps, anna, bas, signed_in):
    item = item_of(heat_pumps, "Warmtepompen voor zwembaden")
    owner = signed_in(anna)
    address = f"/introductions/ask/{item.slug}/"
    form = owner.get(address, headers=NL)
    assert "Vraag een kennismaking aan" in form.content.decode()
    sent = {
        "why": "Ons zwembad stookt gas.",
        "telephone": "010 123 45 67",
        "can_be_handed_on": "on",
        "form": "a",
    }
    preview = owner.post(address, {**sent, "act": "preview"}, headers=NL).content.decode()
    assert "Mogen zij dit lezen?" in preview
    assert not Introduction.objects.exists()
    shown = owner.post(address, {**sent, "act": "send"}, headers=NL, follow=True)
    one = Introduction.objects.get()
    assert "Wij beloven een antwoord voor" in shown.content.decode()
    answerer = signed_in(bas)
    before = page(answerer, one).content.decode()
    assert "Ons zwembad stookt gas." in before
    assert anna.email not in before
    assert "010 123" not in before
    after = do(answerer, one, "accept", telephone="", version=1).content.decode()
    assert anna.email in after
    assert "010 123 45 67" in after
    assert bas.email in page(owner, one).content.decode()


def test_who_comes_second_reads_what_the_first_did(rotterdam, heat_pumps, anna, bas, signed_in):
    one = asked(anna, item_of(heat_pumps), now=now())
    browser = signed_in(bas)
    do(browser, one, "decline", reason="no-time")
    second = do(browser, one, "accept", telephone="")
    assert second.status_code == 409
    assert "kan nu niet" in second.content.decode()
    assert Introduction.objects.get().state == State.DECLINED


def test_it_has_lapsed_at_its_moment_without_any_job(rotterdam, heat_pumps, anna, bas, signed_in):
    one = asked(anna, item_of(heat_pumps), now=now() - timedelta(days=21, seconds=1))
    assert "Verlopen" in page(signed_in(anna), one).content.decode()
    assert do(signed_in(bas), one, "accept", telephone="").status_code == 409
    assert Introduction.objects.get().state == State.REQUESTED
