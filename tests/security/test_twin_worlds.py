"""Two hubs that differ only in what an outsider may not see give an outsider the same bytes, everywhere.

Nothing is normalised but the token against forged forms, which is new for every answer. What stays outside:
an address (slug) is taken once, so a public item with the very title of a hidden one gets a number behind it;
hidden titles here are never those of public items.
"""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings as hub_settings
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schakel.accounts.public import Person
from schakel.challenges.actions import (
    answer_bundle,
    assign_adviser,
    follow_challenge,
    hide_challenge,
    propose_bundle,
    write_note,
)
from schakel.challenges.models import Challenge
from schakel.challenges.rules import Reply, bundle_code
from schakel.introductions.public import Party, Request, Side, accept_introduction, request_introduction
from schakel.journal import public as journal
from schakel.library.public import Item, Kind, State, Visibility
from schakel.matching.analysing import CURRENT
from schakel.matching.indexing import hub_index, streams
from schakel.organisations.public import Membership, Organisation
from schakel.search.engine import Term
from schakel.search.engines.memory import MemoryEngine
from schakel.search.engines.weighing import rarity, statistics_name
from schakel.vocabulary.public import Concept
from tests.api.world import token_of
from tests.clock import NOW
from tests.databases import IS_SECOND
from tests.items import attachment_of, item_of
from tests.people import PASSWORD
from tests.strictness import StrictClient

pytestmark = pytest.mark.django_db
API = "/api/v1"
BACKEND = "django.contrib.auth.backends.ModelBackend"
TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]+')
HIDDEN = [
    *(
        (state, visibility)
        for state in (State.DRAFT, State.REVIEW, State.ARCHIVED)
        for visibility in Visibility
    ),
    *((State.PUBLISHED, visibility) for visibility in Visibility if visibility is not Visibility.PUBLIC),
]
WORDS = [
    "warmtenet",
    "hitte",
    "wijk",
    "ouderen",
    "sporthal",
    "energie",
    "besparen",
    "verbruik",
    "gemeente",
    "inwoners",
    "sensoren",
    "stad",
    "water",
    "koelte",
    "bomen",
    "fiets",
    "verkeer",
    "afval",
    "data",
    "heat",
    "network",
    "residents",
    "energy",
    "school",
    "gebouw",
    "isolatie",
]
KINDS = (Kind.CASE, Kind.SOLUTION, Kind.EVENT, Kind.TRAINING, Kind.EXPERT, Kind.CHALLENGE)
OWNERS = ("rotterdam", "utrecht", "heat-pumps")
THEMES = ("heat", "energy", "mobility")
PUBLIC = [
    (
        Kind.CASE,
        "rotterdam",
        "heat",
        "Warmtenet in de wijk",
        "De gemeente legt een warmtenet aan voor ouderen.",
    ),
    (Kind.CASE, "utrecht", "heat", "Koelte in de stad", "Bomen en water geven koelte bij hitte in de stad."),
    (
        Kind.CASE,
        "utrecht",
        "energy",
        "Sporthal zonder verspilling",
        "Sensoren meten het verbruik van de sporthal.",
    ),
    (
        Kind.CASE,
        "rotterdam",
        "mobility",
        "Veilig op de fiets",
        "Sensoren tellen verkeer en fiets bij de school.",
    ),
    (
        Kind.SOLUTION,
        "heat-pumps",
        "energy",
        "Meter voor elk gebouw",
        "Meet energie en besparen in een gebouw.",
    ),
    (
        Kind.SOLUTION,
        "heat-pumps",
        "heat",
        "Hittekaart",
        "Een kaart van hitte per wijk, met data van sensoren.",
    ),
    (Kind.EVENT, "utrecht", "heat", "Dag van de hitte", "Gemeenten vertellen over hitte en ouderen."),
    (Kind.EVENT, "rotterdam", "energy", "Energie in de school", "Besparen in een gebouw met veel inwoners."),
    (Kind.TRAINING, "heat-pumps", "energy", "Leren isoleren", "Isolatie van een school of sporthal."),
    (Kind.EXPERT, "utrecht", "mobility", "Kenner van verkeer", "Weet alles van fiets, verkeer en data."),
    (Kind.EXPERT, "rotterdam", "heat", "Kenner van hitte", "Weet alles van hitte, water en bomen."),
    (
        Kind.CHALLENGE,
        "utrecht",
        "heat",
        "Ouderen in de hitte",
        "Wie kijkt naar ouderen bij hitte in de wijk?",
    ),
    (Kind.CHALLENGE, "rotterdam", "heat", "Hitte in de school", "Hoe blijft een school koel bij hitte?"),
]
QUESTIONS = (
    "Onze sporthallen gebruiken te veel energie",
    "elderly residents suffer from the heat",
    "warmtenet",
    "sensoren voor verkeer bij de school in Utrecht",
    "hittestrss",
    "bijlage over koelte in een gebouw",
)


@dataclass(frozen=True, slots=True)
class Secret:
    """A hidden item. ``place``: after how many of the public ones it is written."""

    place: int
    kind: Kind
    state: State
    visibility: Visibility
    owner: str
    themes: tuple[str, ...]
    words: tuple[str, ...]


SECRETS = st.lists(
    st.builds(
        lambda hidden, **fields: Secret(state=hidden[0], visibility=hidden[1], **fields),
        hidden=st.sampled_from(HIDDEN),
        place=st.integers(0, len(PUBLIC)),
        kind=st.sampled_from(KINDS),
        owner=st.sampled_from(OWNERS),
        themes=st.sets(st.sampled_from(THEMES)).map(lambda names: tuple(sorted(names))),
        words=st.lists(st.sampled_from(WORDS), min_size=2, max_size=12).map(tuple),
    ),
    min_size=1,
    max_size=8,
)


def write_world(secrets: Collection[Secret]) -> Person:
    """The public items, with the hidden ones written in between; returns the outsider."""
    outsider = Person.objects.create_user("outsider@hub.example", PASSWORD, name="Outsider")
    province = Organisation.objects.create(slug="pv26", name="Provincie", type="province", code="pv26")
    Organisation.objects.create(
        slug="rotterdam", name="Rotterdam", type="municipality", size_class="over-250k"
    )
    Organisation.objects.create(slug="utrecht", name="Utrecht", type="municipality", province=province)
    Organisation.objects.create(slug="heat-pumps", name="Heat Pumps BV", type="company")
    for notation, dutch in (("heat", "hitte"), ("energy", "energie"), ("mobility", "mobiliteit")):
        concept = Concept.objects.create(notation=notation)
        concept.labels.create(language="nl", text=dutch, is_preferred=True)
        concept.labels.create(language="en", text=notation, is_preferred=True)
    journal_of_vocabulary()
    for number, (kind, owner, theme, title, text) in enumerate(PUBLIC):
        _write_secrets(secrets, number)
        _write(kind, owner, [theme], {"title": title, "summary": text}, State.PUBLISHED, Visibility.PUBLIC)
    _write_secrets(secrets, len(PUBLIC))
    if secrets:
        _propose_bundle()
        _introduce()
    return outsider


def journal_of_vocabulary() -> None:
    with transaction.atomic():
        journal.record("vocabulary.loaded", on="vocabulary:all", by="", at=NOW)


def _write_secrets(secrets: Iterable[Secret], place: int) -> None:
    for number, secret in enumerate(secrets):
        if secret.place == place:
            words = " ".join(secret.words)
            texts = {"title": f"Geheim {number} {words}"[:200], "summary": words}
            _write(secret.kind, secret.owner, secret.themes, texts, secret.state, secret.visibility)


def _write(
    kind: Kind, owner: str, themes: Iterable[str], texts: dict[str, str], state: State, visibility: Visibility
) -> None:
    organisation = Organisation.objects.get(slug=owner)
    starts_on = {Kind.EVENT: "2090-01-01", Kind.TRAINING: ["2090-02-02"]}.get(kind)
    item = item_of(
        organisation,
        kind=kind,
        state=state,
        visibility=visibility,
        texts={"nl": texts},
        facts={"starts_on": starts_on} if starts_on else {},
        themes=tuple(Concept.objects.filter(notation__in=list(themes)).order_by("pk")),
        place=organisation,
    )
    if kind is Kind.CHALLENGE and (state, visibility) != (State.PUBLISHED, Visibility.PUBLIC):
        _work_on(Challenge.objects.get(pk=item.pk), texts["title"])
    attachment_of(item, f"Bijlage over koelte. {texts['summary']} De bijlage van {texts['title']}.".encode())


def _work_on(hidden: Challenge, words: str) -> None:
    """A hidden challenge is confidential, and is followed and noted; the staff writes about those that are open too."""
    adviser = Person.objects.filter(is_hub_staff=True).first() or Person.objects.create_user(
        "adviser@hub.example", PASSWORD, name="Adviser", is_hub_staff=True
    )
    soon = NOW.date() + timedelta(days=30)
    hide_challenge(challenge=hidden, ground="5.1.2.b", review_on=soon, hidden_by=adviser, now=NOW)
    follow_challenge(challenge=hidden, person=adviser, now=NOW)
    for challenge in (hidden, *Challenge.objects.filter(item__slug="ouderen-in-de-hitte")):
        write_note(challenge=challenge, text=words, written_by=adviser, now=NOW)
        assign_adviser(challenge=challenge, adviser=adviser, assigned_by=adviser, now=NOW)


BUNDLED = ("ouderen-in-de-hitte", "hitte-in-de-school")


def _propose_bundle() -> None:
    """A proposal about challenges that everybody may see, of which one owner said yes: not for others yet."""
    adviser = Person.objects.create_user("broker@hub.example", PASSWORD, name="Broker", is_hub_staff=True)
    challenges = list(Challenge.objects.filter(item__slug__in=BUNDLED).order_by("pk"))
    bundle = propose_bundle(
        challenges=challenges, title="Hitte samen", text="Samen zoeken.", proposed_by=adviser, now=NOW
    )
    answer_bundle(bundle=bundle, challenge=challenges[0], reply=Reply.AGREED, answered_by=adviser, now=NOW)


def _introduce() -> None:
    """Others ask, about what everybody may see, and are answered."""
    bodies = {slug: Organisation.objects.get(slug=slug) for slug in ("rotterdam", "heat-pumps")}
    people = {}
    for slug, body in bodies.items():
        people[slug] = Person.objects.create_user(f"{slug}@hub.example", PASSWORD, name=slug)
        Membership.objects.create(person=people[slug], organisation=body)
    request = Request(
        requester=bodies["rotterdam"],
        receiver=bodies["heat-pumps"],
        why="Geheim.",
        item=Item.objects.get(slug="hittekaart"),
    )
    asked = request_introduction(request=request, requested_by=people["rotterdam"], now=NOW).introduction
    party = Party(Side.RECEIVER, people["heat-pumps"])
    accept_introduction(introduction=asked, party=party, now=NOW)


def addresses() -> list[str]:
    asked = [urlencode({"q": question}) for question in QUESTIONS]
    answers = [f"/ask/?{question}{view}" for question in asked for view in ("", "&view=list", "&view=map")]
    filters = (
        "kind=case",
        "theme=heat",
        "region=pv26",
        "language=nl",
        "also=energy",
        "for=utrecht",
        "page=2",
    )
    answers += [f"/ask/?{asked[0]}&view=list&{chosen}" for chosen in filters]
    lists = [
        f"/browse/{kind}{end}"
        for kind in ("", "case/", "event/", "expert/", "challenge/")
        for end in (
            "",
            "items.csv",
            "items.json",
            "items.xlsx",
            "new.atom",
            "?theme=heat",
            "?region=pv26",
            "?language=en",
        )
    ]
    return [
        "/",
        *answers,
        *lists,
        "/themes/",
        *(f"/themes/{theme}/" for theme in THEMES),
        "/organisations/",
        "/organisations/?q=utrecht",
        *(f"/organisations/{owner}/" for owner in OWNERS),
        "/agenda/",
        "/agenda/calendar.ics",
        "/agenda/?view=month&month=2090-01",
        "/agenda/?theme=heat",
        "/agenda/?place=utrecht&q=hitte",
        "/agenda/days.atom",
        "/agenda/days.csv",
        "/agenda/days.json",
        "/map/",
        "/sitemap.xml",
        "/sitemap-1.xml",
        "/robots.txt",
        "/item/warmtenet-in-de-wijk/",
        "/item/dag-van-de-hitte/",
        "/item/dag-van-de-hitte/calendar.ics",
        "/item/hittekaart/",
        f"/ask/worked-out/hittekaart/?{asked[1]}",
        f"/ask/not-right/hittekaart/?{asked[1]}",
        f"/ask/worked-out/geheim-0/?{asked[1]}",
        "/item/geheim-0/",
        "/item/geheim-0/edit/",
        "/item/ouderen-in-de-hitte/",
        "/challenges/ouderen-in-de-hitte/",
        "/challenges/hitte-in-de-school/",
        "/challenges/geheim-0/",
        f"/bundles/{bundle_code(BUNDLED)}/",
        "/me/challenges/",
        "/introductions/",
        "/introductions/?heap=together",
        "/introductions/ask/hittekaart/",
        "/staff/introductions/",
        "/staff/challenges/",
        "/staff/items/",
        *api_addresses(),
    ]


def api_addresses() -> list[str]:
    asked = [urlencode({"q": question}) for question in QUESTIONS]
    return [
        f"{API}{address}"
        for address in (
            *(f"/_ask?{question}" for question in asked),
            f"/_ask?{asked[0]}&k=2&for=utrecht",
            "/facets",
            f"/facets?{asked[1]}",
            "/items",
            "/items?limit=3",
            "/items?theme=heat&fields=title,texts,facts",
            "/items/hittekaart",
            "/items/geheim-0",
            "/organisations",
            "/themes",
        )
    ]


OF_THE_MOMENT = ("Set-Cookie", "RateLimit-Remaining", "RateLimit-Reset", "Server-Timing")
"""How many calls are left, and how long it took: of each call, whatever the hub holds."""
Answers = dict[tuple[str, str], tuple[int, dict[str, str], bytes]]
_WORLDS = count()


SHARES = 3
"""A world of the property is asked for one page in so many: what is left out is asked in the next ones."""


def answers_in(
    tmp_path: Path,
    build: Callable[[], Person],
    asked: Sequence[str] | None = None,
    *,
    share: int | None = None,
) -> Answers:
    """What a visitor and a signed-in outsider get everywhere in this world; nothing of the world stays."""
    hub_settings.SEARCH_INDEX = tmp_path / f"twin-{next(_WORLDS)}"
    CURRENT.forget()
    before = transaction.savepoint()
    try:
        outsider = build()
        found: Answers = {}
        for who in ("visitor", "outsider", "program"):
            browser = StrictClient()
            if who == "outsider":
                browser.force_login(outsider, backend=BACKEND)
            if who == "program":
                browser = StrictClient(headers={"Authorization": f"Bearer {token_of(outsider)}"})
            places = asked or (api_addresses() if who == "program" else addresses())
            for address in places if share is None else places[share::SHARES]:
                response = browser.get(address)
                headers = {
                    name: value for name, value in response.headers.items() if name not in OF_THE_MOMENT
                }
                found[who, address] = (response.status_code, headers, TOKEN.sub(rb"\1", response.content))
        return found
    finally:
        transaction.savepoint_rollback(before)
        CURRENT.forget()


def differing(one: Answers, other: Answers) -> list[str]:
    """Where the answers of the other world are not those of the one, which was asked for at least as much."""
    assert other
    return [f"{who} {address}" for (who, address), answer in other.items() if one[who, address] != answer]


EXAMPLES = 1 if IS_SECOND else 2
"""For each share of the pages."""
_PLAIN: list[Answers] = []


@pytest.fixture
def plain(tmp_path, settings) -> Answers:
    """The world without anything hidden; looked at once, as it leaves nothing behind."""
    if not _PLAIN:
        _PLAIN.append(answers_in(tmp_path, lambda: write_world([])))
    return _PLAIN[0]


def test_the_same_world_gives_the_same_bytes_twice(tmp_path, plain):
    assert differing(plain, answers_in(tmp_path, lambda: write_world([]), share=0)) == []


def test_the_answers_that_are_compared_say_something(plain):
    assert all(status in (200, 302, 403, 404) for status, _, _ in plain.values())
    assert sum(status == 200 for status, _, _ in plain.values()) > 120
    assert b"Warmtenet in de wijk" in plain["visitor", f"/ask/?{urlencode({'q': 'warmtenet'})}"][2]


@pytest.mark.parametrize("share", range(SHARES))
def test_what_is_hidden_has_no_influence_on_anything_an_outsider_gets(share, tmp_path, plain):
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(SECRETS)
    def no_influence(secrets: list[Secret]) -> None:
        assert differing(plain, answers_in(tmp_path, lambda: write_world(secrets), share=share)) == []

    no_influence()


class LeakingEngine(MemoryEngine):
    """The reference engine with the one mistake that is easily made: it counts what may not be seen."""

    def _rarity(self, term: Term) -> float:
        name = statistics_name(term.stream, self._streams[term.stream])
        sharing = [stream for stream, one in self._streams.items() if statistics_name(stream, one) == name]
        texts = [
            [entry.streams[stream] for stream in sharing if entry.streams.get(stream)]
            for entry in self._entries.values()
        ]
        return rarity(
            frequency=sum(any(term.token in tokens for tokens in text) for text in texts),
            entries=sum(bool(text) for text in texts),
        )


MANY_SECRETS = [
    Secret(0, Kind.CASE, State.DRAFT, Visibility.PUBLIC, "rotterdam", ("heat",), ("hitte", "sensoren"))
] * 5


def with_engine(engine: type[MemoryEngine], secrets: Collection[Secret]) -> Callable[[], Person]:
    def build() -> Person:
        hub_index()._engine = engine(streams())
        return write_world(secrets)

    return build


ASKED = [f"/ask/?{urlencode({'q': question})}" for question in QUESTIONS] + [
    f"/ask/worked-out/hittekaart/?{urlencode({'q': 'hitte en sensoren'})}"
]


def test_control_an_engine_that_counts_what_may_not_be_seen_is_caught(tmp_path, settings):
    without = answers_in(tmp_path, with_engine(LeakingEngine, []), ASKED)
    with_secrets = answers_in(tmp_path, with_engine(LeakingEngine, MANY_SECRETS), ASKED)
    assert differing(without, with_secrets)


def test_control_the_same_engine_without_the_mistake_is_not_caught(tmp_path, settings):
    without = answers_in(tmp_path, with_engine(MemoryEngine, []), ASKED)
    with_secrets = answers_in(tmp_path, with_engine(MemoryEngine, MANY_SECRETS), ASKED)
    assert differing(without, with_secrets) == []
