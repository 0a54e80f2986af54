"""The desk of the advisers: what was not answered in time, what nobody can answer; and the clock of the hub."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from schakel.accounts.public import Person, for_who_may
from schakel.introductions import actions, queries
from schakel.introductions.desks import periods
from schakel.introductions.messages import refusal_text
from schakel.introductions.rules import BROKER, BrokerHeap
from schakel.introductions.web.asking import language, now
from schakel.introductions.web.forms import ClockForm
from schakel.introductions.web.mine import LINES, file_of
from schakel.introductions.web.showing import rows_of
from schakel.introductions.wording import broker_heap_name
from schakel.kernel.refusal import Refusal


@require_GET
@for_who_may(BROKER)
def waiting(request: HttpRequest, person: Person) -> HttpResponse:
    """One heap as a table; the first that has anything, where none is asked for."""
    heaps = queries.broker_heaps(person, now=now())
    shown = _heap(request, next((heap for heap, found in heaps.items() if found), BrokerHeap.ESCALATED))
    page = Paginator(heaps[shown], LINES).get_page(request.GET.get("page"))
    context = {
        "staff_page": "introductions",
        "shown_name": broker_heap_name(shown),
        "tabs": [
            {
                "label": broker_heap_name(heap),
                "url": f"?heap={heap.value}",
                "current": heap is shown,
                "count": len(found),
            }
            for heap, found in heaps.items()
        ],
        "page": page,
        "rows": rows_of(page.object_list, person, [], language=language(), now=now()),
        "csv_url": f"{reverse('staff_introductions_file')}?heap={shown.value}",
    }
    return render(request, "introductions/staff/waiting.html", context)


@require_GET
@for_who_may(BROKER)
def waiting_file(request: HttpRequest, person: Person) -> HttpResponse:
    """One heap, all of it, as a file for a spreadsheet."""
    shown = _heap(request, BrokerHeap.ESCALATED)
    found = queries.broker_heaps(person, now=now())[shown]
    return file_of(rows_of(found, person, [], language=language(), now=now()), f"introductions-{shown.value}")


@require_http_methods(["GET", "POST"])
@for_who_may("introduction.set-clock")
def clock(request: HttpRequest, person: Person) -> HttpResponse:
    """How long the hub promises an answer takes; what was promised before stays as it was."""
    now_set = periods()
    form = ClockForm(
        request.POST if request.method == "POST" else None,
        initial={
            "nudge": now_set.nudge,
            "last_chance": now_set.last_chance,
            "lapse": now_set.lapse,
            "outcome": now_set.outcome,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_clock(periods=form.periods(), set_by=person, now=now())
        except Refusal as refusal:
            form.add_error("last_chance", refusal_text(refusal))
        else:
            messages.success(request, gettext("This is stored. It counts for requests from now on."))
            return redirect("staff_introductions")
    context = {
        "form": form,
        "staff_page": "introductions",
        "crumbs": [
            {"label": gettext("Introductions"), "url": reverse("staff_introductions")},
            {"label": gettext("What we promise"), "url": ""},
        ],
    }
    return render(request, "introductions/staff/clock.html", context, status=400 if form.errors else 200)


def _heap(request: HttpRequest, otherwise: BrokerHeap) -> BrokerHeap:
    asked = request.GET.get("heap", otherwise.value)
    if asked not in set(BrokerHeap):
        raise Http404
    return BrokerHeap(asked)
