"""Trying, running, looking up and undoing imports; each needs a token that was made for it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from ninja import File, Form, Query, Status, UploadedFile
from ninja import Path as InPath

from schakel.accounts.public import Scope
from schakel.api.public import Asked, Mistake, Problem, Routes, caller_of, now, whole_address
from schakel.imports import public as imports
from schakel.imports.api.shapes import (
    ProfilesShape,
    ReportShape,
    RunShape,
    profile_shape,
    report_shape,
    run_shape,
)
from schakel.imports.public import Profile, Run
from schakel.kernel.refusal import Refusal

ROUTES = Routes("Importing")
LARGEST_UPLOAD = 10 * 2**20
"""Bytes. A caller waits for the whole run; what is larger is imported on the command line."""
Number = Annotated[int, InPath(ge=1, le=2**31 - 1, description="Number of the run.")]
ProfileName = Annotated[str, Form(max_length=60, description="How the file is read; see /import-profiles.")]
_UNUSUAL = re.compile(r"[^\w.-]")


@ROUTES.get(
    "/import-profiles",
    name="api_import_profiles",
    call="listImportProfiles",
    summary="List the profiles by which files are read",
    answers={200: ProfilesShape},
    example="/import-profiles",
    scope=Scope.IMPORT,
)
def profiles(request: HttpRequest, asked: Query[Asked]) -> ProfilesShape:  # noqa: ARG001 - the same for everybody
    """The sources whose files the hub can read."""
    return ProfilesShape(items=[profile_shape(profile) for profile in imports.all_profiles()])


@ROUTES.post(
    "/imports/_try",
    name="api_imports_try",
    call="tryImport",
    summary="Try an import",
    answers={200: ReportShape},
    example="/imports/_try",
    form={"profile": "ips-cases", "file": "@cases.csv"},
    scope=Scope.IMPORT,
    problems=(413,),
)
def try_import(
    request: HttpRequest,  # noqa: ARG001 - the same for everybody who may
    asked: Query[Asked],  # noqa: ARG001 - looked at before
    profile: ProfileName,
    file: Annotated[UploadedFile, File(description="The file, zipped by gzip or not.")],
) -> ReportShape:
    """What a run with this file would do now. Nothing is changed."""
    with _stored(file) as path, _told_as_problems():
        report = imports.dry_run(profile=_profile(profile), path=path, now=now())
    return report_shape(imports.told_report(report))


@ROUTES.post(
    "/imports",
    name="api_imports",
    call="runImport",
    summary="Run an import",
    answers={200: RunShape, 201: RunShape},
    example="/imports",
    form={"profile": "ips-cases", "file": "@cases.csv"},
    scope=Scope.IMPORT,
    problems=(413,),
)
def run_import(
    request: HttpRequest,
    response: HttpResponse,
    asked: Query[Asked],  # noqa: ARG001 - looked at before
    profile: ProfileName,
    file: Annotated[UploadedFile, File(description="The file, zipped by gzip or not.")],
) -> Status[RunShape]:
    """Read a file: all of it is stored, or nothing.

    Asking again is safe. When the last run of this profile read the very same file and was not undone, nothing is done,
    and that run is the answer, with status 200 instead of 201.
    """
    person = caller_of(request).person_with(Scope.IMPORT)
    with _stored(file) as path, _told_as_problems():
        run, is_new = imports.run_import_once(profile=_profile(profile), path=path, run_by=person, now=now())
    response.headers["Location"] = whole_address(reverse("api_import", args=[run.pk]))
    return Status(201 if is_new else 200, run_shape(run, imports.told_run(run)))


@ROUTES.get(
    "/imports/{number}",
    name="api_import",
    call="getImport",
    summary="Look up a run",
    answers={200: RunShape},
    example="/imports/1",
    scope=Scope.IMPORT,
    problems=(404,),
)
def run(request: HttpRequest, number: Number, asked: Query[Asked]) -> RunShape:  # noqa: ARG001 - as above
    """What a run did, and whether it was undone."""
    found = _run(number)
    return run_shape(found, imports.told_run(found))


@ROUTES.post(
    "/imports/{number}/_undo",
    name="api_import_undo",
    call="undoImport",
    summary="Undo a run",
    answers={200: RunShape},
    example="/imports/1/_undo",
    scope=Scope.IMPORT,
    problems=(404, 409),
)
def undo(request: HttpRequest, number: Number, asked: Query[Asked]) -> RunShape:  # noqa: ARG001 - looked at before
    """Take back what a run did, unless somebody worked on its items since."""
    person = caller_of(request).person_with(Scope.IMPORT)
    try:
        undone = imports.undo_run(run=_run(number), undone_by=person, now=now())
    except Refusal as refusal:
        raise Problem("conflict", detail=imports.refusal_text(refusal), code=refusal.code) from refusal
    return run_shape(undone, imports.told_run(undone))


def _run(number: int) -> Run:
    found = imports.run_with(number)
    if found is None:
        raise Http404
    return found


def _profile(name: str) -> Profile:
    found = imports.profile_named(name)
    if found is None:
        known = ", ".join(profile.name for profile in imports.all_profiles())
        raise Refusal("profile-unknown", known=known)
    return found


@contextmanager
def _stored(file: UploadedFile) -> Iterator[Path]:
    """The file in a folder of its own, which is gone afterwards."""
    if (file.size or 0) > LARGEST_UPLOAD:
        raise Problem("too-large")
    name = _UNUSUAL.sub("-", file.name or "")[-100:].strip(".-") or "file"
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        with path.open("wb") as stored:
            for chunk in file.chunks():
                stored.write(chunk)
        yield path


@contextmanager
def _told_as_problems() -> Iterator[None]:
    try:
        yield
    except Refusal as refusal:
        where, name = ("form", "profile") if refusal.code == "profile-unknown" else ("file", "file")
        mistake = Mistake(where, name, refusal.code, imports.refusal_text(refusal))
        raise Problem("invalid-input", code=refusal.code, mistakes=[mistake]) from refusal
