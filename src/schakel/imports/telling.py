"""What a run did in the shape that other programs rely on: the command line and the API tell the same."""

from collections.abc import Iterable

from schakel.imports.mapping import Problem
from schakel.imports.messages import problem_text
from schakel.imports.models import Run
from schakel.imports.rules import Outcome
from schakel.imports.storing import Report


def told_report(report: Report) -> dict[str, object]:
    """Counts by outcome, likely doubles, repairs by name, problems in words, and the number of the run if any."""
    return {
        **report.plan.counts,
        "duplicates": report.duplicates,
        "repairs": report.plan.repairs,
        "problems": _told_problems(report.plan.problems),
        "run": report.run.pk if report.run else None,
    }


def told_run(run: Run) -> dict[str, object]:
    """The same of a run as it is kept. Of one whose file was not read yet everything is 0."""
    return {
        **dict.fromkeys(("read", *Outcome), 0),
        **run.counts,
        "duplicates": run.duplicates,
        "repairs": run.repairs,
        "problems": _told_problems(Problem(**problem) for problem in run.problems),
        "run": run.pk,
    }


def _told_problems(problems: Iterable[Problem]) -> list[dict[str, str]]:
    return [
        {"record": problem.record, "field": problem.field, "message": problem_text(problem)}
        for problem in problems
    ]
