"""The words for editions, sessions and how somebody stands in them."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from schakel.library import public as library
from schakel.library.public import Item, ItemValue
from schakel.training.form_rules import Shape
from schakel.training.models import Edition, Session
from schakel.training.queries import Room
from schakel.training.rules import (
    LEVELS,
    Audience,
    GroupMode,
    Moment,
    Price,
    PriceKind,
    Standing,
    State,
    Step,
)

_STATES = {
    State.PLANNED: _("In preparation"),
    State.OPEN: _("Open"),
    State.HELD: _("Held"),
    State.CANCELLED: _("Called off"),
}
STATE_TONES = {
    State.PLANNED: "neutral",
    State.OPEN: "good",
    State.HELD: "neutral",
    State.CANCELLED: "warning",
}
_STEPS = {Step.OPEN: _("Open it"), Step.HOLD: _("It was held"), Step.CANCEL: _("Call it off")}
_STANDINGS = {
    Standing.ASKED: _("Not confirmed yet"),
    Standing.ENROLLED: _("Enrolled"),
    Standing.WAITING: _("On the waiting list"),
    Standing.OFFERED: _("A seat is offered"),
    Standing.CANCELLED: _("Cancelled"),
    Standing.EXPIRED: _("Over"),
}
STANDING_TONES = {
    Standing.ASKED: "warning",
    Standing.ENROLLED: "good",
    Standing.WAITING: "active",
    Standing.OFFERED: "warning",
    Standing.CANCELLED: "neutral",
    Standing.EXPIRED: "neutral",
}
_AUDIENCES = {
    Audience.EVERYBODY: _("Everybody"),
    Audience.MEMBERS: _("Who belongs to an organisation in the hub"),
    Audience.PUBLIC_BODIES: _("Municipalities, provinces and other public bodies"),
}
_PRICE_KINDS = {
    PriceKind.PUBLIC_BODY: _("Public bodies"),
    PriceKind.COMPANY: _("Companies"),
    PriceKind.OTHER: _("Everybody else"),
}
_SHAPES = {
    Shape.LINE: _("A line of text"),
    Shape.TEXT: _("A longer text"),
    Shape.CHOICE: _("One choice"),
    Shape.CHOICES: _("Several choices"),
    Shape.YES_NO: _("Yes or no"),
    Shape.NUMBER: _("A number"),
}
_MOMENTS = {
    Moment.BEFORE: _("To prepare"),
    Moment.AFTER: _("Afterwards"),
    Moment.RECORDING: _("Recording"),
}
_HAPPENED = {
    "edition.created": _("Planned"),
    "edition.changed": _("Changed"),
    "edition.sessions-changed": _("Sessions changed"),
    "edition.prices-changed": _("Prices changed"),
    "edition.form-changed": _("Questions changed"),
    "edition.seats-changed": _("Seats changed"),
    "edition.opened": _("Opened"),
    "edition.held": _("Held"),
    "edition.certificates-missing": _("Not everybody could be given a certificate"),
    "edition.called-off": _("Called off"),
    "edition.cloned": _("Made as a copy"),
    "material.added": _("Material added"),
    "material.removed": _("Material taken away"),
}
_GROUP_MODES = {
    GroupMode.ALL: _("Everybody, or nobody"),
    GroupMode.AS_MANY: _("As many as fit; the others go on the waiting list"),
}


def state_name(state: State) -> str:
    return str(_STATES[state])


def step_name(step: Step) -> str:
    return str(_STEPS[step])


def standing_name(standing: Standing) -> str:
    return str(_STANDINGS[standing])


def happened_text(name: str) -> str:
    """What a row of the journal says on the screen; empty for what is shown elsewhere."""
    return str(_HAPPENED.get(name, ""))


def audience_name(audience: Audience) -> str:
    return str(_AUDIENCES[audience])


def price_kind_name(kind: PriceKind) -> str:
    return str(_PRICE_KINDS[kind])


def shape_name(shape: Shape) -> str:
    return str(_SHAPES[shape])


def moment_name(moment: Moment) -> str:
    return str(_MOMENTS[moment])


def group_mode_name(mode: GroupMode) -> str:
    return str(_GROUP_MODES[mode])


def format_name(name: str) -> str:
    return library.choice_name("format", name)


def dimension_names(dimensions: Iterable[str]) -> list[str]:
    return [library.choice_name("raises", one) for one in dimensions]


def level_name(item: Item) -> str:
    """For whom a training is; empty where its item does not say."""
    level = item.facts.get("level")
    return library.choice_name("level", str(level)) if level in LEVELS else ""


def prices_text(prices: Mapping[PriceKind, Price]) -> str:
    """What it costs, in a few words: for whom it costs nothing, and the least that others pay, without VAT."""
    cents = sorted(prices[kind].cents if kind in prices else 0 for kind in PriceKind)
    if not cents[-1]:
        return pgettext("price", "free")
    least = next(one for one in cents if one)
    said = {"price": library.written_money(least)}
    if not cents[0]:
        return gettext("free or from %(price)s") % said
    return said["price"] if cents[0] == cents[-1] else gettext("from %(price)s") % said


def price_text(price: Price) -> str:
    """Without VAT, and how much that is with it."""
    if not price.cents:
        return pgettext("price", "free")
    if not price.vat_percent:
        return library.written_money(price.cents)
    return gettext("%(price)s without VAT (%(with_vat)s with %(percent)s%% VAT)") % {
        "price": library.written_money(price.cents),
        "with_vat": library.written_money(price.with_vat),
        "percent": price.vat_percent,
    }


def room_text(room: Room) -> str:
    """How much room there is, and how many wait."""
    if room.free is None:
        return gettext("room for everybody")
    if room.free:
        return ngettext("%(count)s seat free", "%(count)s seats free", room.free) % {"count": room.free}
    if room.waiting:
        return ngettext("full, %(count)s waits", "full, %(count)s wait", room.waiting) % {
            "count": room.waiting
        }
    return gettext("full")


def changes_text(names: Iterable[str]) -> str:
    """What of a session is otherwise, by the names of its fields."""
    words = {
        "starts_at": gettext("time"),
        "ends_at": gettext("time"),
        "place": gettext("place"),
        "link": gettext("link"),
        "title": gettext("subject"),
    }
    several = set(names)
    found = [word for name, word in words.items() if name in several]
    return ", ".join(dict.fromkeys(found)) or gettext("time or place")


def came_text(came: int, *, of: int) -> str:
    """To how many of the sessions somebody came."""
    if of == 1:
        return gettext("was there") if came else gettext("was not there")
    return gettext("was at %(came)s of %(of)s sessions") % {"came": came, "of": of}


def edition_title(edition: Edition, language: str, *, item: ItemValue | None = None) -> str:
    """The title of the item, and the name of the edition where it has one. ``item``: where it was looked up already."""
    found = item or library.value_of(edition.item, today=timezone.localdate())
    title = found.title(language)
    return f"{title}: {edition.name}" if edition.name else title


def hour_text(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "G:i")


def times_text(session: Session) -> str:
    """Monday 7 December 2026, 9:00–12:00; with both days where it goes on over midnight."""
    begins, ends = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    day = date_format(begins, "l j F Y")
    from_hour, to_hour = hour_text(begins), hour_text(ends)
    if begins.date() == ends.date():
        return f"{day}, {from_hour}–{to_hour}"
    return f"{day}, {from_hour} – {date_format(ends, 'l j F Y')}, {to_hour}"


def where_text(edition: Edition, session: Session) -> str:
    """Where a session is; the link of one online is told apart, to who takes part."""
    if place := session.place or edition.place:
        return place
    return gettext("online") if edition.format == "online" else ""
