"""Who hears what when an item takes a step."""

import pytest
from django.urls import reverse
from django.utils import translation

from schakel.accounts.public import Person
from schakel.library.actions import change_item, move_item, publish_at_once
from schakel.library.models import Item
from schakel.library.rules import State, Step, Visibility
from schakel.messages.public import notices_of, unread_count
from schakel.organisations.public import Membership
from tests.clock import NOW
from tests.items import content, item_of
from tests.mails import post_office, send_due

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(rotterdam):
    """Works at Rotterdam, as Anna does."""
    person = Person.objects.create_user("cas@rotterdam.example", "correct horse", name="Cas", language="en")
    Membership.objects.create(person=person, organisation=rotterdam)
    return person


def heard(person):
    return [notice.wording.subject for notice in notices_of(person.reference)]


def test_staff_hears_that_an_item_waits_and_no_longer_when_it_does_not(anna, bas, chaima, ada, rotterdam):
    item = item_of(rotterdam, state=State.DRAFT)
    move_item(item=item, step=Step.SUBMIT, moved_by=anna, now=NOW)
    with translation.override("nl"):
        assert heard(chaima) == ["Wacht op beoordeling: Warmte uit het kanaal"]
    assert [heard(person) for person in (anna, bas, ada)] == [[], [], []]
    move_item(item=item, step=Step.PUBLISH, moved_by=chaima, now=NOW)
    assert heard(chaima) == []
    assert unread_count(chaima.reference) == 0


def test_the_owners_hear_that_it_was_sent_back_and_why(anna, colleague, bas, chaima, rotterdam):
    item = item_of(rotterdam, state=State.REVIEW)
    move_item(item=item, step=Step.SEND_BACK, moved_by=chaima, reason="Zeg wat het kostte.", now=NOW)
    (notice,) = notices_of(colleague.reference)
    assert "Zeg wat het kostte." in notice.wording.text
    assert notice.wording.path == reverse("item_edit", args=[item.slug])
    assert len(heard(anna)) == 1
    assert heard(bas) == []


def test_the_owners_hear_that_it_was_published_and_who_did_it_hears_nothing(
    anna, colleague, chaima, rotterdam
):
    item = item_of(rotterdam, state=State.REVIEW)
    move_item(item=item, step=Step.PUBLISH, moved_by=chaima, now=NOW)
    with translation.override("en"):
        assert heard(anna) == heard(colleague) == ["Published: Warmte uit het kanaal"]
    again = item_of(rotterdam, "Kou", state=State.REVIEW)
    move_item(item=again, step=Step.PUBLISH, moved_by=anna, now=NOW)
    assert (len(heard(anna)), len(heard(colleague))) == (1, 2)


def test_verifying_what_is_published_is_no_news(anna, chaima, rotterdam):
    item = item_of(rotterdam, state=State.PUBLISHED)
    Item.objects.filter(pk=item.pk).update(verified_on="2020-01-01")
    move_item(item=item, step=Step.PUBLISH, moved_by=chaima, now=NOW)
    assert heard(anna) == []


def test_what_the_system_brings_in_is_no_news(anna, chaima, rotterdam):
    publish_at_once([item_of(rotterdam, state=State.DRAFT)], now=NOW)
    assert heard(anna) == heard(chaima) == []


def test_who_left_the_organisation_does_not_hear_of_its_items_any_more(anna, colleague, chaima, rotterdam):
    item = item_of(rotterdam, state=State.REVIEW, visibility=Visibility.ORGANISATION)
    move_item(item=item, step=Step.SEND_BACK, moved_by=chaima, reason="Zeg wat het kostte.", now=NOW)
    Membership.objects.filter(person=colleague).delete()
    assert heard(colleague) == []
    assert unread_count(colleague.reference) == 0
    assert len(heard(anna)) == 1


def test_each_reads_it_in_their_own_language_with_the_title_as_it_is_when_the_mail_goes(
    settings, anna, colleague, chaima, rotterdam
):
    item = item_of(rotterdam, state=State.REVIEW)
    sent_back = move_item(item=item, step=Step.SEND_BACK, moved_by=chaima, reason="Te kort.", now=NOW)
    change_item(
        item=sent_back,
        seen_version=sent_back.version,
        content=content(rotterdam, "Kou uit het kanaal"),
        changed_by=None,
        now=NOW,
    )
    with post_office() as (post, port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        send_due(NOW)
    assert post.to(anna.email)["Subject"] == "Teruggestuurd: Kou uit het kanaal (Schakel)"
    assert post.to(colleague.email)["Subject"] == "Sent back: Kou uit het kanaal (Schakel)"
    text = post.to(anna.email).get_body(("plain",)).get_content()
    assert f"http://127.0.0.1:8000{reverse('item_edit', args=[item.slug])}" in text


def test_many_notices_are_worded_in_few_queries(anna, chaima, rotterdam, django_assert_max_num_queries):
    for number in range(5):
        item = item_of(rotterdam, f"Item {number}", state=State.REVIEW)
        move_item(item=item, step=Step.PUBLISH, moved_by=chaima, now=NOW)
    with django_assert_max_num_queries(11):
        assert len(notices_of(anna.reference)) == 5


def test_only_who_reviews_chooses_when_to_hear_that_something_waits(signed_in, anna, chaima):
    asked = {
        person: signed_in(person).get("/notices/settings/").content.decode() for person in (anna, chaima)
    }
    assert 'name="item.waits"' not in asked[anna]
    assert 'name="item.sent-back"' in asked[anna]
    assert 'name="item.waits"' in asked[chaima]
