"""An item as a card: what it is, from whom, how far it is, and the one thing to do with it."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext

from schakel.library.kinds import Kind
from schakel.library.labels import choice_name, kind_name, state_name
from schakel.library.occasions import Opening, coming, occasions_of, telling_window, windows_of
from schakel.library.rules import FINDABLE, State
from schakel.library.values import ItemValue
from schakel.library.wording import written_day

Badge = dict[str, str]
"""``label`` and ``tone``, as the badges of the website take them."""

_TONES = {
    "idea": "neutral",
    "pilot": "active",
    "running": "good",
    "scaled": "good",
    "stopped": "ended",
    "concept": "neutral",
    "development": "active",
    "beta": "active",
    "stable": "good",
    "obsolete": "ended",
}
# Places on the page of an item where one can do something.
ANSWERS, CONTACT, DATES, FIT = "answers", "contact", "dates", "fit"
STATUS_FACTS = {
    Kind.CASE: "status",
    Kind.SOLUTION: "development_status",
    Kind.TRAINING: "format",
    Kind.EVENT: "format",
    Kind.METHOD: "publication_type",
    Kind.CHALLENGE: "stage",
}
"""The fact that says of what sort or how far an item is, by which a list of its kind is filtered."""


@dataclass(frozen=True, slots=True)
class Chance:
    """What others know of when somebody can have an item: its next edition, or that it can be booked.

    ``on`` is the day, None where that was not looked for; ``words`` say it; ``label`` and ``url`` lead to it.
    """

    on: date | None
    words: str
    label: str
    url: str


def card_of(
    item: ItemValue, *, language: str, today: date | None = None, chance: Chance | None = None
) -> dict[str, object]:
    """What ``components/card.html`` shows of an item to a reader of this language."""
    today = today or timezone.localdate()
    return {
        **list_card_of(item, language=language, today=today, chance=chance),
        "action": action_of(item, today=today, chance=chance),
    }


def list_card_of(
    item: ItemValue, *, language: str, today: date, chance: Chance | None = None
) -> dict[str, object]:
    """The card in a long list, where a button at each would be noise."""
    title, summary = item.text("title", language), item.text("summary", language)
    return {
        "kind": item.kind.value,
        "kind_label": kind_name(item.kind),
        "title": title.text if title else item.slug,
        "url": item.url,
        "lang": title.language if title and title.is_foreign else "",
        "owner": _owner(item),
        "place": item.place.name if item.place else "",
        "year": when_of(item, today=today, chance=chance),
        "status": badge_of(item, today=today, chance=chance),
        "is_illustrative": item.is_illustrative,
        "is_machine_translated": any(text.is_machine_made for text in (title, summary) if text),
        "summary": summary.text if summary else "",
        "dots": None,
        "dots_label": "",
        "reasons": [],
        "misfits": [],
        "action": None,
        "explain_url": "",
        "contest_url": "",
    }


def small_card_of(
    item: ItemValue, *, language: str, today: date, chance: Chance | None = None
) -> dict[str, object]:
    """The card in a strip, where there is room for one place only."""
    card = list_card_of(item, language=language, today=today, chance=chance)
    return {**card, "owner": "", "place": item.where}


def badge_of(item: ItemValue, *, today: date, chance: Chance | None = None) -> Badge | None:
    """How far the item is, in a word; None when there is nothing to tell."""
    if item.state not in FINDABLE:
        return {"label": state_name(item.state), "tone": "neutral"}
    return status_of(item, today=today, chance=chance) or _age_of(item)


def status_of(item: ItemValue, *, today: date, chance: Chance | None = None) -> Badge | None:
    """How far that is which the item is about: a case, software, an application."""
    if item.kind is Kind.FUNDING:
        return _window_badge(item, today)
    if item.kind is Kind.EVENT:
        if chance is not None:
            return None
        occasions = occasions_of(item.kind, item.facts)
        if occasions and occasions[0].cancelled_on is not None:
            return {"label": gettext("Cancelled"), "tone": "ended"}
        is_past = bool(occasions) and not coming(occasions, today=today)
        return {"label": gettext("Past"), "tone": "ended"} if is_past else None
    name = STATUS_FACTS.get(item.kind, "")
    value = item.facts.get(name)
    if name in ("status", "development_status", "stage") and isinstance(value, str):
        return {"label": choice_name(name, value), "tone": _TONES.get(value, "neutral")}
    return None


def _age_of(item: ItemValue) -> Badge | None:
    if item.state is State.NEEDS_UPDATE:
        return {"label": state_name(item.state), "tone": "warning"}
    return None


def _window_badge(item: ItemValue, today: date) -> Badge | None:
    window = telling_window(windows_of(item.facts), today=today)
    if window is None:
        return None
    match window.at(today):
        case Opening.OPEN:
            return {"label": gettext("Open now"), "tone": "good"}
        case Opening.LATER:
            return {
                "label": gettext("Opens on %(day)s") % {"day": written_day(window.opens_on)},
                "tone": "neutral",
            }
        case Opening.CLOSED:
            return {"label": gettext("Closed"), "tone": "ended"}


def when_of(item: ItemValue, *, today: date, chance: Chance | None = None) -> str:
    """By what moment people place the item: the next day something happens, else its year."""
    if chance is not None and chance.words:
        return chance.words
    if item.kind in (Kind.EVENT, Kind.TRAINING):
        occasions = occasions_of(item.kind, item.facts)
        near = coming(occasions, today=today)[:1] or occasions[-1:]
        return written_day(near[0].on) if near else ""
    return str(item.year) if item.year else ""


def _owner(item: ItemValue) -> str:
    """Who brings the item, unless its place says so already."""
    return "" if item.place is not None and item.place.pk == item.owner.pk else item.owner.name


def action_of(item: ItemValue, *, today: date, chance: Chance | None = None) -> dict[str, str]:
    """The one thing to do that suits the kind, at the place on its page where one can do it."""
    if chance is not None:
        return {"label": chance.label, "url": chance.url}
    label, part = _action(item, today)
    return {"label": label, "url": f"{item.url}#{part}"}


def _action(item: ItemValue, today: date) -> tuple[str, str]:
    match item.kind:
        case Kind.FUNDING:
            return gettext("See the conditions"), FIT
        case Kind.EVENT | Kind.TRAINING:
            if coming(occasions_of(item.kind, item.facts), today=today):
                return gettext("See the dates"), DATES
            return gettext("Ask for new dates"), CONTACT
        case Kind.SOLUTION:
            return gettext("See how to get it"), CONTACT
        case Kind.FACILITY:
            return gettext("Ask for a visit"), CONTACT
        case Kind.METHOD:
            return gettext("Read how it goes"), ANSWERS
        case Kind.CHALLENGE:
            return gettext("Join in"), CONTACT
        case Kind.CASE | Kind.PROVIDER | Kind.EXPERT | Kind.HUB:
            return gettext("Ask for contact"), CONTACT
