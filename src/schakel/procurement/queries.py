"""The route that was written down with a challenge."""

from dataclasses import dataclass

from schakel.challenges.public import Challenge
from schakel.procurement.models import RouteChoice
from schakel.procurement.rules import Route
from schakel.procurement.wording import route_name, route_sentence


def chosen_route(challenge: Challenge) -> RouteChoice | None:
    """For somebody who has been found to may see what happens to this challenge."""
    return RouteChoice.objects.filter(challenge=challenge).select_related("chosen_by").first()


@dataclass(frozen=True, slots=True)
class RouteInWords:
    """A route for another capability: its stable code, its name, and a sentence in the language of the screen."""

    code: str
    name: str
    sentence: str


def route_of(challenge: Challenge) -> RouteInWords | None:
    """The route of a challenge in words; None where none was written down."""
    chosen = chosen_route(challenge)
    if chosen is None:
        return None
    route = Route(chosen.route)
    return RouteInWords(route.value, route_name(route), route_sentence(route))
