"""Two organisations that both have one of everything, and share some of it: to see what becomes of it as one."""

from collections.abc import Iterator
from datetime import timedelta

from django.apps import apps
from django.db import models

from schakel.accounts.models import Person
from schakel.adoptions.actions import Draft as AdoptionDraft
from schakel.adoptions.actions import report_adoption
from schakel.adoptions.models import Adoption
from schakel.adoptions.rules import Scale
from schakel.adoptions.rules import State as AdoptionState
from schakel.challenges.actions import answer_co_ownership, ask_co_owner
from schakel.challenges.models import Challenge
from schakel.challenges.rules import Reply
from schakel.challenges.rules import State as ChallengeState
from schakel.facilities.actions import add_wait
from schakel.introductions.actions import put_on_duty
from schakel.library.models import Item
from schakel.organisations.models import JoinRequest, Membership, Organisation
from schakel.organisations.public import invite_member
from schakel.pilots.rules import State as PilotState
from schakel.training.actions import enrol_person
from tests.challenges import challenge_in
from tests.clock import NOW
from tests.credentials import credential_of
from tests.facilities import MAY, at, booked, facility_of, resource_of
from tests.introductions import asked
from tests.items import item_of
from tests.meetings import event_of, joined, round_at
from tests.people import PASSWORD
from tests.pilots import pilot_in
from tests.spaces import space_of
from tests.training import edition_of

BEFORE = NOW - timedelta(days=1)


class TwoBodies:
    """``one`` goes on in ``other``; Dirk works at the one, Anna at the other, Bas at a third, Els at a fourth."""

    def __init__(
        self, one: Organisation, other: Organisation, third: Organisation, people: dict[str, Person]
    ):
        self.one, self.other, self.third, self.people = one, other, third, people
        self.dirk, self.anna, self.bas = people["dirk"], people["anna"], people["bas"]
        self.fourth = Organisation.objects.create(slug="gm0344", name="Utrecht", type="municipality")
        self.els = Person.objects.create_user("els@utrecht.example", PASSWORD, name="Els")
        Membership.objects.create(person=self.els, organisation=self.fourth)
        Membership.objects.create(person=self.dirk, organisation=one)
        self.bodies = ((one, self.dirk), (other, self.anna))

    def fill(self, staff: Person) -> None:
        """Give both one of everything."""
        self.of_third = item_of(self.third, "Een deksel")
        self.items = [self._item(body) for body, _ in self.bodies]
        self.challenge = self._owned_beside()
        self.introductions = [asked(person, self.of_third) for _, person in self.bodies]
        self.introductions += [asked(self.bas, item) for item in self.items]
        for body, person in self.bodies:
            put_on_duty(
                organisation=body,
                person=person,
                begins_on=NOW.date(),
                last_on=None,
                put_by=person,
                now=NOW,
            )
            invite_member(organisation=body, email="kim@elders.example", invited_by=staff, now=NOW)
            JoinRequest.objects.create(organisation=body, person=self.els, asked_at=NOW)
        self.space = space_of(self.one, self.other, self.third, people=[self.dirk, self.anna, self.bas])
        partners = [*self.bodies]
        self.tried = pilot_in(PilotState.AGREED, self.third, by=self.bas, partners=partners)
        self.pilot = pilot_in(PilotState.PROPOSED, self.one, by=self.dirk, partners=[(self.other, self.anna)])
        self.adoptions = [
            self.adopted(body, person, self.of_third, f"Bij {body.name} werkt het.")
            for body, person in self.bodies
        ]
        self._book()
        credential_of(self.els, self.one, key="by the one")
        credential_of(self.els, self.other, key="by the other")
        meetings = round_at(event_of(self.fourth), self.els)
        self.attendees = [joined(meetings, person) for _, person in self.bodies]
        edition = edition_of(self.third)
        for body, person in self.bodies:
            enrol_person(edition=edition, person=person, organisation=body, now=NOW)
        Organisation.objects.create(slug="oud", name="Oud", type="municipality", successor=self.one)
        Organisation.objects.create(
            slug="dubbel", name="Dubbel", type="municipality", merged_into=self.one, is_verified=False
        )

    def _book(self) -> None:
        """Both have the hall of the third once, and wait for the same time that somebody else has."""
        hall = resource_of(facility_of(self.third))
        self.bookings = [
            booked(person, body, hall, at(MAY, 9 + number, 10 + number))
            for number, (body, person) in enumerate(self.bodies)
        ]
        booked(self.bas, self.third, hall, at(MAY, 15, 16))
        for body, person in self.bodies:
            add_wait(resource=hall, period=at(MAY, 15, 16), organisation=body, person=person, now=NOW)

    def adopted(self, body: Organisation, person: Person, item: Item, result: str = "") -> Adoption:
        draft = AdoptionDraft(state=AdoptionState.RUNNING, scale=Scale.PART, result=result)
        return report_adoption(item=item, adopter=body, draft=draft, reported_by=person, now=NOW)

    def _item(self, body: Organisation) -> Item:
        item = item_of(body, f"Warmte in {body.name}")
        Item.objects.filter(pk=item.pk).update(place=body)
        return item

    def _owned_beside(self) -> Challenge:
        challenge = challenge_in(ChallengeState.OPEN, self.fourth)
        for body, person in self.bodies:
            self.co_owned(challenge, body, by=self.els, answered_by=person)
        return challenge

    def co_owned(self, challenge: Challenge, body: Organisation, *, by: Person, answered_by: Person) -> None:
        beside = ask_co_owner(challenge=challenge, organisation=body, asked_by=by, now=BEFORE)
        answer_co_ownership(co_ownership=beside, reply=Reply.AGREED, answered_by=answered_by, now=BEFORE)


def columns_to_organisations() -> Iterator[models.ForeignKey[Organisation, Organisation]]:
    """Every column of the database that leads to an organisation."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_fields:
            if isinstance(field, models.ForeignKey) and field.related_model is Organisation:
                yield field


def columns_leading_to(organisation: Organisation) -> set[str]:
    """Of those, where a row leads to this one, as table.column."""
    return {
        f"{field.model._meta.db_table}.{field.column}"
        for field in columns_to_organisations()
        if field.model._default_manager.filter(**{field.name: organisation}).exists()
    }
