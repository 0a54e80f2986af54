"""Consultations of the demonstration, with what was asked and who takes part."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from schakel.accounts.public import Person, demonstration_people
from schakel.challenges.public import challenge_with_item
from schakel.consultations.actions import (
    Plan,
    answer_inquiry,
    ask_inquiry,
    open_consultation,
    prepare_consultation,
    register_participant,
)
from schakel.consultations.models import Consultation
from schakel.library.public import Item, written_demo_items
from schakel.organisations.public import find_organisation


def load_demo_consultations(*, now: datetime) -> int:
    """Open the consultations that the data files give their challenges; those that are there stay. Returns how many."""
    people = {person.email: person for person in demonstration_people()}
    opened = 0
    for written in written_demo_items():
        item = Item.objects.filter(slug=written["id"]).first() if written.get("consultation") else None
        if item is not None and not Consultation.objects.filter(pk=item.pk).exists():
            _open(item, written["consultation"], people, now)
            opened += 1
    return opened


def _open(item: Item, written: Mapping[str, Any], people: Mapping[str, Person], now: datetime) -> None:
    today = timezone.localdate(now)
    by = people[written["prepared_by"]]
    plan = Plan(
        text=written["text"],
        questions_until=today + timedelta(days=written["questions_in_days"]),
        closes_on=today + timedelta(days=written["closes_in_days"]),
    )
    found = prepare_consultation(challenge=challenge_with_item(item.pk), plan=plan, prepared_by=by, now=now)
    open_consultation(consultation=found, opened_by=by, today=today, now=now)
    for one in written.get("inquiries", ()):
        inquiry = ask_inquiry(
            consultation=found, text=one["text"], asked_by=people[one["by"]], today=today, now=now
        )
        if answer := one.get("answer"):
            answer_inquiry(consultation=found, number=inquiry.number, answer=answer, answered_by=by, now=now)
    for one in written.get("participants", ()):
        organisation = find_organisation(one["organisation"])
        if organisation is None:
            raise ValueError(f"the demonstration data name an unknown organisation: {one['organisation']}")
        register_participant(
            consultation=found,
            organisation=organisation,
            words=one["words"],
            registered_by=people[one["by"]],
            today=today,
            now=now,
        )
