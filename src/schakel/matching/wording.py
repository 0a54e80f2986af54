"""Reasons and misgivings in whole sentences, in the language of the screen."""

from collections.abc import Mapping
from datetime import date
from functools import cache

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from schakel.kernel.refusal import Refusal
from schakel.library.public import Kind, choice_name, kind_name_plural
from schakel.matching.explaining import Reason
from schakel.matching.rules import Misfit, MisfitCode
from schakel.organisations.public import reference_bodies
from schakel.search.analysis.analyser import How

MOST_FORMS = 3


def their_words(reason: Reason, theme_labels: Mapping[str, str]) -> str:
    """What of the item met the question: a few of its word forms, or the theme both belong to."""
    forms = ", ".join(reason.their_words[:MOST_FORMS])
    if reason.theme:
        label = theme_labels.get(reason.theme, reason.theme)
        if forms and forms.casefold() != label.casefold():
            return gettext("%(words)s (theme %(theme)s)") % {"theme": label, "words": forms}
        return gettext("theme %(theme)s") % {"theme": label}
    return forms


def reason_text(reason: Reason, theme_labels: Mapping[str, str]) -> str:
    """The reason as one sentence without marks, for the command line, the API and screen readers."""
    if reason.how is How.RELATED:
        return context_text(reason.detail)
    if reason.how is How.MEANING:
        if reason.nearest is None:
            return gettext("Similar meaning (language model).")
        return gettext("Similar meaning (language model): “%(sentence)s”") % {"sentence": reason.nearest.text}
    theirs = their_words(reason, theme_labels)
    if not reason.your_words:
        return gettext("You chose the %(theirs)s.") % {"theirs": theirs}
    if reason.how is How.LETTERS:
        return gettext("“%(yours)s” is spelled much like “%(theirs)s”.") % {
            "yours": reason.your_words,
            "theirs": theirs,
        }
    return gettext("You wrote “%(yours)s”; this says “%(theirs)s”.") % {
        "yours": reason.your_words,
        "theirs": theirs,
    }


def context_text(token: str) -> str:
    """Why an item's surroundings count: a municipality like yours, your province, proven reuse."""
    name, _, value = token.partition(":")
    if name == "size":
        return gettext("From a municipality about as large as yours.")
    if name == "region":
        return gettext("From your own province.")
    if value:
        return gettext("Municipalities about as large as yours already use this.")
    return gettext("Other public bodies already use this.")


def misfit_text(misfit: Misfit) -> str:
    """What may not fit, as one sentence."""
    details = misfit.details
    match misfit.code:
        case MisfitCode.OTHER_LANGUAGE:
            names = {"nl": gettext("Only in Dutch."), "en": gettext("Only in English.")}
            return names.get(str(details["language"]), gettext("In another language."))
        case MisfitCode.LONG_AGO_VERIFIED:
            months = int(str(details["months"]))
            return ngettext(
                "Last checked %(months)s month ago.", "Last checked %(months)s months ago.", months
            ) % {"months": months}
        case MisfitCode.OTHER_SIZE:
            return gettext("From a municipality of another size: %(theirs)s; yours: %(yours)s.") % {
                "theirs": size_text(str(details["theirs"])),
                "yours": size_text(str(details["yours"])),
            }
        case MisfitCode.STOPPED:
            return gettext("This was stopped. Read what went wrong.")
        case MisfitCode.WINDOW_CLOSED:
            return gettext("Applications closed on %(day)s.") % {"day": _day(details["on"])}
        case MisfitCode.WINDOW_LATER:
            return gettext("You can apply from %(day)s.") % {"day": _day(details["on"])}
        case MisfitCode.TOO_FEW_INHABITANTS:
            return gettext("Only for municipalities with at least %(number)s inhabitants.") % {
                "number": number_text(int(str(details["needed"])))
            }
        case MisfitCode.PARTNERS_NEEDED:
            return gettext("You need at least %(number)s partners.") % {"number": details["needed"]}
        case MisfitCode.PAST:
            return gettext("The last date was %(day)s.") % {"day": _day(details["on"])}
        case MisfitCode.ILLUSTRATIVE:
            return gettext("An example, made up for this demonstration.")


def size_text(size_class: str) -> str:
    """A size class in words."""
    return {
        "under-20k": gettext("fewer than 20,000 inhabitants"),
        "20k-50k": gettext("20,000 to 50,000 inhabitants"),
        "50k-100k": gettext("50,000 to 100,000 inhabitants"),
        "100k-250k": gettext("100,000 to 250,000 inhabitants"),
        "over-250k": gettext("more than 250,000 inhabitants"),
    }.get(size_class, size_class)


def number_text(number: int) -> str:
    """A whole number with the thousands mark of the screen's language."""
    mark = gettext("thousands mark: ,")[-1]
    return f"{number:,}".replace(",", mark)


def refusal_text(refusal: Refusal) -> str:
    """Why a question could not be answered, and what to do."""
    return {
        "question-empty": gettext(
            "Write in a few words what you are running into. Then we can look for you."
        ),
        "question-too-long": gettext("Your question is too long. Use at most %(longest)s characters."),
    }.get(refusal.code, refusal.code) % refusal.details


def _day(day: object) -> str:
    return date_format(day, "j F Y") if isinstance(day, date) else str(day)


def wrong_because_text(code: str) -> str:
    """What somebody found wrong with an item in their answer, as one sentence."""
    return {
        "another-subject": gettext("It is about another subject."),
        "misunderstood-words": gettext("My words were understood wrongly."),
        "not-for-us": gettext("It is not meant for an organisation like ours."),
        "no-longer-true": gettext("What it says is no longer true."),
        "something-else": gettext("Something else."),
    }[code]


def value_label(facet: str, value: str, theme_labels: Mapping[str, str]) -> str:
    """A filter's value in words; what is not known stands as it was typed."""
    if facet == "kind":
        return kind_name_plural(Kind(value)) if value in set(Kind) else value
    if facet == "theme":
        return theme_labels.get(value, value)
    if facet == "region":
        return _province_names().get(value, value)
    if facet == "language":
        return {"nl": gettext("Dutch"), "en": gettext("English")}.get(value, value)
    return choice_name(facet, value)


@cache
def _province_names() -> dict[str, str]:
    return {body.code: body.name for body in reference_bodies() if body.type == "province"}
