"""Fields, outcomes and repairs in words of the screen."""

from collections.abc import Mapping

from django.utils.translation import get_language, gettext

from schakel.imports.fields import PLACE, SOURCE_URL, THEMES
from schakel.imports.models import Run
from schakel.imports.profiles import Profile
from schakel.imports.rules import Outcome
from schakel.library import public as library
from schakel.library.public import Kind
from schakel.organisations.public import find_organisation


def field_name(field: str) -> str:
    """What a field ("text.nl.title", "text.title", "fact.status", "place") is called on the screen."""
    group, _, rest = field.partition(".")
    if group == "text":
        language, _, text = rest.rpartition(".")
        name = library.text_name(text)
        return f"{name} ({library.language_name(language).lower()})" if language else name
    if group == "fact":
        return library.fact_name(rest)
    return {
        SOURCE_URL: gettext("Web address of the source"),
        PLACE: gettext("Municipality or province"),
        THEMES: gettext("Themes"),
    }.get(field, field)


def value_in_words(field: str, value: object) -> str:
    """A value of a field, short enough for a table."""
    if value in (None, "", []):
        return "–"
    group, _, name = field.partition(".")
    if group == "fact" and isinstance(value, str):
        return library.choice_name(name, value)
    if field == PLACE:
        body = find_organisation(str(value))
        return body.name if body else str(value)
    if isinstance(value, list):
        return ", ".join(_entry(entry) for entry in value)
    return str(value)


def _entry(entry: object) -> str:
    """One of several values; a figure with its unit, and a period from its first day to its last."""
    match entry:
        case {"value": value, "unit_nl": dutch, "unit_en": english}:
            return f"{value} {dutch if get_language() == 'nl' else english}".strip()
        case {"opens_on": first, "closes_on": last}:
            return f"{first} – {last}"
    return str(entry)


def outcome_name(outcome: str) -> str:
    """What becomes of a record."""
    return {
        Outcome.CREATE.value: gettext("new"),
        Outcome.UPDATE.value: gettext("changed"),
        Outcome.UNCHANGED.value: gettext("the same"),
        Outcome.REFUSE.value: gettext("refused"),
    }[outcome]


OUTCOME_TONES: Mapping[str, str] = {
    Outcome.CREATE.value: "good",
    Outcome.UPDATE.value: "active",
    Outcome.UNCHANGED.value: "neutral",
    Outcome.REFUSE.value: "wrong",
}


def state_in_words(state: str) -> str:
    """How far a run is."""
    return {
        Run.State.RECEIVED.value: gettext("received"),
        Run.State.PLANNED.value: gettext("waits for you"),
        Run.State.DONE.value: gettext("done"),
        Run.State.UNDONE.value: gettext("undone"),
        Run.State.FAILED.value: gettext("could not be read"),
    }[state]


STATE_TONES: Mapping[str, str] = {
    Run.State.RECEIVED.value: "neutral",
    Run.State.PLANNED.value: "warning",
    Run.State.DONE.value: "good",
    Run.State.UNDONE.value: "ended",
    Run.State.FAILED.value: "wrong",
}


def repair_name(repair: str) -> str:
    """What was mended; its own name where we have no words for it."""
    return {
        "address-completed": gettext("web addresses given their https://"),
        "address-cleaned": gettext("words around a web address taken away"),
        "blanks-trimmed": gettext("blanks taken away"),
        "byte-order-mark-removed": gettext("mark at the beginning of the file taken away"),
        "contact-left-out": gettext("e-mail addresses and telephone numbers left out"),
        "control-signs-removed": gettext("signs that do not show taken away"),
        "encoding-mended": gettext("broken letters mended (â€™ and the like)"),
        "entities-written-out": gettext("codes for letters written out (&amp; and the like)"),
        "heading-unglued": gettext("headings given a line of their own"),
        "markup-removed": gettext("HTML taken away"),
        "read-as-utf-16": gettext("file read as UTF-16"),
        "read-as-windows-1252": gettext("file read as Windows-1252"),
        "name-there-twice": gettext("fields that stood twice in a record: the last value counts"),
        "record-separator-missing": gettext("records that stood against each other taken apart"),
        "row-of-other-length": gettext("rows with more or fewer cells than there are columns"),
        "sentences-unglued": gettext("sentences that stood against each other taken apart"),
        "several-addresses": gettext("cells with several web addresses, of which the first was taken"),
        "text-shortened": gettext("long texts cut off"),
    }.get(repair, repair)


def kind_choices() -> list[tuple[str, str]]:
    """The kinds by name."""
    return sorted(((kind.value, library.kind_name(kind)) for kind in Kind), key=lambda choice: choice[1])


def profile_name(profile: Profile) -> str:
    """What a way of reading is called on the screen: those of people here as they called it themselves."""
    return {
        "ips-cases": gettext("Cases of innovative public services (JRC)"),
        "eu-calls": gettext("Topics of EU funding programmes (Funding & Tenders portal)"),
        "dpg": gettext("Digital public goods (DPG Alliance)"),
        "publiccode": gettext("publiccode.yml of public software (0.1 to 0.7)"),
    }.get(profile.name, profile.title)
