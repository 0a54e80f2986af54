"""Questions, answers and routes in words of the screen."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from schakel.procurement.rules import YES, Ask, Route

_QUESTIONS = {
    Ask.THERE: _("Is there something you can use without buying it?"),
    Ask.KNOWN: _("Do you know what you want, and can the market deliver it?"),
    Ask.BUYS: _("What do you want to buy?"),
    Ask.AMOUNT: _("How much will it cost, for the whole term and without VAT?"),
    Ask.AIM: _("Nothing that exists will do. What should come of it?"),
    Ask.RESEARCH: _("Is it research and development alone, without buying the result in numbers?"),
    Ask.OWN: _("Does a contracting authority buy it, to use the result for its own work?"),
    Ask.SHARED: _(
        "Do you share the results and the risks with the companies, so that others can use them too?"
    ),
    Ask.PARTLY: _("Do the companies pay part of the costs themselves?"),
    Ask.FIXED: _("Can you fix beforehand how well it has to work, and what it may cost at most?"),
}
_HELP = {
    Ask.THERE: _(
        "For example software that another municipality shares, a method, or something your organisation has already."
    ),
    Ask.KNOWN: _("If you doubt it, choose “not sure”. Asking the market is a route too."),
    Ask.AMOUNT: _(
        "Count everything together: also extensions, licences, upkeep and what colleagues will order."
    ),
    Ask.AIM: _("Choose what comes nearest."),
    Ask.FIXED: _("An innovation partnership asks for both, before the tender."),
}
_CHOICES = {
    (Ask.THERE, "yes"): _("Yes, we can use that"),
    (Ask.THERE, "no"): _("No, or we looked and it does not fit"),
    (Ask.KNOWN, "yes"): _("Yes, we can describe it and there are suppliers"),
    (Ask.KNOWN, "no"): _("We know what we need, but it does not exist yet"),
    (Ask.KNOWN, "unsure"): _("Not sure"),
    (Ask.BUYS, "services"): _("Things or services, such as software, sensors or advice"),
    (Ask.BUYS, "social"): _("Social or other specific services, such as youth care"),
    (Ask.BUYS, "works"): _("Works, such as building or a road"),
    (Ask.AMOUNT, "below"): _("Less than the European threshold"),
    (Ask.AMOUNT, "above"): _("As much as the threshold, or more"),
    (Ask.AMOUNT, "unsure"): _("Not sure"),
    (Ask.AIM, "try"): _("Young companies try something with us, and we may buy it if it works"),
    (Ask.AIM, "research"): _("Research or a prototype, of several companies side by side"),
    (Ask.AIM, "develop"): _("Something is developed and then bought, of the same company"),
}
_YES_NO = {YES: _("Yes"), "no": _("No, or not sure")}
_NAMES = {
    Route.NO_PROCUREMENT: _("No procurement"),
    Route.UNDER_THRESHOLD: _("Direct, or with a few quotes"),
    Route.CONSULTATION: _("Ask the market first: a market consultation"),
    Route.CHALLENGE: _("A challenge for young companies (Startup in Residence)"),
    Route.PCP: _("Pre-commercial procurement (PCP)"),
    Route.PARTNERSHIP: _("Innovation partnership"),
    Route.TENDER: _("A normal tender"),
}
_SENTENCES = {
    Route.NO_PROCUREMENT: _(
        "You use what is there: open source, a method of others, or something your organisation has. "
        "Buying help with it "
        "can be a purchase again."
    ),
    Route.UNDER_THRESHOLD: _(
        "Under the European threshold your own purchasing policy says from which amount you ask one company, and from "
        "which several."
    ),
    Route.CONSULTATION: _(
        "You ask the market openly what is possible, before you decide. Everybody gets the same information."
    ),
    Route.CHALLENGE: _(
        "You publish your challenge, choose a young company by criteria you made known, try it "
        "together, and buy it later "
        "under conditions you fixed before."
    ),
    Route.PCP: _(
        "You buy research and development of several companies side by side, in rounds. Afterwards you "
        "buy the result in a "
        "tender of its own."
    ),
    Route.PARTNERSHIP: _(
        "You choose one or more partners who develop something new, and buy it of them without another tender. Others "
        "cannot join later."
    ),
    Route.TENDER: _("You describe what you want and follow one of the European procedures."),
}
_POINTS: dict[Route, Sequence[object]] = {
    Route.NO_PROCUREMENT: (
        _("Look at the licence: may you use, change and share it?"),
        _("Who keeps it up, and what does that cost?"),
    ),
    Route.UNDER_THRESHOLD: (
        _("Do not split the order to stay under the threshold."),
        _("Is there interest from across the border? Then more openness may be needed."),
    ),
    Route.CONSULTATION: (
        _("Give everybody the same, and keep what you gave."),
        _("Whoever took part gets no advantage later: share what they learned with all."),
        _("Schakel has a market consultation with every challenge."),
    ),
    Route.CHALLENGE: (
        _("Say beforehand what you may buy afterwards, and for how much at most."),
        _("The value of everything you may buy later counts for the threshold."),
    ),
    Route.PCP: (
        _("It is research and development services alone."),
        _("A contracting authority buys it."),
        _("The benefits are not for the authority alone."),
        _("The authority does not pay all of it."),
    ),
    Route.PARTNERSHIP: (
        _("Only for what is not on the market."),
        _("Levels of performance and highest cost are fixed in each phase, before it begins."),
        _("Agree on the rights to what is made."),
    ),
    Route.TENDER: (
        _("Describe what it has to do, not how: then new solutions can win."),
        _("A market consultation before it often makes a better tender."),
    ),
}
_LAW = {
    Route.NO_PROCUREMENT: "",
    Route.UNDER_THRESHOLD: _(
        "Aanbestedingswet 2012, part 1; Gids Proportionaliteit; your own purchasing policy"
    ),
    Route.CONSULTATION: _(
        "Directive 2014/24/EU articles 40 and 41; Aanbestedingswet 2012 articles 2.25 and 2.51"
    ),
    Route.CHALLENGE: _(
        "Depends on its value: under the threshold, or one of the procedures of the directive"
    ),
    Route.PCP: _("Directive 2014/24/EU article 14; Commission guidance 2021/C 267/01"),
    Route.PARTNERSHIP: _("Directive 2014/24/EU article 31; Aanbestedingswet 2012 article 2.31a"),
    Route.TENDER: _("Directive 2014/24/EU; Aanbestedingswet 2012, part 2"),
}


def question_text(ask: Ask) -> str:
    return str(_QUESTIONS[ask])


def help_text(ask: Ask) -> str:
    """A line under the question; empty where it needs none."""
    return str(_HELP.get(ask, ""))


def choice_text(ask: Ask, choice: str) -> str:
    return str(_CHOICES.get((ask, choice)) or _YES_NO[choice])


def route_name(route: Route) -> str:
    return str(_NAMES[route])


def route_sentence(route: Route) -> str:
    return str(_SENTENCES[route])


def points_of(route: Route) -> list[str]:
    """What to think of."""
    return [str(point) for point in _POINTS[route]]


def law_of(route: Route) -> str:
    """Where it stands; empty where there is nothing to buy."""
    return str(_LAW[route])
