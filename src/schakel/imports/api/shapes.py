"""Profiles and runs as programs get them."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import Field

from schakel.api.public import Shape
from schakel.imports.public import Profile, Run
from schakel.library.public import Kind


class ProfileShape(Shape):
    """How the records of one source are read."""

    id: str
    title: str
    kind: Kind
    formats: list[str]
    language: str
    licence: str


class ProfilesShape(Shape):
    """All profiles there are."""

    items: list[ProfileShape]


class RecordProblemShape(Shape):
    """Something about a record that a person should know."""

    record: str
    field: str
    message: str


class ReportShape(Shape):
    """What a run did, or would do."""

    read: int
    create: int
    update: int
    unchanged: int
    refuse: int
    duplicates: int = Field(description="Likely doubles, about which a person decides.")
    repairs: dict[str, int] = Field(description="What was mended, by name.")
    problems: list[RecordProblemShape]


class RunState(StrEnum):
    """Where a run stands; under a name of its own, because items have a state too."""

    RECEIVED = "received"
    PLANNED = "planned"
    DONE = "done"
    UNDONE = "undone"
    FAILED = "failed"


class RunShape(ReportShape):
    """A run that was done, and can be undone as a whole."""

    number: int
    profile: str
    file_name: str
    state: RunState
    started_at: datetime


def profile_shape(profile: Profile) -> ProfileShape:
    return ProfileShape(
        id=profile.name,
        title=profile.title,
        kind=profile.kind,
        formats=list(profile.formats),
        language=profile.language,
        licence=profile.licence,
    )


def report_shape(told: Mapping[str, Any]) -> ReportShape:
    return ReportShape(**_report(told))


def run_shape(run: Run, told: Mapping[str, Any]) -> RunShape:
    return RunShape(
        number=run.pk,
        profile=run.profile,
        file_name=run.file_name,
        state=RunState(run.state),
        started_at=run.started_at,
        **_report(told),
    )


def _report(told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: told[name] for name in ReportShape.model_fields}
