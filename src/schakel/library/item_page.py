"""An item as a page: first what everybody wants to know of its kind, then the rest of what it says.

The page of a kind is described here in tables; a text or fact that is added to a kind shows up by itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from schakel.library.cards import CONTACT, DATES, Badge, Chance, badge_of, status_of, when_of
from schakel.library.kinds import Fact, Kind, Shape
from schakel.library.labels import choice_name, country_name, fact_name, language_name, licence_name
from schakel.library.occasions import Opening, Window, coming, occasions_of, telling_window, windows_of
from schakel.library.rules import FINDABLE, State, Visibility
from schakel.library.values import ItemValue, Text
from schakel.library.wording import (
    listed,
    opening,
    paragraphs,
    written_day,
    written_figure,
    written_hours,
    written_money,
    written_number,
    written_weekday,
)

SOFTWARE_LICENCES = "https://spdx.org/licenses/"


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A question people ask of every item of a kind, and what this one says. ``more``: where all stands."""

    question: str
    lines: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    language: str = ""
    links: tuple[Link, ...] = ()
    are_steps: bool = False
    more: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A text of the item under its own heading; ``language`` only when it is not the reader's."""

    anchor: str
    title: str
    paragraphs: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    are_steps: bool = False
    language: str = ""
    is_machine_made: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """A day on which something happens with the item."""

    on: date
    what: str
    time: str


@dataclass(frozen=True, slots=True)
class SideFact:
    """As ``components/facts.html`` shows it."""

    label: str
    text: str = ""
    url: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """Something a reader should know before reading on; ``tone`` as in the website's alerts."""

    tone: str
    text: str


@dataclass(frozen=True, slots=True)
class ItemPage:
    """Everything about an item that its page shows."""

    item: ItemValue
    title: Text
    summary: Text | None
    when: str
    badge: Badge | None
    notes: tuple[Note, ...]
    answers: tuple[Answer, ...]
    figures: tuple[Mapping[str, str], ...]
    days: tuple[Day, ...]
    past_days: int
    windows: tuple[Day, ...]
    checks: tuple[str, ...]
    lessons: Passage | None
    passages: tuple[Passage, ...]
    facts: tuple[SideFact, ...]
    source: tuple[SideFact, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads which item when.

    ``bodies``: what the organisations are called that its facts name by code or slug; ``hub_contact``: the
    address by which to reach the people of the hub.
    """

    item: ItemValue
    language: str
    today: date
    bodies: Mapping[str, str] = field(default_factory=dict)
    hub_contact: str = ""
    chance: Chance | None = None
    """When one can come to it or book it, as others know."""

    def text(self, name: str) -> Text | None:
        return self.item.text(name, self.language)

    def foreign(self, text: Text | None) -> str:
        return text.language if text is not None and text.is_foreign else ""

    def fact(self, name: str) -> str:
        """A fact in words; empty when it is not known."""
        fact, value = self.item.definition.fact(name), self.item.facts.get(name)
        return listed(self.lines(fact, value)) if fact is not None and value is not None else ""

    def lines(self, fact: Fact, value: object) -> list[str]:
        """A fact's value in words, one line for each of several."""
        values = value if isinstance(value, list) else [value]
        return [self._in_words(fact, one) for one in values]

    def _in_words(self, fact: Fact, value: object) -> str:
        match fact.shape:
            case Shape.CHOICE | Shape.CHOICES:
                return choice_name(fact.name, str(value))
            case Shape.CENTS if isinstance(value, int):
                return written_money(value)
            case Shape.NUMBER | Shape.DECIMAL if isinstance(value, int | float):
                return written_number(value)
            case Shape.DATE | Shape.DATES:
                return written_day(date.fromisoformat(str(value)))
            case Shape.BODIES:
                return self.bodies.get(str(value)) or country_name(str(value))
            case _:
                return country_name(str(value)) if fact.name == "country" else str(value)


_TITLES = {
    "body": _("More about it"),
    "problem": _("What was going on?"),
    "approach": _("What did they do?"),
    "result": _("What came of it?"),
    "failed": _("What went wrong?"),
    "lessons": _("What can you learn from it?"),
    "conditions": _("When does it work?"),
    "cost_note": _("What does it cost?"),
    "offers": _("What do they offer?"),
    "expertise": _("What can you ask?"),
    "can_test": _("What can you test here?"),
    "rules_relaxed": _("Which rules are relaxed here?"),
    "safety": _("How does it stay safe?"),
    "outcomes": _("What do you learn?"),
    "for_whom": _("For whom is it?"),
    "steps": _("How does it go?"),
    "question": _("What is the question?"),
    "context": _("What is the background?"),
    "why_now": _("Why now?"),
    "outcome_wanted": _("What do they want to reach?"),
    "constraints": _("What does it have to keep to?"),
}
_DEVELOPMENT_SENTENCES = {
    "concept": _("Not yet. It is a plan."),
    "development": _("Not yet. It is being made."),
    "beta": _("It is being tried out."),
    "stable": _("Yes, it is ready for use."),
    "obsolete": _("Better not. It is no longer maintained."),
}
_STATUS_SENTENCES = {
    "idea": _("It is an idea. Nobody has tried it yet."),
    "pilot": _("It is being tried out."),
    "running": _("It is in use."),
    "scaled": _("It works, and is used on a larger scale now."),
    "stopped": _("It was stopped."),
}


def item_page_of(reader: Reader) -> ItemPage:
    """The page of an item for this reader."""
    item = reader.item
    answers = (*_ANSWERS[item.kind](reader), _whom_to_ask(reader))
    occasions = occasions_of(item.kind, item.facts)
    upcoming = coming(occasions, today=reader.today) if item.kind is not Kind.FUNDING else []
    passages = _passages(reader, answers)
    return ItemPage(
        item=item,
        title=reader.text("title")
        or Text(item.slug, reader.language, is_foreign=False, is_machine_made=False),
        summary=reader.text("summary"),
        when=when_of(item, today=reader.today, chance=reader.chance),
        badge=badge_of(item, today=reader.today, chance=reader.chance),
        notes=tuple(_notes(reader)),
        answers=answers,
        figures=tuple(_figures(reader)),
        days=tuple(
            Day(occasion.on, "", written_hours(occasion.starts_at, occasion.ends_at, until=occasion.until))
            for occasion in upcoming
        ),
        past_days=len(occasions) - len(upcoming) if item.kind is not Kind.FUNDING else 0,
        windows=tuple(_window_row(window, reader.today) for window in windows_of(item.facts)),
        checks=tuple(_checks(reader)) if item.kind is Kind.FUNDING else (),
        lessons=next((passage for passage in passages if passage.anchor == "lessons"), None),
        passages=tuple(passage for passage in passages if passage.anchor != "lessons"),
        facts=tuple(_side_facts(reader)),
        source=tuple(_source(reader)),
    )


def references_in(item: ItemValue) -> list[str]:
    """Codes and slugs of the organisations that the item's facts name."""
    values = (item.facts.get(fact.name) for fact in item.definition.facts if fact.shape is Shape.BODIES)
    return [str(reference) for value in values if isinstance(value, list) for reference in value]


# What stands first, kind by kind.


def _of_a_case(reader: Reader) -> list[Answer]:
    owner = reader.item.owner.name
    status = _STATUS_SENTENCES.get(str(reader.item.facts.get("status", "")))
    worked = _answer(reader, gettext("Did it work?"), "result", first=str(status or ""))
    cost = reader.fact("cost_band")
    otherwise = _answer(reader, gettext("What would they do differently?"), "failed")
    lessons = reader.text("lessons")
    if not otherwise.lines and lessons is not None:
        otherwise = Answer(
            gettext("What did they learn?"),
            lines=(paragraphs(lessons.text)[0],),
            language=reader.foreign(lessons),
            more="lessons",
        )
    return [
        worked if worked.lines else _unknown(worked, owner),
        Answer(gettext("What did it cost?"), lines=(_sentence(cost),))
        if cost
        else _unknown(Answer(gettext("What did it cost?")), owner),
        otherwise if otherwise.lines else _unknown(otherwise, owner),
    ]


def _of_a_solution(reader: Reader) -> list[Answer]:
    users = reader.item.facts.get("used_by")
    number = len(users) if isinstance(users, list) else 0
    used = ngettext("%(number)s public body uses it.", "%(number)s public bodies use it.", number) % {
        "number": number
    }
    ready = _DEVELOPMENT_SENTENCES.get(str(reader.item.facts.get("development_status", "")))
    terms = reader.fact("spdx")
    return _those_known(
        Answer(
            gettext("Can you use it now?"),
            lines=tuple(str(line) for line in (ready, used if number else "") if line),
        ),
        _answer(reader, gettext("What does it cost?"), "cost_note"),
        Answer(
            gettext("Under what terms?"),
            links=(Link(terms, f"{SOFTWARE_LICENCES}{terms}.html"),) if terms else (),
        ),
    )


def _of_a_provider(reader: Reader) -> list[Answer]:
    regions = reader.fact("regions")
    return _those_known(
        _answer(reader, gettext("What do they offer?"), "offers"),
        Answer(gettext("Where do they work?"), lines=(regions,) if regions else ()),
    )


def _of_an_expert(reader: Reader) -> list[Answer]:
    hours = reader.item.facts.get("hours_per_month")
    time = (
        ngettext("About %(hours)s hour a month.", "About %(hours)s hours a month.", hours) % {"hours": hours}
        if isinstance(hours, int)
        else ""
    )
    languages = reader.fact("languages")
    return _those_known(
        _answer(reader, gettext("What can you ask?"), "expertise"),
        Answer(gettext("In which languages?"), lines=(languages,) if languages else ()),
        Answer(gettext("How much time is there?"), lines=(time,) if time else ()),
    )


def _of_a_facility(reader: Reader) -> list[Answer]:
    price, per = reader.fact("price_from_cents"), reader.fact("price_per")
    cost = gettext("From %(price)s %(per)s.") % {"price": price, "per": per} if price and per else price
    return _those_known(
        _answer(reader, gettext("What can you test here?"), "can_test"),
        _answer(reader, gettext("Which rules are relaxed here?"), "rules_relaxed"),
        Answer(gettext("What does it cost?"), lines=(cost,) if cost else ()),
    )


def _of_a_training(reader: Reader) -> list[Answer]:
    return _those_known(
        _answer(reader, gettext("What do you learn?"), "outcomes"),
        _answer(reader, gettext("For whom is it?"), "for_whom"),
        _first_day(reader),
        _price(reader),
    )


def _of_an_event(reader: Reader) -> list[Answer]:
    where = [reader.fact("venue"), reader.fact("format")]
    return _those_known(
        _first_day(reader),
        Answer(gettext("Where is it?"), lines=tuple(line for line in where if line)),
        _answer(reader, gettext("For whom is it?"), "for_whom"),
        _price(reader),
    )


def _of_funding(reader: Reader) -> list[Answer]:
    window = telling_window(windows_of(reader.item.facts), today=reader.today)
    types = reader.fact("for_types")
    share = reader.item.facts.get("own_share_percent")
    return _those_known(
        Answer(
            gettext("Can you apply now?"), lines=(_window_sentence(window, reader.today),) if window else ()
        ),
        Answer(gettext("How much is it?"), lines=tuple(_amounts(reader))),
        Answer(
            gettext("What do you pay yourself?"),
            lines=(gettext("At least %(share)s%% of the cost.") % {"share": share},) if share else (),
        ),
        Answer(gettext("Who can apply?"), lines=(_sentence(types),) if types else ()),
    )


def _of_a_hub(reader: Reader) -> list[Answer]:
    country, website = reader.fact("country"), str(reader.item.facts.get("website") or "")
    return _those_known(
        _answer(reader, gettext("What do they offer?"), "offers"),
        Answer(gettext("Where is it?"), lines=(country,) if country else ()),
        Answer(gettext("Where do you read more?"), links=(Link(_host(website), website),) if website else ()),
    )


def _of_a_method(reader: Reader) -> list[Answer]:
    made = [reader.fact("publisher") or reader.item.owner.name, str(reader.item.year or "")]
    source = reader.item.source_url
    return _those_known(
        _answer(reader, gettext("How does it go?"), "steps"),
        Answer(gettext("Who made it?"), lines=(", ".join(part for part in made if part),)),
        Answer(gettext("Where do you read it?"), links=(Link(_host(source), source),) if source else ()),
    )


def _of_a_challenge(reader: Reader) -> list[Answer]:
    stage, wanted_by = reader.fact("stage"), reader.fact("wanted_by")
    by_when = gettext("They want a solution by %(day)s.") % {"day": wanted_by} if wanted_by else ""
    budget = reader.fact("budget_band")
    return _those_known(
        _answer(reader, gettext("What is the question?"), "question"),
        _answer(reader, gettext("What do they want to reach?"), "outcome_wanted"),
        Answer(
            gettext("How far are they?"), lines=tuple(line for line in (_sentence(stage), by_when) if line)
        ),
        Answer(gettext("What may it cost?"), lines=(_sentence(budget),) if budget else ()),
    )


_ANSWERS: Mapping[Kind, Callable[[Reader], list[Answer]]] = {
    Kind.CASE: _of_a_case,
    Kind.SOLUTION: _of_a_solution,
    Kind.PROVIDER: _of_a_provider,
    Kind.EXPERT: _of_an_expert,
    Kind.FACILITY: _of_a_facility,
    Kind.TRAINING: _of_a_training,
    Kind.EVENT: _of_an_event,
    Kind.FUNDING: _of_funding,
    Kind.HUB: _of_a_hub,
    Kind.METHOD: _of_a_method,
    Kind.CHALLENGE: _of_a_challenge,
}
_ANSWERED_BY = {
    Kind.CASE: {"status", "cost_band"},
    Kind.SOLUTION: {"development_status", "spdx"},
    Kind.PROVIDER: {"regions"},
    Kind.EXPERT: {"languages", "hours_per_month"},
    Kind.FACILITY: {"price_from_cents", "price_per"},
    Kind.TRAINING: {"price_cents"},
    Kind.EVENT: {"price_cents", "venue", "format", "starts_at", "ends_at", "ends_on", "cancelled_on"},
    Kind.FUNDING: {
        "budget_cents",
        "minimum_cents",
        "maximum_cents",
        "own_share_percent",
        "for_types",
        "inhabitants_min",
        "partners_min",
        "duration_months_max",
    },
    Kind.HUB: {"country", "website"},
    Kind.METHOD: {"publisher", "published_year"},
    Kind.CHALLENGE: {"stage", "wanted_by", "budget_band"},
}
"""Facts that stand among the first answers or in the questions of a scheme, and so not at the side."""
_SHOWN_APART = {"figures", "windows", "starts_on", "latitude", "longitude"}


def _answer(reader: Reader, question: str, name: str, *, first: str = "") -> Answer:
    """What a text says, its opening when it is long; without lines and points when there is no such text."""
    text = reader.text(name)
    if text is None:
        return Answer(question, lines=(first,) if first else ())
    definition = reader.item.definition.text(name)
    if definition is not None and definition.listed:
        return Answer(
            question,
            points=tuple(paragraphs(text.text)),
            language=reader.foreign(text),
            are_steps=name == "steps",
        )
    start, is_all = opening(text.text)
    return Answer(
        question,
        lines=tuple(line for line in (first, start) if line),
        language=reader.foreign(text),
        more="" if is_all else _anchor(name),
    )


def _unknown(answer: Answer, owner: str) -> Answer:
    return Answer(answer.question, lines=(gettext("We do not know. Ask %(owner)s.") % {"owner": owner},))


def _those_known(*answers: Answer) -> list[Answer]:
    return [answer for answer in answers if answer.lines or answer.points or answer.links]


def _whom_to_ask(reader: Reader) -> Answer:
    owner = reader.item.owner
    links = [Link(owner.name, reverse("organisation", args=[owner.slug]))]
    lines = []
    if reader.item.kind is Kind.SOLUTION and (suppliers := reader.fact("suppliers")):
        lines.append(gettext("Suppliers: %(suppliers)s.") % {"suppliers": suppliers})
    if reader.hub_contact:
        links.append(Link(gettext("Let the hub bring you into contact"), reader.hub_contact))
    return Answer(gettext("Whom can you ask?"), lines=tuple(lines), links=tuple(links), anchor=CONTACT)


def _first_day(reader: Reader) -> Answer:
    item = reader.item
    days = coming(occasions_of(item.kind, item.facts), today=reader.today)
    has_more = len(days) > 1
    if reader.chance is not None:
        link = Link(reader.chance.label, reader.chance.url)
        return Answer(
            gettext("When is it?"),
            lines=(_sentence(reader.chance.words),),
            links=(link,),
            more=DATES if has_more else "",
            anchor="" if has_more else DATES,
        )
    if not days:
        return Answer(gettext("When is it?"), lines=(gettext("There is no new date yet."),))
    first = days[0]
    lines = [
        _capital(written_weekday(first.on)),
        written_hours(first.starts_at, first.ends_at, until=first.until),
    ]
    if first.cancelled_on is not None:
        lines.insert(0, gettext("This is cancelled."))
    return Answer(
        gettext("When is it?"),
        lines=tuple(line for line in lines if line),
        more=DATES if has_more else "",
        anchor="" if has_more else DATES,
    )


def _price(reader: Reader) -> Answer:
    cents = reader.item.facts.get("price_cents")
    if not isinstance(cents, int):
        return Answer(gettext("What does it cost?"))
    line = written_money(cents) if cents else gettext("Nothing.")
    return Answer(gettext("What does it cost?"), lines=(line,))


def _amounts(reader: Reader) -> list[str]:
    lowest, highest, budget = (
        reader.fact(name) for name in ("minimum_cents", "maximum_cents", "budget_cents")
    )
    lines = []
    if lowest and highest:
        lines.append(gettext("From %(lowest)s to %(highest)s.") % {"lowest": lowest, "highest": highest})
    elif highest:
        lines.append(gettext("At most %(highest)s.") % {"highest": highest})
    elif lowest:
        lines.append(gettext("At least %(lowest)s.") % {"lowest": lowest})
    if budget:
        lines.append(gettext("There is %(budget)s in all.") % {"budget": budget})
    return lines


def _window_sentence(window: Window, today: date) -> str:
    match window.at(today):
        case Opening.OPEN:
            return gettext("Yes, until %(day)s.") % {"day": written_day(window.closes_on)}
        case Opening.LATER:
            return gettext("Not yet. It opens on %(opens)s and closes on %(closes)s.") % {
                "opens": written_day(window.opens_on),
                "closes": written_day(window.closes_on),
            }
        case Opening.CLOSED:
            return gettext("No. It closed on %(day)s.") % {"day": written_day(window.closes_on)}


def _window_row(window: Window, today: date) -> Day:
    what = {
        Opening.OPEN: gettext("Open now"),
        Opening.LATER: gettext("Opens later"),
        Opening.CLOSED: gettext("Closed"),
    }[window.at(today)]
    period = gettext("%(opens)s to %(closes)s") % {
        "opens": written_day(window.opens_on),
        "closes": written_day(window.closes_on),
    }
    return Day(window.opens_on, what, period)


def _checks(reader: Reader) -> list[str]:
    """The rules of a scheme as questions one can answer with yes or no."""
    facts = reader.item.facts
    checks = []
    if types := reader.fact("for_types"):
        checks.append(gettext("It is meant for %(types)s. Does that include you?") % {"types": types})
    if isinstance(inhabitants := facts.get("inhabitants_min"), int) and inhabitants:
        number = written_number(inhabitants)
        checks.append(gettext("Do you have at least %(number)s inhabitants?") % {"number": number})
    if isinstance(partners := facts.get("partners_min"), int) and partners:
        checks.append(
            ngettext(
                "Do you apply with at least %(number)s partner?",
                "Do you apply with at least %(number)s partners?",
                partners,
            )
            % {"number": partners}
        )
    if share := facts.get("own_share_percent"):
        checks.append(gettext("Can you pay %(share)s%% of the cost yourself?") % {"share": share})
    if isinstance(months := facts.get("duration_months_max"), int) and months:
        checks.append(
            ngettext(
                "Can you finish within %(months)s month?", "Can you finish within %(months)s months?", months
            )
            % {"months": months}
        )
    return checks


def _passages(reader: Reader, answers: tuple[Answer, ...]) -> list[Passage]:
    """The texts that did not wholly fit among the answers, in the order of the kind."""
    complete = {_anchor(name) for name in _texts_told_whole(reader, answers)}
    found = []
    for definition in reader.item.definition.texts:
        text = reader.text(definition.name)
        anchor = _anchor(definition.name)
        if text is None or definition.name in ("title", "summary") or anchor in complete:
            continue
        parts = tuple(paragraphs(text.text))
        found.append(
            Passage(
                anchor=anchor,
                title=_title(reader.item.kind, definition.name),
                paragraphs=() if definition.listed else parts,
                points=parts if definition.listed else (),
                are_steps=definition.name in ("steps", "lessons"),
                language=reader.foreign(text),
                is_machine_made=text.is_machine_made,
            )
        )
    return found


_TOLD_AMONG_ANSWERS = {
    Kind.CASE: ("result", "failed"),
    Kind.SOLUTION: ("cost_note",),
    Kind.PROVIDER: ("offers",),
    Kind.EXPERT: ("expertise",),
    Kind.FACILITY: ("can_test", "rules_relaxed"),
    Kind.TRAINING: ("outcomes", "for_whom"),
    Kind.EVENT: ("for_whom",),
    Kind.HUB: ("offers",),
    Kind.METHOD: ("steps",),
    Kind.CHALLENGE: ("question", "outcome_wanted"),
}


def _texts_told_whole(reader: Reader, answers: tuple[Answer, ...]) -> list[str]:
    cut = {answer.more for answer in answers}
    return [name for name in _TOLD_AMONG_ANSWERS.get(reader.item.kind, ()) if _anchor(name) not in cut]


def _title(kind: Kind, name: str) -> str:
    if name == "conditions" and kind in (Kind.FUNDING, Kind.FACILITY):
        return gettext("What are the conditions?")
    return str(_TITLES.get(name, name))


def _figures(reader: Reader) -> list[dict[str, str]]:
    """As ``components/figure.html`` shows them: a percent sign stands at the number, other units under it."""
    written = reader.item.facts.get("figures")
    figures = []
    for figure in written if isinstance(written, list) else ():
        unit = figure.get(f"unit_{reader.language}") or figure.get("unit_nl") or figure.get("unit_en") or ""
        sign = "%" if unit.startswith("%") else ""
        label = unit.removeprefix("%").strip()
        figures.append(
            {
                "value": written_figure(figure["value"]) + sign,
                "unit": "",
                "label": label or gettext("measured result"),
                "source": "",
                "source_url": "",
            }
        )
    return figures


def _side_facts(reader: Reader) -> list[SideFact]:
    item = reader.item
    told = _ANSWERED_BY.get(item.kind, set()) | _SHOWN_APART
    if item.kind is Kind.SOLUTION:
        told = told | {"suppliers"}
    facts = [
        _side_fact(reader, fact, item.facts[fact.name])
        for fact in item.definition.facts
        if fact.name not in told and item.facts.get(fact.name) is not None
    ]
    if item.facts.get("funder") != item.owner.name:
        owner_url = reverse("organisation", args=[item.owner.slug])
        facts.append(SideFact(gettext("From"), item.owner.name, url=owner_url))
    if item.place is not None and item.place.pk != item.owner.pk:
        facts.append(
            SideFact(gettext("Place"), item.place.name, url=reverse("organisation", args=[item.place.slug]))
        )
    return facts


def _side_fact(reader: Reader, fact: Fact, value: object) -> SideFact:
    if fact.shape is Shape.ADDRESS:
        return SideFact(fact_name(fact.name), _host(str(value)), url=str(value))
    lines = reader.lines(fact, value)
    if len(lines) == 1:
        return SideFact(fact_name(fact.name), lines[0])
    return SideFact(fact_name(fact.name), lines=tuple(lines))


def _source(reader: Reader) -> list[SideFact]:
    item = reader.item
    facts = []
    if item.source_url:
        facts.append(
            SideFact(gettext("Source"), item.source_name or _host(item.source_url), url=item.source_url)
        )
    elif item.source_name:
        facts.append(SideFact(gettext("Source"), item.source_name))
    if item.licence:
        facts.append(SideFact(gettext("Terms of use"), licence_name(item.licence)))
    if item.retrieved_on:
        facts.append(SideFact(gettext("Taken over on"), written_day(item.retrieved_on)))
    if item.verified_on:
        facts.append(SideFact(gettext("Checked on"), written_day(item.verified_on)))
    facts.append(
        SideFact(gettext("Languages"), listed([language_name(language) for language in item.languages]))
    )
    facts.append(SideFact(gettext("Changed on"), written_day(item.changed_at.date())))
    return facts


def _notes(reader: Reader) -> list[Note]:
    item = reader.item
    notes = []
    if item.state not in FINDABLE:
        notes.append(Note("warning", _state_sentence(item.state)))
    elif item.visibility is not Visibility.PUBLIC:
        notes.append(Note("info", _visibility_sentence(item.visibility)))
    if item.is_illustrative:
        notes.append(Note("info", gettext("This is an example, made up to show how the hub works.")))
    if item.kind is Kind.CASE and item.facts.get("status") == "stopped":
        notes.append(Note("info", gettext("This was stopped. What went wrong can save you time and money.")))
    if item.state is State.NEEDS_UPDATE and item.verified_on is not None:
        day = written_day(item.verified_on)
        notes.append(
            Note(
                "warning",
                gettext("This was last checked on %(day)s. Ask whether it is still right.") % {"day": day},
            )
        )
    if item.kind is Kind.EVENT and status_of(item, today=reader.today, chance=reader.chance):
        notes.append(Note("info", gettext("This has been held. You can still ask what came of it.")))
    return [*notes, *_language_notes(reader)]


def _language_notes(reader: Reader) -> list[Note]:
    texts = [text for name in reader.item.definition.texts if (text := reader.text(name.name))]
    notes = []
    foreign = sorted({language_name(text.language) for text in texts if text.is_foreign})
    if foreign and all(text.is_foreign for text in texts):
        notes.append(
            Note("info", gettext("This text is in %(language)s only.") % {"language": listed(foreign)})
        )
    elif foreign:
        notes.append(
            Note(
                "info", gettext("Part of this text is in %(language)s only.") % {"language": listed(foreign)}
            )
        )
    if any(text.is_machine_made for text in texts):
        notes.append(Note("info", gettext("A machine translated this text. There may be mistakes in it.")))
    return notes


def _state_sentence(state: State) -> str:
    return {
        State.DRAFT: gettext("This is a draft. Only the owner and the hub can see it."),
        State.REVIEW: gettext("This waits for review. Only the owner and the hub can see it."),
        State.ARCHIVED: gettext("This is archived. Only the owner and the hub can see it."),
    }[state]


def _visibility_sentence(visibility: Visibility) -> str:
    return {
        Visibility.ORGANISATION: gettext("Only the owner and the hub can see this."),
        Visibility.PARTNERS: gettext("Only the partners of the hub can see this."),
        Visibility.NETWORK: gettext("Only those who take part in the hub can see this."),
    }[visibility]


def _anchor(name: str) -> str:
    return name.replace("_", "-")


def _sentence(words: str) -> str:
    """Words as a sentence of their own: a capital in front, a full stop behind."""
    if not words:
        return ""
    return words[0].upper() + words[1:] + ("" if words.endswith((".", "!", "?")) else ".")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _host(address: str) -> str:
    """The part of a web address that people recognise."""
    return address.partition("://")[2].partition("/")[0].removeprefix("www.")
