"""The desk of a facility: what is asked, what is booked, how it is used."""

from datetime import time

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_POST

from schakel.accounts.public import Person, for_who_may
from schakel.calendars.public import calendar_answer, calendar_file
from schakel.facilities import actions, operating, queries
from schakel.facilities.calendars import appointment_of
from schakel.facilities.models import BookingQuerySet, Facility, Wait
from schakel.facilities.rules import BLOCKING, FINISHED, State, Step, WaitState
from schakel.facilities.web.asking import crumbs_of, now, operated, screen_language, title_of, today
from schakel.facilities.web.bookings import euros_of, sheet_of
from schakel.facilities.web.forms import DeskForm
from schakel.facilities.web.showing import booking_lines, standing_lines
from schakel.facilities.wording import moment_text, period_text
from schakel.kernel.periods import period_on
from schakel.kernel.sheets import Cell, csv_file
from schakel.library import public as library

SHOWN = 100
LINES = 50


@require_GET
@for_who_may("booking.read")  # signed in; which they run is asked below
def my_facilities(request: HttpRequest, person: Person) -> HttpResponse:
    """The facilities that somebody runs, with what waits there; and those that they can let be booked."""
    found = queries.operated_facilities(person)
    numbers = queries.number_to_answer(found, now=now())
    context = {
        "facilities": [
            {
                "about": one,
                "title": title_of(one),
                "url": reverse("facility_desk", args=[one.item.slug]),
                "waiting": numbers.get(one.pk, 0),
            }
            for one in found
        ],
        "items": [
            {
                "title": library.value_of(one, today=today()).title(screen_language()),
                "url": reverse("facility_make", args=[one.slug]),
            }
            for one in queries.items_to_open(person)
        ],
    }
    return render(request, "facilities/operated.html", context)


@require_POST
@for_who_may("booking.read")  # as above
def facility_make(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Let an item be booked here."""
    item = library.item_for(person, slug)
    if item is None or not queries.may_operate_item(person, item):
        raise Http404
    facility = operating.make_facility(item=item, made_by=person, now=now())
    messages.success(request, gettext("Now add what can be booked there."))
    return redirect("resource_new", facility.item.slug)


@require_GET
@for_who_may("booking.read")  # as above
def facility_desk(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """What waits for an answer on top; then what is booked, of a day or a thing; then what is over and not settled."""
    facility = operated(person, slug)
    every = queries.bookings_at(facility)
    asked = list(
        every.asked_after(now())
        .filter(
            Q(state__in=[State.REQUESTED.value, State.PROPOSED.value]) | Q(wished_starts_at__isnull=False)
        )
        .order_by("created_at", "pk")
    )
    lost = queries.is_no_longer_free(asked)
    form = DeskForm(request.GET or None, resources=facility.resources.order_by("name", "pk"))
    coming = _chosen(form, every).filter(
        wished_starts_at=None, state__in=[one.value for one in sorted(BLOCKING)], ends_at__gt=now()
    )
    page = Paginator(coming.order_by("starts_at", "pk"), LINES).get_page(request.GET.get("page"))
    over = every.filter(state=State.CONFIRMED.value, starts_at__lte=now()).order_by("-starts_at", "-pk")
    shown_over = list(over[:LINES])
    language = screen_language()
    resources = list(facility.resources.order_by("withdrawn_at", "name", "pk"))
    context = {
        "facility": facility,
        "title": title_of(facility),
        "asked": [
            line
            | {
                "is_lost": one.pk in lost,
                # Of a wish it says when the booking was made, not when another time was asked for.
                "since": "" if one.wished else moment_text(one.created_at),
                "wished": period_text(one.wished) if one.wished else "",
            }
            for one, line in zip(
                asked, booking_lines(asked, every, language=language, is_own=False), strict=True
            )
        ],
        "form": form,
        "is_chosen": bool(request.GET.get("day") or request.GET.get("resource")),
        "page": page,
        "coming": booking_lines(list(page.object_list), every, language=language, is_own=False),
        "over": booking_lines(shown_over, every, language=language, is_own=False),
        "number_over": over.count(),
        "ended": ",".join(one.code for one in shown_over if one.ends_at <= now()),
        "number_ended": sum(one.ends_at <= now() for one in shown_over),
        "closed": standing_lines(queries.booked_while_closed(resources, now=now())),
        "waits": _waits(facility),
        "clashes": _clashes(facility),
        "resources": [
            {
                "about": one,
                "url": reverse("resource_edit", args=[slug, one.code]),
                "read_at": moment_text(one.calendar_read_at) if one.calendar_read_at else "",
            }
            for one in resources
        ],
        "crumbs": crumbs_of(facility, of_desk=True),
    }
    return render(request, "facilities/desk.html", context)


def _chosen(form: DeskForm, bookings: BookingQuerySet) -> BookingQuerySet:
    """Those of the day and the thing that were chosen; all of them where nothing, or nothing that is, was."""
    if not form.is_valid():
        return bookings
    if form.cleaned_data["resource"]:
        bookings = bookings.filter(resource__code=form.cleaned_data["resource"])
    day = form.cleaned_data["day"]
    if day is None:
        return bookings
    whole = period_on(day, time(0), time(0), zone=timezone.get_default_timezone())
    return bookings.filter(starts_at__lt=whole.ends_at, ends_at__gt=whole.starts_at)


@require_POST
@for_who_may("booking.read")  # as above
def facility_settle(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """What came of what is over, said on the desk itself: of one booking, or of all that stood there."""
    facility = operated(person, slug)
    asked = request.POST.get("step", "")
    if asked not in (Step.FINISH, Step.MISS):
        raise Http404
    codes = request.POST.get("bookings", "").split(",")[:LINES]
    found = list(queries.bookings_at(facility).filter(code__in=codes).order_by("pk"))
    done = actions.settle_bookings(bookings=found, step=Step(asked), by=person, now=now())
    text = ngettext("This is stored for %(number)s booking.", "This is stored for %(number)s bookings.", done)
    messages.success(request, text % {"number": done})
    return redirect("facility_desk", slug)


def _waits(facility: Facility) -> list[dict[str, object]]:
    """Who waits for which time, the first first."""
    found = Wait.objects.filter(
        resource__facility=facility, state=WaitState.WAITING.value, starts_at__gt=now()
    ).select_related("resource", "organisation")
    return [
        {
            "organisation": one.organisation.name,
            "resource": one.resource.name,
            "when": period_text(one.period),
            "since": moment_text(one.asked_at),
        }
        for one in found.order_by("asked_at", "pk")[:SHOWN]
    ]


def _clashes(facility: Facility) -> list[dict[str, str]]:
    """Bookings at a time at which the calendar elsewhere is busy too."""
    found = []
    for resource in facility.resources.exclude(calendar_url="").order_by("pk"):
        busy = [one.period for one in resource.busy_times.filter(ends_at__gt=now()).order_by("starts_at")]
        booked = resource.bookings.filter(blocks=True, ends_at__gt=now()).order_by("starts_at", "pk")
        found += [
            {"resource": resource.name, "when": period_text(one.period), "url": one.get_absolute_url()}
            for one in booked
            if any(period.overlaps(one.period) for period in busy)
        ]
    return found


@require_GET
@for_who_may("booking.read")  # as above
def facility_desk_file(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """All bookings of a facility as a file for a spreadsheet."""
    del request
    facility = operated(person, slug)
    found = queries.bookings_at(facility).order_by("-starts_at", "-pk")
    return sheet_of(list(found), f"{slug}-{today().isoformat()}.csv", is_own=False)


@require_GET
@for_who_may("booking.read")  # as above
def facility_calendar(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """What is to come at a facility, for the calendar of who runs it."""
    del request
    facility = operated(person, slug)
    ended = [one.value for one in sorted(FINISHED)]
    found = queries.bookings_at(facility).asked_after(now()).exclude(state__in=ended)
    appointments = [appointment_of(one) for one in found.order_by("starts_at", "pk")[:500]]
    return calendar_answer(
        calendar_file(appointments, name=title_of(facility)), f"{slug}.ics", is_private=True
    )


@require_GET
@for_who_may("booking.read")  # as above
def facility_use(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """How it is used, month by month."""
    facility = operated(person, slug)
    context = {
        "facility": facility,
        "title": title_of(facility),
        "table": {
            "id": "use",
            "caption": gettext("Use by month"),
            "columns": [
                {"label": gettext("Month")},
                {"label": gettext("What")},
                {"label": gettext("Bookings"), "numeric": True},
                {"label": gettext("Hours"), "numeric": True},
                {"label": gettext("Nobody came"), "numeric": True},
                {"label": gettext("Cancelled too late to be free"), "numeric": True},
                {"label": gettext("Price without VAT"), "numeric": True},
            ],
            "rows": [
                {
                    "cells": [
                        {"text": one.month},
                        {"text": one.resource},
                        {"text": str(one.bookings), "numeric": True},
                        {"text": f"{one.minutes / 60:g}".replace(".", ","), "numeric": True},
                        {"text": str(one.missed), "numeric": True},
                        {"text": str(one.cancelled_late), "numeric": True},
                        {"text": library.written_money(one.cents), "numeric": True},
                    ]
                }
                for one in queries.use_of(facility, now=now())
            ],
        },
        "crumbs": crumbs_of(facility, gettext("Use"), of_desk=True),
    }
    return render(request, "facilities/use.html", context)


@require_GET
@for_who_may("booking.read")  # as above
def facility_use_file(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """The same as a file for a spreadsheet."""
    del request
    facility = operated(person, slug)
    rows: list[list[Cell]] = [
        [
            gettext("Month"),
            gettext("What"),
            gettext("Bookings"),
            gettext("Minutes"),
            gettext("Nobody came"),
            gettext("Cancelled too late to be free"),
            gettext("Price without VAT"),
        ]
    ]
    rows += [
        [
            one.month,
            one.resource,
            one.bookings,
            one.minutes,
            one.missed,
            one.cancelled_late,
            euros_of(one.cents),
        ]
        for one in queries.use_of(facility, now=now())
    ]
    response = HttpResponse(csv_file(rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="use-{slug}.csv"'
    return response
