"""Why something about organisations could not be done, and what happened with a file, in the language of the screen."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schakel.kernel.refusal import Refusal
from schakel.kernel.reports import Remark

_TEXTS = {
    "boundaries-unreadable": _("This is no GeoJSON or TopoJSON with areas."),
    "boundaries-too-large": _(
        "This is larger than %(largest)s MB, more than the map needs. Simplify it first."
    ),
    "boundaries-missing": _("In this file there is no boundary of %(names)s, by code (PV28) or by name."),
    "boundaries-twice": _("This file has two boundaries of %(name)s. It takes one of each province."),
    "boundaries-empty": _("In this file the boundary of %(name)s has no area."),
    "provinces-missing": _("The provinces are not in the hub yet. Start it once: schakel run"),
    "municipalities-unreadable": _("This file is no table (CSV) or JSON that can be read."),
    "municipalities-too-large": _("This file is larger than %(largest)s MB."),
    "municipalities-not-found": _("This file has no rows with the code of a municipality, such as GM0599."),
    "kvk-wrong": _("A KvK number has 8 digits. Look it up and type it again."),
    "rsin-wrong": _("This is no RSIN: it has 9 digits, and these do not fit together."),
    "vat-wrong": _("This is no VAT number, such as NL123456782B90 or BE0123456789."),
    "oin-wrong": _("An OIN has 20 digits and begins with seven zeros."),
    "pic-wrong": _("A PIC has 9 digits."),
    "identifier-taken": _("Another organisation has this number already. Is it the same one?"),
    "organisation-name-missing": _("Write the name of the organisation."),
    "text-too-long": _("Use at most %(longest)s characters."),
    "reason-missing": _("Write why."),
    "too-many-registrations": _(
        "%(most)s organisations of yours wait to be checked already. Wait until the staff of the hub has looked."
    ),
    "too-many-requests": _("You asked at %(most)s organisations already. Wait for an answer first."),
    "too-many-invitations": _("%(most)s invitations are open already. Withdraw some first."),
    "organisation-merged": _("This organisation was merged with another."),
    "organisation-not-verified": _("This organisation has not been checked yet."),
    "organisation-verified": _("This organisation was checked before."),
    "own-registration": _("You registered this organisation yourself. Somebody else has to check it."),
    "member-already": _("You are a member already."),
    "member-left": _("This person is no member any more."),
    "member-role-unknown": _("Choose what this person does."),
    "answered-already": _("Somebody answered this before."),
    "may-not-invite": _("You may not invite anybody here."),
    "last-organisation-administrator": _(
        "Nobody would look after the organisation then. Let somebody else look after it first."
    ),
    "invitation-used": _("This invitation was used before. It works once."),
    "invitation-withdrawn": _("This invitation was withdrawn."),
    "invitation-expired": _("This invitation is too old. Ask for a new one."),
    "invitation-void": _("This invitation does not count any more. Ask for a new one."),
    "invitation-for-another": _(
        "This invitation is for another e-mail address. Sign in with that one, or add it to your account."
    ),
    "address-not-usable": _("No mail can be sent to this address. Type it again."),
    "merges-with-itself": _("Choose another organisation."),
    "double-in-public-list": _(
        "This one stands in the public list of municipalities and provinces. Merge the other way round."
    ),
    "succeeds-itself": _("An organisation cannot go on in itself. Choose another one."),
    "succeeded-already": _("This organisation has ended already."),
    "ends-before-it-began": _("Choose a day after the day on which it began."),
    "no-successor": _("Say first which organisation goes on for this one."),
    "has-not-ended": _("This can be done from the day on which it ends."),
}


def refusal_text(refusal: Refusal) -> str:
    """Why it cannot be done, and what to do about it."""
    details = refusal.details
    if refusal.code in _TEXTS:
        return str(_TEXTS[refusal.code]) % details
    return gettext("This is not possible (%(code)s).") % {"code": refusal.code}


def remark_text(remark: Remark) -> str:
    """What a person should know of a municipality in a file."""
    value = {"value": remark.value}
    match remark.code:
        case "code-unknown":
            return gettext("The hub knows no municipality with this code (%(value)s).") % value
        case "municipality-ended":
            return gettext("This municipality has ended (now: %(value)s). What was said of it stays.") % value
        case "municipality-not-in-file":
            return gettext("%(value)s is not in this file. It may have ended.") % value
        case "figures-older":
            return gettext("The hub has newer figures, of %(value)s.") % value
        case "province-unknown":
            return gettext("“%(value)s” is no province.") % value
        case "inhabitants-not-read":
            return gettext("“%(value)s” is no number of inhabitants.") % value
    return remark.code
