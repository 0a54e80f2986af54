"""How often whom is shown: the whole of it for the staff, and their own figures for providers."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET

from schakel.accounts.public import Person, for_who_may
from schakel.fairness.queries import neutrality_in, times_of_items
from schakel.fairness.rules import Neutrality
from schakel.fairness.web.asking import PERIODS, Row, csv_answer, days_in, language, period_of, theme_in
from schakel.fairness.wording import gini_text, newcomer_text, per_cent
from schakel.library import public as library
from schakel.library.public import Kind
from schakel.organisations.public import Organisation, member_organisations
from schakel.vocabulary import public as vocabulary

LINES = 100
"""Providers on the page; the file has all."""


@require_GET
@for_who_may("fairness.review")
def neutrality(request: HttpRequest, _person: Person) -> HttpResponse:
    """Everybody who offers something, with how often it was shown, in a period and for a theme."""
    days, theme = days_in(request), theme_in(request)
    report = neutrality_in(period_of(days), theme=theme)
    labels = vocabulary.labels_for(vocabulary.CHALLENGES, language())
    asked = {"days": days, **({"theme": theme} if theme else {})}
    context = {
        "staff_page": "neutrality",
        "days": days,
        "theme": theme,
        "themes": [(notation, labels[notation]) for notation in vocabulary.CHALLENGES if notation in labels],
        "tabs": _tabs(days, theme),
        "figures": _figures(report),
        "gini_text": gini_text(report.gini),
        "newcomer_text": newcomer_text(report),
        "rows": _rows(report)[:LINES],
        "number": len(report.shares),
        "csv_url": f"{reverse('staff_neutrality_file')}?{urlencode(asked)}",
    }
    return render(request, "fairness/staff/neutrality.html", context)


@require_GET
@for_who_may("fairness.review")
def neutrality_file(request: HttpRequest, _person: Person) -> HttpResponse:
    """The same, all of it, as a file for a spreadsheet."""
    report = neutrality_in(period_of(days_in(request)), theme=theme_in(request))
    rows: list[Row] = [
        [gettext("Provider"), gettext("Items"), gettext("Times shown"), gettext("Part"), gettext("Contacts")]
    ]
    rows += [
        [
            str(row["name"]),
            int(str(row["items"])),
            int(str(row["times"])),
            str(row["part"]),
            int(str(row["contacts"])),
        ]
        for row in _rows(report)
    ]
    return csv_answer(rows, "neutrality")


@require_GET
@for_who_may("fairness.own")
def my_exposure(request: HttpRequest, person: Person) -> HttpResponse:
    """Their own figures, and the middle of all, for who belongs to an organisation that offers something."""
    days = days_in(request)
    period = period_of(days)
    report = neutrality_in(period, is_public_only=True)
    shares = {share.provider: share for share in report.shares}
    middle = sorted(share.times for share in report.shares)[len(shares) // 2] if shares else 0
    own = []
    for organisation in member_organisations(person):
        items = times_of_items(organisation, period)
        if not items:
            continue
        share = shares.get(organisation.pk)
        values = {
            value.pk: value
            for value in library.values_with_keys([item.pk for item, _ in items], today=timezone.localdate())
        }
        own.append(
            {
                "name": organisation.name,
                "times": sum(times for _, times in items),
                "contacts": share.contacts if share else 0,
                "items": [
                    {
                        "title": values[item.pk].title(language()),
                        "url": values[item.pk].url,
                        "kind": library.kind_name(Kind(item.kind)),
                        "times": times,
                    }
                    for item, times in items
                ],
            }
        )
    context = {
        "own": own,
        "middle": middle,
        "tabs": _tabs(days, ""),
        "crumbs": [{"label": gettext("How often you are shown")}],
    }
    return render(request, "fairness/mine.html", context)


def _tabs(days: int, theme: str) -> list[dict[str, object]]:
    return [
        {
            "label": ngettext("%(number)s day", "%(number)s days", one) % {"number": one},
            "url": f"?{urlencode({'days': one, **({'theme': theme} if theme else {})})}",
            "current": one == days,
        }
        for one in PERIODS
    ]


def _figures(report: Neutrality) -> list[dict[str, object]]:
    gini = "–" if report.gini is None else library.written_number(round(report.gini, 2))
    figures: list[tuple[str, object]] = [
        (gettext("times shown"), library.written_number(report.times)),
        (gettext("providers"), library.written_number(len(report.shares))),
        (gettext("Gini: 0 is even, 1 is one has all"), gini),
        (gettext("of what is shown is of the top five"), per_cent(report.top_part)),
        (gettext("of what is shown is new this year"), per_cent(report.newcomer_part)),
        (gettext("of all items is new this year"), per_cent(report.newcomer_items)),
    ]
    return [
        {"label": label, "value": value, "unit": "", "source": "", "source_url": ""}
        for label, value in figures
    ]


def _rows(report: Neutrality) -> list[dict[str, object]]:
    names = dict(
        Organisation.objects.filter(pk__in=[share.provider for share in report.shares])
        .order_by("pk")
        .values_list("pk", "name")
    )
    return [
        {
            "name": names[share.provider],
            "items": share.items,
            "times": share.times,
            "part": per_cent(share.part),
            "contacts": share.contacts,
        }
        for share in report.shares
    ]
