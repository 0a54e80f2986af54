"""What people are told about pilots."""

from collections.abc import Callable, Collection, Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schakel.accounts.public import Person, person_by_reference
from schakel.messages.public import Kind, Told, Wording, register_kind
from schakel.organisations import public as organisations
from schakel.pilots.models import Partner, Pilot
from schakel.pilots.queries import pilots_named
from schakel.pilots.rules import Reply, State, Step, happening
from schakel.pilots.telling import ANSWERED, ASKED, LESSON, MOVED
from schakel.pilots.wording import happened_text, reply_text

Still = Callable[[Pilot, Person], bool]
"""Whether it is still worth telling this person about a pilot they may see."""
Say = Callable[[Pilot, Mapping[str, object]], tuple[str, str, str]]
"""Subject, text, and what the link says."""


def _visible(still: Still) -> Callable[[Collection[str], str], Collection[str]]:
    def visible(about: Collection[str], addressee: str) -> Collection[str]:
        person = person_by_reference(addressee)
        if person is None:
            return ()
        return {one.reference for one in pilots_named(about, person) if still(one, person)}

    return visible


def _always(_pilot: Pilot, _person: Person) -> bool:
    return True


def _is_asked(pilot: Pilot, person: Person) -> bool:
    own = [one.pk for one in organisations.member_organisations(person)]
    return Partner.objects.filter(pilot=pilot, organisation__in=own, reply=Reply.ASKED.value).exists()


def _lacks_a_lesson(pilot: Pilot, _person: Person) -> bool:
    return not pilot.lesson and pilot.state != State.WITHDRAWN


def _belongs_somewhere(addressee: str) -> bool:
    person = person_by_reference(addressee)
    return person is not None and bool(organisations.member_organisations(person))


def _word(say: Say) -> Callable[[Sequence[Told], str], Sequence[Wording]]:
    def word(told: Sequence[Told], _addressee: str) -> Sequence[Wording]:
        keys = {int(one.about.partition(":")[2]) for one in told}
        pilots = Pilot.objects.select_related("owner").in_bulk(keys)
        by_reference = {one.reference: one for one in pilots.values()}
        return [_letter(by_reference[one.about], one.payload, say) for one in told]

    return word


def _letter(pilot: Pilot, payload: Mapping[str, object], say: Say) -> Wording:
    subject, text, action = say(pilot, payload)
    return Wording(subject, text, reverse("pilot", args=[pilot.slug]), action)


def _asked(pilot: Pilot, _payload: Mapping[str, object]) -> tuple[str, str, str]:
    said = {"title": pilot.title, "owner": pilot.owner.name}
    return (
        gettext("Do you take part? %(title)s") % said,
        gettext(
            "%(owner)s asks your organisation to take part in a pilot. Read what it is, and say yes or no."
        )
        % said,
        gettext("Read and answer"),
    )


def _answered(pilot: Pilot, payload: Mapping[str, object]) -> tuple[str, str, str]:
    said = {
        "title": pilot.title,
        "organisation": str(payload.get("organisation", "")),
        "reply": reply_text(Reply(str(payload.get("reply", Reply.AGREED)))).lower(),
    }
    return (
        gettext("%(organisation)s answered: %(title)s") % said,
        gettext("%(organisation)s: %(reply)s.") % said,
        gettext("Go to the pilot"),
    )


def _moved(pilot: Pilot, payload: Mapping[str, object]) -> tuple[str, str, str]:
    step = Step(str(payload.get("step", Step.AGREE)))
    return (
        gettext("A step further: %(title)s") % {"title": pilot.title},
        f"{happened_text(happening(step))}.",
        gettext("Go to the pilot"),
    )


def _lesson(pilot: Pilot, _payload: Mapping[str, object]) -> tuple[str, str, str]:
    return (
        gettext("What did you learn? %(title)s") % {"title": pilot.title},
        gettext(
            "The pilot is evaluated. Write the lesson while you still know it: without one it cannot stop."
        ),
        gettext("Write the lesson"),
    )


for kind in (
    Kind(
        ASKED,
        _("You are asked to take part in a pilot"),
        _visible(_is_asked),
        _word(_asked),
        concerns=_belongs_somewhere,
    ),
    Kind(
        ANSWERED,
        _("A partner answered about a pilot"),
        _visible(_always),
        _word(_answered),
        concerns=_belongs_somewhere,
    ),
    Kind(
        MOVED, _("A pilot is a step further"), _visible(_always), _word(_moved), concerns=_belongs_somewhere
    ),
    Kind(
        LESSON,
        _("A lesson is wanted of a pilot"),
        _visible(_lacks_a_lesson),
        _word(_lesson),
        concerns=_belongs_somewhere,
    ),
):
    register_kind(kind)
