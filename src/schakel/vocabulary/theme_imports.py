"""Reading themes from a file of somebody else, and taking that back. Each is one transaction with its journal rows."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import ManyToOneRel, Max

from schakel.accounts.public import Person
from schakel.journal import public as journal
from schakel.kernel.refusal import Refusal
from schakel.kernel.reports import ImportReport
from schakel.vocabulary import rules
from schakel.vocabulary.models import Concept, Label, ThemeChange, ThemeRun, ThemeSource
from schakel.vocabulary.skos import read_skos
from schakel.vocabulary.theme_plans import Labels, Planner, ThemeOutcome, ThemePlan, ThemeStep

MOST_KEPT = 2000
"""So many problems are kept with a run; all are told."""
AT_ONCE = 500


def preview_themes(*, path: Path) -> ImportReport:
    """What `import_themes` would do with this file now; nothing is changed. Raises a Refusal when it cannot be read."""
    return _report(Planner(read_skos(path)).plan())


def import_themes(*, path: Path, run_by: Person | None, now: datetime) -> ImportReport:
    """Make themes of the concepts of a file (SKOS), under one branch for their scheme: all of it, or nothing.

    Read again, a file changes what its source changed since the last time; what was changed here stays and is told.
    """
    found = read_skos(path)  # before the transaction: it may take a minute, and others write meanwhile
    with transaction.atomic():
        plan = Planner(found).plan()
        report = _report(plan)
        run = ThemeRun.objects.create(
            file_name=path.name[:255],
            file_digest=_digest(path),
            scheme=plan.scheme,
            started_at=now,
            run_by=run_by,
            counts={**report.counts, "duplicates": report.duplicates},
            repairs=dict(report.repairs),
            problems=[asdict(problem) for problem in report.problems[:MOST_KEPT]],
        )
        concepts = {concept.notation: concept for concept in Concept.objects.order_by("pk")}
        _create(_with(plan, ThemeOutcome.CREATE), concepts, run)
        _update(_with(plan, ThemeOutcome.UPDATE), concepts, run, run_by, now)
        _remember(plan, concepts, run, now)
        _record("theme.imported", run, run_by, now, run.counts)
    return _report(plan, run)


def _with(plan: ThemePlan, outcome: ThemeOutcome) -> list[ThemeStep]:
    return [step for step in plan.steps if step.outcome is outcome]


def _create(steps: Sequence[ThemeStep], concepts: dict[str, Concept], run: ThemeRun) -> None:
    position = (Concept.objects.aggregate(last=Max("position"))["last"] or 0) + 1
    made = {step.notation: Concept(notation=step.notation, position=position) for step in steps}
    for step in steps:
        under = concepts.get(step.place)
        if under is not None:
            made[step.notation].position = under.position
    Concept.objects.bulk_create(made.values(), batch_size=AT_ONCE)
    concepts |= made
    for step in steps:
        made[step.notation].broader = concepts.get(step.place)
    Concept.objects.bulk_update(made.values(), ["broader"], batch_size=AT_ONCE)
    _add_labels({step.notation: step.labels for step in steps}, concepts)
    ThemeChange.objects.bulk_create(
        [
            ThemeChange(
                run=run,
                concept=concepts[step.notation],
                created=True,
                fingerprint_after=rules.fingerprint(step.labels, step.place),
            )
            for step in steps
        ],
        batch_size=AT_ONCE,
    )


def _update(
    steps: Sequence[ThemeStep],
    concepts: Mapping[str, Concept],
    run: ThemeRun,
    by: Person | None,
    now: datetime,
) -> None:
    before = {step.notation: state_of(concepts[step.notation]) for step in steps}
    _place_and_name({step.notation: (step.labels, step.place) for step in steps}, before, concepts, by, now)
    ThemeChange.objects.bulk_create(
        [
            ThemeChange(
                run=run,
                concept=concepts[step.notation],
                before={
                    "labels": before[step.notation][0],
                    "broader": before[step.notation][1],
                    "says": step.source.says if step.source else {},
                },
                fingerprint_after=rules.fingerprint(step.labels, step.place),
            )
            for step in steps
        ],
        batch_size=AT_ONCE,
    )


def _place_and_name(
    wanted: Mapping[str, tuple[Labels, str]],
    before: Mapping[str, tuple[Labels, str]],
    concepts: Mapping[str, Concept],
    by: Person | None,
    now: datetime,
) -> None:
    """Give themes these labels and places, and write it down of each as if somebody had done it on screen."""
    changed = [concepts[notation] for notation in wanted]
    # All names are taken away before any is given: two themes may change names with each other.
    Label.objects.filter(concept__in=changed).delete()
    _add_labels({notation: labels for notation, (labels, _) in wanted.items()}, concepts)
    for notation, (labels, place) in wanted.items():
        concepts[notation].broader = concepts.get(place)
        journal.record(
            "theme.changed",
            on=f"theme:{notation}",
            by=by.reference if by else "",
            at=now,
            details={"before": before[notation][0], "after": labels, "broader": [before[notation][1], place]},
        )
    Concept.objects.bulk_update(changed, ["broader"], batch_size=AT_ONCE)


def _add_labels(labels: Mapping[str, Labels], concepts: Mapping[str, Concept]) -> None:
    Label.objects.bulk_create(
        [
            Label(concept=concepts[notation], language=language, text=text, is_preferred=place == 0)
            for notation, by_language in labels.items()
            for language, texts in by_language.items()
            for place, text in enumerate(texts)
        ],
        batch_size=AT_ONCE,
    )


def _remember(plan: ThemePlan, concepts: Mapping[str, Concept], run: ThemeRun, now: datetime) -> None:
    """Keep what the source says, of each theme that it speaks of."""
    fresh, changed = [], []
    for step in plan.steps:
        if step.source is not None:
            source = step.source
            if (source.says, source.scheme, source.licence) != (step.says, plan.scheme, plan.licence):
                source.says, source.scheme, source.licence = step.says, plan.scheme, plan.licence
                changed.append(source)
        elif step.outcome in (ThemeOutcome.CREATE, ThemeOutcome.ATTACH):
            fresh.append(
                ThemeSource(
                    uri=step.found.uri,
                    scheme=plan.scheme,
                    concept=concepts[step.notation],
                    says=step.says,
                    licence=plan.licence,
                    retrieved_on=now.date(),
                    is_attached=step.outcome is ThemeOutcome.ATTACH,
                )
            )
    ThemeSource.objects.bulk_create(fresh, batch_size=AT_ONCE)
    ThemeSource.objects.bulk_update(changed, ["says", "scheme", "licence"], batch_size=AT_ONCE)
    gone = [source.pk for source in plan.gone]
    here = ThemeSource.objects.filter(scheme=plan.scheme).exclude(pk__in=gone)
    here.update(retrieved_on=now.date(), is_gone=False)
    ThemeSource.objects.filter(pk__in=gone).update(is_gone=True)
    run.attached = [source.uri for source in fresh if source.is_attached]
    run.save(update_fields=["attached"])


@transaction.atomic
def undo_themes(*, run: ThemeRun, undone_by: Person | None, now: datetime) -> ThemeRun:
    """Take back what a run did. Raises a Refusal when a theme was changed since, is in use, or was read once more."""
    stored = ThemeRun.objects.select_for_update().get(pk=run.pk)
    if stored.state == ThemeRun.State.UNDONE:
        raise Refusal("run-undone-already")
    later = ThemeRun.objects.filter(scheme=stored.scheme, pk__gt=stored.pk, state=ThemeRun.State.DONE)
    if (newest := later.order_by("-pk").first()) is not None:
        raise Refusal("run-not-the-last", last=newest.pk)
    changes = list(stored.changes.select_related("concept__broader").order_by("pk"))
    touched = [
        change
        for change in changes
        if rules.fingerprint(*state_of(change.concept)) != change.fingerprint_after
    ]
    if touched:
        raise Refusal("themes-changed-since", themes=len(touched), first=touched[0].concept.notation)
    _restore([change for change in changes if not change.created], undone_by, now)
    created = [change.concept.pk for change in changes if change.created]
    _remove(created, stored)
    stored.state = ThemeRun.State.UNDONE
    stored.save(update_fields=["state"])
    _record("theme.import-undone", stored, undone_by, now, {"removed": len(created), "themes": len(changes)})
    return stored


def _restore(changes: Sequence[ThemeChange], by: Person | None, now: datetime) -> None:
    concepts = {concept.notation: concept for concept in Concept.objects.select_related("broader")}
    wanted = {
        change.concept.notation: (change.before["labels"], change.before["broader"]) for change in changes
    }
    _place_and_name(
        wanted, {notation: state_of(concepts[notation]) for notation in wanted}, concepts, by, now
    )
    for change in changes:
        change.concept.sources.filter(is_attached=False).update(says=change.before["says"])


def _remove(created: Sequence[int], run: ThemeRun) -> None:
    ThemeSource.objects.filter(uri__in=run.attached).delete()
    gone = Concept.objects.filter(pk__in=created)
    in_use = _in_use(created)
    if in_use:
        raise Refusal("themes-in-use", first=in_use)
    ThemeSource.objects.filter(concept__in=gone).delete()
    gone.update(broader=None)
    gone.delete()


def _in_use(created: Sequence[int]) -> str:
    """A theme among these that anything else refers to: an item, a theme below it, another source."""
    for relation in Concept._meta.get_fields(include_hidden=True):  # noqa: SLF001 - Django's documented way to look at models
        if not isinstance(relation, ManyToOneRel) or relation.related_model in (
            Label,
            ThemeChange,
            ThemeSource,
        ):
            continue
        name, rows = relation.field.name, relation.related_model._default_manager.all()  # noqa: SLF001 - idem
        if relation.related_model is Concept:
            rows = rows.exclude(pk__in=list(created))
        used = rows.filter(**{f"{name}__in": list(created)}).order_by("pk")
        if (first := used.values_list(f"{name}__notation", flat=True).first()) is not None:
            return str(first)
    return ""


def state_of(concept: Concept) -> tuple[Labels, str]:
    """The labels of a theme, the preferred first and the others by the alphabet, and the notation it stands under."""
    labels: Labels = {}
    for label in sorted(concept.labels.all(), key=lambda label: (not label.is_preferred, label.text)):
        labels.setdefault(label.language, []).append(label.text)
    return labels, concept.broader.notation if concept.broader else ""


def theme_run(number: int) -> ThemeRun | None:
    return ThemeRun.objects.filter(pk=number).first()


def _report(plan: ThemePlan, run: ThemeRun | None = None) -> ImportReport:
    number = {outcome: len(_with(plan, outcome)) for outcome in ThemeOutcome}
    return ImportReport(
        read=len(plan.steps),
        create=number[ThemeOutcome.CREATE],
        update=number[ThemeOutcome.UPDATE],
        unchanged=number[ThemeOutcome.UNCHANGED] + number[ThemeOutcome.ATTACH],
        refuse=number[ThemeOutcome.REFUSE],
        duplicates=number[ThemeOutcome.ATTACH],
        repairs=dict(sorted(plan.repairs.items())),
        problems=plan.problems,
        run=run.pk if run else None,
    )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _record(name: str, run: ThemeRun, by: Person | None, now: datetime, details: Mapping[str, Any]) -> None:
    journal.record(
        name,
        on="vocabulary:themes",
        by=by.reference if by else "",
        at=now,
        details={"run": run.pk, "scheme": run.scheme, **details},
    )
