"""What people are told about items: the words, and who may still see what they are about."""

from collections.abc import Callable, Collection, Mapping, Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from schakel.accounts.public import person_by_reference
from schakel.kernel.languages import DUTCH
from schakel.library.access import allows
from schakel.library.queries import items_visible_to, values_with_keys
from schakel.library.rules import FINDABLE, State
from schakel.library.telling import PUBLISHED, SENT_BACK, WAITS
from schakel.library.values import ItemValue
from schakel.messages.public import Frequency, Kind, Told, Wording, register_kind

Say = Callable[[ItemValue, str, Mapping[str, object]], Wording]


def _visible(states: Collection[str], act: str) -> Callable[[Collection[str], str], Collection[str]]:
    """Items in one of these states that somebody may see, while they may do this act."""

    def visible(about: Collection[str], addressee: str) -> Collection[str]:
        person = person_by_reference(addressee)
        if person is None or not allows(person, act):
            return ()
        found = items_visible_to(person).filter(pk__in=_keys(about), state__in=states)
        return {item.reference for item in found.order_by("pk")}

    return visible


def _reviews(addressee: str) -> bool:
    person = person_by_reference(addressee)
    return person is not None and allows(person, "item.review")


def _word(say: Say) -> Callable[[Sequence[Told], str], Sequence[Wording]]:
    def word(told: Sequence[Told], _addressee: str) -> Sequence[Wording]:
        keys = _keys({one.about for one in told})
        values = {f"item:{value.pk}": value for value in values_with_keys(keys, today=timezone.localdate())}
        language = get_language() or DUTCH
        return [say(values[one.about], values[one.about].title(language), one.payload) for one in told]

    return word


def _keys(references: Collection[str]) -> list[int]:
    return [int(reference.removeprefix("item:")) for reference in references]


def _published(item: ItemValue, title: str, _payload: Mapping[str, object]) -> Wording:
    return Wording(
        gettext("Published: %(title)s") % {"title": title},
        gettext("Whoever it is meant for can find it from now on."),
        item.url,
    )


def _sent_back(item: ItemValue, title: str, payload: Mapping[str, object]) -> Wording:
    reason = str(payload.get("reason", ""))
    return Wording(
        gettext("Sent back: %(title)s") % {"title": title},
        gettext("The staff of the hub asks you to change something first:\n\n%(reason)s")
        % {"reason": reason},
        reverse("item_edit", args=[item.slug]),
        gettext("Change it"),
    )


def _waits(item: ItemValue, title: str, _payload: Mapping[str, object]) -> Wording:
    return Wording(
        gettext("Waits for review: %(title)s") % {"title": title},
        gettext("%(owner)s handed it in.") % {"owner": item.owner.name},
        item.url,
        gettext("Read it"),
    )


for kind in (
    Kind(
        PUBLISHED,
        _("An item of your organisation is published"),
        _visible([state.value for state in FINDABLE], "item.read"),
        _word(_published),
        mail=Frequency.DAILY,
    ),
    Kind(
        SENT_BACK,
        _("An item of your organisation is sent back"),
        _visible([state.value for state in State], "item.read"),
        _word(_sent_back),
    ),
    Kind(
        WAITS,
        _("An item waits for review"),
        _visible([State.REVIEW.value], "item.review"),
        _word(_waits),
        concerns=_reviews,
    ),
):
    register_kind(kind)
