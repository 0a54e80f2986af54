"""Giving, withdrawing, putting right, sharing and erasing: what is kept, whoever clicks when."""

import json
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, connection, transaction

from schakel.accounts.public import own_data_of
from schakel.credentials import actions, queries
from schakel.credentials.links import credential_with, holder_path
from schakel.credentials.models import Credential
from schakel.credentials.public import credentials_certifying
from schakel.credentials.rules import STATUS_LIST_SIZE, Reason, Sharing, State
from schakel.credentials.waiting import _doing
from schakel.journal import public as journal
from schakel.kernel.refusal import Refusal
from schakel.messages.public import Mail
from schakel.organisations.public import Membership
from tests.clock import NOW, TODAY
from tests.credentials import GUEST, credential_of
from tests.mails import kept_of_notices_and_mails, letter_of, told
from tests.told import journal_text

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
ONE_OF_A_THING = ("a_thing_is_certified_once", "one_credential_of_a_thing_stands")


@pytest.fixture
def credential(anna, heat_pumps, bas):
    return credential_of(anna, heat_pumps, by=bas)


def refused(code, act, **named):
    with pytest.raises(Refusal) as caught:
        act(**named)
    assert caught.value.code == code


def test_certified_twice_it_is_one_credential_as_it_was(credential, heat_pumps, dirk):
    again = credential_of(dirk, heat_pumps, changes={"title": "Iets anders"})
    assert (again.pk, again.title, again.person) == (credential.pk, "Werken met sensoren", credential.person)
    assert len(list(journal.rows_named("credential.issued"))) == 1


def test_withdrawn_and_certified_again_it_stays_withdrawn(credential, heat_pumps, anna, ada):
    actions.revoke_credential(credential=credential, reason="not-attended", by=ada, now=LATER)
    assert credential_of(anna, heat_pumps).state is State.REVOKED


def test_the_journal_says_who_when_how_long_and_for_whom_and_no_name(credential, anna, bas, heat_pumps):
    (row,) = journal.rows_named("credential.issued")
    assert (row.actor, row.subject) == (bas.reference, credential.reference)
    assert row.details == {
        "organisation": heat_pumps.reference,
        "source": "item:12",
        "key": "enrolment:7",
        "holder": anna.reference,
        "minutes": 690,
        "began_on": "2026-11-03",
        "ended_on": "2026-11-04",
    }
    assert "Anna" not in journal_text()


def test_nothing_of_an_address_is_kept(heat_pumps):
    one = credential_of(GUEST, heat_pumps, tells=False)
    kept = json.dumps(list(Credential.objects.filter(pk=one.pk).values()), default=str)
    assert "gast.example" not in kept
    assert one.email_hash.startswith("sha256$")
    assert "gast.example" not in journal_text()


def test_holders_are_told_once_and_guests_by_a_link(credential, heat_pumps, anna):
    assert told(actions.ISSUED) == [anna.reference]
    guest = credential_of(GUEST, heat_pumps, key="enrolment:8")
    letter = letter_of(Mail.objects.get(addressee=GUEST.email))
    assert holder_path(guest) in letter.replace("=\n", "")
    assert "Gerda" not in kept_of_notices_and_mails()
    assert credential_with(holder_path(guest).rstrip("/").rpartition("/")[2]) == guest


def test_the_caller_can_do_the_telling(heat_pumps, anna):
    credential_of(anna, heat_pumps, tells=False)
    assert told(actions.ISSUED) == []


def test_one_that_was_withdrawn_says_why_and_cannot_be_changed(credential, anna, ada):
    gone = actions.revoke_credential(credential=credential, reason="mistake", by=ada, now=LATER)
    assert (gone.state, gone.reason, gone.revoked_by) == (State.REVOKED, Reason.MISTAKE, ada)
    assert told(actions.WITHDRAWN) == [anna.reference]
    actions.revoke_credential(credential=credential, reason="mistake", by=ada, now=LATER)
    assert len(list(journal.rows_named(actions.WITHDRAWN))) == 1
    refused(
        "credential-does-not-stand",
        actions.revoke_credential,
        credential=gone,
        reason="asked",
        by=ada,
        now=LATER,
    )
    refused(
        "credential-does-not-stand",
        actions.correct_credential,
        credential=gone,
        holder_name="Anna B",
        by=ada,
        now=LATER,
    )


def test_what_was_withdrawn_is_not_told_as_new(credential, ada):
    mail = Mail.objects.get(kind=actions.ISSUED)
    assert letter_of(mail)
    actions.revoke_credential(credential=credential, reason="mistake", by=ada, now=LATER)
    assert letter_of(mail) == ""


def test_a_right_name_takes_the_place_of_a_wrong_one(credential, anna, ada):
    new = actions.correct_credential(credential=credential, holder_name=" Anna  de Wit ", by=ada, now=LATER)
    credential.refresh_from_db()
    assert (new.holder_name, new.version, new.state) == ("Anna de Wit", 2, State.VALID)
    assert (credential.state, credential.replaced_by, credential.holder_name) == (State.REPLACED, new, "Anna")
    assert (new.code != credential.code, new.status_place != credential.status_place) == (True, True)
    assert list(queries.credentials_of(anna)) == [new]
    assert credentials_certifying(["enrolment:7", "enrolment:9"]) == {"enrolment:7": new}
    assert told(actions.REPLACED) == [anna.reference]


def test_a_second_click_finds_the_name_right_already(credential, ada):
    new = actions.correct_credential(credential=credential, holder_name="Anna de Wit", by=ada, now=LATER)
    again = actions.correct_credential(credential=credential, holder_name="Anna de Wit", by=ada, now=LATER)
    same = actions.correct_credential(credential=new, holder_name="Anna de Wit", by=ada, now=LATER)
    assert (again, same, Credential.objects.count()) == (new, new, 2)


def test_the_link_of_a_guest_leads_to_the_one_with_the_right_name(heat_pumps, ada):
    one = credential_of(GUEST, heat_pumps)
    word = holder_path(one).rstrip("/").rpartition("/")[2]
    new = actions.correct_credential(credential=one, holder_name="Gerda de Gast", by=ada, now=LATER)
    assert credential_with(word) == new


@pytest.mark.parametrize("spoilt", ["", ".", "x", "a.b", "{code}.", "{code}.AAAA", "é.é", "x" * 100])
def test_a_link_that_was_made_up_opens_nothing(heat_pumps, spoilt):
    one = credential_of(GUEST, heat_pumps)
    assert credential_with(spoilt.replace("{code}", one.code)) is None


def test_a_deleted_one_leaves_a_tombstone_that_names_nobody(credential, anna, ada):
    new = actions.correct_credential(credential=credential, holder_name="Anna de Wit", by=ada, now=LATER)
    actions.erase_credential(credential=new, by=anna.reference, now=LATER)
    actions.erase_credential(credential=new, by=anna.reference, now=LATER)
    assert len(list(journal.rows_named("credential.erased"))) == 2
    for one in Credential.objects.order_by("pk"):
        assert one.state is State.ERASED
        assert (one.person, one.holder_name, one.email_hash, one.salt, one.address_key) == (
            None,
            "",
            "",
            "",
            "",
        )
        assert (one.attended_minutes, one.source) == (690, "item:12")
    assert list(queries.credentials_of(anna)) == []
    assert credential.status_place in queries.withdrawn_places(1)
    assert new.status_place in queries.withdrawn_places(1)


def test_who_is_forgotten_leaves_tombstones_alone(credential, heat_pumps, anna, dirk):
    credential_of(dirk, heat_pumps, key="enrolment:8")
    assert actions.forget_holder(person=anna, now=LATER) == 1
    assert actions.forget_holder(person=anna, now=LATER) == 0
    assert [one.holder_name for one in Credential.objects.order_by("pk")] == ["", "Dirk"]


def test_what_was_earned_as_a_guest_comes_along_with_a_confirmed_address(heat_pumps, dirk):
    one = credential_of(GUEST, heat_pumps)
    EmailAddress.objects.create(user=dirk, email="Gerda@Gast.example", verified=False)
    assert actions.claim_credentials(person=dirk, now=LATER) == 0
    assert not list(_doing(dirk))
    EmailAddress.objects.update(verified=True)
    assert [one.url for one in _doing(dirk)] == ["/me/certificates/"]
    assert actions.claim_credentials(person=dirk, now=LATER) == 1
    assert list(queries.credentials_of(dirk)) == [one]
    assert credential_with(holder_path(one).rstrip("/").rpartition("/")[2]) is None


def test_sharing_is_the_holders(credential, anna):
    for sharing in Sharing:
        actions.share_credential(credential=credential, sharing=sharing, by=anna.reference, now=LATER)
    actions.share_credential(credential=credential, sharing=Sharing.PUBLIC, by=anna.reference, now=LATER)
    assert len(list(journal.rows_named("credential.shared"))) == 3  # it began with the link
    actions.share_credential(credential=credential, sharing=Sharing.PRIVATE, by=anna.reference, now=LATER)
    assert queries.find_public(credential.code) is None
    assert queries.find_public(credential.code, person=anna) == credential


def test_who_manages_what_was_given(credential, anna, bas, dirk, ada, chaima, heat_pumps):
    def managed(person):
        return list(queries.issued_managed_by(person, today=TODAY))

    assert managed(ada) == [credential]
    assert [managed(one) for one in (anna, bas, dirk)] == [[], [], []]
    Membership.objects.filter(person=bas).update(is_administrator=True)
    assert managed(bas) == [credential]


def test_somebody_gets_what_is_kept_of_them(credential, anna, bas):
    kept = own_data_of(anna, now=NOW)["credentials"]
    assert kept["earned"][0]["title"] == "Werken met sensoren"
    assert own_data_of(bas, now=NOW)["credentials"]["given_to_others"][0]["code"] == credential.code


def test_a_taken_bit_is_not_taken_twice(credential, heat_pumps, dirk, monkeypatch):
    places = iter([credential.status_place, credential.status_place, 5, 6])
    monkeypatch.setattr(actions.secrets, "randbelow", lambda _most: next(places))
    assert credential_of(dirk, heat_pumps, key="enrolment:8").status_place in (5, 6)


def test_a_list_that_is_half_full_is_followed_by_another(credential, heat_pumps, dirk, monkeypatch):
    monkeypatch.setattr(actions.rules, "STATUS_LIST_SIZE", 2)
    assert credential_of(dirk, heat_pumps, key="enrolment:8").status_list == 2


# ---------------------------------------------------------------------- the database is the last to say no


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"holder_name": ""}, "an_erased_credential_names_nobody"),
        ({"erased_at": NOW}, "an_erased_credential_names_nobody"),
        ({"revoked_at": NOW}, "a_credential_is_withdrawn_for_a_reason"),
        ({"reason": "mistake"}, "a_credential_is_withdrawn_for_a_reason"),
        ({"sharing": "friends"}, "a_credential_is_shared_somehow"),
        ({"status_place": STATUS_LIST_SIZE}, "a_bit_stands_in_its_list"),
        ({"title": ""}, "a_credential_says_what_and_from_whom"),
        ({"began_on": "2026-11-05"}, "a_credential_ends_after_it_began"),
    ],
)
def test_the_database_refuses_what_cannot_be(credential, changed, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Credential.objects.filter(pk=credential.pk).update(**changed)


def test_the_database_refuses_two_that_stand_for_one_thing(credential):
    second = Credential.objects.get(pk=credential.pk)
    second.pk, second.code, second.version, second.status_place = (
        None,
        "f" * 32,
        2,
        credential.status_place ^ 1,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save(force_insert=True)


def race(act, count=4):
    """Each in a thread with a connection of its own, all at the same moment."""
    barrier, came = Barrier(count), []

    def run():
        try:
            barrier.wait(timeout=10)
            came.append(act())
        except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
            came.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return came


@pytest.mark.django_db(transaction=True)
def test_four_who_certify_the_same_at_once_make_one(anna, heat_pumps):
    came = race(lambda: credential_of(anna, heat_pumps).pk)
    assert len(set(came)) == 1
    assert Credential.objects.count() == 1
    assert len(list(journal.rows_named("credential.issued"))) == 1


@pytest.mark.django_db(transaction=True)
def test_who_did_not_see_it_in_time_is_stopped_by_the_database(anna, heat_pumps, monkeypatch):
    """Two that looked at the same moment, and saw nothing. Control: without the constraints there are two."""
    monkeypatch.setattr(actions, "_certified", lambda _key: None)
    assert credential_of(anna, heat_pumps) == credential_of(anna, heat_pumps)
    ours = [one for one in Credential._meta.constraints if one.name in ONE_OF_A_THING]
    with connection.schema_editor() as editor:
        for one in ours:
            editor.remove_constraint(Credential, one)
    try:
        credential_of(anna, heat_pumps)
        assert Credential.objects.count() == 2
    finally:
        Credential.objects.all().delete()
        with connection.schema_editor() as editor:
            for one in ours:
                editor.add_constraint(Credential, one)


@pytest.mark.django_db(transaction=True)
def test_of_a_withdrawal_and_a_right_name_at_once_one_happens(anna, ada, heat_pumps):
    one = credential_of(anna, heat_pumps)
    acts = iter(
        [
            lambda: actions.revoke_credential(credential=one, reason="mistake", by=ada, now=LATER),
            lambda: actions.correct_credential(credential=one, holder_name="Anna B", by=ada, now=LATER),
        ]
        * 2
    )
    came = race(lambda: next(acts)())  # noqa: PLW0108 - each takes the next one, in its thread
    assert Credential.objects.filter(revoked_at=None).count() == (1 if Credential.objects.count() == 2 else 0)
    assert any(isinstance(one, Refusal) for one in came)
    assert not any(isinstance(one, Exception) and not isinstance(one, Refusal) for one in came)
