"""What goes out, to whom, and what becomes of it; most of it with a real mail server."""

import logging
import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core import mail as memory
from django.db import transaction
from icalendar import Calendar

from schakel.jobs.public import LostLeaseError, newest_with_key, waiting_jobs
from schakel.journal.public import history_of, rows_after
from schakel.kernel.refusal import Refusal
from schakel.messages import composing, rules
from schakel.messages.actions import (
    choose_mails,
    forget_mails,
    mark_mail,
    read_notices,
    rescue_mails,
    send_again,
)
from schakel.messages.invariants import INVARIANTS
from schakel.messages.kinds import kind_named
from schakel.messages.models import Mail, Notice
from schakel.messages.queries import mails_in_trouble
from schakel.messages.rules import MailState
from tests.clock import NOW
from tests.mails import (
    DUTY,
    HIDDEN,
    LETTER,
    give_up_all_work,
    lose_all_work,
    post_office,
    send_due,
    tell_letter,
)

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def post(settings):
    """A mail server, to which this hub hands its mail."""
    with post_office() as (post, port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        yield post


def state_of(mail):
    return Mail.objects.get(pk=mail.pk).state


def test_a_mail_goes_out_in_both_forms_with_what_mail_programs_want_to_know(post, anna):
    (told,) = tell_letter(anna.reference, subject="Warmte & kou", text="Kijk <b>even</b>.", now=NOW)
    send_due(NOW)
    found = post.to(anna.email)
    assert found["Subject"] == "Warmte & kou (Schakel)"
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["Message-ID"] == composing.message_id(told)
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text, html = (found.get_body((form,)).get_content() for form in ("plain", "html"))
    assert "Kijk <b>even</b>." in text
    assert "Kijk &lt;b&gt;even&lt;/b&gt;." in html
    for written in (text, html):
        assert "http://127.0.0.1:8000/about/" in written
    assert state_of(told) == MailState.SENT
    assert post.senders == ["schakel@localhost"]


def appointments_in(message):
    """By the calendar program that acts on the mail, and the file for all others: (method, appointment) of each."""
    forms = [
        part for part in message.walk() if part.get_content_type() in ("text/calendar", "application/ics")
    ]
    files = [part.get_payload(decode=True) for part in forms]
    return [(forms[0].get_param("method"), *Calendar.from_ical(file).walk("VEVENT")) for file in files]


def test_an_appointment_goes_along_is_moved_and_is_struck(post, anna):
    for number, (hour, is_cancelled) in enumerate([(9, False), (11, False), (11, True)]):
        meets_at = NOW.replace(hour=hour).isoformat()
        tell_letter(
            anna.reference,
            event=f"row:{number}",
            meets_at=meets_at,
            sequence=number,
            is_cancelled=is_cancelled,
            now=NOW,
        )
        send_due(NOW)
    seen = [appointments_in(message) for _, message in post.taken]
    assert [[method for method, _ in one] for one in seen] == [
        ["REQUEST"] * 2,
        ["REQUEST"] * 2,
        ["CANCEL"] * 2,
    ]
    events = [event for one in seen for _, event in one]
    assert len({str(event["uid"]) for event in events}) == 1
    assert [event["sequence"] for event in events] == [0, 0, 1, 1, 2, 2]
    assert [event.decoded("dtstart").hour for event in events] == [9, 9, 11, 11, 11, 11]
    assert str(events[-1]["status"]) == "CANCELLED"
    assert str(events[0]["attendee"]) == f"mailto:{anna.email}"
    assert str(events[0]["organizer"]) == "mailto:schakel@localhost"


def test_a_mail_without_an_appointment_has_no_calendar(post, anna):
    tell_letter(anna.reference, now=NOW)
    send_due(NOW)
    assert not appointments_in(post.to(anna.email))


def test_a_mail_is_in_the_language_of_who_reads_it(post, anna, bas):
    bas.language = "en"
    bas.save()
    tell_letter(anna.reference, bas.reference, now=NOW)
    send_due(NOW)
    said = {person: post.to(person.email).get_body(("plain",)).get_content() for person in (anna, bas)}
    assert "schreef dit vanzelf" in said[anna]
    assert "wrote this by itself" in said[bas]


def test_every_address_in_a_mail_is_one_of_this_hub_whatever_host_asked(post, anna):
    tell_letter(
        anna.reference, text="Zie https://elsewhere.example/ en verder.\n\nhttps://evil.example/", now=NOW
    )
    send_due(NOW)
    html = post.to(anna.email).get_body(("html",)).get_content()
    assert {urlsplit(url).netloc for url in re.findall(r'href="([^"]+)"', html)} == {"127.0.0.1:8000"}


def test_nothing_can_be_smuggled_into_the_head_of_a_mail(post, anna):
    tell_letter(anna.reference, subject="Hello\r\nBcc: bas@town.example\u2028X: y", now=NOW)
    send_due(NOW)
    found = post.to(anna.email)
    assert found["Bcc"] is None
    assert found["X"] is None
    assert found["Subject"] == "Hello Bcc: bas@town.example X: y (Schakel)"
    assert list(post.deliveries) == [anna.email]


def test_template_syntax_in_what_somebody_wrote_stays_as_it_is(post, anna):
    written = "{{ hub_url }} {% now 'Y' %} %s {0}"
    tell_letter(anna.reference, subject=written, text=written, now=NOW)
    send_due(NOW)
    found = post.to(anna.email)
    assert written in found["Subject"]
    assert written in found.get_body(("plain",)).get_content()


def test_what_must_be_told_has_no_link_to_stop_it(post, anna):
    tell_letter(anna.reference, kind=DUTY, now=NOW)
    send_due(NOW)
    found = post.to(anna.email)
    assert found["List-Unsubscribe"] is None
    assert "/notices/stop/" not in found.get_body(("plain",)).get_content()


@pytest.mark.parametrize(
    ("name", "state", "why"),
    [
        ("unknown", MailState.FAILED, "550 5.1.1 Nobody is called so here"),
        ("full", MailState.FAILED, "552 5.2.2 Their box is full"),
        ("busy", MailState.WAITING, "451 4.3.0 Come back later"),
        ("crowded", MailState.WAITING, "452 4.3.1 No room just now"),
    ],
)
def test_what_the_mail_server_says_decides_what_becomes_of_a_mail(post, name, state, why):
    (told,) = tell_letter(f"{name}@town.example", now=NOW)
    send_due(NOW)
    found = Mail.objects.get(pk=told.pk)
    assert (found.state, found.why) == (state, why)
    assert list(mails_in_trouble(NOW)) == [found]
    assert not post.taken


def test_a_server_that_takes_the_text_and_hangs_up_leaves_it_uncertain(post):
    (told,) = tell_letter("hangs-up@town.example", now=NOW)
    send_due(NOW)
    send_due(NOW + timedelta(days=1))
    assert state_of(told) == MailState.UNCERTAIN
    assert post.deliveries["hangs-up@town.example"] == 1


def test_a_server_that_says_not_now_is_asked_again_and_at_last_given_up(post):
    (told,) = tell_letter("busy@town.example", now=NOW)
    now = NOW
    for pause in rules.PAUSES:
        send_due(now)
        send_due(now + pause - timedelta(seconds=1))  # too early
        now += pause
    assert Mail.objects.get(pk=told.pk).tries == len(rules.PAUSES)
    send_due(now)
    assert state_of(told) == MailState.FAILED


def test_no_mail_server_at_all_is_no_reason_to_give_up_at_once(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    (told,) = tell_letter("somebody@town.example", now=NOW)
    send_due(NOW)
    assert state_of(told) == MailState.WAITING


def test_who_may_no_longer_see_it_gets_no_mail_about_it(post, anna):
    (told,) = tell_letter(anna.reference, now=NOW)
    HIDDEN.add("thing:1")
    send_due(NOW)
    assert (state_of(told), Mail.objects.get(pk=told.pk).why) == (MailState.DROPPED, "not-visible")
    assert not post.taken


def test_control_without_asking_again_they_would_get_it(post, anna, monkeypatch):
    tell_letter(anna.reference, now=NOW)
    HIDDEN.add("thing:1")
    open_to_all = replace(kind_named(LETTER), visible=lambda about, _addressee: about)
    monkeypatch.setattr(composing, "kind_named", lambda _name: open_to_all)
    send_due(NOW)
    assert post.deliveries[anna.email] == 1


def test_who_switched_it_off_or_left_meanwhile_gets_no_mail(post, anna, bas):
    tell_letter(anna.reference, bas.reference, now=NOW)
    choose_mails(addressee=anna.reference, frequencies={LETTER: "never"})
    bas.is_active = False
    bas.save()
    send_due(NOW)
    assert {mail.why for mail in Mail.objects.order_by("pk")} == {"switched-off", "not-reachable"}
    assert not post.taken


def test_words_that_cannot_be_made_hold_up_no_other_mail_and_are_shown_in_the_end(post, monkeypatch, caplog):
    (broken_one,) = tell_letter("broken@town.example", now=NOW)
    (whole,) = tell_letter("whole@town.example", event="row:2", now=NOW)
    original = composing.compose

    def stumble(mail):
        if mail.pk == broken_one.pk:
            raise KeyError("reason")
        return original(mail)

    monkeypatch.setattr(composing, "compose", stumble)
    with caplog.at_level(logging.CRITICAL, logger="schakel.messages.sending"):
        send_due(NOW)
        assert state_of(whole) == MailState.SENT
        for day in range(len(rules.PAUSES)):
            send_due(NOW + timedelta(days=day + 1))
    assert (state_of(broken_one), Mail.objects.get(pk=broken_one.pk).why) == (MailState.FAILED, "KeyError")


def test_what_was_in_a_mail_is_forgotten_when_it_was_sent(post, anna):
    (told,) = tell_letter(anna.reference, text="geheim", now=NOW)
    send_due(NOW)
    assert Mail.objects.get(pk=told.pk).payload == {}


def test_the_journal_says_that_a_mail_was_sent_and_neither_to_whom_nor_what(post, anna):
    (told,) = tell_letter(anna.reference, text="geheim", now=NOW)
    tell_letter("unknown@town.example", event="row:2", now=NOW)
    send_due(NOW)
    rows = list(rows_after(0))
    assert {"mail.sent", "mail.failed"} <= {row.name for row in rows}
    written = str([(row.subject, row.details) for row in rows])
    assert "geheim" not in written
    assert anna.email not in written
    assert history_of(told.reference)


def test_staff_sends_a_mail_again_that_failed(post):
    (told,) = tell_letter("unknown@town.example", now=NOW)
    send_due(NOW)
    Mail.objects.filter(pk=told.pk).update(addressee="known@town.example")
    send_again(mail=told, sent_by="person:1", now=NOW)
    with pytest.raises(Refusal, match="mail-not-in-trouble"):  # the second of two clicks
        send_again(mail=told, sent_by="person:1", now=NOW)
    send_due(NOW)
    assert post.deliveries["known@town.example"] == 1
    assert state_of(told) == MailState.SENT


def test_work_that_was_given_up_does_not_leave_a_mail_waiting_for_ever(post):
    waits, dying = (
        tell_letter(f"{name}@town.example", event=name, now=NOW)[0] for name in ("waits", "dying")
    )
    give_up_all_work(NOW)
    Mail.objects.filter(pk=dying.pk).update(state=MailState.HANDING_OVER, handed_over_at=NOW)
    later = NOW + timedelta(minutes=11)
    rescue_mails(now=later)
    assert state_of(dying) == MailState.UNCERTAIN
    send_due(later)
    assert state_of(waits) == MailState.SENT
    assert later - NOW < rules.LONGEST_UNSEEN


def test_a_mail_that_somebody_works_on_is_not_queued_a_second_time():
    (told,) = tell_letter("slow@town.example", now=NOW)
    rescue_mails(now=NOW + timedelta(hours=1))
    assert [job.key for job in waiting_jobs()] == [told.reference]


class LostWork:
    """A worker that lost its lease and does not know."""

    def report(self, *_arguments, **_named):
        raise LostLeaseError


def test_a_worker_that_lost_its_lease_hands_nothing_over():
    (told,) = tell_letter("somebody@town.example", now=NOW)
    with pytest.raises(LostLeaseError), transaction.atomic():
        mark_mail(mail=told, work=LostWork(), now=NOW)
    assert state_of(told) == MailState.WAITING


def test_without_a_mail_server_mail_is_shown_and_its_text_kept_for_the_page_of_the_demonstration(
    anna, settings
):
    (told,) = tell_letter(anna.reference, text="Zo leest het.", now=NOW)
    send_due(NOW)
    assert len(memory.outbox) == 1
    kept = Mail.objects.get(pk=told.pk).payload
    assert kept["subject"] == "Something happened (Schakel)"
    assert "Zo leest het." in kept["text"]


def told_daily(anna, *events, now):
    choose_mails(addressee=anna.reference, frequencies={LETTER: "daily"})
    for event in events:
        tell_letter(anna.reference, event=event, subject=f"Over {event}", now=now)


def test_a_day_of_notices_comes_in_one_mail_after_it_ended(post, anna):
    told_daily(anna, "een", "twee", now=NOW)
    send_due(NOW + timedelta(hours=1))
    assert not post.taken
    morning = NOW + timedelta(days=1)
    send_due(morning)
    found = post.to(anna.email)
    assert found["Subject"] == "2 nieuwe berichten (Schakel)"
    text = found.get_body(("plain",)).get_content()
    assert "Over een" in text
    assert "Over twee" in text
    send_due(morning + timedelta(days=1))
    assert post.deliveries[anna.email] == 1


def test_a_mail_of_the_day_leaves_out_what_was_read_or_may_no_longer_be_seen_and_is_never_empty(post, anna):
    told_daily(anna, "een", now=NOW)
    read_notices(addressee=anna.reference, now=NOW)
    send_due(NOW + timedelta(days=1))
    assert (Mail.objects.get().state, Mail.objects.get().why) == (MailState.DROPPED, "nothing-to-tell")
    assert not post.taken


def test_the_next_day_has_a_mail_of_its_own(post, anna):
    told_daily(anna, "een", now=NOW)
    told_daily(anna, "twee", now=NOW + timedelta(days=1))
    send_due(NOW + timedelta(days=3))
    assert post.deliveries[anna.email] == 2


def test_a_week_comes_on_monday(post, anna):
    choose_mails(addressee=anna.reference, frequencies={LETTER: "weekly"})
    tell_letter(anna.reference, now=NOW)  # a Monday at one
    send_due(NOW + timedelta(days=6))
    assert not post.taken
    send_due(NOW + timedelta(days=7))
    assert post.deliveries[anna.email] == 1


def test_what_ended_long_ago_is_forgotten(post, anna):
    (told,) = tell_letter(anna.reference, now=NOW)
    (failed,) = tell_letter("unknown@town.example", event="row:2", text="geheim", now=NOW)
    send_due(NOW)
    forget_mails(now=NOW + rules.CAN_BE_SENT_AGAIN_FOR + MINUTE)
    assert Mail.objects.get(pk=failed.pk).payload == {}
    forget_mails(now=NOW + rules.NOTICES_KEPT_FOR + MINUTE)
    assert not Mail.objects.exists()
    assert not Notice.objects.exists()
    assert newest_with_key(told.reference) is not None


def broken(name):
    return [violation for one in INVARIANTS if one.name == name for violation in one.violations()]


def test_what_must_be_true_is_true_after_all_of_it(post, anna):
    tell_letter(anna.reference, "unknown@town.example", "busy@town.example", now=NOW)
    send_due(NOW)
    assert [violation for one in INVARIANTS for violation in one.violations()] == []


def test_control_a_mail_that_nobody_works_on_is_found(anna):
    tell_letter(anna.reference, now=NOW - timedelta(days=400))
    lose_all_work()
    assert len(broken("somebody works on every mail that waits")) == 1


def test_control_a_mail_that_keeps_what_was_in_it_is_found(post, anna):
    (told,) = tell_letter(anna.reference, now=NOW)
    send_due(NOW)
    Mail.objects.filter(pk=told.pk).update(payload={"secret": "geheim"})
    assert len(broken("what was in a mail is forgotten")) == 1
