"""A hub with somebody in every role and an item in every state and visibility."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.core import signing
from django.test import Client
from django.urls import URLPattern, URLResolver
from django.utils import timezone

from schakel.accounts.public import Person, give_hub_role
from schakel.adoptions import public as adoptions
from schakel.adoptions.models import Adoption
from schakel.agenda.models import Attendee, Meeting
from schakel.credentials.keys import make_first_key
from schakel.credentials.models import Credential
from schakel.documents import files
from schakel.documents.public import Attachment, KeptFile
from schakel.facilities.models import Booking, Resource, Wait
from schakel.imports.files import keep_file
from schakel.imports.models import LikelyDouble, Run
from schakel.introductions.links import path_of
from schakel.introductions.models import MailLink
from schakel.introductions.public import Introduction, Request, request_introduction
from schakel.library.public import Item, Kind, State, Visibility
from schakel.organisations.public import Membership, Organisation, OrganisationType
from schakel.pictures.public import Picture
from schakel.pilots.models import Pilot
from schakel.pilots.rules import State as PilotState
from schakel.spaces.models import Contribution, Space
from schakel.spaces.rules import Kind as SaidKind
from schakel.training.actions import Guest, confirm_enrolment, enrol_guest, enrol_person
from schakel.training.models import Edition, Enrolment, Material
from schakel.training.organising import add_material
from schakel.training.rules import Moment
from schakel.vocabulary.public import Concept
from tests.clock import NOW
from tests.credentials import GUEST, credential_of
from tests.facilities import TERMS, at, booked, facility_of, resource_of
from tests.items import attachment_of, item_of
from tests.meetings import agreed_meeting, event_of, joined, round_at
from tests.people import PASSWORD
from tests.pictures import picture_of
from tests.pilots import pilot_in
from tests.spaces import contribution_of, file_in, seat
from tests.strictness import StrictClient
from tests.training import edition_of

ROLES = ("visitor", "outsider", "member", "partner", "owner", "staff", "administrator")
"""Not signed in; signed in without an organisation; of another organisation; of a partner of the hub; of the
organisation that owns the items; staff of the hub, all-round; who runs the installation."""
STAFF_ROLES = ("adviser", "editor", "programme-manager", "controller")
FINER_ROLES = (*STAFF_ROLES, "auditor", "keeper")
"""What staff can be by name; who reads everything; who looks after the organisation that owns the items."""
BACKEND = "django.contrib.auth.backends.ModelBackend"
STEPS_TO = {State.NEEDS_UPDATE: State.PUBLISHED}


@dataclass(frozen=True)
class World:
    """``browsers`` has one for each role, ``items`` one item for each state and visibility."""

    people: Mapping[str, Person]
    browsers: Mapping[str, Client]
    items: Mapping[tuple[State, Visibility], Item]
    attachments: Mapping[int, Attachment]
    """By the key of the item."""
    pictures: Mapping[int, Picture]
    """Likewise; each of another file, so that none can be had at the address of another item."""
    challenges: Mapping[tuple[State, Visibility], Item]
    """One challenge for each state and visibility of its item."""
    introduction: Introduction
    """The owner of the items asks the organisation of the member."""
    token: str
    """Of the link in the mail about it."""

    def ask(self, role: str, method: str, address: str, sent: Mapping[str, str] | None = None) -> Any:
        """What this role gets here, in a browser of its own: what one answer changes no other answer sees."""
        browser = StrictClient(raise_request_exception=True)
        browser.handler = self.browsers[role].handler  # which has its middleware made already
        browser.cookies.load({name: morsel.value for name, morsel in self.browsers[role].cookies.items()})
        return browser.post(address, sent or {}) if method == "POST" else browser.get(address)


def build_world() -> World:
    owner = _organisation("rotterdam", OrganisationType.MUNICIPALITY)
    partner = _organisation("partner", OrganisationType.HUB_PARTNER, is_hub_partner=True)
    other = _organisation("heat-pumps", OrganisationType.COMPANY)
    Organisation.objects.create(
        pk=REGISTERED,
        slug="new-0123",
        name="Windvang",
        type=OrganisationType.COMPANY.value,
        is_verified=False,
    )
    theme = Concept.objects.create(notation="heat")
    theme.labels.create(language="nl", text="hitte", is_preferred=True)
    theme.labels.create(language="en", text="heat", is_preferred=True)
    people = {
        "outsider": _person("outsider"),
        "member": _person("member", of=other),
        "partner": _person("partner", of=partner),
        "owner": _person("owner", of=owner),
        "staff": _person("staff", is_hub_staff=True),
        "administrator": _person("administrator", is_administrator=True),
        "keeper": _person("keeper", of=owner),
    }
    Membership.objects.filter(person=people["keeper"]).update(is_administrator=True)
    for role in (*STAFF_ROLES, "auditor"):
        people[role] = _person(role)
        give_hub_role(person=people[role], role=role, given_by=None, now=NOW)
    items = {
        (state, visibility): _item(owner, state, visibility) for state in State for visibility in Visibility
    }
    _import_run(items)
    attachments = {item.pk: attachment_of(item, _words_of(item)) for item in items.values()}
    pictures = {item.pk: picture_of(item, sent=item.slug) for item in items.values()}
    challenges = {
        (state, visibility): _item(owner, state, visibility, kind=Kind.CHALLENGE)
        for state in State
        for visibility in Visibility
    }
    _work_together(people, owner, other, partner)
    _book(people, owner, other)
    _certify(people["member"], owner)
    _train(people["member"], owner)
    browsers = {role: _browser(people.get(role)) for role in (*ROLES, *FINER_ROLES)}
    introduction, token = _introduction(people["owner"], owner, other)
    return World(people, browsers, items, attachments, pictures, challenges, introduction, token)


def _introduction(asker: Person, owner: Organisation, other: Organisation) -> tuple[Introduction, str]:
    """Asked at this moment, because the pages look at the clock themselves."""
    request = Request(requester=owner, receiver=other, why="Wij willen kennismaken.")
    made = request_introduction(request=request, requested_by=asker, now=timezone.now()).introduction
    link = MailLink.objects.get(introduction=made)
    return made, path_of(link).rstrip("/").rpartition("/")[2]


def _words_of(item: Item) -> bytes:
    return f"Wat er bij {item.slug} hoort.".encode()


REGISTERED = 4100
"""The number of an organisation that waits to be checked."""
GATHERING = "gathering"
"""What stands in the address of an event with a round of meetings."""
TOGETHER = "together"
"""What stands in the addresses of the space, the pilot, the adoption and its solution, a meeting and who is asked."""
IN_A_SPACE = b"Zo warm was het."


def _work_together(
    people: Mapping[str, Person], owner: Organisation, other: Organisation, partner: Organisation
) -> None:
    """The owner's pilot with the member's company, in a space with a message and a file; and what the owner uses."""
    pilot = pilot_in(PilotState.PROPOSED, owner, by=people["owner"], partners=[(other, people["member"])])
    Pilot.objects.filter(pk=pilot.pk).update(slug=TOGETHER)
    Space.objects.filter(pk=pilot.space_id).update(code=TOGETHER)
    place = seat(people["owner"], Space.objects.get(pk=pilot.space_id))
    post, file = contribution_of(SaidKind.POST, place), file_in(place, IN_A_SPACE)
    for code, part in (("post", post), ("file", file)):
        Contribution.objects.filter(pk=part.pk).update(code=code)
    _meet(people, owner)
    solution = item_of(partner, "Een deksel", kind=Kind.SOLUTION)
    Item.objects.filter(pk=solution.pk).update(slug=TOGETHER)
    draft = adoptions.Draft(state=adoptions.State.IN_USE, scale=adoptions.Scale.PART)
    adoption = adoptions.report_adoption(
        item=solution, adopter=owner, draft=draft, reported_by=people["owner"], now=NOW
    )
    Adoption.objects.filter(pk=adoption.pk).update(code=TOGETHER)


FACILITY, HALL, BOOKED, WAITED = "testhal", "hall", "booked", "waited"
"""What stands in the addresses of the owner's facility, its hall, what the member asked there, and waits for."""


def _book(people: Mapping[str, Person], owner: Organisation, other: Organisation) -> None:
    """The owner's facility, which the member's company asks to book; who looks after the owner's runs it."""
    hall = resource_of(facility_of(owner, "Testhal"), terms=replace(TERMS, asks_approval=True))
    day = timezone.localdate() + timedelta(days=30)
    booking = booked(people["member"], other, hall, at(day, 9, 10), now=timezone.now())
    Resource.objects.filter(pk=hall.pk).update(code=HALL)
    Booking.objects.filter(pk=booking.pk).update(code=BOOKED)
    period = at(day, 11, 12)
    Wait.objects.create(
        code=WAITED,
        resource=hall,
        organisation=other,
        person=people["member"],
        starts_at=period.starts_at,
        ends_at=period.ends_at,
        asked_at=NOW,
    )


EARNED, EARNED_BY_GUEST = "ab" * 16, "cd" * 16
"""The codes of what the member earned, and a guest, from the owner of the items."""


def _certify(holder: Person, issuer: Organisation) -> None:
    make_first_key(now=NOW)
    for whom, code in ((holder, EARNED), (GUEST, EARNED_BY_GUEST)):
        made = credential_of(whom, issuer, key=code, tells=False)
        Credential.objects.filter(pk=made.pk).update(code=code)


def _meet(people: Mapping[str, Person], owner: Organisation) -> None:
    """At an event of the owner, where the owner and the member meet."""
    event = event_of(owner, date(2090, 1, 1))
    Item.objects.filter(pk=event.pk).update(slug=GATHERING)
    event.refresh_from_db()
    found = round_at(event, people["owner"])
    meeting = agreed_meeting(joined(found, people["owner"]), joined(found, people["member"]))
    Meeting.objects.filter(pk=meeting.pk).update(code=TOGETHER)
    Attendee.objects.filter(pk=meeting.asked_id).update(code=TOGETHER)


BY_GUEST = signing.Signer(salt="schakel.training").sign("guest")
"""What stands in the link of a guest who takes part in an edition."""


def _train(member: Person, owner: Organisation) -> None:
    """The owner's edition in which the member and a guest take part; at this moment, as the pages look at the clock."""
    now = timezone.now()
    training = item_of(owner, "Leren meten", kind=Kind.TRAINING)
    Item.objects.filter(pk=training.pk).update(slug="leren-meten")
    edition = edition_of(owner, item=training, seats=8, starts_at=now + timedelta(days=14), now=now)
    Edition.objects.filter(pk=edition.pk).update(code=TOGETHER)
    own = enrol_person(edition=edition, person=member, now=now).enrolment
    Enrolment.objects.filter(pk=own.pk).update(code=TOGETHER)
    asked = enrol_guest(edition=edition, guest=Guest("Kim", "kim@elders.example", "nl"), now=now).enrolment
    confirm_enrolment(enrolment=asked, now=now)
    Enrolment.objects.filter(pk=asked.pk).update(code="guest")
    file = KeptFile("lees.txt", "txt", len(IN_A_SPACE), files.store(IN_A_SPACE))
    material = add_material(
        edition=edition, moment=Moment.BEFORE, title=file.name, file=file, by=None, now=now
    )
    Material.objects.filter(pk=material.pk).update(code="file")


RUN, DOUBLE = 41, 41
"""The numbers of the import that waits for somebody, and of the pair of items that may be the same."""


def _import_run(items: Mapping[tuple[State, Visibility], Item]) -> None:
    """One import with its file and its preview, and one pair of likely doubles."""
    Run.objects.create(
        pk=RUN,
        profile="ips-cases",
        file_name="cases.csv",
        stored_as=keep_file([b"id,name\n1,Snuffelfiets\n"]),
        state=Run.State.PLANNED,
        counts={"read": 1, "create": 1},
        started_at=NOW,
    )
    one, other, *_ = sorted(items.values(), key=lambda item: item.pk)
    LikelyDouble.objects.create(pk=DOUBLE, one=one, other=other, evidence=["same-title"])


def routes(patterns: list[URLPattern | URLResolver], before: str = "") -> list[tuple[str, str]]:
    """The name and the pattern of every address, also of those that other packages bring."""
    found: list[tuple[str, str]] = []
    for pattern in patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found += routes(pattern.url_patterns, here)
        else:
            found.append((pattern.name or "", here))
    return found


def _organisation(slug: str, type_: OrganisationType, **fields: object) -> Organisation:
    return Organisation.objects.create(slug=slug, name=slug.title(), type=type_.value, **fields)


def _person(role: str, *, of: Organisation | None = None, **fields: bool) -> Person:
    person = Person.objects.create_user(f"{role}@hub.example", PASSWORD, name=role.title(), **fields)
    if of is not None:
        Membership.objects.create(person=person, organisation=of)
    return person


def _browser(person: Person | None) -> Client:
    browser = Client()
    if person is not None:
        browser.force_login(person, backend=BACKEND)
    return browser


def _item(owner: Organisation, state: State, visibility: Visibility, *, kind: Kind = Kind.EVENT) -> Item:
    """A warm event: what ``ask`` and the calendars have is there for every item. Or a challenge."""
    item = item_of(
        owner,
        f"{'Warmtenet' if kind is Kind.EVENT else 'Vraagstuk'} {state} {visibility}",
        kind=kind,
        state=STEPS_TO.get(state, state),
        visibility=visibility,
        facts={"starts_on": "2090-01-01"} if kind is Kind.EVENT else {},
    )
    if state is State.NEEDS_UPDATE:
        Item.objects.filter(pk=item.pk).update(verified_on="2020-01-01")
    return Item.objects.get(pk=item.pk)
