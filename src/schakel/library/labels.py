"""What kinds, texts, facts, their values and states are called on the screen, in its language."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p

from schakel.library.kinds import Kind
from schakel.library.rules import State, Step, Visibility

_KINDS = {
    Kind.CASE: (_("Case"), _("Cases")),
    Kind.SOLUTION: (_("Solution"), _("Solutions")),
    Kind.PROVIDER: (_("Provider"), _("Providers")),
    Kind.EXPERT: (_("Expert"), _("Experts")),
    Kind.FACILITY: (_("Test facility"), _("Test facilities")),
    Kind.TRAINING: (_("Training"), _("Trainings")),
    Kind.EVENT: (_("Event"), _("Events")),
    Kind.FUNDING: (_("Funding scheme"), _("Funding schemes")),
    Kind.HUB: (_("Hub"), _("Hubs")),
    Kind.METHOD: (_("Method or publication"), _("Methods and publications")),
    Kind.CHALLENGE: (_("Challenge"), _("Challenges")),
}
_KIND_MEANINGS = {
    Kind.CASE: _("What another municipality or province did, what it cost and what it learned."),
    Kind.SOLUTION: _("Software, data, contracts and other things you can use again."),
    Kind.PROVIDER: _("Companies and institutions that can help you."),
    Kind.EXPERT: _("People who know about it and can be asked."),
    Kind.FACILITY: _("Places where you can try something before you buy or build it."),
    Kind.TRAINING: _("What you and your colleagues can learn, and when."),
    Kind.EVENT: _("Meetings where you find others with the same question."),
    Kind.FUNDING: _("Money you can apply for, and for whom it is meant."),
    Kind.HUB: _("Sister hubs in the Netherlands and elsewhere in Europe."),
    Kind.METHOD: _("Ways of working, guides and reports."),
    Kind.CHALLENGE: _("What other public bodies are running into. Perhaps you can work on it together."),
}
_TEXTS = {
    "title": _("Title"),
    "summary": _("Summary"),
    "body": _("Description"),
    "problem": _("Problem"),
    "approach": _("Approach"),
    "result": _("Result"),
    "failed": _("What went wrong"),
    "lessons": _("Lessons"),
    "conditions": _("Conditions"),
    "cost_note": _("Note about the cost"),
    "offers": _("Offers"),
    "expertise": _("Knows about"),
    "can_test": _("What can be tested"),
    "rules_relaxed": _("Rules that are relaxed"),
    "safety": _("Safety"),
    "outcomes": _("What you learn"),
    "for_whom": _("For whom"),
    "steps": _("Steps"),
    "question": _("Question"),
    "context": _("Background"),
    "why_now": _("Why now"),
    "outcome_wanted": _("Outcome wanted"),
    "constraints": _("What it has to keep to"),
}
_FACTS = {
    "status": _("Status"),
    "started_year": _("Started in"),
    "ended_year": _("Ended in"),
    "cost_band": _("Cost"),
    "figures": _("Figures"),
    "inhabitants_reached": _("Inhabitants reached"),
    "solution_type": _("Kind of solution"),
    "spdx": _("Licence of the software"),
    "repository_url": _("Source code"),
    "development_status": _("Stage of development"),
    "standards": _("Standards"),
    "suppliers": _("Suppliers"),
    "used_by": _("Used by"),
    "organisation_size": _("Number of employees"),
    "regions": _("Works in"),
    "certificates": _("Certificates"),
    "languages": _("Languages"),
    "hours_per_month": _("Hours available per month"),
    "capacity_people": _("Room for"),
    "price_from_cents": _("Price from"),
    "price_per": _("Price per"),
    "address": _("Address"),
    "latitude": _("Latitude"),
    "longitude": _("Longitude"),
    "level": _("Level"),
    "format": _("Online or on site"),
    "hours": _("Hours of study"),
    "price_cents": _("Price"),
    "seats": _("Places"),
    "raises": _("Helps your organisation with"),
    "starts_on": _("Starts on"),
    "starts_at": _("Starts at"),
    "ends_at": _("Ends at"),
    "ends_on": _("Last day, of more than one"),
    "cancelled_on": _("Cancelled on"),
    "venue": _("Venue"),
    "funder": _("Funder"),
    "budget_cents": _("Total budget"),
    "minimum_cents": _("Lowest amount"),
    "maximum_cents": _("Highest amount"),
    "own_share_percent": _("You pay yourself (percent)"),
    "windows": _("Open for applications"),
    "for_types": _("For"),
    "inhabitants_min": _("Inhabitants at least"),
    "partners_min": _("Partners at least"),
    "duration_months_max": _("Months at most"),
    "country": _("Country"),
    "website": _("Website"),
    "sectors": _("Sectors"),
    "publication_type": _("Kind of publication"),
    "publisher": _("Publisher"),
    "published_year": _("Published in"),
    "stage": _("Stage"),
    "wanted_by": _("Wanted by"),
    "budget_band": _("Budget"),
    "inhabitants_affected": _("Inhabitants affected"),
}
_COST_BANDS = {
    "under-10k": _("less than €10,000"),
    "10k-50k": _("€10,000 to €50,000"),
    "50k-250k": _("€50,000 to €250,000"),
    "250k-1m": _("€250,000 to €1 million"),
    "over-1m": _("more than €1 million"),
}
_FORMATS = {"online": _("Online"), "onsite": _("On site"), "hybrid": _("On site and online")}
_CHOICES = {
    "status": {
        "idea": _("Idea"),
        "pilot": _("Pilot"),
        "running": _("In use"),
        "scaled": _("Scaled up"),
        "stopped": _("Stopped"),
    },
    "cost_band": _COST_BANDS,
    "budget_band": _COST_BANDS,
    "solution_type": {
        "software": _("Software"),
        "data": _p("kind of solution", "Data"),
        "method": _("Method"),
        "contract": _("Contract or text"),
        "platform": _("Platform"),
    },
    "development_status": {
        "concept": _("Concept"),
        "development": _("In development"),
        "beta": _("Being tried out"),
        "stable": _("Ready for use"),
        "obsolete": _("No longer maintained"),
    },
    "organisation_size": {
        "1-9": _("1 to 9 employees"),
        "10-49": _("10 to 49 employees"),
        "50-249": _("50 to 249 employees"),
        "250+": _("250 employees or more"),
    },
    "languages": {"nl": _("Dutch"), "en": _("English"), "de": _("German"), "fr": _("French")},
    "price_per": {"hour": _("per hour"), "day": _("per day"), "week": _("per week")},
    "level": {"basic": _("For beginners"), "advanced": _("Advanced"), "expert": _("For specialists")},
    "format": _FORMATS,
    "raises": {
        "strategy": _("Digital strategy"),
        "readiness": _("Digital readiness"),
        "human-centric": _("Putting people first"),
        "data": _("Managing and protecting data"),
        "interoperability": _("Working together across systems"),
        "green": _("Sustainable digitalisation"),
    },
    "for_types": {
        "municipality": _("municipalities"),
        "province": _("provinces"),
        "water-board": _("water boards"),
        "company": _("companies"),
        "knowledge": _("knowledge institutions"),
        "association": _("associations"),
    },
    "publication_type": {
        "method": _("Method"),
        "guide": _("Guide"),
        "report": _("Report"),
        "standard": _("Standard"),
        "article": _("Article"),
    },
    "stage": {
        "explore": _("Exploring the question"),
        "find": _("Looking for a solution"),
        "test": _("Wants to test"),
        "scale": _("Wants to scale up"),
        "buy": _("Wants to buy"),
    },
}
_STATES = {
    State.DRAFT: _("Draft"),
    State.REVIEW: _("Waiting for review"),
    State.PUBLISHED: _("Published"),
    State.NEEDS_UPDATE: _("May be out of date"),
    State.ARCHIVED: _("Archived"),
}
_STEPS = {
    Step.SUBMIT: _("Hand in for review"),
    Step.PUBLISH: _("Publish"),
    Step.SEND_BACK: _("Send back"),
    Step.ARCHIVE: _("Archive"),
    Step.RESTORE: _("Restore"),
}
_VISIBILITIES = {
    Visibility.ORGANISATION: _("Only your own organisation"),
    Visibility.PARTNERS: _("The partners of the hub"),
    Visibility.NETWORK: _("Everybody who takes part in the hub"),
    Visibility.PUBLIC: _("Everybody"),
}
_LICENCES = {
    "facts": _("Public facts, told in our own words"),
    "CC0-1.0": _("Free to use (CC0)"),
    "CC-BY-4.0": _("Free to use if you name the source (CC BY 4.0)"),
    "CC-BY-SA-4.0": _("Free to use if you name the source and share alike (CC BY-SA 4.0)"),
}
_COUNTRIES = {
    "AT": _("Austria"),
    "BE": _("Belgium"),
    "BG": _("Bulgaria"),
    "CH": _("Switzerland"),
    "CY": _("Cyprus"),
    "CZ": _("Czechia"),
    "DE": _("Germany"),
    "DK": _("Denmark"),
    "EE": _("Estonia"),
    "ES": _("Spain"),
    "FI": _("Finland"),
    "FR": _("France"),
    "GB": _("United Kingdom"),
    "GR": _("Greece"),
    "HR": _("Croatia"),
    "HU": _("Hungary"),
    "IE": _("Ireland"),
    "IS": _("Iceland"),
    "IT": _("Italy"),
    "LT": _("Lithuania"),
    "LU": _("Luxembourg"),
    "LV": _("Latvia"),
    "MT": _("Malta"),
    "NL": _("the Netherlands"),
    "NO": _("Norway"),
    "PL": _("Poland"),
    "PT": _("Portugal"),
    "RO": _("Romania"),
    "SE": _("Sweden"),
    "SI": _("Slovenia"),
    "SK": _("Slovakia"),
    "UA": _("Ukraine"),
}
# The status by which a list is filtered is another fact for each kind, so its values are looked up in all.
_LIKE_STATUS = ("status", "development_status", "stage", "format", "publication_type", "level")


def kind_name(kind: Kind) -> str:
    return str(_KINDS[kind][0])


def kind_name_plural(kind: Kind) -> str:
    return str(_KINDS[kind][1])


def kind_meaning(kind: Kind) -> str:
    """One sentence that says what one finds under this kind."""
    return str(_KIND_MEANINGS[kind])


def text_name(name: str) -> str:
    """What a text of an item is called; its own name when it is none of ours."""
    return str(_TEXTS.get(name, name))


def fact_name(name: str) -> str:
    """What a fact of an item is called; its own name when it is none of ours."""
    return str(_FACTS.get(name, name))


def choice_name(fact: str, value: str) -> str:
    """A chosen value in words; the value itself when it is none of ours. "status" is all such facts."""
    names = (fact, *_LIKE_STATUS) if fact == "status" else (fact,)
    for name in names:
        if value in _CHOICES.get(name, {}):
            return str(_CHOICES[name][value])
    return value


def state_name(state: State) -> str:
    return str(_STATES[state])


def step_name(step: Step) -> str:
    """What the button for a step says."""
    return str(_STEPS[step])


def visibility_name(visibility: Visibility) -> str:
    return str(_VISIBILITIES[visibility])


def language_name(code: str) -> str:
    """A language in words; its code when it is none of ours."""
    return {"nl": gettext("Dutch"), "en": gettext("English")}.get(code, code)


def licence_name(licence: str) -> str:
    """The terms under which an item may be used, in words where we have them."""
    return str(_LICENCES.get(licence, licence))


def country_name(code: str) -> str:
    """A country by its ISO code in any case; the code itself when it is none of ours."""
    return str(_COUNTRIES.get(code.upper(), code))
