"""What stands on the pages of editions, as plain values."""

from datetime import datetime

import qrcode
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext
from qrcode.constants import ERROR_CORRECT_M

from schakel.library import public as library
from schakel.training import queries
from schakel.training.links import token_of
from schakel.training.models import Edition, Enrolment
from schakel.training.rules import FREE, Moment, PriceKind, Standing, State
from schakel.training.wording import (
    STANDING_TONES,
    dimension_names,
    edition_title,
    format_name,
    level_name,
    moment_name,
    price_kind_name,
    price_text,
    standing_name,
    times_text,
    where_text,
)


def facts_of(edition: Edition) -> list[dict[str, object]]:
    """What an edition is, beside when it is."""
    found = [
        (gettext("Online or on site"), format_name(edition.format)),
        (gettext("Language"), library.language_name(edition.language)),
        (library.fact_name("level"), level_name(edition.item)),
        (gettext("Place"), edition.place),
        (gettext("Whom to ask"), edition.contact),
    ]
    facts: list[dict[str, object]] = [{"label": label, "text": text} for label, text in found if text]
    if edition.dimensions:
        facts.append(
            {"label": gettext("Helps an organisation with"), "lines": dimension_names(edition.dimensions)}
        )
    return facts


def prices_of(edition: Edition) -> list[dict[str, str]]:
    found = {one.kind: one.price for one in edition.prices.all()}
    if not found:
        return []
    return [
        {"kind": price_kind_name(kind), "price": price_text(found.get(kind.value, FREE))}
        for kind in PriceKind
    ]


def sessions_shown(edition: Edition, *, shows_link: bool) -> list[dict[str, object]]:
    return [
        {
            "about": one,
            "when": times_text(one),
            "where": where_text(edition, one),
            "link": one.link if shows_link else "",
            "has_link": bool(one.link),
        }
        for one in queries.sessions_of(edition)
    ]


def enrolment_line(one: Enrolment, *, now: datetime, language: str) -> dict[str, object]:
    standing = one.standing(now)
    sessions = queries.sessions_of(one.edition)
    return {
        "about": one,
        "title": edition_title(one.edition, language),
        "url": reverse("my_training", args=[one.code]),
        "when": times_text(sessions[0]) if sessions else "",
        "where": where_text(one.edition, sessions[0]) if sessions else "",
        "state": standing_name(standing),
        "tone": STANDING_TONES[standing],
        "is_off": one.edition.state == State.CANCELLED,
        "starts_at": sessions[0].starts_at if sessions else None,
    }


def materials_shown(one: Enrolment, *, now: datetime, by_link: bool) -> list[dict[str, object]]:
    return [
        {
            "title": each.title,
            "moment": moment_name(Moment(each.moment)),
            "size": filesizeformat(each.size) if each.size else "",
            "url": each.link
            or (
                reverse("material_by_link", args=[token_of(one), each.code])
                if by_link
                else reverse("edition_material", args=[one.edition.code, each.code])
            ),
            "is_link": bool(each.link),
        }
        for each in queries.materials_for(one, one.edition, now=now)
    ]


def picture_of(text: str) -> dict[str, object]:
    """A QR code as the path of a drawing, with its size in modules, the quiet zone of ISO/IEC 18004 included."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    path = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark
    )
    return {"path": path, "size": len(rows)}


def has_ticket(one: Enrolment, now: datetime) -> bool:
    return one.standing(now) is Standing.ENROLLED and one.edition.state in (State.OPEN, State.HELD)
