"""The last seats, contested by sixteen processes: our enrolment beside the quota of pretix, on the same PostgreSQL.

    SCHAKEL_DATABASE=postgresql://… python bench/quota_peer.py [--tries N] [--processes N] [--pretix PYTHON]

SCHAKEL_DATABASE is an empty database on a server that may make another one ("pretix"). pretix is installed from the
package index into a virtual environment of its own in a temporary folder, unless --pretix names the Python of one.
Rounds alternate, one of each in turn: somebody opens an edition (an event with a quota) of four seats, all processes
wait for each other, and each asks for one seat for somebody else. Prints one JSON object: oversold seats, seats given,
tries a second, and the median and 95th percentile of one try in milliseconds.

What is compared is what both do when somebody takes a seat: ours enrols or puts in the line, with price, journal and
mail; theirs puts a position in a cart with the quota checked under its lock (``CartManager``).
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

PROJECT = Path(__file__).resolve().parents[1]
SEATS = 4
PATIENCE = 120.0
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench/quota_peer.py", description=__doc__)
    parser.add_argument("--tries", type=int, default=1_600, help="of each side, over all processes")
    parser.add_argument("--processes", type=int, default=16)
    parser.add_argument("--pretix", default="", help="the Python of an environment that has pretix")
    parser.add_argument("--side", choices=["ours", "theirs"], help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.side:
        serve({"ours": Ours, "theirs": Theirs}[options.side](), options.processes)
        return 0
    if not os.environ.get("SCHAKEL_DATABASE", "").startswith("postgres"):
        parser.error("SCHAKEL_DATABASE has to name an empty PostgreSQL database")
    with tempfile.TemporaryDirectory(prefix="schakel-bench-") as folder:
        pretix = options.pretix or installed_pretix(Path(folder))
        environment = os.environ | {"SCHAKEL_DATA": folder, "SCHAKEL_DEMO": "no"}
        environment |= {"PRETIX_CONFIG_FILE": str(configured_pretix(Path(folder)))}
        with (
            side(sys.executable, "ours", options, environment) as ours,
            side(pretix, "theirs", options, environment) as theirs,
        ):
            found = {"ours": [], "theirs": []}
            for _ in range(-(-options.tries // options.processes)):
                found["ours"].append(ask(ours))
                found["theirs"].append(ask(theirs))
    report = {name: summed(rounds) for name, rounds in found.items()}
    print(json.dumps({"processes": options.processes, "seats": SEATS, **report}, indent=2))
    return 0 if not report["ours"]["oversold"] else 1


def summed(rounds: list[dict[str, Any]]) -> dict[str, Any]:
    times = sorted(time for one in rounds for time in one["times"])
    lasted = sum(one["lasted"] for one in rounds)
    return {
        "tries": len(times),
        "oversold": sum(max(0, one["given"] - SEATS) for one in rounds),
        "given": sum(one["given"] for one in rounds),
        "seats": SEATS * len(rounds),
        "failed": sum(one["failed"] for one in rounds),
        "tries_per_second": round(len(times) / lasted, 1),
        "p50_ms": round(1000 * times[len(times) // 2], 1),
        "p95_ms": round(1000 * times[int(len(times) * 0.95)], 1),
    }


# ---------------------------------------------------------------------- the two sides, each a process that is asked


@contextmanager
def side(
    python: str, name: str, options: argparse.Namespace, environment: dict[str, str]
) -> Iterator[subprocess.Popen[str]]:
    command = [python, str(Path(__file__).resolve()), "--side", name, "--processes", str(options.processes)]
    child = subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=PROJECT
    )
    try:
        assert answer_of(child) == "ready"
        yield child
    finally:
        assert child.stdin is not None
        child.stdin.close()
        child.wait(timeout=PATIENCE)


def ask(child: subprocess.Popen[str]) -> dict[str, Any]:
    assert child.stdin is not None
    child.stdin.write("round\n")
    child.stdin.flush()
    return answer_of(child)


def answer_of(child: subprocess.Popen[str]) -> Any:
    """What it says next; lines of others (a library that prints) are passed over."""
    assert child.stdout is not None
    for line in child.stdout:
        if line.startswith("> "):
            return json.loads(line[2:])
    raise RuntimeError("one of the two sides ended")


def say(answer: object) -> None:
    sys.stdout.write(f"> {json.dumps(answer)}\n")
    sys.stdout.flush()


def serve(contest: "Ours | Theirs", processes: int) -> None:
    contest.prepare()
    context = get_context("fork")
    barrier = context.Barrier(processes + 1)
    orders, results = context.SimpleQueue(), context.SimpleQueue()
    from django.db import connections

    connections.close_all()
    workers = [
        context.Process(target=work, args=(contest, number, barrier, orders, results), daemon=True)
        for number in range(processes)
    ]
    for worker in workers:
        worker.start()
    say("ready")
    for count, _ in enumerate(sys.stdin):
        thing = contest.opened(count)
        connections.close_all()
        for _worker in workers:
            orders.put((count, thing))
        barrier.wait(PATIENCE)
        began = perf_counter()
        outcomes = [results.get() for _worker in workers]
        lasted = perf_counter() - began
        given = contest.given(thing)
        connections.close_all()
        say(
            {
                "lasted": lasted,
                "given": given,
                "failed": sum(outcome == "failed" for outcome, _ in outcomes),
                "times": [time for _, time in outcomes],
            }
        )


def work(contest: "Ours | Theirs", number: int, barrier: Any, orders: Any, results: Any) -> None:
    while True:
        count, thing = orders.get()
        barrier.wait(PATIENCE)
        began = perf_counter()
        try:
            outcome = contest.tried(thing, count, number)
        except Exception as error:  # noqa: BLE001 - whatever it was, this try failed
            print(type(error).__name__, error, file=sys.stderr)
            outcome = "failed"
        results.put((outcome, perf_counter() - began))


class Ours:
    def prepare(self) -> None:
        sys.path[:0] = [str(PROJECT), str(PROJECT / "src")]
        os.environ["DJANGO_SETTINGS_MODULE"] = "schakel.config.settings"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        from schakel.library.kinds import Kind
        from schakel.organisations.models import Organisation
        from tests.items import item_of
        from tests.training import person_named

        self.owner = Organisation.objects.create(slug="hub", name="De hub", type="partner")
        self.item = item_of(self.owner, "Leren meten", kind=Kind.TRAINING)
        self.people = [person_named(f"p{number}") for number in range(64)]

    def opened(self, count: int) -> int:
        from tests.training import edition_of

        return int(edition_of(self.owner, item=self.item, seats=SEATS, form=f"round {count}").pk)

    def tried(self, thing: int, _count: int, number: int) -> str:
        from schakel.training.actions import enrol_person
        from schakel.training.models import Edition

        edition = Edition.objects.get(pk=thing)
        return str(enrol_person(edition=edition, person=self.people[number], now=NOW).enrolment.state)

    def given(self, thing: int) -> int:
        from schakel.training.models import Enrolment

        return Enrolment.objects.filter(edition=thing, state="enrolled").count()


class Theirs:
    def prepare(self) -> None:
        os.environ["DJANGO_SETTINGS_MODULE"] = "pretix.settings"
        import django

        django.setup()
        from django.core.management import call_command
        from django.utils.timezone import now
        from django_scopes import scopes_disabled

        call_command("migrate", verbosity=0)
        from pretix.base.models import Event, Organizer

        with scopes_disabled():
            organizer = Organizer.objects.create(name="Hub", slug="hub")
            self.event = Event.objects.create(
                organizer=organizer,
                name="Leren meten",
                slug="leren",
                date_from=now() + timedelta(days=30),
                plugins="",
                live=True,
            )
            self.channel = organizer.sales_channels.get(identifier="web")

    def opened(self, count: int) -> int:
        from django_scopes import scopes_disabled

        with scopes_disabled():
            item = self.event.items.create(name=f"Seat {count}", default_price=0, admission=True)
            quota = self.event.quotas.create(name=f"Seats {count}", size=SEATS)
            quota.items.add(item)
        return int(item.pk)

    def tried(self, thing: int, count: int, number: int) -> str:
        from django_scopes import scopes_disabled
        from pretix.base.models import Event
        from pretix.base.services.cart import CartError, CartManager

        wanted = {
            "item": thing,
            "variation": None,
            "count": 1,
            "price": None,
            "voucher": None,
            "subevent": None,
        }
        with scopes_disabled():
            event = Event.objects.get(pk=self.event.pk)
            cart = CartManager(event=event, cart_id=f"c{count}-{number}", sales_channel=self.channel)
            try:
                cart.add_new_items([wanted])
                cart.commit()
            except CartError:
                return "full"
        return "taken"

    def given(self, thing: int) -> int:
        from django_scopes import scopes_disabled
        from pretix.base.models import CartPosition

        with scopes_disabled():
            return int(CartPosition.objects.filter(item_id=thing).count())


# ---------------------------------------------------------------------- pretix


def installed_pretix(folder: Path) -> str:
    python = folder / "pretix" / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", str(folder / "pretix")], check=True)
    subprocess.run([str(python), "-m", "pip", "install", "-q", "pretix==2026.8.0"], check=True)
    return str(python)


def configured_pretix(folder: Path) -> Path:
    """Its settings, and a database for it beside ours."""
    import psycopg

    address = urlsplit(os.environ["SCHAKEL_DATABASE"])
    with psycopg.connect(os.environ["SCHAKEL_DATABASE"], autocommit=True) as connection:
        connection.execute("CREATE DATABASE pretix")
    written = folder / "pretix.cfg"
    written.write_text(
        f"[pretix]\ninstance_name=bench\nurl=http://localhost\ndatadir={folder / 'pretix-data'}\n"
        f"[database]\nbackend=postgresql\nname=pretix\nuser={address.username}\n"
        f"password={address.password or ''}\nhost={address.hostname}\nport={address.port}\n",
        encoding="utf-8",
    )
    return written


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
