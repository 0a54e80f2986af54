"""What comes: as a list, or a month at a time as a table; what one wants to see is the address."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from schakel.accounts.public import Person
from schakel.agenda.queries import days_for
from schakel.agenda.rules import (
    FORMATS,
    HYBRID,
    ON_SITE,
    ONLINE,
    PRICES,
    Day,
    Wanted,
    days_on,
    fits,
    month_after,
    weeks_of,
)
from schakel.agenda.showing import agenda_line
from schakel.agenda.sources import Look, kinds_of_days
from schakel.agenda.web.addresses import LIST, MONTH, AgendaAddress, read_address
from schakel.agenda.web.visiting import full_address, screen_language, today, visitor
from schakel.agenda.wording import clock_text, format_name, kind_of_day, price_name, weekday_text
from schakel.kernel.languages import LANGUAGES
from schakel.kernel.points import REACHES
from schakel.library import public as library
from schakel.library.public import Kind, language_name
from schakel.organisations import public as organisations
from schakel.organisations.public import Organisation, OrganisationType
from schakel.vocabulary import public as vocabulary

PER_PAGE = 60


@dataclass(frozen=True, slots=True)
class Month:
    """A month with what begins in it."""

    name: str
    events: tuple[dict[str, object], ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A day in the table of a month. ``is_beside``: of a neighbouring month."""

    on: date
    name: str
    lines: tuple[dict[str, object], ...]
    is_beside: bool
    is_today: bool


@require_safe
def agenda(request: HttpRequest) -> HttpResponse:
    """The days that fit the address, as a list or as one month."""
    person, language = visitor(request), screen_language()
    address = read_address(request.GET, kinds=kinds_of_days(), today=today(), person=person)
    seen = days_for(look_of(address, person, language), Wanted())
    days = [day for day in seen if fits(day, address.wanted)]
    context: dict[str, object] = {
        "address": address,
        "is_month": address.view == MONTH,
        "total": len(days),
        "tabs": _tabs(address, seen),
        "views": _views(address),
        "chips": _chips(address, language),
        "form": _form(address, seen, language) | _reach_fields(address, person),
        "is_filtered": address.is_filtered,
        "subscribe_url": full_address(address.file_url("agenda_calendar")).replace(
            "https://", "webcal://", 1
        ),
        "files": _files(address),
    }
    if address.view == MONTH:
        context |= _month_context(address, days)
        shown: Sequence[Day] = days
    else:
        page = Paginator(days, PER_PAGE).get_page(request.GET.get("page"))
        shown = list(page.object_list)
        context |= {"page": page, "months": _months(shown)}
    context["json_ld"] = _json_ld(shown)
    return render(request, "agenda/agenda.html", context)


def look_of(address: AgendaAddress, person: Person | None, language: str) -> Look:
    begin, end = address.period(today=today())
    return Look(person, begin=begin, end=end, today=today(), language=language)


# ---------------------------------------------------------------------- the list and the month


def _months(days: Iterable[Day]) -> list[Month]:
    by_month = groupby(days, key=lambda day: day.first_on.replace(day=1))
    return [
        Month(library.written_month(first), tuple(agenda_line(day) for day in group))
        for first, group in by_month
    ]


def _month_context(address: AgendaAddress, days: Sequence[Day]) -> dict[str, object]:
    first = address.month
    weeks = [[_cell(day, first, days) for day in week] for week in weeks_of(first)]
    before, after = month_after(first, number=-1), month_after(first)
    return {
        "month_name": library.written_month(first),
        "weekdays": [weekday_text(cell.on).split()[0] for cell in weeks[0]],
        "weeks": weeks,
        "before": {"name": library.written_month(before), "url": address.showing(MONTH, month=before).url},
        "after": {"name": library.written_month(after), "url": address.showing(MONTH, month=after).url},
    }


def _cell(on: date, first: date, days: Sequence[Day]) -> Cell:
    is_beside = on.month != first.month
    lines = () if is_beside else tuple(_line(day, on) for day in days_on(days, on))
    return Cell(on, weekday_text(on), lines, is_beside, on == today())


def _line(day: Day, on: date) -> dict[str, object]:
    """What stands in the cell; a day that is not the first of several says so."""
    begins = day.first_on == on
    time = clock_text(day.starts_at) if day.starts_at and begins else ""
    return agenda_line(day) | {"time": time, "goes_on": not begins}


# ---------------------------------------------------------------------- filters


def _tabs(address: AgendaAddress, seen: Sequence[Day]) -> list[dict[str, object]]:
    """Every kind with how many fit the other filters."""
    chosen = address.wanted.kinds
    others = replace(address.wanted, kinds=frozenset())
    there = [day for day in seen if fits(day, others)]
    tabs: list[dict[str, object]] = [
        {
            "label": gettext("Everything"),
            "url": address.only("kind", "").url,
            "current": not chosen,
            "count": len(there),
        }
    ]
    for kind, label in kinds_of_days().items():
        number = sum(day.kind == kind for day in there)
        if number or kind in chosen:
            url = address.only("kind", kind).url
            tabs.append({"label": label, "url": url, "current": kind in chosen, "count": number})
    return tabs


def _views(address: AgendaAddress) -> list[dict[str, object]]:
    return [
        {"label": gettext("List"), "url": address.showing(LIST).url, "current": address.view == LIST},
        {"label": gettext("Month"), "url": address.showing(MONTH).url, "current": address.view == MONTH},
    ]


def _form(address: AgendaAddress, seen: Sequence[Day], language: str) -> dict[str, object]:
    """What can be chosen: only what some day has that this person may see, and what is chosen already."""
    themes = {notation for day in seen for notation in day.themes} | set(address.chosen.get("theme", ()))
    places = {place for day in seen for place in day.places} | set(address.chosen.get("place", ()))
    organisers = {day.organiser: day.organiser_name for day in seen if day.organiser}
    labels = vocabulary.labels_for(themes, language=language)
    found = {
        "theme": {notation: capfirst(labels[notation]) for notation in themes if notation in labels},
        "place": _place_names(places),
        "organiser": organisers,
        "format": {code: format_name(code) for code in FORMATS},
        "language": {code: capfirst(language_name(code)) for code in LANGUAGES},
        "price": {code: price_name(code) for code in PRICES},
    }
    return {
        "selects": [
            _select(name, label, found[name], address)
            for name, label in (
                ("theme", gettext("Theme")),
                ("place", gettext("Place or province")),
                ("format", gettext("Come to it, or online")),
                ("language", gettext("Language")),
                ("price", gettext("Price")),
                ("organiser", gettext("Organiser")),
            )
        ],
        "words": address.words,
        "begin": address.begin.isoformat() if address.begin else "",
        "end": address.end.isoformat() if address.end else "",
        "keeps": _kept(address),
    }


def _reach_fields(address: AgendaAddress, person: Person | None) -> dict[str, object]:
    """From where, and how far: a day that nobody goes anywhere for is near everybody."""
    within = address.reach.within if address.reach else None
    return {
        "near": [
            {"value": slug, "label": name, "chosen": slug == address.near}
            for slug, name in organisations.starting_points(person)
        ],
        "within": [
            {
                "value": number,
                "label": gettext("at most %(number)s km") % {"number": number},
                "chosen": number == within,
            }
            for number in REACHES
        ],
    }


def _kept(address: AgendaAddress) -> list[dict[str, str]]:
    """What goes along unseen: the kind, and the way it is shown."""
    kept = [{"name": "kind", "value": value} for value in address.chosen.get("kind", ())]
    if address.view == MONTH:
        kept += [
            {"name": "view", "value": MONTH},
            {"name": "month", "value": f"{address.month:%Y-%m}"},
        ]
    return kept


def _select(name: str, label: str, found: dict[str, str], address: AgendaAddress) -> dict[str, object]:
    chosen = address.chosen.get(name, ())
    options = [
        {"value": value, "label": words, "chosen": value in chosen}
        for value, words in sorted(found.items(), key=lambda pair: pair[1].casefold())
    ]
    return {"name": name, "label": label, "options": options}


def _place_names(places: set[str]) -> dict[str, str]:
    """Municipalities and provinces, each once, by slug; also where somebody wrote a code in the address."""
    types = [OrganisationType.MUNICIPALITY.value, OrganisationType.PROVINCE.value]
    rows = Organisation.objects.filter(slug__in=places, type__in=types).order_by("name", "pk")
    return {
        slug: gettext("%(name)s (province)") % {"name": name}
        if type_ == OrganisationType.PROVINCE
        else str(name)
        for slug, name, type_ in rows.values_list("slug", "name", "type")
    }


def _chips(address: AgendaAddress, language: str) -> list[dict[str, str]]:
    """The filters that are on, each with the address without it."""
    themes = vocabulary.labels_for(address.chosen.get("theme", ()), language=language)
    bodies = dict(
        Organisation.objects.filter(slug__in=[*address.chosen.get("organiser", ())])
        .order_by("pk")
        .values_list("slug", "name")
    )
    places = _place_names(set(address.chosen.get("place", ())))
    said: dict[str, Callable[[str], str]] = {
        "kind": kind_of_day,
        "theme": lambda value: capfirst(themes.get(value, value)),
        "place": lambda value: places.get(value, value),
        "format": format_name,
        "language": lambda value: capfirst(language_name(value)),
        "price": price_name,
        "organiser": lambda value: str(bodies.get(value, value)),
        "q": lambda value: gettext("“%(words)s” in the title") % {"words": value},
        "from": lambda value: gettext("from %(day)s") % {"day": _written(value)},
        "until": lambda value: gettext("until %(day)s") % {"day": _written(value)},
    }
    chips = [
        {"label": said[name](value), "remove": address.without(name, value).url}
        for name, value in address.pairs
        if name in said
    ]
    if address.reach is not None:
        far = {"number": address.reach.within, "place": address.reach.name}
        label = gettext("at most %(number)s km from %(place)s") % far
        chips.append({"label": label, "remove": address.without("near", "").url})
    return chips


def _written(day: str) -> str:
    return library.written_day(date.fromisoformat(day))


def _files(address: AgendaAddress) -> list[dict[str, str]]:
    return [
        {"label": label, "url": address.file_url(name), "icon": icon}
        for name, label, icon in (
            ("agenda_calendar", gettext("As calendar file"), "download"),
            ("agenda_csv", gettext("As CSV"), "download"),
            ("agenda_json", gettext("As JSON feed"), "feed"),
            ("agenda_atom", gettext("As Atom feed"), "feed"),
        )
    ]


# ---------------------------------------------------------------------- for machines


_ATTENDANCE = {ON_SITE: "Offline", ONLINE: "Online", HYBRID: "Mixed"}


def _json_ld(days: Iterable[Day]) -> SafeString:
    """The list as schema.org describes it, with what is held as an Event."""
    listed = [
        {"@type": "ListItem", "position": number, "item": _schema(day)}
        for number, day in enumerate(
            (day for day in days if day.kind in (Kind.EVENT, Kind.TRAINING)), start=1
        )
    ]
    return library.escaped_json(
        {"@context": "https://schema.org", "@type": "ItemList", "itemListElement": listed}
    )


def _schema(day: Day) -> dict[str, object]:
    status = "EventCancelled" if day.cancelled_on else "EventScheduled"
    said: dict[str, object] = {
        "@type": "EducationEvent" if day.kind == Kind.TRAINING else "Event",
        "name": day.title,
        "url": full_address(day.path),
        "startDate": (day.starts_at or day.first_on).isoformat(),
        "endDate": (day.ends_at or day.last_on).isoformat(),
        "eventStatus": f"https://schema.org/{status}",
        "organizer": {"@type": "Organization", "name": day.organiser_name},
    }
    if day.format in _ATTENDANCE:
        said["eventAttendanceMode"] = f"https://schema.org/{_ATTENDANCE[day.format]}EventAttendanceMode"
    if day.format == ONLINE:
        said["location"] = {"@type": "VirtualLocation", "url": full_address(day.path)}
    elif day.place:
        said["location"] = {"@type": "Place", "name": day.place, "address": day.place}
    return said
