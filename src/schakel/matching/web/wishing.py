"""When it should be and how far away, on the answer page."""

from django.utils.formats import date_format
from django.utils.translation import gettext

from schakel.kernel.points import REACHES
from schakel.matching.addresses import AnswerAddress, wish_pairs

WISHES = ("from", "until", "within")


def wish_chips(address: AnswerAddress) -> list[dict[str, str]]:
    """What is wished for, each with the address without it."""
    wish, chips = address.wish, []
    if wish.first or wish.last:
        chips.append({"label": _days_text(address), "remove": address.without_wish("first", "last").url})
    if wish.within:
        label = gettext("within %(number)s km") % {"number": wish.within}
        chips.append({"label": label, "remove": address.without_wish("within").url})
    return chips


def wish_fields(address: AnswerAddress, *, from_place: str) -> dict[str, object]:
    """What ``matching/wish.html`` shows."""
    written = dict(wish_pairs(address.wish))
    far = [{"value": "", "label": gettext("does not matter"), "chosen": address.wish.within is None}]
    return {
        "wish_first": written["from"],
        "wish_last": written["until"],
        "reach_from": from_place,
        "reaches": far
        + [
            {
                "value": str(reach),
                "label": gettext("at most %(number)s km") % {"number": reach},
                "chosen": address.wish.within == reach,
            }
            for reach in REACHES
        ],
    }


def _days_text(address: AnswerAddress) -> str:
    first, last = address.wish.first, address.wish.last
    if first and last:
        return gettext("from %(first)s until %(last)s") % {
            "first": date_format(first, "j F Y"),
            "last": date_format(last, "j F Y"),
        }
    if first:
        return gettext("from %(day)s") % {"day": date_format(first, "j F Y")}
    return gettext("until %(day)s") % {"day": date_format(last, "j F Y")} if last else ""
