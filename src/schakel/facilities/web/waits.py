"""Waiting for a time that is taken."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from schakel.accounts.public import Person, for_who_may
from schakel.facilities import actions, queries
from schakel.facilities.messages import refusal_text
from schakel.facilities.rules import Side
from schakel.facilities.web.asking import booking_asked_for, facility_asked_for, now, own_organisations
from schakel.kernel.refusal import Refusal


@require_POST
@for_who_may("booking.read")  # signed in; of one's own basket and organisations
def wait_add(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Wait for a time in the basket that is taken: it leaves the basket and stands in the waiting list."""
    facility = facility_asked_for(person, slug)
    _, lines = queries.basket_of(person)
    asked = request.POST.get("line", "")
    line = next(
        (one for one in lines if str(one.pk) == asked and one.resource.facility_id == facility.pk), None
    )
    own = own_organisations(person)
    wanted = request.POST.get("organisation", "")
    organisation = next((one for one in own if one.slug == wanted), own[0] if own else None)
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


@require_POST
@for_who_may("booking.read")  # signed in; of one's own organisations
def wait_instead(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """Wait for the time that a request of one's own lost to somebody else; the request is taken back."""
    found = booking_asked_for(person, code)
    if Side.BOOKER not in queries.sides_of(person, found):
        raise Http404
    try:
        actions.wait_instead(booking=found, by=person, now=now())
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
