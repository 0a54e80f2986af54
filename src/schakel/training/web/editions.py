"""Editions as everybody sees them: the list of what comes, one edition, and enrolling in it."""

from datetime import timedelta
from typing import cast
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from schakel.accounts.public import Person, address_of_caller, for_who_may, may_try
from schakel.calendars.public import calendar_answer, calendar_file
from schakel.kernel.languages import LANGUAGES
from schakel.kernel.refusal import Refusal
from schakel.kernel.sheets import Cell, csv_file
from schakel.library import public as library
from schakel.library.public import Kind
from schakel.organisations import public as organisations
from schakel.training import actions, queries
from schakel.training.actions import GroupEnrolled, Guest
from schakel.training.appointments import appointments_of
from schakel.training.describing import described
from schakel.training.lines import lines_of
from schakel.training.messages import refusal_text
from schakel.training.models import Edition
from schakel.training.queries import Search
from schakel.training.rules import (
    DIMENSIONS,
    FORMATS,
    LEVELS,
    OPEN_STANDINGS,
    Audience,
    GroupMode,
    Situation,
    Standing,
    State,
    check_may_enrol,
)
from schakel.training.web.asking import (
    CONFLICT,
    TOO_MANY,
    crumbs_of,
    edition_asked,
    now,
    screen_language,
    today,
    visitor,
)
from schakel.training.web.forms import EnrolForm, GroupForm, GuestForm
from schakel.training.web.showing import facts_of, prices_of, sessions_shown
from schakel.training.wording import (
    STANDING_TONES,
    STATE_TONES,
    audience_name,
    dimension_names,
    edition_title,
    format_name,
    room_text,
    standing_name,
    state_name,
)

LINES = 30
MOST = 500
"""Sessions or editions in one file that programs read: whoever needs more looks for something."""
GUESTS_AN_HOUR, MAILS_AN_HOUR, GROUPS_AN_HOUR = 20, 3, 20
"""From one address on the internet, to one mail address, and by one person: each of them writes a mail to somebody."""
AN_HOUR = timedelta(hours=1)


@require_safe
def editions(request: HttpRequest) -> HttpResponse:
    """Everything one can enrol for, the first to begin first."""
    search, asked = _search(request)
    found = queries.coming_editions(visitor(request), search, now=now())
    page = Paginator(found, LINES).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": lines_of(page.object_list, now=now(), language=screen_language()),
        "count": len(found),
        "filters": _filters(search),
        "is_filtered": bool(asked),
        "free_seats": search.free_seats,
        "without_price": search.without_price,
        "csv_url": _with_search("editions_file", asked),
        "calendar_url": _with_search("editions_calendar", asked),
        "atom_url": _with_search("editions_atom", asked),
        "months": _months(found),
    }
    return render(request, "training/editions.html", context)


@require_safe
def editions_file(request: HttpRequest) -> HttpResponse:
    """The same as a file for a spreadsheet, all of it."""
    search, _ = _search(request)
    found = queries.coming_editions(visitor(request), search, now=now())
    rows: list[list[Cell]] = [
        [
            gettext("Title"),
            gettext("Kind"),
            gettext("First session"),
            gettext("Place"),
            gettext("Online or on site"),
            gettext("Language"),
            library.fact_name("level"),
            gettext("Helps an organisation with"),
            gettext("Price"),
            gettext("Room"),
            gettext("Address"),
        ]
    ]
    rows += [
        [
            str(line["title"]),
            str(line["kind"]),
            str(line["when"]),
            str(line["where"]),
            str(line["format"]),
            str(line["language"]),
            str(line["level"]),
            "; ".join(map(str, cast("list[str]", line["dimensions"]))),
            str(line["price"]),
            str(line["room"]),
            str(line["url"]),
        ]
        for line in lines_of(found, now=now(), language=screen_language())
    ]
    response = HttpResponse(csv_file(rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="trainings-{today().isoformat()}.csv"'
    return response


def _with_search(name: str, asked: dict[str, str]) -> str:
    url = reverse(name)
    return f"{url}?{urlencode(asked)}" if asked else url


@require_safe
def editions_calendar(request: HttpRequest) -> HttpResponse:
    """The sessions of the same, to follow in a calendar program; without the links of who is enrolled."""
    search, _ = _search(request)
    found = queries.coming_editions(visitor(request), search, now=now())
    sessions = queries.sessions_by_edition(found)
    language = screen_language()
    appointments = [
        appointment
        for one in found
        for appointment in appointments_of(
            one, sessions[one.pk], language=language, path=one.get_absolute_url(), shows_link=False
        )
    ]
    file = calendar_file(appointments[:MOST], name=gettext("Trainings and events"))
    return calendar_answer(file, "trainings.ics")


@require_safe
def editions_atom(request: HttpRequest) -> HttpResponse:
    """The same for a feed reader: RFC 4287."""
    search, asked = _search(request)
    found = queries.coming_editions(visitor(request), search, now=now())[:MOST]
    base = settings.ENVIRONMENT.base_url
    feed = Atom1Feed(
        title=gettext("Trainings and events"),
        link=base + _with_search("editions", asked),
        feed_url=base + _with_search("editions_atom", asked),
        description="",
        language=screen_language(),
    )
    for one, line in zip(found, lines_of(found, now=now(), language=screen_language()), strict=True):
        words = (line["when"], line["where"], line["format"], line["language"], line["level"], line["price"])
        feed.add_item(
            title=str(line["title"]),
            link=base + one.get_absolute_url(),
            unique_id=base + one.get_absolute_url(),
            description=escape(" · ".join(str(word) for word in words if word)),  # which goes out as HTML
            author_name=one.item.owner.name,
            categories=[str(line["kind"])],
            pubdate=one.opened_at,
            updateddate=one.since,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _search(request: HttpRequest) -> tuple[Search, dict[str, str]]:
    """What is looked for, and its part of the address; what nobody offers to choose counts as not asked."""
    known = {
        "kind": [kind.value for kind in (Kind.TRAINING, Kind.EVENT)],
        "format": FORMATS,
        "language": LANGUAGES,
        "dimension": DIMENSIONS,
        "level": LEVELS,
        "free_seats": ["1"],
        "without_price": ["1"],
    }
    asked = {
        name: value for name, several in known.items() if (value := request.GET.get(name, "")) in several
    }
    search = Search(
        kind=asked.get("kind", ""),
        format=asked.get("format", ""),
        language=asked.get("language", ""),
        dimension=asked.get("dimension", ""),
        level=asked.get("level", ""),
        free_seats="free_seats" in asked,
        without_price="without_price" in asked,
    )
    return search, asked


def _filters(search: Search) -> list[dict[str, object]]:
    """Each with its choices, as the page shows them in one form."""
    several = (
        (
            "kind",
            gettext("Kind"),
            search.kind,
            [(kind.value, library.kind_name(kind)) for kind in (Kind.TRAINING, Kind.EVENT)],
        ),
        (
            "format",
            gettext("Online or on site"),
            search.format,
            [(one, format_name(one)) for one in FORMATS],
        ),
        (
            "language",
            gettext("Language"),
            search.language,
            [(one, library.language_name(one)) for one in LANGUAGES],
        ),
        (
            "dimension",
            gettext("Helps an organisation with"),
            search.dimension,
            list(zip(DIMENSIONS, dimension_names(DIMENSIONS), strict=True)),
        ),
        (
            "level",
            library.fact_name("level"),
            search.level,
            [(one, library.choice_name("level", one)) for one in LEVELS],
        ),
    )
    return [
        {
            "name": name,
            "label": label,
            "choices": [
                {"value": value, "label": words, "is_chosen": value == chosen} for value, words in choices
            ],
        }
        for name, label, chosen, choices in several
    ]


def _months(found: list[Edition]) -> str:
    """In which months there is something, for a screen reader and who wants to know at a glance."""
    sessions = queries.sessions_by_edition(found)
    months = {
        timezone.localtime(several[0].starts_at).month: None for several in sessions.values() if several
    }
    return ", ".join(str(MONTHS[month]) for month in months)


# ---------------------------------------------------------------------- one edition


@require_http_methods(["GET", "HEAD"])
def edition(request: HttpRequest, code: str) -> HttpResponse:
    """When, where, for whom, at what price, how much room there is, and enrolling."""
    person = visitor(request)
    return _show(request, edition_asked(person, code), person)


def _for_machines(found: Edition) -> SafeString:
    """As schema.org tells it; empty for one that was never opened."""
    base_url = settings.ENVIRONMENT.base_url
    told = described([found], now=now(), language=screen_language(), base_url=base_url)
    return library.escaped_json({"@context": "https://schema.org", **told[0]}) if told else SafeString()


def _show(
    request: HttpRequest,
    found: Edition,
    person: Person | None,
    form: forms.Form | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    own = queries.own_enrolment(person, found)
    standing = own.standing(now()) if own is not None else None
    closed = _why_closed(found, person)
    is_in = standing in OPEN_STANDINGS
    bodies = organisations.member_organisations(person) if person is not None else []
    room = queries.rooms_of([found], now=now())[found.pk]
    questions = queries.questions_of(found)
    if form is None and person is not None and not is_in and not closed:
        form = EnrolForm(questions=questions, own=bodies)
    may_organise = queries.allows(person, "training.organise", found)
    context: dict[str, object] = {
        "edition": found,
        "title": edition_title(found, screen_language()),
        "kind": library.kind_name(Kind(found.item.kind)),
        "item_url": found.item.get_absolute_url(),
        "state": state_name(State(found.state)),
        "tone": STATE_TONES[State(found.state)],
        "room": room,
        "room_text": room_text(room),
        "facts": facts_of(found),
        "prices": prices_of(found),
        "sessions": sessions_shown(found, shows_link=standing is Standing.ENROLLED),
        "audience": "" if found.audience == Audience.EVERYBODY else audience_name(Audience(found.audience)),
        "own": own if is_in else None,
        "own_url": reverse("my_training", args=[own.code]) if own is not None and is_in else "",
        "own_state": standing_name(standing) if standing is not None else "",
        "own_tone": STANDING_TONES[standing] if standing is not None else "",
        "closed": closed,
        "form": form,
        "terms": queries.terms_of(found, room),
        "guest_url": reverse("edition_guest", args=[found.code]) if person is None else "",
        "group_url": reverse("edition_group", args=[found.code])
        if bodies and not closed and queries.allows(person, "training.enrol-group", found)
        else "",
        "desk_url": reverse("edition_desk", args=[found.code]) if may_organise else "",
        "calendar_url": reverse("edition_calendar", args=[found.code]),
        "json_ld": _for_machines(found),
        "crumbs": crumbs_of(found),
    }
    is_wrong = form is not None and bool(form.errors)
    return render(request, "training/edition.html", context, status=400 if is_wrong else status)


def _why_closed(found: Edition, person: Person | None) -> str:
    """Why this person cannot enrol; empty where they can."""
    sessions = queries.sessions_of(found)
    own = organisations.member_organisations(person) if person is not None else []
    situation = Situation(
        state=State(found.state),
        audience=Audience(found.audience),
        is_member=bool(own),
        is_of_public_body=any(one.type in organisations.PUBLIC_BODIES for one in own),
        opens_at=found.opens_at,
        closes_at=found.closes_at,
        starts_at=sessions[0].starts_at if sessions else None,
        now=now(),
    )
    try:
        check_may_enrol(situation)
    except Refusal as refusal:
        return refusal_text(refusal)
    return ""


@require_POST
@for_who_may("training.enrol")
def enrol(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """Somebody with an account takes part, or waits."""
    found = edition_asked(person, code)
    own = organisations.member_organisations(person)
    form = EnrolForm(request.POST, questions=queries.questions_of(found), own=own)
    if not form.is_valid():
        return _show(request, found, person, form)
    chosen = form.cleaned_data.get("organisation", "")
    body = next((one for one in own if one.slug == chosen), None)
    try:
        came = actions.enrol_person(
            edition=found,
            person=person,
            organisation=body,
            answers=form.answers,
            seen_terms=request.POST.get("seen_terms", ""),
            now=now(),
        )
    except Refusal as refusal:
        messages.error(request, refusal_text(refusal))
        if refusal.code == "terms-changed":  # the page says how it is now, with what was typed
            return _show(request, edition_asked(person, code), person, form, status=CONFLICT)
        return redirect(found)
    if came.is_new:
        is_in = came.enrolment.state == Standing.ENROLLED
        said = gettext("You are enrolled.") if is_in else gettext("You are on the waiting list.")
        messages.success(request, said)
    return redirect("my_training", code=came.enrolment.code)


@require_http_methods(["GET", "POST"])
def guest(request: HttpRequest, code: str) -> HttpResponse:
    """Somebody without an account: a name, an address, and a mail in which they confirm it."""
    person = visitor(request)
    found = edition_asked(person, code)
    closed = _why_closed(found, None)
    form = GuestForm(
        request.POST if request.method == "POST" else None, questions=queries.questions_of(found)
    )
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        caller = address_of_caller(request)
        if not may_try("training-guest", caller=caller, most=GUESTS_AN_HOUR, within=AN_HOUR, now=now()):
            return render(request, "429.html", status=TOO_MANY)
        # To one address we write this seldom, and say the same all the same: it tells nobody who enrolled.
        mailed = f"{found.pk}:{cleaned['address'].lower()}"
        is_seldom = may_try("training-mail", caller=mailed, most=MAILS_AN_HOUR, within=AN_HOUR, now=now())
        try:
            if is_seldom:
                who = Guest(cleaned["name"], cleaned["address"], screen_language())
                actions.enrol_guest(edition=found, guest=who, answers=form.answers, now=now())
        except Refusal as refusal:
            form.add_error("address" if refusal.code == "address-not-usable" else None, refusal_text(refusal))
        else:
            context = {
                "edition": found,
                "address": cleaned["address"],
                "crumbs": crumbs_of(found, here=gettext("Confirm it by mail")),
            }
            return render(request, "training/guest_asked.html", context)
    context = {
        "edition": found,
        "title": edition_title(found, screen_language()),
        "closed": closed,
        "form": form,
        "room": queries.rooms_of([found], now=now())[found.pk],
        "crumbs": crumbs_of(found, here=gettext("Enrol without an account")),
    }
    return render(request, "training/guest.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@for_who_may("training.enrol")  # signed in; for which organisation is asked below
def group(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """Several people of one organisation, in one go."""
    found = edition_asked(person, code)
    own = organisations.member_organisations(person)
    if not own:
        raise Http404
    form = GroupForm(request.POST if request.method == "POST" else None, own=own)
    is_stale = False
    if request.method == "POST" and form.is_valid():
        if not may_try(
            "training-group", caller=person.reference, most=GROUPS_AN_HOUR, within=AN_HOUR, now=now()
        ):
            return render(request, "429.html", status=TOO_MANY)
        body = next(one for one in own if one.slug == form.cleaned_data["organisation"])
        try:
            came = actions.enrol_group(
                edition=found,
                organisation=body,
                people=form.cleaned_data["people"],
                mode=GroupMode(form.cleaned_data["mode"]),
                by=person,
                language=screen_language(),
                seen_terms=request.POST.get("seen_terms", ""),
                now=now(),
            )
        except Refusal as refusal:
            is_stale = refusal.code == "terms-changed"
            form.add_error(None if is_stale else "people", refusal_text(refusal))
        else:
            messages.success(request, _group_text(came))
            return redirect("my_enrolled")
    context = {
        "edition": found,
        "title": edition_title(found, screen_language()),
        "form": form,
        "closed": _why_closed(found, person),
        "room_text": room_text(queries.rooms_of([found], now=now())[found.pk]),
        "prices": prices_of(found),
        "terms": queries.terms_of(found),
        "crumbs": crumbs_of(found, here=gettext("Enrol a group")),
    }
    status = CONFLICT if is_stale else 400 if form.errors else 200
    return render(request, "training/group.html", context, status=status)


def _group_text(came: GroupEnrolled) -> str:
    """What became of each of a group; who was there already is named, as they get no mail."""
    lines = []
    if came.seated or came.waiting:
        said = gettext("Enrolled: %(seated)s. On the waiting list: %(waiting)s. Each of them gets a mail.")
        lines.append(said % {"seated": len(came.seated), "waiting": len(came.waiting)})
    if came.there_already:
        said = gettext("These were there already, and stay as they are: %(names)s.")
        lines.append(said % {"names": ", ".join(came.there_already)})
    return " ".join(lines)


@require_GET
def edition_calendar(request: HttpRequest, code: str) -> HttpResponse:
    """The sessions for everybody's calendar, without the links of who is enrolled."""
    found = edition_asked(visitor(request), code)
    language = screen_language()
    appointments = appointments_of(
        found,
        queries.sessions_of(found),
        language=language,
        path=found.get_absolute_url(),
        shows_link=False,
    )
    return calendar_answer(
        calendar_file(appointments, name=edition_title(found, language)), f"{found.item.slug}.ics"
    )
