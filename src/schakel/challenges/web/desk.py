"""The desk of the advisers: what is new, what waits for them, what nobody has, what is late."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from schakel.accounts.public import Person, for_who_may
from schakel.challenges import actions, queries
from schakel.challenges.messages import refusal_text
from schakel.challenges.rules import Heap
from schakel.challenges.web.asking import asked_for, now
from schakel.challenges.web.showing import rows_of
from schakel.challenges.wording import heap_name
from schakel.kernel.refusal import Refusal
from schakel.kernel.sheets import Cell, csv_file

LINES = 50


@require_GET
@for_who_may("challenge.triage")
def waiting(request: HttpRequest, person: Person) -> HttpResponse:
    """One heap as a table; the first that has anything, where none is asked for."""
    heaps = queries.heaps_for(person, now=now())
    shown = _heap(request, next((heap for heap, found in heaps.items() if found), Heap.NEW))
    page = Paginator(heaps[shown], LINES).get_page(request.GET.get("page"))
    context = {
        "staff_page": "challenges",
        "shown": shown.value,
        "shown_name": heap_name(shown),
        "tabs": [
            {
                "label": heap_name(heap),
                "url": f"?heap={heap.value}",
                "current": heap is shown,
                "count": len(found),
            }
            for heap, found in heaps.items()
        ],
        "page": page,
        "rows": rows_of(list(page.object_list)),
        "csv_url": f"{reverse('staff_challenges_file')}?heap={shown.value}",
    }
    return render(request, "challenges/staff/waiting.html", context)


@require_GET
@for_who_may("challenge.triage")
def waiting_file(request: HttpRequest, person: Person) -> HttpResponse:
    """One heap, all of it, as a file for a spreadsheet."""
    shown = _heap(request, Heap.NEW)
    rows: list[list[Cell]] = [
        [
            gettext("Title"),
            gettext("Belongs to"),
            gettext("State"),
            gettext("Since"),
            gettext("Adviser"),
            gettext("Late"),
            gettext("Confidential"),
            gettext("Followers"),
            gettext("Address"),
        ]
    ]
    for row in rows_of(queries.heaps_for(person, now=now())[shown]):
        since = timezone.localtime(row["since"]).date().isoformat()  # type: ignore[arg-type]
        rows.append(
            [
                str(row["title"]),
                str(row["owner"]),
                str(row["state"]),
                since,
                str(row["adviser"]),
                str(row["late"]),
                gettext("yes") if row["is_confidential"] else gettext("no"),
                int(str(row["followers"])),
                str(row["url"]),
            ]
        )
    response = HttpResponse(csv_file(rows), content_type="text/csv; charset=utf-8")
    day = timezone.localdate().isoformat()
    response.headers["Content-Disposition"] = f'attachment; filename="challenges-{shown.value}-{day}.csv"'
    return response


@require_POST
@for_who_may("challenge.triage")
def assign(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Take a challenge, hand it over to a colleague, or put it back for anybody."""
    challenge = asked_for(person, slug, "challenge.triage")
    asked = request.POST.get("adviser", "")
    chosen = next((one for one in queries.advisers() if str(one.pk) == asked), None)
    if asked and chosen is None:
        raise Http404
    try:
        actions.assign_adviser(
            challenge=challenge,
            adviser=chosen,
            assigned_by=person,
            now=now(),
            reason=request.POST.get("reason", ""),
        )
    except Refusal as refusal:
        messages.error(
            request,
            gettext("Write why you hand it over.")
            if refusal.code == "note-missing"
            else refusal_text(refusal),
        )
    else:
        messages.success(request, gettext("This is stored."))
    return redirect("challenge", slug=slug)


@require_POST
@for_who_may("challenge.triage")
def write_note(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Write something for colleagues."""
    challenge = asked_for(person, slug, "challenge.triage")
    try:
        actions.write_note(
            challenge=challenge, text=request.POST.get("text", ""), written_by=person, now=now()
        )
    except Refusal as refusal:
        messages.error(request, refusal_text(refusal))
    else:
        messages.success(request, gettext("This is stored."))
    return redirect("challenge", slug=slug)


@require_GET
@for_who_may("challenge.triage")
def alike(request: HttpRequest, person: Person) -> HttpResponse:
    """Challenges of different bodies that may be one, side by side or put aside."""
    page = Paginator(queries.alike_for(person), LINES).get_page(request.GET.get("page"))
    every = [challenge for one in page.object_list for challenge in (one.one, one.other)]
    rows = {row["slug"]: row for row in rows_of([queries.Waiting(one, None) for one in every])}
    pairs = [
        {
            "number": one.pk,
            "dots": one.dots,
            "one": rows[one.one.item.slug],
            "other": rows[one.other.item.slug],
        }
        for one in page.object_list
    ]
    context = {
        "page": page,
        "pairs": pairs,
        "crumbs": [
            {"label": gettext("Challenges"), "url": reverse("staff_challenges")},
            {"label": gettext("Perhaps the same")},
        ],
    }
    return render(request, "challenges/staff/alike.html", context)


@require_GET
@for_who_may("challenge.triage")
def alike_file(_request: HttpRequest, person: Person) -> HttpResponse:
    """All of them as a file for a spreadsheet."""
    rows: list[list[Cell]] = [
        [gettext("Title"), gettext("Belongs to"), gettext("Title"), gettext("Belongs to"), gettext("Dots")]
    ]
    for one in queries.alike_for(person):
        first, second = rows_of([queries.Waiting(each, None) for each in (one.one, one.other)])
        rows.append([str(each[name]) for each in (first, second) for name in ("title", "owner")] + [one.dots])
    response = HttpResponse(csv_file(rows), content_type="text/csv; charset=utf-8")
    day = timezone.localdate().isoformat()
    response.headers["Content-Disposition"] = f'attachment; filename="challenges-alike-{day}.csv"'
    return response


@require_POST
@for_who_may("challenge.triage")
def dismiss(request: HttpRequest, person: Person, number: int) -> HttpResponse:
    """Say that two challenges are not one."""
    found = next((one for one in queries.alike_for(person) if one.pk == number), None)
    if found is None:
        raise Http404
    actions.dismiss_alike(alike=found, dismissed_by=person, now=now())
    messages.success(request, gettext("These two are not brought up again."))
    return redirect("staff_challenges_alike")


def _heap(request: HttpRequest, otherwise: Heap) -> Heap:
    asked = request.GET.get("heap", otherwise.value)
    if asked not in set(Heap):
        raise Http404
    return Heap(asked)
