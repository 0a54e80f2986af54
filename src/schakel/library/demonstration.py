"""Putting the demonstration hub (data files in ``demo/``) into an empty hub."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any
from zlib import crc32

import yaml
from django.contrib.auth.hashers import make_password
from django.db import transaction

from schakel.accounts.public import Role, add_demonstration_person, give_hub_role
from schakel.library.actions import change_item, move_item, write_item
from schakel.library.kinds import KINDS, Kind
from schakel.library.models import Item
from schakel.library.rules import REVIEW_AFTER, State, Step, Visibility
from schakel.library.writing import Content, Provenance
from schakel.organisations.public import Membership, Organisation
from schakel.vocabulary.public import Concept, concepts_by_notation

_STEPS_TO: Mapping[State, tuple[Step, ...]] = {
    State.DRAFT: (),
    State.REVIEW: (Step.SUBMIT,),
    State.PUBLISHED: (Step.PUBLISH,),
    State.NEEDS_UPDATE: (Step.PUBLISH,),
    State.ARCHIVED: (Step.PUBLISH, Step.ARCHIVE),
}
DEMO_PASSWORD = "schakel-demonstratie"  # noqa: S105 - shown on the page where a newcomer steps into a role


def demo_folder() -> Traversable:
    """Where the data files are: in the repository, or inside the installed package."""
    in_repository = Path(__file__).resolve().parents[3] / "demo"
    return in_repository if in_repository.is_dir() else files("schakel.config").joinpath("demo")


def written_demo_people() -> list[dict[str, Any]]:
    """The people as the data files write them."""
    return _read(demo_folder().joinpath("people.yaml"))


@transaction.atomic
def load_demo(*, now: datetime, folder: Traversable | None = None) -> int:
    """Load organisations, people and items; returns how many items. A hub that has items is left as it is."""
    if Item.objects.exists():
        return 0
    folder = folder or demo_folder()
    _load_organisations(_read(folder.joinpath("organisations.yaml")))
    written = list(written_demo_items(folder))
    moments = {entry["id"]: moment_of(entry, now=now) for entry in written}
    organisations = _organisations()
    themes = _themes({notation for entry in written for notation in entry.get("themes", ())})
    for entry in sorted(written, key=lambda entry: moments[entry["id"]]):
        _load_item(entry, moments[entry["id"]], organisations, themes, today=now.date())
    _load_people(_read(folder.joinpath("people.yaml")), now)
    return len(written)


def read_demo(name: str) -> list[dict[str, Any]]:
    """What stands in a data file of the demonstration beside its items, such as "pilots.yaml"."""
    return _read(demo_folder().joinpath(name))


LONGEST_AGO = 300
"""Days. What was checked longer ago would soon be out of date, and the demonstration with it."""
YEARS = 6
"""What is so many years old was written down among the first."""
_SOON = frozenset({Kind.EVENT, Kind.TRAINING, Kind.FUNDING, Kind.CHALLENGE})
_OFFICE_OPENS, _OFFICE_HOURS = 9, 8


def moment_of(written: Mapping[str, Any], *, now: datetime) -> datetime:
    """When an item of the demonstration was written: somewhere in the past year, the same at every loading.

    What is about an older year was written down earlier. Dates to come were announced not long ago, and what
    waits for review or is a draft came in the last weeks.
    """
    chance = crc32(str(written["id"]).encode())
    state = State(written.get("status", "published"))
    if state is State.NEEDS_UPDATE:
        days = REVIEW_AFTER.days + 65 + chance % 60
    elif state in (State.DRAFT, State.REVIEW):
        days = 1 + chance % 20
    elif Kind(written["kind"]) in _SOON:
        days = 1 + chance % 90
    else:
        years = now.year - _year_of(written, now)
        days = 1 + round((LONGEST_AGO - 2) * (min(years, YEARS) / YEARS + chance % 100 / 100) / 2)
    moment = (now - timedelta(days=days)).replace(
        hour=_OFFICE_OPENS + chance // 100 % _OFFICE_HOURS,
        minute=chance // 1000 % 60,
        second=0,
        microsecond=0,
    )
    return min(moment, now)


def _year_of(written: Mapping[str, Any], now: datetime) -> int:
    """The year an item is about; where it says none, one in the middle."""
    facts = written.get("facts") or {}
    years = [facts.get(name) for name in ("ended_year", "started_year", "published_year")]
    return next((year for year in years if isinstance(year, int)), now.year - YEARS // 2)


def _read(path: Traversable) -> list[dict[str, Any]]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader) or []  # noqa: S506 - a safe loader


def _load_organisations(written: Iterable[dict[str, Any]]) -> None:
    known = dict(_organisations())
    for entry in written:
        organisation = known.get(entry["id"]) or Organisation(
            slug=entry["id"], name=entry["name"], type=entry["type"]
        )
        organisation.description_nl = entry.get("nl", organisation.description_nl)
        organisation.description_en = entry.get("en", organisation.description_en)
        organisation.website = entry.get("website") or organisation.website
        organisation.is_hub_partner = entry.get("is_hub_partner", False)
        organisation.is_illustrative = entry.get("is_illustrative", False)
        if entry.get("province"):
            organisation.province = known.get(entry["province"])
        organisation.size_class = entry.get("size_class") or organisation.size_class
        organisation.save()
        known[organisation.slug] = organisation


def _organisations() -> Mapping[str, Organisation]:
    """Every organisation by its code (gm0599) and by its slug."""
    everything = list(Organisation.objects.order_by("pk"))
    by_slug = {organisation.slug: organisation for organisation in everything}
    return by_slug | {organisation.code: organisation for organisation in everything if organisation.code}


def _known_organisation(reference: str, organisations: Mapping[str, Organisation]) -> Organisation:
    found = organisations.get(reference)
    if found is None:
        raise ValueError(f"the demonstration data name an unknown organisation: {reference}")
    return found


def _load_people(written: Iterable[dict[str, Any]], now: datetime) -> None:
    password = make_password(DEMO_PASSWORD)  # of all of them: hashing is slow on purpose
    organisations = _organisations()
    for entry in written:
        person = add_demonstration_person(
            entry["email"],
            hashed_password=password,
            name=entry["name"],
            language=entry.get("language", "nl"),
            is_administrator=entry.get("is_administrator", False),
        )
        for role in entry.get("hub_roles", ()):
            give_hub_role(person=person, role=role, given_by=None, now=now)
        if entry.get("organisation"):
            Membership.objects.create(
                person=person,
                organisation=_known_organisation(entry["organisation"], organisations),
                role=entry.get("member_role", Role.MEMBER),
                is_administrator=entry.get("looks_after", False),
                since=now,
            )


def _load_item(
    written: dict[str, Any],
    now: datetime,
    organisations: Mapping[str, Organisation],
    themes: Mapping[str, Concept],
    *,
    today: date,
) -> None:
    """Store an item as it would have been at that moment; days from loading are counted from today."""
    kind = Kind(written["kind"])
    texts, facts = read_demo_item(written, today=today)
    content = Content(
        texts=texts,
        facts=facts,
        themes=tuple(themes[notation] for notation in written.get("themes", ())),
        owner=_known_organisation(written["owner"], organisations),
        place=_known_organisation(written["place"], organisations) if written.get("place") else None,
        visibility=Visibility(written.get("visibility", "public")),
        original_language=written.get("original_language", "nl"),
        provenance=Provenance(
            source_url=written.get("source_url") or "",
            source_name=written.get("source_name") or "",
            licence=written.get("licence") or "",
            retrieved_on=_day(written.get("retrieved_on")),
            verified_on=_day(written.get("verified_on")),
            is_illustrative=bool(written.get("is_illustrative", False)),
        ),
    )
    state = State(written.get("status", "published"))
    item = write_item(kind=kind, content=content, written_by=None, now=now, slug=written["id"])
    for step in _STEPS_TO[state]:
        item = move_item(item=item, step=step, moved_by=None, now=now)
    verified_on = _day(written.get("verified_on"))
    if (
        state is State.PUBLISHED
        and verified_on
        and now.date() < verified_on <= today < verified_on + timedelta(LONGEST_AGO)
    ):
        # Checked against its source since it was published, and not so long ago that the demonstration looks old.
        then = now + (verified_on - now.date())
        change_item(item=item, seen_version=item.version, content=content, changed_by=None, now=then)


def written_demo_items(folder: Traversable | None = None) -> Iterator[dict[str, Any]]:
    """Every item of the data files as it is written there."""
    items = (folder or demo_folder()).joinpath("items")
    for path in sorted(items.iterdir(), key=lambda entry: entry.name):
        if path.name.endswith(".yaml"):
            yield from _read(path)


def read_demo_item(
    written: dict[str, Any], *, today: date
) -> tuple[dict[str, dict[str, str]], dict[str, object]]:
    """The texts by language and the facts of a written item; days from loading counted from `today`."""
    notes, facts = _facts(Kind(written["kind"]), written.get("facts") or {}, today)
    return {code: _texts(written.get(code) or {}) | notes.get(code, {}) for code in ("nl", "en")}, facts


def _themes(notations: Collection[str]) -> Mapping[str, Concept]:
    found = {concept.notation: concept for concept in concepts_by_notation(notations)}
    if missing := set(notations) - set(found):
        raise ValueError(f"the demonstration data name unknown themes: {sorted(missing)}")
    return found


def _texts(written: dict[str, Any]) -> dict[str, str]:
    return {name: "\n".join(text) if isinstance(text, list) else str(text) for name, text in written.items()}


def _facts(
    kind: Kind, written: dict[str, Any], today: date
) -> tuple[dict[str, dict[str, str]], dict[str, object]]:
    """Notes that are texts in a language, and the facts with days counted from loading made into dates."""
    facts: dict[str, object] = {}
    notes: dict[str, dict[str, str]] = {}
    for name, value in written.items():
        if value is None:
            continue
        if name in ("cost_note_nl", "cost_note_en"):
            notes[name[-2:]] = {"cost_note": str(value)}
        elif name == "starts_in_days":
            facts["starts_on"] = (
                [_held_on(today, days) for days in value]
                if isinstance(value, list)
                else _held_on(today, value)
            )
        elif name == "wanted_by_in_days":
            facts["wanted_by"] = _later(today, value)
        elif name == "windows":
            facts["windows"] = [_window(window, today) for window in value]
        elif name == "eligible":
            facts |= {
                ("for_types" if key == "organisation_types" else key): inner for key, inner in value.items()
            }
        elif name == "figures":
            facts["figures"] = [{key: str(inner) for key, inner in figure.items()} for figure in value]
        elif isinstance(value, date):
            facts[name] = value.isoformat()
        else:
            facts[name] = value
    unknown = {name for name in facts if KINDS[kind].fact(name) is None}
    if unknown:
        raise ValueError(f"the demonstration data give a {kind.value} unknown facts: {sorted(unknown)}")
    return notes, facts


def _window(window: Mapping[str, Any], today: date) -> dict[str, str]:
    if "opens_in_days" in window:
        return {
            "opens_on": _later(today, window["opens_in_days"]),
            "closes_on": _later(today, window["closes_in_days"]),
        }
    return {"opens_on": str(window["opens_on"]), "closes_on": str(window["closes_on"])}


def _later(today: date, days: int) -> str:
    return (today + timedelta(days=days)).isoformat()


def _held_on(today: date, days: int) -> str:
    return demo_working_day(today, days).isoformat()


def demo_working_day(today: date, days: int) -> date:
    """So many days from today, or on the next day from Monday to Friday: what people meet for is held then."""
    day = today + timedelta(days=days)
    while day.isoweekday() > FRIDAY:
        day += timedelta(days=1)
    return day


FRIDAY = 5


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else (date.fromisoformat(str(value)) if value else None)
