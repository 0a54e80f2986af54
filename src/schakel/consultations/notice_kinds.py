"""What people are told about consultations."""

from collections.abc import Callable, Collection, Mapping, Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from schakel.accounts.public import person_by_reference
from schakel.consultations.actions import ANSWERED, ASKED, CLOSED, CLOSES, OPENED
from schakel.consultations.models import Consultation
from schakel.consultations.queries import consultations_visible_to, may_help
from schakel.kernel.languages import DUTCH
from schakel.library import public as library
from schakel.messages.public import Frequency, Kind, Told, Wording, register_kind

Say = Callable[[Consultation, str, Mapping[str, object]], tuple[str, str]]


def _visible(about: Collection[str], addressee: str) -> Collection[str]:
    """Consultations that this person may see."""
    person = person_by_reference(addressee)
    if person is None:
        return ()
    found = consultations_visible_to(person).filter(pk__in=_keys(about))
    return {one.reference for one in found.order_by("pk")}


def _helped(about: Collection[str], addressee: str) -> Collection[str]:
    """Those in which this person still answers."""
    person, today = person_by_reference(addressee), timezone.localdate()
    if person is None:
        return ()
    found = consultations_visible_to(person).filter(pk__in=_keys(about)).order_by("pk")
    return {one.reference for one in found if may_help(person, one.challenge, today=today)}


def _word(say: Say) -> Callable[[Sequence[Told], str], Sequence[Wording]]:
    def word(told: Sequence[Told], _addressee: str) -> Sequence[Wording]:
        keys = _keys({one.about for one in told})
        found = Consultation.objects.filter(pk__in=keys).select_related("challenge__item__owner")
        consultations = {one.reference: one for one in found.order_by("pk")}
        language, today = get_language() or DUTCH, timezone.localdate()
        values = {value.pk: value for value in library.values_with_keys(keys, today=today)}
        wordings = []
        for one in told:
            consultation = consultations[one.about]
            value = values[consultation.pk]
            subject, text = say(consultation, value.title(language), one.payload)
            wordings.append(Wording(subject, text, reverse("consultation", args=[value.slug])))
        return wordings

    return word


def _keys(references: Collection[str]) -> list[int]:
    return [int(reference.removeprefix("consultation:")) for reference in references]


def _last_day(consultation: Consultation) -> str:
    return date_format(consultation.closes_on, "j F Y") if consultation.closes_on else "–"


def _opened(consultation: Consultation, title: str, payload: Mapping[str, object]) -> tuple[str, str]:
    day = {"title": title, "day": _last_day(consultation), "owner": consultation.challenge.item.owner.name}
    if payload.get("event") == "extended":
        return (
            gettext("Longer open: the market consultation “%(title)s”") % day,
            gettext("You can take part until %(day)s.") % day,
        )
    return (
        gettext("Open: the market consultation “%(title)s”") % day,
        gettext("%(owner)s asks the market openly. You can take part until %(day)s.") % day,
    )


def _answered(_consultation: Consultation, title: str, payload: Mapping[str, object]) -> tuple[str, str]:
    if payload.get("event") == "file":
        return (
            gettext("A new file in the market consultation “%(title)s”") % {"title": title},
            gettext("Everybody can fetch it."),
        )
    return (
        gettext("A question was answered in the market consultation “%(title)s”") % {"title": title},
        gettext("It is question %(number)s. Everybody reads the question and the answer.")
        % {"number": payload.get("number", "")},
    )


def _closes(consultation: Consultation, title: str, _payload: Mapping[str, object]) -> tuple[str, str]:
    return (
        gettext("Closes soon: the market consultation “%(title)s”") % {"title": title},
        gettext("The last day is %(day)s.") % {"day": _last_day(consultation)},
    )


def _closed(_consultation: Consultation, title: str, payload: Mapping[str, object]) -> tuple[str, str]:
    if payload.get("event") == "reported":
        return (
            gettext("What came of it: the market consultation “%(title)s”") % {"title": title},
            gettext("Everybody can read what came of it."),
        )
    return (
        gettext("Closed: the market consultation “%(title)s”") % {"title": title},
        gettext("Nobody can take part any more. The owner reads everything, and says what came of it."),
    )


def _asked(_consultation: Consultation, title: str, payload: Mapping[str, object]) -> tuple[str, str]:
    return (
        gettext("A question in your market consultation “%(title)s”") % {"title": title},
        gettext("It is question %(number)s. Everybody gets the answer at once.")
        % {"number": payload.get("number", "")},
    )


for kind in (
    Kind(OPENED, _("A market consultation is open, or open for longer"), _visible, _word(_opened)),
    Kind(
        ANSWERED,
        _("Something new in a market consultation you follow or take part in"),
        _visible,
        _word(_answered),
        mail=Frequency.DAILY,
    ),
    Kind(CLOSES, _("A market consultation closes soon"), _visible, _word(_closes)),
    Kind(CLOSED, _("A market consultation is closed, or reported"), _visible, _word(_closed)),
    Kind(ASKED, _("Somebody asks something in your market consultation"), _helped, _word(_asked)),
):
    register_kind(kind)
