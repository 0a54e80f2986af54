"""Mails that did not go, for the staff; and what a demonstration would have sent."""

from dataclasses import replace
from datetime import timedelta

import pytest

from schakel.messages.public import Mail, MailState
from tests.clock import NOW
from tests.mails import post_office, register_letters, send_due, tell_letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(settings):
    register_letters()
    with post_office() as (post, port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        yield post


@pytest.fixture
def in_trouble(post, bas):
    """One that failed, one uncertain, one that is tried again, and one that was sent."""
    names = ("unknown", "hangs-up", "busy", "fine")
    found = {name: tell_letter(f"{name}@town.example", event=name, now=NOW)[0] for name in names}
    send_due(NOW)
    return found


def test_staff_sees_what_did_not_go_and_why(signed_in, chaima, in_trouble):
    shown = signed_in(chaima).get("/staff/mail/").content.decode()
    assert "550 5.1.1 Nobody is called so here" in shown
    assert "niet bekend of hij is aangekomen" in shown
    assert "451 4.3.0 Come back later" in shown
    assert "fine@town.example" not in shown
    assert shown.count("Verstuur opnieuw") == 2


def test_staff_takes_the_list_along_and_no_cell_is_a_formula(signed_in, chaima, in_trouble):
    Mail.objects.filter(pk=in_trouble["unknown"].pk).update(why="=HYPERLINK(1)")
    answer = signed_in(chaima).get("/staff/mail/file.csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 4
    assert "'=HYPERLINK(1)" in answer.content.decode()


def test_staff_sends_one_again_and_a_second_click_sends_nothing(signed_in, chaima, in_trouble, post):
    mail = in_trouble["hangs-up"]
    Mail.objects.filter(pk=mail.pk).update(
        addressee="calm@town.example", ended_at=NOW + timedelta(days=36500)
    )
    browser = signed_in(chaima)
    for _ in range(2):
        assert browser.post(f"/staff/mail/{mail.pk}/again/").status_code == 302
    send_due(NOW + timedelta(days=36500))
    assert post.deliveries["calm@town.example"] == 1
    assert Mail.objects.get(pk=mail.pk).state == MailState.SENT


def test_a_number_that_no_mail_has_is_not_there(signed_in, chaima):
    assert signed_in(chaima).post(f"/staff/mail/{2**70}/again/").status_code == 404


def test_a_demonstration_shows_what_it_would_have_sent(client, anna):
    register_letters()
    tell_letter(anna.reference, text="Zo leest <b>het</b>.", now=NOW)
    send_due(NOW)
    shown = client.get("/demo/mail/").content.decode()
    assert "Zo leest &lt;b&gt;het&lt;/b&gt;." in shown
    assert "Aan Anna" in shown
    assert anna.email not in shown


def test_a_hub_in_use_shows_nobody_its_mails(client, settings):
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, demo=False)
    assert client.get("/demo/mail/").status_code == 404
