"""What others do out of sight leaves the pages of who may not see it as they were, byte for byte.

Beside ``test_twin_worlds``, which is about hidden items: here everybody sees the items, and what is done with them
is what is hidden. That a time is taken, a seat is gone or somebody waits is no secret; by whom and for what, it is.
Each kind of secret has a control: with its door open the pages differ.
"""

import json
import re
from base64 import urlsafe_b64decode as b64decode
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schakel.accounts.public import Person
from schakel.adoptions.actions import Draft as AdoptionDraft
from schakel.adoptions.actions import report_adoption
from schakel.adoptions.models import AdoptionQuerySet
from schakel.adoptions.rules import Scale
from schakel.adoptions.rules import State as AdoptionState
from schakel.agenda.models import MeetingQuerySet
from schakel.challenges import public as challenges
from schakel.challenges.rules import State as ChallengeState
from schakel.consultations import queries as consultation_queries
from schakel.consultations.actions import (
    Plan,
    ask_inquiry,
    open_consultation,
    prepare_consultation,
    register_participant,
)
from schakel.consultations.models import Consultation
from schakel.credentials import keys
from schakel.credentials.models import CredentialQuerySet
from schakel.facilities import queries as facility_queries
from schakel.facilities.models import Blocking, Booking, Wait
from schakel.interests import queries as interest_queries
from schakel.interests.models import Interest
from schakel.interests.public import Relation, Said, declare_interest
from schakel.library.models import ItemQuerySet
from schakel.library.public import Kind, State
from schakel.matching.public import CURRENT
from schakel.organisations.public import Membership, Organisation
from schakel.pilots.models import PilotQuerySet
from schakel.pilots.rules import State as PilotState
from schakel.procurement.actions import choose_route
from schakel.spaces import seats
from schakel.spaces.actions import invite_guest
from schakel.spaces.models import SpaceQuerySet
from schakel.spaces.rules import Channel
from schakel.spaces.rules import Kind as SaidKind
from schakel.training.actions import enrol_person
from schakel.training.models import Edition, EditionQuerySet, Enrolment, EnrolmentQuerySet, SurveyAnswer
from tests.challenges import challenge_in
from tests.clock import NOW
from tests.credentials import credential_of, one_key
from tests.databases import IS_SECOND
from tests.facilities import at, booked, facility_of, resource_of
from tests.items import item_of
from tests.meetings import agreed_meeting, event_of, joined, round_at
from tests.people import PASSWORD
from tests.pilots import pilot_in
from tests.security.test_twin_worlds import BACKEND, OF_THE_MOMENT, TOKEN
from tests.spaces import contribution_of, file_in, seat, space_of
from tests.strictness import StrictClient
from tests.training import edition_of

pytestmark = pytest.mark.django_db
EARNED = "ab" * 16
SECOND_EDITION = "hidden-edition"


@dataclass(frozen=True)
class Hub:
    """Where everything happens that everybody may know of. ``people``: the one who sees nothing is "bystander"."""

    people: Mapping[str, Person]
    bodies: Mapping[str, Organisation]
    things: Any


def build_hub() -> Hub:
    """A facility with a time that is taken, a full edition, a market that is asked, an event, a solution, a space."""
    now, today = timezone.now(), timezone.localdate()
    types = {
        "rotterdam": "municipality",
        "utrecht": "municipality",
        "heat-pumps": "company",
        "delft": "company",
    }
    bodies = {
        slug: Organisation.objects.create(slug=slug, name=slug.title(), type=type_)
        for slug, type_ in types.items()
    }
    members = {"owner": "rotterdam", "other": "heat-pumps", "third": "utrecht", "bystander": "delft"}
    people = {
        name: Person.objects.create_user(f"{name}@hub.example", PASSWORD, name=name.title())
        for name in ("outsider", *members)
    }
    for name, slug in members.items():
        Membership.objects.create(person=people[name], organisation=bodies[slug])
    hall = resource_of(facility_of(bodies["rotterdam"], "Testhal"))
    day = today + timedelta(days=30)
    taken, before = at(day, 9, 10), at(day, 14, 15)
    booking = booked(people["other"], bodies["heat-pumps"], hall, taken, now=now)
    booked(people["bystander"], bodies["delft"], hall, before, now=now)
    waits = {"resource": hall, "starts_at": taken.starts_at, "ends_at": taken.ends_at, "asked_at": now}
    Wait.objects.create(code="own", organisation=bodies["delft"], person=people["bystander"], **waits)
    blocking = Blocking.objects.create(
        resource=hall, code="block", starts_at=at(day, 11, 12).starts_at, ends_at=at(day, 11, 12).ends_at
    )
    training = item_of(bodies["rotterdam"], "Leren meten", kind=Kind.TRAINING)
    edition = edition_of(bodies["rotterdam"], item=training, starts_at=now + timedelta(days=14), now=now)
    names = ("other", "bystander", "third")
    enrolments = {name: Enrolment.objects.get(pk=_enrolled(edition, people[name], now)) for name in names}
    asked, quiet = (
        challenge_in(ChallengeState.OPEN, bodies["rotterdam"], f"Warmte op de markt {name}")
        for name in ("open", "quiet")
    )
    plan = Plan("Wat kan er?", today + timedelta(days=10), today + timedelta(days=20))
    made = prepare_consultation(challenge=asked, plan=plan, prepared_by=people["owner"], now=now)
    market = open_consultation(consultation=made, opened_by=people["owner"], today=today, now=now)
    for name, slug in (("other", "heat-pumps"), ("bystander", "delft")):
        register_participant(
            consultation=market,
            organisation=bodies[slug],
            words="Wij doen mee.",
            registered_by=people[name],
            today=today,
            now=now,
        )
    event = event_of(bodies["rotterdam"], date(2090, 1, 1))
    gathering = round_at(event, people["owner"])
    parties = [bodies["rotterdam"], bodies["heat-pumps"]]
    things = SimpleNamespace(
        hall=hall,
        taken=taken,
        booking=booking,
        blocking=blocking,
        training=training,
        edition=edition,
        enrolments=enrolments,
        quiet=quiet,
        market=market,
        event=event,
        round=gathering,
        solution=item_of(bodies["delft"], "Een deksel", kind=Kind.SOLUTION),
        space=space_of(*parties, people=[people["owner"], people["other"]], by=people["owner"]),
        now=now,
        today=today,
    )
    return Hub(people, bodies, things)


def _enrolled(edition: Edition, person: Person, now: Any) -> int:
    return enrol_person(edition=edition, person=person, now=now).enrolment.pk


# ---------------------------------------------------------------------- what is done out of sight


def book(hub: Hub, words: str) -> None:
    """It was another who booked, for something else; the time was taken already."""
    Booking.objects.filter(pk=hub.things.booking.pk).update(
        organisation=hub.bodies["utrecht"],
        booked_by=hub.people["third"],
        goal=words,
        people=17,
        answers=[{"question": "Wat?", "answer": words}],
        result=words,
        reason=words,
    )


def wait(hub: Hub, words: str) -> None:
    """Others wait for the same time, after who waits already."""
    for name, slug in (("other", "heat-pumps"), ("third", "utrecht")):
        Wait.objects.create(
            code=f"wait-{name}",
            resource=hub.things.hall,
            organisation=hub.bodies[slug],
            person=hub.people[name],
            starts_at=hub.things.taken.starts_at,
            ends_at=hub.things.taken.ends_at,
            asked_at=hub.things.now + timedelta(minutes=1),
        )


def block(hub: Hub, words: str) -> None:
    Blocking.objects.filter(pk=hub.things.blocking.pk).update(reason=words, made_by=hub.people["owner"])


def prepare_edition(hub: Hub, words: str) -> None:
    """Of a training that everybody sees, an edition that is not open yet."""
    made = edition_of(
        hub.bodies["rotterdam"],
        item=hub.things.training,
        is_open=False,
        now=hub.things.now,
        name=words,
        form="two",
    )
    Edition.objects.filter(pk=made.pk).update(code=SECOND_EDITION)


def enrol(hub: Hub, words: str) -> None:
    """Who has the other seat, who waits, and what they answered and thought."""
    other, third = hub.things.enrolments["other"], hub.things.enrolments["third"]
    Enrolment.objects.filter(pk=other.pk).update(
        organisation=hub.bodies["utrecht"], answers={"1": words}, code="of-another"
    )
    Enrolment.objects.filter(pk=third.pk).update(
        person=None, name=words, address="kim@elders.example", answers={"1": words}
    )
    SurveyAnswer.objects.create(
        key="7f6f9d53-8b0f-4d62-8a51-1d63a5b6a001", edition=hub.things.edition, score=3, text=words
    )


def prepare_market(hub: Hub, words: str) -> None:
    plan = Plan(words, hub.things.today + timedelta(days=10), hub.things.today + timedelta(days=20))
    prepare_consultation(
        challenge=hub.things.quiet, plan=plan, prepared_by=hub.people["owner"], now=hub.things.now
    )


def ask_market(hub: Hub, words: str) -> None:
    """A question that nobody answered yet."""
    at_this_moment = {"today": hub.things.today, "now": hub.things.now}
    ask_inquiry(consultation=hub.things.market, text=words, asked_by=hub.people["other"], **at_this_moment)


def take_part(hub: Hub, words: str) -> None:
    """Another company writes what it could do."""
    register_participant(
        consultation=hub.things.market,
        organisation=hub.bodies["heat-pumps"],
        words=words,
        registered_by=hub.people["other"],
        today=hub.things.today,
        now=hub.things.now,
    )


def choose_way(hub: Hub, words: str) -> None:
    answers = {"there": "no", "known": "yes", "buys": "services", "amount": "above"}
    choose_route(
        challenge=hub.things.quiet,
        answers=answers,
        words=words,
        chosen_by=hub.people["owner"],
        now=hub.things.now,
    )


def declare(hub: Hub, words: str) -> None:
    said = Said(Relation.OWNS_PART, words, hub.things.today, None)
    for name, slug in (("owner", "delft"), ("other", "rotterdam")):
        declare_interest(
            person=hub.people[name],
            organisation=hub.bodies[slug],
            said=said,
            today=hub.things.today,
            now=hub.things.now,
        )


def meet(hub: Hub, words: str) -> None:
    """Two agree on a meeting at an event that everybody sees."""
    one = joined(hub.things.round, hub.people["owner"], seeks=words)
    two = joined(hub.things.round, hub.people["third"], offers=words)
    made = agreed_meeting(one, two)
    type(made).objects.filter(pk=made.pk).update(code="meeting", reason=words)


def hide_day(hub: Hub, words: str) -> None:
    """An event that is not published yet."""
    facts = {"starts_on": hub.things.today.isoformat()}
    item_of(hub.bodies["utrecht"], f"Geheim {words}", kind=Kind.EVENT, state=State.REVIEW, facts=facts)


def certify(hub: Hub, words: str) -> None:
    made = credential_of(
        hub.people["other"], hub.bodies["rotterdam"], key="twin", changes={"title": words}, tells=False
    )
    type(made).objects.filter(pk=made.pk).update(code=EARNED)


def pilot(hub: Hub, words: str) -> None:
    """Of two others, with the solution of who looks on."""
    partners = [(hub.bodies["heat-pumps"], hub.people["other"])]
    made = pilot_in(
        PilotState.RUNNING, hub.bodies["rotterdam"], by=hub.people["owner"], partners=partners, title=words
    )
    type(made).objects.filter(pk=made.pk).update(slug="pilot-of-others")


def talk(hub: Hub, words: str) -> None:
    """In the space of two others, something for everybody there."""
    place = seat(hub.people["owner"], hub.things.space)
    for kind in (SaidKind.POST, SaidKind.LINK):
        contribution_of(kind, place, words)
    file_in(place, words.encode(), name="geheim.txt")
    invite_guest(seat=place, name=words, channel=Channel.EVERYONE, days=7, now=NOW)


def whisper(hub: Hub, words: str) -> None:
    """In the same space, what the public body does not read."""
    place = seat(hub.people["other"], hub.things.space)
    for kind in (SaidKind.POST, SaidKind.TASK):
        contribution_of(kind, place, words, channel=Channel.PRIVATE)
    invite_guest(seat=place, name=words, channel=Channel.PRIVATE, days=7, now=NOW)


def report(hub: Hub, words: str) -> None:
    """Somebody says that another organisation uses the solution; nobody there confirmed it."""
    draft = AdoptionDraft(state=AdoptionState.IN_USE, scale=Scale.PART, version="2", result=words)
    report_adoption(
        item=hub.things.solution,
        adopter=hub.bodies["utrecht"],
        draft=draft,
        reported_by=hub.people["outsider"],
        now=hub.things.now,
    )


# ---------------------------------------------------------------------- who looks on, where, and through which door


LOOKING_ON = ("visitor", "bystander")
"""Who is not signed in, and somebody of a company that uses the hub themselves: with most to see of their own."""
Patch = Callable[[pytest.MonkeyPatch], None]


def _open(owner: object, name: str, opened: object) -> Patch:
    return lambda monkeypatch: monkeypatch.setattr(owner, name, opened)


def _all(self: Any, *_: object) -> Any:
    return self.all()


def _seat_for_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SpaceQuerySet, "visible_to", _all)
    monkeypatch.setattr(seats, "channels_of", lambda _: frozenset({Channel.EVERYONE}))


MARKET = "/challenges/warmte-op-de-markt-open/consultation/"
QUIET = "/challenges/warmte-op-de-markt-quiet/"


@dataclass(frozen=True)
class Secret:
    """Something that is done out of sight; where its kind is looked for, and a mistake that lets it be seen."""

    act: Callable[[Hub, str], None]
    where: Sequence[str]
    leak: Patch
    who: Sequence[str] = LOOKING_ON


SECRETS = {
    "booking": Secret(
        book,
        (
            "/facilities/",
            "/facilities/?first={day}&begin=09:00&end=10:00",
            "/facilities/testhal/?day={day}",
            "/item/testhal/",
            "/me/bookings/",
            "/me/bookings/file.csv",
            "/me/bookings/calendar.ics",
            "/bookings/{booking}/",
        ),
        _open(
            facility_queries,
            "own_bookings",
            lambda _: Booking.objects.select_related("resource__facility__item__owner", "organisation"),
        ),
    ),
    "waiting": Secret(
        wait,
        ("/me/bookings/", "/facilities/testhal/?day={day}"),
        _open(
            facility_queries,
            "place_of",
            lambda one: Wait.objects.filter(resource=one.resource_id).count(),
        ),
    ),
    "reason of what is closed": Secret(
        block,
        ("/facilities/testhal/?day={day}", "/facilities/testhal/resources/{hall}/blockings/"),
        _open(facility_queries, "operated_by", lambda _: [_key_of("rotterdam")]),
    ),
    "edition": Secret(
        prepare_edition,
        (
            "/trainings/",
            "/trainings/file.csv",
            "/item/leren-meten/",
            "/agenda/",
            f"/editions/{SECOND_EDITION}/",
            "/me/editions/",
        ),
        _open(EditionQuerySet, "visible_to", _all),
    ),
    "enrolment": Secret(
        enrol,
        (
            "/editions/{edition}/",
            "/editions/{edition}/desk/",
            "/editions/{edition}/survey/",
            "/me/trainings/",
            "/me/trainings/file.csv",
            "/me/trainings/of-another/",
        ),
        _open(EnrolmentQuerySet, "visible_to", _all),
    ),
    "consultation": Secret(
        prepare_market,
        ("/consultations/", "/consultations/file.csv", QUIET, f"{QUIET}consultation/", "/agenda/"),
        _open(
            consultation_queries,
            "consultations_visible_to",
            lambda _: Consultation.objects.select_related("challenge__item__owner", "challenge__adviser"),
        ),
    ),
    "question": Secret(
        ask_market,
        (MARKET, f"{MARKET}report/"),
        _open(
            consultation_queries,
            "inquiries_for",
            lambda _, one: list(one.inquiries.order_by("number")),
        ),
    ),
    "participant": Secret(
        take_part,
        (MARKET, f"{MARKET}report/", f"{MARKET}report.zip"),
        _open(consultation_queries, "own_participations", lambda _, one: list(one.participants.all())),
    ),
    "route": Secret(
        choose_way,
        (QUIET, "/procurement/?for=warmte-op-de-markt-quiet"),
        _open(challenges, "allows", lambda *_, **__: True),
    ),
    "interest": Secret(
        declare,
        ("/me/interests/", "/staff/interests/", QUIET, "/organisations/delft/"),
        _open(
            interest_queries,
            "own_interests",
            lambda _: list(Interest.objects.select_related("organisation").order_by("pk")),
        ),
    ),
    "meeting": Secret(
        meet,
        ("/item/dag-van-de-hub/", "/item/dag-van-de-hub/meetings/", "/me/agenda/", "/meetings/meeting/"),
        _open(MeetingQuerySet, "visible_to", _all),
    ),
    "day": Secret(
        hide_day,
        ("/agenda/", "/agenda/calendar.ics", "/agenda/days.atom", "/agenda/days.csv", "/agenda/days.json"),
        _open(ItemQuerySet, "visible_in", _all),
    ),
    "credential": Secret(
        certify,
        (
            "/me/certificates/",
            f"/me/certificates/{EARNED}/",
            "/credentials/issued/",
            "/credentials/issued/file.csv",
            "/credentials/status/1",
        ),
        _open(CredentialQuerySet, "visible_to", _all),
    ),
    "pilot": Secret(
        pilot,
        ("/me/pilots/", "/me/pilots/file.csv", "/organisations/rotterdam/", "/pilots/pilot-of-others/"),
        _open(PilotQuerySet, "visible_to", _all),
    ),
    "space": Secret(
        talk,
        ("/me/spaces/", "/me/spaces/tasks.ics", "/spaces/{space}/", "/spaces/{space}/dossier.zip"),
        _seat_for_everybody,
    ),
    "private channel": Secret(
        whisper,
        (
            "/me/spaces/",
            "/me/spaces/tasks.ics",
            "/spaces/{space}/",
            "/spaces/{space}/people/",
            "/spaces/{space}/tasks.ics",
        ),
        _open(seats, "channels_of", lambda _: frozenset(Channel)),
        who=("owner",),
    ),
    "adoption": Secret(
        report,
        (
            "/item/een-deksel/",
            "/organisations/utrecht/",
            "/me/adoptions/file.csv",
            f"/ask/?{urlencode({'q': 'deksel'})}",
        ),
        _open(AdoptionQuerySet, "visible_to", _all),
    ),
}


def _key_of(slug: str) -> int:
    return Organisation.objects.get(slug=slug).pk


# ---------------------------------------------------------------------- comparing


Asked = tuple[str, str]
Answers = dict[Asked, tuple[int, dict[str, str], bytes]]


def pages(hub: Hub, secrets: Sequence[Secret]) -> list[Asked]:
    """Who asks for what, each once."""
    things = hub.things
    words = {
        "day": timezone.localtime(things.taken.starts_at).date().isoformat(),
        "booking": things.booking.code,
        "hall": things.hall.code,
        "edition": things.edition.code,
        "space": things.space.code,
    }
    return list(
        dict.fromkeys(
            (who, address.format(**words))
            for secret in secrets
            for who in secret.who
            for address in secret.where
        )
    )


def answers(
    hub: Hub, asked: Sequence[Asked], acts: Sequence[Callable[[Hub, str], None]], words: str
) -> Answers:
    """What they get once this was done; nothing of it stays."""
    CURRENT.forget()
    before = transaction.savepoint()
    try:
        for act in acts:
            act(hub, words)
        browsers = {who: _browser(hub.people.get(who)) for who, _ in asked}
        found: Answers = {}
        for who, address in asked:
            found[who, address] = _said(browsers[who].get(address))
        return found
    finally:
        transaction.savepoint_rollback(before)
        CURRENT.forget()


SENT_KEY = re.compile(rb'(name="sent_key" value=")[^"]+')
"""By which a form that is sent twice is known: new for every answer."""


def _said(response: Any) -> tuple[int, dict[str, str], bytes]:
    """An answer without what is new in every answer; of what is signed, what it says of credentials."""
    content = b"".join(response) if response.streaming else response.content
    if response.headers.get("Content-Type", "").endswith("+jwt"):
        payload = content.split(b".")[1]
        content = str(json.loads(b64decode(payload + b"=="))["credentialSubject"]).encode()
    headers = {
        name: value for name, value in response.headers.items() if name not in (*OF_THE_MOMENT, "Expires")
    }
    return response.status_code, headers, SENT_KEY.sub(rb"\1", TOKEN.sub(rb"\1", content))


def _browser(person: Person | None) -> StrictClient:
    browser = StrictClient()
    if person is not None:
        browser.force_login(person, backend=BACKEND)
    return browser


def differing(one: Answers, other: Answers) -> list[str]:
    return [f"{who} {address}" for (who, address), answer in other.items() if one[who, address] != answer]


@pytest.fixture(scope="module")
def hub(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[tuple[Hub, Any]]:
    """One hub for the whole module, with folders of its own; nothing of it stays."""
    folder = tmp_path_factory.mktemp("twin-acts")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "folder", lambda: folder / "badge-keys")
        patch.setattr(keys, "new_private_key", one_key)
        with (
            django_db_blocker.unblock(),
            override_settings(DOCUMENTS=folder, SEARCH_INDEX=folder / "index"),
            transaction.atomic(),
        ):
            keys.make_first_key(now=NOW)
            made = build_hub()
            yield made, answers(made, pages(made, list(SECRETS.values())), [], "")
            transaction.set_rollback(True)


def test_the_pages_that_are_compared_say_something(hub):
    _, plain = hub
    assert {status for status, _, _ in plain.values()} <= {200, 302, 404}
    for name, secret in SECRETS.items():
        places = pages(hub[0], [secret])
        assert any(plain[asked][0] == 200 for asked in places), name
    assert b"14:00" in plain["bystander", "/me/bookings/"][2]


@pytest.mark.parametrize("name", SECRETS)
def test_what_others_do_is_not_seen_and_with_its_door_open_it_is(name, hub, monkeypatch):
    world, plain = hub
    secret = SECRETS[name]
    asked = pages(world, [secret])
    assert differing(plain, answers(world, asked, [secret.act], "Geheim overleg")) == []
    secret.leak(monkeypatch)
    seeing = [(who, address) for who, address in asked if who == secret.who[-1]]
    leaking = answers(world, seeing, [], "")
    assert differing(leaking, answers(world, seeing, [secret.act], "Geheim overleg")) != []


def test_whatever_is_done_in_whatever_order_is_not_seen(hub):
    world, plain = hub

    @settings(max_examples=1 if IS_SECOND else 2, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.lists(st.sampled_from(sorted(SECRETS)), min_size=6, unique=True),
        st.text("abcdefghijklmnop ", min_size=3, max_size=40).map(lambda words: f"Geheim {words}".strip()),
    )
    def not_seen(names: list[str], words: str) -> None:
        acts = [SECRETS[name].act for name in names]
        # What "owner" may see of the space is asked on its own; a visitor is led to signing in at most of these.
        asked = [one for one in plain if one[0] == "bystander"]
        assert differing(plain, answers(world, asked, acts, words)) == []

    not_seen()
