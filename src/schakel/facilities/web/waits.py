"""Waiting for a time that is taken."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from schakel.accounts.public import Person, for_who_may
from schakel.facilities import actions, queries
from schakel.facilities.messages import refusal_text
from schakel.facilities.models import Facility
from schakel.facilities.rules import Side
from schakel.facilities.web.asking import booking_asked_for, facility_asked_for, now, own_organisations
from schakel.facilities.web.basket import choose_again, periods_in
from schakel.facilities.web.forms import AddForm
from schakel.kernel.refusal import Refusal
from schakel.organisations.public import Organisation


@require_POST
@for_who_may("booking.read")  # signed in; of one's own basket and organisations
def wait_add(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Wait for a time that is taken: one in the basket, which leaves that, or one that was chosen on the page."""
    facility = facility_asked_for(person, slug)
    if "line" not in request.POST:
        return _wait_for_chosen(request, person, facility)
    _, lines = queries.basket_of(person)
    asked = request.POST.get("line", "")
    line = next(
        (one for one in lines if str(one.pk) == asked and one.resource.facility_id == facility.pk), None
    )
    organisation = _for_whom(request, person)
    if line is None or organisation is None:
        raise Http404
    try:
        actions.add_wait(
            resource=line.resource, period=line.period, organisation=organisation, person=person, now=now()
        )
    except Refusal as refusal:
        messages.error(request, refusal_text(refusal))
        return redirect("basket")
    actions.empty_basket(person=person, lines=[line.pk])
    messages.success(request, gettext("You stand in the waiting list. We write when it comes free."))
    return redirect("basket" if len(lines) > 1 else "my_bookings")


def _for_whom(request: HttpRequest, person: Person) -> Organisation | None:
    """The one of one's own organisations that was chosen; the first where none was."""
    own = own_organisations(person)
    wanted = request.POST.get("organisation", "")
    return next((one for one in own if one.slug == wanted), own[0] if own else None)


def _wait_for_chosen(request: HttpRequest, person: Person, facility: Facility) -> HttpResponse:
    """For each time of the form, all or none: on its page one sees what is taken."""
    resources = queries.resources_of([facility])
    own = own_organisations(person)
    form = AddForm(request.POST, resources=resources, organisations=own)
    organisation = _for_whom(request, person)
    if not form.is_valid() or organisation is None:
        return choose_again(request, facility, form)
    resource = next(one for one in resources if one.code == form.cleaned_data["resource"])
    try:
        with transaction.atomic():
            for period in periods_in(form):
                actions.add_wait(
                    resource=resource, period=period, organisation=organisation, person=person, now=now()
                )
    except Refusal as refusal:
        form.add_error(None, refusal_text(refusal))
        return choose_again(request, facility, form)
    messages.success(request, gettext("You stand in the waiting list. We write when it comes free."))
    return redirect("my_bookings")


@require_POST
@for_who_may("booking.read")  # signed in; of one's own organisations
def wait_instead(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """Wait for the time that a request of one's own lost to somebody else; the request is taken back."""
    found = booking_asked_for(person, code)
    if Side.BOOKER not in queries.sides_of(person, found):
        raise Http404
    try:
        actions.add_booking_wait(booking=found, by=person, now=now())
    except Refusal as refusal:
        messages.error(request, refusal_text(refusal))
        return redirect("booking", code=found.code)
    messages.success(request, gettext("You stand in the waiting list. We write when it comes free."))
    return redirect("my_bookings")


@require_POST
@for_who_may("booking.read")  # signed in; of one's own organisations
def wait_withdraw(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """Wait no longer."""
    wait = queries.wait_for(person, code, now=now())
    if wait is None:
        raise Http404
    actions.withdraw_wait(wait=wait, by=person, now=now())
    messages.success(request, gettext("You no longer wait for this."))
    return redirect("my_bookings")
