"""Words that do harm where they are taken for something else than words, in every free-text field of a whole hub."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.apps import apps
from django.db import models
from django.utils import timezone

from schakel.accounts.public import Person, give_hub_role
from schakel.adoptions.actions import Draft as AdoptionDraft
from schakel.adoptions.actions import report_adoption
from schakel.adoptions.rules import Scale
from schakel.adoptions.rules import State as AdoptionState
from schakel.alerts.models import Alert
from schakel.challenges.actions import propose_bundle, write_note
from schakel.challenges.public import State as ChallengeState
from schakel.consultations import actions as consultations
from schakel.facilities.operating import add_blocking, add_intake_question
from schakel.facilities.rules import QuestionKind
from schakel.interests.public import Relation, Said, declare_interest
from schakel.introductions.acting import Party
from schakel.introductions.actions import accept_introduction, propose_times
from schakel.introductions.rules import Side
from schakel.library.public import Item, Kind
from schakel.organisations.public import Membership, Organisation
from schakel.pilots.rules import State as PilotState
from schakel.spaces.actions import invite_guest
from schakel.spaces.models import Contribution
from schakel.spaces.rules import Channel
from schakel.spaces.rules import Kind as SaidKind
from schakel.training.actions import Guest as EnrolledGuest
from schakel.training.actions import enrol_guest, enrol_person
from schakel.training.form_rules import Question, Shape
from schakel.training.models import Edition, Session, SurveyAnswer
from schakel.training.organising import add_material, change_form
from schakel.training.rules import Moment
from tests.challenges import challenge_in
from tests.clock import NOW
from tests.credentials import credential_of
from tests.facilities import at, booked, facility_of, resource_of
from tests.introductions import asked
from tests.items import item_of
from tests.meetings import agreed_meeting, joined, round_at
from tests.pictures import picture_of
from tests.pilots import pilot_in
from tests.spaces import contribution_of, file_in, seat
from tests.training import edition_of

MARK = "onheil"
"""Stands in whatever would do something, were it not taken for words."""
_TAGS = (
    "script",
    "svg",
    "math",
    "iframe",
    "object",
    "embed",
    "style",
    "form",
    "template",
    "noscript",
    "base",
)
_EVENTS = (
    "onload",
    "onerror",
    "onclick",
    "onfocus",
    "onmouseover",
    "ontoggle",
    "onbegin",
    "onanimationstart",
)
MARKUP = (
    *(f"<{tag}>{MARK}()</{tag}><{MARK}>" for tag in _TAGS),
    *(
        f"</{tag}><{MARK}>"
        for tag in ("title", "textarea", "style", "script", "option", "a", "p", "td", "div")
    ),
    *(f"<img src=x {event}={MARK}()>" for event in _EVENTS),
    *(f"\"><svg {event}='{MARK}()'>" for event in _EVENTS),
    *(f'" {event}="{MARK}()" {MARK}="' for event in _EVENTS),
    *(f"' {event}='{MARK}()' {MARK}='" for event in _EVENTS),
    f"javascript:{MARK}()",
    f"java\tscript:{MARK}()",
    f"[x](javascript:{MARK}())",
    f"<javascript:{MARK}()>",
    f"data:text/html,<script>{MARK}()</script>",
    f"<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;{MARK}'>",
    f"<noscript><p title='</noscript><{MARK}>'>",
    f"<!--><{MARK}>-->",
    f"<![CDATA[><{MARK}>]]>",
    f"]]><{MARK}>",
    f"&lt;{MARK}&gt;&#60;{MARK}&#62;",
    f"<a href='javascript:{MARK}()' style='background:url(//{MARK}.example)'>x</a>",
    f"\u202e>{MARK}<",
    f"\uff1c{MARK}\uff1e",
)
SHORT = f"'\"><{MARK} onload={MARK}()>"
TEMPLATES = "{{7*7}} {% now 'Y' %} ${7*7} %(hub_name)s %s {user.password} {0}"
ALL_MARKUP = "\n".join((*MARKUP, TEMPLATES))
SHORT_MARKUP = f"{SHORT}{{{{7*7}}}}%s{{0}}"
FORMULA = f'=HYPERLINK("https://{MARK}.example")'
LINES = (
    f"Dag\r\nATTENDEE:mailto:{MARK}@x.example\nATTACH:https://{MARK}.example/\rEND:VEVENT\r\n"
    f"BEGIN:VEVENT\r\nBEGIN:VALARM\r\nSUMMARY:{MARK}\u2028Bcc: {MARK}@x.example"
)

# Of these packages every column that holds what somebody typed; the rest is made by the hub or chosen from a list.
_PACKAGES = (
    "facilities",
    "credentials",
    "agenda",
    "training",
    "introductions",
    "pictures",
    "spaces",
    "pilots",
    "adoptions",
    "alerts",
    "consultations",
    "challenges",
    "organisations",
    "accounts",
    "library",
)
_TYPED = frozenset(
    {
        "accounts.Person.name",
        "adoptions.Adoption.version",
        "adoptions.Adoption.result",
        "agenda.Attendee.offers",
        "agenda.Attendee.seeks",
        "agenda.Meeting.link",
        "agenda.Meeting.reason",
        "agenda.MeetingTable.name",
        "alerts.Alert.asked",
        "challenges.Challenge.outcome",
        "challenges.Note.text",
        "challenges.Bundle.title",
        "challenges.Bundle.text",
        "consultations.Consultation.text",
        "consultations.Consultation.conclusion",
        "consultations.Participant.words",
        "consultations.ConsultationFile.name",
        "consultations.Inquiry.text",
        "consultations.Inquiry.answer",
        "facilities.HouseRules.house_rules",
        "facilities.HouseRules.safety",
        "facilities.IntakeQuestion.text",
        "facilities.Resource.calendar_url",
        "facilities.Resource.name",
        "facilities.Resource.text",
        "facilities.Blocking.reason",
        "facilities.Booking.goal",
        "facilities.Booking.reason",
        "facilities.Booking.result",
        "credentials.Credential.holder_name",
        "credentials.Credential.issuer_name",
        "credentials.Credential.title",
        "credentials.Credential.criteria",
        "credentials.Credential.level",
        "credentials.Credential.note",
        "introductions.Introduction.outside_name",
        "introductions.Introduction.why",
        "introductions.Introduction.decline_words",
        "introductions.Introduction.outcome_words",
        "introductions.Consent.name",
        "introductions.Consent.telephone",
        "library.Item.source_name",
        "library.ItemText.text",
        "organisations.Organisation.name",
        "organisations.Organisation.decline_reason",
        "organisations.Organisation.description_nl",
        "organisations.Organisation.description_en",
        "pictures.Picture.description_nl",
        "pictures.Picture.description_en",
        "pictures.Picture.maker",
        "pictures.Picture.licence",
        "pilots.Pilot.title",
        "pilots.Pilot.problem",
        "pilots.Pilot.hypothesis",
        "pilots.Pilot.approach",
        "pilots.Pilot.results",
        "pilots.Pilot.failed",
        "pilots.Pilot.lesson",
        "pilots.Pilot.reason",
        "pilots.Measure.name",
        "pilots.Measure.unit",
        "pilots.Check.words",
        "pilots.Phase.name",
        "spaces.Space.title",
        "spaces.Guest.name",
        "spaces.Contribution.text",
        "spaces.Contribution.decided_by",
        "spaces.Revision.text",
        "training.Edition.name",
        "training.Edition.place",
        "training.Edition.cancelling",
        "training.Edition.contact",
        "training.Edition.reason",
        "training.Session.title",
        "training.Session.place",
        "training.Session.link",
        "training.Enrolment.name",
        "training.SurveyAnswer.text",
        "training.Material.title",
        "training.Material.link",
    }
)
_MADE = frozenset(
    {
        "municipality",
        "address_key",
        "calendar_problem",
        "category",
        "code",
        "email_hash",
        "key",
        "link_hash",
        "pair",
        "slug",
        "issuer_slug",
        "salt",
        "source",
        "thumbprint",
        "together",
        "token_hash",
        "key_hash",
        "sent_key",
        "start_key",
        "saved_key",
        "asked_key",
        "sha256",
        "sent_sha256",
        "file_type",
        "language",
        "outside_language",
        "addressee",
        "address",
    }
)


_SELDOM = (
    ("consultations.Consultation", "conclusion"),
    ("credentials.Credential", "note"),
    ("facilities.Booking", "reason"),
    ("facilities.Booking", "result"),
    ("facilities.HouseRules", "safety"),
    ("facilities.Resource", "text"),
    ("introductions.Consent", "name"),
    ("introductions.Introduction", "decline_words"),
    ("introductions.Introduction", "outcome_words"),
    ("library.Item", "source_name"),
    ("organisations.Organisation", "decline_reason"),
    ("organisations.Organisation", "description_en"),
    ("organisations.Organisation", "description_nl"),
    ("pilots.Pilot", "failed"),
)
_ONCE = frozenset({"Organisation.name", "Phase.name", "Measure.name", "Resource.name"})
"""No two are called the same."""


def typed_columns() -> Iterator[tuple[type[models.Model], Any]]:
    for label in sorted(_TYPED):
        where, _, name = label.rpartition(".")
        model = _model_called(where)
        yield model, model._meta.get_field(name)


def _model_called(label: str) -> type[models.Model]:
    package, _, name = label.partition(".")
    found = apps.get_app_config(package).get_models()
    return next(one for one in found if one._meta.model_name == name.lower())


def unlisted_columns() -> list[str]:
    """Columns of the packages that came after the library that hold text and are not in the list above."""
    return [
        f"{package}.{model.__name__}.{field.name}"
        for package in _PACKAGES[:-3]
        for model in apps.get_app_config(package).get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.CharField | models.TextField)
        and not field.choices
        and field.name not in _MADE
        and not isinstance(field, models.EmailField)
        and f"{package}.{model.__name__}.{field.name}" not in _TYPED
    ]


def empty_columns() -> set[str]:
    """Columns of the list in which nothing stands, so that nothing hostile is said in them either."""
    return {
        f"{model._meta.app_label}.{model.__name__}.{field.name}"
        for model, field in typed_columns()
        if not model._default_manager.exclude(**{field.name: ""}).exists()
    }


def fill_what_is_seldom_said() -> None:
    """What is said only when something ends, goes wrong or has more to tell."""
    for label, name in _SELDOM:
        _model_called(label)._default_manager.filter(**{name: ""}).update(**{name: "Iets"})


def say_everywhere(long: str, short: str) -> None:
    """Past every form and rule, in every row and column that holds what somebody typed."""
    for model, field in typed_columns():
        length = getattr(field, "max_length", None)
        word = long if length is None or length >= len(long) else short[:length]
        rows = model._default_manager.exclude(**{field.name: ""})
        if f"{model.__name__}.{field.name}" in _ONCE:
            for row in rows:
                rows.filter(pk=row.pk).update(**{field.name: f"{word[: (length or len(word)) - 4]}{row.pk}"})
        elif model is Alert:  # it is kept as it stands in the address of an answer
            rows.update(asked=urlencode({"q": word}))
        elif model is Contribution and field.name == "text":  # names of files: documents/tests/test_rules.py
            rows.exclude(kind=SaidKind.FILE).update(text=word)
        else:
            rows.update(**{field.name: word})


def whole_hub(anna: Person, bas: Person, chaima: Person, ada: Person) -> dict[str, object]:
    """Anna's municipality and Bas' company do everything together that a hub has."""
    now, today = timezone.now(), timezone.localdate()
    owner, company = (Membership.objects.get(person=one).organisation for one in (anna, bas))
    utrecht = Organisation.objects.create(slug="gm0344", name="Utrecht", type="municipality")
    give_hub_role(person=ada, role="programme-manager", given_by=None, now=NOW)
    event = item_of(company, "Open dag", kind=Kind.EVENT, facts={"starts_on": "2090-01-01"})
    meetings = round_at(event, bas, now=now)
    seats = [joined(meetings, person, now=now, offers="Warmte.") for person in (anna, bas)]
    meeting = agreed_meeting(*seats, now=now)
    meetings.tables.update(name="Bij het raam")
    type(meeting).objects.filter(pk=meeting.pk).update(link="https://vergader.example/2")
    challenge = challenge_in(ChallengeState.RESOLVED, owner, "Een oud vraagstuk", by=anna)
    write_note(challenge=challenge, text="Een notitie", written_by=chaima, now=NOW)
    several = [challenge_in(ChallengeState.OPEN, one, "Ons zwembad stookt gas") for one in (owner, utrecht)]
    propose_bundle(challenges=several, title="Samen", text="Wij zoeken samen.", proposed_by=chaima, now=NOW)
    plan = consultations.Plan("Wat kan de markt?", today + timedelta(days=10), today + timedelta(days=20))
    consultation = consultations.prepare_consultation(
        challenge=several[0], plan=plan, prepared_by=anna, now=now
    )
    consultation = consultations.open_consultation(
        consultation=consultation, opened_by=anna, today=today, now=now
    )
    consultations.ask_inquiry(consultation=consultation, text="Hoe diep?", asked_by=bas, today=today, now=now)
    consultations.answer_inquiry(
        consultation=consultation, number=1, answer="Diep.", answered_by=anna, now=now
    )
    consultations.register_participant(
        consultation=consultation, organisation=company, words="Ja", registered_by=bas, today=today, now=now
    )
    pilot = pilot_in(PilotState.DECIDED, owner, by=anna, partners=[(company, bas)])
    for person in (anna, bas):
        place = seat(person, pilot.space)
        for kind in (SaidKind.POST, SaidKind.TASK, SaidKind.DECISION, SaidKind.LINK):
            fields: dict[str, Any] = (
                {"doer": bas, "day": today + timedelta(days=3)} if kind is SaidKind.TASK else {}
            )
            contribution_of(kind, place, **fields)
        file_in(place, f"Zo warm was het bij {person}.".encode())
        invite_guest(seat=place, name="Gast", channel=Channel.EVERYONE, days=7, now=now)
    book(anna, bas, owner, company)
    offer = item_of(company, "Warmtepompen", kind=Kind.SOLUTION)
    picture_of(offer, maker="Kim", licence="CC BY 4.0")
    one = asked(anna, offer, now=now, telephone="010 123 45 67")
    accepted = accept_introduction(introduction=one, party=Party(Side.RECEIVER, bas), now=now)
    times = [now + timedelta(days=3)]
    propose_times(introduction=accepted, party=Party(Side.RECEIVER, bas), times=times, now=now)
    credential_of(anna, company)
    train(event, anna, bas, now)
    draft = AdoptionDraft(state=AdoptionState.IN_USE, scale=Scale.PART, version="1", result="Het werkt.")
    report_adoption(item=offer, adopter=owner, draft=draft, reported_by=anna, now=now)
    Alert.objects.create(
        code="onheil",
        person=anna,
        language="nl",
        asked="warmte",
        asked_key="k",
        rhythm="daily",
        made_at=now,
        confirmed_at=now,
        looked_at=now,
    )
    fill_what_is_seldom_said()
    return {
        "consultation": consultation,
        "space": pilot.space,
        "introduction": one,
        "event": event,
        "meeting": meeting,
        "offer": offer,
    }


def book(anna: Person, bas: Person, owner: Organisation, company: Organisation) -> None:
    """Bas runs a hall, which Anna booked and where something came of it; and asks questions, and blocks it."""
    Membership.objects.filter(person=bas).update(is_administrator=True)
    facility = facility_of(company, "Testhal", rules="Helm op.")
    hall = resource_of(facility)
    add_intake_question(facility=facility, text="Waarvoor?", kind=QuestionKind.LINE, added_by=bas, now=NOW)
    day = timezone.localdate() + timedelta(days=30)
    booked(anna, owner, hall, at(day, 9, 10), accepted={facility.pk: 1}, goal="Meten.", now=timezone.now())
    block = at(day, 14, 15)
    add_blocking(resource=hall, period=block, reason="Keuring", added_by=bas, now=NOW)


def train(item: Item, anna: Person, bas: Person, now: datetime) -> None:
    """An edition of the event in which Anna takes part, with everything that can be written about it."""
    edition = edition_of(
        item.owner,
        item=item,
        starts_at=now + timedelta(days=7),
        now=now,
        format="online",
        name="Groep",
        contact="Bel ons",
        cancelling="Meld het ons",
    )
    Edition.objects.filter(pk=edition.pk).update(reason="Ziek")
    Session.objects.filter(edition=edition).update(
        title="Begin", place="Zaal", link="https://vergader.example/1"
    )
    asked = Question("diet", "Wat eet u?", Shape.LINE, "Voor de lunch", 30)
    change_form(edition=edition, questions=[asked], by=bas, now=now)
    enrol_person(edition=edition, person=anna, answers={"diet": ["Alles"]}, now=now)
    enrol_guest(edition=edition, guest=EnrolledGuest("Kim", "kim@elders.example", "nl"), now=now)
    add_material(
        edition=edition, moment=Moment.BEFORE, title="Lees dit", link="https://lees.example", by=bas, now=now
    )
    SurveyAnswer.objects.bulk_create(
        SurveyAnswer(key=uuid4(), edition=edition, score=4, text=f"Goed {number}") for number in range(5)
    )


def declare_hostile(person: Person, organisation: Organisation, words: str) -> None:
    """What was declared cannot be changed afterwards."""
    said = Said(Relation.OTHER, words, NOW.date(), None)
    declare_interest(person=person, organisation=organisation, said=said, today=NOW.date(), now=NOW)


class _Reader(HTMLParser):
    """Where the mark stands as something else than words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.harm: list[str] = []
        self.words = 0
        self._inside = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self._inside = tag if tag in ("script", "style") else ""
        if MARK in tag:
            self.harm.append(f"<{tag}>")
        for name, value in attributes:
            leads = name in (
                "href",
                "src",
                "action",
                "formaction",
                "srcset",
                "data",
                "poster",
                "hx-get",
                "hx-post",
            )
            acts = name.startswith("on") or name in ("style", "srcdoc")
            scheme = "".join((value or "").split()).casefold().partition(":")[0]
            if (
                MARK in name
                or (acts and MARK in (value or ""))
                or (leads and scheme in ("javascript", "data"))
            ):
                self.harm.append(f"<{tag} {name}={value}>")

    def handle_endtag(self, _tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if MARK not in data:
            return
        if self._inside and "<" in data:
            self.harm.append(f"{self._inside}: {data[:80]}")
        self.words += 1

    def handle_comment(self, data: str) -> None:
        if MARK in data:
            self.harm.append(f"<!--{data[:80]}-->")

    def handle_decl(self, decl: str) -> None:
        self.handle_comment(decl)

    def unknown_decl(self, data: str) -> None:
        self.handle_comment(data)

    def handle_pi(self, data: str) -> None:
        self.handle_comment(data)


def harm_in(page: str) -> tuple[list[str], int]:
    """What of a page would do harm, and how often the mark stands in it as words."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.harm, reader.words
