"""The desk of the hub's staff: what waits, and all items as a good spreadsheet."""

from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_POST

from schakel.accounts.public import Person
from schakel.kernel.sheets import Cell, csv_file, xlsx_file
from schakel.library import access, actions, queries
from schakel.library.kinds import Kind
from schakel.library.labels import kind_name, kind_name_plural, state_name, step_name, visibility_name
from schakel.library.messages import refusal_text
from schakel.library.models import ItemQuerySet
from schakel.library.overview import SORTS, Line, Selection, count_by_state, lines_of, select
from schakel.library.rules import State, Step, Visibility
from schakel.library.web.items import ACT_OF_STEP, TONES
from schakel.library.web.people import for_people
from schakel.library.web.visiting import now, screen_language, today

LINES = 50
MOST_AT_ONCE = 200
IN_BULK = (Step.PUBLISH, Step.ARCHIVE)


@require_GET
@for_people
def waiting(request: HttpRequest, person: Person) -> HttpResponse:
    """What waits for the person at this desk, the oldest on top."""
    access.require(person, "staff.work")
    heaps = {
        "review": queries.waiting_for_review(person),
        "drafts": queries.drafts_of(person),
        "update": queries.in_need_of_an_update(person, today=today()),
    }
    counts = {name: heap.count() for name, heap in heaps.items()}
    names = {
        "review": gettext("Waiting for review"),
        "drafts": gettext("My drafts"),
        "update": gettext("May be out of date"),
    }
    first = next((name for name, count in counts.items() if count), "review")
    shown = request.GET.get("heap", first)
    if shown not in heaps:
        raise Http404
    page = Paginator(_in_words(heaps[shown]), LINES).get_page(request.GET.get("page"))
    context = {
        "staff_page": "waiting",
        "shown": shown,
        "shown_name": names[shown],
        "since": _since(shown),
        "tabs": [
            {"label": names[name], "url": f"?heap={name}", "current": name == shown, "count": counts[name]}
            for name in heaps
        ],
        "page": page,
        "rows": [_row(line) for line in lines_of(page.object_list)],
    }
    return render(request, "library/staff/waiting.html", context)


def _since(heap: str) -> str:
    return gettext("Last checked") if heap == "update" else gettext("Since")


def _in_words(items: ItemQuerySet) -> ItemQuerySet:
    """The items in their own order, with what a line needs."""
    kept = items.query.order_by
    ready = select(items, Selection(), language=screen_language(), today=today())
    return ready.order_by(*kept)


@require_GET
@for_people
def items(request: HttpRequest, person: Person) -> HttpResponse:
    """All items in one table."""
    access.require(person, "staff.work")
    selection = read_selection(request.GET)
    visible = queries.items_visible_to(person)
    day = today()
    counts = count_by_state(visible, selection, today=day)
    found = select(visible, selection, language=screen_language(), today=day)
    page = Paginator(found, LINES).get_page(request.GET.get("page"))
    context = {
        "staff_page": "items",
        "selection": selection,
        "tabs": _tabs(selection, counts),
        "kinds": [(kind.value, kind_name_plural(kind)) for kind in Kind],
        "columns": _columns(selection),
        "page": page,
        "rows": [_row(line) for line in lines_of(page.object_list)],
        "bulk": [{"value": step.value, "label": step_name(step)} for step in IN_BULK],
        "address": urlencode(pairs_of(selection)),
        "csv_url": f"{reverse('staff_items_file', args=['csv'])}?{urlencode(pairs_of(selection))}",
        "xlsx_url": f"{reverse('staff_items_file', args=['xlsx'])}?{urlencode(pairs_of(selection))}",
    }
    return render(request, "library/staff/items.html", context)


@require_GET
@for_people
def items_file(request: HttpRequest, person: Person, form: str) -> HttpResponse:
    """The selected items, all of them, as a file for a spreadsheet."""
    access.require(person, "staff.work")
    if form not in ("csv", "xlsx"):
        raise Http404
    day = today()
    found = select(
        queries.items_visible_to(person), read_selection(request.GET), language=screen_language(), today=day
    )
    rows = _file_rows(lines_of(found))
    if form == "csv":
        response = HttpResponse(csv_file(rows), content_type="text/csv; charset=utf-8")
    else:
        response = HttpResponse(
            xlsx_file(rows, name=gettext("Items")),
            content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )
    response.headers["Content-Disposition"] = f'attachment; filename="items-{day.isoformat()}.{form}"'
    return response


@require_POST
@for_people
def items_in_bulk(request: HttpRequest, person: Person) -> HttpResponse:
    """Take many items the same step; archiving is asked once more."""
    access.require(person, "staff.work")
    asked = request.POST.get("step", "")
    if asked not in IN_BULK:
        raise Http404
    step = Step(asked)
    access.require(person, ACT_OF_STEP[step])
    back = f"{reverse('staff_items')}?{QueryDict(request.POST.get('address', '')).urlencode()}"
    keys = [key for key in request.POST.getlist("item") if key.isascii() and key.isdigit()][:MOST_AT_ONCE]
    chosen = queries.items_visible_to(person).filter(pk__in=keys).order_by("pk")
    if not keys:
        messages.warning(request, gettext("Tick at least one item first."))
        return redirect(back)
    if step is Step.ARCHIVE and "confirmed" not in request.POST:
        return _ask_first(request, chosen, step)
    outcome = actions.move_items(items=chosen, step=step, moved_by=person, now=now())
    _tell(request, step, outcome)
    return redirect(back)


def _ask_first(request: HttpRequest, chosen: ItemQuerySet, step: Step) -> HttpResponse:
    context = {
        "staff_page": "items",
        "step": step.value,
        "button": step_name(step),
        "lines": list(lines_of(_in_words(chosen))),
        "address": request.POST.get("address", ""),
    }
    return render(request, "library/staff/ask_first_in_bulk.html", context)


def _tell(request: HttpRequest, step: Step, outcome: actions.Moved) -> None:
    number = len(outcome.moved)
    if number:
        sentence = {
            Step.PUBLISH: ngettext(
                "%(number)s item is published.", "%(number)s items are published.", number
            ),
            Step.ARCHIVE: ngettext("%(number)s item is archived.", "%(number)s items are archived.", number),
        }[step]
        messages.success(request, sentence % {"number": number})
    for item, refusal in outcome.refused:
        value = queries.value_of(item, today=today())
        messages.warning(
            request,
            gettext("%(title)s: %(why)s")
            % {"title": value.title(screen_language()), "why": refusal_text(refusal)},
        )


def read_selection(query: QueryDict) -> Selection:
    """The selection in an address; what makes no sense is left out."""
    state, kind, sort = query.get("state", ""), query.get("kind", ""), query.get("sort", "")
    return Selection(
        state=State(state) if state in set(State) else None,
        kind=Kind(kind) if kind in set(Kind) else None,
        text=query.get("q", "").replace("\x00", "").strip()[:200],
        sort=sort if sort.removeprefix("-") in SORTS else Selection().sort,
    )


def pairs_of(selection: Selection, **changed: str) -> list[tuple[str, str]]:
    """The selection as it stands in an address, with some of it changed; empty fields are left out."""
    pairs = {
        "state": selection.state.value if selection.state else "",
        "kind": selection.kind.value if selection.kind else "",
        "q": selection.text,
        "sort": "" if selection.sort == Selection().sort else selection.sort,
    } | changed
    return [(name, value) for name, value in pairs.items() if value]


def _tabs(selection: Selection, counts: Mapping[State, int]) -> list[dict[str, object]]:
    states = [
        {
            "label": state_name(state),
            "url": f"?{urlencode(pairs_of(selection, state=state.value))}",
            "current": selection.state is state,
            "count": counts.get(state, 0),
        }
        for state in State
    ]
    everything = {
        "label": gettext("All"),
        "url": f"?{urlencode(pairs_of(selection, state=''))}",
        "current": selection.state is None,
        "count": sum(counts.values()),
    }
    return [everything, *states]


def _columns(selection: Selection) -> list[dict[str, object]]:
    names = {
        "title": gettext("Title"),
        "kind": gettext("Kind"),
        "owner": gettext("Belongs to"),
        "state": gettext("State"),
        "changed": gettext("Changed on"),
    }
    return [
        {
            "label": label,
            "sort_url": f"?{urlencode(pairs_of(selection, sort=_other_way(selection.sort, name)))}",
            "sorted": _sorted(selection.sort, name),
        }
        for name, label in names.items()
    ]


def _other_way(sort: str, name: str) -> str:
    return f"-{name}" if sort == name else name


def _sorted(sort: str, name: str) -> str:
    return {name: "ascending", f"-{name}": "descending"}.get(sort, "")


def _row(line: Line) -> dict[str, object]:
    return {
        "line": line,
        "title": line.title or line.slug,
        "kind": line.kind.value,
        "kind_name": kind_name(line.kind),
        "state": state_name(line.state),
        "tone": TONES[line.state],
        "visibility": ""
        if line.visibility == Visibility.PUBLIC
        else visibility_name(Visibility(line.visibility)),
    }


def _file_rows(lines: Iterator[Line]) -> Iterator[list[Cell]]:
    yield [
        gettext("Title"),
        gettext("Kind"),
        gettext("Belongs to"),
        gettext("State"),
        gettext("Who may find it"),
        gettext("Changed on"),
        gettext("Last checked on"),
        gettext("Made-up example"),
        gettext("Version"),
        gettext("Address"),
    ]
    for line in lines:
        yield [
            line.title or line.slug,
            kind_name(line.kind),
            line.owner,
            state_name(line.state),
            visibility_name(Visibility(line.visibility)),
            line.changed_on.isoformat(),
            line.verified_on.isoformat() if line.verified_on else "",
            gettext("yes") if line.is_illustrative else gettext("no"),
            line.version,
            line.url,
        ]
