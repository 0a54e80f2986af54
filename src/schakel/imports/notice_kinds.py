"""What people are told about scheduled sources."""

from collections.abc import Collection, Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schakel.accounts.public import may, person_by_reference, standing_of
from schakel.imports.source_messages import problem_of_source
from schakel.imports.source_models import ScheduledSource
from schakel.imports.sources import NUDGE
from schakel.messages.public import Kind, Told, Wording, register_kind


def _visible(about: Collection[str], addressee: str) -> Collection[str]:
    """Sources that this person looks after and that are not well, as long as they do such work."""
    person = person_by_reference(addressee)
    if person is None or not _looks_after_sources(addressee):
        return ()
    unwell = ScheduledSource.objects.filter(pk__in=_keys(about), looked_after_by=person, is_paused=False)
    return {source.reference for source in unwell.exclude(nudged_at=None).order_by("pk")}


def _looks_after_sources(addressee: str) -> bool:
    person = person_by_reference(addressee)
    return person is not None and may("import.run", standing_of(person))


def _word(told: Sequence[Told], _addressee: str) -> Sequence[Wording]:
    sources = ScheduledSource.objects.in_bulk(_keys({one.about for one in told}))
    by_reference = {source.reference: source for source in sources.values()}
    return [_letter(by_reference[one.about]) for one in told]


def _letter(source: ScheduledSource) -> Wording:
    fresh = timezone.localtime(source.fresh_at).strftime("%d-%m-%Y %H:%M") if source.fresh_at else "–"
    text = gettext(
        "The hub reads %(place)s every %(hours)s hours. This has not worked for some time.\n\n"
        "Last read: %(fresh)s\nWhat went wrong: %(problem)s\n\n"
        "Look at the place, or pause the source. You get this message once."
    ) % {
        "place": source.place,
        "hours": source.every_hours,
        "fresh": fresh,
        "problem": problem_of_source(source) or "–",
    }
    subject = gettext("The source %(name)s needs your attention") % {"name": source.name}
    return Wording(subject, text, reverse("staff_imports"))


def _keys(references: Collection[str]) -> list[int]:
    return [int(reference.removeprefix("source:")) for reference in references]


register_kind(
    Kind(
        NUDGE,
        _("A source that you look after needs your attention"),
        _visible,
        _word,
        concerns=_looks_after_sources,
    )
)
