"""What an alert tells: what is new, near enough, and for the eyes of whom it tells; once."""

from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from schakel.alerts import looking, queries
from schakel.alerts.actions import (
    ask_for_alert,
    confirm_alert,
    forget_alerts,
    make_alert,
    stop_alert,
    store_finding,
)
from schakel.alerts.invariants import found_for_another, told_without_a_yes
from schakel.alerts.models import Alert, Finding, FindingItem
from schakel.challenges.public import State, Step, follow_challenge, take_step
from schakel.kernel.refusal import Refusal
from schakel.library.public import Kind, Visibility, change_item, content_of
from schakel.matching import public as matching
from schakel.messages.public import Mail, notices_of
from tests.challenges import challenge_in
from tests.clock import NOW
from tests.items import item_of
from tests.mails import post_office, send_due

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


@pytest.fixture(autouse=True)
def understanding(db):
    matching.CURRENT.forget()
    yield
    matching.CURRENT.forget()


@pytest.fixture
def before():
    """Items are written at NOW: alerts of before that are made earlier."""
    return NOW - timedelta(days=2)


def alert_for(person, before, asked="q=warmte+uit+het+kanaal"):
    return make_alert(asked=asked, person=person, language="nl", rhythm="daily", now=before).alert


def told(alert):
    return list(FindingItem.objects.filter(alert=alert).order_by("pk").values_list("item__slug", flat=True))


def test_what_is_new_and_near_is_told_once(anna, rotterdam, before):
    alert = alert_for(anna, before)
    near = item_of(rotterdam, "Warmte uit het kanaal")
    item_of(rotterdam, "Fietsen langs de singel")
    finding = looking.look(alert, now=LATER)
    assert told(alert) == [near.slug]
    assert [mail.about for mail in Mail.objects.all()] == [finding.reference]
    assert looking.look(Alert.objects.get(), now=LATER + timedelta(minutes=1)) is None
    assert len(notices_of(anna.reference)) == Mail.objects.count() == 1


def test_what_was_there_before_is_no_news(anna, rotterdam):
    item_of(rotterdam, "Warmte uit het kanaal")
    alert = alert_for(anna, NOW)
    assert looking.look(alert, now=LATER) is None
    assert Alert.objects.get().looked_at == LATER


def test_the_filters_of_the_answer_hold_for_its_alert(anna, rotterdam, before):
    alert = alert_for(anna, before, "q=warmte+uit+het+kanaal&kind=expert")
    item_of(rotterdam, "Warmte uit het kanaal")
    expert = item_of(rotterdam, "Warmte uit het kanaal, gevraagd", kind=Kind.EXPERT)
    looking.look(alert, now=LATER)
    assert told(alert) == [expert.slug]


def test_nobody_is_told_of_what_they_may_not_see(anna, bas, rotterdam, before):
    hers, his = alert_for(anna, before), alert_for(bas, before)
    secret = item_of(rotterdam, "Warmte uit het kanaal", visibility=Visibility.ORGANISATION)
    for alert in (hers, his):
        looking.look(alert, now=LATER)
    assert told(hers) == [secret.slug]
    assert told(his) == []


def test_what_was_hidden_after_it_was_found_is_in_no_notice_or_mail(anna, bas, rotterdam, before):
    alert = alert_for(bas, before)
    item = item_of(rotterdam, "Warmte uit het kanaal", by=anna)
    looking.look(alert, now=LATER)
    assert "Warmte uit het kanaal" in notices_of(bas.reference)[0].wording.subject
    change_item(
        item=item,
        seen_version=item.version,
        content=replace(content_of(item), visibility=Visibility.ORGANISATION),
        changed_by=anna,
        now=LATER,
    )
    assert notices_of(bas.reference) == []
    with post_office() as (post, _):
        send_due(LATER)
    assert post.taken == []


def test_an_address_is_told_nothing_before_its_yes(rotterdam, before):
    alert = ask_for_alert(
        asked="q=warmte+uit+het+kanaal",
        address="kim@elders.example",
        language="nl",
        rhythm="daily",
        now=before,
    )
    item_of(rotterdam, "Warmte uit het kanaal")
    assert list(queries.due_alerts(now=LATER)) == []
    assert looking.look(alert, now=LATER) is None
    assert list(told_without_a_yes()) == []
    # A control: what it would be to tell it anyway
    Finding.objects.create(alert=alert, found_at=LATER)
    assert list(told_without_a_yes()) != []


def test_who_asks_the_same_twice_has_it_once(anna, before):
    first = make_alert(asked="q=hitte", person=anna, language="nl", rhythm="daily", now=before)
    again = make_alert(asked="q=hitte", person=anna, language="en", rhythm="weekly", now=NOW)
    assert (first.is_new, again.is_new) == (True, False)
    assert Alert.objects.get().rhythm == "daily"


def test_an_address_with_too_much_waiting_for_a_yes_gets_no_more_mail(before):
    for number in range(5):
        ask_for_alert(
            asked=f"q={number}", address="kim@elders.example", language="nl", rhythm="daily", now=before
        )
    with pytest.raises(Refusal, match="alerts-wait-for-a-yes"):
        ask_for_alert(asked="q=x", address="KIM@elders.example", language="nl", rhythm="daily", now=before)
    assert Mail.objects.count() == 5


def test_what_nobody_confirmed_is_forgotten_with_its_address(anna, before):
    kept = alert_for(anna, before)
    ask_for_alert(asked="q=hitte", address="kim@elders.example", language="nl", rhythm="daily", now=before)
    assert forget_alerts(now=before + timedelta(days=7)) == 0
    assert forget_alerts(now=before + timedelta(days=8)) == 1
    assert list(Alert.objects.all()) == [kept]


def test_whoever_brought_or_follows_an_open_challenge_hears_what_is_new_for_it(anna, bas, rotterdam, before):
    challenge = challenge_in(
        State.OPEN, rotterdam, "Warmte uit het kanaal", by=anna, visibility=Visibility.PUBLIC
    )
    type(challenge).objects.filter(pk=challenge.pk).update(saved_by=anna)
    follow_challenge(challenge=challenge, person=bas, now=before)
    assert looking.watch_open_challenges(now=before) == 2
    assert looking.watch_open_challenges(now=before) == 0
    item_of(rotterdam, "Warmte uit het kanaal, zo ging het")
    for alert in queries.due_alerts(now=LATER):
        looking.look(alert, now=LATER)
    assert {(one.alert.person_id, one.item.kind) for one in FindingItem.objects.order_by("pk")} == {
        (anna.pk, "case"),
        (bas.pk, "case"),
    }, "and the challenge itself is no news to them"
    assert notices_of(bas.reference)[0].wording.path == f"/challenges/{challenge.item.slug}/"


def test_who_stopped_the_alert_about_a_challenge_is_not_started_again(anna, rotterdam, before):
    challenge = challenge_in(State.OPEN, rotterdam, by=anna)
    follow_challenge(challenge=challenge, person=anna, now=before)
    looking.watch_open_challenges(now=before)
    stop_alert(alert=Alert.objects.get(), now=before)
    stop_alert(alert=Alert.objects.get(), now=before)
    assert looking.watch_open_challenges(now=NOW) == 0
    assert list(queries.alerts_of(anna)) == []


def test_nothing_is_news_for_a_challenge_that_is_finished(anna, rotterdam, before):
    challenge = challenge_in(State.OPEN, rotterdam, "Warmte uit het kanaal", by=anna)
    follow_challenge(challenge=challenge, person=anna, now=before)
    looking.watch_open_challenges(now=before)
    take_step(challenge=challenge, step=Step.PARK, taken_by=anna, now=NOW, words="Geen tijd.")
    item_of(rotterdam, "Warmte uit het kanaal")
    assert looking.look(Alert.objects.get(), now=LATER) is None
    assert FindingItem.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_who_look_at_once_tell_it_once(anna, rotterdam, before):
    alert = alert_for(anna, before)
    items = [item_of(rotterdam, f"Warmte uit het kanaal {number}").pk for number in range(3)]
    start, failures = Barrier(4), []

    def work():
        try:
            start.wait()
            store_finding(alert=alert, items=items, now=LATER)
        except Exception as error:  # noqa: BLE001 - shown below
            failures.append(error)
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert (FindingItem.objects.count(), Mail.objects.count()) == (3, 1)


def test_a_finding_of_another_alert_is_noticed(anna, bas, rotterdam, before):
    hers, his = alert_for(anna, before), alert_for(bas, before)
    item = item_of(rotterdam)
    finding = store_finding(alert=hers, items=[item.pk], now=LATER)
    assert list(found_for_another()) == []
    FindingItem.objects.filter(finding=finding).update(alert=his)
    assert len(list(found_for_another())) == 1


def test_a_yes_given_twice_is_one(before):
    alert = ask_for_alert(
        asked="q=hitte", address="kim@elders.example", language="nl", rhythm="daily", now=before
    )
    first = confirm_alert(alert=alert, now=NOW)
    assert confirm_alert(alert=alert, now=LATER).confirmed_at == first.confirmed_at == NOW
