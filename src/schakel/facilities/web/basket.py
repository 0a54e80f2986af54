"""The basket: several times at once, all of them or none."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from schakel.accounts.public import Person, for_who_may
from schakel.facilities import actions, queries
from schakel.facilities.actions import Order
from schakel.facilities.knowing import (
    Shown,
    current_rules,
    known_of,
    prices_of,
    questions_of,
    quote_for,
    shown_of,
)
from schakel.facilities.messages import refusal_text
from schakel.facilities.models import BasketLine, Booking, Facility, HouseRules, Resource
from schakel.facilities.pricing import Quote, vat_of
from schakel.facilities.rules import MOST_REPEATS, State
from schakel.facilities.times import DAY, Taken, Why, at_hours, free_unit, weekly, why_not
from schakel.facilities.web.asking import (
    crumbs_of,
    facility_asked_for,
    keys_in,
    now,
    own_organisations,
    title_of,
)
from schakel.facilities.web.forms import AddForm, OrderForm, period_in
from schakel.facilities.web.showing import price_of
from schakel.facilities.wording import period_text, why_text
from schakel.kernel.periods import Period
from schakel.kernel.refusal import Refusal
from schakel.library import public as library
from schakel.organisations.public import Organisation

CONFLICT = 409


@require_POST
@for_who_may("booking.read")  # signed in; whether they may book is asked below
def basket_add(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Put times of one resource in the basket; what cannot be booked is said there, and nothing is kept from others."""
    facility = facility_asked_for(person, slug)
    resources = queries.resources_of([facility])
    form = AddForm(request.POST, resources=resources, organisations=own_organisations(person))
    if not form.is_valid():
        return choose_again(request, facility, form)
    resource = next(one for one in resources if one.code == form.cleaned_data["resource"])
    periods = periods_in(form)
    try:
        actions.fill_basket(
            person=person, resource=resource, periods=periods, number=form.cleaned_data.get("number") or 1
        )
    except Refusal as refusal:
        form.add_error(None, refusal_text(refusal))
        return choose_again(request, facility, form)
    number = len(periods)
    messages.success(
        request,
        ngettext("It lies in your basket.", "%(number)s times lie in your basket.", number)
        % {"number": number},
    )
    return redirect("basket")


def choose_again(request: HttpRequest, facility: Facility, form: AddForm) -> HttpResponse:
    """The form once more, with what was wrong in it."""
    context = {"form": form, "facility": facility, "title": title_of(facility), "crumbs": crumbs_of(facility)}
    return render(request, "facilities/choose.html", context, status=400)


def periods_in(form: AddForm) -> list[Period]:
    """The times of a valid form: each day from the first to the last, or once over all of them; also each week."""
    cleaned = form.cleaned_data
    zone = timezone.get_default_timezone()
    first, last = cleaned["first"], cleaned["last"] or cleaned["first"]
    if form.is_on_end:
        whole = period_in(cleaned)
        once = [whole] if whole else []
    else:
        days = [first + DAY * number for number in range((last - first).days + 1)]
        once = at_hours(days, cleaned["begin"], cleaned["end"], zone=zone)
    if not cleaned["until"]:
        return once
    every = (weekly(one, cleaned["until"], zone=zone, most=MOST_REPEATS) for one in once)
    return sorted({each for some in every for each in some})  # a week of days, weekly, meets itself


@require_POST
@for_who_may("booking.read")  # signed in; one's own basket
def basket_remove(request: HttpRequest, person: Person) -> HttpResponse:
    """Take one time out, or everything."""
    asked = request.POST.get("line", "")
    _, lines = queries.basket_of(person)
    keys = [one.pk for one in lines] if asked == "all" else keys_in(asked)
    actions.empty_basket(person=person, lines=keys)
    return redirect("basket")


@require_http_methods(["GET", "POST"])
@for_who_may("booking.read")  # signed in; whether they may book is asked when they send it
def basket(request: HttpRequest, person: Person) -> HttpResponse:
    """Everything in it with whether it is free and what it costs; sent, it is booked as a whole."""
    version, lines = queries.basket_of(person)
    own = own_organisations(person)
    facilities = {one.resource.facility_id: one.resource.facility for one in lines}
    rules = {key: current_rules(key) for key in facilities}
    sent = request.method == "POST"
    form = OrderForm(
        request.POST if sent else None,
        organisations=own,
        questions=[asked for key in facilities for asked in questions_of(key)],
        rules=[
            (f"rules-{key}-{found.version}", title_of(facilities[key]))
            for key, found in rules.items()
            if found is not None
        ],
    )
    if sent and not own:
        form.add_error(None, gettext("You can only book for an organisation you belong to."))
    is_refused = is_other = False
    if sent and form.is_valid():
        try:
            done = actions.send_basket(
                person=person, order=_order(request, form, own, rules, version), now=now()
            )
        except Refusal as refusal:
            is_refused = refusal.code in ("basket-not-free", "changed-meanwhile", "booking-not-free")
            is_other = refusal.code == "basket-is-other"
            form.add_error(None, refusal_text(refusal))
            version, lines = queries.basket_of(person)
        else:
            return _sent(request, done.bookings)
    context = _context(form, lines, own, version, rules) | {
        "form_key": request.POST.get("form_key") or secrets.token_hex(16),
        "is_refused": is_refused,
        "is_other": is_other,
    }
    status = CONFLICT if is_refused or is_other else 400 if form.errors else 200
    return render(request, "facilities/basket.html", context, status=status)


def _order(
    request: HttpRequest,
    form: OrderForm,
    own: Sequence[Organisation],
    rules: Mapping[int, HouseRules | None],
    version: int,
) -> Order:
    cleaned = form.cleaned_data
    seen = request.POST.get("seen_version", "")
    return Order(
        organisation=next(one for one in own if one.slug == cleaned["organisation"]),
        seen_version=next(iter(keys_in(seen)), version),
        goal=cleaned["goal"],
        people=cleaned["people"],
        accepted={
            key: found.version
            for key, found in rules.items()
            if found is not None and cleaned.get(f"rules-{key}-{found.version}")
        },
        answers=form.answers(),
        sent_key=request.POST.get("form_key", "")[:64],
        seen=_seen_in(request.POST.get("seen", "")),
    )


def _seen_text(shown: Mapping[int, Shown]) -> str:
    """What each line costs and whether it is asked first, for a hidden field."""
    return ",".join(
        f"{key}:{_or_nothing(one.cents)}:{_or_nothing(one.vat_points)}:{int(one.asks)}"
        for key, one in shown.items()
    )


def _or_nothing(number: int | None) -> str:
    return "" if number is None else str(number)


def _seen_in(text: str) -> dict[int, Shown]:
    """The same as it came back; what cannot be read was not seen."""
    found = {}
    for part in text.split(","):
        names = part.split(":")
        if len(names) == len(("key", "cents", "vat", "asks")) and keys_in(names[0]):
            cents, vat = (next(iter(keys_in(one)), None) for one in names[1:3])
            found[int(names[0])] = Shown(cents, vat, names[3] == "1")
    return found


def _sent(request: HttpRequest, bookings: Sequence[Booking]) -> HttpResponse:
    confirmed = sum(1 for one in bookings if one.state == State.CONFIRMED)
    asked = len(bookings) - confirmed
    said = []
    if confirmed:
        said.append(
            ngettext("%(number)s time is booked.", "%(number)s times are booked.", confirmed)
            % {"number": confirmed}
        )
    if asked:
        said.append(
            ngettext(
                "%(number)s time is asked for: the operator answers.",
                "%(number)s times are asked for: the operator answers.",
                asked,
            )
            % {"number": asked}
        )
    messages.success(request, " ".join(said))
    return redirect("my_bookings")


def _context(
    form: OrderForm,
    lines: Sequence[BasketLine],
    own: Sequence[Organisation],
    version: int,
    rules: Mapping[int, HouseRules | None],
) -> dict[str, object]:
    chosen = form["organisation"].value() if "organisation" in form.fields else None
    organisation = next((one for one in own if one.slug == chosen), own[0] if own else None)
    shown, quotes = _lines(lines, organisation)
    terms = {one.pk: shown_of(one.resource, quote) for one, quote in zip(lines, quotes, strict=True)}
    known = [one for one in quotes if one is not None]
    cents = sum(one.cents for one in known)
    vat = sum(vat_of(one.cents, one.vat_points) for one in known)
    facilities = {one.resource.facility_id: one.resource.facility for one in lines}
    return {
        "form": form,
        "lines": shown,
        "is_all_free": all(one["why"] == "" for one in shown),
        "asks": any(one.asks for one in terms.values()),
        "is_all_asked": all(one.asks for one in terms.values()),
        "binds": _binds(list(terms.values())),
        "seen": _seen_text(terms),
        "total": library.written_money(cents),
        "total_with_vat": library.written_money(cents + vat),
        "has_unknown_prices": len(known) < len(quotes),
        "price_for": organisation.name if organisation else "",
        "own": own,
        "seen_version": version,
        "rules": [
            {"title": title_of(facilities[key]), "about": found}
            for key, found in rules.items()
            if found is not None
        ],
        "crumbs": [
            {"label": gettext("Test facilities: what is free?"), "url": reverse("facilities_free")},
            {"label": gettext("Your basket"), "url": ""},
        ],
    }


def _binds(terms: Sequence[Shown]) -> str:
    """Which part binds at once, and which is only asked, where it is some of both."""
    asked = sum(one.asks for one in terms)
    direct = len(terms) - asked
    if not asked or not direct:
        return ""
    booked = ngettext(
        "%(number)s time is booked at once, and binds you.",
        "%(number)s times are booked at once, and bind you.",
        direct,
    )
    rest = ngettext(
        "%(number)s time is only asked for: the operator can still say no, and the rest stays booked then.",
        "%(number)s times are only asked for: the operator can still say no, and the rest stays booked then.",
        asked,
    )
    return f"{booked % {'number': direct}} {rest % {'number': asked}}"


def _lines(
    lines: Sequence[BasketLine], organisation: Organisation | None
) -> tuple[list[dict[str, object]], list[Quote | None]]:
    if not lines:
        return [], []
    resources = list({one.resource_id: one.resource for one in lines}.values())
    span = Period(min(one.starts_at for one in lines), max(one.ends_at for one in lines))
    known, prices = known_of(resources, span), prices_of(resources)
    zone = timezone.get_default_timezone()
    shown: list[dict[str, object]] = []
    quotes: list[Quote | None] = []
    for line in lines:
        so_far = known[line.resource_id]
        why = why_not(so_far, line.period, now=now(), zone=zone)
        unit = free_unit(so_far, line.period)
        if why is None and unit is not None:  # the same twice in one basket needs two of it
            kept = Taken(unit, so_far.terms.held(line.period))
            known[line.resource_id] = replace(so_far, taken=[*so_far.taken, kept])
        quote = quote_for(prices[line.resource_id], line.period, organisation)
        quotes.append(quote)
        price = price_of(quote)
        shown.append(
            {
                "about": line,
                "facility": title_of(line.resource.facility),
                "when": period_text(line.period),
                "why": why_text(why) if why else "",
                "may_wait": why is Why.TAKEN,
                "other_url": _other_times(line.resource, line),
                "asks": shown_of(line.resource, quote).asks,
                "price": price["text"],
                "price_lines": price["lines"],
            }
        )
    return shown, quotes


def _other_times(resource: Resource, line: BasketLine) -> str:
    day = date_format(timezone.localtime(line.starts_at), "Y-m-d")
    where = reverse("facility_times", args=[resource.facility.item.slug])
    return f"{where}?view=week&day={day}&resource={resource.code}"
