"""Spaces for tests, through the actions that people use."""

import os
from collections.abc import Iterable

from schakel.accounts.public import Person
from schakel.documents import files
from schakel.documents import jobs as documents_jobs
from schakel.documents.public import KeptFile
from schakel.organisations.public import Organisation
from schakel.spaces import actions, queries
from schakel.spaces.actions import Draft
from schakel.spaces.models import Contribution, Space
from schakel.spaces.rules import Channel, Kind
from schakel.spaces.seats import Seat
from tests.clock import NOW


def space_of(
    *parties: Organisation,
    people: Iterable[Person] = (),
    by: Person | None = None,
    title: str = "Een koel zwembad",
) -> Space:
    """A space in which these organisations take part, with these people of them let in."""
    public = next((one for one in parties if one.type in ("municipality", "province")), None)
    space = actions.open_space(title=title, organisations=parties, public_organisation=public, by=by, now=NOW)
    for organisation in parties:
        actions.add_organisation(space=space, organisation=organisation, by=by, people=people, now=NOW)
    return space


def seat(person: Person, space: Space) -> Seat:
    found = queries.seat_of(person, space.code)
    assert found is not None
    return found


def contribution_of(
    kind: Kind,
    seat: Seat,
    text: str = "Het zwembad is te warm.",
    *,
    channel: Channel = Channel.EVERYONE,
    **fields: object,
) -> Contribution:
    """Something that stands in a space; a decision was taken by everybody and a link leads somewhere."""
    usual: dict[str, object] = {}
    if kind is Kind.DECISION:
        usual = {"decided_by": "iedereen"}
    if kind is Kind.LINK:
        usual = {"address": "https://cloud.example/prikbord"}
    draft = Draft(kind=kind, channel=channel, text=text, **(usual | fields))  # type: ignore[arg-type]
    return actions.add_contribution(seat=seat, draft=draft, now=NOW)


def file_in(
    seat: Seat, content: bytes, *, name: str = "nota.txt", channel: Channel = Channel.EVERYONE
) -> Contribution:
    """A text file in a space, as it is once it was looked at; no process is started for it."""
    stored = KeptFile(name, "txt", len(content), files.store(content))
    return contribution_of(Kind.FILE, seat, name, channel=channel, file=stored)


def sweep() -> None:
    """Everything that is stored is old, and what belongs to nothing is removed."""
    for path in files.every_file():
        os.utime(path, (0, 0))
    documents_jobs.sweep_files(None)  # type: ignore[arg-type]  # it looks at nothing of the work
