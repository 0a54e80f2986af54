"""What the steps of a pilot are decided on, and what a version of it is made of."""

from schakel.pilots.models import Pilot
from schakel.pilots.rules import FIELDS, CheckState, Facts, Reply


def facts_of(pilot: Pilot) -> Facts:
    """What steps are decided on, as it stands now."""
    return Facts(
        replies=tuple(Reply(one.reply) for one in pilot.partners.all()),
        hypothesis=pilot.hypothesis,
        measures=tuple(one.values for one in pilot.measures.all()),
        checks=tuple(CheckState(one.state) for one in pilot.checks.all()),
        results=pilot.results,
        lesson=pilot.lesson,
    )


def plain_fields(pilot: Pilot) -> dict[str, str]:
    """What people write of a pilot, as it is typed; a day as 2027-01-31, nothing as an empty text."""
    return {name: str(getattr(pilot, name) or "") for name in FIELDS}
