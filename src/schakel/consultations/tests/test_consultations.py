"""One consultation from its preparation to its report: what everybody gets, and what nobody else does."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from schakel.challenges.public import State as ChallengeState
from schakel.challenges.public import follow_challenge
from schakel.consultations import actions, queries
from schakel.consultations.actions import Plan
from schakel.consultations.invariants import INVARIANTS
from schakel.consultations.models import Consultation, ConsultationFile
from schakel.consultations.public import blocks_introductions
from schakel.consultations.rules import State
from schakel.documents.public import keep_file
from schakel.interests.public import Relation, Said, declare_interest
from schakel.journal import public as journal
from schakel.kernel.refusal import Refusal
from schakel.library.public import Item, Visibility
from schakel.messages.public import notices_of
from schakel.organisations.public import Membership, Organisation
from tests.challenges import challenge_in

pytestmark = pytest.mark.django_db
NL = {"Accept-Language": "nl"}
DAY = timedelta(days=1)
SECRET = "Kanarie: wij doen het voor vier ton."


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def challenge(rotterdam):
    return challenge_in(ChallengeState.OPEN, rotterdam)


@pytest.fixture
def prepared(challenge, anna, today, now):
    plan = Plan("Wat kan de markt met ons zwembad?", today + 10 * DAY, today + 20 * DAY)
    return actions.prepare_consultation(challenge=challenge, plan=plan, prepared_by=anna, now=now)


@pytest.fixture
def opened(prepared, anna, today, now):
    return actions.open_consultation(consultation=prepared, opened_by=anna, today=today, now=now)


@pytest.fixture
def rival(db):
    """Eva works at another company."""
    organisation = Organisation.objects.create(slug="koelte-bv", name="Koelte BV", type="company")
    eva = Membership._meta.get_field("person").related_model.objects.create_user(
        "eva@koelte.example", "correct horse battery staple", name="Eva"
    )
    Membership.objects.create(person=eva, organisation=organisation)
    return eva


def address(consultation, rest=""):
    return f"/challenges/{consultation.challenge.item.slug}/consultation/{rest}"


def text_of(browser, consultation, rest=""):
    return browser.get(address(consultation, rest), headers=NL).content.decode()


def takes_part(person, consultation, today, now, words=SECRET, files=()):
    own = queries.organisations_to_join_with(person, consultation)[0]
    return actions.register_participant(
        consultation=consultation,
        organisation=own,
        words=words,
        files=files,
        registered_by=person,
        today=today,
        now=now,
    )


def is_whole():
    return [sentence for invariant in INVARIANTS for sentence in invariant.violations()] == []


def test_owner_and_staff_prepare_and_the_owner_alone_opens(
    challenge, anna, chaima, bas, client, signed_in, today
):
    slug = challenge.item.slug
    form = {
        "text": "Wat kan de markt?",
        "questions_until": today + 10 * DAY,
        "closes_on": today + 20 * DAY,
    }
    for stranger in (signed_in(bas), client):
        assert stranger.get(f"/challenges/{slug}/consultation/").status_code == 404
    assert signed_in(chaima).post(f"/challenges/{slug}/consultation/prepare/", form).status_code == 302
    found = Consultation.objects.get()
    for stranger in (signed_in(bas), client):
        assert stranger.get(address(found)).status_code == 404
    assert "beslist wanneer de consultatie opent" in text_of(signed_in(chaima), found)
    step = address(found, "step/")
    for other in (signed_in(chaima), signed_in(bas)):
        assert other.post(step, {"act": "open"}).status_code == 404
    assert signed_in(anna).post(step, {"act": "open"}).status_code == 302
    for reader in (signed_in(bas), client):
        assert "Wat kan de markt?" in text_of(reader, found)
    assert signed_in(anna).get(address(found, "prepare/")).status_code == 404
    assert "Zwembad" not in client.get("/consultations/file.csv", headers=NL).content.decode()
    assert "Ons zwembad stookt gas" in client.get("/consultations/", headers=NL).content.decode()
    assert is_whole()


def test_it_does_not_open_where_not_everybody_can_read_it(prepared, anna, today, now, signed_in):
    Item.objects.filter(pk=prepared.pk).update(visibility=Visibility.NETWORK)
    with pytest.raises(Refusal) as refused:
        actions.open_consultation(consultation=prepared, opened_by=anna, today=today, now=now)
    assert refused.value.code == "consultation-not-for-everybody"
    answer = signed_in(anna).post(address(prepared, "step/"), {"act": "open"}, headers=NL)
    assert (answer.status_code, "open voor iedereen" in answer.content.decode()) == (400, True)


def test_while_it_is_prepared_or_open_introductions_are_blocked(prepared, anna, today, now):
    challenge = prepared.challenge
    assert blocks_introductions(challenge, today=today)
    actions.open_consultation(consultation=prepared, opened_by=anna, today=today, now=now)
    assert blocks_introductions(challenge, today=today + 20 * DAY)
    assert not blocks_introductions(challenge, today=today + 21 * DAY)
    assert not blocks_introductions(
        challenge_in(ChallengeState.OPEN, challenge.item.owner, "Anders"), today=today
    )


def test_what_nobody_saw_can_be_dropped_and_what_was_open_cannot(prepared, anna, today, now):
    actions.drop_consultation(consultation=prepared, dropped_by=anna, now=now)
    assert not blocks_introductions(prepared.challenge, today=today)
    plan = Plan("Opnieuw", today + 10 * DAY, today + 20 * DAY)
    again = actions.prepare_consultation(challenge=prepared.challenge, plan=plan, prepared_by=anna, now=now)
    actions.open_consultation(consultation=again, opened_by=anna, today=today, now=now)
    for act in (
        lambda: actions.drop_consultation(consultation=again, dropped_by=anna, now=now),
        lambda: actions.prepare_consultation(challenge=again.challenge, plan=plan, prepared_by=anna, now=now),
    ):
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.code == "consultation-is-public"


def test_a_question_is_read_with_its_answer_by_everybody_at_once_and_nobody_reads_who_asked(
    opened, anna, bas, rival, chaima, client, signed_in, now
):
    asker = signed_in(bas)
    asker.post(address(opened, "question/"), {"question": "Hoe diep is het bad?"})
    others = (client, signed_in(rival))
    assert "Hoe diep" in text_of(asker, opened)
    for other in others:
        assert "Hoe diep" not in text_of(other, opened)
    for helper in (signed_in(anna), signed_in(chaima)):
        page = text_of(helper, opened)
        assert "Hoe diep" in page
        assert "Bas" not in page
    answer = {"number": "1", "answer": "Twee meter."}
    assert signed_in(chaima).post(address(opened, "answer/"), answer).status_code == 404
    assert signed_in(bas).post(address(opened, "answer/"), answer).status_code == 404
    signed_in(anna).post(address(opened, "answer/"), answer)
    for reader in (*others, asker):
        page = text_of(reader, opened)
        assert "Hoe diep" in page
        assert "Twee meter." in page
    again = signed_in(anna).post(address(opened, "answer/"), answer, headers=NL)
    assert "al beantwoord" in again.content.decode()
    report = text_of(signed_in(anna), opened, "report/")
    assert "Vraag 1 is gesteld" in report
    assert "Bas" not in report
    assert is_whole()


def test_what_a_participant_hands_in_is_read_by_the_owner_alone(
    opened, anna, bas, rival, chaima, ada, client, signed_in
):
    sent = {
        "organisation": "heat-pumps-bv",
        "words": SECRET,
        "document": SimpleUploadedFile("aanbod.txt", b"Kanarie in een bestand."),
    }
    assert signed_in(bas).post(address(opened, "take-part/"), sent).status_code == 302
    assert signed_in(anna).post(address(opened, "take-part/"), {"organisation": "gm0599"}).status_code == 404
    file = ConsultationFile.objects.get()
    assert "Kanarie" in text_of(signed_in(anna), opened)
    assert "Kanarie" in text_of(signed_in(bas), opened)
    for reader in (signed_in(anna), signed_in(bas)):
        assert (
            b"".join(reader.get(address(opened, f"files/{file.code}/")).streaming_content)
            == b"Kanarie in een bestand."
        )
    for other in (signed_in(rival), signed_in(chaima), signed_in(ada), client):
        page = text_of(other, opened)
        assert "Kanarie" not in page
        assert "Heat Pumps" not in page
        assert "aanbod.txt" not in page
        assert other.get(address(opened, f"files/{file.code}/")).status_code == 404
    for other in (signed_in(rival), signed_in(chaima), signed_in(ada), signed_in(bas)):
        assert other.get(address(opened, "report/")).status_code == 404
        assert other.get(address(opened, "report.zip")).status_code == 404
    assert "Kanarie" not in str(journal.history_of(opened.reference))
    signed_in(bas).post(address(opened, "take-part/"), {"organisation": "heat-pumps-bv", "act": "leave"})
    assert "Kanarie" not in text_of(signed_in(anna), opened)
    assert not ConsultationFile.objects.exists()


def test_who_has_an_interest_in_a_participant_reads_nothing_of_it(
    opened, anna, bas, heat_pumps, signed_in, today, now
):
    takes_part(bas, opened, today, now)
    declare_interest(
        person=anna,
        organisation=heat_pumps,
        said=Said(Relation.FAMILY, "", today, None),
        today=today,
        now=now,
    )
    page = text_of(signed_in(anna), opened)
    assert "Kanarie" not in page
    assert "Een collega leest" in page
    packed = signed_in(anna).get(address(opened, "report.zip"))
    package = zipfile.ZipFile(io.BytesIO(packed.content))
    assert "Kanarie" not in package.read("participants.csv").decode()


def test_staff_with_an_interest_in_the_owner_does_not_help(
    prepared, chaima, rotterdam, today, now, signed_in
):
    assert signed_in(chaima).get(address(prepared, "prepare/")).status_code == 200
    declare_interest(
        person=chaima,
        organisation=rotterdam,
        said=Said(Relation.FAMILY, "", today, None),
        today=today,
        now=now,
    )
    assert signed_in(chaima).get(address(prepared, "prepare/")).status_code == 404


def test_the_log_says_who_fetched_what_once_and_the_report_has_everything(
    prepared, anna, bas, client, signed_in, today, now
):
    kept = keep_file(b"De eisen.", "eisen.txt")
    file = actions.add_file(consultation=prepared, kept=kept, added_by=anna, today=today, now=now)
    actions.open_consultation(consultation=prepared, opened_by=anna, today=today, now=now)
    for browser in (signed_in(bas), signed_in(bas), client):
        fetched = browser.get(address(prepared, f"files/{file.code}/"))
        assert b"".join(fetched.streaming_content) == b"De eisen."
    with pytest.raises(Refusal):
        actions.remove_file(file=file, removed_by=anna, now=now)
    takes_part(bas, prepared, today, now, files=[keep_file(b"Ons aanbod.", "eisen.txt")])
    fetched = [row for row in journal.history_of(prepared.reference) if row.name == actions.FETCHED]
    assert [row.actor for row in fetched] == [bas.reference]
    packed = signed_in(anna).get(address(prepared, "report.zip"), headers=NL)
    package = zipfile.ZipFile(io.BytesIO(packed.content))
    assert sorted(package.namelist()) == [
        "consultation.txt",
        "files/01-eisen.txt",
        "log.csv",
        "participants.csv",
        "participants/heat-pumps-bv/01-eisen.txt",
        "questions.csv",
    ]
    log = package.read("log.csv").decode("utf-8-sig")
    assert 'Bas,"eisen.txt opgehaald, voor: Heat Pumps BV"' in log
    assert SECRET in package.read("participants.csv").decode()
    assert package.read("participants/heat-pumps-bv/01-eisen.txt") == b"Ons aanbod."


def test_it_closes_after_its_last_day_for_everybody_and_those_concerned_are_told_once(
    opened, anna, bas, dirk, today, now
):
    follow_challenge(challenge=opened.challenge, person=dirk, now=now)
    takes_part(bas, opened, today, now)
    soon, over = today + 18 * DAY, today + 21 * DAY
    for _ in range(2):
        actions.remind_consultations(today=soon, now=now)
        actions.close_consultations(today=over, now=now)
    for person in (anna, bas, dirk):
        told = [notice.wording.subject for notice in notices_of(person.reference)]
        assert len(told) == 2
        assert {subject.split(":")[0] for subject in told} == {"Sluit binnenkort", "Gesloten"}
    assert Consultation.objects.get().state == State.CLOSED
    with pytest.raises(Refusal):
        takes_part(bas, opened, over, now)
    assert actions.close_consultations(today=over, now=now) == 0
    assert is_whole()


def test_what_is_told_is_read_only_by_who_may_see_it(opened, bas, today, now, anna):
    takes_part(bas, opened, today, now)
    actions.ask_inquiry(consultation=opened, text="Hoe diep?", asked_by=bas, today=today, now=now)
    actions.answer_inquiry(consultation=opened, number=1, answer="Twee meter.", answered_by=anna, now=now)
    assert len(notices_of(bas.reference)) == 1
    Item.objects.filter(pk=opened.pk).update(visibility=Visibility.ORGANISATION)
    assert len(notices_of(bas.reference)) == 0


def test_it_is_reported_once_every_question_is_answered(opened, anna, bas, client, signed_in, today, now):
    actions.ask_inquiry(consultation=opened, text="Hoe diep?", asked_by=bas, today=today, now=now)
    over = today + 21 * DAY
    report = {"consultation": opened, "conclusion": "Het kan.", "reported_by": anna, "now": now}
    for day, code in ((today, "consultation-step-not-possible"), (over, "consultation-inquiries-wait")):
        with pytest.raises(Refusal) as refused:
            actions.report_consultation(today=day, **report)
        assert refused.value.code == code
    actions.answer_inquiry(consultation=opened, number=1, answer="Diep.", answered_by=anna, now=now)
    actions.close_consultations(today=over, now=now)
    actions.report_consultation(today=over, **report)
    assert "Het kan." in text_of(client, opened)
    assert is_whole()


def test_its_days_stand_in_a_calendar(opened, client, today):
    written = client.get(address(opened, "calendar.ics"), headers=NL).content.decode()
    assert f"DTSTART;VALUE=DATE:{(today + 20 * DAY).strftime('%Y%m%d')}" in written
    assert written.count("BEGIN:VEVENT") == 2


def test_it_lasts_longer_for_everybody(opened, anna, signed_in, today):
    browser = signed_in(anna)
    shorter = {"act": "extend", "closes_on": today + 19 * DAY}
    assert browser.post(address(opened, "step/"), shorter).status_code == 400
    browser.post(address(opened, "step/"), shorter | {"closes_on": today + 30 * DAY})
    stored = Consultation.objects.get()
    assert (stored.closes_on, stored.questions_until) == (today + 30 * DAY, today + 20 * DAY)


def test_control_a_log_without_a_row_is_noticed(opened, bas, anna, today, now, monkeypatch):
    actions.ask_inquiry(consultation=opened, text="Hoe diep?", asked_by=bas, today=today, now=now)
    monkeypatch.setattr(actions, "_record", lambda *given, **named: None)
    actions.answer_inquiry(consultation=opened, number=1, answer="Diep.", answered_by=anna, now=now)
    assert not is_whole()


def test_control_an_open_consultation_that_is_hidden_is_noticed(opened):
    Item.objects.filter(pk=opened.pk).update(visibility=Visibility.ORGANISATION)
    assert not is_whole()
