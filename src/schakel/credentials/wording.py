"""Credentials in words of the screen and of paper."""

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from schakel.credentials.rules import (
    Achievement,
    Evidence,
    Reason,
    Sharing,
    State,
    Verdict,
    hours_and_minutes,
)

_SHARING = {
    Sharing.PRIVATE: _("Only I"),
    Sharing.LINK: _("Whoever has the link"),
    Sharing.PUBLIC: _("Everybody; search engines may show it"),
}
_STATES = {
    State.VALID: _("Valid"),
    State.REVOKED: _("Withdrawn"),
    State.REPLACED: _("Replaced by another"),
    State.ERASED: _("Deleted"),
}
STATE_TONES = {
    State.VALID: "good",
    State.REVOKED: "wrong",
    State.REPLACED: "ended",
    State.ERASED: "ended",
}
_REASONS = {
    Reason.MISTAKE: _("It was given by mistake."),
    Reason.NOT_ATTENDED: _("The holder was not there."),
    Reason.ASKED: _("The holder asked for it."),
    Reason.CORRECTED: _("There was a mistake in the name."),
    Reason.ERASED: _("The holder deleted it."),
}
_VERDICTS = {
    Verdict.VALID: _("This badge is genuine and valid."),
    Verdict.REVOKED: _("This badge is genuine, but it was withdrawn: it does not count any more."),
    Verdict.REPLACED: _(
        "This badge is genuine, but another one took its place. Ask the holder for the new one."
    ),
    Verdict.ERASED: _("This badge is genuine, but its holder deleted it: it does not count any more."),
    Verdict.ALTERED: _(
        "Do not trust this badge. It says that it comes from this hub, but the signature does not fit."
    ),
    Verdict.UNKNOWN_ISSUER: _(
        "This badge was signed by somebody else. This hub cannot say whether it is genuine: ask who issued it."
    ),
    Verdict.NOT_A_BADGE: _("There is no badge in this that we can read."),
}
VERDICT_TONES = {
    Verdict.VALID: "ok",
    Verdict.REVOKED: "error",
    Verdict.REPLACED: "warning",
    Verdict.ERASED: "error",
    Verdict.ALTERED: "error",
    Verdict.UNKNOWN_ISSUER: "warning",
    Verdict.NOT_A_BADGE: "warning",
}


def sharing_name(sharing: Sharing) -> str:
    return str(_SHARING[sharing])


def state_name(state: State) -> str:
    return str(_STATES[state])


def reason_text(reason: Reason) -> str:
    """Why it was withdrawn, as a sentence."""
    return str(_REASONS[reason])


def verdict_text(verdict: Verdict) -> str:
    """What can be said of a badge, in a sentence or two."""
    return str(_VERDICTS[verdict])


def duration(minutes: int) -> str:
    """Hours and minutes in words."""
    hours, rest = hours_and_minutes(minutes)
    of_hours = ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    of_minutes = ngettext("%(count)s minute", "%(count)s minutes", rest) % {"count": rest}
    if not rest:
        return of_hours
    if not hours:
        return of_minutes
    return gettext("%(hours)s and %(minutes)s") % {"hours": of_hours, "minutes": of_minutes}


def days(evidence: Evidence) -> str:
    """One day, or from which to which."""
    first = date_format(evidence.began_on, "j F Y")
    if evidence.began_on == evidence.ended_on:
        return first
    return gettext("%(first)s to %(last)s") % {
        "first": first,
        "last": date_format(evidence.ended_on, "j F Y"),
    }


def about_in_words(achievement: Achievement, evidence: Evidence, *, issuer: str) -> str:
    """The achievement in one or two sentences, for who sees the badge elsewhere."""
    said = {"title": achievement.title, "issuer": issuer, "attended": duration(evidence.minutes)}
    about = gettext("%(title)s, by %(issuer)s. The holder was there for %(attended)s.") % said
    if achievement.level:
        about += " " + gettext("Level: %(level)s.") % {"level": achievement.level}
    return about
