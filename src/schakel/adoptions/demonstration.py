"""Adoptions of the demonstration."""

from dataclasses import replace
from datetime import datetime, timedelta

from schakel.accounts.public import Person, person_by_reference
from schakel.adoptions.actions import Draft, change_adoption, report_adoption
from schakel.adoptions.models import Adoption
from schakel.adoptions.rules import Scale, State
from schakel.library.public import Item, read_demo
from schakel.organisations import public as organisations
from schakel.organisations.public import Organisation


def load_demo_adoptions(*, now: datetime) -> int:
    """Write down who uses what, once; returns how many. What the demonstration does not have is passed over."""
    if Adoption.objects.exists():
        return 0
    loaded = 0
    for written in read_demo("adoptions.yaml"):
        item = Item.objects.filter(slug=written["item"]).select_related("owner").first()
        adopter = organisations.find_organisation(written["adopter"])
        if item is None or adopter is None or item.owner_id == adopter.pk:
            continue
        since = written.get("since_days")
        last = State(written["state"])
        draft = Draft(
            state=State.RUNNING if last is State.STOPPED else last,
            scale=Scale(written["scale"]),
            version=written.get("version", ""),
            since_on=(now + timedelta(days=since)).date() if since else None,
            result=written.get("result", ""),
            challenge=Item.objects.filter(slug=written.get("challenge", "")).first(),
        )
        person = _somebody_of(adopter)
        made = report_adoption(item=item, adopter=adopter, draft=draft, reported_by=person, now=now)
        if person is not None and last is State.STOPPED:
            change_adoption(adoption=made, draft=replace(draft, state=last), changed_by=person, now=now)
        loaded += 1
    return loaded


def _somebody_of(organisation: Organisation) -> Person | None:
    references = organisations.member_references(organisation)
    return person_by_reference(references[0]) if references else None
