"""Who is told what, once: notices, and mails that wait."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from schakel.kernel.refusal import Refusal
from schakel.messages import kinds, rules
from schakel.messages.actions import choose_mails, stop_mails
from schakel.messages.models import Mail, Notice, Suppression
from schakel.messages.public import tell
from schakel.messages.queries import frequencies_of, notices_of, unread_count
from schakel.messages.tokens import address_hash
from tests.clock import NOW
from tests.mails import DUTY, HIDDEN, LETTER, QUIET, chose_mails, tell_letter


@pytest.mark.django_db(transaction=True)
def test_telling_belongs_in_a_transaction(anna):
    with pytest.raises(transaction.TransactionManagementError):
        tell(LETTER, event="row:1", to=[anna.reference], about="thing:1", now=NOW)


@pytest.mark.django_db(transaction=True)
def test_what_did_not_happen_is_not_told(anna):
    with pytest.raises(RuntimeError), transaction.atomic():
        tell(LETTER, event="row:1", to=[anna.reference], about="thing:1", now=NOW)
        raise RuntimeError("it did not happen after all")
    assert not Notice.objects.exists()
    assert not Mail.objects.exists()


@pytest.mark.django_db
def test_a_kind_that_nobody_registered_cannot_be_told(anna):
    with pytest.raises(ValueError, match="nobody registered"):
        tell("no.such", event="row:1", to=[anna.reference], about="thing:1", now=NOW)


@pytest.mark.django_db
def test_each_is_told_once_of_an_event_however_often_it_is_said(anna, bas):
    tell_letter(anna.reference, now=NOW)
    mails = tell_letter(anna.reference, anna.reference, bas.reference, now=NOW)
    assert sorted(mail.addressee for mail in mails) == sorted([anna.reference, bas.reference])
    assert Notice.objects.count() == 2


@pytest.mark.django_db
def test_who_cannot_be_reached_is_passed_over(anna, bas):
    bas.is_active = False
    bas.save()
    mails = tell_letter(anna.reference, bas.reference, "person:999999", "person:x", "organisation:1", now=NOW)
    assert [mail.addressee for mail in mails] == [anna.reference]
    assert Notice.objects.count() == 1


@pytest.mark.django_db
def test_to_an_address_that_nobody_confirmed_nothing_is_mailed(anna):
    anna.emailaddress_set.create(email=anna.email, verified=False, primary=True)
    assert tell_letter(anna.reference, now=NOW) == []
    assert unread_count(anna.reference) == 1


@pytest.mark.django_db
def test_a_kind_that_is_not_mailed_unless_asked_for_stands_among_the_notices(anna):
    assert tell_letter(anna.reference, kind=QUIET, now=NOW) == []
    assert unread_count(anna.reference) == 1
    choose_mails(addressee=anna.reference, frequencies={QUIET: "at-once"})
    assert len(tell_letter(anna.reference, kind=QUIET, event="row:2", now=NOW)) == 1


@pytest.mark.django_db
def test_stopping_everything_stops_what_can_be_stopped(anna):
    choose_mails(addressee=anna.reference, frequencies={LETTER: "at-once"})
    stop_mails(addressee=anna.reference, kind="", now=NOW)
    stop_mails(addressee=anna.reference, kind="", now=NOW)
    assert tell_letter(anna.reference, now=NOW) == []
    assert len(tell_letter(anna.reference, kind=DUTY, event="row:2", now=NOW)) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [DUTY, "no.such"])
def test_what_must_be_told_cannot_be_switched_off(anna, kind):
    with pytest.raises(Refusal, match="choice-unknown"):
        stop_mails(addressee=anna.reference, kind=kind, now=NOW)
    with pytest.raises(Refusal, match="choice-unknown"):
        choose_mails(addressee=anna.reference, frequencies={kind: "never"})


@pytest.mark.django_db
def test_of_an_address_without_an_account_a_hash_is_kept_when_it_wants_no_mail():
    address = "Somebody@town.example"
    stop_mails(addressee=address_hash(address), kind=LETTER, now=NOW)
    assert tell_letter(address, now=NOW) == []
    assert len(tell_letter(address, kind=QUIET, event="row:2", now=NOW)) == 1
    kept = Suppression.objects.get()
    assert "somebody" not in f"{kept.address_hash}{kept.kind}".lower()


@pytest.mark.django_db
def test_an_address_that_no_server_takes_is_refused_and_nobody_is_told(anna):
    with pytest.raises(Refusal, match="address-not-usable"):
        tell_letter(anna.reference, "x@town.example\r\nBcc: y@town.example", now=NOW)


@pytest.mark.django_db
def test_what_is_too_much_in_an_hour_waits_for_the_mail_of_the_day(anna):
    for number in range(rules.MOST_AN_HOUR + 3):
        tell_letter(anna.reference, event=f"row:{number}", now=NOW)
    kinds = list(Mail.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == [LETTER] * rules.MOST_AN_HOUR + ["digest"]
    assert unread_count(anna.reference) == rules.MOST_AN_HOUR + 3
    tell_letter(anna.reference, event="row:later", now=NOW + timedelta(minutes=61))
    assert Mail.objects.filter(kind=LETTER).count() == rules.MOST_AN_HOUR + 1


@pytest.mark.django_db
def test_nobody_without_an_account_is_buried_in_mail_through_us():
    for number in range(rules.MOST_AN_HOUR + 3):
        tell_letter("victim@town.example", event=f"row:{number}", now=NOW)
    assert Mail.objects.count() == rules.MOST_AN_HOUR


@pytest.mark.django_db
def test_what_somebody_may_no_longer_see_is_not_among_their_notices_and_not_counted(anna):
    tell_letter(anna.reference, now=NOW)
    assert len(notices_of(anna.reference)) == 1
    HIDDEN.add("thing:1")
    assert notices_of(anna.reference) == []
    assert unread_count(anna.reference) == 0


@pytest.mark.django_db
def test_a_kind_of_long_ago_that_nobody_can_word_is_not_shown(anna):
    Notice.objects.create(
        event="row:1", kind="gone.kind", addressee=anna.reference, about="thing:1", told_at=NOW
    )
    assert notices_of(anna.reference) == []


@pytest.mark.django_db
def test_the_database_refuses_a_second_mail_and_a_second_notice_of_one_event(anna):
    tell_letter(anna.reference, now=NOW)
    for row in (Mail.objects.get(), Notice.objects.get()):
        row.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)


@pytest.mark.django_db(transaction=True)
def test_two_who_tell_the_same_at_the_same_moment_tell_it_once(anna, bas):
    begin = threading.Barrier(4)
    wrong: list[Exception] = []

    def say() -> None:
        try:
            begin.wait(20)
            tell_letter(bas.reference, anna.reference, now=timezone.now())
        except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=say) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert (Notice.objects.count(), Mail.objects.count()) == (2, 2)


@pytest.mark.django_db
def test_the_frequencies_of_somebody_are_those_of_all_kinds_that_can_be_chosen(anna):
    found = frequencies_of(anna.reference)
    assert {LETTER, QUIET} <= set(found)
    assert DUTY not in found


@pytest.mark.parametrize("frequency", ["daily", "weekly"])
@pytest.mark.django_db
def test_what_stands_in_no_list_comes_at_once_to_who_wants_the_mail_of_the_day(anna, monkeypatch, frequency):
    monkeypatch.setitem(kinds._KINDS, LETTER, replace(kinds._KINDS[LETTER], is_noticed=False))
    chose_mails(anna.reference, LETTER, frequency)
    tell_letter(anna.reference, now=NOW)
    assert Mail.objects.get().kind == LETTER


@pytest.mark.django_db
def test_nothing_is_held_back_of_what_bounds_itself(anna, monkeypatch):
    monkeypatch.setitem(kinds._KINDS, LETTER, replace(kinds._KINDS[LETTER], is_bounded=True))
    for to in (anna.reference, "kim@town.example"):
        for number in range(rules.MOST_AN_HOUR + 3):
            tell_letter(to, event=f"row:{number}", now=NOW)
    assert Mail.objects.filter(kind=LETTER).count() == 2 * (rules.MOST_AN_HOUR + 3)
