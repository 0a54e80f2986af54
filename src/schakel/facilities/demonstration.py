"""What can be booked in the demonstration, and who booked it, through the actions that people use."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from schakel.accounts.public import Person, person_by_reference
from schakel.facilities.actions import Order, fill_basket, move_booking, send_basket
from schakel.facilities.models import Basket, Facility, Resource
from schakel.facilities.operating import (
    FacilityDraft,
    ResourceDraft,
    add_blocking,
    add_intake_question,
    add_price,
    add_resource,
    change_facility,
    change_openings,
    make_facility,
)
from schakel.facilities.pricing import Category, Per, Price
from schakel.facilities.rules import QuestionKind, Step, Terms
from schakel.facilities.times import Hours
from schakel.kernel.periods import Period, period_on
from schakel.library import public as library
from schakel.library.public import Item, demo_working_day, read_demo
from schakel.organisations import public as organisations

_BEFORE = timedelta(days=30)


def load_demo_bookings(*, now: datetime) -> int:
    """Let the facilities of the data file be booked, and book them, once; returns how many facilities."""
    if Facility.objects.exists():
        return 0
    return sum(_load(written, now) for written in read_demo("bookings.yaml"))


def _load(written: Mapping[str, Any], now: datetime) -> bool:
    item = Item.objects.select_related("owner").filter(slug=written["facility"]).first()
    if item is None:
        return False
    began = now - _BEFORE
    facility = make_facility(item=item, made_by=None, now=began)
    resources = {one["name"]: _resource(facility, one, now) for one in written["resources"]}
    for one in written.get("questions", ()):
        add_intake_question(
            facility=facility,
            text=one["text"],
            kind=QuestionKind(one["kind"]),
            is_required=one.get("is_required", False),
            added_by=None,
            now=began,
        )
    draft = FacilityDraft(
        is_open=True,
        cancel_hours=written.get("cancel_hours", 48),
        house_rules=written.get("house_rules", ""),
        safety=written.get("safety", ""),
    )
    change_facility(facility=facility, seen_version=1, draft=draft, changed_by=None, now=began)
    for one in written.get("bookings", ()):
        _book(facility, resources[one["resource"]], one, now)
    return True


_TERMS = frozenset(Terms.__dataclass_fields__)


def _resource(facility: Facility, written: Mapping[str, Any], now: datetime) -> Resource:
    terms = Terms(**{name: value for name, value in written.items() if name in _TERMS})
    draft = ResourceDraft(
        written["name"], text=written.get("text", ""), people=written.get("people"), terms=terms
    )
    resource = add_resource(facility=facility, draft=draft, added_by=None, now=now - _BEFORE)
    hours = written["hours"]
    week = [
        Hours(weekday, time.fromisoformat(hours["opens"]), time.fromisoformat(hours["closes"]))
        for weekday in hours["weekdays"]
    ]
    change_openings(resource=resource, hours=week, changed_by=None, now=now - _BEFORE)
    for one in written.get("prices", ()):
        price = Price(
            Category(one["category"]), Per(one["per"]), one["cents"], 2100, (now - 12 * _BEFORE).date()
        )
        add_price(resource=resource, price=price, added_by=None, now=now - _BEFORE)
    for one in written.get("blockings", ()):
        add_blocking(
            resource=resource,
            period=_period(one, now),
            reason=one["reason"],
            added_by=None,
            now=now - _BEFORE,
        )
    return resource


def _book(facility: Facility, resource: Resource, written: Mapping[str, Any], now: datetime) -> None:
    person = _person(written["by"])
    if person is None:
        return
    at = now - timedelta(days=written["days_ago"])
    fill_basket(person=person, resource=resource, periods=[_period(written, now)])
    rules = facility.rules.order_by("-version").first()
    questions = facility.questions.order_by("pk")
    order = Order(
        organisation=organisations.member_organisations(person)[0],
        seen_version=Basket.objects.get(person=person).version,
        goal=written["goal"],
        accepted={facility.pk: rules.version} if rules else {},
        answers={
            f"question-{question.pk}": answer
            for question, answer in zip(questions, written["answers"], strict=True)
        },
    )
    (booking,) = send_basket(person=person, order=order, now=at).bookings
    for step in written.get("steps", ()):
        move_booking(booking=booking, step=Step(step), by=None, now=at + timedelta(hours=3))


def _period(written: Mapping[str, Any], now: datetime) -> Period:
    """So many days from now, on the next working day, or the next such day of the week."""
    day = demo_working_day(now.date(), written["in_days"])
    while day.weekday() != written.get("weekday", day.weekday()):
        day += timedelta(days=1)
    return period_on(day, time(written["begin"]), time(written["end"]), zone=timezone.get_default_timezone())


def _person(email: str) -> Person | None:
    for written in library.written_demo_people():
        if written["email"] == email:
            body = organisations.find_organisation(written["organisation"])
            found = (
                (person_by_reference(one) for one in organisations.member_references(body)) if body else ()
            )
            return next((one for one in found if one is not None and one.email == email), None)
    return None
