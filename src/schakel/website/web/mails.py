"""Mails, for the staff: those that did not go. And in a demonstration, where none leaves the machine, all of them."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from django.contrib import messages as shown_messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from schakel.accounts.public import (
    Person,
    demonstration_is_open,
    for_who_may,
    names_by_reference,
)
from schakel.kernel.refusal import Refusal
from schakel.kernel.sheets import Cell, csv_file
from schakel.messages import public as messages
from schakel.messages.public import Mail, MailState

LINES = 50
MOST_OF_DEMONSTRATION = 50
MOST_IN_FILE = 10_000


@require_GET
@for_who_may("staff.work")
def mails(request: HttpRequest, _person: Person) -> HttpResponse:
    """What failed, is uncertain, or waits too long; the oldest first."""
    page = Paginator(messages.mails_in_trouble(_now()), LINES).get_page(request.GET.get("page"))
    context = {
        "staff_page": "waiting",
        "page": page,
        "rows": list(_rows(page.object_list)),
        "csv_url": reverse("staff_mails_file"),
    }
    return render(request, "website/staff/mails.html", context)


@require_GET
@for_who_may("staff.work")
def mails_file(_request: HttpRequest, _person: Person) -> HttpResponse:
    """The same as a file for a spreadsheet."""
    rows: list[list[Cell]] = [
        [
            gettext("About"),
            gettext("To"),
            gettext("State of the mail"),
            gettext("What went wrong"),
            gettext("Told at"),
            gettext("Tries"),
        ]
    ]
    for row in _rows(messages.mails_in_trouble(_now())[:MOST_IN_FILE]):
        told_at = row["told_at"]
        moment = (
            timezone.localtime(told_at).isoformat(timespec="minutes") if isinstance(told_at, datetime) else ""
        )
        rows.append([*(str(row[name]) for name in ("kind", "to", "state", "why")), moment, str(row["tries"])])
    response = HttpResponse(csv_file(rows), content_type="text/csv; charset=utf-8")
    day = timezone.localdate().isoformat()
    response.headers["Content-Disposition"] = f'attachment; filename="mail-{day}.csv"'
    return response


@require_POST
@for_who_may("staff.work")
def send_again(request: HttpRequest, person: Person, number: int) -> HttpResponse:
    """Send one of them again."""
    mail = messages.mail_with(number)
    if mail is None:
        raise Http404
    try:
        messages.send_again(mail=mail, sent_by=person.reference, now=_now())
    except Refusal as refusal:
        shown_messages.info(request, messages.refusal_text(refusal))
    else:
        shown_messages.success(request, gettext("The mail is sent again."))
    return redirect("staff_mails")


@require_GET
def demonstration_mails(request: HttpRequest) -> HttpResponse:
    """What would have been sent, for everybody; 404 outside the demonstration."""
    if not demonstration_is_open():
        raise Http404
    found = messages.newest_mails(MOST_OF_DEMONSTRATION)
    names = names_by_reference({mail.addressee for mail in found})
    shown = [
        {
            "to": names.get(mail.addressee) or mail.addressee,
            "subject": mail.payload["subject"],
            "text": mail.payload["text"],
            "sent_at": mail.ended_at,
        }
        for mail in found
        if "text" in mail.payload
    ]
    return render(request, "website/demonstration_mails.html", {"mails": shown})


def _rows(found: Iterable[Mail]) -> Iterator[dict[str, object]]:
    several = list(found)
    names = names_by_reference({mail.addressee for mail in several})
    for mail in several:
        kind = messages.kind_named(mail.kind)
        yield {
            "number": mail.pk,
            "kind": str(kind.label) if kind else gettext("a summary of notices"),
            "to": names.get(mail.addressee) or mail.addressee,
            "state": messages.state_name(MailState(mail.state)),
            "why": messages.why_text(mail),
            "told_at": mail.told_at,
            "tries": mail.tries,
            "is_uncertain": mail.state == MailState.UNCERTAIN,
            "can_be_sent_again": mail.state in messages.IN_TROUBLE,
        }


def _now() -> datetime:
    return timezone.now().astimezone(UTC)
