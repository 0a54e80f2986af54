"""A certificate of attendance on paper, in the language of what was attended."""

from datetime import datetime

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from schakel.credentials.drawing import address_code
from schakel.credentials.models import Credential
from schakel.credentials.printing import UNPRINTABLE, pdf_of, printable
from schakel.credentials.queries import full_address, hub
from schakel.credentials.wording import days, duration


def certificate_of(one: Credential) -> bytes:
    """The certificate as PDF/UA-1 (ISO 14289-1): the same bytes each time."""
    with translation.override(one.language):
        values = _values(one)
    return pdf_of("certificate", values, made_at=one.issued_at)


def _values(one: Credential) -> dict[str, object]:
    url = full_address(one.get_absolute_url())
    name, title, issuer = (printable(words) for words in (one.holder_name, one.title, one.issuer_name))
    facts = [
        (gettext("When"), days(one.evidence)),
        (gettext("Was there for"), duration(one.attended_minutes)),
        *([(gettext("Takes in all"), duration(one.minutes))] if one.minutes else []),
        *([(gettext("Level"), printable(one.level))] if one.level else []),
        *([(gettext("Raises"), printable(", ".join(one.dimensions)))] if one.dimensions else []),
        *([(gettext("Remark"), printable(one.note))] if one.note else []),
        (gettext("Given by"), issuer),
        (gettext("Given on"), _day(one.issued_at)),
    ]
    said = {"name": name, "title": title, "issuer": issuer, "hub": hub().name}
    return {
        "lang": one.language,
        "title": gettext("Certificate of attendance: %(title)s") % said,
        "summary": gettext("%(name)s attended %(title)s, given by %(issuer)s.") % said,
        "keywords": [gettext("certificate of attendance"), *map(printable, one.dimensions)],
        "issuer": issuer,
        "heading": gettext("Certificate of attendance"),
        "declares": gettext("%(issuer)s declares that") % said,
        "name": name,
        "attended": gettext("attended"),
        "achievement": title,
        "facts_heading": gettext("What this certificate says"),
        "columns": [gettext("What"), gettext("Value")],
        "facts": [list(fact) for fact in facts],
        "criteria_heading": gettext("What it took"),
        "criteria": printable(one.criteria),
        "check_heading": gettext("Check this certificate"),
        "check": gettext(
            "Open this address, or read the code with a phone: you see whether it is genuine and still counts."
        ),
        "url": url,
        "code": address_code(url),
        "code_alt": gettext("Code that leads to the page on which this certificate can be checked"),
        "remark": _remark(name, title, issuer),
        "foot": gettext("Given through %(hub)s") % said,
    }


def _remark(*shown: str) -> str:
    """Said where something could not be printed: the page on the web has it in full."""
    if not any(UNPRINTABLE in words for words in shown):
        return ""
    return gettext(
        "Some letters could not be printed here, and are shown as %(sign)s. The page shows them all."
    ) % {"sign": UNPRINTABLE}


def _day(at: datetime) -> str:
    return date_format(timezone.localdate(at), "j F Y")
