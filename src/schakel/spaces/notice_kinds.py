"""What people are told about spaces: that something is there, and never what it says."""

from collections.abc import Callable, Collection, Sequence

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schakel.accounts.public import person_by_reference
from schakel.messages.public import Frequency, Kind, Told, Wording, register_kind
from schakel.spaces.actions import ASKED, DECIDED, POSTED
from schakel.spaces.models import Contribution
from schakel.spaces.queries import contributions_seen_by, keys_of, spaces_visible_to
from schakel.spaces.rules import Kind as ContributionKind
from schakel.spaces.wording import kind_name

Say = Callable[[Contribution], tuple[str, str]]
"""The subject and the text."""


def _visible(about: Collection[str], addressee: str) -> Collection[str]:
    """What stands in a channel that they read now. A task is told to who is to do it, until it is done."""
    person = person_by_reference(addressee)
    if person is None:
        return ()
    return {
        one.reference
        for one in contributions_seen_by(person, keys_of(about))
        if one.kind != ContributionKind.TASK or (one.doer_id == person.pk and one.done_at is None)
    }


def _takes_part(addressee: str) -> bool:
    person = person_by_reference(addressee)
    return person is not None and spaces_visible_to(person).exists()


def _word(say: Say) -> Callable[[Sequence[Told], str], Sequence[Wording]]:
    def word(told: Sequence[Told], _addressee: str) -> Sequence[Wording]:
        found = Contribution.objects.select_related("space", "written_by", "guest").in_bulk(
            keys_of({one.about for one in told})
        )
        by_reference = {one.reference: one for one in found.values()}
        return [_letter(by_reference[one.about], say) for one in told]

    return word


def _letter(about: Contribution, say: Say) -> Wording:
    subject, text = say(about)
    return Wording(subject, text, reverse("space", args=[about.space.code]), gettext("Go to the space"))


def _who(about: Contribution) -> str:
    return str(about.written_by or about.guest or "–")


def _posted(about: Contribution) -> tuple[str, str]:
    said = {
        "space": about.space.title,
        "who": _who(about),
        "what": kind_name(ContributionKind(about.kind)).lower(),
    }
    return (
        gettext("New in %(space)s") % said,
        gettext("%(who)s added something for you to read: %(what)s.") % said,
    )


def _asked(about: Contribution) -> tuple[str, str]:
    said = {"space": about.space.title, "who": _who(about)}
    return (
        gettext("A task for you in %(space)s") % said,
        gettext("%(who)s put your name to a task. Look what it is, and by when.") % said,
    )


def _decided(about: Contribution) -> tuple[str, str]:
    said = {"space": about.space.title, "who": _who(about)}
    return (
        gettext("A decision in %(space)s") % said,
        gettext("%(who)s wrote down what was decided.") % said,
    )


for kind in (
    Kind(
        POSTED,
        _("Something new in a space"),
        _visible,
        _word(_posted),
        mail=Frequency.DAILY,
        concerns=_takes_part,
    ),
    Kind(ASKED, _("A task for you in a space"), _visible, _word(_asked), concerns=_takes_part),
    Kind(
        DECIDED,
        _("A decision in a space"),
        _visible,
        _word(_decided),
        mail=Frequency.DAILY,
        concerns=_takes_part,
    ),
):
    register_kind(kind)
