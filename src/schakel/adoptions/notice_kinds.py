"""What people are told about adoptions."""

from collections.abc import Callable, Collection, Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from schakel.accounts.public import Person, person_by_reference
from schakel.adoptions.actions import CONFIRMED, REPORTED
from schakel.adoptions.models import Adoption
from schakel.adoptions.queries import adoptions_named, can_confirm
from schakel.adoptions.rules import State
from schakel.kernel.languages import DUTCH
from schakel.library import public as library
from schakel.messages.public import Frequency, Kind, Told, Wording, register_kind
from schakel.organisations import public as organisations

Still = Callable[[Adoption, Person], bool]


def _visible(still: Still) -> Callable[[Collection[str], str], Collection[str]]:
    def visible(about: Collection[str], addressee: str) -> Collection[str]:
        person = person_by_reference(addressee)
        if person is None:
            return ()
        found = adoptions_named(about, person)
        keys = [one.item_id for one in found]
        items = set(
            library.items_visible_to(person).filter(pk__in=keys).order_by("pk").values_list("pk", flat=True)
        )
        return {one.reference for one in found if one.item_id in items and still(one, person)}

    return visible


def _stands(adoption: Adoption, _person: Person) -> bool:
    return adoption.confirmed_at is not None and adoption.state != State.STOPPED


def _waits(adoption: Adoption, person: Person) -> bool:
    return adoption.state != State.STOPPED and can_confirm(person, adoption)


def _belongs_somewhere(addressee: str) -> bool:
    person = person_by_reference(addressee)
    return person is not None and bool(organisations.member_organisations(person))


def _word(told: Sequence[Told], say: Callable[[Adoption, str], Wording]) -> Sequence[Wording]:
    keys = {int(one.about.partition(":")[2]) for one in told}
    found = Adoption.objects.select_related("adopter", "item").in_bulk(keys)
    by_reference = {one.reference: one for one in found.values()}
    values = {
        value.pk: value.title(get_language() or DUTCH)
        for value in library.values_with_keys(
            {one.item_id for one in found.values()}, today=timezone.localdate()
        )
    }
    return [say(by_reference[one.about], values[by_reference[one.about].item_id]) for one in told]


def _to_confirm(told: Sequence[Told], _addressee: str) -> Sequence[Wording]:
    return _word(
        told,
        lambda adoption, title: Wording(
            gettext("Do you use this? %(title)s") % {"title": title},
            gettext(
                "Somebody wrote that %(adopter)s uses this. Say whether that is so; until then nobody sees it."
            )
            % {"adopter": adoption.adopter.name},
            reverse("my_adoptions"),
            gettext("Say yes or no"),
        ),
    )


def _confirmed(told: Sequence[Told], _addressee: str) -> Sequence[Wording]:
    return _word(
        told,
        lambda adoption, title: Wording(
            gettext("Used again: %(title)s") % {"title": title},
            gettext("%(adopter)s uses what your organisation shared.") % {"adopter": adoption.adopter.name},
            adoption.item.get_absolute_url(),
            gettext("Look who uses it"),
        ),
    )


for kind in (
    Kind(
        REPORTED,
        _("Somebody wrote that your organisation uses something"),
        _visible(_waits),
        _to_confirm,
        concerns=_belongs_somewhere,
    ),
    Kind(
        CONFIRMED,
        _("Something of your organisation is used by others"),
        _visible(_stands),
        _confirmed,
        mail=Frequency.DAILY,
        concerns=_belongs_somewhere,
    ),
):
    register_kind(kind)
