"""The door of procurement."""

from schakel.procurement.demonstration import load_demo_routes
from schakel.procurement.queries import RouteInWords, chosen_route, route_of
from schakel.procurement.rules import Route
from schakel.procurement.wording import route_name, route_sentence

__all__ = [
    "Route",
    "RouteInWords",
    "chosen_route",
    "load_demo_routes",
    "route_name",
    "route_of",
    "route_sentence",
]
