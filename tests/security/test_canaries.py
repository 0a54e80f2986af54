"""Every private value is a word that stands nowhere else; no page, file or log line that a role gets holds one.

The whole hub is walked as each role, link by link, with the questions and the files. A control opens the door
of the items for everybody and sees the canaries found.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date, timedelta
from html import unescape
from itertools import count, cycle
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.utils import timezone

from schakel.accounts.public import Person
from schakel.adoptions.actions import Draft as AdoptionDraft
from schakel.adoptions.actions import report_adoption
from schakel.adoptions.rules import Scale
from schakel.adoptions.rules import State as AdoptionState
from schakel.challenges.actions import assign_adviser, write_note
from schakel.challenges.models import Challenge
from schakel.challenges.rules import State as ChallengeState
from schakel.consultations import queries as consultations
from schakel.consultations.actions import (
    Plan,
    add_file,
    ask_inquiry,
    open_consultation,
    prepare_consultation,
    register_participant,
)
from schakel.consultations.models import Consultation
from schakel.credentials.actions import Holder
from schakel.documents.public import keep_file
from schakel.interests import queries as interests
from schakel.interests.models import Interest
from schakel.interests.public import Relation, Said, declare_interest
from schakel.introductions.public import Request, request_introduction
from schakel.library.actions import move_item
from schakel.library.kinds import KINDS, Fact, Kind, Shape
from schakel.library.models import ItemQuerySet
from schakel.library.rules import State, Step, Visibility
from schakel.library.writing import Provenance
from schakel.organisations.public import Membership, Organisation
from schakel.pilots.actions import MeasureDraft, answer_pilot, begin_pilot, change_measures
from schakel.pilots.drafting import Draft as PilotDraft
from schakel.pilots.rules import PartnerRole, Reply
from schakel.procurement.actions import choose_route
from schakel.spaces.actions import change_contribution, invite_guest
from schakel.spaces.rules import Channel
from schakel.spaces.rules import Kind as SaidKind
from schakel.vocabulary.public import Concept
from tests.challenges import challenge_in
from tests.clock import NOW
from tests.credentials import GUEST, credential_of
from tests.databases import IS_SECOND
from tests.items import attachment_of, item_of
from tests.mails import send_due
from tests.meetings import asked_meeting, event_of, joined, round_at
from tests.people import PASSWORD
from tests.pictures import picture_of
from tests.spaces import contribution_of, file_in, seat
from tests.strictness import StrictClient
from tests.worlds import copy_files, made_once

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
OTHER_VIEWS = 60
"""How many pages are looked at another way (sorted, filtered, the next ones), beside every page that there is."""
LINK = re.compile(
    r"(?:href|action|src|hx-get)=\"([^\"]*)\"|<(?:loc|link|id)>([^<]+)</|<link href=\"([^\"]*)\""
)
NOT_WALKED = ("/static/", "/account/logout/", "/language/", "/scheme/")

# Whether a role may see an item, by hand: everything a role may not see holds canaries for it.
SEES = {
    "visitor": {Visibility.PUBLIC},
    "outsider": {Visibility.PUBLIC},
    "member": {Visibility.PUBLIC, Visibility.NETWORK},
    "owner": {Visibility.PUBLIC, Visibility.NETWORK},
    "partner": {Visibility.PUBLIC, Visibility.NETWORK, Visibility.PARTNERS},
}
OF_CONSULTATIONS = (
    "",
    "route/",
    *(f"consultation/{end}" for end in ("", "calendar.ics", "report/", "report.zip")),
)
ALWAYS_FOUND = [
    "/",
    "/browse/",
    "/agenda/",
    "/themes/",
    "/organisations/",
    "/map/",
    "/robots.txt",
    "/sitemap.xml",
    "/me/",
    "/me/challenges/",
    "/introductions/",
    "/introductions/file.csv?heap=asked",
    "/me/agenda/",
    "/me/spaces/",
    "/me/pilots/",
    "/facilities/",
    "/facilities/?first=2027-05-03&begin=09:00&end=12:00",
    "/me/bookings/",
    "/me/bookings/file.csv",
    "/me/facilities/",
    "/basket/",
    "/me/adoptions/",
    "/me/interests/",
    "/staff/interests/",
    "/consultations/",
    "/consultations/file.csv",
    *(
        f"/challenges/warmte-op-de-markt-{state}/{end}"
        for state in ("prepared", "open")
        for end in OF_CONSULTATIONS
    ),
    "/me/certificates/",
    "/credentials/issued/",
]
TENDER = {"there": "no", "known": "yes", "buys": "services", "amount": "above"}
QUESTIONS = ("warmte voor ouderen", "energy in a school", "kanarie", "geheim concept")


@dataclass(frozen=True, slots=True)
class Canary:
    """A private word: what it is, and whether a role may see it."""

    word: str
    what: str
    roles: frozenset[str]


class Aviary:
    """Hands out words that stand nowhere else, and remembers whose they are."""

    def __init__(self) -> None:
        self.canaries: list[Canary] = []
        self._numbers = count(1)

    def word(self, what: str, roles: frozenset[str] = frozenset()) -> str:
        word = f"kanarie{next(self._numbers):05}geel"
        self.canaries.append(Canary(word, what, roles))
        return word

    def number(self, what: str, roles: frozenset[str]) -> int:
        number = 7_319_000_000 + next(self._numbers)
        self.canaries.append(Canary(f"{number}", what, roles))
        return number

    def hidden_from(self, role: str) -> list[Canary]:
        return [canary for canary in self.canaries if role not in canary.roles]


def write_hub(aviary: Aviary) -> dict[str, Person]:
    """Public items to walk along, and hidden ones of two owners whose every value is a canary."""
    theme = Concept.objects.create(notation="heat")
    theme.labels.create(language="nl", text="hitte", is_preferred=True)
    theme.labels.create(language="en", text="heat", is_preferred=True)
    bodies = {
        slug: Organisation.objects.create(
            slug=slug, name=slug.title(), type=type_, is_hub_partner=slug == "partner"
        )
        for slug, type_ in (("rotterdam", "municipality"), ("partner", "hub-partner"), ("other", "company"))
    }
    _unverified(aviary)
    for kind in Kind:
        item_of(
            bodies["other"],
            kind=kind,
            texts={
                "nl": {"title": f"Warmte voor ouderen {kind}"},
                "en": {"title": f"Heat for the elderly {kind}"},
            },
            facts=_days_of(kind),
            themes=(theme,),
            place=bodies["rotterdam"],
        )
    people = {
        "outsider": _person(aviary, "outsider"),
        "member": _person(aviary, "member", of=bodies["other"], known_to=BOTH),
        "owner": _person(aviary, "owner", of=bodies["rotterdam"], known_to=BOTH),
        "partner": _person(aviary, "partner", of=bodies["partner"]),
    }
    _person(aviary, "")  # somebody whom no role is
    _work_together(aviary, bodies, people)
    reviewer = Person.objects.create_user(
        "reviewer@hub.example", PASSWORD, name="Reviewer", is_hub_staff=True
    )
    kinds = cycle(Kind)
    for owner in ("rotterdam", "other"):
        for state in State:
            for visibility in Visibility:
                if (state, visibility) != (
                    State.PUBLISHED,
                    Visibility.PUBLIC,
                ) and state is not State.NEEDS_UPDATE:
                    _hidden_item(aviary, bodies[owner], next(kinds), state, visibility, theme, reviewer)
    _introduction(aviary, people, bodies)
    _meet(aviary, people, bodies)
    _consult_the_market(aviary, people, bodies)  # from then on these do not meet in private
    _declare_interests(aviary, people)
    _certify(aviary, people, bodies)
    return people


def _consult_the_market(
    aviary: Aviary, people: Mapping[str, Person], bodies: Mapping[str, Organisation]
) -> None:
    """One that is prepared, and one that everybody reads: what the member answers there is for the owner alone."""
    now, today, own = timezone.now(), timezone.localdate(), frozenset({"owner"})
    for state in ("prepared", "open"):
        challenge = challenge_in(ChallengeState.OPEN, bodies["rotterdam"], f"Warmte op de markt {state}")
        words = aviary.word(f"why this route of the {state} consultation", own)
        choose_route(challenge=challenge, answers=TENDER, words=words, chosen_by=people["owner"], now=now)
        text = aviary.word("text of the prepared consultation", own) if state == "prepared" else "Wat kan er?"
        plan = Plan(text, today + timedelta(days=10), today + timedelta(days=20))
        made = prepare_consultation(challenge=challenge, plan=plan, prepared_by=people["owner"], now=now)
        if state == "prepared":
            kept = keep_file(b"De eisen.", f"{aviary.word('name of a prepared file', own)}.txt")
            add_file(consultation=made, kept=kept, added_by=people["owner"], today=today, now=now)
    opened = open_consultation(consultation=made, opened_by=people["owner"], today=today, now=now)
    asked = aviary.word("question without an answer in a consultation", BOTH)
    ask_inquiry(consultation=opened, text=asked, asked_by=people["member"], today=today, now=now)
    inside = aviary.word("file of who takes part", BOTH)
    called = aviary.word("name of the file of who takes part", BOTH)
    register_participant(
        consultation=opened,
        organisation=bodies["other"],
        words=aviary.word("words of who takes part", BOTH),
        files=[keep_file(inside.encode(), f"{called}.txt")],
        registered_by=people["member"],
        today=today,
        now=now,
    )


def _declare_interests(aviary: Aviary, people: Mapping[str, Person]) -> None:
    """In a company that does nothing here: nobody is taken off anything by it."""
    company = Organisation.objects.create(slug="bystander", name="Bystander", type="company")
    today = timezone.localdate()
    for role, person in people.items():
        words = aviary.word(f"interest of {role}", frozenset({role}))
        said = Said(Relation.OWNS_PART, words, today, None)
        declare_interest(person=person, organisation=company, said=said, today=today, now=timezone.now())


def _introduction(aviary: Aviary, people: Mapping[str, Person], bodies: Mapping[str, Organisation]) -> None:
    """The owner asks the member, who has not answered: what is written is for both, how to call for nobody yet."""
    request = Request(
        requester=bodies["rotterdam"],
        receiver=bodies["other"],
        why=aviary.word("why of an introduction", frozenset({"owner", "member"})),
        telephone=f"0{aviary.number('telephone of who asked', frozenset({'owner'}))}",
    )
    request_introduction(request=request, requested_by=people["owner"], now=timezone.now())


def _certify(aviary: Aviary, people: Mapping[str, Person], bodies: Mapping[str, Organisation]) -> None:
    """What the owner and a guest earned is theirs, also towards who works where it was given."""
    for holder, roles in ((Holder.of(people["owner"]), frozenset({"owner"})), (GUEST, frozenset())):
        named = replace(holder, name=aviary.word("name on a certificate", roles))
        title = aviary.word("title of a certificate", roles)
        said = {"title": title, "criteria": aviary.word("criteria of a certificate", roles)}
        credential_of(named, bodies["other"], key=title, changes=said, tells=False)


def _meet(aviary: Aviary, people: Mapping[str, Person], bodies: Mapping[str, Organisation]) -> None:
    """Two at a public event: what each looks for is for who takes part, what is written for the two."""
    found = round_at(event_of(bodies["rotterdam"], date(2090, 1, 1)), people["owner"])
    seats = [
        joined(
            found,
            people[role],
            seeks=aviary.word(f"what {role} looks for at an event", BOTH),
            offers=aviary.word(f"what {role} offers at an event", BOTH),
        )
        for role in ("owner", "member")
    ]
    reason = aviary.word("reason of a meeting at an event", BOTH)
    asked_meeting(seats[0], seats[1], reason=reason)


BOTH = frozenset({"owner", "member"})
"""The two who work together: of a municipality, and of a company."""


def _work_together(aviary: Aviary, bodies: Mapping[str, Organisation], people: Mapping[str, Person]) -> None:
    """A pilot of the owner with the member; in its space what both read, and what the public body does not know of."""
    owner, other = bodies["rotterdam"], bodies["other"]
    title, problem, hypothesis, approach = (
        aviary.word(f"{name} of the pilot", BOTH) for name in ("title", "problem", "hypothesis", "approach")
    )
    phases = (aviary.word("phase of the pilot", BOTH),)
    partners = ((other, PartnerRole.PROVIDER),)
    said = PilotDraft(title, problem, hypothesis, approach, phases=phases, partners=partners)
    pilot = begin_pilot(owner=owner, draft=said, by=people["owner"], now=NOW).pilot
    answer_pilot(pilot=pilot, organisation=other, reply=Reply.AGREED, answered_by=people["member"], now=NOW)
    name = aviary.word("measure of the pilot", BOTH)
    measure = MeasureDraft(None, name, "m³", None, None, None)
    change_measures(pilot=pilot, seen_version=1, measures=[measure], changed_by=people["owner"], now=NOW)
    for role, channel, readers in (
        ("owner", Channel.EVERYONE, BOTH),
        ("member", Channel.EVERYONE, BOTH),
        ("member", Channel.PRIVATE, frozenset({"member"})),
    ):
        place = seat(people[role], pilot.space)
        for kind in (SaidKind.POST, SaidKind.TASK, SaidKind.DECISION, SaidKind.LINK):
            word = aviary.word(f"{kind} in {channel} by {role}", readers)
            fields = {"doer": people["member"]} if kind is SaidKind.TASK else {}
            part = contribution_of(kind, place, word, channel=channel, **fields)
            if kind is SaidKind.DECISION:
                again = aviary.word(f"changed decision in {channel} by {role}", readers)
                change_contribution(seat=place, contribution=part, seen_version=1, text=again, now=NOW)
        called = aviary.word(f"name of the file in {channel} by {role}", readers)
        inside = aviary.word(f"file in {channel} by {role}", readers)
        file_in(place, inside.encode(), name=f"{called}.txt", channel=channel)
        guest = aviary.word(f"guest in {channel} by {role}", readers)
        invite_guest(seat=place, name=guest, channel=channel, days=7, now=NOW)
    solution = item_of(bodies["partner"], "Een deksel", kind=Kind.SOLUTION)
    said_of_owner = AdoptionDraft(
        state=AdoptionState.IN_USE,
        scale=Scale.PART,
        version=aviary.word("version of the adoption", frozenset({"owner", "partner"})),
        result=aviary.word("result of the adoption", frozenset({"owner", "partner"})),
    )
    report_adoption(item=solution, adopter=owner, draft=said_of_owner, reported_by=people["partner"], now=NOW)


def _hidden_item(
    aviary: Aviary,
    owner: Organisation,
    kind: Kind,
    state: State,
    visibility: Visibility,
    theme: Concept,
    sent_back_by: Person,
) -> None:
    about = f"{owner.slug} {kind} {state} {visibility}"
    its_own = {"rotterdam": {"owner"}, "other": {"member"}}[owner.slug]
    seen = {role for role, visible in SEES.items() if state is State.PUBLISHED and visibility in visible}
    roles = frozenset(seen | its_own)
    definition = KINDS[kind]
    texts = {
        language: {
            text.name: f"warmte {aviary.word(f'{text.name} of {about}', roles)}" for text in definition.texts
        }
        for language in ("nl", "en")
    }
    facts = {
        fact.name: value
        for fact in definition.facts
        if (value := _fact(aviary, fact, about, roles)) is not None
    }
    item = item_of(
        owner,
        kind=kind,
        state=State.REVIEW if state is State.DRAFT else state,
        visibility=visibility,
        texts=texts,
        facts=facts | _days_of(kind),
        themes=(theme,),
        provenance=Provenance(
            source_url=f"https://{aviary.word(f'source of {about}', roles)}.example/",
            source_name=aviary.word(f"name of the source of {about}", roles),
            licence=aviary.word(f"licence of {about}", roles),
        ),
    )
    if kind is Kind.CHALLENGE:
        _work_on(aviary, Challenge.objects.get(pk=item.pk), about)
    said = aviary.word(f"attachment of {about}", roles)
    called = aviary.word(f"name of the attachment of {about}", roles)
    attachment_of(item, f"warmte {said}".encode(), name=f"{called}.txt")
    shows = aviary.word(f"description of the picture of {about}", roles)
    picture_of(item, sent=item.slug, description_nl=shows, description_en=shows, maker=shows)
    if state is State.DRAFT:
        why = aviary.word(f"reason for sending back {about}", frozenset(its_own))
        move_item(item=item, step=Step.SEND_BACK, moved_by=sent_back_by, now=NOW, reason=why)


def _work_on(aviary: Aviary, challenge: Challenge, about: str) -> None:
    """What the staff writes is for nobody whose role is walked here."""
    email = f"{aviary.word(f'e-mail address of the adviser of {about}')}@hub.example"
    adviser = Person.objects.create_user(email, PASSWORD, name="Adviseur", is_hub_staff=True)
    write_note(challenge=challenge, text=aviary.word(f"note on {about}"), written_by=adviser, now=NOW)
    for chosen in (adviser, None):
        why = aviary.word(f"reason for handing over {about}")
        assign_adviser(challenge=challenge, adviser=chosen, assigned_by=adviser, now=NOW, reason=why)


def _fact(aviary: Aviary, fact: Fact, about: str, roles: frozenset[str]) -> object:
    what = f"{fact.name} of {about}"
    match fact.shape:
        case Shape.WORD:
            return aviary.word(what, roles)
        case Shape.WORDS:
            return [aviary.word(what, roles)]
        case Shape.ADDRESS:
            return f"https://{aviary.word(what, roles)}.example/"
        case Shape.NUMBER | Shape.CENTS:
            return aviary.number(what, roles)
        case Shape.FIGURES:
            word = aviary.word(what, roles)
            return [{"value": str(aviary.number(what, roles)), "unit_nl": word, "unit_en": word}]
        case _:
            return None


def _days_of(kind: Kind) -> dict[str, object]:
    match kind:
        case Kind.EVENT:
            return {"starts_on": "2090-01-01"}
        case Kind.TRAINING:
            return {"starts_on": ["2090-01-01"]}
        case _:
            return {}


def _person(
    aviary: Aviary, role: str, *, of: Organisation | None = None, known_to: frozenset[str] = frozenset()
) -> Person:
    """``known_to``: who works together with them, and reads their name."""
    itself = frozenset({role})
    email = f"{aviary.word(f'e-mail address of {role}', itself)}@hub.example"
    name = aviary.word(f"name of {role}", itself | known_to)
    person = Person.objects.create_user(email, PASSWORD, name=name)
    aviary.canaries.append(Canary(person.password, f"password of {role}", frozenset()))
    if of is not None:
        Membership.objects.create(person=person, organisation=of)
    return person


def _unverified(aviary: Aviary) -> None:
    Organisation.objects.create(
        slug=aviary.word("slug of an unverified organisation"),
        name=aviary.word("name of an unverified organisation"),
        type="company",
        is_verified=False,
        website=f"https://{aviary.word('website of an unverified organisation')}.example",
        description_nl=aviary.word("description of an unverified organisation"),
        description_en=aviary.word("description of an unverified organisation"),
    )


def walk(person: Person | None, *, other_views: int = OTHER_VIEWS) -> Iterator[tuple[str, str]]:
    """Every page that can be reached from the front door, and some in other ways, with all the text that comes back,
    unpacked."""
    browser = StrictClient()
    if person is not None:
        browser.force_login(person, backend=BACKEND)
    asked = [
        f"/ask/?{urlencode({'q': question})}{view}" for question in QUESTIONS for view in ("", "&view=list")
    ]
    waiting = [*ALWAYS_FOUND, *asked]
    seen: set[str] = set()
    paths: set[str] = set()
    while waiting and len(seen) < len(paths) + other_views:
        # Places that were not visited yet come before other views of those that were.
        address = next((one for one in waiting if one.partition("?")[0] not in paths), waiting[0])
        waiting.remove(address)
        if address in seen:
            continue
        seen.add(address)
        paths.add(address.partition("?")[0])
        response = browser.get(address)
        text = _text_of(b"".join(response) if response.streaming else response.content)
        yield address, f"{response.headers}\n{text}"
        if response.status_code in (301, 302):
            waiting.append(_own_address(response.headers["Location"], address))
        waiting += [_own_address(unescape(link), address) for link in _links_in(text)]
        waiting = [link for link in dict.fromkeys(waiting) if link and not link.startswith(NOT_WALKED)]


def _links_in(text: str) -> list[str]:
    return [next(filter(None, found), "") for found in LINK.findall(text)]


def _own_address(link: str, here: str) -> str:
    """The link as an address of this hub, without the place on the page; empty for one that leads elsewhere."""
    parts = urlsplit(urljoin(f"http://127.0.0.1:8000{here}", link))
    if parts.netloc not in ("127.0.0.1:8000", "testserver") or parts.scheme not in ("http", "https"):
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _text_of(content: bytes) -> str:
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return "\n".join(package.read(name).decode() for name in package.namelist())
    return content.decode("utf-8", "replace")


def found_in(text: str, canaries: list[Canary]) -> list[str]:
    """What was found, also with marks between the thousands or folded as in a calendar."""
    plain = re.sub(r"\r\n ", "", text)
    digits = re.sub(r"(?<=\d)[., \u00a0](?=\d{3})", "", plain)
    return [canary.what for canary in canaries if canary.word in (digits if canary.word.isdigit() else plain)]


def hits(walked: Iterable[tuple[str, str]], aviary: Aviary, role: str) -> list[str]:
    """Where a role meets a canary that is not for it."""
    canaries = aviary.hidden_from(role)
    return [f"{address}: {what}" for address, text in walked for what in found_in(text, canaries)]


@pytest.fixture(scope="module")
def made(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Aviary, dict[str, Person], Path]]:
    folder = tmp_path_factory.mktemp("hub")
    with made_once(django_db_blocker, folder):
        aviary = Aviary()
        yield aviary, write_hub(aviary), folder


@pytest.fixture
def aviary(made: Any, db: None, settings: Any, tmp_path: Path) -> Aviary:
    aviary: Aviary = made[0]
    copy_files(made[2], tmp_path / "hub", settings)
    return aviary


@pytest.fixture
def people(made: Any, aviary: Aviary) -> dict[str, Person]:
    people: dict[str, Person] = deepcopy(made[1])
    return people


@pytest.mark.parametrize("role", ["visitor"] if IS_SECOND else list(SEES))
def test_no_role_meets_what_is_not_for_it(aviary, people, role, caplog):
    walked = list(walk(people.get(role)))
    assert hits(walked, aviary, role) == []
    assert len(walked) > 100
    assert len(aviary.hidden_from(role)) > 200
    # The log names addresses that were refused, and an address is made of a title, or ends in the name of a file.
    in_no_address = [
        canary for canary in aviary.canaries if not canary.what.startswith(("title of", "name of the file"))
    ]
    assert found_in(caplog.text, in_no_address) == []
    assert mail.outbox == []
    if role == "owner":
        _meets_their_own(walked, aviary)
    sessions = "".join(str(session.get_decoded()) for session in Session.objects.order_by("pk"))
    assert found_in(sessions, aviary.canaries) == []


def _meets_their_own(walked: list[tuple[str, str]], aviary: Aviary) -> None:
    """Otherwise the walk would only prove that it looks nowhere."""
    seen_by_owner = {what for _, text in walked for what in found_in(text, aviary.canaries)}
    assert "name of owner" in seen_by_owner
    assert "e-mail address of owner" in seen_by_owner
    assert "title of rotterdam case draft organisation" in seen_by_owner
    assert any(what.startswith("reason for sending back rotterdam") for what in seen_by_owner)
    assert "attachment of rotterdam case draft organisation" in seen_by_owner
    assert "name of the attachment of rotterdam case draft organisation" in seen_by_owner
    assert "description of the picture of rotterdam case draft organisation" in seen_by_owner
    assert "words of who takes part" in seen_by_owner
    assert "file of who takes part" in seen_by_owner
    assert "interest of owner" in seen_by_owner
    assert "why this route of the prepared consultation" in seen_by_owner
    assert len(seen_by_owner) > 150


def test_no_mail_says_what_is_not_for_who_reads_it(aviary, people):
    send_due(NOW)
    read = {role: _mail_to(person) for role, person in people.items()}
    assert {role: found_in(text, aviary.hidden_from(role)) for role, text in read.items() if text} == {
        "owner": [],
        "member": [],
    }
    own = found_in(read["owner"], aviary.canaries)
    assert any(what.startswith("reason for sending back rotterdam") for what in own)


def test_control_a_mail_to_somebody_else_is_caught(aviary, people):
    send_due(NOW)
    assert found_in(_mail_to(people["owner"]), aviary.hidden_from("member"))


def _mail_to(person: Person) -> str:
    """Everything that was mailed to somebody, in both forms, with the heads."""
    sent = [message for message in mail.outbox if message.to == [person.email]]
    parts = [part.get_payload(decode=True) for message in sent for part in message.message().walk()]
    heads = [f"{message.subject}\n{message.extra_headers}" for message in sent]
    return "\n".join([*heads, *(part.decode() for part in parts if isinstance(part, bytes))])


def test_control_a_door_that_stands_open_is_found(aviary, people, monkeypatch):
    monkeypatch.setattr(ItemQuerySet, "visible_in", lambda self, audiences: self.all())
    found = hits(walk(None), aviary, "visitor")
    assert any("title of" in hit for hit in found)
    assert len({hit.partition(":")[0] for hit in found}) > 20


def met_at(address: str, aviary: Aviary, people: Mapping[str, Person], role: str) -> list[str]:
    browser = StrictClient()
    if role in people:
        browser.force_login(people[role], backend=BACKEND)
    return found_in(browser.get(address).content.decode(), aviary.hidden_from(role))


@pytest.mark.parametrize(
    ("queries", "door", "opened", "role", "address", "met"),
    [
        (
            consultations,
            "inquiries_for",
            lambda _, one: list(one.inquiries.order_by("number")),
            "visitor",
            "/challenges/warmte-op-de-markt-open/consultation/",
            "question without an answer in a consultation",
        ),
        (
            consultations,
            "consultations_visible_to",
            lambda _: Consultation.objects.select_related("challenge__item__owner", "challenge__adviser"),
            "visitor",
            "/challenges/warmte-op-de-markt-prepared/consultation/",
            "text of the prepared consultation",
        ),
        (
            interests,
            "own_interests",
            lambda _: list(Interest.objects.select_related("organisation").order_by("pk")),
            "outsider",
            "/me/interests/",
            "interest of member",
        ),
    ],
)
def test_control_what_tells_too_much_of_a_market_or_an_interest_is_found(
    aviary, people, monkeypatch, queries, door, opened, role, address, met
):
    assert met_at(address, aviary, people, role) == []
    monkeypatch.setattr(queries, door, opened)
    assert met in met_at(address, aviary, people, role)
