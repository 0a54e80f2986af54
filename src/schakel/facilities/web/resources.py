"""Resources of a facility: what they are, when they are open, when not, and what they cost."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from schakel.accounts.public import Person, for_who_may
from schakel.facilities import operating, queries
from schakel.facilities.messages import refusal_text
from schakel.facilities.models import Facility, Resource
from schakel.facilities.operating import ResourceDraft
from schakel.facilities.pricing import Category, Per, Price
from schakel.facilities.times import DAY, Hours, Season, season_to_show
from schakel.facilities.web.asking import crumbs_of, keys_in, now, operated, resource_asked_for, today
from schakel.facilities.web.differences import differences_of
from schakel.facilities.web.forms import (
    BlockingForm,
    HoursForm,
    PriceForm,
    ResourceForm,
    SpecialDayForm,
    period_in,
)
from schakel.facilities.web.showing import standing_lines
from schakel.facilities.wording import category_name, per_name, period_text, price_text, season_name
from schakel.kernel.refusal import Refusal

CONFLICT = 409


@require_http_methods(["GET", "POST"])
@for_who_may("booking.read")  # signed in; which they run is asked below
def resource_new(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Something more that can be booked; then its hours, then its prices."""
    facility = operated(person, slug)
    sent = request.method == "POST"
    blank = Resource()
    initial = asdict(blank.terms) | {"capacity": 1}
    form = ResourceForm(request.POST if sent else None, is_new=True, initial=initial)
    if sent and form.is_valid():
        try:
            resource = operating.add_resource(
                facility=facility, draft=_draft(form), added_by=person, now=now()
            )
        except Refusal as refusal:
            form.add_error(None, refusal_text(refusal))
        else:
            messages.success(request, gettext("Now say when it is open."))
            return redirect("resource_hours", slug, resource.code)
    context = {
        "form": form,
        "title": gettext("Something to book"),
        "about": "",
        "crumbs": crumbs_of(facility, gettext("Something to book"), of_desk=True),
    }
    return render(request, "facilities/form_page.html", context, status=400 if form.errors else 200)


def _draft(form: ResourceForm) -> ResourceDraft:
    cleaned = form.cleaned_data
    return ResourceDraft(
        name=cleaned["name"],
        text=cleaned["text"],
        people=cleaned["people"],
        terms=form.terms(),
        calendar_url=cleaned["calendar_url"],
    )


@require_http_methods(["GET", "POST"])
@for_who_may("booking.read")  # as above
def resource_edit(request: HttpRequest, person: Person, slug: str, code: str) -> HttpResponse:
    """How it can be booked. What somebody else stored meanwhile is not overwritten unseen."""
    facility = operated(person, slug)
    resource = resource_asked_for(facility, code)
    sent = request.method == "POST"
    stored = _stored(resource)
    form = ResourceForm(request.POST if sent else None, initial=stored)
    differences: list[dict[str, str]] = []
    if sent and form.is_valid():
        cleaned = form.cleaned_data
        try:
            operating.change_resource(
                resource=resource,
                seen_version=cleaned["seen_version"] or 0,
                draft=_draft(form),
                is_withdrawn=cleaned["is_withdrawn"],
                changed_by=person,
                now=now(),
            )
        except Refusal as refusal:
            if refusal.code != "changed-meanwhile":
                form.add_error(None, refusal_text(refusal))
            else:
                differences = differences_of(form, stored)
                form = ResourceForm(initial={**cleaned, "seen_version": resource.version})
        else:
            messages.success(request, gettext("This is stored."))
            return redirect("facility_desk", slug)
    status = CONFLICT if differences else 400 if form.errors else 200
    return _show(request, facility, resource, "resource_edit", form, {"differences": differences}, status)


def _stored(resource: Resource) -> dict[str, object]:
    return asdict(resource.terms) | {
        "name": resource.name,
        "text": resource.text,
        "people": resource.people,
        "calendar_url": resource.calendar_url,
        "is_withdrawn": resource.withdrawn_at is not None,
        "seen_version": resource.version,
    }


@require_http_methods(["GET", "POST"])
@for_who_may("booking.read")  # as above
def resource_hours(request: HttpRequest, person: Person, slug: str, code: str) -> HttpResponse:
    """The week of one season, the other seasons, and single days that are otherwise."""
    facility = operated(person, slug)
    resource = resource_asked_for(facility, code)
    act = request.POST.get("act", "")
    stored = [one.hours for one in resource.openings.order_by("weekday", "opens", "pk")]
    asked = request.POST.get("season") if act == "week" else request.GET.get("season")
    shown = _season_called(asked, stored) or season_to_show(stored, today=today())
    week = _week(resource, stored, shown)
    hours = HoursForm(request.POST if act == "week" else None, initial=week)
    special = SpecialDayForm(request.POST if act == "day" else None)
    if act == "remove":
        row = resource.special_days.filter(pk__in=keys_in(request.POST.get("day", ""))).first()
        if row is None:
            raise Http404
        operating.remove_special_day(special=row, removed_by=person, now=now())
        return _done(request, "resource_hours", slug, code)
    if act == "remove-season":
        gone = _season_called(request.POST.get("season"), stored)
        if gone is not None:
            operating.remove_season(resource=resource, season=gone, removed_by=person, now=now())
        return _done(request, "resource_hours", slug, code)
    form = {"week": hours, "day": special}.get(act)
    differences: list[dict[str, str]] = []
    if form is not None and form.is_valid():
        cleaned = form.cleaned_data
        try:
            if act == "week":
                operating.change_season(
                    resource=resource,
                    seen_version=cleaned["seen_version"] or 0,
                    season=Season(cleaned["first"], cleaned["last"]),
                    week=hours.week(),
                    shown=shown,
                    changed_by=person,
                    now=now(),
                )
            else:
                _add_special_day(resource, facility, cleaned, person)
        except Refusal as refusal:
            if refusal.code != "changed-meanwhile":
                form.add_error(None, refusal_text(refusal))
            else:
                differences = differences_of(hours, week)
                hours = HoursForm(initial={**cleaned, "seen_version": resource.version})
        else:
            return _done(request, "resource_hours", slug, code)
    beside = {
        "rows": hours.rows(),
        "differences": differences,
        "special_form": special,
        "special_days": [
            {"about": one, "day": date_format(one.day, "l j F Y")}
            for one in resource.special_days.filter(day__gte=today()).order_by("day", "pk")
        ],
        "seasons": _seasons(stored, shown),
        "closed": standing_lines(queries.booked_while_closed([resource], now=now())),
    }
    status = CONFLICT if differences else 400 if form is not None and form.errors else 200
    return _show(request, facility, resource, "resource_hours", hours, beside, status)


def _add_special_day(
    resource: Resource, facility: Facility, cleaned: Mapping[str, Any], person: Person
) -> None:
    said = {name: cleaned[name] for name in ("day", "opens", "closes")}
    if cleaned["is_for_all"]:
        operating.add_special_day_everywhere(facility=facility, added_by=person, now=now(), **said)
    else:
        operating.add_special_day(resource=resource, added_by=person, now=now(), **said)


def _season_called(key: str | None, hours: Iterable[Hours]) -> Season | None:
    return next((one.season for one in hours if one.season.key == key), None)


def _seasons(hours: Iterable[Hours], shown: Season) -> list[dict[str, object]]:
    """All of them, the first to begin first; nothing where there is only one."""
    found = sorted({one.season for one in hours}, key=lambda one: (one.first or date.min, one.key))
    return (
        [
            {"key": one.key, "name": season_name(one.first, one.last), "is_shown": one == shown}
            for one in found
        ]
        if len(found) > 1
        else []
    )


def _week(resource: Resource, hours: Iterable[Hours], season: Season) -> dict[str, object]:
    initial: dict[str, object] = asdict(season) | {"season": season.key, "seen_version": resource.version}
    parts: dict[int, int] = {}
    for one in hours:
        if one.season == season:
            part = parts[one.weekday] = parts.get(one.weekday, 0) + 1
            initial[f"opens-{one.weekday}-{part}"] = one.opens
            initial[f"closes-{one.weekday}-{part}"] = one.closes
    return initial


@require_http_methods(["GET", "POST"])
@for_who_may("booking.read")  # as above
def resource_blockings(request: HttpRequest, person: Person, slug: str, code: str) -> HttpResponse:
    """When it cannot be booked, and why; the reason is for who runs it."""
    facility = operated(person, slug)
    resource = resource_asked_for(facility, code)
    sent = request.method == "POST"
    if sent and "remove" in request.POST:
        blocking = resource.blockings.filter(code=request.POST["remove"][:16]).first()
        if blocking is None:
            raise Http404
        operating.remove_blocking(blocking=blocking, removed_by=person, now=now())
        return _done(request, "resource_blockings", slug, code)
    form = BlockingForm(request.POST if sent else None)
    if sent and form.is_valid():
        period = period_in(form.cleaned_data)
        assert period is not None  # the form has looked
        try:
            reason = form.cleaned_data["words"]
            if form.cleaned_data["is_for_all"]:
                operating.add_blocking_everywhere(
                    facility=facility, period=period, reason=reason, added_by=person, now=now()
                )
            else:
                operating.add_blocking(
                    resource=resource, period=period, reason=reason, added_by=person, now=now()
                )
        except Refusal as refusal:
            form.add_error(None, refusal_text(refusal))
        else:
            return _done(request, "resource_blockings", slug, code)
    beside = {
        "blockings": [
            {"about": one, "when": period_text(one.period)}
            for one in resource.blockings.filter(ends_at__gt=now()).order_by("starts_at", "pk")
        ]
    }
    status = 400 if form.errors else 200
    return _show(request, facility, resource, "resource_blockings", form, beside, status)


@require_http_methods(["GET", "POST"])
@for_who_may("booking.read")  # as above
def resource_prices(request: HttpRequest, person: Person, slug: str, code: str) -> HttpResponse:
    """The price list. A line ends on a day; what was agreed before keeps its price."""
    facility = operated(person, slug)
    resource = resource_asked_for(facility, code)
    sent = request.method == "POST"
    if sent and "end" in request.POST:
        price = resource.prices.filter(pk__in=keys_in(request.POST["end"])).first()
        if price is None:
            raise Http404
        operating.end_price(price=price, last=today() - DAY, ended_by=person, now=now())
        return _done(request, "resource_prices", slug, code)
    form = PriceForm(request.POST if sent else None, initial={"first": today()})
    if sent and form.is_valid():
        try:
            operating.add_price(resource=resource, price=_price(form), added_by=person, now=now())
        except Refusal as refusal:
            form.add_error(None, refusal_text(refusal))
        else:
            return _done(request, "resource_prices", slug, code)
    beside = {
        "prices": [
            {
                "about": one,
                "category": category_name(Category(one.category)),
                "per": per_name(Per(one.per)),
                "price": price_text(one.cents, one.vat_points),
                "is_over": one.last is not None and one.last < today(),
            }
            for one in resource.prices.order_by("category", "per", "first", "pk")
        ]
    }
    status = 400 if form.errors else 200
    return _show(request, facility, resource, "resource_prices", form, beside, status)


def _price(form: PriceForm) -> Price:
    cleaned = form.cleaned_data
    return Price(
        Category(cleaned["category"]),
        Per(cleaned["per"]),
        cleaned["euros"],
        int(cleaned["vat"] * 100),
        cleaned["first"],
        cleaned["last"],
    )


def _done(request: HttpRequest, page: str, slug: str, code: str) -> HttpResponse:
    messages.success(request, gettext("This is stored."))
    return redirect(page, slug, code)


def _show(
    request: HttpRequest,
    facility: Facility,
    resource: Resource,
    page: str,
    form: forms.Form,
    beside: Mapping[str, object],
    status: int,
) -> HttpResponse:
    titles = {
        "resource_edit": gettext("How it is booked"),
        "resource_hours": gettext("Opening hours"),
        "resource_blockings": gettext("When it cannot be booked"),
        "resource_prices": gettext("Prices"),
    }
    context = {
        "facility": facility,
        "resource": resource,
        "form": form,
        "title": titles[page],
        "about": resource.name,
        "page": page,
        "pages": [{"name": name, "title": title} for name, title in titles.items()],
        "crumbs": crumbs_of(facility, resource.name, of_desk=True),
        **beside,
    }
    return render(request, f"facilities/{page}.html", context, status=status)
