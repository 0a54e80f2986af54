"""What is free: first the dates, then the places. And the times of one facility, day by day and week by week."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from schakel.accounts.public import Person
from schakel.facilities import queries
from schakel.facilities.knowing import current_rules, known_of, prices_of
from schakel.facilities.models import Facility, Resource
from schakel.facilities.pricing import Category, Per
from schakel.facilities.queries import Needs, Offer, Part
from schakel.facilities.times import DAY, Why
from schakel.facilities.web.asking import (
    crumbs_of,
    facility_asked_for,
    now,
    own_organisations,
    person_of,
    screen_language,
    title_of,
    today,
)
from schakel.facilities.web.bookings import full_address
from schakel.facilities.web.forms import AddForm, FreeForm
from schakel.facilities.web.showing import WEEK, number_in_basket, timeline_of
from schakel.facilities.wording import (
    category_name,
    hours_text,
    is_on_one_day,
    length_text,
    per_name,
    period_text,
    price_text,
    why_text,
)
from schakel.kernel.periods import Period, period_on
from schakel.kernel.points import Reach
from schakel.kernel.sheets import Cell, csv_file
from schakel.library import public as library
from schakel.organisations import public as organisations
from schakel.organisations.public import Organisation, OrganisationType
from schakel.vocabulary import public as vocabulary

MOST_SHOWN = 60


@require_GET
def facilities_free(request: HttpRequest) -> HttpResponse:
    """Dates and needs first; then what is free then, with what it costs who asks, and why the rest is not."""
    person = person_of(request)
    form = _form(request, person)
    own = own_organisations(person)
    is_asked = form.is_bound and form.is_valid()
    offers = _offers(form, person, own) if is_asked else []
    items = [one.resource.facility.item for one in offers[:MOST_SHOWN]]
    shown = library.with_pictures(
        [_offer(one, form) for one in offers[:MOST_SHOWN]], items, screen_language()
    )
    organisation = _for_whom(form, own)
    context = {
        "form": form,
        "is_asked": is_asked,
        "free": [one for one in shown if one["number_free"]],
        "others": [one for one in shown if not one["number_free"]],
        "number_free": sum(bool(one.free) for one in offers),
        "number_left_out": len(offers) - len(shown),
        "number_in_basket": number_in_basket(person),
        "price_for": organisation.name if organisation else "",
        "near": _reach(form, person) if is_asked else None,
        "file_url": f"{reverse('facilities_free_file')}?{request.GET.urlencode()}" if is_asked else "",
        "all": []
        if form.is_bound
        else [
            {"title": title_of(one), "url": one.get_absolute_url(), "owner": one.item.owner.name}
            for one in queries.facilities_visible_to(person).filter(is_open=True).order_by("item__slug")
        ],
    }
    return render(request, "facilities/free.html", context, status=400 if form.errors else 200)


@require_GET
def facilities_free_file(request: HttpRequest) -> HttpResponse:
    """The same for a spreadsheet: a row for each place and day. Amounts in euros with a comma, without VAT."""
    person = person_of(request)
    form = _form(request, person)
    own = own_organisations(person)
    offers = _offers(form, person, own) if form.is_bound and form.is_valid() else []
    rows: list[list[Cell]] = [
        [
            gettext("Test facility"),
            gettext("What"),
            gettext("Organisation"),
            gettext("Where"),
            gettext("Kilometres"),
            gettext("From"),
            gettext("Until"),
            gettext("State"),
            gettext("Price without VAT"),
            gettext("Address"),
        ]
    ]
    rows += [row for offer in offers for row in _rows_of(offer, form)]
    response = HttpResponse(csv_file(rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="free.csv"'
    return response


def _form(request: HttpRequest, person: Person | None) -> FreeForm:
    labels = vocabulary.labels_for(vocabulary.CHALLENGES, screen_language())
    provinces = organisations.search_organisations(person=person, type=OrganisationType.PROVINCE)
    return FreeForm(
        request.GET if "first" in request.GET else None,
        themes=sorted(labels.items(), key=lambda pair: pair[1].casefold()),
        provinces=[(one.code or "", one.name) for one in provinces],
        places=organisations.starting_points(person),
        organisations=own_organisations(person),
        initial={"first": today() + DAY, "begin": time(9), "end": time(17)},
    )


def _reach(form: FreeForm, person: Person | None) -> Reach | None:
    cleaned = form.cleaned_data
    return organisations.reach_from(cleaned["near"], cleaned["within"], person=person)


def _offers(form: FreeForm, person: Person | None, own: list[Organisation]) -> list[Offer]:
    """What fits a valid form, at the price for the organisation of one's own that was chosen."""
    cleaned = form.cleaned_data
    needs = Needs(
        is_on_end=form.is_on_end,
        first=cleaned["first"],
        last=cleaned["last"] or cleaned["first"],
        begin=cleaned["begin"],
        end=cleaned["end"],
        number=cleaned["number"] or 1,
        people=cleaned["people"],
        words=cleaned["words"],
        theme=cleaned["theme"],
        province=cleaned["province"],
        reach=_reach(form, person),
    )
    return queries.offers_for(person, needs, now=now(), organisation=_for_whom(form, own))


def _for_whom(form: FreeForm, own: list[Organisation]) -> Organisation | None:
    """The one of one's own organisations that was chosen; the first where none was."""
    wanted = form.cleaned_data.get("organisation", "") if form.is_bound and form.is_valid() else ""
    return next((one for one in own if one.slug == wanted), own[0] if own else None)


def _rows_of(offer: Offer, form: FreeForm) -> Iterator[list[Cell]]:
    shown = _offer(offer, form)
    quotes = iter(offer.quotes)
    for (period, why), part in zip(offer.days, offer.parts, strict=True):
        quote = next(quotes) if why is None else None
        yield [
            str(shown["facility"]),
            offer.resource.name,
            str(shown["owner"]),
            str(shown["where"]),
            "" if offer.far is None else round(offer.far),
            timezone.localtime(period.starts_at).strftime("%Y-%m-%d %H:%M"),
            timezone.localtime(period.ends_at).strftime("%Y-%m-%d %H:%M"),
            _why(part, why) or gettext("free"),
            "" if quote is None else f"{quote.cents / 100:.2f}".replace(".", ","),
            full_address(str(shown["url"])),
        ]


def _offer(offer: Offer, form: FreeForm) -> dict[str, object]:
    item = offer.resource.facility.item
    value = library.value_of(item, today=today())
    cleaned = form.cleaned_data
    filled_in = {
        "resource": offer.resource.code,
        "day": cleaned["first"].isoformat(),
        "last": (cleaned["last"] or cleaned["first"]).isoformat(),
        "begin": cleaned["begin"].strftime("%H:%M"),
        "end": cleaned["end"].strftime("%H:%M"),
        "span": cleaned["span"],
        "number": cleaned["number"] or 1,
        "organisation": cleaned.get("organisation", ""),
    }
    chosen = urlencode({name: value for name, value in filled_in.items() if value})
    quotes = [one for one in offer.quotes if one is not None]
    return {
        "resource": offer.resource,
        "facility": value.title(screen_language()),
        "owner": item.owner.name,
        "where": value.where,
        "url": f"{reverse('facility_times', args=[item.slug])}?{chosen}#choose",
        "far": None if offer.far is None else round(offer.far),
        "number_free": len(offer.free),
        "is_all_free": len(offer.free) == len(offer.days),
        "number_days": len(offer.days),
        "days": [
            {
                "day": date_format(timezone.localtime(period.starts_at), "l j F"),
                "hours": hours_text(period) if is_on_one_day(period) else period_text(period),
                "why": _why(part, why),
                "parts": [_link_to(one, offer.resource) for one in part.free],
                "is_free": why is None,
            }
            for (period, why), part in zip(offer.days, offer.parts, strict=True)
        ],
        "may_wait": Why.TAKEN in {why for _, why in offer.days},
        "price": price_text(offer.cents, quotes[0].vat_points) if quotes else price_text(None, None),
    }


def _why(part: Part, why: Why | None) -> str:
    """Why a time is not free; of one that is open for a part, when."""
    if why is Why.CLOSED and part.opened:
        return gettext("open %(hours)s") % {"hours": ", ".join(hours_text(one) for one in part.opened)}
    return why_text(why) if why else ""


def _link_to(free: Period, resource: Resource) -> dict[str, str]:
    """What is free of a time, with where it is chosen."""
    begin, end = timezone.localtime(free.starts_at), timezone.localtime(free.ends_at)
    chosen = urlencode(
        {
            "resource": resource.code,
            "day": begin.date().isoformat(),
            "begin": begin.strftime("%H:%M"),
            "end": end.strftime("%H:%M"),
        }
    )
    where = reverse("facility_times", args=[resource.facility.item.slug])
    return {"hours": hours_text(free), "url": f"{where}?{chosen}#choose"}


@require_GET
def facility_times(request: HttpRequest, slug: str) -> HttpResponse:
    """When a facility is free: one day of everything there, or a week of one thing; and a form to choose from."""
    person = person_of(request)
    facility = facility_asked_for(person, slug)
    resources = queries.resources_of([facility])
    day = _day(request.GET.get("day", ""))
    chosen = next((one for one in resources if one.code == request.GET.get("resource")), None)
    shows_week = request.GET.get("view") == "week" and bool(resources)
    shown = [chosen or resources[0]] if shows_week else resources
    days = [_monday(day) + DAY * number for number in range(WEEK)] if shows_week else [day]
    context = {
        "facility": facility,
        "title": title_of(facility),
        "item_url": facility.item.get_absolute_url(),
        "picture": library.first_pictures([facility.item], screen_language()).get(facility.item_id),
        "rules": current_rules(facility.pk),
        "resources": [_resource(one, facility) for one in resources],
        "day": day,
        "shows_week": shows_week,
        "shown": shown[0] if shows_week else None,
        "columns": [date_format(one, "D j M") for one in days] if shows_week else [one.name for one in shown],
        "caption": _caption(shown, days, shows_week=shows_week),
        "rows": _rows(shown, days),
        "steps": _steps(day, chosen or (resources[0] if resources else None), shows_week=shows_week),
        "form": add_form(request, resources, day, own_organisations(person)),
        "number_in_basket": number_in_basket(person),
        "may_book": queries.allows(person, "booking.make"),
        "desk_url": reverse("facility_desk", args=[slug])
        if queries.allows(person, "facility.operate", facility)
        else "",
        "crumbs": crumbs_of(facility),
    }
    return render(request, "facilities/times.html", context)


def add_form(request: HttpRequest, resources: list[Resource], day: date, own: list[Organisation]) -> AddForm:
    """What was chosen in the table or in the search stands in it already."""
    wanted = request.GET
    initial = {
        "resource": wanted.get("resource", ""),
        "first": day,
        "last": wanted.get("last", ""),
        "begin": wanted.get("begin") or "09:00",
        "end": wanted.get("end") or "17:00",
        "span": wanted.get("span", ""),
        "number": wanted.get("number") or "1",
        "organisation": wanted.get("organisation", ""),
    }
    return AddForm(resources=resources, organisations=own, initial=initial)


def _rows(resources: list[Resource], days: list[date]) -> list[dict[str, object]]:
    if not resources:
        return []
    zone = timezone.get_default_timezone()
    first = period_on(days[0], time(0), time(0), zone=zone)
    last = period_on(days[-1], time(0), time(0), zone=zone)
    within = Period(first.starts_at, last.ends_at)
    return timeline_of(resources, known_of(resources, within), days, now=now())


def _caption(resources: list[Resource], days: list[date], *, shows_week: bool) -> str:
    if shows_week:
        said = {
            "resource": resources[0].name,
            "first": date_format(days[0], "j F"),
            "last": date_format(days[-1], "j F Y"),
        }
        return gettext("%(resource)s, %(first)s to %(last)s") % said
    return date_format(days[0], "l j F Y")


def _steps(day: date, resource: Resource | None, *, shows_week: bool) -> dict[str, str]:
    """Links to the day or week before and after, and to the other view."""
    step = WEEK * DAY if shows_week else DAY
    code = resource.code if resource else ""

    def link(to: date, *, week: bool) -> str:
        chosen = {"day": to.isoformat()}
        if week:
            chosen |= {"view": "week", "resource": code}
        return f"?{urlencode(chosen)}"

    return {
        "before": link(day - step, week=shows_week),
        "after": link(day + step, week=shows_week),
        "other": link(day, week=not shows_week),
    }


def _resource(resource: Resource, facility: Facility) -> dict[str, object]:
    """What it is, how it is booked, and its price list as it is today."""
    prices = [one for one in prices_of([resource])[resource.pk] if one.counts_on(today())]
    order = {one: place for place, one in enumerate(Category)}
    return {
        "about": resource,
        "week_url": f"?view=week&resource={resource.code}",
        "cancel_hours": facility.cancel_hours,
        "shortest": length_text(resource.shortest_minutes),
        "longest": length_text(resource.longest_minutes),
        "prices": [
            {
                "category": category_name(one.category),
                "per": per_name(Per(one.per)),
                "price": price_text(one.cents, one.vat_points),
            }
            for one in sorted(prices, key=lambda one: (order[one.category], one.cents))
        ],
    }


def _day(text: str) -> date:
    """The day in the address, within what can be looked at; today for any other."""
    try:
        asked = date.fromisoformat(text)
    except ValueError:
        return today()
    return asked if abs(asked - today()) <= timedelta(days=800) else today()


def _monday(day: date) -> date:
    return day - DAY * day.weekday()
