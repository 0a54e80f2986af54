"""Bookings of one's organisations, and one booking for both of its sides."""

from datetime import datetime, time
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from schakel.accounts.public import Person, for_who_may, names_by_reference
from schakel.calendars.public import calendar_answer, calendar_file
from schakel.facilities import actions, queries
from schakel.facilities.actions import OtherTime, Said
from schakel.facilities.calendars import appointment_of
from schakel.facilities.due import cancelling_of
from schakel.facilities.knowing import current_rules, questions_of
from schakel.facilities.messages import refusal_text
from schakel.facilities.models import Booking, BookingQuerySet, after_now
from schakel.facilities.rules import (
    ABOUT_A_WISH,
    AGREED,
    WAYS,
    Cancelling,
    Side,
    State,
    Step,
    WaitState,
    mark_of,
)
from schakel.facilities.times import DAY
from schakel.facilities.web.asking import booking_asked_for, keys_in, now, screen_language, title_of, today
from schakel.facilities.web.forms import (
    AgreeForm,
    OrderForm,
    OtherTimeForm,
    ProposeForm,
    ResultForm,
    WordsForm,
    period_in,
)
from schakel.facilities.web.showing import booking_line, booking_lines, cost_of_cancelling, number_in_basket
from schakel.facilities.wording import (
    TONES,
    happened_text,
    lines_text,
    moment_text,
    period_text,
    price_text,
    state_meaning,
    state_of,
    step_name,
    step_of_all_name,
    wait_state_name,
)
from schakel.kernel.periods import Period
from schakel.kernel.refusal import Refusal
from schakel.kernel.sheets import Cell, csv_file

LINES = 50
CONFLICT = 409
_MOST_IN_A_CALENDAR = 500


@require_GET
@for_who_may("booking.read")
def my_bookings(request: HttpRequest, person: Person) -> HttpResponse:
    """What is to come, and on another page what was; and what one waits for."""
    is_past = request.GET.get("when") == "past"
    page = Paginator(_found(person, is_past=is_past), LINES).get_page(request.GET.get("page"))
    every = queries.own_bookings(person)
    lines = booking_lines(list(page.object_list), every, language=screen_language())
    waits = [] if is_past else queries.waits_of(person, now=now())
    context = {
        "page": page,
        "lines": lines,
        "waits": [
            {
                "about": one,
                "facility": title_of(one.resource.facility),
                "when": period_text(one.period),
                "state": wait_state_name(WaitState(one.state)),
                "place": queries.place_of(one),
                "booking_url": one.booking.get_absolute_url() if one.booking else "",
            }
            for one in waits
        ],
        "tabs": [
            {
                "label": gettext("To come"),
                "url": "?",
                "current": not is_past,
                "count": every.asked_after(now()).count(),
            },
            {
                "label": gettext("Over"),
                "url": "?when=past",
                "current": is_past,
                "count": every.exclude(after_now(now())).count(),
            },
        ],
        "number_in_basket": number_in_basket(person),
        "csv_url": reverse("my_bookings_file"),
        "ics_url": reverse("my_bookings_calendar"),
    }
    return render(request, "facilities/mine.html", context)


def _found(person: Person, *, is_past: bool) -> BookingQuerySet:
    every = queries.own_bookings(person)
    if is_past:
        return every.exclude(after_now(now())).order_by("-starts_at", "-pk")
    return every.asked_after(now()).order_by("starts_at", "pk")


@require_GET
@for_who_may("booking.read")
def my_bookings_file(request: HttpRequest, person: Person) -> HttpResponse:
    """All bookings of one's organisations as a file for a spreadsheet."""
    del request
    found = queries.own_bookings(person).order_by("-starts_at", "-pk")
    return sheet_of(list(found), f"bookings-{today().isoformat()}.csv")


def sheet_of(bookings: list[Booking], name: str, *, is_own: bool = True) -> HttpResponse:
    """Bookings as CSV: amounts in euros with a comma, without VAT. ``is_own``: of who booked, else of who runs it."""
    rows: list[list[Cell]] = [
        [
            gettext("Test facility"),
            gettext("What"),
            gettext("Organisation"),
            gettext("State"),
            gettext("From"),
            gettext("Until"),
            gettext("Minutes"),
            gettext("Price without VAT"),
            gettext("VAT, in percent"),
            gettext("What for"),
            gettext("What came of it"),
            gettext("Cancelled too late to be free"),
            gettext("To be paid, without VAT"),
            gettext("Address"),
        ]
    ]
    rows += [_row(one, is_own=is_own) for one in bookings]
    response = HttpResponse(csv_file(rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _row(one: Booking, *, is_own: bool) -> list[Cell]:
    return [
        title_of(one.resource.facility),
        one.resource.name,
        one.organisation.name,
        state_of(State(one.state), was_never_answered=one.was_never_answered, is_own=is_own),
        timezone.localtime(one.starts_at).strftime("%Y-%m-%d %H:%M"),
        timezone.localtime(one.ends_at).strftime("%Y-%m-%d %H:%M"),
        int(one.period.lasts.total_seconds() // 60),
        euros_of(one.price_cents),
        "" if one.vat_points is None else f"{one.vat_points / 100:g}".replace(".", ","),
        one.goal,
        one.result,
        gettext("Yes") if one.cancelled_late else "",
        euros_of(one.price_cents) if one.can_be_charged else "",
        full_address(one.get_absolute_url()),
    ]


def full_address(path: str) -> str:
    """The address of a page of this hub as it stands in files."""
    return f"{settings.ENVIRONMENT.base_url}{path}"


def euros_of(cents: int | None) -> str:
    """An amount in euros as a spreadsheet here reads it; empty where there is none."""
    return "" if cents is None else f"{cents / 100:.2f}".replace(".", ",")


@require_GET
@for_who_may("booking.read")
def my_bookings_calendar(request: HttpRequest, person: Person) -> HttpResponse:
    """What is to come, for one's own calendar."""
    del request
    found = _found(person, is_past=False)[:_MOST_IN_A_CALENDAR]
    file = calendar_file([appointment_of(one) for one in found], name=gettext("My bookings"))
    return calendar_answer(file, "bookings.ics", is_private=True)


@require_GET
@for_who_may("booking.read")
def booking_calendar(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """One booking for somebody's own calendar."""
    del request
    found = booking_asked_for(person, code)
    return calendar_answer(calendar_file([appointment_of(found)]), f"{found.code}.ics", is_private=True)


@require_GET
@for_who_may("booking.read")
def booking(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """One booking: where it stands, what it costs, and what each side can do."""
    return _show(request, person, booking_asked_for(person, code))


def _show(
    request: HttpRequest,
    person: Person,
    found: Booking,
    form: forms.Form | None = None,
    step: Step | None = None,
    *,
    note: ResultForm | None = None,
    status: int = 200,
) -> HttpResponse:
    state = State(found.state)
    sides = queries.sides_of(person, found)
    rows = [row for row in queries.history_of(found) if happened_text(row.name)] if sides else []
    names = names_by_reference({row.actor for row in rows})
    group = queries.sent_with(person, found)
    context = {
        "booking": found,
        "facility": title_of(found.resource.facility),
        "facility_url": _facility_url(found, person),
        "when": period_text(found.period),
        "state": state_of(state, was_never_answered=found.was_never_answered, is_own=Side.BOOKER in sides),
        "meaning": state_meaning(state, was_never_answered=found.was_never_answered),
        "tone": TONES[state],
        "proposed": _proposed(found),
        "wished": _wished(found),
        "times_url": _times_url(found) if _facility_url(found, person) else "",
        "offered_until": moment_text(found.offered_until)
        if found.offered_until and state is State.OFFERED
        else "",
        "is_mine": Side.BOOKER in sides,
        "is_lost": found.pk in queries.is_no_longer_free([found]),
        "price": price_text(found.price_cents, found.vat_points),
        "price_lines": lines_text(found.price_lines),
        "answers": [{"question": one["question"], "answer": _answer(one)} for one in found.answers],
        "steps": [
            {"value": one.value, "label": step_name(one, state)}
            for one in queries.steps_for(person, found, now=now())
        ],
        "others": [booking_line(one, language=screen_language()) for one in group if one.pk != found.pk],
        "steps_of_all": [
            {"value": one.value, "label": step_of_all_name(one, len(of))}
            for one, of in queries.steps_for_all(person, group, now=now()).items()
        ],
        "free_until": moment_text(found.free_until)
        if state is State.CONFIRMED and cancelling_of(found, now()) is Cancelling.FREE
        else "",
        "cost": cost_of_cancelling(found) if Side.BOOKER in sides and found.starts_at > now() else "",
        "is_released": bool(found.resource.release_days),
        "asks_again": state is State.CONFIRMED
        and found.asked_again_at is not None
        and found.answered_again_at is None
        and found.starts_at > now()
        and Side.BOOKER in sides,
        "may_note": bool(sides) and state in AGREED and found.starts_at <= now(),
        "result_form": note or _note_form(found),
        "other_note": found.result if note is not None and status == CONFLICT else "",
        "may_learn": Side.BOOKER in sides and bool(found.result) and found.lesson_id is None,
        "lesson_url": found.lesson.get_absolute_url() if found.lesson and Side.BOOKER in sides else "",
        "shows_person": bool(sides),
        "form": form,
        "step": {"value": step.value, "label": step_name(step, state)} if step else None,
        "happenings": [
            {
                "what": happened_text(row.name),
                "reason": str(row.details.get("reason", "")),
                "by": names.get(row.actor, ""),
                "at": row.at,
            }
            for row in rows
        ],
        "crumbs": [
            {"label": gettext("My bookings"), "url": reverse("my_bookings")},
            {"label": found.resource.name, "url": ""},
        ],
    }
    return render(request, "facilities/booking.html", context, status=status)


def _note_form(found: Booking) -> ResultForm:
    return ResultForm(initial={"text": found.result, "seen": mark_of(found.result)})


def _answer(one: dict[str, str]) -> str:
    return (
        {"yes": gettext("Yes"), "no": gettext("No")}.get(one["answer"], one["answer"])
        if (one["kind"] == "yes-no")
        else one["answer"]
    )


def _wished(found: Booking) -> dict[str, object] | None:
    """The other time that is asked for, with what it costs then, and whether it can still be had."""
    if found.wished is None:
        return None
    terms = found.wished_terms
    return {
        "when": period_text(found.wished),
        "price": price_text(terms.get("price_cents"), terms.get("vat_points")),
        "is_free": queries.can_still_move(found),
        "seen": f"{found.wished.starts_at.isoformat()}/{found.wished.ends_at.isoformat()}",
        "form": _accept_form(found) if found.waits_for_booker else None,
        "is_named": found.waits_for_booker,
    }


def _accept_form(found: Booking) -> OtherTimeForm:
    """The time that was asked for at the price that was named, filled in: one click says yes to both."""
    assert found.wished is not None
    seen = {"seen_sequence": found.sequence, "seen_cents": found.wished_terms["price_cents"]}
    form = OtherTimeForm(initial=_hours_of(found.wished) | seen, auto_id=False)
    for field in form.fields.values():
        field.widget = field.hidden_widget()
    return form


def _seen_wish(text: str) -> Period | None:
    """The other time that stood on the page when they answered; None where it says none."""
    begin, _, end = text.partition("/")
    try:
        return Period(datetime.fromisoformat(begin), datetime.fromisoformat(end))
    except (ValueError, TypeError):
        return None


def _facility_url(found: Booking, person: Person) -> str:
    """What is free there; empty where one cannot see that, as of a place that is paused."""
    facility = found.resource.facility
    return facility.get_absolute_url() if queries.facility_at(person, facility.item.slug) else ""


def _times_url(found: Booking) -> str:
    """The week around it, to see what else is free."""
    day = timezone.localtime(found.starts_at).date().isoformat()
    chosen = urlencode({"day": day, "view": "week", "resource": found.resource.code})
    return f"{reverse('facility_times', args=[found.resource.facility.item.slug])}?{chosen}"


def _proposed(found: Booking) -> str:
    if found.state != State.PROPOSED:
        return ""
    return f"{period_text(found.asked_period)} ({price_text(found.price_cents, found.vat_points)})"


@require_POST
@for_who_may("booking.read")  # signed in; whose booking it is decides what they may
def booking_step(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """Take the step of the button that was pressed; one that needs to know more asks for that first."""
    found = booking_asked_for(person, code)
    asked = request.POST.get("step", "")
    if asked == "again":
        return _still_comes(request, person, found)
    if asked not in set(Step) or WAYS[Step(asked)].side not in queries.sides_of(person, found):
        raise Http404
    step = Step(asked)
    form = form_for(step, found, request if "sent" in request.POST else None)
    if form is not None and not (form.is_bound and form.is_valid()):
        return _show(request, person, found, form, step, status=400 if form.is_bound else 200)
    try:
        _take_step(found, step, person, form, request.POST)
    except Refusal as refusal:
        text = refusal_text(refusal)
        if refusal.code == "price-is-other" and isinstance(form, OtherTimeForm):
            # Sent once more it says that they saw what it costs then.
            form = OtherTimeForm(
                dict(form.data.items()) | {"seen_cents": str(refusal.details["cents"])}, rules=form.boxes
            )
        if form is not None:
            form.add_error(None, text)
        else:
            messages.error(request, text)
        fresh = booking_asked_for(person, code)
        return _show(request, person, fresh, form, step if form else None, status=CONFLICT)
    messages.success(request, gettext("This is stored."))
    return redirect("booking", code=found.code)


def _take_step(found: Booking, step: Step, person: Person, form: forms.Form | None, sent: QueryDict) -> None:
    if step is Step.RESCHEDULE and isinstance(form, OtherTimeForm):
        actions.reschedule_booking(booking=found, other=_other_time(form, found), by=person, now=now())
    elif step in ABOUT_A_WISH:
        seen = _seen_wish(sent.get("wished", ""))
        actions.answer_booking_time(
            booking=found, step=step, by=person, now=now(), said=said_in(form, found), seen=seen
        )
    else:
        read = keys_in(sent.get("seen_sequence", ""))  # what they do, they do to the booking that they read
        actions.move_booking(
            booking=found,
            step=step,
            by=person,
            now=now(),
            said=said_in(form, found),
            seen_sequence=next(iter(read), None),
        )


def _other_time(form: OtherTimeForm, found: Booking) -> OtherTime:
    cleaned = form.cleaned_data
    period = period_in(cleaned)
    if period is None:
        raise Refusal("period-ends-before-it-begins")
    current = current_rules(found.resource.facility_id)
    is_accepted = current is not None and cleaned.get(f"rules-{current.version}")
    return OtherTime(
        period,
        accepted=current.version if current and is_accepted else None,
        seen_cents=cleaned["seen_cents"],
        seen_sequence=cleaned["seen_sequence"],
    )


def _hours_of(period: Period) -> dict[str, object]:
    """As a form begins with it, on the clock here."""
    begin, end = timezone.localtime(period.starts_at), timezone.localtime(period.ends_at)
    last = end.date() - DAY if end.time() == time(0) else end.date()  # 0:00 is the end of a day
    return {
        "first": begin.date(),
        "last": last,
        "begin": begin.time().replace(second=0),
        "end": end.time().replace(second=0),
    }


def form_for(step: Step, found: Booking, request: HttpRequest | None) -> forms.Form | None:
    """What a step asks before it is taken; None for one that asks nothing."""
    data = request.POST if request is not None else None
    match step:
        case Step.DECLINE | Step.CALL_OFF | Step.REFUSE:
            return WordsForm(data, label=gettext("Why"))
        case Step.CANCEL:
            return WordsForm(data, label=gettext("Why (if you like)"), is_required=False)
        case Step.PROPOSE:
            return _propose_form(found, data)
        case Step.RESCHEDULE:
            current = current_rules(found.resource.facility_id)
            is_other = current is not None and current.pk != found.rules_id
            boxes = (
                [(f"rules-{current.version}", title_of(found.resource.facility))]
                if current and is_other
                else []
            )
            initial = _hours_of(found.wished or found.period) | {"seen_sequence": found.sequence}
            return OtherTimeForm(data, initial=initial, rules=boxes)
        case Step.AGREE if found.wished_terms.get("price_cents") is None:
            return AgreeForm(data, help_text=gettext("Who booked says yes to it first."))
        case Step.CONFIRM if found.price_cents is None:
            return AgreeForm(data, help_text=gettext("Who booked says yes to it first."))
        case Step.TAKE:
            key = found.resource.facility_id
            current = current_rules(key)
            asked = questions_of(key)
            if current is None and not asked:
                return None
            boxes = [(f"rules-{current.version}", title_of(found.resource.facility))] if current else []
            return OrderForm(data, organisations=(), questions=asked, rules=boxes, asks_goal=False)
        case _:
            return None


def _propose_form(found: Booking, data: QueryDict | None) -> ProposeForm:
    """It asks a price for a time for which the list has none: that can be seen once the time is filled in."""
    initial = _hours_of(found.asked_period)
    form = ProposeForm(data, initial=initial)
    period = period_in(form.cleaned_data) if form.is_bound and form.is_valid() else found.asked_period
    if period is None or queries.has_price(found, period):
        return form
    return ProposeForm(data, initial=initial, asks_price=True)


def _price_in(cleaned: dict[str, Any]) -> dict[str, Any]:
    """The price that was named; nothing where none was asked."""
    if cleaned.get("euros") is None:
        return {}
    return {"price_cents": cleaned["euros"], "vat_points": int(cleaned["vat"] * 100)}


def said_in(form: forms.Form | None, found: Booking) -> Said:
    """What goes with the step, out of a valid form."""
    cleaned = form.cleaned_data if form is not None else {}
    match form:
        case ProposeForm():
            return Said(words=cleaned["words"], period=period_in(cleaned), **_price_in(cleaned))
        case WordsForm():
            return Said(words=cleaned["words"])
        case AgreeForm():
            return Said(**_price_in(cleaned))
        case OrderForm():
            current = current_rules(found.resource.facility_id)
            is_accepted = current is not None and cleaned.get(f"rules-{current.version}")
            return Said(accepted=current.version if current and is_accepted else None, answers=form.answers())
        case _:
            return Said()


def _still_comes(request: HttpRequest, person: Person, found: Booking) -> HttpResponse:
    if Side.BOOKER not in queries.sides_of(person, found):
        raise Http404
    try:
        actions.answer_booking_again(booking=found, by=person, now=now())
    except Refusal as refusal:
        messages.error(request, refusal_text(refusal))
    else:
        messages.success(request, gettext("Good: you are expected."))
    return redirect("booking", code=found.code)


@require_POST
@for_who_may("booking.read")  # as above
def booking_result(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """Note what came of it; or begin a case from that note."""
    found = booking_asked_for(person, code)
    sides = queries.sides_of(person, found)
    is_lesson = request.POST.get("act") == "lesson"
    if not sides or (is_lesson and Side.BOOKER not in sides):
        raise Http404
    form = ResultForm(request.POST)
    try:
        if is_lesson:
            title = gettext("Tried out: %(resource)s, %(facility)s") % {
                "resource": found.resource.name,
                "facility": title_of(found.resource.facility),
            }
            item = actions.write_lesson(
                booking=found, title=title[:200], written_by=person, now=now(), language=screen_language()
            )
            return redirect("item_edit", item.slug)
        if not form.is_valid():
            return _show(request, person, found, note=form, status=400)
        actions.write_outcome(
            booking=found,
            text=form.cleaned_data["text"],
            written_by=person,
            now=now(),
            seen=form.cleaned_data["seen"] or mark_of(""),
        )
    except Refusal as refusal:
        if refusal.code == "changed-meanwhile":
            # Both stand on the page, and what is sent next has read the other.
            fresh = booking_asked_for(person, code)
            both = ResultForm({"text": form.cleaned_data["text"], "seen": mark_of(fresh.result)})
            both.add_error("text", refusal_text(refusal))
            return _show(request, person, fresh, note=both, status=CONFLICT)
        messages.error(request, refusal_text(refusal))
    else:
        messages.success(request, gettext("This is stored."))
    return redirect("booking", code=found.code)
