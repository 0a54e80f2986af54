"""What is known when a pilot starts: everything that a challenge and items of the library say already."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from schakel.library import public as library
from schakel.library.public import Item, ItemValue, Kind
from schakel.organisations.public import PUBLIC_BODIES, Organisation, OrganisationType
from schakel.pilots.naming import pilot_title
from schakel.pilots.rules import LONGEST_TEXT, LONGEST_TITLE, MOST_PHASES, PartnerRole


@dataclass(frozen=True, slots=True)
class Draft:
    """What a pilot says when it starts. ``items``: the cases and solutions it uses."""

    title: str = ""
    problem: str = ""
    hypothesis: str = ""
    approach: str = ""
    budget_band: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    challenge: Item | None = None
    items: tuple[Item, ...] = ()
    facility: Item | None = None
    method: Item | None = None
    phases: tuple[str, ...] = ()
    partners: tuple[tuple[Organisation, PartnerRole], ...] = field(default=())
    language: str = "nl"


_ROLES = {
    OrganisationType.COMPANY: PartnerRole.PROVIDER,
    OrganisationType.KNOWLEDGE: PartnerRole.KNOWLEDGE,
    OrganisationType.HUB_PARTNER: PartnerRole.KNOWLEDGE,
}
_OWNERS_ARE_PARTNERS = frozenset({Kind.SOLUTION, Kind.PROVIDER, Kind.EXPERT})
"""Whoever owns one of these can take part; who owns a case has only told of it."""
_USED = frozenset({Kind.CASE, Kind.SOLUTION})


def role_of(organisation: Organisation) -> PartnerRole:
    """The role an organisation most likely has."""
    type_ = OrganisationType(organisation.type)
    return PartnerRole.PUBLIC_BODY if type_ in PUBLIC_BODIES else _ROLES.get(type_, PartnerRole.OTHER)


def known_draft(
    *,
    owner: Organisation,
    challenge: Item | None,
    items: Iterable[Item],
    organisations: Iterable[Organisation] = (),
    language: str,
    today: date,
) -> Draft:
    """Everything these say already, for who was found to may see them, so that nobody types it again.

    Of a challenge its words, outcome wanted and budget; of a case its approach; of a facility the place and its
    operator; of a method its steps; and who can take part.
    """
    chosen = list(items)
    values = {
        value.pk: value
        for value in (
            library.value_of(one, today=today) for one in [*chosen, *([challenge] if challenge else [])]
        )
    }
    asked = values[challenge.pk] if challenge else None
    spoken = asked.original_language if asked else language
    used = [one for one in chosen if Kind(one.kind) in _USED]
    tried = next((values[one.pk] for one in used if one.kind == Kind.SOLUTION), None)
    first = tried or asked or next((values[one.pk] for one in chosen), None)
    method = next((one for one in chosen if one.kind == Kind.METHOD), None)
    facility = next((one for one in chosen if one.kind == Kind.FACILITY), None)
    return Draft(
        title=pilot_title(first.title(spoken), owner.name, spoken) if first else "",
        problem=_joined(_text(asked, "question", spoken), _text(asked, "context", spoken)),
        hypothesis=_text(asked, "outcome_wanted", spoken),
        approach=_joined(
            *(_text(values[one.pk], "approach", spoken) for one in used if one.kind == Kind.CASE),
        ),
        budget_band=str(asked.facts.get("budget_band", "")) if asked else "",
        challenge=challenge,
        items=tuple(used),
        facility=facility,
        method=method,
        phases=_phases(values[method.pk], spoken) if method else (),
        partners=_partners(owner, chosen, organisations),
        language=spoken,
    )


def _partners(
    owner: Organisation, items: Sequence[Item], organisations: Iterable[Organisation]
) -> tuple[tuple[Organisation, PartnerRole], ...]:
    found: dict[int, tuple[Organisation, PartnerRole]] = {}
    for item in items:
        if item.kind == Kind.FACILITY:
            found.setdefault(item.owner_id, (item.owner, PartnerRole.FACILITY))
        elif Kind(item.kind) in _OWNERS_ARE_PARTNERS:
            found.setdefault(item.owner_id, (item.owner, role_of(item.owner)))
    for organisation in organisations:
        found.setdefault(organisation.pk, (organisation, role_of(organisation)))
    found.pop(owner.pk, None)
    return tuple(found.values())


def _text(value: ItemValue | None, name: str, language: str) -> str:
    found = value.text(name, language) if value else None
    return found.text if found else ""


def _joined(*texts: str) -> str:
    return "\n\n".join(text for text in texts if text)[:LONGEST_TEXT]


def _phases(value: ItemValue, language: str) -> tuple[str, ...]:
    lines = (" ".join(line.split())[:LONGEST_TITLE] for line in _text(value, "steps", language).splitlines())
    return tuple(dict.fromkeys(line for line in lines if line))[:MOST_PHASES]
