"""What the steps of a pilot are decided on."""

from schakel.pilots.models import Pilot
from schakel.pilots.rules import CheckState, Facts, Reply


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
