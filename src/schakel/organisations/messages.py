"""What happened with a file of municipalities or boundaries, in the language of the screen."""

from django.utils.translation import gettext

from schakel.kernel.refusal import Refusal
from schakel.kernel.reports import Remark


def refusal_text(refusal: Refusal) -> str:
    """Why a file cannot be used, and what to do about it."""
    details = refusal.details
    match refusal.code:
        case "boundaries-unreadable":
            return gettext("This is no GeoJSON or TopoJSON with areas.")
        case "boundaries-too-large":
            return (
                gettext("This is larger than %(largest)s MB, more than the map needs. Simplify it first.")
                % details
            )
        case "boundaries-missing":
            return (
                gettext("In this file there is no boundary of %(names)s, by code (PV28) or by name.")
                % details
            )
        case "boundaries-twice":
            return (
                gettext("This file has two boundaries of %(name)s. It takes one of each province.") % details
            )
        case "boundaries-empty":
            return gettext("In this file the boundary of %(name)s has no area.") % details
        case "provinces-missing":
            return gettext("The provinces are not in the hub yet. Start it once: schakel run")
        case "municipalities-unreadable":
            return gettext("This file is no table (CSV) or JSON that can be read.")
        case "municipalities-too-large":
            return gettext("This file is larger than %(largest)s MB.") % details
        case "municipalities-not-found":
            return gettext("This file has no rows with the code of a municipality, such as GM0599.")
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
