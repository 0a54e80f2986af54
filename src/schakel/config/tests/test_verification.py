"""Every invariant holds on a hub that is fine, and finds the one thing that is wrong with it."""

import json
import os
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection, transaction

from schakel.accounts.models import Person
from schakel.adoptions.actions import Draft as AdoptionDraft
from schakel.adoptions.actions import report_adoption
from schakel.adoptions.models import Adoption
from schakel.adoptions.rules import Scale
from schakel.adoptions.rules import State as AdoptionState
from schakel.agenda.models import TakenTime
from schakel.alerts.actions import ask_for_alert
from schakel.alerts.models import Alert, FindingItem
from schakel.alerts.models import Finding as AlertFinding
from schakel.challenges.models import Bundle, BundleAnswer, Challenge, CoOwnership
from schakel.challenges.rules import State as ChallengeState
from schakel.config import verification
from schakel.config.command_line import main
from schakel.config.verification import INVARIANTS
from schakel.consultations.models import Consultation
from schakel.credentials.models import Credential, SigningKey
from schakel.documents import files
from schakel.documents.public import Attachment, LentDocument
from schakel.facilities.models import Booking, Wait
from schakel.fairness.models import Exposure
from schakel.interests.models import Interest
from schakel.interests.rules import Relation
from schakel.introductions.models import Consent, Introduction
from schakel.introductions.rules import State as IntroductionState
from schakel.jobs.models import Job
from schakel.journal import public as journal
from schakel.journal.models import Bookmark
from schakel.library.models import Item, ItemText
from schakel.library.public import Content, Kind, Step, Visibility, change_item, move_item, write_item
from schakel.matching.models import Objection
from schakel.matching.public import hub_index
from schakel.messages.models import Mail
from schakel.organisations.models import Membership, Organisation
from schakel.organisations.rules import OrganisationType
from schakel.pictures.models import Picture
from schakel.pilots.actions import write_case
from schakel.pilots.models import Check, Partner, Pilot
from schakel.pilots.rules import State as PilotState
from schakel.spaces.actions import invite_guest
from schakel.spaces.models import Contribution, Guest, Party, Space
from schakel.spaces.rules import Channel
from schakel.spaces.rules import Kind as SaidKind
from schakel.training.models import Attendance, Edition, Enrolment, Seat
from schakel.vocabulary.files import CHALLENGES
from schakel.vocabulary.models import Concept, Label, WordPair
from schakel.vocabulary.public import add_theme, change_word
from tests.challenges import challenge_in
from tests.clock import NOW, TODAY
from tests.credentials import credential_of
from tests.facilities import MAY, at, booked, facility_of, resource_of
from tests.introductions import in_state
from tests.items import attachment_of, item_of
from tests.meetings import agreed_meeting, event_of, joined, round_at
from tests.pictures import picture_of
from tests.pilots import pilot_in
from tests.spaces import contribution_of, file_in, seat
from tests.training import edition_of, enrolled
from tests.worlds import copy_files, made_once

pytestmark = pytest.mark.django_db
LONG_AGO = NOW - timedelta(days=3650)
ONLY_SQLITE = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL looks after this itself")


class World:
    """A small hub in which everything is fine."""

    def __init__(self):
        self.province = Organisation.objects.create(
            slug="pv28", name="Zuid-Holland", type=OrganisationType.PROVINCE
        )
        self.town = Organisation.objects.create(
            slug="gm0599", name="Rotterdam", type=OrganisationType.MUNICIPALITY, province=self.province
        )
        for notation in CHALLENGES:
            concept = Concept.objects.create(notation=notation, is_challenge=True)
            for language in ("nl", "en"):
                Label.objects.create(concept=concept, language=language, text=notation, is_preferred=True)
        content = Content(
            texts={"nl": {"title": "Koele plekken"}}, facts={"started_year": 2024}, owner=self.town
        )
        item = write_item(kind=Kind.CASE, content=content, written_by=None, now=NOW)
        self.item = move_item(item=item, step=Step.PUBLISH, moved_by=None, now=NOW)
        self.challenge = challenge_in(ChallengeState.OPEN, self.town)
        self.attachment = attachment_of(self.item, b"Wat erbij hoort.")
        self.picture = picture_of(self.item)
        self.introductions = self._introductions()
        self._vocabulary_at_work()
        self._work_together()
        self._book()
        self._train()
        self.job = Job.objects.create(name="letter.send", key="letter", due_at=NOW, attempt=1, done_at=NOW)

    def _introductions(self):
        """One of each state, between the town and a company."""
        company = Organisation.objects.create(slug="heat-pumps", name="Heat Pumps", type="company")
        asker, answerer = (
            Person.objects.create_user(f"{body.slug}@{body.slug}.example", name=body.name)
            for body in (self.town, company)
        )
        Membership.objects.create(person=asker, organisation=self.town)
        Membership.objects.create(person=answerer, organisation=company)
        return {
            state: in_state(state, asker, answerer, item_of(company, f"Aanbod {state}"))
            for state in (
                IntroductionState.DECLINED,
                IntroductionState.WITHDRAWN,
                IntroductionState.ACCEPTED,
                IntroductionState.FINISHED,
                IntroductionState.REQUESTED,
            )
        }

    def consents(self, state):
        return Consent.objects.filter(introduction=self.introductions[state])

    def _work_together(self):
        """A pilot that stopped, with a partner, a case, a message and a file in its space; and what the town uses."""
        person = Person.objects.create_user("fleur@town.example", name="Fleur")
        other = Person.objects.create_user("bo@warmte-bv.example", name="Bo")
        self.company = Organisation.objects.create(
            slug="warmte-bv", name="Warmte BV", type=OrganisationType.COMPANY
        )
        Membership.objects.create(person=person, organisation=self.town)
        Membership.objects.create(person=other, organisation=self.company)
        meetings = round_at(event_of(self.town), person)
        self.meeting = agreed_meeting(joined(meetings, person), joined(meetings, other))
        self.pilot = pilot_in(PilotState.DECIDED, self.town, by=person, partners=[(self.company, other)])
        write_case(pilot=self.pilot, written_by=person, now=NOW)
        place = seat(person, self.pilot.space)
        contribution_of(SaidKind.POST, place)
        self.file = file_in(place, b"Zo warm.")
        invite_guest(seat=place, name="Els", channel=Channel.EVERYONE, days=7, now=NOW)
        solution = item_of(self.company, "Een deksel", kind=Kind.SOLUTION)
        draft = AdoptionDraft(state=AdoptionState.IN_USE, scale=Scale.PART)
        self.adoption = report_adoption(
            item=solution, adopter=self.town, draft=draft, reported_by=person, now=NOW
        )

    def _book(self):
        """Somebody of the town has booked something of the company."""
        fleur = Person.objects.get(name="Fleur")
        self.booking = booked(fleur, self.town, resource_of(facility_of(self.company)), at(MAY, 9, 10))

    def _train(self):
        """Two seats that are taken, two who wait; and another edition with nobody in it."""
        self.edition = edition_of(self.town, now=NOW)
        self.people = [enrolled(self.edition, name) for name in ("an", "bo", "cas", "dre")]
        self.empty = edition_of(self.town, item=self.edition.item, form="empty", now=NOW)
        Attendance.objects.create(
            session=self.edition.sessions.get(), enrolment=self.people[0], arrived_at=NOW
        )

    def change_enrolment(self, number, **fields):
        Enrolment.objects.filter(pk=self.people[number].pk).update(**fields)

    def _vocabulary_at_work(self):
        """As if the challenges had come from the files; then somebody of the staff added a theme and a word."""
        staff = Person.objects.create_user("chaima@hub.example", name="Chaima", is_hub_staff=True)
        journal.record(
            "vocabulary.loaded",
            on="vocabulary:all",
            by="",
            at=NOW,
            details={"concepts": len(CHALLENGES), "words": 0},
        )
        self.theme = add_theme(
            notation="heat-stress",
            preferred={"nl": "hittestress", "en": "heat stress"},
            others={"nl": ["te warm in huis", "hitte"]},
            broader=Concept.objects.get(notation=CHALLENGES[0]),
            added_by=staff,
            now=NOW,
        )
        change_word(dutch="warmte", english=["heat", "warmth"], changed_by=staff, now=NOW)

    def change_item(self, **fields):
        Item.objects.filter(pk=self.item.pk).update(**fields)

    def change_job(self, **fields):
        Job.objects.filter(pk=self.job.pk).update(**fields)

    def town_with(self, **fields):
        Organisation.objects.filter(pk=self.town.pk).update(**fields)


def execute(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def without_checks():
    """The database lets pass what its constraints refuse, as in a copy that was repaired by hand."""
    if connection.vendor == "sqlite":
        execute("PRAGMA ignore_check_constraints = ON")
        return
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint "
            "WHERE contype = 'c' AND conrelid::regclass::text ~ '^(library|pilots|telling|training)_'"
        )
        for table, name in cursor.fetchall():
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')


def plant_unknown_state(world):
    without_checks()
    world.change_item(state="lost")


def plant_damage(world):
    plant_unknown_state(world)
    execute("PRAGMA ignore_check_constraints = OFF")


def plant_silent_pilot(world):
    without_checks()
    Pilot.objects.update(lesson="")


def plant_seatless(world):
    without_checks()
    world.change_enrolment(2, state="enrolled", place=None)


def plant_lost_seat(world):
    without_checks()
    world.change_enrolment(0, seat=None)


def plant_passed(world):
    Enrolment.objects.filter(pk=world.people[0].pk).update(state="cancelled", seat=None)
    world.change_enrolment(3, state="offered", ends_at=NOW, seat=world.people[0].seat_id)


def plant_unknown_visibility(world):
    without_checks()
    world.change_item(visibility="everybody")


def plant_unpublished(world):
    without_checks()
    world.change_item(published_at=None)


def plant_broken_chain(world):
    if connection.vendor == "postgresql":
        execute("ALTER TABLE journal_entry DISABLE TRIGGER USER")
    else:
        execute("DROP TRIGGER journal_rows_do_not_change")
    execute("UPDATE journal_entry SET actor = 'person:666'")


def unprotect_the_journal(world):
    if connection.vendor == "postgresql":
        execute("ALTER TABLE journal_entry DISABLE TRIGGER USER")
    else:
        execute("DROP TRIGGER journal_rows_are_not_removed")


def plant_cycle(world):
    above, below = Concept.objects.order_by("pk")[:2]
    Concept.objects.filter(pk=above.pk).update(broader=below)
    Concept.objects.filter(pk=below.pk).update(broader=above)


def plant_endless_succession(world):
    Organisation.objects.filter(pk=world.province.pk).update(
        successor=world.town, valid_until=date(2027, 1, 1)
    )
    world.town_with(successor=world.province, valid_until=date(2027, 1, 1))


def plant_dangling(world):
    execute("DELETE FROM vocabulary_concept WHERE notation = %s", CHALLENGES[0])


def plant_forgotten_in_the_index(world):
    hub_index().catch_up(today=TODAY)
    world.change_item(facts={"status": "pilot"})


def plant_mail(**fields):
    values = {
        "event": "row:1",
        "kind": "item.waits",
        "addressee": "person:1",
        "told_at": LONG_AGO,
        "due_at": LONG_AGO,
    }
    return Mail.objects.create(**values | fields)


def plant_contradicting_mail(world):
    without_checks()
    plant_mail(state="failed")


def plant_forgotten_file(world):
    os.utime(files.path_of(files.store(b"Van niemand.")), (0, 0))


def another_item(world):
    content = Content(texts={"nl": {"title": "Iets anders"}}, facts={}, owner=world.town)
    return write_item(kind=Kind.CASE, content=content, written_by=None, now=NOW)


def plant_withdrawn_in_a_bundle(world: World) -> None:
    bundle = Bundle.objects.create(code="x", title="Samen", text="Samen.", proposed_at=NOW)
    BundleAnswer.objects.create(bundle=bundle, challenge=world.challenge)
    Challenge.objects.filter(pk=world.challenge.pk).update(state=ChallengeState.WITHDRAWN)


def alert_of(address: str) -> Alert:
    return ask_for_alert(asked="q=gas", address=address, language="nl", rhythm="daily", now=NOW)


def plant_finding_of_another(world: World) -> None:
    alerts = [alert_of(f"{name}@elders.example") for name in ("kim", "lou")]
    finding = AlertFinding.objects.create(alert=alerts[0], found_at=NOW)
    FindingItem.objects.create(alert=alerts[1], finding=finding, item=world.item)


def plant_undeclared_interest(world: World) -> None:
    person = Person.objects.create_user("kim@elders.example", "geheim", name="Kim")
    Interest.objects.create(
        code="0123456789abcdef",
        person=person,
        organisation=world.town,
        relation=Relation.FAMILY,
        since=TODAY,
        declared_at=NOW,
    )


def plant_adviser_with_an_interest(world: World) -> None:
    person = Person.objects.create_user("lou@hub.example", "geheim", name="Lou", is_hub_staff=True)
    Membership.objects.create(person=person, organisation=world.town)
    challenge = challenge_in(ChallengeState.OPEN, world.town, "Wie kijkt ernaar?")
    Challenge.objects.filter(pk=challenge.pk).update(adviser=person)


def plant_consultation(world: World, visibility: Visibility = Visibility.PUBLIC) -> None:
    """One that is open past the hub: it is not in its log, and where its item is hidden not for everybody."""
    challenge = challenge_in(ChallengeState.OPEN, world.town, "Wat kan de markt?", visibility=visibility)
    days = {"questions_until": TODAY, "closes_on": TODAY + timedelta(days=30)}
    Consultation.objects.create(
        challenge=challenge, state="open", text="Wat kan er?", prepared_at=NOW, opened_at=NOW, **days
    )


def take_the_guard_of_bookings_away() -> None:
    if connection.vendor == "postgresql":
        execute("SET CONSTRAINTS ALL IMMEDIATE")
        execute("ALTER TABLE facilities_booking DROP CONSTRAINT bookings_do_not_overlap")
        execute("DROP TRIGGER bookings_hold ON facilities_booking")
        return
    for what in ("do_not_overlap", "have_units"):
        for on in ("insert", "update"):
            execute(f"DROP TRIGGER bookings_{what}_{on}")
    execute("DROP TRIGGER bookings_keep_their_price")


def plant_double_booking(world: World) -> None:
    take_the_guard_of_bookings_away()
    Booking.objects.bulk_create([_like(world.booking, code="nog-een")])


def plant_unit(world: World) -> None:
    take_the_guard_of_bookings_away()
    to_come = world.booking.held_until.replace(year=2099)
    Booking.objects.filter(pk=world.booking.pk).update(unit=9, held_until=to_come)


def plant_booking_without_a_price(world: World) -> None:
    take_the_guard_of_bookings_away()
    if connection.vendor == "postgresql":
        execute("ALTER TABLE facilities_booking DROP CONSTRAINT what_was_agreed_has_a_price")
    else:
        execute("PRAGMA ignore_check_constraints = ON")
    Booking.objects.filter(pk=world.booking.pk).update(price_cents=None)


def _like(booking: Booking, **changed: object) -> Booking:
    """Another row that says the same, but for this."""
    values = {field.attname: getattr(booking, field.attname) for field in Booking._meta.fields}
    return Booking(**{**values, "id": None, **changed})


def plant_credential(world: World) -> Credential:
    """One that was certified past the hub."""
    person = Person.objects.create_user("max@elders.example", "geheim", name="Max")
    made = credential_of(person, world.town, tells=False)
    made.pk, made.key, made.code, made.status_place = None, "past:1", "e" * 32, made.status_place ^ 1
    made.save(force_insert=True)
    return made


def plant_replaced_by_another(world: World) -> None:
    made = plant_credential(world)
    Credential.objects.filter(key="enrolment:7").update(revoked_at=NOW, reason="corrected", replaced_by=made)


PLANTED: dict[str, Callable[[World], object]] = {
    "the database is whole": plant_damage,
    "every row points to a row that exists": plant_dangling,
    "every journal row follows from the one before it": plant_broken_chain,
    "no reader is ahead of the journal": lambda world: Bookmark.objects.create(
        reader="index", position=10**6
    ),
    "the database refuses to change the journal": unprotect_the_journal,
    "the database refuses what may not be stored": lambda world: execute(
        "DROP INDEX one_preferred_label_per_language"
    ),
    "a job is done or given up, not both": lambda world: world.change_job(gave_up_at=NOW),
    "a job that ended was begun": lambda world: world.change_job(attempt=0),
    "a job that ended is nobody's any more": lambda world: world.change_job(leased_until=NOW),
    "a job is not forgiven more often than it was begun": lambda world: world.change_job(forgiven=2),
    "every mail is in one state": plant_contradicting_mail,
    "somebody works on every mail that waits": lambda world: plant_mail(),
    "what was in a mail is forgotten": lambda world: plant_mail(
        state="sent", handed_over_at=NOW, ended_at=NOW, payload={"secret": "geheim"}
    ),
    "every municipality lies in a province": lambda world: world.town_with(province=None),
    "what organisations lie in is a province": lambda world: Organisation.objects.create(
        slug="gm9999", name="Elders", type=OrganisationType.MUNICIPALITY, province=world.town
    ),
    "successions of organisations end": plant_endless_succession,
    "an organisation with a successor has an end": lambda world: world.town_with(successor=world.province),
    "every organisation is found by its name": lambda world: world.town_with(name="Rommeldam"),
    "no theme is broader than itself": plant_cycle,
    "every theme has a preferred label in each language": lambda world: Label.objects.filter(
        language="en", text=CHALLENGES[0]
    ).delete(),
    "the seven challenges stand on top": lambda world: Concept.objects.filter(notation=CHALLENGES[0]).update(
        is_challenge=False
    ),
    "every theme that was changed is as the journal says": lambda world: world.theme.labels.filter(
        language="nl", is_preferred=True
    ).update(text="kou"),
    "every word that was changed is as the journal says": lambda world: WordPair.objects.filter(
        dutch="warmte", rank=0
    ).update(english="cold"),
    "as many themes and words are there as the journal says": lambda world: WordPair.objects.all().delete(),
    "every item is in a known state": plant_unknown_state,
    "every item has a known visibility": plant_unknown_visibility,
    "every item has a title": lambda world: ItemText.objects.filter(name="title").delete(),
    "every item that can be found says when it was verified": lambda world: world.change_item(
        verified_on=None
    ),
    "every item that can be found has a moment of publication": plant_unpublished,
    "every fact has the shape its kind asks for": lambda world: world.change_item(
        facts={"started_year": "long ago"}
    ),
    "every text is one of its kind": lambda world: ItemText.objects.create(
        item=world.item, language="nl", name="offers", text="Warmtepompen"
    ),
    "every item is in the journal": lambda world: Item.objects.create(
        slug="smuggled", kind="case", owner=world.town, created_at=NOW, changed_at=NOW
    ),
    "every item of the journal is there": lambda world: another_item(world).delete(),
    "every item is as the journal says": lambda world: world.change_item(visibility="partners"),
    "every attachment has its file, as it was attached": lambda world: files.path_of(
        world.attachment.sha256
    ).write_bytes(b"Iets anders."),
    "every stored file belongs to something": plant_forgotten_file,
    "every attachment is in the journal": lambda world: Attachment.objects.filter(
        pk=world.attachment.pk
    ).update(item=another_item(world)),
    "the pictures of an item stand in an order without gaps": lambda world: Picture.objects.filter(
        pk=world.picture.pk
    ).update(position=2),
    "every picture is there in some width": lambda world: world.picture.sizes.all().delete(),
    "every picture is in the journal": lambda world: Picture.objects.filter(pk=world.picture.pk).update(
        sent_sha256="f" * 64
    ),
    "every interest was declared by its own person": plant_undeclared_interest,
    "nobody looks after a challenge of an organisation in which they have an interest": (
        plant_adviser_with_an_interest
    ),
    "every consultation is as its log says": plant_consultation,
    "what is consulted openly can be found by everybody": lambda world: plant_consultation(
        world, Visibility.NETWORK
    ),
    "nothing was shown on a day to come": lambda world: Exposure.objects.create(
        item=world.item, day=date(2090, 1, 1), times=1
    ),
    "what was lent for a question is forgotten in time": lambda world: LentDocument.objects.create(
        key_hash="k", holder="h", text="Geheim.", lent_at=NOW - timedelta(days=365)
    ),
    "every objection that was seen is in the journal": lambda world: Objection.objects.create(
        item=world.item, because="not-for-us", made_at=NOW, seen_at=NOW
    ),
    "an alert tells nothing before somebody said yes": lambda _world: AlertFinding.objects.create(
        alert=alert_of("kim@elders.example"), found_at=NOW
    ),
    "what was found belongs to the alert that found it": plant_finding_of_another,
    "somebody looks after every organisation that was registered here": lambda world: (
        Organisation.objects.filter(pk=world.company.pk).update(registered_at=NOW)
    ),
    "a merged organisation has no members": lambda world: Organisation.objects.filter(
        pk=world.company.pk
    ).update(merged_into=world.town, is_verified=False),
    "numbers of organisations can be what they say": lambda world: Organisation.objects.filter(
        pk=world.company.pk
    ).update(kvk="1234"),
    "every challenge has its life beside it": lambda world: Challenge.objects.filter(
        pk=world.challenge.pk
    ).delete(),
    "every life of a challenge is beside a challenge": lambda world: Challenge.objects.create(
        item=world.item, since=NOW
    ),
    "every challenge stands where its item stands": lambda world: Challenge.objects.filter(
        pk=world.challenge.pk
    ).update(state=ChallengeState.TRIAGED),
    "what is confidential is found by its owner and the staff alone": lambda world: Challenge.objects.filter(
        pk=world.challenge.pk
    ).update(woo_ground="5.1.2.b", review_on=TODAY),
    "what is in a bundle is not confidential or withdrawn": plant_withdrawn_in_a_bundle,
    "who agreed to own a challenge owns it, and nobody else": lambda world: CoOwnership.objects.create(
        challenge=world.challenge, organisation=world.town, reply="agreed", asked_at=NOW
    ),
    "every challenge is where the journal says": lambda world: Challenge.objects.filter(
        pk=world.challenge.pk
    ).update(state=ChallengeState.PARKED),
    "every introduction is where the journal says": lambda world: Introduction.objects.filter(
        state=IntroductionState.ACCEPTED.value
    ).update(state=IntroductionState.HELD.value),
    "who is in contact said yes on both sides": lambda world: (
        world.consents(IntroductionState.ACCEPTED).filter(side="receiver").delete()
    ),
    "nobody can be reached through an introduction that ended": lambda world: world.consents(
        IntroductionState.WITHDRAWN
    ).update(withdrawn_at=None),
    "nobody can be reached before they said yes": lambda world: world.consents(
        IntroductionState.REQUESTED
    ).update(side="receiver"),
    "a meeting takes the time of its slot, once it was agreed": lambda world: TakenTime.objects.get(
        pk=TakenTime.objects.filter(meeting=world.meeting).values("pk")[:1]
    ).delete(),
    "the slots of a meeting round do not overlap": lambda world: world.meeting.round.slots.create(
        starts_at=NOW, ends_at=NOW + timedelta(days=90)
    ),
    "every public body in a space is known as one": lambda world: Party.objects.filter(
        organisation=world.town
    ).update(is_public=False),
    "every contribution is in the journal": lambda world: Contribution.objects.create(
        space=world.pilot.space, kind="post", channel="everyone", text="x", written_at=NOW, changed_at=NOW
    ),
    "nobody lets guests into a channel that they do not read": lambda world: Guest.objects.update(
        channel="private"
    ),
    "nobody adopts what is their own": lambda world: Adoption.objects.update(adopter=world.company),
    "only cases and solutions are adopted": lambda world: Item.objects.filter(
        pk=world.adoption.item_id
    ).update(kind=Kind.EVENT),
    "every adoption that counts was confirmed": lambda world: Adoption.objects.create(
        item=world.item,
        adopter=world.company,
        state="in-use",
        scale="part",
        reported_at=NOW,
        confirmed_at=NOW,
    ),
    "every pilot that stopped left a lesson": plant_silent_pilot,
    "every pilot is where the journal says": lambda world: Pilot.objects.update(state="running", decision=""),
    "no pilot was agreed on before every partner answered": lambda world: Partner.objects.update(
        reply="asked"
    ),
    "every pilot has its checks": lambda world: Check.objects.filter(name="dpia").delete(),
    "every partner of a pilot is in its space": lambda world: (
        Space.objects.update(closed_at=None),
        Party.objects.filter(organisation=world.company).update(left_at=NOW),
    ),
    "every case of a pilot is a case": lambda world: Pilot.objects.update(case=world.challenge.pk),
    "no unit of a resource is booked twice at the same time": plant_double_booking,
    "the database refuses to book twice": lambda _world: take_the_guard_of_bookings_away(),
    "every booking that was agreed has its price": plant_booking_without_a_price,
    "every booking is where the journal says": lambda world: Booking.objects.filter(
        pk=world.booking.pk
    ).update(state="done"),
    "every booking takes a unit that there is": plant_unit,
    "every offer from the waiting list has an end": lambda world: Booking.objects.filter(
        pk=world.booking.pk
    ).update(state="offered"),
    "every offer stands in the waiting list": lambda world: Wait.objects.create(
        resource=world.booking.resource,
        organisation=world.company,
        person=world.booking.booked_by,
        starts_at=NOW,
        ends_at=NOW + timedelta(hours=1),
        asked_at=NOW,
        state="offered",
        booking=world.booking,
    ),
    "every credential is in the journal": plant_credential,
    "a credential is replaced by one of the same": plant_replaced_by_another,
    "the key that signs badges is there": lambda world: SigningKey.objects.create(
        thumbprint="gone", public_key={}, made_at=NOW
    ),
    "no edition has more people than seats": plant_seatless,
    "whoever takes part has a seat of that edition": plant_lost_seat,
    "every edition has as many chairs as seats": lambda world: Seat.objects.filter(
        edition=world.empty, number=2
    ).delete(),
    "nobody in a line is passed": plant_passed,
    "every place in a line was given once": lambda world: Edition.objects.update(last_place=1),
    "every edition and enrolment is where the journal says": lambda world: Edition.objects.filter(
        pk=world.empty.pk
    ).update(state="held"),
    "nobody takes part in what was called off": lambda world: Edition.objects.filter(
        pk=world.edition.pk
    ).update(state="cancelled", reason="Ziek"),
    "whoever came took part in that edition": lambda world: Attendance.objects.update(
        session=world.empty.sessions.get()
    ),
    "the search index equals the database": plant_forgotten_in_the_index,
}
OF_SQLITE_ONLY = {"the database is whole", "every row points to a row that exists"}


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("hub")
    with made_once(django_db_blocker, folder):
        yield World(), folder


@pytest.fixture
def world(made, db, settings, tmp_path):
    hub, folder = made
    copy_files(folder, tmp_path / "hub", settings)
    with transaction.atomic():
        yield deepcopy(hub)
        if connection.vendor == "sqlite":
            execute("PRAGMA ignore_check_constraints = OFF")
        transaction.set_rollback(True)


def findings(capsys):
    """What the command answers: check -> (ok, detail)."""
    outcome = main(["verify", "--json"])
    shown = {entry["check"]: entry for entry in json.loads(capsys.readouterr().out)}
    assert outcome == (0 if all(entry["ok"] for entry in shown.values()) else 1)
    return shown


def test_everything_holds_on_a_hub_that_is_fine(world, capsys):
    assert [entry for entry in findings(capsys).values() if not entry["ok"]] == []


def test_every_invariant_has_something_planted_for_it():
    assert {invariant.name for invariant in INVARIANTS} == set(PLANTED)


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[ONLY_SQLITE] if name in OF_SQLITE_ONLY else []) for name in PLANTED],
)
def test_what_was_planted_is_found(world, capsys, monkeypatch, name):
    PLANTED[name](world)
    (invariant,) = (invariant for invariant in INVARIANTS if invariant.name == name)
    monkeypatch.setattr(verification, "INVARIANTS", [invariant])
    shown = findings(capsys)[name]
    assert shown["ok"] is False
    assert not shown["detail"].startswith("could not be checked")
    assert shown["detail"].endswith(f". {invariant.remedy}")


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("state", lambda world: world.change_item(state="archived")),
        ("verified_on", lambda world: world.change_item(verified_on=date(2020, 1, 1))),
        ("facts", lambda world: world.change_item(facts={})),
        ("owner", lambda world: world.change_item(owner=world.province)),
        ("themes", lambda world: world.item.themes.add(Concept.objects.first())),
        ("text.nl.title", lambda world: world.item.texts.update(text="Warme plekken")),
        (
            "text.en.title",
            lambda world: ItemText.objects.create(
                item=world.item, language="en", name="title", text="Cool places"
            ),
        ),
    ],
)
def test_whatever_is_changed_past_the_hub_is_named(world, capsys, what, change):
    change(world)
    detail = findings(capsys)["every item is as the journal says"]["detail"]
    assert detail.startswith(f"{world.item.slug}: {what}. ")


def test_an_item_that_was_changed_by_actions_is_as_the_journal_says(world, capsys):
    texts = {"nl": {"title": "Koele plekken"}, "en": {"title": "Cool places", "summary": "In the shade."}}
    content = Content(texts=texts, facts={"status": "pilot"}, themes=(Concept.objects.first(),))
    item = change_item(item=world.item, seen_version=2, content=content, changed_by=None, now=NOW)
    fewer = replace(content, texts={"en": {"title": "Cool places"}}, themes=())
    item = change_item(item=item, seen_version=3, content=fewer, changed_by=None, now=NOW)
    move_item(item=item, step=Step.ARCHIVE, moved_by=None, now=NOW)
    assert findings(capsys)["every item is as the journal says"]["ok"]


def test_a_damaged_index_is_named_and_mended_by_a_rebuild(world, capsys):
    index = hub_index()
    index.catch_up(today=TODAY)
    path = index.folder / "current"
    content = bytearray(path.read_bytes())
    content[64] ^= 1  # where the first column begins
    path.write_bytes(content)
    shown = findings(capsys)["the search index equals the database"]
    assert shown["detail"].startswith("current is damaged")
    assert shown["detail"].endswith(". Run: schakel index rebuild")
    index.rebuild(today=TODAY)
    assert findings(capsys)["the search index equals the database"]["ok"]


def test_verifying_writes_nothing_to_the_database(world, capsys):
    with connection.execute_wrapper(_no_writing):
        findings(capsys)


def _no_writing(execute_statement, statement, parameters, many, context):
    assert not statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")), statement
    return execute_statement(statement, parameters, many, context)


def test_a_check_that_stumbles_over_what_is_wrong_is_a_failure_and_the_others_go_on(world, capsys):
    plant_unknown_visibility(world)
    shown = findings(capsys)
    assert shown["the search index equals the database"]["detail"].startswith(
        "could not be checked: ValueError"
    )
    assert shown["every item has a title"]["ok"]


def test_many_violations_are_counted_and_the_first_are_named(world, capsys):
    for number in range(9):
        with transaction.atomic():
            Item.objects.create(
                slug=f"smuggled-{number}", kind="case", owner=world.town, created_at=NOW, changed_at=NOW
            )
    detail = findings(capsys)["every item is in the journal"]["detail"]
    assert "; and 4 more. " in detail
