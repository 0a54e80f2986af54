"""What the numbers mean, in words of the screen."""

from django.utils.translation import gettext, gettext_lazy

from schakel.fairness.rules import Neutrality
from schakel.fairness.ties import BUNDLE, INTRODUCTION, PILOT

_TIES = {
    BUNDLE: gettext_lazy("in a bundle of challenges"),
    INTRODUCTION: gettext_lazy("introduced to each other"),
    PILOT: gettext_lazy("in a pilot"),
}
ABOUT_THE_SAME = 0.02
"""A part that lies less than this below another is called the same."""
EVEN, UNEVEN = 0.4, 0.7
"""Between these a Gini coefficient is called "some get more than others"; a habit of speech, and no norm."""


def tie_name(what: str) -> str:
    return str(_TIES.get(what, what))


def per_cent(part: float | None) -> str:
    """A part in whole per cents; a dash where there is none."""
    return "–" if part is None else f"{round(part * 100)}%"


def gini_text(gini: float | None) -> str:
    """What this number says."""
    if gini is None:
        return gettext("Nothing was shown in this period.")
    if gini < EVEN:
        return gettext("What is shown is spread evenly over the providers.")
    if gini < UNEVEN:
        return gettext("Some providers are shown more often than others.")
    return gettext(
        "A few providers are shown far more often than the rest. "
        "Look whether others describe well what they do."
    )


def newcomer_text(report: Neutrality) -> str:
    """Whether what is new gets its share."""
    if report.newcomer_part is None or not report.newcomer_items:
        return gettext("There is nothing to compare.")
    if report.newcomer_part >= report.newcomer_items - ABOUT_THE_SAME:
        return gettext("What is new is shown at least as often as its number tells one to expect.")
    return gettext("What is new is shown less often than its number tells one to expect.")
