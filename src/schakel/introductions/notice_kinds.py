"""What people are told about introductions: the words, and who may still see what they are about.

Names and addresses of people stand in none of these: what is in somebody's mailbox cannot be taken back.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schakel.accounts.public import may, person_by_reference, standing_of
from schakel.introductions.calendars import meeting_of
from schakel.introductions.desks import seat_of
from schakel.introductions.links import path_of
from schakel.introductions.models import Introduction, MailLink
from schakel.introductions.rules import BROKER, TOGETHER, Moment, Side, State
from schakel.introductions.telling import ASKED, NEWS, OUTCOME, REMINDED
from schakel.introductions.telling import BROKER as ESCALATED
from schakel.introductions.wording import day_text, moment_text
from schakel.messages.public import Kind, Told, Wording, register_kind

Say = Callable[[Introduction, Mapping[str, object], str, str], Wording]


def _now() -> datetime:
    return timezone.now().astimezone(UTC)


def _found(about: Collection[str]) -> list[Introduction]:
    keys = [int(one.removeprefix("introduction:")) for one in about]
    rows = Introduction.objects.filter(pk__in=keys).select_related("requester", "receiver", "adviser")
    return list(rows.order_by("pk"))


def _takes_part(introduction: Introduction, addressee: str, side: Side | None) -> bool:
    """Whether this addressee belongs to it now, and to this side of it where one is asked for."""
    if ":" not in addressee:
        return side is not Side.REQUESTER and addressee == introduction.outside_address
    person = person_by_reference(addressee)
    if person is None:
        return False
    seat = seat_of(person, introduction)
    return seat.side is not None if side is None else seat.side is side


def _answerable(about: Collection[str], addressee: str) -> Collection[str]:
    """What waits for an answer that this addressee can give."""
    return {
        one.reference
        for one in _found(about)
        if one.standing_at(_now()) is State.REQUESTED and _takes_part(one, addressee, Side.RECEIVER)
    }


def _of_taking_part(about: Collection[str], addressee: str) -> Collection[str]:
    return {one.reference for one in _found(about) if _takes_part(one, addressee, None)}


def _without_outcome(about: Collection[str], addressee: str) -> Collection[str]:
    return {
        one.reference
        for one in _found(about)
        if State(one.state) in TOGETHER and _takes_part(one, addressee, None)
    }


def _for_brokers(about: Collection[str], addressee: str) -> Collection[str]:
    return {one.reference for one in _found(about)} if _is_broker(addressee) else ()


def _is_broker(addressee: str) -> bool:
    person = person_by_reference(addressee)
    return person is not None and may(BROKER, standing_of(person))


def _word(say: Say) -> Callable[[Sequence[Told], str], Sequence[Wording]]:
    def word(told: Sequence[Told], addressee: str) -> Sequence[Wording]:
        found = {one.reference: one for one in _found({one.about for one in told})}
        links = MailLink.objects.in_bulk([_number(one.payload) for one in told])
        return [
            say(
                found[one.about],
                one.payload,
                _path(found[one.about], links.get(_number(one.payload))),
                addressee,
            )
            for one in told
        ]

    return word


def _number(payload: Mapping[str, object]) -> int:
    link = payload.get("link")
    return link if isinstance(link, int) else 0


def _path(introduction: Introduction, link: MailLink | None) -> str:
    """The page of the link that was made for this addressee; without one, the page for who signs in."""
    return path_of(link) if link is not None else reverse("introduction", args=[introduction.code])


def _asked(one: Introduction, _payload: Mapping[str, object], path: str, addressee: str) -> Wording:
    text = gettext(
        "%(requester)s writes:\n\n%(why)s\n\n"
        "We promised them an answer before %(day)s. You can say yes or no without signing in."
    ) % {"requester": one.requester.name, "why": one.why, "day": day_text(one.last_chance_at)}
    if ":" not in addressee:
        text += "\n\n" + gettext(
            "You get this because an adviser of the hub thinks you can help. Nobody sees your name or "
            "address unless you say yes. If you do nothing, it ends by itself on %(day)s."
        ) % {"day": day_text(one.lapses_at)}
    subject = gettext("%(requester)s would like to meet %(receiver)s") % _bodies(one)
    return Wording(subject, text, path, gettext("Answer"))


def _reminded(one: Introduction, payload: Mapping[str, object], path: str, _addressee: str) -> Wording:
    said = {**_bodies(one), "why": one.why, "day": day_text(one.lapses_at)}
    if payload.get("moment") == Moment.LAST_CHANCE.value:
        subject = gettext("Last reminder: %(requester)s waits for your answer") % said
        text = (
            gettext(
                "%(requester)s asked this, and nobody answered yet:\n\n%(why)s\n\n"
                "An adviser of the hub looks at it now too. On %(day)s it ends by itself."
            )
            % said
        )
    else:
        subject = gettext("%(requester)s waits for your answer") % said
        text = gettext("%(requester)s asked this:\n\n%(why)s\n\nA short yes or no helps them on.") % said
    return Wording(subject, text, path, gettext("Answer"))


def _news(one: Introduction, payload: Mapping[str, object], path: str, addressee: str) -> Wording:
    """With the meeting for calendars, where one was agreed, moved or struck."""
    said = _news_text(one, payload, path, addressee)
    if "was" in payload:
        struck = meeting_of(
            one,
            datetime.fromisoformat(str(payload["was"])),
            path=path,
            is_certain=True,
            sequence=int(str(payload["sequence"])),
        )
        return replace(said, appointment=struck, is_cancelled=True)
    if payload.get("what") == "time-chosen" and one.meets_at is not None and State(one.state) in TOGETHER:
        return replace(said, appointment=meeting_of(one, one.meets_at, path=path, is_certain=True))
    return said


_ABOUT_NEWS = {
    "accepted": (
        _("%(receiver)s and %(requester)s are introduced"),
        _("Both said yes. On this page you see whom you can reach, for as long as both want that."),
    ),
    "declined": (
        _("%(receiver)s said no to an introduction"),
        _("On this page you read why, and what else may help."),
    ),
    "lapsed": (
        _("%(receiver)s did not answer"),
        _("Your request for an introduction has lapsed. An adviser of the hub knows it."),
    ),
    "handed-on": (
        _("Your request for an introduction was handed on"),
        _("It is with %(receiver)s now. We promise an answer before %(day)s."),
    ),
    "times-proposed": (
        _("%(requester)s and %(receiver)s: times to meet"),
        _("The other side proposed times. Choose the one that suits you."),
    ),
    "time-chosen": (
        _("%(requester)s and %(receiver)s: a time was chosen"),
        _("You meet on %(moment)s."),
    ),
    "time-changed-since": (
        _("%(requester)s and %(receiver)s: a time was chosen"),
        _("It was changed after that. Look which times there are now."),
    ),
    "time-struck": (
        _("%(requester)s and %(receiver)s: you do not meet at the time you agreed"),
        _("Your calendar can strike it. On this page you see where it stands."),
    ),
    "became-one": (
        _("%(requester)s and %(receiver)s are one organisation now"),
        _("Your request for an introduction is taken back. You are colleagues from now on."),
    ),
    "asked-twice": (
        _("The same introduction was asked twice: %(requester)s and %(receiver)s"),
        _("Two organisations went on as one. The first request goes on, and this one is taken back."),
    ),
}
"""Of each thing that can have happened what is said of it, first in a line and then in full."""
_TAKEN_BACK = (
    _("An introduction was taken back: %(requester)s and %(receiver)s"),
    _("Names and addresses are no longer shown. You need not do anything."),
)


def _news_text(one: Introduction, payload: Mapping[str, object], path: str, _addressee: str) -> Wording:
    what = str(payload.get("what", ""))
    said = _bodies(one)
    if what == "handed-on":
        said |= {"day": day_text(one.last_chance_at)}
    if what == "time-chosen":
        if one.meets_at is None:
            what = "time-changed-since"
        else:
            said |= {"moment": moment_text(one.meets_at)}
    subject, text = _ABOUT_NEWS.get(what, _TAKEN_BACK)
    button = gettext("Choose a time") if what == "times-proposed" else gettext("Look at it")
    return Wording(subject % said, text % said, path, button)


def _escalated(one: Introduction, payload: Mapping[str, object], path: str, _addressee: str) -> Wording:
    bodies = _bodies(one)
    match str(payload.get("why", "")):
        case "without-desk":
            text = gettext("Nobody of %(receiver)s is in the hub. Ask somebody there, or answer for them.")
        case "lapsed":
            text = gettext("%(receiver)s did not answer in time. Help %(requester)s to somebody else.")
        case "assigned":
            text = gettext("You look after this from now on.")
        case "many-asked":
            text = gettext(
                "%(requester)s asked for as many introductions today as one may. Look whether they mean it: "
                "whoever says yes shows them a name and an address."
            )
        case _:
            text = gettext("%(receiver)s has not answered yet. Remind them, or hand it on.")
    subject = gettext("Introduction of %(requester)s to %(receiver)s needs you") % bodies
    return Wording(subject, text % bodies, path)


def _outcome(one: Introduction, _payload: Mapping[str, object], path: str, _addressee: str) -> Wording:
    bodies = _bodies(one)
    return Wording(
        gettext("What came of the introduction of %(requester)s and %(receiver)s?") % bodies,
        gettext("Two clicks are enough: choose, and send. Others learn from it."),
        path,
        gettext("Tell what came of it"),
    )


def _bodies(one: Introduction) -> dict[str, str]:
    return {"requester": one.requester.name, "receiver": one.receiver.name}


for kind in (
    Kind(ASKED, _("Somebody asks your organisation for an introduction"), _answerable, _word(_asked)),
    Kind(REMINDED, _("An introduction waits for your answer"), _answerable, _word(_reminded)),
    Kind(NEWS, _("Something happened with an introduction of yours"), _of_taking_part, _word(_news)),
    Kind(
        ESCALATED,
        _("An introduction needs an adviser"),
        _for_brokers,
        _word(_escalated),
        concerns=_is_broker,
    ),
    Kind(OUTCOME, _("We ask what came of an introduction"), _without_outcome, _word(_outcome)),
):
    register_kind(kind)
