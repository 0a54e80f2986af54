"""The demonstration hub: load it, see who is in it, or begin it anew."""

import argparse
import json
import sys

from django.utils import timezone

from schakel.accounts.public import Person, Role, standing_of
from schakel.config.outcome import FINE, ImpossibleError
from schakel.config.preparation import load_everything, start_over
from schakel.config.settings import ENVIRONMENT
from schakel.config.terminal import write_line
from schakel.library.demonstration import DEMO_PASSWORD
from schakel.organisations.public import member_organisations, roles_in


def add_arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(
        dest="what", metavar="WHAT", help="who one can step into, when nothing is said"
    )
    what.add_parser("load", help="put the demonstration hub into a hub without items")
    people = what.add_parser("people", help="who one can step into")
    people.add_argument("--json", action="store_true", help="as JSON")
    reset = what.add_parser("reset", help="throw everything in this hub away and load the demonstration anew")
    reset.add_argument("--yes", action="store_true", help="do not ask")


def run(options: argparse.Namespace) -> int:
    if options.what == "load":
        return _load()
    if options.what in (None, "people"):
        return _people(as_json=getattr(options, "json", False))
    return _reset(sure=options.yes)


def _load() -> int:
    loaded = load_everything(now=timezone.now(), with_demo=True)
    write_line(
        f"{loaded} items were loaded." if loaded else "This hub has items already; nothing was loaded."
    )
    return FINE


def _people(*, as_json: bool) -> int:
    people = [
        {
            "email": person.email,
            "name": person.name,
            "role": _role(person),
            "organisations": [organisation.name for organisation in member_organisations(person)],
            "password": DEMO_PASSWORD,
        }
        for person in Person.objects.filter(is_illustrative=True).order_by("name", "pk")
    ]
    if as_json:
        write_line(json.dumps(people, ensure_ascii=False, indent=2))
        return FINE
    for person in people:
        belongs = f", {', '.join(person['organisations'])}" if person["organisations"] else ""
        write_line(f"{person['email']}  {person['name']} ({person['role']}{belongs})")
    if people:
        write_line(f"password of all: {DEMO_PASSWORD}")
    return FINE


def _role(person: Person) -> str:
    """What this person is, by the names in the table of who may what; in an organisation where not in the hub."""
    standing = standing_of(person) - {Role.VISITOR, Role.STAFF}
    elsewhere = roles_in(person) - {Role.MEMBER, Role.PUBLIC_BODY}
    said = [role.value for role in Role if role in (standing or elsewhere)]
    return ", ".join(said) or "member"


def _reset(*, sure: bool) -> int:
    if not ENVIRONMENT.demo:
        raise ImpossibleError("This hub is no demonstration (SCHAKEL_DEMO=no); it is not thrown away.")
    if not sure and not _is_sure():
        raise ImpossibleError(
            "Nothing was thrown away. To do it without being asked: schakel demo reset --yes"
        )
    loaded = start_over(now=timezone.now())
    write_line(f"The hub was begun anew with {loaded} items.")
    return FINE


def _is_sure() -> bool:
    if not sys.stdin.isatty():
        return False
    return input("Everything in this hub is thrown away, its journal too. Type yes: ").strip() == "yes"
