"""Fills the desk of a running hub: notices and mails, a file whose columns nobody named, a preview, an import, a pair
of doubles, a bundle, and addresses by which people who work together are found.

Run as a program beside the hub, with its settings: their numbers are 1, 2, 3 and 1.
"""

from datetime import datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import django

django.setup()

from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402 - Django must be set up before its models

from schakel.accounts.models import Person  # noqa: E402
from schakel.adoptions.models import Adoption  # noqa: E402
from schakel.agenda.actions import Looking, ask_meeting, join_round, open_round  # noqa: E402
from schakel.agenda.actions import Request as Ask  # noqa: E402
from schakel.agenda.meeting_rules import Hours, Plan  # noqa: E402
from schakel.agenda.models import Attendee, Meeting  # noqa: E402
from schakel.alerts.actions import make_alert  # noqa: E402
from schakel.challenges.actions import ask_co_owner, propose_bundle  # noqa: E402
from schakel.challenges.models import Challenge  # noqa: E402
from schakel.credentials.actions import Holder, issue_credential  # noqa: E402
from schakel.credentials.models import Credential  # noqa: E402
from schakel.facilities.actions import fill_basket  # noqa: E402
from schakel.facilities.models import Booking, Resource  # noqa: E402
from schakel.imports import actions  # noqa: E402
from schakel.imports.models import Run  # noqa: E402
from schakel.imports.profiles import IPS_CASES  # noqa: E402
from schakel.imports.sources import add_source  # noqa: E402
from schakel.introductions import actions as introductions  # noqa: E402
from schakel.introductions.acting import Party  # noqa: E402
from schakel.introductions.models import Introduction, MailLink  # noqa: E402
from schakel.introductions.rules import Side, token_hash  # noqa: E402
from schakel.kernel.periods import Period  # noqa: E402
from schakel.library.public import (  # noqa: E402
    Content,
    Item,
    Kind,
    Step,
    move_item,
    write_item,
)
from schakel.messages.models import Mail  # noqa: E402
from schakel.messages.public import tell  # noqa: E402
from schakel.organisations.models import Organisation  # noqa: E402
from schakel.organisations.public import ask_to_join, invite_member, member_organisations  # noqa: E402
from schakel.pilots.models import Pilot  # noqa: E402
from schakel.spaces.actions import invite_guest  # noqa: E402
from schakel.spaces.models import Contribution, Guest, Space  # noqa: E402
from schakel.spaces.public import Channel, seat_in  # noqa: E402
from schakel.spaces.rules import key_hash  # noqa: E402
from schakel.training.models import Edition, Enrolment  # noqa: E402

CASES = b"""id,name,description,status,url
1,Snuffelfiets,Cyclists measure the air of their street.,Pilot,https://example.org/snuffelfiets
2,Snuffelfiets,Cyclists measure the air. <b>It works.</b>,Someday,https://example.org/other
3,,Nobody knows what it is called.,Pilot,
"""
TABLE = b"""Projectnaam;Gemeente;Omschrijving;Fase;E-mail
Warmtenet Overvecht;Utrecht;Bewoners krijgen warmte uit het kanaal.;pilot;j@example.org
"""


def tell_people() -> None:
    """Notices for Anna and Chaima, with a mail; and two mails that did not go."""
    now = timezone.now()
    people = Person.objects.filter(name__in=["Anna Verbeek", "Chaima El Amrani"]).order_by("pk")
    item = Item.objects.filter(slug="mind-the-energy-gap").get()
    with transaction.atomic():
        for number, reason in enumerate(("Zeg wat het kostte.", "Van wie is deze foto? " * 12)):
            tell(
                "item.sent-back",
                event=f"desk:{number}",
                to=[person.reference for person in people],
                about=item.reference,
                payload={"reason": reason},
                now=now,
            )
    for state, why in (("failed", "550 5.1.1 Nobody is called so here"), ("uncertain", "worker-ended")):
        Mail.objects.create(
            event=f"desk:{state}",
            kind="item.waits",
            addressee="somebody@town.example",
            state=state,
            why=why,
            told_at=now,
            due_at=now,
            ended_at=now,
        )


BUNDLED = ("vraag-onderhoud-gebouwen-lijst", "vraag-warmtepomp-bewoners-bang")
"""The same as in visits.py, which cannot be imported beside a running hub."""


ASKED_ABOUT = "vraag-provinciale-weg-oversteek"
"""The same as in visits.py."""


def bundle(now: datetime) -> None:
    """A proposal that waits for its owners."""
    challenges = Challenge.objects.filter(item__slug__in=BUNDLED)
    staff = Person.objects.filter(is_hub_staff=True).order_by("pk")[0]
    propose_bundle(
        challenges=challenges, title="Onze gebouwen", text="Samen zoeken.", proposed_by=staff, now=now
    )


def keep_posted(now: datetime) -> None:
    """Alerts of the staff and of the first member."""
    for number, person in enumerate(Person.objects.filter(is_illustrative=True).order_by("pk")):
        make_alert(
            asked=f"q=warmte+uit+het+kanaal+{number}", person=person, language="nl", rhythm="weekly", now=now
        )


def ask_to_own(now: datetime) -> None:
    """The body of Anna is asked to own a challenge of another too."""
    challenge = Challenge.objects.get(item__slug=ASKED_ABOUT)
    member = Person.objects.get(name="Anna Verbeek")
    staff = Person.objects.filter(is_hub_staff=True).order_by("pk")[0]
    (body,) = member_organisations(member)
    ask_co_owner(challenge=challenge, organisation=body, asked_by=staff, now=now)


REGISTERED = 990001


def belong(now: datetime) -> None:
    """An organisation that waits to be checked, somebody who asks, and somebody who was invited."""
    company = Organisation.objects.get(slug="hallenwacht")
    waiting = Organisation(
        pk=REGISTERED,
        slug="new-1",
        name="Windvang Noord",
        type="company",
        kvk="12345678",
        is_verified=False,
        registered_by=Person.objects.get(name="Bas Oosterling"),
        registered_at=now,
    )
    waiting.save()
    asking = Person.objects.get(name="Anna Verbeek")
    ask_to_join(organisation=company, person=asking, message="Ik werk mee aan de sporthallen.", now=now)
    invite_member(
        organisation=company,
        email="nieuw@example.org",
        invited_by=Person.objects.filter(is_hub_staff=True).order_by("pk")[0],
        now=now,
    )


def introduce(now: datetime) -> None:
    """Codes and links that are known, for one of each; the staff asks somebody outside the hub, who says yes."""
    anna = Person.objects.get(name="Anna Verbeek")
    staff = Person.objects.get(name="Chaima El Amrani")
    every = Introduction.objects.filter(lapses_at__gt=now)
    outside = every.get(item__slug="esri-nederland-kaarten")
    adviser = Party(Side.RECEIVER, staff, is_adviser=True)
    introductions.hand_on_introduction(
        introduction=outside,
        party=adviser,
        outside_name="Els van Buiten",
        outside_address="els@bureau.example",
        now=now,
    )
    introductions.accept_introduction(introduction=outside, party=Party(Side.RECEIVER), now=now)
    for state in ("requested", "accepted"):
        found = every.filter(requested_by=anna, state=state, outside_address="").order_by("pk")[0]
        Introduction.objects.filter(pk=found.pk).update(code=f"visit-{state}")
    for state in ("finished", "declined"):
        found = Introduction.objects.filter(state=state).order_by("pk")[0]
        Introduction.objects.filter(pk=found.pk).update(code=f"visit-{state}")
    bas = Person.objects.get(name="Bas Oosterling")
    for purpose, code, addressee in (
        ("answer", "visit-requested", bas.reference),
        ("outcome", "visit-accepted", anna.reference),
        ("follow", outside.code, "els@bureau.example"),
    ):
        about = Introduction.objects.get(code=code)
        MailLink.objects.create(
            introduction=about,
            purpose=purpose,
            addressee=addressee,
            token_hash=token_hash(f"visit-{purpose}"),
            version=about.version,
            made_at=now,
            expires_at=now + timedelta(days=1),
        )


TOGETHER = "waterveen-hallenwacht"
EARNED, EARNED_BY_GUEST = "ab" * 16, "cd" * 16
GUEST_KEY = "de-sleutel-van-els"
"""The same as in visits.py."""


def work_together(now: datetime) -> None:
    """Known addresses for the pilot that runs, the one that stopped, the space, what stands in it, and an adoption."""
    Pilot.objects.filter(state="running").update(slug=TOGETHER)
    Pilot.objects.filter(decision="stop").update(slug="gestopt")
    pilot = Pilot.objects.get(slug=TOGETHER)
    Space.objects.filter(pk=pilot.space_id).update(code=TOGETHER[:16])
    space = Space.objects.get(pk=pilot.space_id)
    anna = Person.objects.get(name="Anna Verbeek")
    for kind in ("task", "post"):
        found = Contribution.objects.filter(space=space, kind=kind, written_by=anna).order_by("pk")
        Contribution.objects.filter(pk=found[0].pk).update(code=kind)
    seat = seat_in(anna, space)
    guest = invite_guest(seat=seat, name="Els de Bruin", channel=Channel.EVERYONE, days=30, now=now).guest
    Guest.objects.filter(pk=guest.pk).update(key_hash=key_hash(GUEST_KEY))
    earned = Credential.objects.filter(person=anna)[0]
    Credential.objects.filter(pk=earned.pk).update(code=EARNED)
    of_guest = issue_credential(
        key="visit",
        holder=Holder(name="Els de Bruin", email="els@bureau.example"),
        issuer=earned.issuer,
        achievement=earned.achievement,
        evidence=earned.evidence,
        by=None,
        now=now,
    )
    Credential.objects.filter(pk=of_guest.pk).update(code=EARNED_BY_GUEST)
    adoption = Adoption.objects.filter(adopter__memberships__person=anna).order_by("pk")[0]
    Adoption.objects.filter(pk=adoption.pk).update(code=TOGETHER[:16])


def book() -> None:
    """Known addresses for what can be booked, what is asked and what is booked; and something in Anna's basket."""
    hall = Resource.objects.filter(name="De zaal")
    hall.update(code="hall")
    for state, code in (("requested", "asked"), ("confirmed", "booked")):
        found = Booking.objects.filter(resource__code="hall", state=state).order_by("pk")[0]
        Booking.objects.filter(pk=found.pk).update(code=code)
    anna = Person.objects.get(name="Anna Verbeek")
    taken = Booking.objects.get(code="booked")
    periods = [taken.period, Period(taken.ends_at + timedelta(hours=1), taken.ends_at + timedelta(hours=3))]
    fill_basket(person=anna, resource=hall.get(), periods=periods)


GATHERING, ANOTHER_EVENT = "visit-gathering", "visit-another-event"
"""The same as in visits.py."""


def meet(now: datetime) -> None:
    """An event with meetings, where Esther asks Anna, and one that has none yet."""
    anna, esther = (Person.objects.get(name=name) for name in ("Anna Verbeek", "Esther Palm"))
    (body,) = member_organisations(anna)
    today = timezone.localdate(now)
    first_on = today + timedelta(days=30)
    for slug in (GATHERING, ANOTHER_EVENT):
        content = Content(
            texts={"nl": {"title": "Waterdag van de regio", "summary": "Wij praten over water."}},
            facts={"starts_on": first_on.isoformat(), "ends_on": (first_on + timedelta(days=1)).isoformat()},
            owner=body,
        )
        item = write_item(kind=Kind.EVENT, content=content, written_by=None, now=now, slug=slug)
        move_item(item=item, step=Step.PUBLISH, moved_by=None, now=now)
    event = Item.objects.get(slug=GATHERING)
    plan = Plan(minutes=20, pause=5, hours=(Hours(first_on, time(13), time(15)),), tables=4)
    zone = timezone.get_default_timezone()
    found = open_round(item=event, plan=plan, opened_by=anna, today=today, zone=zone, now=now)
    slots = list(found.slots.order_by("pk").values_list("pk", flat=True))
    seats = []
    for person in (anna, esther):
        (of_them, *_) = member_organisations(person)
        looking = Looking(of_them, "Wie meet er in sporthallen?", "Een zwembad om in te proberen.", slots)
        seats.append(join_round(meeting_round=found, looking=looking, person=person, now=now))
    asked = Ask(seats[1], seats[0], found.slots.order_by("pk")[0], "Wij meten graag bij u.")
    meeting = ask_meeting(request=asked, now=now, today=today)
    Meeting.objects.filter(pk=meeting.pk).update(code=GATHERING)
    Attendee.objects.filter(pk=seats[1].pk).update(code=GATHERING)


def train() -> None:
    """Known addresses for an edition with room and one that is full, in which Anna takes part and waits."""
    room = Edition.objects.get(item__slug="training-energie-meten-in-gebouwen")
    full = Edition.objects.get(item__slug="training-lokaal-hitteplan")
    anna = Person.objects.get(name="Anna Verbeek")
    for edition, code, standing in ((room, "visit-edition", "enrolled"), (full, "visit-full", "waiting")):
        Enrolment.objects.filter(edition=edition, person=anna).update(code=f"visit-{standing}")
        Edition.objects.filter(pk=edition.pk).update(code=code)


def fill() -> None:
    now = timezone.now()
    book()
    meet(now)
    keep_posted(now)
    ask_to_own(now)
    belong(now)
    tell_people()
    bundle(now)
    introduce(now)
    work_together(now)
    train()

    def received(content: bytes, name: str) -> Run:
        return actions.receive_file(
            content=[content], file_name=name, profile=None, received_by=None, now=now
        )

    received(TABLE, "projecten.csv")
    add_source(
        name="cases-of-others",
        profile=IPS_CASES.name,
        place="https://cases.example/cases.csv",
        every=timedelta(days=1),
        looked_after_by=None,
        added_by=None,
        now=now,
    )
    previewed = received(CASES, "cases.csv")
    previewed.profile = IPS_CASES.name
    actions.plan_run(run=previewed, now=now)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "cases-of-2025.csv"
        file.write_bytes(CASES)
        actions.run_import(profile=IPS_CASES, path=file, run_by=None, now=now)


if __name__ == "__main__":
    fill()
