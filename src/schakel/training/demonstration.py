"""Editions of the demonstration, through the actions that people use."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from schakel.accounts.public import demonstration_people
from schakel.library.public import Item, demo_working_day, read_demo
from schakel.training.actions import enrol_person
from schakel.training.form_rules import Question, Shape
from schakel.training.models import Edition
from schakel.training.organising import (
    Plan,
    SessionDraft,
    change_form,
    change_prices,
    change_sessions,
    create_edition,
    move_edition,
)
from schakel.training.rules import Price, PriceKind, Step

_BEGINS = time(9, 30)


def load_demo_editions(*, now: datetime) -> int:
    """Plan and open the editions of the data file, and enrol who it names, once; returns how many."""
    if Edition.objects.exists():
        return 0
    return sum(_load(written, now) for written in read_demo("editions.yaml"))


def _load(written: Mapping[str, Any], now: datetime) -> bool:
    item = Item.objects.filter(slug=written["item"]).first()
    if item is None:
        return False
    online = written.get("online", "")
    plan = Plan(
        format="online" if online else "onsite",
        place=written.get("place", ""),
        dimensions=tuple(written["dimensions"]),
    )
    edition = create_edition(
        item=item, plan=plan, seats=written.get("seats"), form="demonstration", by=None, now=now
    )
    sessions = [_session(days, written["hours"], online, now) for days in written["in_days"]]
    change_sessions(edition=edition, sessions=sessions, seen_version=edition.version, by=None, now=now)
    prices = {PriceKind(kind): Price(cents, 21) for kind, cents in written.get("price_cents", {}).items()}
    change_prices(edition=edition, prices=prices, by=None, now=now)
    if "ask" in written:
        asked = Question("asked", written["ask"], Shape.LINE, "Om de dag voor te bereiden", 30)
        change_form(edition=edition, questions=[asked], by=None, now=now)
    move_edition(edition=edition, step=Step.OPEN, by=None, now=now)
    people = {one.email.partition("@")[0]: one for one in demonstration_people()}
    for name in written["people"]:
        if name in people:
            enrol_person(edition=edition, person=people[name], now=now)
    return True


def _session(days: int, hours: int, link: str, now: datetime) -> SessionDraft:
    zone = timezone.get_default_timezone()
    day = demo_working_day(timezone.localtime(now, zone).date(), days)
    starts_at = datetime.combine(day, _BEGINS, tzinfo=zone)
    return SessionDraft(starts_at, starts_at + timedelta(hours=hours), link=link)
