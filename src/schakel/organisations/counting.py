"""Bringing the municipalities up to date with the figures of Statistics Netherlands, by their codes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from schakel.accounts.public import Person
from schakel.journal import public as journal
from schakel.kernel.reports import ImportReport, Remark
from schakel.organisations.models import Organisation
from schakel.organisations.reference import YEAR_OF_THE_LIST
from schakel.organisations.rules import LONGEST_NAME, OrganisationType, comparable_name, size_class_of
from schakel.organisations.statistics_files import CountedMunicipality, read_municipalities

A_WHOLE_COUNTRY = 300
"""A file with so many municipalities has all of them: then it is told which it does not have."""
_COUNTED = ("name", "province_id", "inhabitants", "size_class", "size_is_estimate", "counted_in")


@dataclass(slots=True)
class _Plan:
    changed: list[Organisation] = field(default_factory=list)
    unchanged: int = 0
    refused: int = 0
    problems: list[Remark] = field(default_factory=list)


def preview_municipalities(*, path: Path, now: datetime) -> ImportReport:
    """What `import_municipalities` would do with this file now; nothing is changed."""
    return _planned(path, now.date())[1]


@transaction.atomic
def import_municipalities(*, path: Path, run_by: Person | None, now: datetime) -> ImportReport:
    """Give municipalities the names, provinces and inhabitants of a file of Statistics Netherlands.

    A municipality that has ended keeps what was said of it. None is added or removed: what the hub does not know, or
    the file does not have, is told. Raises a Refusal when the file cannot be read.
    """
    changed, report = _planned(path, now.date())
    for organisation in changed:
        organisation.save()
    journal.record(
        "reference.updated",
        on="organisations:reference" if changed else "municipalities:unchanged",
        by=run_by.reference if run_by else "",
        at=now,
        details={"file": path.name[:255], **report.counts},
    )
    return report


def _planned(path: Path, today: date) -> tuple[list[Organisation], ImportReport]:
    file = read_municipalities(path)
    known = {
        body.code: body
        for body in Organisation.objects.exclude(code=None).select_related("successor").order_by("pk")
    }
    provinces = {
        name: body
        for body in known.values()
        if body.type == OrganisationType.PROVINCE.value
        for name in (body.code or "", body.comparable)
    }
    plan = _Plan()
    for counted in file.found:
        _take(plan, counted, known.get(counted.code), provinces, today)
    codes = {counted.code for counted in file.found}
    if len(codes) >= A_WHOLE_COUNTRY:
        for body in known.values():
            if _is_there(body, today) and body.code not in codes:
                plan.problems.append(Remark(body.code or "", "", "municipality-not-in-file", body.name))
    return plan.changed, ImportReport(
        read=len(file.found),
        update=len(plan.changed),
        unchanged=plan.unchanged,
        refuse=plan.refused,
        repairs=file.repairs,
        problems=plan.problems,
    )


def _is_there(body: Organisation, today: date) -> bool:
    return body.type == OrganisationType.MUNICIPALITY.value and (
        body.valid_until is None or body.valid_until > today
    )


def _take(
    plan: _Plan,
    counted: CountedMunicipality,
    body: Organisation | None,
    provinces: Mapping[str, Organisation],
    today: date,
) -> None:
    if body is None or body.type != OrganisationType.MUNICIPALITY.value:
        plan.refused += 1
        plan.problems.append(Remark(counted.code, "", "code-unknown", counted.name))
        return
    if not _is_there(body, today):
        plan.unchanged += 1
        plan.problems.append(
            Remark(counted.code, "", "municipality-ended", body.successor.name if body.successor else "")
        )
        return
    if counted.year and body.counted_in and counted.year < body.counted_in:
        plan.unchanged += 1
        plan.problems.append(Remark(counted.code, "", "figures-older", str(body.counted_in)))
        return
    before = _state(body)
    _fill(plan, counted, body, provinces)
    if _state(body) == before:
        plan.unchanged += 1
    else:
        plan.changed.append(body)


def _fill(
    plan: _Plan, counted: CountedMunicipality, body: Organisation, provinces: Mapping[str, Organisation]
) -> None:
    if counted.name and len(counted.name) <= LONGEST_NAME:
        body.name = counted.name
    if counted.province:
        province = provinces.get(counted.province) or provinces.get(comparable_name(counted.province))
        if province is None:
            plan.problems.append(Remark(counted.code, "province", "province-unknown", counted.province))
        else:
            body.province = province
    if counted.unreadable:
        plan.problems.append(Remark(counted.code, "inhabitants", "inhabitants-not-read", counted.unreadable))
    if counted.inhabitants:
        body.inhabitants = counted.inhabitants
        body.size_class = size_class_of(counted.inhabitants).value
        body.size_is_estimate = False
    if counted.year and counted.year >= YEAR_OF_THE_LIST:
        body.counted_in = counted.year


def _state(body: Organisation) -> tuple[object, ...]:
    return tuple(getattr(body, name) for name in _COUNTED)
