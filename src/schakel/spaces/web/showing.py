"""What stands in a space, as its page shows it."""

from dataclasses import dataclass
from datetime import date

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext

from schakel.spaces import queries
from schakel.spaces.models import Contribution, Space
from schakel.spaces.rules import Channel, Kind, Place, is_open
from schakel.spaces.seats import Seat
from schakel.spaces.web.asking import now
from schakel.spaces.wording import DUE_TONES, channel_meaning, channel_name, due_text, place_name

MOST_SHOWN = 20
"""Messages and files on the page; the dossier has them all."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One contribution on the page, with what who looks may do with it. ``file_url`` of a file only."""

    about: Contribution
    who: str
    may_change: bool
    may_remove: bool
    file_url: str = ""
    size: str = ""
    place: str = ""
    due: str = ""
    tone: str = ""

    @property
    def is_guest(self) -> bool:
        return self.about.guest_id is not None

    @property
    def was_changed(self) -> bool:
        return self.about.version > 1


def shown(seat: Seat, one: Contribution, *, key: str = "") -> Shown:
    """``key``: the word in the link of a guest who looks."""
    person, can_add = seat.person, is_open(seat.space.closed_at, now=now())
    is_own = person is not None and one.written_by_id == person.pk
    is_of_all = person is not None and one.kind in (Kind.TASK, Kind.DECISION)
    is_file = one.kind == Kind.FILE
    arguments = [key, one.code] if key else [seat.space.code, one.code]
    return Shown(
        about=one,
        who=str(one.written_by or one.guest or gettext("somebody who left")),
        may_change=can_add and not is_file and (is_own or is_of_all),
        may_remove=can_add and is_own and one.kind != Kind.DECISION,
        file_url=reverse("guest_file" if key else "space_file", args=arguments) if is_file else "",
        size=filesizeformat(one.size) if is_file else "",
        place=place_name(Place(one.place)) if one.place else "",
    )


def board_of(seat: Seat, channel: Channel, *, today: date, key: str = "") -> dict[str, object]:
    """Everything on one channel: tasks, messages, files, decisions and links."""
    in_channel = Seat(seat.space, frozenset({channel}), person=seat.person, guest=seat.guest)
    found = queries.contributions_seen_from(in_channel)

    def of(kind: Kind, most: int | None = None) -> list[Shown]:
        return [shown(seat, one, key=key) for one in found.filter(kind=kind.value)[:most]]

    tasks = [
        Shown(
            about=task.contribution,
            who=str(task.contribution.doer or ""),
            may_change=seat.person is not None and is_open(seat.space.closed_at, now=now()),
            may_remove=False,
            due=due_text(task.due),
            tone=DUE_TONES[task.due],
        )
        for task in queries.tasks_seen_from(in_channel, today=today)
    ]
    return {
        "channel": channel.value,
        "channel_name": channel_name(channel),
        "channel_meaning": channel_meaning(channel),
        "is_private": channel is Channel.PRIVATE,
        "to_do": [one for one in tasks if one.about.done_at is None],
        "done": [one for one in tasks if one.about.done_at is not None],
        "posts": of(Kind.POST, MOST_SHOWN),
        "more_posts": max(0, found.filter(kind=Kind.POST.value).count() - MOST_SHOWN),
        "files": of(Kind.FILE),
        "decisions": of(Kind.DECISION),
        "links": of(Kind.LINK),
    }


def tabs_of(seat: Seat, current: Channel) -> list[dict[str, object]]:
    """The channels to choose from; none where there is one, so that nothing points to the other."""
    has_public = any(party.is_public for party in queries.parties_of(seat.space))
    if len(seat.channels) == 1 or not has_public:
        return []
    return [
        {
            "label": channel_name(channel),
            "url": f"{seat.space.get_absolute_url()}?channel={channel.value}",
            "current": channel is current,
            "count": "",
        }
        for channel in Channel
    ]


def crumbs_of(space: Space, *, here: str = "") -> list[dict[str, object]]:
    first: list[dict[str, object]] = [{"label": gettext("My spaces"), "url": reverse("my_spaces")}]
    if not here:
        return [*first, {"label": space.title}]
    return [*first, {"label": space.title, "url": space.get_absolute_url()}, {"label": here}]
