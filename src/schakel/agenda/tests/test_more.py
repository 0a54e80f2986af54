"""What comes to a round that is open, the link of a meeting online, and whether it was."""

from datetime import time, timedelta

import pytest
from django.db import IntegrityError, transaction

from schakel.agenda import actions
from schakel.agenda.actions import More
from schakel.agenda.invariants import INVARIANTS
from schakel.agenda.meeting_rules import Hours, Side
from schakel.agenda.models import Meeting
from schakel.journal import public as journal
from schakel.kernel.refusal import Refusal
from schakel.messages.public import Mail
from tests.clock import NOW, TODAY
from tests.meetings import ZONE, agreed_meeting, asked_meeting, event_of, joined, round_at

pytestmark = pytest.mark.django_db
DAY = TODAY + timedelta(days=10)
LINK = "https://vergader.example/2"


@pytest.fixture
def found(rotterdam, anna):
    return round_at(event_of(rotterdam), anna)


def changed(found, by, **more):
    return actions.change_round(
        meeting_round=found, more=More(**more), changed_by=by, today=TODAY, zone=ZONE, now=NOW
    )


def refused(act, *arguments, **named):
    with pytest.raises(Refusal) as refusal:
        act(*arguments, **named)
    return refusal.value.code


def test_tables_and_times_come_to_an_open_round_and_nothing_is_taken_away(found, anna):
    changed(found, anna, tables=3, names=("Bij het  raam", ""))
    assert [str(table) for table in found.tables.all()] == ["Bij het raam", "2", "3"]
    before = journal.last_number()
    changed(found, anna, tables=3, names=("Bij het raam",))
    assert journal.last_number() == before
    assert refused(changed, found, anna, tables=2) == "round-tables-fewer"
    assert refused(changed, found, anna, tables=201) == "round-tables"
    assert refused(changed, found, anna, tables=3, names=("x" * 61,)) == "meeting-words-too-long"
    there = list(found.slots.values_list("starts_at", flat=True))
    changed(found, anna, tables=3, hours=(Hours(DAY, time(13), time(15)),))
    every = list(found.slots.values_list("starts_at", flat=True))
    assert every[: len(there)] == there
    assert len(every) == 6  # from one to three, twenty minutes apart
    assert [one for invariant in INVARIANTS for one in invariant.violations()] == []
    hours = (Hours(DAY + timedelta(days=1), time(13), time(14)),)
    assert refused(changed, found, anna, tables=3, hours=hours) == "round-day-not-of-event"
    actions.close_round(meeting_round=found, closed_by=anna, now=NOW)
    assert refused(changed, found, anna, tables=4) == "round-is-closed"


def test_a_link_is_seen_by_both_on_their_page_and_stands_in_no_mail(rotterdam, anna, bas, signed_in):
    online = round_at(event_of(rotterdam), anna, is_online=True)
    meeting = agreed_meeting(joined(online, anna), joined(online, bas))
    url = meeting.get_absolute_url()
    sent = {"act": "link", "link": LINK, "seen_version": meeting.version}
    assert signed_in(anna).post(f"{url}act/", sent | {"link": "geen adres"}).status_code == 400
    assert signed_in(anna).post(f"{url}act/", sent).status_code == 302
    for person in (anna, bas):
        assert f'href="{LINK}"' in signed_in(person).get(url).text
    stored = Meeting.objects.get()
    told = Mail.objects.filter(addressee=bas.reference, kind="meeting.agreed")
    assert told.count() == 2
    assert not [mail for mail in told if LINK in str(mail.__dict__)]
    share = {"meeting": stored, "side": Side.ASKED, "by": bas, "now": NOW, "seen_version": 1}
    assert refused(actions.share_link, link="https://anders.example", **share) == "meeting-changed"
    assert actions.share_link(link=LINK, **share).version == stored.version


def test_afterwards_either_says_whether_they_met_and_the_journal_has_its_minutes(found, anna, bas):
    seats = [joined(found, person) for person in (anna, bas)]
    asked = asked_meeting(*seats)
    tell = {"was_held": True, "by": anna}
    over = asked.slot.ends_at
    assert refused(actions.tell_held, meeting=asked, now=over, **tell) == "meeting-is-not-over"
    asked.delete()
    meeting = agreed_meeting(*seats)
    early = over - timedelta(minutes=1)
    assert refused(actions.tell_held, meeting=meeting, now=early, **tell) == "meeting-is-not-over"
    actions.tell_held(meeting=meeting, now=over, **tell)
    before = journal.last_number()
    actions.tell_held(meeting=meeting, now=over, **tell | {"by": bas})
    assert journal.last_number() == before
    row = journal.history_of(meeting.reference)[0]
    assert (row.name, row.details["minutes"]) == ("meeting.held", 15)
    assert row.details["asker"].startswith("organisation:")
    actions.tell_held(meeting=meeting, now=over, was_held=False, by=bas)
    row = journal.history_of(meeting.reference)[0]
    assert (row.name, row.details["minutes"]) == ("meeting.not-held", 0)
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.update(state="cancelled")
