"""The case as the pilot tells it: what was the problem, what was done, what came of it, and what was learned."""

from django.utils import translation
from django.utils.translation import gettext

from schakel.library.public import Content, Provenance, Visibility
from schakel.organisations.public import OrganisationType
from schakel.pilots.models import Pilot
from schakel.pilots.naming import bare_title, within
from schakel.pilots.rules import Decision, Reply, Values, reached, status_of_case, written_number

LONGEST_SUMMARY = 400
LONGEST_FIGURE = 120
_TEXT, _FACT = "text", "fact"


def wanted_parts(pilot: Pilot) -> dict[str, object]:
    """What the case should say now, each text and fact by its name ("text.problem", "fact.status"); none are empty."""
    with translation.override(pilot.language):
        texts = {
            "title": _title(pilot),
            "summary": _summary(pilot),
            "problem": pilot.problem,
            "approach": _approach(pilot),
            "result": _result(pilot),
            "failed": pilot.failed,
            "lessons": pilot.lesson,
        }
    facts: dict[str, object] = {
        "status": status_of_case(Decision(pilot.decision) if pilot.decision else None),
        "started_year": pilot.starts_on.year if pilot.starts_on else None,
        "ended_year": pilot.ends_on.year if pilot.ends_on and pilot.decision else None,
        "cost_band": pilot.budget_band,
        "figures": _figures(pilot),
    }
    parts = {f"{_TEXT}.{name}": text.strip() for name, text in texts.items()}
    every: dict[str, object] = parts | {f"{_FACT}.{name}": value for name, value in facts.items()}
    return {name: value for name, value in every.items() if value not in (None, "", [])}


def parts_of(content: Content, language: str) -> dict[str, object]:
    """The same names and values of what an item says."""
    texts = content.texts.get(language, {})
    parts: dict[str, object] = {f"{_TEXT}.{name}": text for name, text in texts.items()}
    return parts | {f"{_FACT}.{name}": value for name, value in content.facts.items()}


def content_with(parts: dict[str, object], content: Content, language: str) -> Content:
    """The content with these parts as its texts in this language and its facts; the rest stays."""
    texts = {
        name.partition(".")[2]: str(value) for name, value in parts.items() if name.startswith(f"{_TEXT}.")
    }
    facts = {name.partition(".")[2]: value for name, value in parts.items() if name.startswith(f"{_FACT}.")}
    return Content(
        texts={**content.texts, language: texts},
        facts=facts,
        themes=content.themes,
        owner=content.owner,
        place=content.place,
        visibility=content.visibility,
        original_language=content.original_language,
        provenance=content.provenance,
    )


def first_content(pilot: Pilot) -> Content:
    """The case when it is written for the first time: themes and visibility are those of the challenge."""
    challenge = pilot.challenge
    is_place = pilot.owner.type in (OrganisationType.MUNICIPALITY, OrganisationType.PROVINCE)
    empty = Content(
        texts={},
        facts={},
        themes=tuple(challenge.themes.all()) if challenge else (),
        owner=pilot.owner,
        place=(challenge.place if challenge else None) or (pilot.owner if is_place else None),
        visibility=Visibility(challenge.visibility) if challenge else Visibility.PUBLIC,
        original_language=pilot.language,
        provenance=Provenance(is_illustrative=bool(challenge and challenge.is_illustrative)),
    )
    return content_with(wanted_parts(pilot), empty, pilot.language)


def _title(pilot: Pilot) -> str:
    """What was done and where, so that nobody takes the case for the pilot or for the challenge."""
    what = bare_title(pilot.title)
    if pilot.owner.name.casefold() not in what.casefold():
        what = gettext("%(what)s at %(owner)s") % {"what": what, "owner": pilot.owner.name}
    sentence = {
        Decision.SCALE: gettext("Tried and scaled up: %(what)s"),
        Decision.STOP: gettext("Tried and stopped: %(what)s"),
        Decision.REPEAT: gettext("Tried: %(what)s"),
        None: gettext("Tried: %(what)s"),
    }[Decision(pilot.decision) if pilot.decision else None]
    return within(sentence, what=what)


def _summary(pilot: Pilot) -> str:
    text = " ".join((pilot.results or pilot.hypothesis or pilot.problem).split())
    if len(text) <= LONGEST_SUMMARY:
        return text
    return f"{text[: LONGEST_SUMMARY - 1].rpartition(' ')[0]}…"


def _approach(pilot: Pilot) -> str:
    parts = [pilot.approach]
    if pilot.hypothesis:
        parts.append(gettext("What we expected: %(hypothesis)s") % {"hypothesis": pilot.hypothesis})
    if names := [phase.name for phase in pilot.phases.all()]:
        parts.append(
            gettext("The steps were: %(steps)s.") % {"steps": "; ".join(name.rstrip(".") for name in names)}
        )
    partners = pilot.partners.filter(reply=Reply.AGREED.value).select_related("organisation").order_by("pk")
    if bodies := [partner.organisation.name for partner in partners]:
        parts.append(gettext("We did it together with %(partners)s.") % {"partners": ", ".join(bodies)})
    return "\n\n".join(part for part in parts if part)


def _result(pilot: Pilot) -> str:
    measured = (_measured(one.name, one.unit, one.values) for one in pilot.measures.all())
    lines = [pilot.results, *measured]
    if pilot.decision:
        sentence = {
            Decision.SCALE: gettext("Afterwards we decided to go on with it, for more people: %(reason)s"),
            Decision.STOP: gettext("Afterwards we decided to stop: %(reason)s"),
            Decision.REPEAT: gettext("Afterwards we decided to try it once more: %(reason)s"),
        }[Decision(pilot.decision)]
        lines.append(sentence % {"reason": pilot.reason})
    return "\n\n".join(line for line in lines if line)


def _measured(name: str, unit: str, values: Values) -> str:
    if values.measured is None:
        return ""
    said = {
        "name": name,
        "unit": unit,
        "before": written_number(values.before),
        "aimed": written_number(values.aimed),
        "measured": written_number(values.measured),
    }
    if values.before is None:
        return gettext("%(name)s: %(measured)s %(unit)s.") % said
    if values.aimed is None:
        return gettext("%(name)s: from %(before)s to %(measured)s %(unit)s.") % said
    if reached(values):
        return (
            gettext("%(name)s: from %(before)s to %(measured)s %(unit)s. That is what we aimed for.") % said
        )
    return gettext("%(name)s: from %(before)s to %(measured)s %(unit)s. We aimed for %(aimed)s.") % said


def _figures(pilot: Pilot) -> list[dict[str, str]]:
    figures = []
    for measure in pilot.measures.all():
        if measure.measured is not None:
            unit = f"{measure.unit} ({measure.name})".strip()[:LONGEST_FIGURE]
            figures.append({"value": written_number(measure.measured), "unit_nl": unit, "unit_en": unit})
    return figures


def method_content(pilot: Pilot) -> Content:
    """The pilot's phases as a method that others can start from."""
    with translation.override(pilot.language):
        title = within(gettext("Plan of a pilot: %(title)s"), title=bare_title(pilot.title))
        summary = gettext("The steps that %(owner)s took. A pilot can be started from them.") % {
            "owner": pilot.owner.name
        }
    return Content(
        texts={
            pilot.language: {
                "title": title,
                "summary": summary[:LONGEST_SUMMARY],
                "steps": "\n".join(phase.name for phase in pilot.phases.all()),
            }
        },
        facts={"publication_type": "method"},
        owner=pilot.owner,
        visibility=Visibility(pilot.challenge.visibility) if pilot.challenge else Visibility.PUBLIC,
        original_language=pilot.language,
    )
