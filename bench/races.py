"""Whether two who click at once can both be right: many processes, one thing, one moment, ten thousand times.

A hub in a temporary folder (SQLite), or on the empty PostgreSQL database of SCHAKEL_DATABASE. In each round all
processes wait for each other and then do the same to one thing: ask for the same introduction, say yes to one and take
it back, store another text of one item, press "Save as challenge", send a form again whose answer was lost,
certify the same attendance, withdraw a certificate and put its name right. Afterwards every round is looked at:
exactly one may have done it, nothing may be overwritten unseen, and the journal says it once.
Prints one JSON object.

With --control the guard is taken away first (the row is not read anew, the key is not looked at, the constraint is
dropped): then violations must be found, or the measurement measures nothing.
"""

import argparse
import json
import os
import sys
import tempfile
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

PROJECT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(PROJECT), str(PROJECT / "src")]
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
OFFER_IS_OVER = timedelta(hours=50)
WHY = "Wij willen weten hoe u de warmte uit het kanaal haalt."
PATIENCE = 300.0
"""Seconds that a process waits for the others; then something is stuck, and the measurement fails."""
CONTROL_TRIES = 800


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="schakel bench races", description=__doc__)
    parser.add_argument("--tries", type=int, default=10_000, help="of each race, over all processes")
    parser.add_argument("--processes", type=int, default=16)
    parser.add_argument("--race", action="append", help="only this one; can be given more than once")
    parser.add_argument(
        "--control", action="store_true", help="take the guards away: violations must be found"
    )
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="schakel-bench-") as folder:
        os.environ["SCHAKEL_DATA"] = folder
        os.environ["SCHAKEL_DEMO"] = "no"
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "schakel.config.settings")
        _prepare()
        races = {race.name: race for race in all_races()}
        wanted = options.race or list(races)
        tries = min(options.tries, CONTROL_TRIES) if options.control else options.tries
        rounds = -(-tries // options.processes)
        report = {name: run(races[name], rounds, options) for name in wanted}
    violations = {name: one["violations"] for name, one in report.items()}
    print(json.dumps({"database": _database(), "processes": options.processes, **report}, indent=2))
    if options.control:
        return 0 if all(violations.values()) else 1
    return 1 if any(violations.values()) else 0


def _prepare() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    _world()


def _database() -> str:
    from django.db import connection

    return connection.vendor


def run(race: "Race", rounds: int, options: argparse.Namespace) -> dict[str, Any]:
    """Prepare so many rounds, let all processes at them, and look at what became of each."""
    from django.db import connections

    said(f"{race.name}: {rounds} rounds are prepared")
    with race.guarded(off=options.control):
        things = [race.prepared(number) for number in range(rounds)]
        connections.close_all()
        started = monotonic()
        outcomes = _at_once(race, things, options.processes)
        seconds = monotonic() - started
        violations = [
            sentence
            for thing, came_of_it in zip(things, outcomes, strict=True)
            for sentence in race.violations(thing, came_of_it)
        ]
    every = Counter(outcome.partition(" ")[0] for came_of_it in outcomes for outcome in came_of_it)
    said(f"{race.name}: {len(violations)} violations in {sum(every.values())} tries, {seconds:.0f} s")
    return {
        "tries": sum(every.values()),
        "rounds": rounds,
        "violations": len(violations),
        "seconds": round(seconds, 1),
        "outcomes": dict(sorted(every.items())),
        "first": violations[:3],
    }


def _at_once(race: "Race", things: Sequence[Any], processes: int) -> list[list[str]]:
    """For each thing what it came to in each process."""
    context = get_context("fork")
    barrier, queue = context.Barrier(processes), context.Queue()
    workers = [
        context.Process(target=_work, args=(race, things, number, barrier, queue), daemon=True)
        for number in range(processes)
    ]
    for worker in workers:
        worker.start()
    outcomes: list[list[str]] = [[] for _ in things]
    for _ in workers:
        for place, outcome in enumerate(queue.get(timeout=PATIENCE * 4)):
            outcomes[place].append(outcome)
    for worker in workers:
        worker.join()
    return outcomes


def _work(race: "Race", things: Sequence[Any], number: int, barrier: Any, queue: Any) -> None:
    from schakel.kernel.refusal import Refusal

    came_of_it = []
    for thing in things:
        barrier.wait(PATIENCE)
        try:
            came_of_it.append(race.tried(thing, number))
        except Refusal as refusal:
            came_of_it.append(refusal.code)
        except Exception as error:  # noqa: BLE001 - it is counted and shown
            came_of_it.append(type(error).__name__)
    queue.put(came_of_it)


def said(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


class Race(ABC):
    """One thing that many do at once."""

    name = ""

    @abstractmethod
    def prepared(self, number: int) -> Any:
        """What the round with this number is about: plain values."""

    @abstractmethod
    def tried(self, thing: Any, process: int) -> str:
        """Do it; what it came to in a word."""

    @abstractmethod
    def violations(self, thing: Any, outcomes: Sequence[str]) -> Iterator[str]:
        """What is wrong with what became of it, in sentences."""

    @contextmanager
    def guarded(self, *, off: bool) -> Iterator[None]:
        """Nothing is changed, unless the guard is taken away for the control."""
        del off
        yield


@contextmanager
def replaced(module: Any, name: str, instead: Callable[..., Any]) -> Iterator[None]:
    before = getattr(module, name)
    setattr(module, name, instead)
    try:
        yield
    finally:
        setattr(module, name, before)


# ---------------------------------------------------------------------- who takes part


def _organisation(slug: str, type_: str) -> Any:
    from schakel.organisations.models import Organisation

    return Organisation.objects.get_or_create(slug=slug, defaults={"name": slug, "type": type_})[0]


def _member(name: str, organisation: Any) -> Any:
    from schakel.accounts.models import Person
    from schakel.organisations.models import Membership

    person, is_new = Person.objects.get_or_create(
        email=f"{name}@{organisation.slug}.example", defaults={"name": name, "password": "!"}
    )
    if is_new:
        Membership.objects.create(person=person, organisation=organisation)
    return person


def _world() -> None:
    """A company that is asked, with an offer; and a municipality that edits and saves."""
    from tests.items import item_of

    company = _organisation("warmte-bv", "company")
    _member("bas", company)
    item_of(company, "Warmte uit het kanaal")
    _member("anna", _organisation("gm0599", "municipality"))


def _company() -> Any:
    from schakel.organisations.models import Organisation

    return Organisation.objects.get(slug="warmte-bv")


def _person(name: str) -> Any:
    from schakel.accounts.models import Person

    return Person.objects.get(email__startswith=f"{name}@")


def _offer() -> Any:
    from schakel.library.models import Item

    return Item.objects.get(slug="warmte-uit-het-kanaal")


def _asker(race: str, number: int) -> tuple[Any, Any]:
    """A body of this round's own, so that no limit of a day is met, and somebody of it."""
    body = _organisation(f"{race}-{number}", "municipality")
    return body, _member("iemand", body)


def _asked_by(body: Any, person: Any, *, form: str) -> Any:
    from schakel.introductions.actions import Request, request_introduction

    request = Request(requester=body, receiver=_company(), why=WHY, item=_offer(), form=form)
    return request_introduction(request=request, requested_by=person, now=NOW)


# ---------------------------------------------------------------------- the races


class DoubleRequest(Race):
    """Half of them send one form again and again, the others ask the same with a form of their own."""

    name = "double request"

    def prepared(self, number: int) -> int:
        _asker("vraagt", number)
        return number

    def tried(self, thing: int, process: int) -> str:
        body, person = _asker("vraagt", thing)
        form = "the same" if process % 2 else f"of process {process}"
        return "asked" if _asked_by(body, person, form=form).is_new else "same"

    def violations(self, thing: int, outcomes: Sequence[str]) -> Iterator[str]:
        from schakel.introductions.models import Consent, Introduction, MailLink

        body, _ = _asker("vraagt", thing)
        found = list(Introduction.objects.filter(requester=body).order_by("pk"))
        if len(found) != 1:
            yield f"round {thing}: {len(found)} introductions"
        if outcomes.count("asked") != 1:
            yield f"round {thing}: {outcomes.count('asked')} were told that they asked it first"
        consents = Consent.objects.filter(introduction__in=found).count()
        if consents != len(found):
            yield f"round {thing}: {consents} consents"
        links = Counter(MailLink.objects.filter(introduction__in=found).values_list("addressee", flat=True))
        if any(number > 1 for number in links.values()):
            yield f"round {thing}: {dict(links)} links in mails"
        if unexpected := set(outcomes) - {"asked", "same", "introduction-asked-already"}:
            yield f"round {thing}: {unexpected}"

    @contextmanager
    def guarded(self, *, off: bool) -> Iterator[None]:
        if not off:
            yield
            return
        from schakel.introductions import actions
        from schakel.introductions.models import Introduction

        with (
            dropped_constraints(Introduction, "one_open_request"),
            replaced(actions.rules, "request_key", lambda *_: ""),
            replaced(actions, "_open_with", lambda *_: None),
        ):
            yield


class YesAndBack(Race):
    """Half of them say yes for the one that is asked, half take the request back."""

    name = "accept and withdraw"

    def prepared(self, number: int) -> tuple[int, int]:
        body, person = _asker("neemt-terug", number)
        return _asked_by(body, person, form="").introduction.pk, person.pk

    def tried(self, thing: tuple[int, int], process: int) -> str:
        from schakel.accounts.models import Person
        from schakel.introductions.actions import Party, accept_introduction, withdraw_introduction
        from schakel.introductions.models import Introduction
        from schakel.introductions.rules import Side

        one = Introduction.objects.get(pk=thing[0])
        if process % 2:
            party = Party(Side.RECEIVER, _person("bas"), seen_version=1)
            return str(accept_introduction(introduction=one, party=party, now=NOW).state)
        party = Party(Side.REQUESTER, Person.objects.get(pk=thing[1]), seen_version=1)
        return str(withdraw_introduction(introduction=one, party=party, now=NOW).state)

    def violations(self, thing: tuple[int, int], outcomes: Sequence[str]) -> Iterator[str]:
        from schakel.introductions import queries
        from schakel.introductions.models import Introduction

        one = Introduction.objects.get(pk=thing[0])
        won = [outcome for outcome in outcomes if outcome in ("accepted", "withdrawn")]
        if won != [one.state]:
            yield f"introduction {one.pk} is {one.state}, and {won} were told that they did it"
        rows = [row.name.partition(".")[2] for row in queries.history_of(one)]
        done = [name for name in rows if name in ("accepted", "withdrawn")]
        if done != [one.state]:
            yield f"introduction {one.pk}: the journal says {done}"
        if bool(queries.contacts_of(one, now=NOW)) is not (one.state == "accepted"):
            yield f"introduction {one.pk} is {one.state}, and shows contacts otherwise"
        known = {"accepted", "withdrawn", "introduction-changed", "introduction-step-not-possible"}
        if unexpected := set(outcomes) - known:
            yield f"introduction {one.pk}: {unexpected}"

    @contextmanager
    def guarded(self, *, off: bool) -> Iterator[None]:
        if not off:
            yield
            return
        from schakel.introductions import acting, actions
        from schakel.introductions.models import Consent

        with (
            dropped_constraints(Consent, "one_consent"),
            replaced(acting, "locked", lambda seen: seen),
            replaced(actions, "locked", lambda seen: seen),
        ):
            yield


class TwoEditors(Race):
    """Each stores a text of their own over the version that all of them saw."""

    name = "two editors"

    def prepared(self, number: int) -> tuple[int, int]:
        from tests.items import item_of

        item = item_of(_organisation("gm0599", "municipality"), f"Wat wij schreven {number}")
        return item.pk, item.version

    def tried(self, thing: tuple[int, int], process: int) -> str:
        from schakel.library.actions import change_item
        from schakel.library.models import Item
        from tests.items import content

        item = Item.objects.get(pk=thing[0])
        if item.version != thing[1]:
            item.version = thing[1]  # as they saw it
        change_item(
            item=item,
            seen_version=thing[1],
            content=content(_organisation("gm0599", "municipality"), _title(process)),
            changed_by=_person("anna"),
            now=NOW,
        )
        return f"stored {process}"

    def violations(self, thing: tuple[int, int], outcomes: Sequence[str]) -> Iterator[str]:
        from schakel.journal.public import history_of
        from schakel.library.models import Item

        item = Item.objects.get(pk=thing[0])
        stored = [outcome for outcome in outcomes if outcome.startswith("stored")]
        title = item.texts.get(name="title").text
        if [_title(int(outcome.partition(" ")[2])) for outcome in stored] != [title]:
            yield f"item {item.pk} is called {title}, and {stored} were told that they stored theirs"
        changed = [row for row in history_of(item.reference) if row.name == "item.changed"]
        if len(changed) != 1 or item.version != thing[1] + 1:
            yield f"item {item.pk} has version {item.version}, and the journal {len(changed)} changes"
        if unexpected := set(outcomes) - {*stored, "changed-meanwhile"}:
            yield f"item {item.pk}: {unexpected}"

    @contextmanager
    def guarded(self, *, off: bool) -> Iterator[None]:
        if not off:
            yield
            return
        from schakel.library import actions

        with replaced(actions, "_seen", lambda item, _version: item):
            yield


def _title(process: int) -> str:
    return f"Wat nummer {process} schreef"


class ManyClicks(Race):
    """All press "Save as challenge" under the same answer, for the same body."""

    name = "double click"

    def prepared(self, number: int) -> int:
        return number

    def tried(self, thing: int, process: int) -> str:
        from schakel.challenges.actions import save_challenge
        from tests.items import content

        del process
        texts = {"nl": {"title": f"Vraag {thing}", "question": _question(thing)}}
        said = content(_organisation("gm0599", "municipality"), texts=texts)
        saved = save_challenge(content=said, saved_by=_person("anna"), now=NOW)
        return "saved" if saved.is_new else "same"

    def violations(self, thing: int, outcomes: Sequence[str]) -> Iterator[str]:
        from schakel.library.models import Item

        found = Item.objects.filter(texts__name="question", texts__text=_question(thing)).count()
        if found != 1 or outcomes.count("saved") != 1:
            yield f"question {thing}: {found} challenges, {outcomes.count('saved')} were told that it is new"
        if unexpected := set(outcomes) - {"saved", "same"}:
            yield f"question {thing}: {unexpected}"

    @contextmanager
    def guarded(self, *, off: bool) -> Iterator[None]:
        if not off:
            yield
            return
        from schakel.challenges import actions

        with replaced(actions.rules, "saved_key", lambda *_, **__: os.urandom(16).hex()):
            yield


def _question(number: int) -> str:
    return f"Waar blijft de warmte van zwembad nummer {number}?"


class Resent(DoubleRequest):
    """A browser sends a filled-in form again and again, as its answer never came: by HTTP, with the key of the form."""

    name = "resend"

    def prepared(self, number: int) -> tuple[str, int]:
        body, person = _asker("stuurt-opnieuw", number)
        return body.slug, person.pk

    def tried(self, thing: tuple[str, int], process: int) -> str:
        from django.conf import settings
        from django.test import Client

        from schakel.accounts.models import Person

        del process
        browser = Client(headers={"host": urlsplit(settings.ENVIRONMENT.base_url).netloc})
        browser.force_login(
            Person.objects.get(pk=thing[1]), backend="django.contrib.auth.backends.ModelBackend"
        )
        sent = {"body": thing[0], "why": WHY, "form": f"form-of-{thing[0]}", "act": "send"}
        answer = browser.post(f"/introductions/ask/{_offer().slug}/", sent)
        return f"{answer.status_code} {answer.headers.get('Location', '')}"

    def violations(self, thing: tuple[str, int], outcomes: Sequence[str]) -> Iterator[str]:
        from schakel.introductions.models import Introduction

        found = list(Introduction.objects.filter(requester__slug=thing[0]).order_by("pk"))
        expected = {f"302 /introductions/one/{one.code}/" for one in found}
        if len(found) != 1 or set(outcomes) != expected:
            yield f"{thing[0]}: {len(found)} introductions, and the answers {set(outcomes)}"


class Bookings(Race):
    """All send a basket of their own for one hall: in turn the same hour, hours beside each other, hours that overlap
    by a minute, hours of the night in which the clock is changed, and two halls in either order."""

    name = "bookings"
    KINDS = ("same", "adjacent", "a minute", "clock", "two halls")
    SLOTS = 8
    """Hours beside each other, so that of 16 who come two want each."""

    def prepared(self, number: int) -> tuple[int, tuple[int, int]]:
        """The number says the day, which is this round's own, and the kind. The halls are open day and night."""
        first, second = self._halls()
        if number == 0:
            for process in range(64):
                _asker("reserveert", process)
        return number, (first.pk, second.pk)

    def tried(self, thing: tuple[int, tuple[int, int]], process: int) -> str:
        from schakel.facilities.actions import Order, empty_basket, fill_basket, send_basket
        from schakel.facilities.models import Basket, Resource
        from schakel.kernel.refusal import Refusal

        body, person = _asker("reserveert", process)
        number, halls = thing
        period = self._period(number, process)
        for hall in self._wanted(number, halls, process):
            fill_basket(person=person, resource=Resource.objects.get(pk=hall), periods=[period])
        basket = Basket.objects.get(person=person)
        try:
            send_basket(person=person, order=Order(body, basket.version), now=NOW)
        except Refusal:
            empty_basket(person=person, lines=list(basket.lines.values_list("pk", flat=True)))
            raise
        return "booked"

    def violations(self, thing: tuple[int, tuple[int, int]], outcomes: Sequence[str]) -> Iterator[str]:
        from schakel.facilities.models import Booking

        number, halls = thing
        kind, begin = self._kind(number), self._begins(number)
        found = Booking.objects.filter(
            resource__in=halls, blocks=True, starts_at__gte=begin, starts_at__lt=begin + timedelta(days=1)
        )
        rows = list(
            found.order_by("resource", "unit", "held_from", "pk").values_list(
                "resource", "unit", "held_from", "held_until"
            )
        )
        for one, other in pairwise(rows):
            if one[:2] == other[:2] and other[2] < one[3]:
                yield f"round {number} ({kind}): one hall twice at {other[2]}"
        booked = outcomes.count("booked")
        if len(rows) != booked * (2 if kind == "two halls" else 1):
            yield f"round {number} ({kind}): {booked} were told that they booked, and there are {len(rows)}"
        every_slot = min(self.SLOTS, len(outcomes))
        expected = {"same": {1}, "two halls": {1}, "a minute": set(range(1, every_slot + 1))}
        if booked not in expected.get(kind, {every_slot}):
            yield f"round {number} ({kind}): {booked} booked"
        if unexpected := set(outcomes) - {"booked", "basket-not-free"}:
            yield f"round {number} ({kind}): {unexpected}"

    def _kind(self, number: int) -> str:
        return self.KINDS[number % len(self.KINDS)]

    def _begins(self, number: int) -> datetime:
        """Midnight in UTC of the day of a round; the days on which the clock is changed are far from the others."""
        if self._kind(number) != "clock":
            return datetime(2027, 1, 4, tzinfo=UTC) + timedelta(days=number)
        years, is_autumn = divmod(number // len(self.KINDS), 2)
        last = datetime(2040 + years, 10 if is_autumn else 3, 31, tzinfo=UTC)
        return last - timedelta(days=(last.weekday() + 1) % 7)

    def _period(self, number: int, process: int) -> Any:
        from schakel.kernel.periods import Period

        kind, slot = self._kind(number), process % self.SLOTS
        begins = {
            "adjacent": timedelta(hours=10 + slot),
            "a minute": timedelta(hours=10, minutes=59 * slot),
            "clock": timedelta(hours=slot),
        }
        starts = self._begins(number) + begins.get(kind, timedelta(hours=10))
        return Period(starts, starts + timedelta(hours=1))

    def _wanted(self, number: int, halls: tuple[int, int], process: int) -> tuple[int, ...]:
        if self._kind(number) != "two halls":
            return halls[:1]
        return halls if process % 2 else halls[::-1]

    def _halls(self) -> list[Any]:
        from datetime import time

        from schakel.facilities.models import Resource
        from schakel.facilities.rules import Terms
        from schakel.facilities.times import Hours
        from tests.facilities import facility_of, resource_of

        there = list(Resource.objects.filter(name__startswith="Zaal ").order_by("pk"))
        if there:
            return there
        facility = facility_of(_company(), "Testhal")
        always = [Hours(day, time(0), time(0)) for day in range(7)]
        terms = Terms(asks_approval=False, shortest_minutes=1)
        made = [resource_of(facility, f"Zaal {number}", terms=terms, hours=always) for number in range(2)]
        Resource.objects.update(furthest_days=1_000_000)  # many rounds need many days
        return made

    @contextmanager
    def guarded(self, *, off: bool) -> Iterator[None]:
        if not off:
            yield
            return
        from django.db import connection

        from schakel.facilities import ordering
        from schakel.facilities.models import Resource

        def unlocked(keys: Any, **_: Any) -> dict[int, Any]:
            rows = Resource.objects.select_related("facility__item__owner", "facility__item__place")
            return {one.pk: one for one in rows.filter(pk__in=set(keys))}

        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("ALTER TABLE facilities_booking DROP CONSTRAINT bookings_do_not_overlap")
            else:
                cursor.execute("DROP TRIGGER bookings_do_not_overlap_insert")
        with (
            replaced(ordering, "locked_resources", unlocked),
            replaced(ordering, "why_not", lambda *_, **__: None),
            replaced(ordering, "free_unit", lambda *_: 1),
        ):
            yield


class LastSeats(Race):
    """Three seats: one is free, one is given up and one is offered; all others want in, in the same moment.

    One process gives up the seat, one takes the offer, one finds an offer over that nobody took, and the others enrol.
    """

    name = "seats"
    SEATS = 3

    def prepared(self, number: int) -> int:
        from schakel.library.kinds import Kind
        from schakel.library.models import Item
        from schakel.training.actions import cancel_enrolment
        from tests.items import item_of
        from tests.training import edition_of, enrolled

        training = Item.objects.filter(slug="leren").first() or item_of(
            _company(), "Leren", kind=Kind.TRAINING
        )
        edition = edition_of(_company(), item=training, seats=self.SEATS, form=f"race {number}")
        gives_up, other, sits = (enrolled(edition, name) for name in ("an", "bo", "cas"))
        for name in ("dre", "els", "fe"):
            enrolled(edition, name)
        cancel_enrolment(enrolment=other, by=None, now=NOW)  # it is offered to the first in the line
        cancel_enrolment(enrolment=sits, by=None, now=NOW + timedelta(hours=1))  # and this to the second
        del gives_up
        for process in range(64):
            _guest(process)
        return int(edition.pk)

    def tried(self, thing: int, process: int) -> str:
        from schakel.training.actions import accept_offer, cancel_enrolment, enrol_person, settle_edition
        from schakel.training.models import Edition

        edition = Edition.objects.get(pk=thing)
        when = NOW + OFFER_IS_OVER
        if process == 0:
            return str(cancel_enrolment(enrolment=_of(edition, "an"), by=None, now=NOW).state)
        if process == 1:
            return str(accept_offer(enrolment=_of(edition, "dre"), by=None, now=NOW).state)
        if process == 2:
            return f"settled {settle_edition(edition=edition, now=when)}"
        return str(enrol_person(edition=edition, person=_guest(process), now=NOW).enrolment.state)

    def violations(self, thing: int, outcomes: Sequence[str]) -> Iterator[str]:
        from schakel.training.models import Edition, Enrolment

        edition = Edition.objects.get(pk=thing)
        every = list(Enrolment.objects.filter(edition=edition).order_by("place", "pk"))
        seated = [one for one in every if one.state in ("enrolled", "offered")]
        if len(seated) > self.SEATS or len({one.seat_id for one in seated}) != len(seated):
            yield f"edition {thing} has {self.SEATS} seats and {len(seated)} people"
        waiting = [one.place for one in every if one.state == "waiting"]
        called = [one.place for one in every if one.place and one.state != "waiting"]
        if waiting and called and min(waiting) < max(called):
            yield f"edition {thing}: {called} were called, and {waiting} wait"
        places = [one.place for one in every if one.place]
        if len(set(places)) != len(places):
            yield f"edition {thing}: places {places}"
        known = {"enrolled", "waiting", "cancelled", "offer-is-over", "settled"}
        if unexpected := {outcome.partition(" ")[0] for outcome in outcomes} - known:
            yield f"edition {thing}: {unexpected}"

    @contextmanager
    def guarded(self, *, off: bool) -> Iterator[None]:
        if not off:
            yield
            return
        from schakel.training.line import Line
        from schakel.training.models import Enrolment

        def sits_down_unseen(line: Any) -> Any:
            """As if seats were counted, and nobody else could come between counting and sitting down."""
            from schakel.training.models import Seat

            return Seat.objects.filter(edition=line.edition).order_by("number").first()

        with dropped_seats(Enrolment), replaced(Line, "free_seat", sits_down_unseen):
            yield


class CertifiedAtOnce(Race):
    """All certify the same attendance."""

    name = "certify"

    def prepared(self, number: int) -> str:
        return f"enrolment:{number}"

    def tried(self, thing: str, process: int) -> str:
        from tests.credentials import credential_of

        del process
        return str(credential_of(_person("anna"), _company(), key=thing, tells=False).code)

    def violations(self, thing: str, outcomes: Sequence[str]) -> Iterator[str]:
        from schakel.credentials.models import Credential
        from schakel.journal.public import history_of

        found = list(Credential.objects.filter(key=thing).order_by("pk"))
        if len(found) != 1 or set(outcomes) != {one.code for one in found}:
            yield f"{thing}: {len(found)} credentials, and {len(set(outcomes))} answers"
        rows = [row.name for one in found for row in history_of(one.reference)]
        if rows != ["credential.issued"]:
            yield f"{thing}: the journal says {rows}"

    @contextmanager
    def guarded(self, *, off: bool) -> Iterator[None]:
        if not off:
            yield
            return
        from schakel.credentials import actions
        from schakel.credentials.models import Credential

        with (
            dropped_constraints(Credential, "a_thing_is_certified_once"),
            dropped_constraints(Credential, "one_credential_of_a_thing"),
            replaced(actions, "_certified", lambda _key: None),
        ):
            yield


class WithdrawnAndCorrected(Race):
    """Half of them withdraw a certificate, half put the name in it right, each to a name of their own."""

    name = "withdraw and correct"

    def prepared(self, number: int) -> int:
        from tests.credentials import credential_of

        return int(credential_of(_person("anna"), _company(), key=f"correct:{number}", tells=False).pk)

    def tried(self, thing: int, process: int) -> str:
        from schakel.credentials.actions import correct_credential, revoke_credential
        from schakel.credentials.models import Credential

        one = Credential.objects.get(pk=thing)
        if process % 2:
            revoke_credential(
                credential=one, reason="mistake" if process % 4 == 1 else "asked", by=None, now=NOW
            )
            return "withdrawn"
        correct_credential(credential=one, holder_name=f"Anna {process}", by=None, now=NOW)
        return "corrected"

    def violations(self, thing: int, outcomes: Sequence[str]) -> Iterator[str]:
        from schakel.credentials.models import Credential

        one = Credential.objects.get(pk=thing)
        several = Credential.objects.filter(key=one.key)
        standing = several.filter(revoked_at=None).count()
        is_corrected = one.reason == "corrected"
        if (several.count(), standing) != ((2, 1) if is_corrected else (1, 0)):
            yield f"credential {thing}: {several.count()} there, {standing} stand, reason {one.reason}"
        if outcomes.count("corrected") != int(is_corrected) or ("withdrawn" in outcomes) is is_corrected:
            yield f"credential {thing} was {one.reason}, and they were told {Counter(outcomes)}"
        if unexpected := set(outcomes) - {"withdrawn", "corrected", "credential-does-not-stand"}:
            yield f"credential {thing}: {unexpected}"

    @contextmanager
    def guarded(self, *, off: bool) -> Iterator[None]:
        if not off:
            yield
            return
        from schakel.credentials import actions
        from schakel.credentials.models import Credential

        with (
            dropped_constraints(Credential, "a_thing_is_certified_once"),
            dropped_constraints(Credential, "one_credential_of_a_thing"),
            replaced(actions, "_locked", lambda seen: seen),
        ):
            yield


@contextmanager
def dropped_constraints(model: Any, beginning: str) -> Iterator[None]:
    """The database without the constraints of this model whose names begin so."""
    from django.db import connection

    with connection.cursor() as cursor:
        there = connection.introspection.get_constraints(cursor, model._meta.db_table)  # noqa: SLF001 - documented by Django
    wanted = [
        one
        for one in model._meta.constraints  # noqa: SLF001 - idem
        if one.name.startswith(beginning) and one.name in there
    ]
    with connection.schema_editor() as editor:
        for one in wanted:
            editor.remove_constraint(model, one)
    yield  # the hub is thrown away afterwards: nothing is put back


@contextmanager
def dropped_seats(model: Any) -> Iterator[None]:
    """Two can sit on one seat, as in a program that counts and has no seats."""
    from django.db import connection, models

    before = model._meta.get_field("seat")  # noqa: SLF001 - Django documents it
    after = models.ForeignKey(before.related_model, null=True, on_delete=models.PROTECT, related_name="+")
    after.set_attributes_from_name("seat")
    after.model = model
    with connection.schema_editor() as editor:
        editor.alter_field(model, before, after)
    try:
        yield
    finally:
        pass  # the database of a control is thrown away


def _guest(process: int) -> Any:
    from tests.training import person_named

    return person_named(f"n{process}")


def _of(edition: Any, name: str) -> Any:
    from schakel.training.models import Enrolment
    from tests.training import person_named

    return Enrolment.objects.filter(edition=edition, person=person_named(name)).latest("pk")


def all_races() -> list[Race]:
    return [
        DoubleRequest(),
        YesAndBack(),
        TwoEditors(),
        ManyClicks(),
        Resent(),
        Bookings(),
        LastSeats(),
        CertifiedAtOnce(),
        WithdrawnAndCorrected(),
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
